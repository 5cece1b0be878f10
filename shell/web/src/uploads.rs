//! Files that were sent to be looked at: the last of them stay in memory under a name that cannot be
//! guessed, so that the page about them can be sorted and saved by links. They are written nowhere.

use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

/// How many files stay.
const MOST: usize = 4;

/// The last files.
#[derive(Debug, Default)]
pub(crate) struct Uploads(Mutex<VecDeque<(String, Arc<Vec<u8>>)>>);

impl Uploads {
    /// Keeps a file; its name.
    pub(crate) fn keep(&self, bytes: Vec<u8>) -> String {
        // Each state has random keys of its own.
        let part = || RandomState::new().hash_one(bytes.len());
        let name = format!("{:016x}{:016x}", part(), part());
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.push_back((name.clone(), Arc::new(bytes)));
        while files.len() > MOST {
            files.pop_front();
        }
        name
    }

    /// The file of a name, if it is still here.
    pub(crate) fn get(&self, name: &str) -> Option<Arc<Vec<u8>>> {
        let files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.iter().find(|(known, _)| known == name).map(|(_, bytes)| bytes.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_files_stay_under_names_of_their_own() {
        let uploads = Uploads::default();
        let names: Vec<String> = (0..=MOST as u8).map(|n| uploads.keep(vec![n])).collect();
        assert_eq!(uploads.get(&names[0]), None, "the oldest is gone");
        for (n, name) in names.iter().enumerate().skip(1) {
            assert_eq!(uploads.get(name).as_deref(), Some(&vec![n as u8]));
        }
        assert_eq!(uploads.get("0"), None);
    }
}
