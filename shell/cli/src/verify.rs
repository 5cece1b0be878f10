//! `gongji verify`: check the books from the first event on.

use crate::books::{Books, block_on};
use crate::data_folder::folder;
use office::anchor::{FILE, KEY};
use office::proof_status::write_down;
use office::verify::{Ask, Report, verify};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Shown below the options.
const HELP: &str = "\
Exit code: 0 all holds, 1 something differs and is named, 2 it could not be checked.
Every event is read: the order without gap, the proof by its heads, the postings of every fund, every
bill decided again by the law kept with it, what is folded beside the journal, every message key.
The anchors of the data folder are checked whenever they are there. What came of it is written down in
the books, outside the proof, for the page of the proof.";

/// Check the books: an independent reading from the first event to the last.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// A client's own journal of answers: JSON lines in names of the national interface.
    #[arg(long, value_name = "FILE")]
    answered: Option<PathBuf>,
    /// File of signed anchors; left out: anchors.jsonl in the data folder, if there is one.
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// Public key of the anchors; left out: key/seal.key.pub in the data folder.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match block_on(check(args)) {
        Ok((report, notes)) => {
            if args.json {
                println!("{}", as_json(&report, &notes));
            } else {
                print(&report, &notes);
            }
            ExitCode::from(u8::from(!report.holds()))
        }
        Err(message) => {
            if args.json {
                println!("{}", json!({ "status": "unchecked", "reason": message }));
            }
            eprintln!("gongji verify: {message}");
            ExitCode::from(2)
        }
    }
}

/// A file of the data folder, if it is there. A folder that is not there is not made.
fn beside(args: &Args, name: &str) -> Option<PathBuf> {
    let given = args.books.data.as_deref();
    folder(given).ok().map(|folder| folder.join(name)).filter(|path| path.exists())
}

fn bytes(path: &Path, what: &str) -> Result<Vec<u8>, String> {
    let file = path.display();
    std::fs::read(path).map_err(|e| format!("cannot read '{file}': {e}; give {what}"))
}

async fn check(args: &Args) -> Result<(Report, Vec<String>), String> {
    args.books.kept()?;
    let (mut ask, mut notes) = (Ask::default(), Vec::new());
    if let Some(path) = &args.answered {
        let text = bytes(path, "--answered a journal of answers")?;
        let journal = gateway::journal::read(&text);
        let journal = journal.map_err(|e| format!("{}: {e}", path.display()))?;
        let file = path.display();
        if let Some(line) = journal.torn {
            notes.push(format!("{file}: line {line} was cut off as it was written; left out"));
        }
        if journal.others > 0 {
            notes.push(format!("{file}: {} lines write nothing; left out", journal.others));
        }
        ask.answered = journal.answers;
    }
    // The user's own data folder says nothing about another database.
    let own = || args.books.database.is_none().then(|| beside(args, FILE)).flatten();
    if let Some(path) = args.anchor.clone().or_else(own) {
        ask.anchors = seal::anchor::read(&path).map_err(|e| e.to_string())?;
        let public = format!("{KEY}.pub");
        let Some(key) = args.key.clone().or_else(|| beside(args, &public)) else {
            return Err("there is no public key for the anchors; give --key its .pub file".into());
        };
        let key = seal::key::load_public(&key).map_err(|e| e.to_string())?;
        ask.key = Some(Box::new(key));
    }
    let store = args.books.open().await?;
    let report = verify(store.clone(), &ask).await.map_err(|e| e.to_string())?;
    if let Err(error) = write_down(&*store, &report).await {
        notes.push(format!("pages will not show this check: {error}"));
    }
    store.close().await;
    notes.extend(report.notes.iter().cloned());
    Ok((report, notes))
}

fn print(report: &Report, notes: &[String]) {
    notes.iter().for_each(|note| println!("{note}"));
    report.differences.iter().for_each(|difference| println!("{difference}"));
    let printed = report.differences.len() as u64;
    if report.found > printed {
        println!("… and {} more", report.found - printed);
    }
    println!(
        "{} areas, {} batches, {} events, {} persons, {} message keys, {} laws, {} answers, {} anchors",
        report.areas.len(),
        report.batches,
        report.events,
        report.persons,
        report.keys,
        report.laws,
        report.answered,
        report.anchors
    );
    let millis = report.took.as_millis();
    println!(
        "{} bills decided again in {millis} ms, {} a second",
        report.bills,
        report.bills_a_second()
    );
    match report.found {
        0 => println!("all holds"),
        1 => println!("1 difference"),
        found => println!("{found} differences"),
    }
}

fn as_json(report: &Report, notes: &[String]) -> Value {
    let differences: Vec<Value> = report
        .differences
        .iter()
        .map(|d| {
            json!({ "check": d.check.name(), "area": d.area, "seq": d.seq, "bill": d.bill,
                    "sentence": d.sentence })
        })
        .collect();
    json!({
        "status": if report.holds() { "holds" } else { "differs" },
        "areas": report.areas,
        "checked": { "batches": report.batches, "events": report.events, "bills": report.bills,
                     "persons": report.persons, "keys": report.keys, "laws": report.laws,
                     "answered": report.answered, "anchors": report.anchors },
        "millis": u64::try_from(report.took.as_millis()).unwrap_or(u64::MAX),
        "bills_a_second": report.bills_a_second(),
        "found": report.found,
        "differences": differences,
        "notes": notes,
    })
}
