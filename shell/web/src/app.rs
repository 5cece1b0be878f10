//! What all pages share: the law, the published examples, and their worked cases, each run once.

use crate::books::Books;
use crate::draft::Draft;
use crate::metrics::Requests;
use crate::uploads::Uploads;
use law::Area;
use office::demo_mark::{DemoMark, demo_mark};
use office::drg_schemes::DrgSchemes;
use office::law_book::{LawBook, LawError};
use office::law_test::{CaseRun, law_test};
use std::sync::{Arc, OnceLock};
use units::Day;

/// Worked cases that were run, with where they come from.
pub(crate) struct Case {
    /// From the published examples, not from the law itself.
    pub(crate) example: bool,
    /// The run.
    pub(crate) run: CaseRun,
}

struct Inner {
    book: LawBook,
    examples: LawBook,
    cases: OnceLock<Vec<Case>>,
    books: Option<Books>,
    asked: Requests,
    /// Grouping schemes, once they were given.
    schemes: OnceLock<DrgSchemes>,
    uploads: Uploads,
    /// What the books of the made-up region say of themselves, once they were seen to be it.
    demo: OnceLock<DemoMark>,
}

/// The pages' shared state; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl App {
    /// Pages on a law and on published examples; both must have been made ready.
    pub fn new(book: LawBook, examples: LawBook) -> App {
        App::on(book, examples, None)
    }

    /// The same with books.
    pub fn with_books(book: LawBook, examples: LawBook, books: Books) -> App {
        App::on(book, examples, Some(books))
    }

    fn on(book: LawBook, examples: LawBook, books: Option<Books>) -> App {
        let (cases, asked, demo) = (OnceLock::new(), Requests::default(), OnceLock::new());
        let (schemes, uploads) = (OnceLock::new(), Uploads::default());
        App(Arc::new(Inner { book, examples, cases, books, asked, schemes, uploads, demo }))
    }

    /// Gives these pages the grouping schemes; those that were given first stay.
    pub fn give_schemes(&self, schemes: DrgSchemes) {
        self.0.schemes.get_or_init(|| schemes);
    }

    /// The grouping schemes; none where none were given.
    pub(crate) fn schemes(&self) -> &DrgSchemes {
        self.0.schemes.get_or_init(DrgSchemes::default)
    }

    /// Files that were sent to be looked at.
    pub(crate) fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// The books, if these pages have some.
    pub(crate) fn books(&self) -> Option<&Books> {
        self.0.books.as_ref()
    }

    /// The mark of the made-up region, if the books are it. Books never stop being it.
    pub(crate) async fn demo(&self) -> Option<&DemoMark> {
        if self.0.demo.get().is_none()
            && let Some(books) = self.books()
        {
            match demo_mark(&**books.store()).await {
                Ok(Some(mark)) => return Some(self.0.demo.get_or_init(|| mark)),
                Ok(None) => {}
                Err(error) => tracing::warn!(%error, "it is not known whose books these are"),
            }
        }
        self.0.demo.get()
    }

    /// What was asked of these pages.
    pub(crate) fn requests(&self) -> &Requests {
        &self.0.asked
    }

    /// The law.
    pub(crate) fn book(&self) -> &LawBook {
        &self.0.book
    }

    /// An area of the law, or of the examples, with its book.
    pub(crate) fn area(&self, code: &str) -> Option<(&LawBook, &Arc<Area>)> {
        [&self.0.book, &self.0.examples]
            .into_iter()
            .find_map(|book| Some((book, book.area(code).ok()?)))
    }

    /// The area that forms begin with: the one with the most schemes.
    pub(crate) fn first_area(&self) -> Option<&Arc<Area>> {
        let areas = self.0.book.areas.iter();
        areas.rev().max_by_key(|area| area.schemes.len())
    }

    /// Whether an area belongs to the examples.
    pub(crate) fn is_example(&self, code: &str) -> bool {
        self.0.book.area(code).is_err()
    }

    /// All worked cases; run when first asked for.
    pub(crate) fn cases(&self) -> &[Case] {
        self.0.cases.get_or_init(|| {
            let run = |book: &LawBook, example: bool| {
                let runs: Result<Vec<CaseRun>, LawError> = law_test(book, None);
                runs.unwrap_or_default().into_iter().map(move |run| Case { example, run })
            };
            run(&self.0.examples, true).chain(run(&self.0.book, false)).collect()
        })
    }

    /// A filled-in estimate to try, as a path.
    pub fn example_path(&self) -> Option<String> {
        Some(format!("/estimate?{}", Draft::example(self.first_area()?).to_query()))
    }
}

/// The present day in the legal time of the land (UTC+8).
pub(crate) fn today() -> Option<Day> {
    let zone = jiff::tz::TimeZone::fixed(jiff::tz::offset(8));
    let date = jiff::Timestamp::now().to_zoned(zone).date();
    Day::new(date.year(), date.month(), date.day())
}

/// Today, or the day of the area's windows that is nearest to it.
pub(crate) fn default_day(area: &Area) -> Option<Day> {
    let today = today()?;
    let windows = || {
        let all = area.schemes.iter();
        all.map(|s| (s.entry.from, s.entry.to.unwrap_or(today)))
    };
    if windows().any(|(from, to)| from <= today && today <= to) {
        return Some(today);
    }
    let last = windows().map(|(_, to)| to).filter(|to| *to < today).max();
    let first = windows().map(|(from, _)| from).min();
    Some(last.or(first).unwrap_or(today))
}
