//! Store (存储): the only SQL of the house; embedded SQLite and PostgreSQL behind one trait.
//!
//! In: rows. Out: rows. Not here: what they mean (see `record::canon`), who may write (a desk of
//! `office` under a lease), any decision.

mod address;
mod code_sets;
mod common;
mod common_codes;
mod common_model_rows;
mod common_models;
mod common_registers;
mod copy;
mod error;
mod migrate;
mod models;
mod postgres;
mod presence;
pub mod raw;
mod rows;
mod rows_models;
mod sqlite;
pub mod statements;
mod tables;

pub use address::{Address, FILE, open};
pub use code_sets::{CodeMapKey, CodeRow, CodeSetRow, CodeSets};
pub use copy::{Give, Take};
pub use error::StoreError;
pub use migrate::step;
pub use models::Models;
pub use postgres::Postgres;
pub use presence::Presence;
pub use rows::{
    BatchRow, Commit, CredentialRow, DivisionRow, DoctorRow, EventRow, FileRow, Found,
    InstitutionRow, ItemRow, Kept, Particulars, PersonRow, SignInRow, TallyRow,
};
pub use rows_models::{
    BillRow, CareMonthRow, CareSums, CheckRow, Derived, DuePart, DueRow, FundDayRow,
    InstitutionDayRow, InsuredRow, ReadRow, RefusalRow, SettlementRow, SettlementSum,
};
pub use sqlite::{LogMoves, Manner, Sqlite};
pub use tables::{Cell, DERIVED, Kind, TABLES, Table};

use async_trait::async_trait;
use std::path::Path;
use std::sync::Arc;

/// What both engines do. Areas are their six-digit number.
#[async_trait]
pub trait Store: Send + Sync + 'static {
    /// The engine's name.
    fn engine(&self) -> &'static str;
    /// Takes the lease of an area from whoever held it; the epoch under which to write.
    async fn lease(&self, area: i64, holder: &str) -> Result<i64, StoreError>;
    /// Who holds the lease of an area, for whoever looks.
    async fn holder(&self, area: i64) -> Result<Option<String>, StoreError>;
    /// Says that a desk of an area is open, as long as the answer is kept; `alone`: unless one is
    /// open already, here or in another process.
    async fn attend(&self, area: i64, alone: bool) -> Result<Option<Presence>, StoreError>;
    /// The epoch of an area's lease.
    async fn epoch(&self, area: i64) -> Result<Option<i64>, StoreError>;
    /// Areas that have a journal.
    async fn areas(&self) -> Result<Vec<i64>, StoreError>;
    /// Areas that have registers: a catalogue, or institutions.
    async fn registered(&self) -> Result<Vec<i64>, StoreError>;
    /// The last batch of an area.
    async fn tail(&self, area: i64) -> Result<Option<BatchRow>, StoreError>;
    /// The batch that begins at a seq.
    async fn batch(&self, area: i64, first: i64) -> Result<Option<BatchRow>, StoreError>;
    /// Batches from a seq on.
    async fn batches(&self, area: i64, from: i64, most: i64) -> Result<Vec<BatchRow>, StoreError>;
    /// The last batches before a seq, newest first.
    async fn batches_back(
        &self,
        area: i64,
        before: i64,
        most: i64,
    ) -> Result<Vec<BatchRow>, StoreError>;
    /// The batch in which an event stands, if the event is there.
    async fn batch_of(&self, area: i64, seq: i64) -> Result<Option<BatchRow>, StoreError>;
    /// Words of an area in the order of their numbers.
    async fn words(&self, area: i64) -> Result<Vec<String>, StoreError>;
    /// Events of a span, in order.
    async fn events(&self, area: i64, from: i64, to: i64) -> Result<Vec<EventRow>, StoreError>;
    /// Single events, in order.
    async fn events_at(&self, area: i64, seqs: &[i64]) -> Result<Vec<EventRow>, StoreError>;
    /// Message keys that are there, and events of visits.
    async fn find(&self, area: i64, keys: &[Vec<u8>], visits: &[i64]) -> Result<Found, StoreError>;
    /// Files and tallies of persons.
    async fn kept(&self, area: i64, persons: &[i64]) -> Result<Kept, StoreError>;
    /// Message keys after one, in order.
    async fn keys_from(
        &self,
        area: i64,
        after: &[u8],
        most: i64,
    ) -> Result<Vec<(Vec<u8>, i64)>, StoreError>;
    /// Files after a person, in order.
    async fn files_from(
        &self,
        area: i64,
        after: i64,
        most: i64,
    ) -> Result<Vec<(i64, Vec<u8>)>, StoreError>;
    /// Tallies after a person, in order; a person's rows may be cut off at the end.
    async fn tallies_from(
        &self,
        area: i64,
        after: i64,
        most: i64,
    ) -> Result<Vec<TallyRow>, StoreError>;
    /// Persons by id.
    async fn persons(&self, area: i64, ids: &[String]) -> Result<Vec<PersonRow>, StoreError>;
    /// A person by number.
    async fn person(&self, area: i64, person: i64) -> Result<Option<PersonRow>, StoreError>;
    /// Persons after an id, in the order of ids.
    async fn persons_from(
        &self,
        area: i64,
        after: &str,
        most: i64,
    ) -> Result<Vec<PersonRow>, StoreError>;
    /// Persons by the number of their document, in the order of ids.
    async fn persons_of_document(
        &self,
        area: i64,
        document: &str,
    ) -> Result<Vec<PersonRow>, StoreError>;
    /// Everything registered of credentials of a number.
    async fn credentials(&self, area: i64, number: &str) -> Result<Vec<CredentialRow>, StoreError>;
    /// The same of some numbers, in any order.
    async fn credentials_of(
        &self,
        area: i64,
        numbers: &[String],
    ) -> Result<Vec<CredentialRow>, StoreError>;
    /// Divisions of an area, in the order of codes.
    async fn divisions(&self, area: i64) -> Result<Vec<DivisionRow>, StoreError>;
    /// Everything registered of the doctors of an institution.
    async fn doctors(&self, institution: &str) -> Result<Vec<DoctorRow>, StoreError>;
    /// Everything registered of some institutions.
    async fn institutions(&self, codes: &[String]) -> Result<Vec<InstitutionRow>, StoreError>;
    /// Everything registered of all institutions.
    async fn institutions_all(&self) -> Result<Vec<InstitutionRow>, StoreError>;
    /// Everything registered of some items of an area.
    async fn items(&self, area: i64, codes: &[String]) -> Result<Vec<ItemRow>, StoreError>;
    /// A law by its hash.
    async fn law(&self, hash: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;
    /// Writes a batch whole, synced, or not at all.
    async fn write(&self, commit: Arc<Commit>) -> Result<(), StoreError>;
    /// Writes institutions, all or none.
    async fn put_institutions(&self, rows: &[InstitutionRow]) -> Result<(), StoreError>;
    /// Writes items of an area, all or none.
    async fn put_items(&self, area: i64, rows: &[ItemRow]) -> Result<(), StoreError>;
    /// Writes credentials of an area, all or none.
    async fn put_credentials(&self, area: i64, rows: &[CredentialRow]) -> Result<(), StoreError>;
    /// Writes divisions of an area, all or none.
    async fn put_divisions(&self, area: i64, rows: &[DivisionRow]) -> Result<(), StoreError>;
    /// Writes doctors, all or none.
    async fn put_doctors(&self, rows: &[DoctorRow]) -> Result<(), StoreError>;
    /// Keeps a sign-in, unless its number is there: then that one stays. Either way, what is kept.
    async fn sign_in(&self, row: &SignInRow) -> Result<SignInRow, StoreError>;
    /// Ends a sign-in at a moment, by a message; false if there is none that goes on.
    async fn sign_out(
        &self,
        institution: &str,
        sign_no: &str,
        moment: i64,
        message: &str,
    ) -> Result<bool, StoreError>;
    /// A sign-in of an institution by its number.
    async fn sign_in_of(
        &self,
        institution: &str,
        sign_no: &str,
    ) -> Result<Option<SignInRow>, StoreError>;
    /// The sign-in that a message of an institution ended.
    async fn sign_in_ended_by(
        &self,
        institution: &str,
        message: &str,
    ) -> Result<Option<SignInRow>, StoreError>;
    /// A file that is kept for an institution.
    async fn file(&self, institution: &str, number: &str) -> Result<Option<FileRow>, StoreError>;
    /// Keeps a file, unless one stands under its number, which stays. Files of the institution that
    /// are past their time when it was made go.
    async fn put_file(&self, row: &FileRow) -> Result<(), StoreError>;
    /// Bytes on disk, by table with its indexes.
    async fn sizes(&self) -> Result<Vec<(String, i64)>, StoreError>;
    /// Moves what the log holds into the tables, where the engine has such a thing.
    async fn checkpoint(&self) -> Result<(), StoreError>;
    /// A copy of everything as it stands at one moment, while others go on; SQLite alone.
    async fn copy_to(&self, file: &Path) -> Result<(), StoreError>;
    /// All rows of all tables as they stand at one moment, while others go on.
    async fn copy_out(&self, take: &mut Take<'_>) -> Result<(), StoreError>;
    /// Rows into books that hold nothing, all or none.
    async fn copy_in(&self, give: &mut Give<'_>) -> Result<(), StoreError>;
    /// Every column of every table: table, column, kind, whether it may be empty, place in the key.
    async fn catalogue(&self) -> Result<Vec<(String, String, String, bool, i64)>, StoreError>;
    /// Prepares every statement of the registry; what does not prepare, by name.
    async fn prepare_all(&self) -> Result<Vec<(String, String)>, StoreError>;
    /// The read models, derived behind.
    fn models(&self) -> &dyn Models;
    /// Code sets and the maps between their editions.
    fn code_sets(&self) -> &dyn CodeSets;
    /// Closes all connections.
    async fn close(&self);
}
