//! Check of references: codes that no table of codes has, exclusions that lead nowhere, rows twice.

use super::finding::{Finding, Kind, Severity};
use super::parse::{Parsed, Row};
use std::collections::{BTreeMap, BTreeSet};

/// How many codes a sentence names.
const EXAMPLES: usize = 5;

/// A table with its file, and the column that holds codes.
type Table<'p, 't> = (&'static str, &'p [Row<'t>], usize);

/// All findings about references.
pub(crate) fn references(parsed: &Parsed, found: &mut Vec<Finding>) {
    let dx: [Table; 6] = [
        ("mdc_dx.csv", &parsed.mdc_dx, 1),
        ("adrg_dx.csv", &parsed.adrg_dx, 2),
        ("MCC.dat", &parsed.mcc, 0),
        ("CC.dat", &parsed.cc, 0),
        ("CCE.dat", &parsed.cce, 0),
        ("mdcz_trauma_sites.csv", &parsed.sites, 1),
    ];
    let op: [Table; 2] = [("adrg_op.csv", &parsed.adrg_op, 2), ("SS_VALID.dat", &parsed.valid, 0)];
    for (info, file, tables) in
        [(&parsed.zd_info, "ZD_INFO.dat", &dx[..]), (&parsed.ss_info, "SS_INFO.dat", &op[..])]
    {
        if let Some(info) = info {
            tables.iter().for_each(|table| dangling(info, file, table, found));
        }
    }
    exclusions(parsed, found);
    for (file, rows) in [("MCC.dat", &parsed.mcc), ("CC.dat", &parsed.cc), ("CCE.dat", &parsed.cce)]
    {
        contradictions(file, rows, found);
    }
    both(parsed, found);
    let rest: [Table; 2] =
        [("adrg_mdc_rule_order.csv", &parsed.rules, 0), ("DRG.dat", &parsed.groups, 0)];
    dx.iter().chain(&op).chain(&rest).for_each(|table| twice(table, found));
}

/// Codes of a table that the table of codes does not have.
fn dangling(info: &[Row], file: &str, table: &Table, found: &mut Vec<Finding>) {
    let known: BTreeSet<&str> = info.iter().map(|row| row.cells[0]).collect();
    let (of, rows, column) = *table;
    let lost = rows.iter().filter(|row| !known.contains(row.cells[column]));
    many(lost, column, (Kind::DanglingCode, Severity::Warning, of), found, |count, some| {
        (
            format!("{count}个编码不在{file}中,如{some}。病例不会带有这些编码,请核对版本。"),
            format!("{count} codes are not in {file}, such as {some}; check the edition of codes"),
        )
    });
}

/// MCC and CC that no exclusion table has, and exclusion numbers of no main diagnosis.
fn exclusions(parsed: &Parsed, found: &mut Vec<Finding>) {
    let codes: BTreeSet<&str> = parsed.cce.iter().map(|row| row.cells[0]).collect();
    let numbers: BTreeSet<&str> = parsed.cce.iter().map(|row| row.cells[1]).collect();
    for (file, rows) in [("MCC.dat", &parsed.mcc), ("CC.dat", &parsed.cc)] {
        let lost = rows.iter().filter(|row| !codes.contains(row.cells[0]));
        let what = (Kind::NoExclusion, Severity::Note, file);
        many(lost, 0, what, found, |count, some| {
            (
                format!("{count}个编码不在CCE.dat中,如{some}。作为主要诊断时不排除任何并发症。"),
                format!(
                    "{count} codes are not in CCE.dat, such as {some}; as main diagnoses they exclude nothing"
                ),
            )
        });
        let mut told = BTreeSet::new();
        let idle = rows.iter().filter(|row| !numbers.contains(row.cells[1]));
        let idle = idle.filter(|row| told.insert(row.cells[1]));
        many(idle, 1, (Kind::IdleExclusion, Severity::Note, file), found, |count, some| {
            (
                format!("{count}个排除表号在CCE.dat中没有主要诊断,如{some}。其并发症总是计入。"),
                format!(
                    "{count} exclusion numbers have no main diagnosis in CCE.dat, such as {some}; what has them always counts"
                ),
            )
        });
    }
}

/// Codes with two numbers.
fn contradictions(file: &str, rows: &[Row], found: &mut Vec<Finding>) {
    let mut first: BTreeMap<&str, &Row> = BTreeMap::new();
    let other = rows.iter().filter(|row| {
        let before = *first.entry(row.cells[0]).or_insert(row);
        before.cells[1] != row.cells[1]
    });
    many(other, 0, (Kind::Contradiction, Severity::Error, file), found, |count, some| {
        (
            format!("{count}个编码有两个不同的排除表号,如{some}。每个编码请只留一行。"),
            format!(
                "{count} codes have two different numbers, such as {some}; leave one line of each"
            ),
        )
    });
}

/// Codes that are MCC and CC at once: the graver is asked first.
fn both(parsed: &Parsed, found: &mut Vec<Finding>) {
    let cc: BTreeSet<&str> = parsed.cc.iter().map(|row| row.cells[0]).collect();
    let both = parsed.mcc.iter().filter(|row| cc.contains(row.cells[0]));
    many(both, 0, (Kind::Overlap, Severity::Note, "MCC.dat"), found, |count, some| {
        (
            format!("{count}个编码同时在CC.dat中,如{some}。先按MCC判断。"),
            format!("{count} codes are in CC.dat as well, such as {some}; they are MCC first"),
        )
    });
}

/// Rows that a table has twice. Of complications and rules one code may have one row only.
fn twice(table: &Table, found: &mut Vec<Finding>) {
    let (file, rows, column) = *table;
    let alone = file.ends_with(".dat");
    let mut seen = BTreeSet::new();
    let key = |row: &Row| {
        let [a, b, c] = row.cells;
        if alone { a.to_string() } else { [a, b, c].join(",") }
    };
    let again = rows.iter().filter(|row| !seen.insert(key(row)));
    many(again, column, (Kind::Duplicate, Severity::Warning, file), found, |count, some| {
        (
            format!("{count}行重复,如{some}。请删去多余的行。"),
            format!("{count} rows stand there twice, such as {some}; take them out"),
        )
    });
}

/// One finding for many rows, with the first of them as examples.
fn many<'p, 't: 'p>(
    rows: impl Iterator<Item = &'p Row<'t>>,
    column: usize,
    what: (Kind, Severity, &str),
    found: &mut Vec<Finding>,
    say: impl Fn(usize, &str) -> (String, String),
) {
    let rows: Vec<&Row> = rows.collect();
    let Some(first) = rows.first() else { return };
    let (kind, severity, file) = what;
    let some: Vec<&str> = rows.iter().take(EXAMPLES).map(|row| row.cells[column]).collect();
    let (zh, en) = say(rows.len(), &some.join(" "));
    let finding = Finding::new(kind, severity, (file, first.line), first.cells[column]);
    found.push(finding.counting(rows.len()).say(zh, en));
}
