//! Lexicon (词表): the words of an area's journal by number, so that a record stays small.
//!
//! Words are numbered as they first come and never change; new words are written with the batch
//! that brings them, and stand in its proof.

use std::collections::HashMap;
use std::sync::Arc;

/// Words by number.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    words: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, u32>,
}

impl Lexicon {
    /// The words in the order of their numbers.
    pub fn new(words: impl IntoIterator<Item = String>) -> Lexicon {
        let mut lexicon = Lexicon::default();
        words.into_iter().for_each(|word| {
            lexicon.number(&word);
        });
        lexicon
    }

    /// The number of a word; a new word gets the next.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        let word: Arc<str> = Arc::from(word);
        self.words.push(word.clone());
        self.numbers.insert(word, number);
        number
    }

    /// The number of a word that is there.
    pub fn find(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    /// The word of a number.
    pub fn word(&self, number: u32) -> Option<&str> {
        self.words.get(number as usize).map(|word| &**word)
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words from a number on.
    pub fn since(&self, from: usize) -> impl Iterator<Item = (u32, &str)> {
        self.words.iter().enumerate().skip(from).map(|(at, word)| (at as u32, &**word))
    }

    /// Forgets the words from a number on: the batch that brought them failed.
    pub fn cut(&mut self, to: usize) {
        for word in self.words.drain(to.min(self.words.len())..) {
            self.numbers.remove(&word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_numbers() {
        let mut lexicon = Lexicon::new(["a".to_string(), "b".to_string()]);
        assert_eq!((lexicon.number("b"), lexicon.number("c"), lexicon.len()), (1, 2, 3));
        lexicon.cut(2);
        assert_eq!((lexicon.find("c"), lexicon.word(1), lexicon.word(2)), (None, Some("b"), None));
        assert_eq!(lexicon.number("d"), 2);
        assert_eq!(lexicon.since(1).map(|(_, word)| word).collect::<Vec<_>>(), ["b", "d"]);
    }
}
