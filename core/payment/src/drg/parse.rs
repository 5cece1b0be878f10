//! Parse: texts of tables become rows with the numbers of their lines.

use super::finding::{Finding, Kind, Severity};
use super::tables::Tables;

/// A row of a table: up to three cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row<'t> {
    /// The line, from 1.
    pub(crate) line: usize,
    /// The cells; what a table does not have is empty.
    pub(crate) cells: [&'t str; 3],
}

/// All tables as rows.
#[derive(Debug, Default)]
pub(crate) struct Parsed<'t> {
    /// MDC, diagnosis.
    pub(crate) mdc_dx: Vec<Row<'t>>,
    /// ADRG, list, diagnosis.
    pub(crate) adrg_dx: Vec<Row<'t>>,
    /// ADRG, list, procedure.
    pub(crate) adrg_op: Vec<Row<'t>>,
    /// Node, rule or order, text.
    pub(crate) rules: Vec<Row<'t>>,
    /// Diagnosis, exclusion number.
    pub(crate) mcc: Vec<Row<'t>>,
    /// Diagnosis, exclusion number.
    pub(crate) cc: Vec<Row<'t>>,
    /// Main diagnosis, exclusion number.
    pub(crate) cce: Vec<Row<'t>>,
    /// Group, name.
    pub(crate) groups: Vec<Row<'t>>,
    /// Procedure, name.
    pub(crate) valid: Vec<Row<'t>>,
    /// Diagnosis, name.
    pub(crate) zd_info: Option<Vec<Row<'t>>>,
    /// Procedure, name.
    pub(crate) ss_info: Option<Vec<Row<'t>>>,
    /// Diagnosis, diagnosis.
    pub(crate) zd_map: Option<Vec<Row<'t>>>,
    /// Procedure, procedure.
    pub(crate) ss_map: Option<Vec<Row<'t>>>,
    /// Site, diagnosis.
    pub(crate) sites: Vec<Row<'t>>,
    /// Name, main or other, diagnosis.
    pub(crate) swaps: Vec<Row<'t>>,
    /// Sex, diagnosis.
    pub(crate) sex: Vec<Row<'t>>,
}

/// Reads all tables; what is wrong goes into `found`.
pub(crate) fn parse<'t>(tables: &'t Tables, found: &mut Vec<Finding>) -> Parsed<'t> {
    let mut reader = Reader { tables, found };
    let op = ["adrg", "list", "icd9cm3"];
    Parsed {
        mdc_dx: reader.must("mdc_dx.csv", &["mdc", "icd10"]),
        adrg_dx: reader.must("adrg_dx.csv", &["adrg", "list", "icd10"]),
        adrg_op: reader.must("adrg_op.csv", &op),
        rules: reader.must("adrg_mdc_rule_order.csv", &["node", "kind", "text"]),
        mcc: reader.must("MCC.dat", &["", ""]),
        cc: reader.must("CC.dat", &["", ""]),
        cce: reader.must("CCE.dat", &["", ""]),
        groups: reader.must("DRG.dat", &[""]),
        valid: reader.must("SS_VALID.dat", &[""]),
        zd_info: reader.may("ZD_INFO.dat", &[""]),
        ss_info: reader.may("SS_INFO.dat", &[""]),
        zd_map: reader.may("ZD_MAP.dat", &["", ""]),
        ss_map: reader.may("SS_MAP.dat", &["", ""]),
        sites: reader.may("mdcz_trauma_sites.csv", &["site", "icd10"]).unwrap_or_default(),
        swaps: reader.may("main_swap.csv", &["swap", "side", "icd10"]).unwrap_or_default(),
        sex: reader.may("dx_sex.csv", &["sex", "icd10"]).unwrap_or_default(),
    }
}

struct Reader<'t, 'f> {
    tables: &'t Tables,
    found: &'f mut Vec<Finding>,
}

impl<'t> Reader<'t, '_> {
    /// A table that must be there.
    fn must(&mut self, file: &str, columns: &[&str]) -> Vec<Row<'t>> {
        if let Some(rows) = self.may(file, columns) {
            return rows;
        }
        let missing = Finding::new(Kind::MissingTable, Severity::Error, (file, 0), file);
        self.found.push(missing.say(
            format!("方案缺少数据表{file}。请补上该文件。"),
            format!("the scheme has no table {file}; add the file"),
        ));
        Vec::new()
    }

    /// A table that may be there. Columns without a name are those of a `.dat` file.
    fn may(&mut self, file: &str, columns: &[&str]) -> Option<Vec<Row<'t>>> {
        let text = self.tables.text(file)?;
        let named = columns.first().is_some_and(|name| !name.is_empty());
        Some(if named { self.csv(file, text, columns) } else { self.dat(file, text, columns) })
    }

    fn unreadable(&mut self, at: (&str, usize), zh: String, en: String) {
        let finding = Finding::new(Kind::UnreadableLine, Severity::Error, at, "");
        self.found.push(finding.say(zh, en));
    }

    /// A code, space, the rest.
    fn dat(&mut self, file: &str, text: &'t str, columns: &[&str]) -> Vec<Row<'t>> {
        let mut rows = Vec::new();
        for (line, text) in lines(text) {
            let (code, rest) = text.split_once([' ', '\t']).unwrap_or((text, ""));
            let rest = rest.trim();
            if rest.is_empty() && columns.len() > 1 {
                self.unreadable(
                    (file, line),
                    format!("“{text}”只有编码。请写作:编码、空格、值。"),
                    format!("'{text}' is a code alone; write code, space, value"),
                );
                continue;
            }
            rows.push(Row { line, cells: [code, rest, ""] });
        }
        rows
    }

    /// Columns with a header, in any order.
    fn csv(&mut self, file: &str, text: &'t str, columns: &[&str]) -> Vec<Row<'t>> {
        let mut lines = lines(text);
        let (first, header) = lines.next().unwrap_or((1, ""));
        let names: Vec<&str> = header.split(',').map(cell).collect();
        let mut at = [0; 3];
        for (place, column) in at.iter_mut().zip(columns) {
            let Some(found) = names.iter().position(|name| name == column) else {
                self.unreadable(
                    (file, first),
                    format!("表头缺少列{column}。第一行请写:{}。", columns.join(",")),
                    format!("there is no column {column}; the first line is {}", columns.join(",")),
                );
                return Vec::new();
            };
            *place = found;
        }
        let mut rows = Vec::new();
        for (line, text) in lines {
            let mut row = Row { line, cells: [""; 3] };
            let mut short = false;
            for (place, into) in at.iter().zip(row.cells.iter_mut()).take(columns.len()) {
                match text.split(',').nth(*place) {
                    Some(text) => *into = cell(text),
                    None => short = true,
                }
            }
            if short || row.cells[0].is_empty() {
                self.unreadable(
                    (file, line),
                    format!("“{text}”的列不全。请写作:{}。", columns.join(",")),
                    format!("'{text}' lacks a cell; write {}", columns.join(",")),
                );
                continue;
            }
            rows.push(row);
        }
        rows
    }
}

/// A cell without blanks and quotes around it.
fn cell(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text)
}

/// Lines that say something, with their numbers. `trim` takes the carriage returns.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.trim()));
    numbered.filter(|(_, line)| !line.is_empty())
}
