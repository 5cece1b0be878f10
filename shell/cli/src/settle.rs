//! `gongji settle`: bills of one person decided in order; a sheet to read, or JSON.

use crate::law::say;
use law::Titles;
use office::law_book::{LawBook, LawError, LawSource};
use office::settle::{SettleError, Settlement, parse, settle, settle_request};
use office::sheet::{Sheet, SheetStep, sheet};
use record::{Bill, Verdict};
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;
use units::Fen;

/// What stands below the options in `--help`: exit codes and the land's closed values.
const HELP: &str = "\
Exit 0: all bills settled. 1: some refused or in a gap of the law. 2: input or law unreadable.

Closed values (an area may add its own; `gongji schema settle --law DIR` lists all):
  insurance  employee|resident
  status     active|retired|adult|child|student
  classes    extreme-poverty|orphan|minimum-living|minimum-living-edge|relapse|relapse-risk|
             illness-poverty
  care       inpatient|outpatient|chronic|maternity|pharmacy|home-bed|day-surgery
  level      一级|二级|三级|none
  rank       township|county|city|province
  kind       hospital|community|clinic|pharmacy
  place      home|province|away
  filing     none|referred|filed|emergency";

/// Options of `gongji settle`.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    /// Folder of area folders, or one area folder; left out: the law inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Six-digit code of the insured area (统筹区).
    #[arg(long, value_name = "CODE")]
    area: String,
    /// The request as JSON, or - for standard input.
    #[arg(long = "in", value_name = "FILE")]
    input: PathBuf,
    /// Print JSON instead of a sheet.
    #[arg(long)]
    json: bool,
    /// Print the sheet in English.
    #[arg(long)]
    en: bool,
}

/// The law a command works on.
pub(crate) fn source(law: Option<&PathBuf>) -> LawSource {
    law.map_or(LawSource::Embedded, |path| LawSource::Folder(path.clone()))
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match try_run(args) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(message) => {
            eprintln!("gongji settle: {message}");
            ExitCode::from(2)
        }
    }
}

fn read(path: &PathBuf) -> Result<String, String> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().read_to_end(&mut bytes).map(|_| ())
    } else {
        std::fs::read(path).map(|all| bytes = all)
    };
    read.map_err(|e| {
        format!(
            "cannot read '{}': {e}; give --in a JSON file, or - for standard input",
            path.display()
        )
    })?;
    String::from_utf8(bytes).map_err(|_| "the request is not UTF-8; save it as UTF-8".to_string())
}

/// Opens a law with one area ready.
pub(crate) fn open(law: Option<&PathBuf>, area: &str) -> Result<LawBook, LawError> {
    let mut book = LawBook::open(&source(law))?;
    book.make_area_ready(area)?;
    Ok(book)
}

fn try_run(args: &Args) -> Result<bool, String> {
    let input = parse(&read(&args.input)?).map_err(|e| e.to_string())?;
    let book = open(args.law.as_ref(), &args.area).map_err(|e| e.to_string())?;
    if args.json {
        let output = settle(&book, &args.area, &input).map_err(|e: SettleError| e.to_string())?;
        let text = serde_json::to_string_pretty(&output).map_err(|e| e.to_string())?;
        say(&format!("{text}\n"))?;
        return Ok(output.all_settled());
    }
    let (bills, settlement) =
        settle_request(&book, &args.area, &input).map_err(|e| e.to_string())?;
    let text =
        sheets(&book, &args.area, &bills, &settlement, args.en).map_err(|e| e.to_string())?;
    say(&text)?;
    Ok(settlement.decisions.iter().all(|d| matches!(d.verdict, Verdict::Settled(_))))
}

/// Chooses a language.
struct Speech {
    en: bool,
}

impl Speech {
    fn say<'t>(&self, titles: &'t Titles) -> &'t str {
        if self.en { &titles.en } else { &titles.zh }
    }

    fn or<'t>(&self, zh: &'t str, en: &'t str) -> &'t str {
        if self.en { en } else { zh }
    }
}

fn sheets(
    book: &LawBook,
    area: &str,
    bills: &[Bill],
    settlement: &Settlement,
    en: bool,
) -> Result<String, LawError> {
    let (area, speech) = (book.area(area)?, Speech { en });
    let mut text = String::new();
    for (bill, decision) in bills.iter().zip(&settlement.decisions) {
        let line = speech.or("结算单", "Settlement sheet");
        text += &format!(
            "══ {} · {line} {} · {} – {} ══\n",
            speech.say(&area.name),
            bill.id,
            bill.from,
            bill.to
        );
        match &decision.verdict {
            Verdict::Settled(settled) => text += &one_sheet(&sheet(area, settled), &speech),
            Verdict::Refused(refusal) => {
                text += &format!(
                    "{}: {}\n",
                    speech.or("不予受理", "Refused"),
                    speech.say(&refusal.sentence)
                );
            }
            Verdict::Gap(refusal) => {
                let head = speech.or("依据不全,暂不能结算", "The law has a gap here");
                text += &format!("{head}: {}\n", speech.say(&refusal.sentence));
            }
        }
        text.push('\n');
    }
    Ok(text)
}

fn row(text: &mut String, name: &str, amount: Fen) {
    // Chinese characters take two columns of a terminal.
    let width: usize = name.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    let pad = " ".repeat(44usize.saturating_sub(width));
    text.push_str(&format!("  {name}{pad}{amount:>16}\n"));
}

fn one_sheet(sheet: &Sheet, speech: &Speech) -> String {
    let mut text = String::new();
    row(&mut text, speech.or("医疗费总额", "Total of the bill"), sheet.total);
    for part in sheet.split.iter().filter(|p| p.amount > Fen::ZERO) {
        row(&mut text, &format!("  {}", speech.say(&part.titles)), part.amount);
    }
    text += &format!("{}\n", speech.or("── 谁来付", "── Who pays"));
    for part in &sheet.payers {
        let name = match &part.fund {
            Some(fund) => format!("{} ({})", speech.say(&part.titles), speech.say(fund)),
            None => speech.say(&part.titles).to_string(),
        };
        row(&mut text, &name, part.amount);
    }
    text += &format!("{}\n", speech.or("── 为什么", "── Why"));
    let mut last = String::new();
    for step in &sheet.split_steps {
        why(&mut text, step, speech, &mut last);
    }
    for layer in &sheet.layers {
        text += &format!("  {}\n", speech.say(&layer.titles));
        for step in &layer.steps {
            why(&mut text, step, speech, &mut last);
        }
    }
    text
}

/// One step; its source is named where it differs from the one before.
fn why(text: &mut String, step: &SheetStep, speech: &Speech, last: &mut String) {
    text.push_str(&format!("    · {}\n", speech.say(&step.sentence)));
    if step.document.is_empty() {
        return;
    }
    let article = match step.article.as_str() {
        "not seen" => speech.or("条款未见原文", "article not seen"),
        article => article,
    };
    let mut source = format!("        {} · {article}", step.document);
    if let Some(grade) = &step.grade {
        source += &format!(" · {}", speech.say(grade));
    }
    if let Some(year) = step.carried {
        source += &match speech.en {
            true => format!(" · carried forward from {year}"),
            false => format!(" · 沿用 {year} 年"),
        };
    }
    source.push('\n');
    if let Some(reading) = &step.reading {
        let head = speech.or("口径说明", "Reading");
        source += &format!("        {head}: {}\n", speech.say(reading));
    }
    if source != *last {
        text.push_str(&source);
        *last = source;
    }
}
