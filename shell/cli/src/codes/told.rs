//! What `gongji codes` tells: findings, differences, reports and conversions as text.

use catalogue::codes::{CodeKind, Finding, Report, Sums, share};
use office::convert_codes::CodesConverted;
use office::import_codes::{Differences, What};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// So many of a kind are told, unless all are asked for.
const MOST: usize = 20;

fn most(all: bool) -> usize {
    if all { usize::MAX } else { MOST }
}

/// What was brought in.
pub(super) fn what(what: &What) -> String {
    match what {
        What::Set { edition, .. } => edition.clone(),
        What::Map { from, to } => format!("{from} → {to}"),
    }
}

/// Findings, a line each.
pub(super) fn findings(findings: &[Finding], all: bool) -> String {
    let mut text = String::new();
    let mut told: BTreeMap<_, usize> = BTreeMap::new();
    for finding in findings {
        let count = told.entry(finding.kind).or_default();
        *count += 1;
        if *count <= most(all) {
            let (severity, kind) = (finding.severity.name(), finding.kind.name());
            let _ = writeln!(text, "{severity} {kind} {finding}");
        }
    }
    for (kind, count) in told.into_iter().filter(|(_, count)| *count > most(all)) {
        let _ = writeln!(text, "{} {} more; --all tells them", count - MOST, kind.name());
    }
    text
}

/// How a file differs from the books.
pub(super) fn differences(differences: &Differences, all: bool) -> String {
    let mut text = String::new();
    if let Some((before, after)) = &differences.days {
        let _ = writeln!(text, "日期 days: {before} → {after}");
    }
    let changed = differences.changed.iter();
    let changed = changed.map(|(code, before, after)| format!("{code} {before} → {after}"));
    let changed: Vec<String> = changed.collect();
    for (name, lines) in [
        ("新增 new", &differences.new),
        ("删去 gone", &differences.gone),
        ("改动 changed", &changed),
    ] {
        for line in lines.iter().take(most(all)) {
            let _ = writeln!(text, "{name}: {line}");
        }
        if lines.len() > most(all) {
            let _ = writeln!(text, "{name}: {} more; --all tells them", lines.len() - MOST);
        }
    }
    text
}

/// A share as a percentage with two digits, cut off.
fn percent(part: u64, of: u64) -> String {
    share(part, of).map_or_else(String::new, |share| {
        format!(" ({}.{:02}%)", share / 10_000, share / 100 % 100)
    })
}

fn codes(text: &mut String, sums: &Sums, indent: &str) {
    for (kind, tally) in CodeKind::ALL.into_iter().zip(&sums.kinds) {
        let words = kind.words();
        let part = |count: u64| format!("{count}{}", percent(count, tally.codes));
        let _ = writeln!(
            text,
            "{indent}{} {}: {} 个编码 codes, 在册 known {}, 他版 in another edition {}, 未知 unknown {}",
            words.zh,
            words.en,
            tally.codes,
            part(tally.known),
            part(tally.elsewhere),
            part(tally.unknown)
        );
        for (name, count) in [
            ("无有效版本 on a day without an edition", tally.undated),
            ("未特指 unspecified", tally.unspecific),
            ("灰码 gray", tally.gray),
        ] {
            if count > 0 {
                let _ = writeln!(text, "{indent}  {name} {}", part(count));
            }
        }
    }
}

fn cases(sums: &Sums) -> String {
    let part = |count: u64| format!("{count}{}", percent(count, sums.cases));
    format!(
        "{} 例 cases, 缺主要诊断 without a main diagnosis {}, 诊断重复 diagnoses repeated {}, 手术操作重复 procedures repeated {}, 主要诊断未特指 main unspecified {}, 主要诊断灰码 main gray {}",
        sums.cases,
        part(sums.main_missing),
        part(sums.repeated[0]),
        part(sums.repeated[1]),
        part(sums.main_unspecific),
        part(sums.main_gray)
    )
}

/// A report.
pub(super) fn report(report: &Report, all: bool) -> String {
    let mut text = format!("{}\n", cases(&report.all));
    codes(&mut text, &report.all, "");
    for ((kind, edition), count) in &report.judged {
        let _ = writeln!(text, "版本 edition {} {edition}: {count}", kind.name());
    }
    for unknown in report.unknown.iter().take(most(all)) {
        let (kind, code, count) = (unknown.kind.name(), &unknown.code, unknown.count);
        let _ = write!(text, "未知 unknown {kind} {code}: {count}");
        if let Some(fault) = unknown.fault {
            let words = fault.words();
            let _ = write!(text, ", {} {}", words.zh, words.en);
        }
        if let Some((code, name)) = &unknown.nearest {
            let _ = write!(text, ", 最近 nearest {code} {name}");
        }
        text.push('\n');
    }
    for other in report.elsewhere.iter().take(most(all)) {
        let (kind, code, count) = (other.kind.name(), &other.code, other.count);
        let editions = other.editions.join(", ");
        let _ = writeln!(text, "他版 of another edition {kind} {code}: {count}, {editions}");
    }
    for (name, count) in [("unknown", report.unknown.len()), ("elsewhere", report.elsewhere.len())]
    {
        if count > most(all) {
            let _ = writeln!(text, "{} {name} more; --all tells them", count - MOST);
        }
    }
    for (institution, sums) in &report.institutions {
        let name = if institution.is_empty() { "-" } else { institution };
        let _ = writeln!(text, "机构 institution {name}: {}", cases(sums));
        codes(&mut text, sums, "  ");
    }
    text
}

/// Whether nothing was found that someone must mend.
pub(super) fn is_clean(report: &Report) -> bool {
    let sums = &report.all;
    let cases = sums.main_missing + sums.main_gray + sums.repeated[0] + sums.repeated[1];
    let codes = sums.kinds.iter().map(|tally| tally.elsewhere + tally.unknown + tally.undated);
    cases + codes.sum::<u64>() == 0
}

/// Conversions as CSV.
pub(super) fn converted(done: &CodesConverted) -> Result<String, String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 5]| out.write_record(row).map_err(|error| error.to_string());
    write(["code", "converted", "name", "reason", "sentence"])?;
    for one in &done.codes {
        match &one.path {
            Ok(path) => {
                let last = path.last().map_or("", String::as_str);
                write([&one.code, last, &one.name, "", ""])?;
            }
            Err(why) => {
                let words = why.words();
                let sentence = format!("{} {}", words.zh, words.en);
                write([&one.code, "", "", why.name(), &sentence])?;
            }
        }
    }
    let bytes = out.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
