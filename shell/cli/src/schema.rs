//! `gongji schema`: the JSON Schema of our own commands.

use crate::law::say;
use crate::settle::source;
use office::law_book::{LawBook, LawError};
use office::schema::settle_schema;
use std::path::PathBuf;
use std::process::ExitCode;

/// Which schema.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The command.
    #[arg(value_enum)]
    command: Which,
    /// Folder of area folders, or one area folder, whose own values are listed, too; left out: the law
    /// inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    /// What `gongji settle` takes and gives.
    Settle,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let Which::Settle = args.command;
    match settle(args.law.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("gongji schema: {message}");
            ExitCode::from(2)
        }
    }
}

fn settle(law: Option<&PathBuf>) -> Result<(), String> {
    let book = LawBook::open(&source(law)).map_err(|e| e.to_string())?;
    if !book.findings.is_empty() {
        return Err(LawError::Unreadable(book.findings).to_string());
    }
    let schema = settle_schema(&book);
    let text = serde_json::to_string_pretty(&schema).map_err(|e| e.to_string())?;
    say(&format!("{text}\n"))
}
