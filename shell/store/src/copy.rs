//! Copies: all rows of all tables out as of one moment, or into books that hold nothing.

use crate::StoreError;
use crate::tables::{Cell, Table};
use std::ops::ControlFlow;

/// Takes the rows of a copy, table by table; may stop it.
pub type Take<'t> = dyn FnMut(&'static Table, Vec<Cell>) -> ControlFlow<()> + Send + 't;

/// Gives the rows of a copy, table by table; none at the end; a sentence where they cannot be given.
pub type Give<'g> = dyn FnMut() -> Result<Option<(&'static Table, Vec<Cell>)>, String> + Send + 'g;

/// Rows of one table.
type Together = (&'static Table, Vec<Vec<Cell>>);

/// So many rows go in at once.
const TOGETHER: usize = 512;

/// The next rows of one table, and the first of another if that came.
pub(crate) struct Rows {
    next: Option<(&'static Table, Vec<Cell>)>,
}

impl Rows {
    pub(crate) fn new() -> Rows {
        Rows { next: None }
    }

    /// Some rows of one table; none at the end.
    pub(crate) fn some(&mut self, give: &mut Give<'_>) -> Result<Option<Together>, StoreError> {
        let mut give = || give().map_err(StoreError::Copy);
        let first = match self.next.take() {
            Some(first) => Some(first),
            None => give()?,
        };
        let Some((table, row)) = first else { return Ok(None) };
        let mut rows = vec![row];
        while rows.len() < TOGETHER {
            match give()? {
                Some((same, row)) if std::ptr::eq(same, table) => rows.push(row),
                other => {
                    self.next = other;
                    break;
                }
            }
        }
        Ok(Some((table, rows)))
    }
}

/// Reads and writes a copy; what differs between the engines is how sets go in.
macro_rules! implement_copy {
    ($engine:ty, $db:ty, $collate:literal, $begin_read:literal, $begin_write:literal) => {
        impl $engine {
            pub(super) async fn read_out(
                &self,
                take: &mut $crate::copy::Take<'_>,
            ) -> Result<(), StoreError> {
                use futures_util::TryStreamExt;
                let mut all = self.readers.begin_with($begin_read).await?;
                for table in $crate::tables::TABLES {
                    let text = sqlx::AssertSqlSafe(table.all($collate));
                    let mut rows = sqlx::query(text).fetch(&mut *all);
                    while let Some(row) = rows.try_next().await? {
                        if take(table, cells(table, &row)?).is_break() {
                            return Ok(());
                        }
                    }
                }
                Ok(())
            }

            pub(super) async fn read_in(
                &self,
                give: &mut $crate::copy::Give<'_>,
            ) -> Result<(), StoreError> {
                let mut all = self.writer.begin_with($begin_write).await?;
                for table in $crate::tables::TABLES {
                    let any = sqlx::query(sqlx::AssertSqlSafe(table.any()));
                    if any.fetch_optional(&mut *all).await?.is_some() {
                        return Err(StoreError::NotEmpty(table.name.to_string()));
                    }
                }
                let mut rows = $crate::copy::Rows::new();
                while let Some((table, rows)) = rows.some(give)? {
                    put(&mut all, table, rows).await?;
                }
                Ok(all.commit().await?)
            }
        }

        fn cells(
            table: &$crate::tables::Table,
            row: &<$db as sqlx::Database>::Row,
        ) -> Result<Vec<Cell>, StoreError> {
            use sqlx::Row;
            let mut cells = Vec::with_capacity(table.columns.len());
            for (at, (_, kind)) in table.columns.iter().enumerate() {
                cells.push(match kind {
                    Kind::Int => row.try_get::<Option<i64>, _>(at)?.map_or(Cell::Null, Cell::Int),
                    Kind::Text => {
                        row.try_get::<Option<String>, _>(at)?.map_or(Cell::Null, Cell::Text)
                    }
                    Kind::Bytes => {
                        row.try_get::<Option<Vec<u8>>, _>(at)?.map_or(Cell::Null, Cell::Bytes)
                    }
                });
            }
            Ok(cells)
        }
    };
}

pub(crate) use implement_copy;
