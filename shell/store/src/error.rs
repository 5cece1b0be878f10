//! What can go wrong in the store, in the order in which a desk must ask.

/// Why the store could not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Another desk holds the lease, or has written at this place of the order.
    #[error("another desk writes for area {area}; this one is out of date and has stopped")]
    Stale {
        /// The area.
        area: i64,
    },
    /// No space is left.
    #[error("the disk of the database is full ({0}); make space, the desk goes on by itself")]
    Full(String),
    /// Whether it was committed is not known.
    #[error(
        "the database did not say whether it committed ({0}); the desk looks before it goes on"
    )]
    Unknown(String),
    /// The folder or address cannot be used.
    #[error(
        "cannot open '{place}': {message}; give --data a folder of your own or --database an address"
    )]
    Open {
        /// Which.
        place: String,
        /// What the system said.
        message: String,
    },
    /// The schema is not one this program knows.
    #[error("the database is at step '{0}', which this program does not know; use a newer program")]
    Newer(String),
    /// Books that were to be empty are not.
    #[error(
        "there are books already (table {0} has rows); nothing was written: give another folder or database"
    )]
    NotEmpty(String),
    /// A copy could not be read to its end.
    #[error("{0}; nothing was written")]
    Copy(String),
    /// Anything else the engine said.
    #[error("the database refused: {0}")]
    Engine(String),
}

impl StoreError {
    /// What an error of a commit means: refused for sure, or not known.
    pub(crate) fn of_commit(error: sqlx::Error, area: i64) -> StoreError {
        let Some(database) = error.as_database_error() else {
            return StoreError::Unknown(error.to_string());
        };
        let code = database.code().unwrap_or_default().to_string();
        match code.as_str() {
            // unique violation: PostgreSQL, SQLite (constraint, primary key, unique)
            "23505" | "19" | "1555" | "2067" => StoreError::Stale { area },
            "53100" | "13" => StoreError::Full(database.message().to_string()),
            // PostgreSQL: connection failures, shutdown, crash
            code if code.starts_with("08") || code.starts_with("57P") => {
                StoreError::Unknown(database.message().to_string())
            }
            _ => StoreError::Unknown(database.message().to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        match error.as_database_error().and_then(|e| e.code()).as_deref() {
            Some("53100" | "13") => StoreError::Full(error.to_string()),
            _ => StoreError::Engine(error.to_string()),
        }
    }
}
