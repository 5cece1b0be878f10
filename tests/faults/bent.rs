//! Bugs planted on purpose: a store that bends what the desk writes, behind the pipe's own door.
//!
//! The product has no hook for it: this program holds the door as the binary does, over books that
//! are opened here. `GONGJI_PLANTED` names the bug.

use async_trait::async_trait;
use clap::Parser;
use ledger::chain::{Head, genesis, link};
use record::canon::{Tally, read_event, write_event};
use record::{Deed, Event, Lexicon};
use seal::Sm3;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::{
    BatchRow, CodeSets, Commit, CredentialRow, DivisionRow, DoctorRow, EventRow, FileRow, Found,
    Give, InstitutionRow, ItemRow, Kept, Models, PersonRow, Presence, SignInRow, Store, StoreError,
    Take, TallyRow,
};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

/// Variable that names the bug.
pub(crate) const VARIABLE: &str = "GONGJI_PLANTED";

/// A bug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bug {
    /// None: the control.
    None,
    /// None, but the store often does not say whether it committed: half of those it did.
    Doubt,
    /// A posting is left out.
    DroppedPosting,
    /// What a bill counts is counted twice.
    DoubleDelta,
    /// A message key is not kept.
    SkippedKey,
    /// The answer goes out before the commit is there.
    UnsyncedAnswer,
    /// Two events of a batch change places.
    ReorderedBatch,
}

impl Bug {
    /// All of them with their names.
    pub(crate) const NAMES: [(&'static str, Bug); 7] = [
        ("none", Bug::None),
        ("doubt", Bug::Doubt),
        ("dropped-posting", Bug::DroppedPosting),
        ("double-delta", Bug::DoubleDelta),
        ("skipped-key", Bug::SkippedKey),
        ("unsynced-answer", Bug::UnsyncedAnswer),
        ("reordered-batch", Bug::ReorderedBatch),
    ];
}

/// The store of the program with the bug that is asked for.
pub(crate) fn bend(inner: Arc<dyn Store>) -> Arc<dyn Store> {
    let asked = std::env::var(VARIABLE).expect("GONGJI_PLANTED names the bug");
    let bug = Bug::NAMES.iter().find(|(name, _)| *name == asked).expect("a bug").1;
    let state = Mutex::new(State::default());
    Arc::new(Bent { inner, bug, state, late: Mutex::new(None) })
}

#[derive(Default)]
struct State {
    commits: u64,
    /// The head that stands in the store.
    head: Option<Head>,
    /// Persons by visit.
    persons: HashMap<u64, i64>,
}

struct Bent {
    inner: Arc<dyn Store>,
    bug: Bug,
    state: Mutex<State>,
    /// A commit that is still on its way.
    late: Mutex<Option<JoinHandle<Result<(), StoreError>>>>,
}

impl Bent {
    /// Waits for a commit on its way.
    async fn arrive(&self) {
        if let Some(late) = self.late.lock().await.take() {
            late.await.expect("it arrives").expect("it is written");
        }
    }

    /// Writes or does not, and in half of the cases does not say which.
    async fn doubtful(&self, commit: Arc<Commit>) -> Result<(), StoreError> {
        let mut state = self.state.lock().await;
        state.commits += 1;
        let commits = state.commits;
        if commits % 4 != 3 {
            self.inner.write(commit).await?;
        }
        match commits % 4 {
            1 | 3 => Err(StoreError::Unknown("planted".to_string())),
            _ => Ok(()),
        }
    }

    async fn bent(&self, commit: &Commit) -> Result<Commit, StoreError> {
        let mut state = self.state.lock().await;
        state.commits += 1;
        let mut commit = commit.clone();
        let words = self.inner.words(commit.area).await?;
        let mut lexicon = Lexicon::new(words);
        commit.words.iter().for_each(|(_, word)| {
            lexicon.number(word);
        });
        let area = commit.area.to_string();
        let read = |row: &EventRow| {
            read_event(&area, &lexicon, row.seq as u64, &row.body).expect("an event")
        };
        let events: Vec<Event> = commit.events.iter().map(read).collect();
        for event in &events {
            if let Deed::Visit(opened) = &event.deed {
                state.persons.insert(event.seq, opened.person as i64);
            }
        }
        // Not every time, as a bug that always shows is no trial; but few batches can be reordered.
        if state.commits % 5 == 0 || self.bug == Bug::ReorderedBatch {
            match self.bug {
                Bug::DroppedPosting => drop_posting(&mut commit, &events, &area, &mut lexicon),
                Bug::DoubleDelta => {
                    double_delta(&mut commit, &events, &state, &area, &mut lexicon);
                }
                Bug::SkippedKey => drop(commit.keys.pop()),
                Bug::ReorderedBatch => reorder(&mut commit, &events),
                Bug::None | Bug::Doubt | Bug::UnsyncedAnswer => {}
            }
        }
        // The proof is made over what is written: it is not what gives the bug away.
        let before = match state.head {
            Some(head) => head,
            None => match self.inner.tail(commit.area).await? {
                Some(tail) => tail.head.try_into().expect("32 bytes"),
                None => genesis::<Sm3>(&units::AreaCode(area)),
            },
        };
        let linked = commit.events.iter().fold(before, |head, row| link::<Sm3>(&head, &row.body));
        let head = link::<Sm3>(&linked, &commit.sheet);
        commit.head = head.to_vec();
        state.head = Some(head);
        Ok(commit)
    }
}

fn drop_posting(commit: &mut Commit, events: &[Event], area: &str, lexicon: &mut Lexicon) {
    let bill = |event: &&Event| !event.deed.entries().is_empty();
    let Some(event) = events.iter().find(bill) else { return };
    let mut event = event.clone();
    if let Deed::Bill(bill) = &mut event.deed {
        bill.entries.pop();
    }
    let row = commit.events.iter_mut().find(|row| row.seq as u64 == event.seq).expect("a row");
    row.body = write_event(area, lexicon, &event);
}

fn double_delta(
    commit: &mut Commit,
    events: &[Event],
    state: &State,
    area: &str,
    lexicon: &mut Lexicon,
) {
    for event in events {
        let Deed::Bill(bill) = &event.deed else { continue };
        let Some(person) = state.persons.get(&bill.visit) else { continue };
        for row in commit.tallies.iter_mut().filter(|row| row.person == *person) {
            let mut tally = Tally::read(area, lexicon, &row.body).expect("a tally");
            for (key, sum) in &mut tally.sums {
                let own = bill.deltas.iter().filter(|(other, _)| other == key);
                *sum += own.map(|(_, delta)| delta).sum::<i64>();
            }
            row.body = tally.write(area, lexicon);
        }
        return;
    }
}

fn reorder(commit: &mut Commit, events: &[Event]) {
    let bill = |event: &Event| matches!(event.deed, Deed::Bill(_) | Deed::Lines(_));
    let bills: Vec<usize> = (0..events.len()).filter(|at| bill(&events[*at])).collect();
    if let [first, .., last] = bills[..] {
        let seqs = [commit.events[first].seq, commit.events[last].seq];
        commit.events.swap(first, last);
        [commit.events[first].seq, commit.events[last].seq] = seqs;
    }
}

macro_rules! bent {
    ($($name:ident($($arg:ident: $kind:ty),*) -> $out:ty;)*) => {
        #[async_trait]
        impl Store for Bent {
            fn engine(&self) -> &'static str {
                self.inner.engine()
            }

            fn models(&self) -> &dyn Models {
                self.inner.models()
            }

            fn code_sets(&self) -> &dyn CodeSets {
                self.inner.code_sets()
            }

            async fn write(&self, commit: Arc<Commit>) -> Result<(), StoreError> {
                self.arrive().await;
                if self.bug == Bug::Doubt {
                    return self.doubtful(commit).await;
                }
                let commit = Arc::new(self.bent(&commit).await?);
                if self.bug != Bug::UnsyncedAnswer {
                    return self.inner.write(commit).await;
                }
                let inner = self.inner.clone();
                *self.late.lock().await = Some(tokio::spawn(async move {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    inner.write(commit).await
                }));
                Ok(())
            }

            $(async fn $name(&self, $($arg: $kind),*) -> Result<$out, StoreError> {
                self.arrive().await;
                self.inner.$name($($arg),*).await
            })*

            async fn close(&self) {
                self.arrive().await;
                self.inner.close().await;
            }
        }
    };
}

bent! {
    lease(area: i64, holder: &str) -> i64;
    holder(area: i64) -> Option<String>;
    attend(area: i64, alone: bool) -> Option<Presence>;
    epoch(area: i64) -> Option<i64>;
    areas() -> Vec<i64>;
    registered() -> Vec<i64>;
    tail(area: i64) -> Option<BatchRow>;
    batch(area: i64, first: i64) -> Option<BatchRow>;
    batches(area: i64, from: i64, most: i64) -> Vec<BatchRow>;
    batches_back(area: i64, before: i64, most: i64) -> Vec<BatchRow>;
    batch_of(area: i64, seq: i64) -> Option<BatchRow>;
    words(area: i64) -> Vec<String>;
    events(area: i64, from: i64, to: i64) -> Vec<EventRow>;
    events_at(area: i64, seqs: &[i64]) -> Vec<EventRow>;
    find(area: i64, keys: &[Vec<u8>], visits: &[i64]) -> Found;
    kept(area: i64, persons: &[i64]) -> Kept;
    keys_from(area: i64, after: &[u8], most: i64) -> Vec<(Vec<u8>, i64)>;
    files_from(area: i64, after: i64, most: i64) -> Vec<(i64, Vec<u8>)>;
    tallies_from(area: i64, after: i64, most: i64) -> Vec<TallyRow>;
    persons(area: i64, ids: &[String]) -> Vec<PersonRow>;
    person(area: i64, person: i64) -> Option<PersonRow>;
    persons_from(area: i64, after: &str, most: i64) -> Vec<PersonRow>;
    persons_of_document(area: i64, document: &str) -> Vec<PersonRow>;
    credentials(area: i64, number: &str) -> Vec<CredentialRow>;
    credentials_of(area: i64, numbers: &[String]) -> Vec<CredentialRow>;
    divisions(area: i64) -> Vec<DivisionRow>;
    doctors(institution: &str) -> Vec<DoctorRow>;
    institutions(codes: &[String]) -> Vec<InstitutionRow>;
    institutions_all() -> Vec<InstitutionRow>;
    items(area: i64, codes: &[String]) -> Vec<ItemRow>;
    law(hash: &[u8]) -> Option<Vec<u8>>;
    put_institutions(rows: &[InstitutionRow]) -> ();
    put_items(area: i64, rows: &[ItemRow]) -> ();
    put_credentials(area: i64, rows: &[CredentialRow]) -> ();
    put_divisions(area: i64, rows: &[DivisionRow]) -> ();
    put_doctors(rows: &[DoctorRow]) -> ();
    sign_in(row: &SignInRow) -> SignInRow;
    sign_out(institution: &str, sign_no: &str, moment: i64, message: &str) -> bool;
    sign_in_of(institution: &str, sign_no: &str) -> Option<SignInRow>;
    sign_in_ended_by(institution: &str, message: &str) -> Option<SignInRow>;
    file(institution: &str, number: &str) -> Option<FileRow>;
    put_file(row: &FileRow) -> ();
    sizes() -> Vec<(String, i64)>;
    checkpoint() -> ();
    copy_to(file: &Path) -> ();
    copy_out(take: &mut Take<'_>) -> ();
    copy_in(give: &mut Give<'_>) -> ();
    catalogue() -> Vec<(String, String, String, bool, i64)>;
    prepare_all() -> Vec<(String, String)>;
}

/// The options of the desk.
#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    args: crate::desk::Args,
}

/// Variable with the options of the desk, as a list in JSON.
pub(crate) const OPTIONS: &str = "GONGJI_DESK";

/// Not a test: the process of a desk over bent books, started by the trials.
#[test]
#[ignore = "the process of a planted desk, which the trials start"]
fn bent_desk() {
    let Some(options) = std::env::var_os(OPTIONS) else { return };
    let options = options.into_string().expect("text");
    let options: Vec<String> = serde_json::from_str(&options).expect("JSON");
    let cli = Cli::parse_from(std::iter::once("desk".to_string()).chain(options));
    let code = crate::desk::run(&cli.args);
    assert_eq!(format!("{code:?}"), format!("{:?}", std::process::ExitCode::SUCCESS));
}
