//! Which books a command works on, and what commands on books share.

use crate::data_folder::folder;
use office::Address;
use office::Store;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// The same choice for every command on books.
#[derive(clap::Args, Debug, Clone)]
pub(crate) struct Books {
    /// Data folder; left out: GONGJI_DATA, else the user's data folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// Address of a PostgreSQL database, postgres://…; left out: the file in the data folder.
    #[arg(long, value_name = "URL", conflicts_with = "data")]
    pub(crate) database: Option<String>,
}

impl Books {
    /// Where they are.
    pub(crate) fn address(&self) -> Result<Address, String> {
        Ok(match &self.database {
            Some(url) => Address::Database(url.clone()),
            None => Address::Data(folder(self.data.as_deref())?),
        })
    }

    /// Opens them for a command that only reads: a folder that is not there is not made.
    pub(crate) async fn open_kept(&self) -> Result<Arc<dyn Store>, String> {
        self.kept()?;
        self.open().await
    }

    /// That a folder that was given is there.
    pub(crate) fn kept(&self) -> Result<(), String> {
        match self.data.as_ref().filter(|folder| !folder.is_dir()) {
            None => Ok(()),
            Some(folder) => {
                let folder = folder.display();
                Err(format!("there is no data folder '{folder}'; give the folder of books"))
            }
        }
    }

    /// Opens them.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, String> {
        office::open_books(&self.address()?).await.map_err(|e| e.to_string())
    }
}

/// Runs to the end on all cores.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.map_err(|e| format!("cannot start: {e}"))?.block_on(work)
}

/// The exit code of a command that either works or says why not.
pub(crate) fn ended(name: &str, done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("gongji {name}: {message}");
            ExitCode::from(2)
        }
    }
}
