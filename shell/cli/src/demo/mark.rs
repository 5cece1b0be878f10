//! The mark of a made-up region: what books that the demo made say of themselves, while they are made and
//! when they are ready.

use super::AREAS;
use super::make::Wish;
use gateway::fixture::{Insured, Ready, message};
use office::Store;
use serde_json::{Value, json};

/// Its name.
const NAME: &str = "demo";
/// Being made; if nobody makes them any more, the making was broken off.
const MAKING: &str = "making";
/// Made.
const READY: &str = "ready";
/// Asks who someone is.
const WHO: &str = "1101";

/// What is told of books that are half made.
const HALF: &str = "这些账簿是没有建完的示例数据（建立时被中断）。请删除后重新建立：数据目录请删除整个目录，数据库请换一个空的。 These books hold a made-up region whose making was broken off. Make it anew: remove the data folder, or give another database that is empty";

/// What the books say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mark {
    /// The same number makes the same region.
    pub(crate) seed: u64,
    /// How many persons.
    pub(crate) people: u64,
    /// Id of someone there.
    pub(crate) person: String,
    /// The number of a message to try, and the message.
    pub(crate) message: (&'static str, Value),
}

/// What the books say, if they hold a made-up region; an error where its making was broken off.
pub(crate) async fn read(store: &dyn Store) -> Result<Option<Mark>, String> {
    let kept = store.models().mark(NAME).await.map_err(|e| e.to_string())?;
    let Some(text) = kept else { return Ok(None) };
    let said: Value = serde_json::from_str(&text)
        .map_err(|e| format!("the mark of the demo in these books cannot be read: {e}"))?;
    if said["state"] != READY {
        return Err(HALF.to_string());
    }
    let number = |name: &str| said[name].as_u64().unwrap_or(0);
    let person = said["person"].as_str().unwrap_or_default().to_string();
    let message = (WHO, said["message"].clone());
    Ok(Some(Mark { seed: number("seed"), people: number("people"), person, message }))
}

/// The making begins.
pub(super) async fn begin(store: &dyn Store, wish: &Wish<'_>) -> Result<(), String> {
    put(store, &json!({ "state": MAKING, "seed": wish.seed, "people": wish.people })).await
}

/// All was made; who is shown to those who try, as if they came to the hospital of a ready message.
pub(super) async fn end(
    store: &dyn Store,
    wish: &Wish<'_>,
    (ready, shown): (Option<&Ready>, Option<Insured>),
) -> Result<(), String> {
    let mut ready = ready.cloned();
    if let (Some(ready), Some(shown)) = (&mut ready, shown) {
        ready.person = shown;
    }
    let value = json!({
        "state": READY,
        "seed": wish.seed,
        "people": wish.people,
        "person": ready.as_ref().map(|ready| &ready.person.id),
        "message": ready.as_ref().and_then(|ready| message(WHO, AREAS[0], ready, 0)),
    });
    put(store, &value).await
}

async fn put(store: &dyn Store, value: &Value) -> Result<(), String> {
    let put = store.models().set_mark(NAME, &value.to_string()).await;
    put.map_err(|e| e.to_string())
}
