//! `gongji law`: check, show, diff and test the law.

use crate::settle::source;
use ::law::{Area, Entry};
use office::law_book::{LawBook, LawError};
use office::law_check::law_check;
use office::law_diff::law_diff;
use office::law_show::{Shown, law_show};
use office::law_test::law_test;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use units::Day;

/// What to do with the law.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Prove that every case on every day has exactly one answer. Exit 0 clean, 1 findings, 2 unreadable.
    Check {
        /// Folder of area folders, or one area folder; left out: the law inside the binary.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
    },
    /// Show what is in force in an area on a day, each value with its document.
    Show {
        /// Folder of area folders, or one area folder.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
        /// Six-digit code of the area.
        #[arg(long, value_name = "CODE")]
        area: String,
        /// The day, such as 2026-03-01.
        #[arg(long, value_name = "DAY")]
        on: String,
        /// As the law stood at a moment (RFC 3339). This binary keeps one version of the law.
        #[arg(long, value_name = "MOMENT")]
        as_of: Option<String>,
        /// In English.
        #[arg(long)]
        en: bool,
    },
    /// Say in words what changed between two days, two areas or two law folders.
    Diff {
        /// Folder of area folders, or one area folder.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
        /// The folder to compare with; left out: the same.
        #[arg(long, value_name = "DIR")]
        with_law: Option<PathBuf>,
        /// Six-digit code of the area.
        #[arg(long, value_name = "CODE")]
        area: String,
        /// The area to compare with; left out: the same.
        #[arg(long, value_name = "CODE")]
        with_area: Option<String>,
        /// The day before.
        #[arg(long, value_name = "DAY")]
        on: String,
        /// The day after; left out: the same day.
        #[arg(long, value_name = "DAY")]
        with_on: Option<String>,
        /// In English.
        #[arg(long)]
        en: bool,
    },
    /// Run the worked cases beside the law, one line a case. Exit 0 all pass, 1 some do not.
    Test {
        /// Folder of area folders, or one area folder.
        #[arg(long, value_name = "DIR")]
        law: Option<PathBuf>,
        /// Only this area.
        #[arg(long, value_name = "CODE")]
        area: Option<String>,
    },
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        What::Check { law } => check(law.as_ref()),
        What::Show { law, area, on, as_of, en } => {
            show(law.as_ref(), area, on, as_of.as_deref(), *en)
        }
        What::Diff { law, with_law, area, with_area, on, with_on, en } => diff(
            (law.as_ref(), area, on),
            (
                with_law.as_ref().or(law.as_ref()),
                with_area.as_ref().unwrap_or(area),
                with_on.as_ref().unwrap_or(on),
            ),
            *en,
        ),
        What::Test { law, area } => test(law.as_ref(), area.as_deref()),
    };
    done.unwrap_or_else(|message| {
        eprintln!("gongji law: {message}");
        ExitCode::from(2)
    })
}

fn open(law: Option<&PathBuf>) -> Result<LawBook, String> {
    LawBook::open(&source(law)).map_err(|e| e.to_string())
}

fn check(law: Option<&PathBuf>) -> Result<ExitCode, String> {
    let checked = law_check(&open(law)?);
    let mut text = String::new();
    for finding in &checked.findings {
        text += &format!("{finding}\n");
    }
    say(&text)?;
    let mut sums = String::new();
    for (area, report) in &checked.areas {
        sums += &format!(
            "{area}: {} points in {} spans of days; {} figures that nobody has read; {} findings\n",
            report.points,
            report.spans,
            report.unread.len(),
            report.findings.len()
        );
    }
    sums += &format!("{} findings in all\n", checked.findings.len());
    hint(&sums);
    Ok(if checked.findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Prints a whole answer. Whoever closed the pipe has read enough: that is no error.
pub(crate) fn say(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(format!("cannot write: {error}"))
        }
        _ => Ok(()),
    }
}

/// Says something beside the answer; where nobody listens, that is no error.
fn hint(text: &str) {
    std::io::stderr().lock().write_all(text.as_bytes()).unwrap_or(());
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|e| e.to_string())
}

fn readable<'b>(book: &'b LawBook, code: &str) -> Result<&'b Area, String> {
    if !book.findings.is_empty() {
        return Err(LawError::Unreadable(book.findings.clone()).to_string());
    }
    book.area(code).map(|area| &**area).map_err(|e| e.to_string())
}

fn show(
    law: Option<&PathBuf>,
    code: &str,
    on: &str,
    as_of: Option<&str>,
    en: bool,
) -> Result<ExitCode, String> {
    if as_of.is_some() {
        return Err("--as-of needs a data folder that keeps every version of the law; this command reads one version: leave it out".to_string());
    }
    let book = open(law)?;
    let (area, on) = (readable(&book, code)?, day(on)?);
    let shown = law_show(area, on);
    if shown.schemes.is_empty() {
        let windows: Vec<String> = area
            .schemes
            .iter()
            .map(|s| {
                format!(
                    "{} {} – {}",
                    s.body.name.zh,
                    s.entry.from,
                    s.entry.to.unwrap_or(s.entry.from)
                )
            })
            .collect();
        return Err(format!(
            "area {code} has no scheme on {on}; its windows: {}",
            windows.join("; ")
        ));
    }
    let mut text = String::new();
    for (name, entry, layers) in &shown.schemes {
        text += &format!("# {}\n", if en { &name.en } else { &name.zh });
        text += &format!("{}\n", source_line(entry, en));
        for layer in layers {
            let title = if en { &layer.titles.en } else { &layer.titles.zh };
            let fund = if en { &layer.fund.en } else { &layer.fund.zh };
            text += &format!("\n## {title} [{}] · {fund}\n", layer.id);
            for (part, zh, en_lines) in &layer.parts {
                text += &format!("  {}\n", if en { &part.en } else { &part.zh });
                for line in if en { en_lines } else { zh } {
                    text += &format!("    {line}\n");
                }
            }
            text += &format!("{}\n", source_line(&layer.entry, en));
        }
        text.push('\n');
    }
    text += &format!("# {}\n", if en { "Values" } else { "标准" });
    for value in shown.values.iter().chain(&shown.statistics) {
        show_value(&mut text, value, en);
    }
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn show_value(text: &mut String, value: &Shown, en: bool) {
    *text += &format!("\n{}\n", value.name);
    for line in if en { &value.en } else { &value.zh } {
        *text += &format!("  {line}\n");
    }
    *text += &format!("{}\n", source_line(&value.entry, en));
}

fn source_line(entry: &Entry, en: bool) -> String {
    let source = &entry.source;
    let grade = source.grade.titles();
    let to = entry.to.map_or_else(|| "…".to_string(), |to| to.to_string());
    let article = match (source.article.as_str(), en) {
        ("not seen", false) => "条款未见原文",
        ("not seen", true) => "article not seen",
        (article, _) => article,
    };
    let grade = if en { grade.en } else { grade.zh };
    let mut line =
        format!("    [{} – {to} · {} · {article} · {grade}]", entry.from, source.document);
    if let Some(year) = entry.carried {
        line += &if en {
            format!(" carried forward from {year}")
        } else {
            format!(" 沿用 {year} 年")
        };
    }
    if let Some(reading) = &entry.reading {
        let (head, words) =
            if en { ("reading", &reading.en) } else { ("口径说明", &reading.zh) };
        line += &format!("\n    {head}: {words}");
    }
    line
}

type Side<'a> = (Option<&'a PathBuf>, &'a String, &'a String);

fn diff(before: Side<'_>, after: Side<'_>, en: bool) -> Result<ExitCode, String> {
    let (old, new) = (open(before.0)?, open(after.0)?);
    let changes = law_diff(
        (readable(&old, before.1)?, day(before.2)?),
        (readable(&new, after.1)?, day(after.2)?),
    );
    let mut text = String::new();
    for change in &changes {
        text += &format!("{}\n", if en { &change.what.en } else { &change.what.zh });
        let side =
            |pair: &(Vec<String>, Vec<String>)| if en { pair.1.clone() } else { pair.0.clone() };
        side(&change.before).iter().for_each(|line| text += &format!("  - {line}\n"));
        side(&change.after).iter().for_each(|line| text += &format!("  + {line}\n"));
        text += &format!("    [{}]\n", change.document);
    }
    if changes.is_empty() {
        text += &format!("{}\n", if en { "nothing changed" } else { "没有变化" });
    }
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn test(law: Option<&PathBuf>, area: Option<&str>) -> Result<ExitCode, String> {
    let mut book = open(law)?;
    match area {
        Some(area) => book.make_area_ready(area),
        None => book.make_ready(),
    }
    .map_err(|e| e.to_string())?;
    let runs = law_test(&book, area).map_err(|e| e.to_string())?;
    let (mut failed, mut text) = (0, String::new());
    for run in &runs {
        let name = format!("{} {} {}", run.area, run.id, run.title.zh);
        if run.passed() {
            text += &format!("ok    {name}\n");
            continue;
        }
        failed += 1;
        let wrong = run.compared.iter().filter(|c| !c.holds());
        let mut reasons: Vec<String> = wrong
            .map(|c| format!("{} expected {}, computed {}", c.what, c.expected, c.computed))
            .collect();
        reasons.extend(run.problem.clone());
        text += &format!("WRONG {name}: {} ({})\n", reasons.join("; "), run.path);
    }
    say(&text)?;
    hint(&format!("{} passed, {failed} failed\n", runs.len() - failed));
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
