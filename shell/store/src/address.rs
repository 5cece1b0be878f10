//! Where the books are: a data folder with embedded SQLite, or the address of a PostgreSQL database.

use crate::{Postgres, Sqlite, Store, StoreError};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the books are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A folder; the books are the file [`FILE`] in it.
    Data(PathBuf),
    /// `postgres://…`.
    Database(String),
}

/// Name of the file in a data folder.
pub const FILE: &str = "books.db";

/// Opens the books, and brings the schema to this program's step.
pub async fn open(address: &Address) -> Result<Arc<dyn Store>, StoreError> {
    Ok(match address {
        Address::Data(folder) => Arc::new(Sqlite::open(&folder.join(FILE)).await?),
        Address::Database(url) => Arc::new(Postgres::open(url).await?),
    })
}
