//! `gongji drg`: group cases, check and compare schemes, explain a case, reckon weights.

mod one_case;
mod trim;

use crate::law::say;
use office::drg_check::drg_check;
use office::drg_diff::drg_diff;
use office::drg_explain::drg_explain;
use office::drg_group::drg_group;
use office::drg_schemes::{DrgScheme, SchemeTexts};
use office::drg_weights::drg_weights;
use one_case::OneCase;
use payment::drg::weights::{Coefficient, Parameters, Weights};
use payment::drg::{Moves, Severity};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;
use trim::trim;
use units::Fen;

/// What to do with a grouping scheme: a folder of tables, see docs/drg-scheme.md.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Group the cases of a CSV file; one row a case, in the same order.
    Group {
        /// Folder of the scheme.
        #[arg(long, value_name = "DIR")]
        scheme: PathBuf,
        /// Settings in place of the folder's scheme.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Cases: gender, age, zdList, and Index, ageDay, weight, inHospitalTime, leavingType, ssList.
        #[arg(long = "in", value_name = "FILE")]
        cases: PathBuf,
        /// Groups: Index,status,mdc,adrg,drg.
        #[arg(long = "out", value_name = "FILE")]
        groups: PathBuf,
        /// Why each case is where it is: one JSON object a line.
        #[arg(long, value_name = "FILE")]
        why: Option<PathBuf>,
        /// Threads that group side by side.
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
        threads: u16,
    },
    /// Find what cannot hold, what is probably not meant, and what the order decides. Exit 0 without errors, 1 with, 2 unreadable.
    Check {
        /// Folder of the scheme.
        #[arg(long, value_name = "DIR")]
        scheme: PathBuf,
        /// Settings in place of the folder's scheme.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Without the notes.
        #[arg(long)]
        brief: bool,
    },
    /// Compare two schemes on their tables, and on a file of cases: who moves where.
    Diff {
        /// Folder of the scheme before.
        before: PathBuf,
        /// Folder of the scheme after.
        after: PathBuf,
        /// Cases to group by both.
        #[arg(long = "in", value_name = "FILE")]
        cases: Option<PathBuf>,
    },
    /// Explain one case: its steps, its group, and which single change would have moved it.
    Explain {
        /// Folder of the scheme.
        #[arg(long, value_name = "DIR")]
        scheme: PathBuf,
        /// Settings in place of the folder's scheme.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        #[command(flatten)]
        case: OneCase,
        /// In English.
        #[arg(long)]
        en: bool,
    },
    /// Weights of groups from history: cases with a column cost (yuan), and institution and grade.
    Weights {
        /// Folder of the scheme.
        #[arg(long, value_name = "DIR")]
        scheme: PathBuf,
        /// Settings in place of the folder's scheme.toml.
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
        /// Cases with their costs.
        #[arg(long = "in", value_name = "FILE")]
        cases: PathBuf,
        /// Weights: drg,name,cases,kept,mean,weight,cv,few.
        #[arg(long = "out", value_name = "FILE")]
        weights: PathBuf,
        /// Coefficients of institutions: drg,institution,kept,mean,coefficient.
        #[arg(long, value_name = "FILE")]
        institutions: Option<PathBuf>,
        /// Coefficients of grades: drg,grade,kept,mean,coefficient.
        #[arg(long, value_name = "FILE")]
        grades: Option<PathBuf>,
        /// Which cases are left out: none, percentile:0.025,0.975, mean:0.33,3 or quartiles:1.5.
        #[arg(long, default_value = "none")]
        trim: String,
        /// Groups with fewer cases are watched.
        #[arg(long, default_value_t = 5)]
        few: usize,
    },
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        What::Group { scheme, config, cases, groups, why, threads } => {
            group((scheme, config.as_deref()), cases, (groups, why.as_deref()), *threads)
        }
        What::Check { scheme, config, brief } => check(scheme, config.as_deref(), *brief),
        What::Diff { before, after, cases } => diff(before, after, cases.as_deref()),
        What::Explain { scheme, config, case, en } => {
            explain((scheme, config.as_deref()), case, *en)
        }
        What::Weights { scheme, config, cases, weights, institutions, grades, trim, few } => {
            let out = [Some(weights), institutions.as_ref(), grades.as_ref()];
            reckon((scheme, config.as_deref()), cases, out, (trim, *few))
        }
    };
    done.unwrap_or_else(|message| {
        eprintln!("gongji drg: {message}");
        ExitCode::from(2)
    })
}

fn open((folder, config): (&Path, Option<&Path>)) -> Result<DrgScheme, String> {
    DrgScheme::open(folder, config).map_err(|error| error.to_string())
}

fn read(path: &Path) -> Result<Vec<u8>, String> {
    std::fs::read(path).map_err(|error| at(path, format!("{error}; check the path")))
}

fn at(path: &Path, error: impl ToString) -> String {
    format!("{}: {}", path.display(), error.to_string())
}

fn create(path: &Path) -> Result<BufWriter<File>, String> {
    let made = File::create(path).map(BufWriter::new);
    made.map_err(|error| at(path, format!("{error}; its folder must be there")))
}

/// That nothing is written over what is read, and nothing twice.
fn apart(cases: &Path, out: &[Option<&Path>]) -> Result<(), String> {
    let mut seen = vec![std::fs::canonicalize(cases).unwrap_or_else(|_| cases.to_path_buf())];
    for path in out.iter().flatten() {
        let whole = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if seen.contains(&whole) {
            return Err(at(path, "this file is read or written already; name another one"));
        }
        seen.push(whole);
    }
    Ok(())
}

fn group(
    scheme: (&Path, Option<&Path>),
    cases: &Path,
    (groups, why): (&Path, Option<&Path>),
    threads: u16,
) -> Result<ExitCode, String> {
    apart(cases, &[Some(groups), why])?;
    let began = Instant::now();
    let scheme = open(scheme)?;
    let loaded = began.elapsed();
    let began = Instant::now();
    let bytes = read(cases)?;
    let mut out = create(groups)?;
    let mut why = why.map(create).transpose()?;
    let told = why.as_mut().map(|why| why as &mut dyn Write);
    let ends = drg_group(&scheme, &bytes, &mut out, told, usize::from(threads));
    let ends = ends.map_err(|error| {
        format!("{}; what stands in {} is not whole", at(cases, error), groups.display())
    })?;
    out.flush().map_err(|error| at(groups, error))?;
    why.as_mut().map_or(Ok(()), Write::flush).map_err(|error| format!("--why: {error}"))?;
    let (micros, count) = (began.elapsed().as_micros().max(1), u128::from(ends.cases()));
    eprintln!(
        "{}: {count} cases in {}.{:03} s, {} cases/s; scheme loaded in {} ms",
        scheme.title(),
        micros / 1_000_000,
        micros / 1_000 % 1_000,
        count * 1_000_000 / micros,
        loaded.as_millis()
    );
    eprintln!(
        "分组成功 {}, 无法入组 {}, 歧义病案 {}, 信息校验不通过 {}",
        ends.grouped, ends.ungrouped, ends.ambiguous, ends.invalid
    );
    Ok(ExitCode::SUCCESS)
}

fn check(folder: &Path, config: Option<&Path>, brief: bool) -> Result<ExitCode, String> {
    let texts = SchemeTexts::read(folder, config).map_err(|error| error.to_string())?;
    let checked = drg_check(&texts);
    let mut text = String::new();
    let shown = |severity: Severity| !brief || severity != Severity::Note;
    for finding in checked.findings.iter().filter(|finding| shown(finding.severity)) {
        let (severity, kind) = (finding.severity.name(), finding.kind.name());
        let _ = writeln!(text, "{severity} {kind} {finding}");
    }
    say(&text)?;
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|one| checked.count(one));
    eprintln!("{errors} errors, {warnings} warnings, {notes} notes");
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn diff(before: &Path, after: &Path, cases: Option<&Path>) -> Result<ExitCode, String> {
    let (before, after) = (open((before, None))?, open((after, None))?);
    let bytes = cases.map(read).transpose()?;
    let diff = drg_diff(&before, &after, bytes.as_deref());
    let diff = diff.map_err(|error| cases.map_or(error.to_string(), |path| at(path, &error)))?;
    let mut text = format!("{} -> {}\n", before.title(), after.title());
    for difference in &diff.tables {
        let _ = writeln!(text, "{}", difference.words().en);
    }
    if diff.tables.is_empty() {
        text += "the tables say the same\n";
    }
    if let Some(moves) = &diff.moves {
        told(&mut text, moves);
    }
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Who moves where, the larger moves first.
fn told(text: &mut String, moves: &Moves) {
    let moved = moves.cases - moves.same;
    let _ = writeln!(text, "{} cases, {} stay, {moved} move", moves.cases, moves.same);
    let mut all: Vec<_> = moves.moved.iter().collect();
    all.sort_by(|(a, one), (b, other)| other.count.cmp(&one.count).then(a.cmp(b)));
    for ((from, to), moved) in all {
        let rows: Vec<String> = moved.examples.iter().map(u64::to_string).collect();
        let _ = writeln!(text, "{from} -> {to}: {} (rows {})", moved.count, rows.join(", "));
    }
}

fn explain(scheme: (&Path, Option<&Path>), case: &OneCase, en: bool) -> Result<ExitCode, String> {
    let scheme = open(scheme)?;
    let text = case.with(|fields| {
        let told = drg_explain(&scheme, fields);
        let pick = |words: &units::Words| if en { words.en.clone() } else { words.zh.clone() };
        let status = if en { told.outcome.status.en() } else { told.outcome.status.zh() };
        let mut text =
            format!("{status} {} {} {}\n", told.outcome.mdc, told.outcome.adrg, told.outcome.drg);
        if !told.name.is_empty() {
            let _ = writeln!(text, "{}", told.name);
        }
        if let Some(reason) = &told.reason {
            let _ = writeln!(text, "{}", pick(reason));
        }
        for code in &told.unknown {
            let not = if en {
                "is not in the tables of this scheme"
            } else {
                "不在本方案的编码表中"
            };
            let _ = writeln!(text, "{code} {not}");
        }
        for step in &told.steps {
            let _ = writeln!(text, "  {}", pick(step));
        }
        if !told.changes.is_empty() {
            text +=
                if en { "What would have moved it:\n" } else { "单项改变会使其改入:\n" };
        }
        for (words, _) in &told.changes {
            let _ = writeln!(text, "  {}", pick(words));
        }
        text
    })?;
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn reckon(
    scheme: (&Path, Option<&Path>),
    cases: &Path,
    [weights, institutions, grades]: [Option<&PathBuf>; 3],
    (text, few): (&str, usize),
) -> Result<ExitCode, String> {
    apart(cases, &[weights, institutions, grades].map(|path| path.map(PathBuf::as_path)))?;
    let scheme = open(scheme)?;
    let parameters = Parameters { trim: trim(text)?, few };
    let bytes = read(cases)?;
    let found = drg_weights(&scheme, &bytes, &parameters).map_err(|error| at(cases, error))?;
    if let Some(path) = weights {
        table(path, "drg,name,cases,kept,mean,weight,cv,few", rows(&scheme, &found))?;
    }
    for (path, place, all) in
        [(institutions, "institution", &found.institutions), (grades, "grade", &found.grades)]
    {
        if let Some(path) = path {
            table(path, &format!("drg,{place},kept,mean,coefficient"), places(all))?;
        }
    }
    let watched = found.groups.iter().filter(|group| group.few).count();
    let share = found.ungrouped_share.map_or_else(String::new, |share| format!(" (share {share})"));
    eprintln!(
        "{} cases, {} grouped, {} without a group{share}, {} without a cost, {} trimmed; mean {} yuan; {} groups, {watched} of them with fewer than {few} cases; {} more whose cases were all trimmed",
        found.cases,
        found.grouped,
        found.ungrouped,
        found.without_cost,
        found.trimmed,
        Fen(found.mean),
        found.groups.len(),
        found.emptied.len()
    );
    Ok(ExitCode::SUCCESS)
}

fn rows(scheme: &DrgScheme, found: &Weights) -> Vec<Vec<String>> {
    let row = |group: &payment::drg::weights::GroupWeight| {
        let name = scheme.scheme.group_name(&group.drg).unwrap_or("").to_string();
        let spread = group.spread.map_or_else(String::new, |spread| spread.to_string());
        let few = if group.few { "1" } else { "" };
        let [cases, kept] = [group.cases, group.kept].map(|count| count.to_string());
        let (mean, weight) = (Fen(group.mean).to_string(), group.weight.to_string());
        vec![group.drg.clone(), name, cases, kept, mean, weight, spread, few.to_string()]
    };
    let emptied = found.emptied.iter().map(|(drg, cases)| {
        let name = scheme.scheme.group_name(drg).unwrap_or("").to_string();
        let (cases, kept, none) = (cases.to_string(), "0".to_string(), String::new());
        vec![drg.clone(), name, cases, kept, none.clone(), none.clone(), none.clone(), none]
    });
    let mut rows: Vec<Vec<String>> = found.groups.iter().map(row).chain(emptied).collect();
    rows.sort();
    rows
}

fn places(all: &[Coefficient]) -> Vec<Vec<String>> {
    let row = |one: &Coefficient| {
        let (mean, coefficient) = (Fen(one.mean).to_string(), one.coefficient.to_string());
        vec![one.drg.clone(), one.place.clone(), one.kept.to_string(), mean, coefficient]
    };
    all.iter().map(row).collect()
}

/// Writes a file of rows.
fn table(path: &Path, header: &str, rows: Vec<Vec<String>>) -> Result<(), String> {
    let mut out = csv::Writer::from_writer(create(path)?);
    let done = out.write_record(header.split(',')).and_then(|()| {
        rows.iter().try_for_each(|row| out.write_record(row))?;
        out.flush().map_err(csv::Error::from)
    });
    done.map_err(|error| at(path, error))
}
