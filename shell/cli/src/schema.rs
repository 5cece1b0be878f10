//! `gongji schema`: the JSON Schema of our own commands.

use office::law_book::{LawBook, LawSource};
use office::schema::settle_schema;
use std::process::ExitCode;

/// Which schema.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The command.
    #[arg(value_enum)]
    command: Which,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Which {
    /// What `gongji settle` takes and gives.
    Settle,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let Which::Settle = args.command;
    let schema = LawBook::open(&LawSource::Embedded)
        .map_err(|e| e.to_string())
        .and_then(|b| serde_json::to_string_pretty(&settle_schema(&b)).map_err(|e| e.to_string()));
    match schema {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("gongji schema: {message}");
            ExitCode::from(2)
        }
    }
}
