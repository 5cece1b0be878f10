//! Lines of the embedded tables: cells by column. Nothing is quoted, so no cell holds a comma.

/// The cells of each line beneath the header; what does not fit is left out and said.
pub(super) fn rows<const N: usize>(
    file: &str,
    text: &'static str,
    columns: [&str; N],
    problems: &mut Vec<String>,
) -> Vec<[&'static str; N]> {
    let mut lines = (1..).zip(text.lines());
    let header = lines.next().map_or("", |(_, line)| line);
    if header != columns.join(",") {
        problems.push(format!("{file}:1: the columns must be {}", columns.join(",")));
        return Vec::new();
    }
    let mut rows = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&'static str> = line.split(',').collect();
        match cells.try_into() {
            Ok(cells) => rows.push(cells),
            Err(_) => problems.push(format!("{file}:{number}: {N} cells are due; write them")),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_do_not_fit_are_said() {
        #[track_caller]
        fn check(text: &'static str, rows_read: usize, said: usize) {
            let mut problems = Vec::new();
            let read = rows("a.csv", text, ["one", "two"], &mut problems);
            assert_eq!((read.len(), problems.len()), (rows_read, said), "{problems:?}");
        }
        check("one,two\n1,2\n3,\n", 2, 0);
        check("one,two\n1\n1,2,3\n4,5", 1, 2);
        check("one\n1,2\n", 0, 1);
        check("", 0, 1);
    }
}
