//! Keep a file for an institution (文件上传): under a number that follows from the message which brought
//! it, so that a repeat meets what came first. Files stand beside the books, not in the journal.

use crate::desk::Refused;
use crate::refuse::refused;
use ledger::chain::Digest;
use record::Address;
use seal::Sm3;
use store::{FileRow, Store, StoreError};

/// How long a file can be fetched, in milliseconds: thirty days.
const KEPT: i64 = 30 * 86_400_000;
/// Characters of a number.
const NUMBER: usize = 30;

/// A file to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its content.
    pub body: Vec<u8>,
}

/// What a message asked: names and values in an order that is always the same, the content of a
/// file as its digest.
pub type Asked = Vec<(String, String)>;

/// The digest of a content, as it stands among what was asked.
pub fn digest(body: &[u8]) -> String {
    hex(&Sm3::digest(&[body]))
}

/// What the message brought when it came before: none where it is new; refused where it asked
/// something else.
pub async fn kept_before(
    store: &dyn Store,
    address: &Address,
    asked: &Asked,
    now: i64,
) -> Result<Result<Option<FileRow>, Refused>, StoreError> {
    let found = store.file(&address.institution, &number(address)).await?;
    let Some(row) = found.filter(|row| now <= row.until) else { return Ok(Ok(None)) };
    Ok(same(row, asked).map(Some))
}

/// Keeps a file, or finds the one that the same message brought before.
pub async fn keep_file(
    store: &dyn Store,
    address: &Address,
    (file, asked): (File, &Asked),
    now: i64,
) -> Result<Result<FileRow, Refused>, StoreError> {
    let row = FileRow {
        institution: address.institution.clone(),
        number: number(address),
        name: file.name,
        asked: written(asked),
        body: file.body,
        made: now,
        until: now + KEPT,
    };
    store.put_file(&row).await?;
    // Another message of the same number may have been faster: what stands is what came first.
    match store.file(&row.institution, &row.number).await? {
        Some(stands) => Ok(same(stands, asked)),
        None => Err(StoreError::Engine("a file that was written is not there".to_string())),
    }
}

/// The number under which the file of a message stands.
fn number(address: &Address) -> String {
    let parts = [&address.institution, &address.number, &address.message];
    let lengths = parts.map(|part| part.len().to_be_bytes());
    let pieces: Vec<&[u8]> = parts
        .iter()
        .zip(&lengths)
        .flat_map(|(part, length)| [length.as_slice(), part.as_bytes()])
        .collect();
    let mut number = hex(&Sm3::digest(&pieces));
    number.truncate(NUMBER);
    number
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What was asked, a name and a value by turns.
fn written(asked: &Asked) -> String {
    serde_json::json!(asked).to_string()
}

/// What stands, if it is what was asked.
fn same(row: FileRow, asked: &Asked) -> Result<FileRow, Refused> {
    if row.asked == written(asked) {
        return Ok(row);
    }
    let first: Asked = serde_json::from_str(&row.asked).unwrap_or_default();
    let differs = |one: &&(String, String), other: &Asked| !other.contains(one);
    let field = asked.iter().find(|one| differs(one, &first));
    let field = field.or_else(|| first.iter().find(|one| differs(one, asked)));
    let field = field.map_or("?", |(name, _)| name.as_str());
    Err(refused(
        "clash",
        format!("报文标识已用于另一内容(字段 {field} 不同)。请核对后换一个报文标识。"),
        format!(
            "this message id was used for another input (field {field} differs); check it and use another id"
        ),
    ))
}
