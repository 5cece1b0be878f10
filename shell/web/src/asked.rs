//! What a page was asked: language, path, and fields of the query; anything reads, nothing fails.

use crate::access::Access;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use law::Titles;
use std::convert::Infallible;

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    /// Chinese, the default.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// One of two texts.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    /// The words of a title.
    pub(crate) fn of(self, titles: &Titles) -> String {
        self.pick(&titles.zh, &titles.en).clone()
    }
}

/// Fields of a query string, in order; a name may stand several times.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query {
    pairs: Vec<(String, String)>,
}

/// No form of ours has so many fields.
const MOST_FIELDS: usize = 200;

impl Query {
    /// Reads what stands after the question mark.
    pub(crate) fn parse(text: &str) -> Query {
        let pairs = form_urlencoded::parse(text.as_bytes()).take(MOST_FIELDS);
        Query { pairs: pairs.map(|(k, v)| (k.into_owned(), v.into_owned())).collect() }
    }

    /// The first value of a name, trimmed; none if it is missing or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// All values of a name.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        let found = self.pairs.iter().filter(|(known, _)| known == name);
        found.map(|(_, v)| v.trim().to_string()).filter(|v| !v.is_empty()).collect()
    }

    /// Whether a name stands here, even empty.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(known, _)| known == name)
    }

    /// The same with a field set; an empty value takes it out.
    pub(crate) fn with(&self, name: &str, value: &str) -> Query {
        let mut query = self.clone();
        query.pairs.retain(|(known, _)| known != name);
        if !value.is_empty() {
            query.push(name, value);
        }
        query
    }

    /// Adds a field.
    pub(crate) fn push(&mut self, name: &str, value: &str) {
        self.pairs.push((name.to_string(), value.to_string()));
    }
}

/// As it stands in an address.
impl std::fmt::Display for Query {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut writer = form_urlencoded::Serializer::new(String::new());
        writer.extend_pairs(&self.pairs);
        f.write_str(&writer.finish())
    }
}

/// A request as pages see it.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// Language.
    pub(crate) lang: Lang,
    /// Path.
    pub(crate) path: String,
    /// Fields, the language aside.
    pub(crate) query: Query,
    /// Who asks.
    pub(crate) access: Access,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Infallible> {
        let query = Query::parse(parts.uri.query().unwrap_or(""));
        let lang = match query.get("lang") {
            Some("en") => Lang::En,
            _ => Lang::Zh,
        };
        let access = parts.extensions.get::<Access>().cloned().unwrap_or_default();
        let path = parts.uri.path().to_string();
        Ok(Asked { lang, path, query: query.with("lang", ""), access })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_read_anything_and_keep_order() {
        let query = Query::parse("a=1&b=%E4%B8%89&a=2&c=&%ff=%zz");
        assert_eq!(query.get("a"), Some("1"));
        assert_eq!(query.get("b"), Some("三"));
        assert_eq!(query.get("c"), None);
        assert!(query.has("c"));
        assert_eq!(query.all("a"), ["1", "2"]);
        assert_eq!(query.with("a", "").with("b", "x").get("b"), Some("x"), "set");
    }
}
