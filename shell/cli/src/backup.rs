//! `gongji backup`: the books of a data folder or a database into one file.

use crate::books::{Books, block_on};
use office::backup::backup;
use std::path::PathBuf;
use std::process::ExitCode;

/// Back up the books into a file that either engine can restore.
#[derive(clap::Args)]
#[command(after_help = "\
The file holds everything as of one moment; desks go on meanwhile. It holds what persons were treated
for: keep it as safe as the books, and keep it on another machine.
Exit 0: the file is whole and on the disk. 2: not done; no file of that name is there.")]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// The file; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = block_on(async {
        let store = args.books.open().await?;
        let copied = backup(&*store, &args.to).await.map_err(|e| e.to_string());
        store.close().await;
        copied
    });
    crate::books::ended(
        "backup",
        done.map(|copied| {
            println!("{} rows, {} bytes in {}", copied.rows, copied.bytes, args.to.display());
        }),
    )
}
