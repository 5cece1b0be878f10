//! Long lists, a page at a time: where a page begins, and the link to the next one.

use crate::asked::Asked;

/// The number after which, or before which, a page of a list was asked for.
pub(crate) fn begin(asked: &Asked, name: &str, otherwise: i64) -> i64 {
    asked.query.get(name).and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// The link to the next page: there is one if this page is full.
pub(crate) fn next<R>(
    rows: &[R],
    most: usize,
    path: &str,
    name: &str,
    number: impl Fn(&R) -> i64,
) -> Option<String> {
    let last = rows.last().filter(|_| rows.len() == most)?;
    Some(format!("{path}?{name}={}", number(last)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_page_leads_on() {
        let next = |rows: &[i64]| next(rows, 2, "/books/1/due", "after", |row| *row);
        assert_eq!(next(&[3, 7]).as_deref(), Some("/books/1/due?after=7"));
        assert_eq!((next(&[3]), next(&[])), (None, None));
    }
}
