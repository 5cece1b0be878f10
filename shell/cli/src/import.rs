//! `gongji import`: persons, filings and the registers around them, from CSV files.

use crate::books::{Books, block_on};
use office::csv::RowError;
use office::demo_mark::demo_mark;
use office::desk::{Answer, Ask, Desk, DeskError, Entered, Request, Rules, Settings};
use office::desk::{FULL, NOT_WRITTEN, STOPPED};
use office::import_credentials::{self, import_credentials};
use office::import_divisions::{self, import_divisions};
use office::import_doctors::{self, import_doctors};
use office::import_filings::{self};
use office::import_institutions::{self, import_institutions};
use office::import_items::{self, import_items};
use office::import_persons::{self};
use office::law_book::LawBook;
use std::path::PathBuf;
use std::process::ExitCode;

/// Shown below the options.
const HELP: &str = "\
Columns (a header names them, in any order; UTF-8; days are ISO; money is yuan):
  persons       person_id,name,document,from,to,insurance,status,born,classes,tier,entitled_from,
                years_enrolled,account_current,account_history,sex,division,household
                (classes: one|another; sex: male or female; what is left out of sex, division and
                household stays as it was)
  filings       person_id,kind,value,from,to                        (condition|away|chosen|referral)
  institutions  code,name,from,to,level,rank,kind,area,designated
  items         code,name,from,to,class,group,first_pay,price_limit
  credentials   person_id,kind,number,serial,from,to                (card|voucher)
  divisions     code,name                                           (twelve digits)
  doctors       institution,code,name,from,to,title,department

All rows of a file or none; the same file again changes nothing. Persons and filings are written by a
desk, and an area has one: while `gongji serve` is open on these books they are refused.
Exit 0: in the books. 1: a row is wrong, nothing was written. 2: file or books cannot be used.";

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// Persons with their covers (参保).
    Persons,
    /// Filings (备案).
    Filings,
    /// Institutions (定点医药机构).
    Institutions,
    /// Catalogue items (目录).
    Items,
    /// Cards and voucher tokens of persons (就医凭证).
    Credentials,
    /// Counties, townships, villages and neighbourhoods (行政区划).
    Divisions,
    /// Doctors of institutions (医师).
    Doctors,
}

/// Bring in a CSV file, all of it or nothing.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    /// What the file holds.
    what: What,
    /// The file.
    file: PathBuf,
    #[command(flatten)]
    books: Books,
    /// Six-digit code of the insured area (统筹区).
    #[arg(long, value_name = "CODE", default_value = "440700")]
    area: String,
    /// Folder of area folders, or one area folder; left out: the law inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Persons and filings: write although a desk of the area is open, as in `gongji serve`. That
    /// desk then writes no more until it is started anew.
    #[arg(long)]
    take_over: bool,
}

/// What went wrong: rows, or something else.
enum Wrong {
    Rows(Vec<RowError>),
    Refused(String),
    Other(String),
}

impl From<String> for Wrong {
    fn from(message: String) -> Wrong {
        Wrong::Other(message)
    }
}

impl From<Vec<RowError>> for Wrong {
    fn from(rows: Vec<RowError>) -> Wrong {
        Wrong::Rows(rows)
    }
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = block_on(async { Ok(import(args).await) }).unwrap_or_else(|e| Err(Wrong::Other(e)));
    match done {
        Ok(entered) => {
            println!(
                "{} new, {} changed, {} as they were",
                entered.new, entered.changed, entered.same
            );
            ExitCode::SUCCESS
        }
        Err(Wrong::Rows(rows)) => {
            rows.iter().for_each(|row| eprintln!("{}: {row}", args.file.display()));
            eprintln!("gongji import: {} to mend; nothing was written", rows.len());
            ExitCode::from(1)
        }
        Err(Wrong::Refused(sentence)) => {
            eprintln!("gongji import: {sentence}; nothing was written");
            ExitCode::from(1)
        }
        Err(Wrong::Other(message)) => {
            eprintln!("gongji import: {message}");
            ExitCode::from(2)
        }
    }
}

async fn import(args: &Args) -> Result<Entered, Wrong> {
    let file = args.file.display();
    let bytes = std::fs::read(&args.file).map_err(|e| format!("cannot read '{file}': {e}"))?;
    let text =
        String::from_utf8(bytes).map_err(|_| format!("'{file}' is not UTF-8; save it as UTF-8"))?;
    let book = crate::settle::open(args.law.as_ref(), &args.area).map_err(|e| e.to_string())?;
    let area = book.area(&args.area).map_err(|e| e.to_string())?.clone();
    let store = args.books.open().await?;
    of_nobody_real(&*store, args.what).await?;
    let said = |e: office::StoreError| e.to_string();
    let number = office::desk::area_number(&args.area).map_err(|e| e.to_string())?;
    let entered = match args.what {
        What::Institutions => {
            let rows = import_institutions::read(&text, &area)?;
            import_institutions(&*store, &rows).await.map_err(said)?
        }
        What::Items => {
            let rows = import_items::read(&text, &area)?;
            import_items(&*store, number, &rows).await.map_err(said)?
        }
        What::Credentials => {
            let rows = import_credentials::read(&text)?;
            import_credentials(&*store, number, &rows).await.map_err(said)??
        }
        What::Divisions => {
            let rows = import_divisions::read(&text)?;
            import_divisions(&*store, number, &rows).await.map_err(said)?
        }
        What::Doctors => {
            let rows = import_doctors::read(&text)?;
            import_doctors(&*store, &rows).await.map_err(said)?
        }
        What::Persons => {
            let rows = import_persons::read(&text, &area)?;
            ask(args, &book, store.clone(), Ask::EnterPersons(rows)).await?
        }
        What::Filings => {
            let rows = import_filings::read(&text, &area)?;
            ask(args, &book, store.clone(), Ask::EnterFilings(rows)).await?
        }
    };
    store.close().await;
    Ok(entered)
}

/// That what names persons does not go into the books of the made-up region, where whoever comes may
/// look at everybody.
async fn of_nobody_real(store: &dyn office::Store, what: What) -> Result<(), String> {
    if !matches!(what, What::Persons | What::Filings | What::Credentials) {
        return Ok(());
    }
    match demo_mark(store).await.map_err(|e| e.to_string())? {
        None => Ok(()),
        Some(_) => Err("这些账簿是示例统筹区的，任何人都可以查看其中的人，没有写入。请给出自己的数据目录（--data）或数据库（--database）。 these are the books of the made-up region, in which whoever comes may look at everybody; nothing was written. Give a data folder (--data) or database (--database) of your own".to_string()),
    }
}

/// Through the area's desk: covers and filings are events.
async fn ask(
    args: &Args,
    book: &LawBook,
    store: std::sync::Arc<dyn office::Store>,
    ask: Ask,
) -> Result<Entered, Wrong> {
    let rules = Rules::of(book, &args.area).map_err(|e| e.to_string())?;
    let holder = format!("gongji import, process {}", std::process::id());
    let settings = Settings { take_over: args.take_over, holder, ..Settings::default() };
    let desk = Desk::open(store, rules, settings).await.map_err(|error| match error {
        DeskError::Open { area, holder } => format!(
            "gongji serve or gongji desk is open on area {area} of these books ({holder}); nothing was written. Stop it and import again, or give --take-over: it then writes no more until it is started anew"
        ),
        other => other.to_string(),
    })?;
    match desk.ask(Request { message: None, ask }).await {
        Ok(Answer::Entered(entered)) => Ok(entered),
        Ok(_) => Err(Wrong::Other("the desk answered something else".to_string())),
        Err(refused) => {
            // Trouble of the desk is no mistake in a row.
            let trouble = [FULL, STOPPED, NOT_WRITTEN].contains(&refused.code);
            let wrap = if trouble { Wrong::Other } else { Wrong::Refused };
            Err(wrap(refused.sentence.en))
        }
    }
}
