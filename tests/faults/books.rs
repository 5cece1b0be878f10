//! Which books the planted desk works on: the same choice as the binary's, bent.

use crate::bent::bend;
use office::{Address, Store};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The choice of books.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct Books {
    /// Data folder.
    #[arg(long)]
    data: Option<PathBuf>,
    /// Address of a PostgreSQL database.
    #[arg(long)]
    database: Option<String>,
}

impl Books {
    /// Opens them.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, String> {
        let address = match (&self.database, &self.data) {
            (Some(url), _) => Address::Database(url.clone()),
            (None, Some(folder)) => Address::Data(folder.clone()),
            (None, None) => return Err("no books".to_string()),
        };
        office::open_books(&address).await.map(bend).map_err(|e| e.to_string())
    }
}

/// Runs to the end.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    tokio::runtime::Runtime::new().map_err(|e| e.to_string())?.block_on(work)
}

/// The exit code.
pub(crate) fn ended(name: &str, done: Result<(), String>) -> ExitCode {
    done.map_or_else(
        |message| {
            eprintln!("{name}: {message}");
            ExitCode::from(2)
        },
        |()| ExitCode::SUCCESS,
    )
}
