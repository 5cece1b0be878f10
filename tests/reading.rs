//! What is read from the books: each act that reads, and the pages on them.

#[path = "reading/access.rs"]
mod access;
#[path = "reading/batch_list.rs"]
mod batch_list;
#[path = "reading/bill_shown.rs"]
mod bill_shown;
#[path = "reading/burden.rs"]
mod burden;
#[path = "reading/claims.rs"]
mod claims;
#[path = "reading/cost_drivers.rs"]
mod cost_drivers;
#[path = "reading/counter.rs"]
mod counter;
#[path = "reading/due_list.rs"]
mod due_list;
#[path = "reading/filing_list.rs"]
mod filing_list;
#[path = "reading/fund_books.rs"]
mod fund_books;
#[path = "reading/institution_owed.rs"]
mod institution_owed;
#[path = "reading/institution_rows.rs"]
mod institution_rows;
#[path = "reading/pages.rs"]
mod pages;
#[path = "reading/person_year.rs"]
mod person_year;
#[path = "reading/plan_indicators.rs"]
mod plan_indicators;
#[path = "reading/proof_status.rs"]
mod proof_status;
#[path = "reading/refused_messages.rs"]
mod refused_messages;
#[path = "story/mod.rs"]
mod story;

use office::demo_mark::{DemoMark, put_demo_mark};
use office::follow;
use office::journal::Journal;
use office::read_person::{Purpose, Viewer};
use story::{Story, example, resident, sqlite};

/// A person with three stays: the first undone, the second due, the third in order.
pub(crate) struct Told {
    pub(crate) story: Story,
    pub(crate) journal: Journal,
    pub(crate) bills: [u64; 3],
    pub(crate) undo: u64,
}

/// Number of the area of the story.
pub(crate) const AREA: i64 = 900_004;

pub(crate) async fn told() -> Told {
    let story = Story::open(sqlite().await, &example("hb-db-06")).await;
    story.person("330000P0001", resident("2024-01-01", &[])).await;
    let person = "330000P0001";
    let (_, first) = story.stay(person, ["2024-02-01", "2024-02-09"], 50_000).await;
    let (_, second) = story.stay(person, ["2024-03-01", "2024-03-09"], 70_000).await;
    let undo = story.undo(first).await;
    let (_, third) = story.stay(person, ["2024-04-01", "2024-04-09"], 20_000).await;
    follow::catch_up(story.store.clone(), &story.area).await.expect("derived");
    let journal = Journal::new(story.store.clone(), &story.area).expect("a journal");
    let mark = DemoMark { people: 1, ready: true, ..DemoMark::default() };
    put_demo_mark(&*story.store, &mark).await.expect("marked");
    Told { story, journal, bills: [first, second, third], undo }
}

/// Whoever sits at this machine.
pub(crate) fn viewer(purpose: Purpose) -> Viewer {
    Viewer::local(purpose)
}
