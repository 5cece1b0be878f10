//! `gongji anchor`: sign the present head of each area's proof.

use crate::books::{Books, block_on, ended};
use crate::data_folder::folder;
use office::anchor::{FILE, KEY, anchor, key};
use std::path::PathBuf;
use std::process::ExitCode;

/// Sign the present head of each area's proof and add it to a file outside the database.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// File of anchors; left out: anchors.jsonl in the data folder. Keep a copy elsewhere.
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
    /// Signing key, made on first use; left out: key/seal.key in the data folder.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    ended("anchor", block_on(sign(args)))
}

/// A file given, or its place in the data folder.
fn place(args: &Args, given: Option<&PathBuf>, name: &str) -> Result<PathBuf, String> {
    match given {
        Some(path) => Ok(path.clone()),
        None => Ok(folder(args.books.data.as_deref())?.join(name)),
    }
}

async fn sign(args: &Args) -> Result<(), String> {
    let file = place(args, args.to.as_ref(), FILE)?;
    let path = place(args, args.key.as_ref(), KEY)?;
    let store = args.books.open().await?;
    let signer = key(&path).map_err(|e| e.to_string())?;
    let anchors = anchor(&*store, &signer, &file).await.map_err(|e| e.to_string())?;
    for anchor in &anchors {
        println!(
            "area {}, event {}: {} (key {})",
            anchor.area, anchor.seq, anchor.head, anchor.key
        );
    }
    println!("{} anchored in {}", anchors.len(), file.display());
    store.close().await;
    Ok(())
}
