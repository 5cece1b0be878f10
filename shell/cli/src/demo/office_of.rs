//! An area of the made-up region with its desk, and how its registers are brought in.

use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::people::{self, Someone};
use super::{ordered, places::Places};
use office::Store;
use office::desk::{Ask, Desk, DeskError, Rules, Settings, area_number};
use office::import_credentials::import_credentials;
use office::import_divisions::import_divisions;
use office::import_items::import_items;
use office::law_book::LawBook;
use std::sync::Arc;

/// An area with its desk.
pub(super) struct Office {
    pub(super) store: Arc<dyn Store>,
    number: i64,
    pub(super) desk: Desk,
    pub(super) calendar: Calendar,
}

impl Office {
    /// Opens the desk.
    pub(super) async fn open(
        store: &Arc<dyn Store>,
        law: &LawBook,
        area: &str,
    ) -> Result<Office, String> {
        let rules = Rules::of(law, area).map_err(|e| e.to_string())?;
        let holder = format!("gongji demo, process {}", std::process::id());
        let calendar = Calendar::new();
        let clock = calendar.clock();
        let settings = Settings { take_over: false, holder, clock, ..Settings::default() };
        let desk = Desk::open(store.clone(), rules, settings).await.map_err(|error| match error {
            DeskError::Open { area, holder } => format!(
                "gongji serve or gongji desk is open on area {area} of these books ({holder}); stop it and make the region again, or give an empty data folder"
            ),
            other => other.to_string(),
        })?;
        let number = area_number(area).map_err(|e| e.to_string())?;
        Ok(Office { store: store.clone(), number, desk, calendar })
    }

    /// Brings in what there is without persons.
    pub(super) async fn register(
        &self,
        catalogue: &Catalogue,
        places: &Places,
    ) -> Result<(), String> {
        let items: Vec<_> = catalogue.items.iter().map(|item| item.row.clone()).collect();
        import_items(&*self.store, self.number, &items).await.map_err(|e| e.to_string())?;
        let divisions = import_divisions(&*self.store, self.number, &places.rows).await;
        divisions.map_err(|e| e.to_string())?;
        Ok(())
    }

    /// Brings in persons, what they filed and what they show.
    pub(super) async fn bring_in(
        &self,
        catalogue: &Catalogue,
        people: &[Someone],
    ) -> Result<(), String> {
        let code = |at: usize| catalogue.institutions[at].row.code.clone();
        let filings = people::filings(people, code);
        for ask in [Ask::EnterPersons(people::rows(people)), Ask::EnterFilings(filings)] {
            for answer in ordered::all(&self.desk, vec![ask]).await {
                answer.map_err(ordered::said)?;
            }
        }
        let shown = people::credentials(people);
        let entered = import_credentials(&*self.store, self.number, &shown).await;
        let entered = entered.map_err(|e| e.to_string())?;
        entered.map_err(|rows| rows.iter().map(ToString::to_string).collect::<String>())?;
        Ok(())
    }
}
