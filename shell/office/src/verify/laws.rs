//! The laws that ever decided, as they were kept: by their hash, made ready once.

use super::report::{Check, Findings};
use crate::law_book::LawBook;
use benefit::Engine;
use record::event::LawInForce;
use seal::Hasher;
use std::collections::HashMap;
use std::sync::Arc;
use store::{Store, StoreError};

/// A law as it decides again.
pub(super) struct Kept {
    /// Made ready; none if it cannot be.
    pub(super) engine: Option<Engine>,
    /// The engine's version when it came into force.
    pub(super) version: u32,
}

/// All of an area.
#[derive(Default)]
pub(super) struct Laws {
    by_seq: HashMap<u64, Arc<Kept>>,
    /// The seq of the law in force.
    pub(super) now: u64,
}

impl Laws {
    /// The law of a seq.
    pub(super) fn at(&self, seq: u64) -> Option<&Arc<Kept>> {
        self.by_seq.get(&seq)
    }

    pub(super) fn len(&self) -> u64 {
        self.by_seq.len() as u64
    }

    /// A law comes into force.
    pub(super) async fn enter(
        &mut self,
        store: &dyn Store,
        area: &str,
        seq: u64,
        law: &LawInForce,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        self.now = seq;
        let engine = match ready(area, store.law(&law.hash).await?, law) {
            Ok(engine) => Some(engine),
            Err(sentence) => {
                findings.event(Check::Chain, seq, sentence);
                None
            }
        };
        self.by_seq.insert(seq, Arc::new(Kept { engine, version: law.engine }));
        Ok(())
    }
}

fn hex(hash: &[u8]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn ready(area: &str, texts: Option<Vec<u8>>, law: &LawInForce) -> Result<Engine, String> {
    let wanted = hex(&law.hash);
    let Some(texts) = texts else {
        return Err(format!(
            "the law {wanted} was not found; its texts should be kept for ever, and its bills cannot be decided again"
        ));
    };
    let mut hasher = Hasher::new();
    hasher.update(&texts);
    let found = hasher.finish();
    if found != law.hash {
        return Err(format!(
            "the texts that are kept have the hash {}, {wanted} should be: the law was changed after it decided",
            hex(&found)
        ));
    }
    let book = LawBook::from_kept(&texts).map_err(|e| e.to_string())?;
    book.engine(area).cloned().map_err(|e| e.to_string())
}
