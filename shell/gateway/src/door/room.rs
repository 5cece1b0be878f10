//! What a message meets in the area it asks: the desk, the journal, and readers of what answers tell.

use super::{Turned, Wrong};
use benefit::Engine;
use office::desk::Desk;
use office::gather::{Gather, Shared, reading};
use office::journal::Journal;
use office::read_person::{PersonSeen, Viewer};
use office::told::{Told, looked_at, told};
use record::VisitFile;
use std::sync::Arc;

/// A visit with its person.
pub(crate) type Looked = Option<(Arc<VisitFile>, PersonSeen)>;

/// An area as messages meet it.
#[derive(Clone)]
pub(crate) struct Room {
    /// Where acts that write are asked.
    pub(crate) desk: Desk,
    /// What acts that read read.
    pub(crate) journal: Arc<Journal>,
    told: Shared<u64, Option<Told>>,
    looked: Shared<(Viewer, u64), Looked>,
}

impl Room {
    pub(super) fn new(desk: Desk, journal: Arc<Journal>) -> Room {
        let read = journal.clone();
        let tell = move |seqs: Vec<u64>| {
            let journal = read.clone();
            reading(async move { told(&journal, &seqs).await })
        };
        let read = journal.clone();
        let look = move |asked: Vec<(Viewer, u64)>| {
            let journal = read.clone();
            reading(async move { looked_at(&journal, &asked).await })
        };
        let (told, looked) = (Arc::new(Gather::new(tell)), Arc::new(Gather::new(look)));
        Room { desk, journal, told, looked }
    }

    /// The rules of the area.
    pub(crate) fn engine(&self) -> &Arc<Engine> {
        self.desk.engine()
    }

    /// The area.
    pub(crate) fn area(&self) -> &str {
        self.desk.area()
    }

    /// What the answer of an event tells.
    pub(crate) async fn told(&self, seq: u64) -> Result<Told, Turned> {
        let told = self.told.get(seq).await.map_err(|error| Wrong::not_read(&error))?;
        told.ok_or_else(|| Wrong::not_read(&format!("event {seq} tells nothing")))
    }

    /// A visit with its person, for one who looks; none if there is no such visit.
    pub(crate) async fn look(&self, viewer: Viewer, visit: u64) -> Result<Looked, Turned> {
        self.looked.get((viewer, visit)).await.map_err(|error| Wrong::not_read(&error))
    }
}
