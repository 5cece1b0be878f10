//! Where a piece of law stands: document, article, grade, days, readings, as pages show them.

use crate::asked::Lang;
use crate::frame::prose;
use law::{Entry, Grade, Titles};
use office::sheet::SheetStep;

/// How far a source can be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Badge {
    /// Name of the grade, for its colour.
    pub(crate) id: &'static str,
    /// Its words.
    pub(crate) words: String,
}

/// The badge of a grade.
pub(crate) fn badge(lang: Lang, grade: Grade) -> Badge {
    Badge { id: grade.name(), words: lang.of(&grade.titles()) }
}

/// A source as pages show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SourceView {
    /// Document.
    pub(crate) document: String,
    /// Article, in words.
    pub(crate) article: String,
    /// Address, where it can be followed.
    pub(crate) url: Option<String>,
    /// The day it was read; empty where it is not said.
    pub(crate) read_on: String,
    /// Grade.
    pub(crate) badge: Option<Badge>,
    /// Days in force; empty where they do not matter.
    pub(crate) days: String,
    /// Year from which it is carried forward.
    pub(crate) carried: Option<i64>,
    /// What was taken where the text is silent.
    pub(crate) reading: Option<String>,
    /// A remark.
    pub(crate) note: Option<String>,
}

/// The words of an article.
pub(crate) fn article(lang: Lang, article: &str) -> String {
    match article {
        "not seen" => lang.pick("条款未见原文", "article not seen").to_string(),
        "none" => lang.pick("无条款", "no article").to_string(),
        article => article.to_string(),
    }
}

/// The days of an entry.
pub(crate) fn days(lang: Lang, entry: &Entry) -> String {
    match (entry.to, lang) {
        (Some(to), Lang::Zh) => format!("{} 至 {to}", entry.from),
        (Some(to), Lang::En) => format!("{} to {to}", entry.from),
        (None, Lang::Zh) => format!("{} 起", entry.from),
        (None, Lang::En) => format!("from {}", entry.from),
    }
}

/// An address that a browser can follow.
fn followed(url: &str) -> Option<String> {
    let plain = url.starts_with("http://") || url.starts_with("https://");
    (plain && !url.contains(char::is_whitespace) && !url.contains('…')).then(|| url.to_string())
}

/// The source of an entry.
pub(crate) fn of_entry(lang: Lang, entry: &Entry) -> SourceView {
    let said = |words: &Option<Titles>| words.as_ref().map(|w| prose(lang, &lang.of(w)));
    let source = &entry.source;
    SourceView {
        document: source.document.clone(),
        article: article(lang, &source.article),
        url: source.url.as_deref().and_then(followed),
        read_on: source.read_on.to_string(),
        badge: Some(badge(lang, source.grade)),
        days: days(lang, entry),
        carried: entry.carried,
        reading: said(&entry.reading),
        note: said(&entry.note),
    }
}

/// The source of a step; none where the bill itself says so.
pub(crate) fn of_step(lang: Lang, step: &SheetStep) -> Option<SourceView> {
    if step.document.is_empty() {
        return None;
    }
    let grade = step.grade.as_ref().and_then(grade_of);
    Some(SourceView {
        document: step.document.clone(),
        article: article(lang, &step.article),
        url: None,
        read_on: String::new(),
        badge: grade.map(|grade| badge(lang, grade)),
        days: String::new(),
        carried: step.carried,
        reading: step.reading.as_ref().map(|w| prose(lang, &lang.of(w))),
        note: None,
    })
}

/// The grade of its words.
pub(crate) fn grade_of(words: &Titles) -> Option<Grade> {
    let all = Grade::NAMES.iter().map(|(_, grade)| *grade);
    all.into_iter().find(|grade| grade.titles() == *words)
}
