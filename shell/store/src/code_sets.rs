//! Code sets (编码集) in the store: editions, their codes, and maps between them.

use crate::StoreError;
use async_trait::async_trait;

/// An edition of a code set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSetRow {
    /// `diagnosis` or `procedure`.
    pub kind: String,
    /// The edition.
    pub edition: String,
    /// First day.
    pub from_day: i64,
    /// Last day.
    pub to_day: Option<i64>,
}

/// A code of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeRow {
    /// The code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Whether it is not for the main diagnosis or procedure.
    pub gray: bool,
}

/// Between which editions a map leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeMapKey {
    /// `diagnosis` or `procedure`.
    pub kind: String,
    /// The edition before.
    pub from: String,
    /// The edition after.
    pub to: String,
}

/// What both engines do with code sets.
#[async_trait]
pub trait CodeSets: Send + Sync {
    /// All editions, by kind, then day.
    async fn sets(&self) -> Result<Vec<CodeSetRow>, StoreError>;
    /// Writes an edition whole, or nothing; one that is there is refused, unless it is replaced.
    async fn put_set(
        &self,
        set: &CodeSetRow,
        codes: &[CodeRow],
        replace: bool,
    ) -> Result<(), StoreError>;
    /// Codes of an edition after one, in order.
    async fn codes_from(
        &self,
        kind: &str,
        edition: &str,
        after: &str,
        most: i64,
    ) -> Result<Vec<CodeRow>, StoreError>;
    /// Those of some codes that an edition has, in order.
    async fn codes_of(
        &self,
        kind: &str,
        edition: &str,
        codes: &[String],
    ) -> Result<Vec<CodeRow>, StoreError>;
    /// Codes of an edition that begin so, in order.
    async fn codes_beginning(
        &self,
        kind: &str,
        edition: &str,
        beginning: &str,
        most: i64,
    ) -> Result<Vec<CodeRow>, StoreError>;
    /// Codes of an edition with a piece in their names, in order.
    async fn codes_named(
        &self,
        kind: &str,
        edition: &str,
        piece: &str,
        most: i64,
    ) -> Result<Vec<CodeRow>, StoreError>;
    /// All maps of a kind, as the editions at their ends.
    async fn maps(&self, kind: &str) -> Result<Vec<(String, String)>, StoreError>;
    /// The pairs of a map, in order.
    async fn map(&self, key: &CodeMapKey) -> Result<Vec<(String, String)>, StoreError>;
    /// Writes a map whole, or nothing; one that is there is refused, unless it is replaced.
    async fn put_map(
        &self,
        key: &CodeMapKey,
        pairs: &[(String, String)],
        replace: bool,
    ) -> Result<(), StoreError>;
}

/// The columns of a code, in their order.
pub(crate) type CodeColumns = (String, String, i64);

pub(crate) fn code_row((code, name, gray): CodeColumns) -> CodeRow {
    CodeRow { code, name, gray: gray != 0 }
}

/// The end of the span of texts that begin so: no character comes after it.
pub(crate) fn beyond(beginning: &str) -> String {
    format!("{beginning}{}", char::MAX)
}
