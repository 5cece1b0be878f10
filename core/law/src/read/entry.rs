//! Reading what every dated entry carries: days, source, remarks.

use super::node::{Tab, Val};
use crate::entry::{Dated, Entry, Finding, Grade, Source, Timeline, Titles};

/// Keys of every dated entry.
pub(crate) const ENTRY: [&str; 6] = ["from", "to", "source", "carried", "reading", "note"];
/// What a value or statistic has besides.
pub(crate) const USE: &str = "use";

/// The days, source and remarks of an entry.
pub(crate) fn entry(table: Tab<'_>, file_source: Option<&Source>) -> Result<Entry, Finding> {
    let from = table.need("from")?.day()?;
    let to = match table.get("to") {
        Some(val) => {
            let to = val.day()?;
            if to < from {
                return val.wrong(format!("'to' ({to}) lies before 'from' ({from})"));
            }
            Some(to)
        }
        None => None,
    };
    let source = match (table.get("source"), file_source) {
        (Some(val), _) => source(val)?,
        (None, Some(source)) => source.clone(),
        (None, None) => {
            return table.wrong(
                "every figure has a source: add source = { document, article, read_on, grade }, or a [source] at the top of the file",
            );
        }
    };
    let text = |key: &str| -> Result<Option<String>, Finding> {
        table.get(key).map(|v| v.str().map(str::to_string)).transpose()
    };
    Ok(Entry {
        from,
        to,
        source,
        carried: table.get("carried").map(|v| v.int(9999)).transpose()?,
        reading: remark(table, "reading")?,
        note: remark(table, "note")?,
        purpose: text(USE)?,
        place: table.place(),
    })
}

/// A remark: one sentence for both languages, or one for each.
fn remark(table: Tab<'_>, key: &str) -> Result<Option<Titles>, Finding> {
    let Some(val) = table.get(key) else {
        return Ok(None);
    };
    match val.as_str() {
        Some(_) => Ok(Some(Titles::same(val.str()?))),
        None => titles(val).map(Some),
    }
}

/// A source.
pub(crate) fn source(val: Val<'_>) -> Result<Source, Finding> {
    let table = val.table()?;
    table.only(&["document", "article", "url", "read_on", "grade"])?;
    table.has(&["document", "article", "read_on", "grade"])?;
    let source = Source {
        document: table.need("document")?.str()?.to_string(),
        article: table.need("article")?.str()?.to_string(),
        url: table.get("url").map(|v| v.str().map(str::to_string)).transpose()?,
        read_on: table.need("read_on")?.day()?,
        grade: table.need("grade")?.named(&Grade::NAMES)?,
    };
    if source.article == "not seen" && source.url.is_none() && source.grade != Grade::MadeUp {
        return val.wrong(
            "an article that was not seen needs the address where the figure was read: add 'url'",
        );
    }
    Ok(source)
}

/// Words in Chinese and English.
pub(crate) fn titles(val: Val<'_>) -> Result<Titles, Finding> {
    let table = val.table()?;
    table.only(&["zh", "en"])?;
    table.has(&["zh", "en"])?;
    Ok(Titles {
        zh: table.need("zh")?.str()?.to_string(),
        en: table.need("en")?.str()?.to_string(),
    })
}

/// Adds a piece to a timeline; two pieces may not overlap.
pub(crate) fn add<T>(
    timeline: &mut Timeline<T>,
    name: &str,
    piece: Dated<T>,
) -> Result<(), Finding> {
    let pieces = &mut timeline.pieces;
    let at = pieces.partition_point(|p| p.entry.from < piece.entry.from);
    let clash = |a: &Entry, b: &Entry| a.from == b.from || a.to.is_some_and(|to| to >= b.from);
    let before = at.checked_sub(1).map(|i| &pieces[i]).filter(|p| clash(&p.entry, &piece.entry));
    let after = pieces.get(at).filter(|p| clash(&piece.entry, &p.entry));
    if let Some(other) = before.or(after) {
        return Err(Finding {
            place: piece.entry.place.clone(),
            sentence: format!(
                "two entries of '{name}' hold on the same day; the other stands at {}; end one of them with 'to'",
                other.entry.place
            ),
        });
    }
    pieces.insert(at, piece);
    Ok(())
}
