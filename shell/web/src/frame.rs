//! What every page carries: language, title, links that keep the language, and how a page is sent.

use crate::access::{Access, Kind};
use crate::asked::{Asked, Lang, Query};
use crate::money::group_digits;
use crate::nav;
use crate::statics;
use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

/// Frame of a page.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Language.
    pub(crate) lang: Lang,
    /// Title of the page.
    pub(crate) title: String,
    path: String,
    query: Query,
    access: Access,
}

impl Frame {
    /// The frame of an asked page.
    pub(crate) fn new(asked: &Asked, zh: impl Into<String>, en: impl Into<String>) -> Frame {
        Frame {
            lang: asked.lang,
            title: asked.lang.pick(zh.into(), en.into()),
            path: asked.path.clone(),
            query: asked.query.clone(),
            access: asked.access.clone(),
        }
    }

    /// Whether the books are the made-up region's.
    pub(crate) fn demo(&self) -> bool {
        self.access.demo()
    }

    /// The role that was chosen, in words, and where its pages begin.
    pub(crate) fn role(&self) -> Option<(&'static str, String)> {
        let role = self.access.role()?;
        Some((role.kind().words(self.lang), role.home()))
    }

    /// Whether a clerk looks.
    pub(crate) fn clerk(&self) -> bool {
        self.access.role().is_some_and(|role| role.kind() == Kind::Clerk)
    }

    /// The main pages for whoever looks.
    pub(crate) fn nav(&self) -> Vec<nav::Entry> {
        nav::nav(self.access.role())
    }

    /// One of two texts.
    pub(crate) fn t<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        self.lang.pick(zh, en)
    }

    /// Value of the `lang` attribute.
    pub(crate) fn code(&self) -> &'static str {
        self.lang.pick("zh-CN", "en")
    }

    /// Whether the page is in English.
    pub(crate) fn en(&self) -> bool {
        self.lang == Lang::En
    }

    /// A path of ours in the language of this page.
    pub(crate) fn link(&self, path: impl AsRef<str>) -> String {
        link(self.lang, path.as_ref())
    }

    /// This page in the other language.
    pub(crate) fn other(&self) -> String {
        let query = match self.lang {
            Lang::Zh => self.query.with("lang", "en"),
            Lang::En => self.query.clone(),
        };
        let text = query.to_string();
        let mark = if text.is_empty() { "" } else { "?" };
        format!("{}{mark}{text}", self.path)
    }

    /// Whether a part of the site is the present one.
    pub(crate) fn here(&self, path: &str) -> bool {
        self.path == path || (path != "/" && self.path.starts_with(&format!("{path}/")))
    }

    /// Whether this very page is at a path.
    pub(crate) fn at(&self, path: impl AsRef<str>) -> bool {
        self.path == path.as_ref()
    }

    /// Whether the page shows what stands in books.
    pub(crate) fn of_books(&self) -> bool {
        let of_books = ["/books", "/hospital", "/operation", "/counter", "/me", "/region"];
        of_books.into_iter().any(|path| self.here(path))
    }

    /// Address of the style sheet.
    pub(crate) fn css(&self) -> String {
        statics::css_path()
    }

    /// Address of the icon.
    pub(crate) fn icon(&self) -> String {
        statics::icon_path()
    }
}

/// A path of ours in a language.
pub(crate) fn link(lang: Lang, path: &str) -> String {
    match lang {
        Lang::Zh => path.to_string(),
        Lang::En => {
            let (path, anchor) = match path.split_once('#') {
                Some((path, anchor)) => (path, format!("#{anchor}")),
                None => (path, String::new()),
            };
            let mark = if path.contains('?') { '&' } else { '?' };
            format!("{path}{mark}lang=en{anchor}")
        }
    }
}

/// One segment of a path, safe to stand in an address.
pub(crate) fn segment(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

/// The language of a text from the law, where it differs from the page's.
pub(crate) fn tongue(text: &str) -> &'static str {
    if text.chars().any(|c| ('\u{3400}'..='\u{9fff}').contains(&c)) { "zh-CN" } else { "en" }
}

/// A Chinese or English sentence made ready for a page: amounts grouped, Chinese punctuation.
pub(crate) fn prose(lang: Lang, text: &str) -> String {
    let text = group_digits(text);
    match lang {
        Lang::En => text,
        Lang::Zh => chinese_marks(&text),
    }
}

/// The same without grouping: codes have digits, too.
pub(crate) fn marks(lang: Lang, text: &str) -> String {
    match lang {
        Lang::En => text.to_string(),
        Lang::Zh => chinese_marks(text),
    }
}

/// ASCII marks beside Chinese characters become Chinese marks.
fn chinese_marks(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let wide = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| !c.is_ascii());
    let digit =
        |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(char::is_ascii_digit);
    let mut out = String::with_capacity(text.len());
    let mut open_wide = Vec::new();
    for (at, c) in chars.iter().enumerate() {
        let (before, after) = (at.checked_sub(1), Some(at + 1));
        let beside = wide(before) || wide(after);
        out.push(match c {
            ',' if beside || (before.is_some() && !digit(after)) => '，',
            ':' if beside => '：',
            ';' => '；',
            '(' => {
                open_wide.push(wide(before) || wide(after));
                if open_wide.last() == Some(&true) { '（' } else { '(' }
            }
            ')' => match open_wide.pop() {
                Some(true) => '）',
                _ => ')',
            },
            c => *c,
        });
    }
    out.replace("； ", "；").replace("， ", "，").replace("： ", "：")
}

/// Sends a page.
pub(crate) fn page<T: Template>(status: StatusCode, template: &T) -> Response {
    match template.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            let sentence = format!("页面无法生成 / the page could not be made: {error}");
            (StatusCode::INTERNAL_SERVER_ERROR, sentence).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_reads_well() {
        let zh = prose(Lang::Zh, "进入 12000.00 元,余 1.00 元:完(见上)。第 1 段: 好; 完");
        assert_eq!(zh, "进入 12,000.00 元，余 1.00 元：完（见上）。第 1 段：好；完");
        assert_eq!(prose(Lang::En, "of 12000.00, all"), "of 12,000.00, all");
    }

    #[test]
    fn links_keep_the_language() {
        assert_eq!(link(Lang::En, "/a?b=1#c"), "/a?b=1&lang=en#c");
        assert_eq!(link(Lang::En, "/a"), "/a?lang=en");
        assert_eq!(link(Lang::Zh, "/a"), "/a");
        assert_eq!(segment("a b/三"), "a%20b%2F%E4%B8%89");
    }
}
