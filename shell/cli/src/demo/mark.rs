//! The mark of a made-up region: what books that the demo made say of themselves, while they are made and
//! when they are ready.

use super::AREAS;
use super::catalogue::Catalogue;
use super::make::Wish;
use super::scenes::OUTPATIENTS;
use gateway::fixture::{Insured, Ready, message};
use office::Store;
use office::demo_mark::{DemoMark, Story, demo_mark, put_demo_mark};

/// Asks who someone is.
const WHO: &str = "1101";

/// What is told of books that are half made.
const HALF: &str = "这些账簿是没有建完的示例数据（建立时被中断）。请删除后重新建立：数据目录请删除整个目录，数据库请换一个空的。 These books hold a made-up region whose making was broken off. Make it anew: remove the data folder, or give another database that is empty";

/// What the books say, if they hold a made-up region; an error where its making was broken off.
pub(crate) async fn read(store: &dyn Store) -> Result<Option<DemoMark>, String> {
    match demo_mark(store).await.map_err(|e| e.to_string())? {
        Some(mark) if !mark.ready => Err(HALF.to_string()),
        other => Ok(other),
    }
}

/// What the books will say, without what is only known at the end.
fn of(wish: &Wish<'_>) -> DemoMark {
    DemoMark { seed: wish.seed, people: wish.people as u64, ..DemoMark::default() }
}

/// The making begins.
pub(super) async fn begin(store: &dyn Store, wish: &Wish<'_>) -> Result<(), String> {
    put_demo_mark(store, &of(wish)).await.map_err(|e| e.to_string())
}

/// All was made; who is shown to those who try, as if they came to the hospital of a ready message.
pub(super) async fn end(
    store: &dyn Store,
    wish: &Wish<'_>,
    catalogue: &Catalogue,
    stories: Vec<Story>,
    (ready, shown): (Option<&Ready>, Option<Insured>),
) -> Result<(), String> {
    let mut ready = ready.cloned();
    if let (Some(ready), Some(shown)) = (&mut ready, shown) {
        ready.person = shown;
    }
    let message = ready.as_ref().and_then(|ready| message(WHO, AREAS[0], ready, 0));
    let mark = DemoMark {
        ready: true,
        stories,
        institution: catalogue.place(OUTPATIENTS).code,
        message: (WHO.to_string(), message.map_or_else(String::new, |sent| sent.to_string())),
        ..of(wish)
    };
    put_demo_mark(store, &mark).await.map_err(|e| e.to_string())
}
