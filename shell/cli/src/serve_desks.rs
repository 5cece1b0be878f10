//! The desks of a server: one for every area of the law that the books have, also for those that come
//! later.

use office::desk::{Desk, DeskError, Rules, Settings};
use office::law_book::{LawBook, LawError};
use std::collections::BTreeMap;
use std::time::Duration;

/// How often it is seen whether an area came.
const LOOK: Duration = Duration::from_secs(1);

/// What a server needs to open desks.
pub(crate) struct Desks {
    books: web::Books,
    /// By area.
    rules: BTreeMap<String, Rules>,
}

impl Desks {
    /// The areas of a law that was made ready.
    pub(crate) fn new(books: web::Books, law: &LawBook) -> Result<Desks, LawError> {
        let codes = law.areas.iter().map(|area| area.code.to_string());
        let rules = codes.map(|code| Ok((code.clone(), Rules::of(law, &code)?)));
        Ok(Desks { books, rules: rules.collect::<Result<_, LawError>>()? })
    }

    /// Opens the desk of every area that has a journal; it takes over from any other.
    pub(crate) async fn open(&self) -> Result<(), DeskError> {
        for area in self.books.store().areas().await?.iter().map(i64::to_string) {
            let Some(rules) = self.rules.get(&area) else {
                let said = "whose law is not here; no desk";
                eprintln!("gongji serve: the books hold area {area}, {said}");
                continue;
            };
            self.books.add_desk(self.desk(rules, true).await?);
        }
        self.look().await
    }

    /// Opens desks as areas come, as long as this runs: an area is there once it has a journal,
    /// institutions or a catalogue. Where a desk is open elsewhere, as in an import, it waits. A
    /// desk that was taken over from is not opened again: the other one is the newer.
    pub(crate) async fn open_later(self) {
        let mut told = String::new();
        loop {
            tokio::time::sleep(LOOK).await;
            // Once each: the same trouble comes every second.
            if let Err(error) = self.look().await
                && told != error.to_string()
            {
                told = error.to_string();
                eprintln!("gongji serve: no desk for an area that came: {told}");
            }
        }
    }

    async fn look(&self) -> Result<(), DeskError> {
        let known: Vec<String> =
            self.books.desks().iter().map(|desk| desk.area().to_string()).collect();
        let without = || self.rules.iter().filter(|(area, _)| !known.contains(area));
        if without().next().is_none() {
            return Ok(());
        }
        let store = self.books.store();
        let mut there = store.areas().await?;
        there.extend(store.registered().await?);
        for (area, rules) in without() {
            if !there.iter().any(|number| number.to_string() == *area) {
                continue;
            }
            match self.desk(rules, false).await {
                Ok(desk) => self.books.add_desk(desk),
                Err(DeskError::Open { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    async fn desk(&self, rules: &Rules, take_over: bool) -> Result<Desk, DeskError> {
        let holder = format!("gongji serve, process {}", std::process::id());
        let settings = Settings { holder, take_over, ..Settings::default() };
        Desk::open(self.books.store().clone(), rules.clone(), settings).await
    }
}
