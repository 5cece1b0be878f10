//! `gongji restore`: a backup into a data folder or a database without books.

use crate::books::{Books, block_on};
use office::restore::{Restored, check, hex, restore};
use std::path::PathBuf;
use std::process::ExitCode;

/// Restore a backup, all of it or nothing.
#[derive(clap::Args)]
#[command(after_help = "\
The file is checked to its end before anything is written; afterwards the restored books are checked
as gongji verify does. Books that are there are never touched.
Exit 0: restored and proved. 2: not done, and nothing was written unless the message says otherwise.")]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// The backup.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let done = block_on(async {
        // A file that cannot be restored leaves no new folder behind.
        let checked = check(&args.from).map_err(|e| e.to_string())?;
        let store = args.books.open().await?;
        let restored = restore(store.clone(), &args.from, &checked).await;
        store.close().await;
        restored.map(|()| checked).map_err(|e| e.to_string())
    });
    crate::books::ended("restore", done.map(|restored| say(&restored)))
}

fn say(restored: &Restored) {
    println!("{} rows of {} bytes", restored.copied.rows, restored.copied.bytes);
    for (area, last, head) in &restored.areas {
        println!("area {area:06}: {last} events, head {}", hex(head));
    }
}
