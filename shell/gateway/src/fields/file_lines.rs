//! Lines of a file (文件行) that goes with a message: cells between tabs, in the order of the table, read
//! and checked by it. `null` and blank are not given.

use super::book::shape;
use super::check::not_offered;
use super::mistake::{Fault, Mistake, Place};
use super::read::Row;
use super::table::{Node, Title};
use super::value::{absent, examine};
use serde_json::{Map, Value};

/// What is not given, in a file.
const NULL: &str = "null";
/// The most mistakes that are named.
const MOST: usize = 50;
/// The most lines that are read.
const LINES: usize = 300_000;

/// Reads every line of a file that was sent, or says of all of them what is wrong with it, by line
/// and column, both from 1. Blank lines hold no row, and a first line may name the columns.
pub fn file_rows<T>(
    infno: &str,
    text: &str,
    read: impl Fn(usize, &Row<'_>) -> Result<T, Mistake>,
) -> Result<Vec<T>, Vec<Mistake>> {
    let node = shape(infno).and_then(|shape| shape.in_file.first());
    let node = node.ok_or_else(|| vec![not_offered(infno)])?;
    let names: Vec<&str> = node.fields.iter().map(|field| field.name).collect();
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in (1..).zip(text.lines()) {
        if at > LINES {
            wrong.push(too_many());
            break;
        }
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        if line.trim().is_empty() || at == 1 && cells == names {
            continue;
        }
        match cells_of(node, &cells, at) {
            Ok(map) => match read(at, &Row::of_line(node, &map, format!("file[{at}]"))) {
                Ok(row) => rows.push(row),
                Err(mistake) => wrong.push(at_line(mistake, at, None)),
            },
            Err(mistakes) => wrong.extend(mistakes),
        }
        if wrong.len() >= MOST {
            wrong.truncate(MOST);
            wrong.push(and_more(at));
            break;
        }
    }
    if wrong.is_empty() { Ok(rows) } else { Err(wrong) }
}

/// One line of a file that goes out, with its cells in the order of the table.
pub fn file_line(infno: &str, cells: &[(&str, Option<String>)]) -> String {
    let fields = shape(infno).and_then(|shape| shape.out_file.first());
    let fields = fields.map_or(&[][..], |node| &node.fields);
    let cell = |name: &str| {
        let own = cells.iter().find(|(known, _)| *known == name);
        let text = own.and_then(|(_, text)| text.as_deref()).filter(|text| !text.is_empty());
        text.unwrap_or(NULL).replace(['\t', '\n', '\r'], " ")
    };
    fields.iter().map(|field| cell(field.name)).collect::<Vec<_>>().join("\t")
}

/// The cells of a line by name, each as its field says.
fn cells_of(node: &Node, cells: &[&str], at: usize) -> Result<Map<String, Value>, Vec<Mistake>> {
    if cells.len() != node.fields.len() {
        return Err(vec![other_columns(node, cells.len(), at)]);
    }
    let given = |cell: &str| match cell {
        NULL => Value::Null,
        text => Value::String(text.to_string()),
    };
    let named = node.fields.iter().zip(cells);
    let map: Map<String, Value> =
        named.map(|(field, cell)| (field.name.to_string(), given(cell))).collect();
    let mut wrong = Vec::new();
    for (column, field) in (1..).zip(&node.fields) {
        let path = format!("file[{at}].{}", field.name);
        let place = Place { path, name: field.name, title: field.title, row: None };
        let mistake = match map.get(field.name).filter(|value| !absent(value)) {
            Some(value) => examine(field, value).err().map(|trouble| place.wrong(trouble)),
            None if field.required.holds(&map) => Some(place.missing(&field.required)),
            None => None,
        };
        wrong.extend(mistake.map(|mistake| at_line(mistake, at, Some(column))));
    }
    if wrong.is_empty() { Ok(map) } else { Err(wrong) }
}

/// A mistake with the line and the column in its words.
fn at_line(mistake: Mistake, line: usize, column: Option<usize>) -> Mistake {
    let (zh, en) = match column {
        Some(column) => (
            format!("第 {line} 行第 {column} 列 {}", mistake.zh),
            format!("line {line}, column {column}: {}", mistake.en),
        ),
        None => (format!("第 {line} 行 {}", mistake.zh), format!("line {line}: {}", mistake.en)),
    };
    Mistake { zh, en, ..mistake }
}

fn whole(title: Title, path: String) -> Place {
    Place { path, name: "", title, row: None }
}

fn other_columns(node: &Node, are: usize, at: usize) -> Mistake {
    let names = node.fields.iter().map(|field| format!("{} {}", field.name, field.title.zh));
    let zh = names.collect::<Vec<_>>().join("、");
    let names = node.fields.iter().map(|field| field.name).collect::<Vec<_>>().join(", ");
    let due = node.fields.len();
    let title = Title { zh: "第", en: "line" };
    whole(title, format!("file[{at}]")).mistake(
        Fault::Node,
        &format!(" {at} 行有 {are} 列，应有 {due} 列，以制表符分隔：{zh}。请改正后重新上传。"),
        &format!(
            "{at} has {are} columns, {due} are due, between tabs: {names}. Mend it and upload it again."
        ),
    )
}

fn too_many() -> Mistake {
    whole(Title { zh: "文件", en: "the file" }, "file".to_string()).mistake(
        Fault::Range,
        &format!("超过 {LINES} 行。请缩短对账日期，分次对账。"),
        &format!("has more than {LINES} lines. Reconcile fewer days at once."),
    )
}

fn and_more(at: usize) -> Mistake {
    whole(Title { zh: "文件", en: "the file" }, "file".to_string()).mistake(
        Fault::Range,
        &format!("到第 {at} 行已有 {MOST} 处差错，其后未再检查。请改正后重新上传。"),
        &format!("has {MOST} mistakes up to line {at}; what follows was not looked at. Mend them and upload it again."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "440700-9\t440700-7\tP1\t100.00\t60\t-0.5\t0";

    fn read(text: &str) -> Result<Vec<(usize, String)>, Vec<Mistake>> {
        file_rows("3202", text, |line, row| {
            Ok((line, format!("{} {}", row.need_text("setl_id")?, row.need_fen("acct_pay")?)))
        })
    }

    #[test]
    fn lines_are_read_by_the_table() {
        let names =
            "setl_id\tmdtrt_id\tpsn_no\tmedfee_sumamt\tfund_pay_sumamt\tacct_pay\trefd_setl_flag";
        let text = format!("{names}\r\n{GOOD}\r\n\r\n{GOOD}\n");
        let row = "440700-9 -0.50".to_string();
        assert_eq!(read(&text), Ok(vec![(2, row.clone()), (4, row)]));
        assert_eq!(read(""), Ok(Vec::new()));
    }

    #[test]
    fn mistakes_are_named_by_line_and_column() {
        let text = format!("{GOOD}\n\tv\tp\t1.234\t6x\tnull\t7\nshort\t1\n{GOOD}\tmore");
        let wrong = read(&text).expect_err("wrong");
        let said: Vec<&str> =
            wrong.iter().map(|one| one.en.split(':').next().unwrap_or("")).collect();
        assert_eq!(
            said,
            [
                "line 2, column 1",
                "line 2, column 4",
                "line 2, column 5",
                "line 2, column 6",
                "line 2, column 7",
                "line 3 has 2 columns, 7 are due, between tabs",
                "line 4 has 8 columns, 7 are due, between tabs",
            ]
        );
        assert!(wrong[1].zh.starts_with("第 2 行第 4 列 医疗费总额"), "{}", wrong[1].zh);
        assert_eq!(wrong[1].path, "file[2].medfee_sumamt");
        let many = "x\n".repeat(80);
        assert_eq!(read(&many).expect_err("wrong").len(), MOST + 1);
    }

    #[test]
    fn what_is_not_given_is_null() {
        let line = file_line("3202", &[("memo", Some("a\tb".to_string())), ("psn_no", None)]);
        assert_eq!(line, "null\tnull\tnull\tnull\tnull\tnull\ta b\tnull\tnull\tnull");
    }
}
