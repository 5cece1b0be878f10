//! `gongji codes`: bring in, check and convert code sets, and report on the codes of cases.

mod told;

use crate::books::{Books, block_on};
use crate::law::say;
use catalogue::codes::{CodeKind, Editions, Severity};
use office::check_codes::{CheckAsked, check_codes};
use office::code_files::{TextFile, kept_editions, weighing};
use office::convert_codes::{self, ConvertAsked, convert_codes};
use office::import_codes::{self, Became, What, import_codes};
use office::report_codes::{report_codes, set_of_file};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use units::{Day, Words};

/// What to do with code sets (编码集), see docs/code-sets.md.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Bring in an edition or a map: all of it or nothing, and what is there only with --replace. Exit 0 in the books, 1 refused, 2 unreadable.
    Import(Import),
    /// Check a set, and a map that leads on from it, without books. Exit 0 clean, 1 findings, 2 unreadable.
    Check(Check),
    /// Report on the codes of cases, by the edition of their day. Exit 0 clean, 1 findings, 2 unreadable.
    Report(Report),
    /// Convert codes into another edition by the maps in the books. Exit 0 all converted, 1 some not, 2 no way.
    Convert(Convert),
}

/// What codes name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Kind {
    /// Diagnoses (疾病诊断), ICD-10.
    Diagnosis,
    /// Operations and procedures (手术操作), ICD-9-CM-3.
    Procedure,
}

impl From<Kind> for CodeKind {
    fn from(kind: Kind) -> CodeKind {
        match kind {
            Kind::Diagnosis => CodeKind::Diagnosis,
            Kind::Procedure => CodeKind::Procedure,
        }
    }
}

#[derive(clap::Args)]
struct Import {
    /// What the codes name.
    #[arg(long)]
    kind: Kind,
    /// The set: CSV with code,name and perhaps gray, or a code, blank and name a line.
    #[arg(long, value_name = "FILE", requires_all = ["edition", "from_day"])]
    set: Option<PathBuf>,
    /// Name of its edition, such as 医保2.0.
    #[arg(long, value_name = "EDITION", requires = "set")]
    edition: Option<String>,
    /// First day on which it holds.
    #[arg(long, value_name = "DAY", requires = "set")]
    from_day: Option<String>,
    /// Last day on which it holds.
    #[arg(long, value_name = "DAY", requires = "set")]
    to_day: Option<String>,
    /// The map: CSV with from,to, or two codes a line.
    #[arg(long, value_name = "FILE", conflicts_with = "set")]
    #[arg(required_unless_present = "set", requires_all = ["from", "to"])]
    map: Option<PathBuf>,
    /// The edition before it.
    #[arg(long, value_name = "EDITION", requires = "map")]
    from: Option<String>,
    /// The edition after it, which must be in the books.
    #[arg(long, value_name = "EDITION", requires = "map")]
    to: Option<String>,
    /// Put it in the place of what is there.
    #[arg(long)]
    replace: bool,
    /// Tell every finding and difference, not only the first of each kind.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    books: Books,
}

#[derive(clap::Args)]
struct Check {
    /// What the codes name.
    #[arg(long)]
    kind: Kind,
    /// The set; with a map, the edition from which it leads.
    #[arg(long, value_name = "FILE")]
    set: PathBuf,
    /// A map from it.
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// The edition to which the map leads.
    #[arg(long, value_name = "FILE", requires = "map")]
    to: Option<PathBuf>,
    /// Tell every finding, not only the first of each kind.
    #[arg(long)]
    all: bool,
    /// Without the notes.
    #[arg(long)]
    brief: bool,
}

#[derive(clap::Args)]
struct Report {
    /// Cases: zdList, and perhaps ssList, institution and day.
    #[arg(long = "in", value_name = "FILE")]
    cases: PathBuf,
    /// Diagnosis codes from a file in place of the books.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "database"])]
    diagnoses: Option<PathBuf>,
    /// Procedure codes from a file in place of the books.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["data", "database"])]
    procedures: Option<PathBuf>,
    /// The day by which cases without a day are judged; left out: by the last edition.
    #[arg(long, value_name = "DAY")]
    day: Option<String>,
    /// Tell every unknown code, not only the most frequent.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    books: Books,
}

#[derive(clap::Args)]
struct Convert {
    /// What the codes name.
    #[arg(long)]
    kind: Kind,
    /// The edition in which the codes come.
    #[arg(long, value_name = "EDITION")]
    from: String,
    /// The edition that is wanted.
    #[arg(long, value_name = "EDITION")]
    to: String,
    /// Codes, one a line; what stands behind a blank or comma is not read.
    #[arg(long = "in", value_name = "FILE", conflicts_with = "codes")]
    file: Option<PathBuf>,
    /// A code that no map names stays, if both editions have it under one name.
    #[arg(long)]
    keep_same: bool,
    /// The codes.
    #[arg(required_unless_present = "file")]
    codes: Vec<String>,
    #[command(flatten)]
    books: Books,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = match &args.command {
        Command::Import(args) => block_on(import(args)),
        Command::Check(args) => check(args),
        Command::Report(args) => block_on(report(args)),
        Command::Convert(args) => block_on(convert(args)),
    };
    done.unwrap_or_else(|message| {
        eprintln!("gongji codes: {message}");
        ExitCode::from(2)
    })
}

fn read(path: &Path) -> Result<TextFile, String> {
    TextFile::read(path).map_err(|error| error.to_string())
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).map_err(|error| error.to_string())
}

fn both(words: &Words) -> String {
    format!("{} {}", words.zh, words.en)
}

fn what(args: &Import) -> Result<(What, &Path), String> {
    match (&args.set, &args.map) {
        (Some(file), _) => {
            let from = day(args.from_day.as_deref().unwrap_or(""))?;
            let to = args.to_day.as_deref().map(day).transpose()?;
            let edition = args.edition.clone().unwrap_or_default();
            Ok((What::Set { edition, from, to }, file))
        }
        (None, Some(file)) => {
            let [from, to] = [&args.from, &args.to].map(|one| one.clone().unwrap_or_default());
            Ok((What::Map { from, to }, file))
        }
        (None, None) => Err("give --set or --map".to_string()),
    }
}

async fn import(args: &Import) -> Result<ExitCode, String> {
    let (what, path) = what(args)?;
    let file = read(path)?;
    let store = args.books.open().await?;
    let done = import_codes(&*store, args.kind.into(), &what, &file, args.replace).await;
    store.close().await;
    let nothing = |message: String| {
        eprintln!("gongji codes import: {message} 没有写入。 nothing was written.");
        Ok(ExitCode::from(1))
    };
    match done {
        Ok(mut done) => {
            done.findings.retain(|one| args.all || one.severity != Severity::Note);
            eprint!("{}", told::findings(&done.findings, args.all));
            if let Some(edition) = &done.unseen {
                eprintln!(
                    "账簿中没有版本{edition},未核对原编码。 the books have no edition {edition}: sources were not looked up"
                );
            }
            let (rows, what) = (done.rows, told::what(&what));
            match &done.became {
                Became::New => println!("{what}: {rows} new"),
                Became::Same => println!("{what}: {rows} as they were; nothing was written"),
                Became::Replaced(differences) => {
                    eprint!("{}", told::differences(differences, args.all));
                    println!("{what}: {rows}, in the place of what was there");
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(import_codes::Refused::Findings(findings)) => {
            eprint!("{}", told::findings(&findings, args.all));
            let errors = weighing(&findings, Severity::Error);
            nothing(format!("{errors}个错误。 {errors} errors."))
        }
        Err(import_codes::Refused::Differs(differences)) => {
            eprint!("{}", told::differences(&differences, args.all));
            nothing("账簿中已有而内容不同,要替换请加--replace。 the books say otherwise; --replace puts the file in its place.".to_string())
        }
        Err(import_codes::Refused::NoEdition(edition)) => nothing(format!(
            "账簿中没有版本{edition},请先导入(--set)。 the books have no edition {edition}; bring it in first (--set)."
        )),
        Err(import_codes::Refused::Asked(words)) => nothing(both(&words)),
        Err(import_codes::Refused::Store(error)) => Err(error.to_string()),
    }
}

fn check(args: &Check) -> Result<ExitCode, String> {
    let file = |path: &Option<PathBuf>| path.as_deref().map(read).transpose();
    let asked = CheckAsked {
        kind: args.kind.into(),
        set: read(&args.set)?,
        map: file(&args.map)?,
        to: file(&args.to)?,
    };
    let mut checked = check_codes(&asked);
    let [errors, warnings, notes] = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| weighing(&checked.findings, severity));
    checked.findings.retain(|one| !args.brief || one.severity != Severity::Note);
    say(&told::findings(&checked.findings, args.all))?;
    eprintln!(
        "{} codes, {} pairs, {} codes after: {errors} errors, {warnings} warnings, {notes} notes",
        checked.codes, checked.pairs, checked.codes_after
    );
    // A note is no fault: that a code is in no map may be as it was meant.
    Ok(if errors + warnings == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

async fn report(args: &Report) -> Result<ExitCode, String> {
    let file = read(&args.cases)?;
    let day = args.day.as_deref().map(day).transpose()?;
    let files = [(CodeKind::Diagnosis, &args.diagnoses), (CodeKind::Procedure, &args.procedures)];
    let mut sets = Vec::new();
    for (kind, path) in files.into_iter().filter_map(|(kind, path)| Some((kind, path.as_ref()?))) {
        let file = read(path)?;
        let set = set_of_file(kind, &file);
        sets.push(set.ok_or_else(|| {
            format!("{}: no codes; see gongji codes check --set {}", file.name, file.name)
        })?);
    }
    if sets.is_empty() {
        let store = args.books.open_kept().await?;
        let kept = kept_editions(&*store).await;
        store.close().await;
        sets = kept.map_err(|error| error.to_string())?;
    }
    if sets.is_empty() {
        return Err("账簿中没有编码集。 the books have no code sets; bring one in (gongji codes import), or give --diagnoses or --procedures".to_string());
    }
    let editions = Editions::new(sets);
    match report_codes(&editions, &file, day) {
        Ok(report) => {
            say(&told::report(&report, args.all))?;
            Ok(if told::is_clean(&report) { ExitCode::SUCCESS } else { ExitCode::from(1) })
        }
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("{error}"));
            eprintln!("gongji codes report: {} to mend", errors.len());
            Ok(ExitCode::from(1))
        }
    }
}

/// The first word of each line; a header is none.
fn listed(file: &TextFile) -> Vec<String> {
    let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
    let first = |line: &str| {
        let word = line.trim().split([',', ' ', '\t']).next().unwrap_or("");
        word.trim_matches('"').to_string()
    };
    let codes = text.lines().map(first).filter(|code| !code.is_empty());
    codes.enumerate().filter(|(at, code)| *at > 0 || code != "code").map(|(_, code)| code).collect()
}

async fn convert(args: &Convert) -> Result<ExitCode, String> {
    let codes = match &args.file {
        Some(path) => listed(&read(path)?),
        None => args.codes.clone(),
    };
    let asked = ConvertAsked {
        kind: args.kind.into(),
        from: &args.from,
        to: &args.to,
        codes: &codes,
        keep_same: args.keep_same,
    };
    let store = args.books.open_kept().await?;
    let done = convert_codes(&*store, &asked).await;
    store.close().await;
    let done = done.map_err(|refused| match refused {
        convert_codes::Refused::NoRoute(none) => both(&none.words()),
        convert_codes::Refused::NoEdition(edition, known) => {
            let known = known.join(", ");
            format!("账簿中没有版本{edition},有:{known}。 the books have no edition {edition}; they have: {known}")
        }
        convert_codes::Refused::Store(error) => error.to_string(),
    })?;
    say(&told::converted(&done)?)?;
    let left = done.codes.iter().filter(|one| one.path.is_err()).count();
    eprintln!("{}: {} codes, {left} not converted", done.way.join(" → "), done.codes.len());
    Ok(if left == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
