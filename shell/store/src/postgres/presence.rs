//! Presence on PostgreSQL: a lock of a connection of its own, which goes with the connection. The
//! connection is looked after, and made anew when it broke.

use super::Postgres;
use crate::StoreError;
use crate::presence::{Kept, PAUSE, Presence, TRIES};
use crate::statements as sql;
use async_trait::async_trait;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, PgConnection};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often the connection is looked after.
const LOOK: Duration = Duration::from_secs(2);
/// How often a lock is tried for that a process which just ended may still have.
const ENDED: u32 = 50;

/// Whoever is present.
enum Held {
    /// Alone, for as long as it takes to take the lease.
    Alone(PgConnection),
    /// Beside others; a task has the connection.
    Shared(JoinHandle<()>),
    /// Between the two.
    Nothing,
}

struct Locked {
    area: i64,
    options: PgConnectOptions,
    held: Held,
}

impl Postgres {
    pub(super) async fn attend_area(
        &self,
        area: i64,
        alone: bool,
    ) -> Result<Option<Presence>, StoreError> {
        // A server that no longer hears its client lets go of the lock soon.
        let options = self.writer.connect_options().as_ref().clone().options([
            ("tcp_keepalives_idle", "10"),
            ("tcp_keepalives_interval", "5"),
            ("tcp_keepalives_count", "3"),
        ]);
        let mut locked = Locked { area, options, held: Held::Nothing };
        let mut connection = locked.options.connect().await?;
        let (lock, tries) = if alone { (&sql::ALONE, ENDED) } else { (&sql::PRESENT, TRIES) };
        if !got(&mut connection, lock.postgres, area, tries).await? {
            return Ok(None);
        }
        locked.held = Held::Alone(connection);
        if !alone {
            locked.watch();
        }
        Ok(Some(Presence::new(locked)))
    }
}

/// Whether a lock was got within so many tries.
async fn got(
    connection: &mut PgConnection,
    lock: &'static str,
    area: i64,
    tries: u32,
) -> Result<bool, StoreError> {
    for _ in 0..tries {
        if sqlx::query_scalar(lock).bind(area).fetch_one(&mut *connection).await? {
            return Ok(true);
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(false)
}

impl Locked {
    /// Gives the connection to a task that looks after it.
    fn watch(&mut self) {
        let held = std::mem::replace(&mut self.held, Held::Nothing);
        let Held::Alone(connection) = held else { return };
        let (area, options) = (self.area, self.options.clone());
        self.held = Held::Shared(tokio::spawn(look_after(connection, options, area)));
    }
}

#[async_trait]
impl Kept for Locked {
    async fn share(&mut self) -> Result<(), StoreError> {
        if let Held::Alone(connection) = &mut self.held {
            // Its own lock does not stand in its way.
            if !got(connection, sql::PRESENT.postgres, self.area, TRIES).await? {
                let sentence = "the lock of an open desk was not given; try again".to_string();
                return Err(StoreError::Engine(sentence));
            }
            let free = sqlx::query_scalar::<_, bool>(sql::ALONE_NO_MORE.postgres);
            free.bind(self.area).fetch_one(connection).await?;
        }
        self.watch();
        Ok(())
    }
}

impl Drop for Locked {
    fn drop(&mut self) {
        if let Held::Shared(task) = &self.held {
            task.abort();
        }
    }
}

/// Keeps a desk present: a connection that broke is made anew, also when the server is back later.
async fn look_after(mut connection: PgConnection, options: PgConnectOptions, area: i64) {
    loop {
        tokio::time::sleep(LOOK).await;
        if connection.ping().await.is_ok() {
            continue;
        }
        let Ok(mut new) = options.connect().await else { continue };
        if got(&mut new, sql::PRESENT.postgres, area, 1).await == Ok(true) {
            connection = new;
        }
    }
}
