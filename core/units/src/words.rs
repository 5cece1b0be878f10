//! Words: whatever people read is said in Chinese and in English.

/// A name or a sentence in Chinese and English.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The same word in both.
    pub fn same(word: &str) -> Words {
        Words { zh: word.to_string(), en: word.to_string() }
    }
}
