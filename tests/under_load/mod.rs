//! A desk of Jiangmen on a SQLite file of its own, many tasks that ask it at once, and what must
//! hold of the books whatever happened to the disk.

pub(crate) mod load;
pub(crate) mod look;

use gongji_tests::random::Random;
use load::{Known, Note};
use office::desk::{Ask, Desk, Request, Rules, Settings};
use office::law_book::{LawBook, LawSource};
use office::{import_filings, import_institutions, import_items, import_persons};
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use store::{LogMoves, Sqlite, Store, StoreError};

/// The area.
pub(crate) const AREA: &str = "440700";
/// The area as the store knows it.
pub(crate) const NUMBER: i64 = 440_700;

const INSTITUTIONS: &str = "\
code,name,from,to,level,rank,kind,area,designated
H44070000001,社区医院,2025-01-01,,一级,township,community,440700,yes
H44070000002,县医院,2025-01-01,,二级,county,hospital,440700,yes
H44070000003,市医院,2025-01-01,,三级,city,hospital,440700,yes
";
const ITEMS: &str = "\
code,name,from,to,class,group,first_pay,price_limit
A1,西药甲,2025-01-01,,A,,,
B1,西药乙,2025-01-01,,B,,10%,
L1,限价甲,2025-01-01,,A,,,11.00
C1,自费,2025-01-01,,C,,,
";
const PERSONS: &str = "\
person_id,name,document,from,to,insurance,status,born,classes,tier,entitled_from,years_enrolled,account_current,account_history
E1,职工一,D1,2026-01-01,,employee,active,1980-05-01,,,2026-01-01,20,1020.00,300.00
E2,职工二,D2,2026-01-01,,employee,retired,1955-05-01,,,2026-01-01,30,500.00,
R1,居民一,D3,2026-01-01,,resident,adult,1970-05-01,,,2026-01-01,,,
R2,居民二,D4,2026-01-01,,resident,adult,1971-05-01,minimum-living,,2026-01-01,,,
";
const FILINGS: &str = "\
person_id,kind,value,from,to
E1,chosen,H44070000001,2026-02-01,
R1,referral,,2026-05-01,2026-05-31
";

static BOOK: LazyLock<LawBook> = LazyLock::new(|| {
    let mut book = LawBook::open(&LawSource::Embedded).expect("the shipped law opens");
    book.make_area_ready(AREA).expect("the law of Jiangmen is sound");
    book
});

/// How the books are opened.
#[derive(Clone, Copy)]
pub(crate) struct Manner {
    /// Whether what is committed is synced; `false` is a planted mistake.
    pub(crate) synced: bool,
    /// When the log is moved.
    pub(crate) moves: LogMoves,
    /// The desk's clock.
    pub(crate) clock: fn() -> i64,
}

impl Default for Manner {
    fn default() -> Manner {
        let clock = || Settings::default().clock.now();
        Manner { synced: true, moves: LogMoves::default(), clock }
    }
}

/// Moves the log all the time, so that cuts and faults meet it.
pub(crate) const BUSY_MOVES: LogMoves =
    LogMoves { longer: 64 << 10, look: Duration::from_millis(3) };

/// A folder with books; it goes when this goes.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    manner: Manner,
}

/// Books and desk while they are open.
pub(crate) struct Office {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) desk: Desk,
}

impl Place {
    /// A new region; nothing is wrong while it is made.
    pub(crate) async fn new(manner: Manner) -> Place {
        let place = Place { folder: tempfile::tempdir().expect("a folder"), manner };
        let sound = Manner { synced: true, ..manner };
        let office = place.open_in(sound).await.expect("new books");
        let area = BOOK.area(AREA).expect("the area");
        let rows = import_institutions::read(INSTITUTIONS, area).expect("institutions");
        let entered = import_institutions::import_institutions(&*office.store, &rows).await;
        entered.expect("institutions");
        let rows = import_items::read(ITEMS, area).expect("items");
        import_items::import_items(&*office.store, NUMBER, &rows).await.expect("items");
        for ask in [
            Ask::EnterPersons(import_persons::read(PERSONS, area).expect("persons")),
            Ask::EnterFilings(import_filings::read(FILINGS, area).expect("filings")),
        ] {
            office.desk.ask(Request { message: None, ask }).await.expect("entered");
        }
        office.close().await;
        place
    }

    /// The file of the books.
    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("books.db")
    }

    /// Opens books and desk.
    pub(crate) async fn open(&self) -> Result<Office, String> {
        self.open_in(self.manner).await
    }

    async fn open_in(&self, manner: Manner) -> Result<Office, String> {
        let Manner { synced, moves, .. } = manner;
        let opened = Sqlite::open_with(&self.file(), store::Manner { synced, moves }).await;
        let store: Arc<dyn Store> = Arc::new(opened.map_err(|e: StoreError| e.to_string())?);
        let rules = Rules::of(&BOOK, AREA).map_err(|e| e.to_string())?;
        // Small batches: more commits for a cut or a fault to meet.
        let settings = Settings { batch: 4, clock: manner.clock.into(), ..Settings::default() };
        match Desk::open(store.clone(), rules, settings).await {
            Ok(desk) => Ok(Office { store, desk }),
            Err(error) => {
                store.close().await;
                Err(error.to_string())
            }
        }
    }
}

impl Office {
    /// Closes both.
    pub(crate) async fn close(self) {
        drop(self.desk);
        self.store.close().await;
    }

    /// Sends again what was not answered, until each message has its answer or a rule's refusal.
    /// How many were done before, and how many are new.
    pub(crate) async fn send_again(&self, notes: &mut [Note]) -> [u64; 2] {
        let mut counts = [0; 2];
        for note in notes.iter_mut().filter(|note| note.is_open()) {
            let answer = self.desk.ask(note.request.clone()).await;
            counts[usize::from(matches!(answer, Ok(office::desk::Answer::New(_))))] += 1;
            note.answered(answer);
            assert!(!note.is_open() && !note.said("clash"), "{:?}", note.said);
        }
        counts
    }
}

/// Asks from many tasks at once until each has asked so often, or `stop` says so. All notes.
pub(crate) async fn ask_at_once(
    office: &Office,
    known: &Arc<Known>,
    seed: u64,
    times: usize,
    patient: bool,
    stop: tokio::sync::watch::Receiver<bool>,
) -> Vec<Note> {
    let task = |number: u64| {
        let task = load::Task {
            desk: office.desk.clone(),
            known: known.clone(),
            random: Random::new(seed.wrapping_mul(31).wrapping_add(number)),
            name: format!("{seed}-{number}"),
            patient,
            stop: stop.clone(),
        };
        tokio::spawn(task.run(times))
    };
    let tasks: Vec<_> = (0..8).map(task).collect();
    let mut notes = Vec::new();
    for task in tasks {
        notes.extend(task.await.expect("a task"));
    }
    notes
}
