//! The mark of the made-up region (示例统筹区): books that carry it hold nobody who exists, and so may be
//! looked at before access is configured.

use serde::{Deserialize, Serialize};
use store::{Store, StoreError};

/// The name of the mark.
const NAME: &str = "demo";

/// What the books of the made-up region say of themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoMark {
    /// The number it was made from.
    pub seed: u64,
    /// How many persons.
    pub people: u64,
    /// Whether all of it was made.
    pub ready: bool,
    /// Persons whose year is worth a look.
    #[serde(default)]
    pub stories: Vec<Story>,
    /// Code of an institution to begin with.
    #[serde(default)]
    pub institution: String,
    /// A message that can be sent, as it stands: number and text.
    #[serde(default)]
    pub message: (String, String),
}

/// A person whose year is worth a look.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// Area.
    pub area: String,
    /// Id of the person.
    pub person: String,
    /// What happened, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// Reads the mark; none: the books are not the made-up region's.
pub async fn demo_mark(store: &dyn Store) -> Result<Option<DemoMark>, StoreError> {
    let text = store.models().mark(NAME).await?;
    // A mark that another version wrote still says what the books are.
    Ok(text.map(|text| serde_json::from_str(&text).unwrap_or_default()))
}

/// Writes the mark.
pub async fn put_demo_mark(store: &dyn Store, mark: &DemoMark) -> Result<(), StoreError> {
    let text = serde_json::to_string(mark).map_err(|e| StoreError::Engine(e.to_string()))?;
    store.models().set_mark(NAME, &text).await
}
