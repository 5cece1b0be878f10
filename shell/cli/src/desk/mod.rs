//! `gongji desk`: an area's desk behind a pipe, for programs on this machine.
//!
//! One request a line of JSON on standard input, one answer a line on standard output; an answer is
//! printed after its commit is synced. Requests may be sent ahead; answers carry the request's id.

mod answer;
mod cancel_visit;
mod check_entitlement;
mod correct;
mod describe_visit;
mod discharge;
mod find_person;
mod make_filing;
mod pre_settle;
mod record_lines;
mod register_visit;
mod reverse;
mod revoke_filing;
mod settle_batch;
mod settle_mid_stay;
mod settle_visit;
mod undo;
mod undo_discharge;
mod withdraw_lines;

use crate::books::Books;
use benefit::Engine;
use office::desk::{Ask, Desk, Message, Request, Rules, Settings};
use office::journal::Journal;
use record::Address;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;

/// Shown below the options.
const HELP: &str = "\
A request: {\"id\": 1, \"message\": {\"institution\": …, \"number\": …, \"id\": …}, \"act\": NAME, \"input\": {…}}
Acts: register_visit describe_visit cancel_visit discharge undo_discharge record_lines withdraw_lines
pre_settle settle_visit settle_batch settle_mid_stay undo reverse correct make_filing revoke_filing; acts that only
read: find_person check_entitlement. An answer: {\"id\": 1, \"status\": \"new|again|decided|refused\", …};
of a reading \"found|checked|refused\". Money is text in yuan, days are ISO. The same message again gets the first answer; the same message with another input is refused.";

/// Serve one area's desk on standard input and output.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// Six-digit code of the insured area (统筹区).
    #[arg(long, value_name = "CODE")]
    area: String,
    /// Folder of area folders, or one area folder; left out: the law inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// The most requests in one commit.
    #[arg(long, default_value_t = Settings::default().batch)]
    batch: usize,
    /// The most requests that may wait.
    #[arg(long, default_value_t = Settings::default().queue)]
    queue: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    message: Option<MessageIn>,
    act: String,
    #[serde(default)]
    input: Map<String, Value>,
}

/// What stands behind the pipe.
pub(super) struct Inside {
    desk: Desk,
    /// For acts that read.
    pub(super) journal: Journal,
    /// The rules they read by.
    pub(super) engine: Arc<Engine>,
}

/// A message key.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageIn {
    institution: String,
    number: String,
    id: String,
}

impl MessageIn {
    pub(super) fn address(self) -> Address {
        Address { institution: self.institution, number: self.number, message: self.id }
    }
}

pub(crate) fn run(args: &Args) -> ExitCode {
    crate::books::ended("desk", crate::books::block_on(serve(args)))
}

async fn serve(args: &Args) -> Result<(), String> {
    let book = crate::settle::open(args.law.as_ref(), &args.area).map_err(|e| e.to_string())?;
    let rules = Rules::of(&book, &args.area).map_err(|e| e.to_string())?;
    let store = args.books.open().await?;
    let holder = format!("gongji desk, process {}", std::process::id());
    let settings = Settings { batch: args.batch, queue: args.queue, holder, ..Settings::default() };
    let journal = Journal::new(store.clone(), &args.area).map_err(|e| e.to_string())?;
    let engine = rules.engine.clone();
    let desk = Desk::open(store.clone(), rules, settings).await.map_err(|e| e.to_string())?;
    let inside = Arc::new(Inside { desk, journal, engine });
    let (say, said) = mpsc::unbounded_channel();
    let writer = tokio::spawn(write(said));
    say.send(format!("{{\"ready\":\"{}\"}}", args.area)).map_err(|e| e.to_string())?;
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Some(line) = lines.next_line().await.map_err(|e| e.to_string())? {
        if line.trim().is_empty() {
            continue;
        }
        let (inside, say) = (inside.clone(), say.clone());
        tokio::spawn(async move {
            let answer = one(&inside, &line).await;
            // Nobody reads any more; what was done is done.
            let _ = say.send(answer);
        });
    }
    drop(say);
    let written = writer.await.map_err(|e| e.to_string())?;
    drop(inside);
    store.close().await;
    written
}

async fn write(mut said: mpsc::UnboundedReceiver<String>) -> Result<(), String> {
    let mut out = tokio::io::stdout();
    while let Some(line) = said.recv().await {
        let line = format!("{line}\n");
        out.write_all(line.as_bytes()).await.map_err(|e| e.to_string())?;
        out.flush().await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

async fn one(inside: &Inside, line: &str) -> String {
    let line: Line = match serde_json::from_str(line) {
        Ok(line) => line,
        Err(error) => return answer::unreadable(&Value::Null, &error.to_string()),
    };
    let (id, desk) = (line.id.clone(), &inside.desk);
    let read = match line.act.as_str() {
        "find_person" => find_person::answer(inside, Value::Object(line.input)).await,
        "check_entitlement" => check_entitlement::answer(inside, Value::Object(line.input)).await,
        _ => {
            return match request(line) {
                Ok(request) => answer::answer(&id, desk.area(), desk.ask(request).await),
                Err(message) => answer::unreadable(&id, &message),
            };
        }
    };
    match read {
        Ok(mut out) => answer::named(&id, &mut out),
        Err(message) => answer::unreadable(&id, &message),
    }
}

fn request(line: Line) -> Result<Request, String> {
    let named = |(name, value): (&String, &Value)| (name.clone(), value.to_string());
    let input = line.input.iter().map(named).collect();
    let message = line.message.map(|message| Message { address: message.address(), input });
    let input = Value::Object(line.input);
    let ask = match line.act.as_str() {
        "register_visit" => Ask::RegisterVisit(register_visit::read(input)?),
        "describe_visit" => Ask::DescribeVisit(describe_visit::read(input)?),
        "cancel_visit" => Ask::CancelVisit(cancel_visit::read(input)?),
        "discharge" => Ask::Discharge(discharge::read(input)?),
        "undo_discharge" => Ask::UndoDischarge(undo_discharge::read(input)?),
        "record_lines" => Ask::RecordLines(record_lines::read(input)?),
        "withdraw_lines" => Ask::WithdrawLines(withdraw_lines::read(input)?),
        "pre_settle" => Ask::PreSettle(pre_settle::read(input)?),
        "settle_visit" => Ask::Settle(settle_visit::read(input)?),
        "settle_batch" => Ask::SettleBatch(settle_batch::read(input)?),
        "settle_mid_stay" => Ask::SettleMidStay(settle_mid_stay::read(input)?),
        "undo" => Ask::Undo(undo::read(input)?),
        "reverse" => Ask::Reverse(reverse::read(input)?),
        "correct" => Ask::Correct(correct::read(input)?),
        "make_filing" => Ask::MakeFiling(make_filing::read(input)?),
        "revoke_filing" => Ask::RevokeFiling(revoke_filing::read(input)?),
        other => return Err(format!("no act '{other}'; gongji desk --help lists the acts")),
    };
    Ok(Request { message, ask })
}

/// Input of an act, or which field is wrong.
pub(super) fn fields<T: for<'d> Deserialize<'d>>(input: Value) -> Result<T, String> {
    serde_json::from_value(input).map_err(|e| format!("input: {e}"))
}

/// One of several words.
pub(super) fn one_of<T: Copy>(name: &str, word: &str, all: &[(&str, T)]) -> Result<T, String> {
    let found = all.iter().find(|(known, _)| *known == word).map(|(_, value)| *value);
    found.ok_or_else(|| {
        let all: Vec<&str> = all.iter().map(|(known, _)| *known).collect();
        format!("{name}: '{word}' is none of {}", all.join(", "))
    })
}

/// A day.
pub(super) fn day(name: &str, text: &str) -> Result<units::Day, String> {
    units::Day::parse(text).map_err(|e| format!("{name}: {e}"))
}

/// A day that may be left out.
pub(super) fn some_day(name: &str, text: Option<&str>) -> Result<Option<units::Day>, String> {
    text.map(|text| day(name, text)).transpose()
}

/// An amount.
pub(super) fn fen(name: &str, text: &str) -> Result<units::Fen, String> {
    units::Fen::parse(text).map_err(|e| format!("{name}: {e}"))
}
