//! Read: texts of code sets and maps become entries and pairs with the numbers of their lines.
//!
//! Two shapes: CSV with a header, or a line each of code, blank, rest.

use super::finding::{Finding, Kind};

/// A code of a set as it stands in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is marked as gray (灰码).
    pub gray: bool,
    /// The line, from 1.
    pub line: usize,
}

/// A pair of a map as it stands in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pair {
    /// The code of the edition before.
    pub from: String,
    /// The code of the edition after.
    pub to: String,
    /// The line, from 1.
    pub line: usize,
}

/// Names of columns: the first is the one that is told.
const CODE: &[&str] = &["code", "编码", "代码"];
const NAME: &[&str] = &["name", "名称"];
const GRAY: &[&str] = &["gray", "灰码"];
const FROM: &[&str] = &["from", "原编码", "原代码"];
const TO: &[&str] = &["to", "现编码", "新编码", "新代码"];

/// Reads a code set; what is wrong goes into `found`.
pub fn read_set(file: &str, text: &str, found: &mut Vec<Finding>) -> Vec<Entry> {
    let mut rows = Rows { file, found };
    let mut entries = Vec::new();
    for (line, cells) in rows.read(text, [CODE, NAME, GRAY], 2) {
        let [code, name, gray] = cells;
        match mark(&gray) {
            Some(gray) => entries.push(Entry { code, name, gray, line }),
            None => rows.wrong(
                line,
                format!("灰码标记“{gray}”无法识别。请写是或否。"),
                format!("'{gray}' marks no gray code; write yes or no"),
            ),
        }
    }
    entries
}

/// Reads a map; what is wrong goes into `found`.
pub fn read_map(file: &str, text: &str, found: &mut Vec<Finding>) -> Vec<Pair> {
    let mut rows = Rows { file, found };
    let mut pairs = Vec::new();
    for (line, cells) in rows.read(text, [FROM, TO, &[]], 2) {
        let [from, to, _] = cells;
        if from.is_empty() || to.is_empty() {
            rows.wrong(
                line,
                "对照行须有两个编码。".to_string(),
                "a line of a map has two codes; write both".to_string(),
            );
            continue;
        }
        pairs.push(Pair { from, to, line });
    }
    pairs
}

fn mark(text: &str) -> Option<bool> {
    match text {
        "" | "no" | "0" | "否" | "false" => Some(false),
        "yes" | "1" | "是" | "true" => Some(true),
        _ => None,
    }
}

/// A line with its number and cells.
type Row = (usize, [String; 3]);

struct Rows<'f> {
    file: &'f str,
    found: &'f mut Vec<Finding>,
}

impl Rows<'_> {
    fn wrong(&mut self, line: usize, zh: String, en: String) {
        self.found.push(Finding::new(Kind::UnreadableLine, (self.file, line), "", (zh, en)));
    }

    /// Rows with three cells, of which so many must have a column.
    fn read(&mut self, text: &str, columns: [&[&str]; 3], must: usize) -> Vec<Row> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
        let mut lines = lines.filter(|(_, line)| !line.is_empty()).peekable();
        let Some((first, header)) = lines.peek().copied() else {
            self.wrong(0, "文件没有内容。".to_string(), "the file is empty".to_string());
            return Vec::new();
        };
        let names = cells(header).unwrap_or_default();
        let place = |column: &[&str]| names.iter().position(|name| column.contains(&name.trim()));
        let places = columns.map(place);
        if places.iter().all(Option::is_none) {
            if header.contains(',') && !header.contains([' ', '\t']) {
                let (zh, en) = no_header(&columns[..must]);
                self.wrong(first, zh, en);
                return Vec::new();
            }
            return lines.map(|(line, text)| (line, plain(text))).collect();
        }
        if let Some(at) = places.iter().take(must).position(Option::is_none) {
            let name = columns[at].first().copied().unwrap_or("");
            self.wrong(
                first,
                format!("表头缺少列{name}。"),
                format!("the header has no column {name}; add it"),
            );
            return Vec::new();
        }
        lines.next();
        let mut rows = Vec::new();
        for (line, text) in lines {
            match row(text, &places) {
                Some(row) => rows.push((line, row)),
                None => self.wrong(
                    line,
                    format!("“{text}”的列不全或引号不成对。"),
                    format!("'{text}' lacks a cell or a quote; write one row a line"),
                ),
            }
        }
        rows
    }
}

fn no_header(columns: &[&[&str]]) -> (String, String) {
    let names: Vec<&str> = columns.iter().filter_map(|names| names.first().copied()).collect();
    let names = names.join(",");
    (
        format!("第一行不是表头。CSV文件第一行请写{names}。"),
        format!("the first line is no header; a CSV file begins with {names}"),
    )
}

/// Code, blank, rest.
fn plain(text: &str) -> [String; 3] {
    let (code, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    [code.to_string(), rest.trim().to_string(), String::new()]
}

fn row(text: &str, places: &[Option<usize>; 3]) -> Option<[String; 3]> {
    let all = cells(text)?;
    let mut row = [const { String::new() }; 3];
    for (place, into) in places.iter().zip(&mut row) {
        if let Some(place) = place {
            *into = all.get(*place)?.trim().to_string();
        }
    }
    Some(row)
}

/// The cells of a line; none if a quote is not closed.
fn cells(line: &str) -> Option<Vec<String>> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut cell)),
            sign => cell.push(sign),
        }
    }
    all.push(cell);
    (!quoted).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn set(text: &str, wanted: &[(&str, &str, bool, usize)], wrong: &[&str]) {
        let mut found = Vec::new();
        let entries = read_set("a.csv", text, &mut found);
        let entries: Vec<_> =
            entries.iter().map(|e| (e.code.as_str(), e.name.as_str(), e.gray, e.line)).collect();
        assert_eq!(entries, wanted);
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(said.len(), wrong.len(), "{said:?}");
        for (said, piece) in said.iter().zip(wrong) {
            assert!(said.contains(piece), "{said}");
        }
    }

    #[test]
    fn sets_come_in_two_shapes() {
        set(
            "A00.000 霍乱, 甲\r\n\r\nA01.000\r\n",
            &[("A00.000", "霍乱, 甲", false, 1), ("A01.000", "", false, 3)],
            &[],
        );
        set(
            "\u{feff}name,code,gray\n\"霍乱, \"\"甲\"\"\",A00.000,是\n伤寒 ,A01.000,\n",
            &[("A00.000", "霍乱, \"甲\"", true, 2), ("A01.000", "伤寒", false, 3)],
            &[],
        );
        set("编码,名称\nA00.000,霍乱\n", &[("A00.000", "霍乱", false, 2)], &[]);
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        set("", &[], &["a.csv: 文件没有内容"]);
        set("A00.000,霍乱\n", &[], &["a.csv:1: 第一行不是表头"]);
        set("code,title\nA00.000,霍乱\n", &[], &["the header has no column name"]);
        set(
            "code,name,gray\nA00.000,\"霍乱\nA01.000,伤寒,x\nA02.000,甲,no\n",
            &[("A02.000", "甲", false, 4)],
            &["a.csv:2: ", "a.csv:3: "],
        );
    }

    #[test]
    fn maps_have_two_codes_a_line() {
        let mut found = Vec::new();
        let pairs = read_map("m.dat", "A00.000 A00.001\nA01.000\n", &mut found);
        let pair = |from: &str, to: &str, line| Pair { from: from.into(), to: to.into(), line };
        assert_eq!(pairs, [pair("A00.000", "A00.001", 1)]);
        assert_eq!((found.len(), found[0].line), (1, 2));
        let pairs = read_map("m.csv", "to,from\nB,A\n", &mut Vec::new());
        assert_eq!(pairs, [pair("A", "B", 2)]);
    }
}
