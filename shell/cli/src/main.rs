//! The binary: every command of `gongji`, each in its own file.

mod anchor;
mod backup;
mod bench;
mod books;
mod codes;
mod data_folder;
mod demo;
mod desk;
mod dice;
mod drg;
mod first_start;
mod import;
mod law;
mod line;
mod restore;
mod schema;
mod serve;
mod serve_desks;
mod settle;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Gongji (共济): the open platform for a region's multi-tier medical security.
///
/// Without a command: opens the data folder, serves the pages on this machine, says what to try.
#[derive(Parser)]
#[command(version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Settle the bills of one person (结算) and say why.
    Settle(settle::Args),
    /// Serve the pages on this machine.
    Serve(serve::Args),
    /// Make a small made-up region (示例统筹区), with messages that are ready to be sent.
    Demo(demo::Args),
    /// An area's desk (经办台) behind a pipe: register, record, settle, undo, correct.
    Desk(desk::Args),
    /// Bring in persons, filings, institutions and items from CSV.
    Import(import::Args),
    /// Check the books (核验): order, proof, postings, every bill decided again, what was answered.
    Verify(verify::Args),
    /// Sign the present head of each area's proof and write it outside the database (锚定).
    Anchor(anchor::Args),
    /// Back up the books as of one moment, while the desks go on.
    Backup(backup::Args),
    /// Restore a backup into a place without books.
    Restore(restore::Args),
    /// Check, show, compare and test the law (法规).
    Law(law::Args),
    /// Bring in, check and convert code sets (编码集), and report on the codes of cases.
    Codes(codes::Args),
    /// Group cases by DRG (疾病诊断相关分组), check and compare schemes, explain a case, reckon weights.
    Drg(drg::Args),
    /// Print our own figures, each beside its control.
    Bench(bench::Args),
    /// Print the JSON Schema of a command.
    Schema(schema::Args),
}

/// What happens is told on standard error, as much as RUST_LOG asks for; warnings if it is not set.
fn listen_to_traces() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

fn main() -> ExitCode {
    listen_to_traces();
    match Cli::parse().command {
        Some(Command::Settle(args)) => settle::run(&args),
        Some(Command::Serve(args)) => serve::run(&args),
        Some(Command::Demo(args)) => demo::run(&args),
        Some(Command::Desk(args)) => desk::run(&args),
        Some(Command::Import(args)) => import::run(&args),
        Some(Command::Verify(args)) => verify::run(&args),
        Some(Command::Anchor(args)) => anchor::run(&args),
        Some(Command::Backup(args)) => backup::run(&args),
        Some(Command::Restore(args)) => restore::run(&args),
        Some(Command::Law(args)) => law::run(&args),
        Some(Command::Codes(args)) => codes::run(&args),
        Some(Command::Drg(args)) => drg::run(&args),
        Some(Command::Bench(args)) => bench::run(&args),
        Some(Command::Schema(args)) => schema::run(&args),
        None => serve::run_alone(),
    }
}
