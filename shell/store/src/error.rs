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

/// What a code means when the commit itself fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// What was to be written is there already, and not from this desk.
    Taken,
    /// No space, so nothing whole was written.
    Full,
    /// No space for what comes after the writing.
    FullLater,
    /// Refused; nothing was written.
    Refused,
    /// It may be there, or come back after a crash.
    Unknown,
}

/// SQLite's extended codes are numbers of at most four digits, PostgreSQL's SQLSTATE has five signs.
fn means(code: &str) -> Means {
    match code.parse::<u16>() {
        Ok(number) if code.len() < 5 => sqlite(number),
        _ => postgres(code),
    }
}

/// SQLite: the low byte is the kind of error, the high byte its place.
fn sqlite(code: u16) -> Means {
    match (code, code & 0xff) {
        // unique, primary key, rowid
        (19 | 1555 | 2067 | 2579, _) => Means::Taken,
        (_, 19) => Means::Refused,
        // a write met the end of the disk: the frame that commits is not whole
        (13, _) => Means::Full,
        // the shared index of the log cannot grow: the log itself is written by then
        (4874, _) => Means::FullLater,
        // busy, locked, in any way: not begun
        (_, 5 | 6) => Means::Refused,
        // A failed write or sync (778, 1034) may leave a whole commit in the log, which a restart
        // brings back; of everything else nothing is promised.
        _ => Means::Unknown,
    }
}

/// PostgreSQL: an error that the server answers means it rolled back, but for those of the
/// connection, of the server itself and of its disk.
fn postgres(code: &str) -> Means {
    match (code, code.get(..2).unwrap_or_default()) {
        ("23505", _) => Means::Taken,
        ("53100", _) => Means::Full,
        ("40003", _) => Means::Unknown,
        ("57014", _) | (_, "22" | "23" | "25" | "40" | "42" | "53" | "55") => Means::Refused,
        _ => Means::Unknown,
    }
}

/// An error of an engine's client.
pub(crate) trait Said: ToString {
    /// What its code means, if the engine gave one.
    fn means(&self) -> Option<Means>;
}

impl Said for sqlx::Error {
    fn means(&self) -> Option<Means> {
        self.as_database_error().and_then(|error| error.code()).as_deref().map(means)
    }
}

impl Said for rusqlite::Error {
    fn means(&self) -> Option<Means> {
        self.sqlite_error().and_then(|error| u16::try_from(error.extended_code).ok()).map(sqlite)
    }
}

impl StoreError {
    /// What an error of a commit means: refused for sure, or not known.
    pub(crate) fn of_commit(error: impl Said, area: i64) -> StoreError {
        match error.means() {
            Some(Means::Taken) => StoreError::Stale { area },
            Some(Means::Full) => StoreError::Full(error.to_string()),
            Some(Means::Refused) => StoreError::Engine(error.to_string()),
            // A connection that broke says nothing.
            Some(Means::Unknown | Means::FullLater) | None => {
                StoreError::Unknown(error.to_string())
            }
        }
    }

    /// What an error means while the commit was not asked for yet: nothing was written.
    pub(crate) fn before_commit(error: impl Said, area: i64) -> StoreError {
        match error.means() {
            Some(Means::Taken) => StoreError::Stale { area },
            _ => StoreError::elsewhere(&error),
        }
    }

    fn elsewhere(error: &impl Said) -> StoreError {
        match error.means() {
            Some(Means::Full | Means::FullLater) => StoreError::Full(error.to_string()),
            _ => StoreError::Engine(error.to_string()),
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        StoreError::elsewhere(&error)
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        StoreError::elsewhere(&error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::error::{DatabaseError, ErrorKind};
    use std::borrow::Cow;
    use std::error::Error;
    use std::fmt;

    /// An error of an engine with a code.
    #[derive(Debug)]
    struct Coded(&'static str);

    impl fmt::Display for Coded {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(self.0)
        }
    }

    impl Error for Coded {}

    impl DatabaseError for Coded {
        fn message(&self) -> &str {
            self.0
        }
        fn code(&self) -> Option<Cow<'_, str>> {
            Some(self.0.into())
        }
        fn as_error(&self) -> &(dyn Error + Send + Sync + 'static) {
            self
        }
        fn as_error_mut(&mut self) -> &mut (dyn Error + Send + Sync + 'static) {
            self
        }
        fn into_error(self: Box<Self>) -> Box<dyn Error + Send + Sync + 'static> {
            self
        }
        fn kind(&self) -> ErrorKind {
            ErrorKind::Other
        }
    }

    /// A word for what an error came to.
    fn word(error: &StoreError) -> &'static str {
        match error {
            StoreError::Stale { .. } => "stale",
            StoreError::Full(_) => "full",
            StoreError::Unknown(_) => "unknown",
            StoreError::Engine(_) => "refused",
            _ => "other",
        }
    }

    #[track_caller]
    fn check(code: &'static str, before: &str, at_commit: &str, elsewhere: &str) {
        let error = || sqlx::Error::Database(Box::new(Coded(code)));
        assert_eq!(word(&StoreError::before_commit(error(), 1)), before, "{code} before");
        assert_eq!(word(&StoreError::of_commit(error(), 1)), at_commit, "{code} at the commit");
        assert_eq!(word(&StoreError::from(error())), elsewhere, "{code} elsewhere");
    }

    #[test]
    fn codes_say_whether_a_commit_may_be_there() {
        // SQLite.
        check("1", "refused", "unknown", "refused"); // error
        check("5", "refused", "refused", "refused"); // busy
        check("6", "refused", "refused", "refused"); // locked
        check("261", "refused", "refused", "refused"); // busy, recovery
        check("517", "refused", "refused", "refused"); // busy, snapshot
        check("7", "refused", "unknown", "refused"); // no memory
        check("8", "refused", "unknown", "refused"); // read-only
        check("9", "refused", "unknown", "refused"); // interrupted
        check("10", "refused", "unknown", "refused"); // I/O
        check("266", "refused", "unknown", "refused"); // read
        check("522", "refused", "unknown", "refused"); // short read
        check("778", "refused", "unknown", "refused"); // write
        check("1034", "refused", "unknown", "refused"); // sync
        check("1290", "refused", "unknown", "refused"); // sync of the folder
        check("1546", "refused", "unknown", "refused"); // truncate
        check("3850", "refused", "unknown", "refused"); // lock
        check("4618", "refused", "unknown", "refused"); // shared memory, open
        check("4874", "full", "unknown", "full"); // shared memory, size
        check("5386", "refused", "unknown", "refused"); // shared memory, map
        check("11", "refused", "unknown", "refused"); // damaged
        check("13", "full", "full", "full");
        check("14", "refused", "unknown", "refused"); // cannot open
        check("26", "refused", "unknown", "refused"); // no database
        check("19", "stale", "stale", "refused");
        check("1555", "stale", "stale", "refused"); // primary key
        check("2067", "stale", "stale", "refused"); // unique
        check("2579", "stale", "stale", "refused"); // rowid
        check("1299", "refused", "refused", "refused"); // not null
        // PostgreSQL.
        check("23505", "stale", "stale", "refused"); // unique
        check("23514", "refused", "refused", "refused"); // check
        check("40001", "refused", "refused", "refused"); // serialization
        check("40P01", "refused", "refused", "refused"); // deadlock
        check("40003", "refused", "unknown", "refused"); // completion unknown
        check("42P01", "refused", "refused", "refused"); // no such table
        check("53100", "full", "full", "full"); // disk full
        check("53200", "refused", "refused", "refused"); // no memory
        check("53300", "refused", "refused", "refused"); // too many connections
        check("55P03", "refused", "refused", "refused"); // lock not available
        check("57014", "refused", "refused", "refused"); // cancelled
        check("57P01", "refused", "unknown", "refused"); // shut down by the operator
        check("57P02", "refused", "unknown", "refused"); // crashed
        check("57P03", "refused", "unknown", "refused"); // cannot connect now
        check("58030", "refused", "unknown", "refused"); // I/O
        check("08006", "refused", "unknown", "refused"); // connection lost
        check("08003", "refused", "unknown", "refused"); // no connection
        check("XX000", "refused", "unknown", "refused"); // internal
    }

    #[test]
    fn a_broken_connection_says_nothing() {
        let error = || sqlx::Error::Io(std::io::Error::other("gone"));
        assert_eq!(word(&StoreError::of_commit(error(), 1)), "unknown");
        assert_eq!(word(&StoreError::before_commit(error(), 1)), "refused");
    }
}
