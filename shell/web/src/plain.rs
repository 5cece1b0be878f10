//! Plain words: lines of the law with names and labels turned into words and links.

use crate::asked::Lang;
use crate::frame::{link, prose, segment};
use crate::glossary::{layer_id, name_words, other, outcome};
use law::{Accumulator, Area, Delta, FeedOf, measure_words};
use units::{Day, PeriodKind};

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Text.
    pub(crate) text: String,
    /// Where it leads; empty for text.
    pub(crate) href: String,
}

/// A line of the law on a page.
pub(crate) type Line = Vec<Piece>;

/// Turns lines of one area into words.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'a> {
    /// The area.
    pub(crate) area: &'a Area,
    /// Language.
    pub(crate) lang: Lang,
    /// Day.
    pub(crate) day: Day,
}

fn in_name(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | ':' | '*')
}

impl Plain<'_> {
    /// A line as pieces.
    pub(crate) fn line(&self, text: &str) -> Line {
        let text = &text.replace("加 同 ", "加 ").replace("乘以 同 ", "乘以 ");
        let mut pieces: Line = Vec::new();
        let mut add = |text: &str, href: Option<String>| match (href, pieces.last_mut()) {
            (None, Some(last)) if last.href.is_empty() => last.text.push_str(text),
            (href, _) => {
                pieces.push(Piece { text: text.to_string(), href: href.unwrap_or_default() })
            }
        };
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            if !first.is_ascii_lowercase() {
                let end = rest.find(|c: char| c.is_ascii_lowercase());
                let end = end.unwrap_or(rest.len());
                add(&rest[..end], None);
                rest = &rest[end..];
                continue;
            }
            let end = rest.find(|c| !in_name(c)).unwrap_or(rest.len());
            let word = rest[..end].trim_end_matches(['.', ':', '-']);
            match self.word(word) {
                Some((words, href)) => add(&words, href),
                None => add(word, None),
            }
            rest = &rest[word.len()..];
        }
        for piece in &mut pieces {
            piece.text = prose(self.lang, &piece.text);
        }
        pieces
    }

    /// The values that a line names, each once.
    pub(crate) fn values_in<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let mut names: Vec<&str> = Vec::new();
        for word in text.split(|c| !in_name(c)) {
            let name = word.trim_end_matches(['.', ':', '-']);
            if self.area.values.contains_key(name) && !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The words of a name, and where they lead.
    fn word(&self, name: &str) -> Option<(String, Option<String>)> {
        let area = self.area;
        if area.values.contains_key(name) || area.statistics.contains_key(name) {
            let words = name_words(self.lang, name);
            let words = self.lang.pick(format!("“{words}”"), words);
            return Some((words, Some(value_link(self.lang, area, name))));
        }
        if let Some(timeline) = area.accumulators.get(name) {
            let piece = timeline.on(self.day).or(timeline.pieces.first())?;
            return Some((self.accumulator(&piece.body), None));
        }
        if let Some((what, layer)) = name.split_once(':') {
            let what = outcome(self.lang, what)?;
            let words = match (layer, self.lang) {
                ("*", Lang::Zh) => format!("前面各层{what}"),
                ("*", Lang::En) => format!("{what} of the layers before"),
                (id, Lang::Zh) => format!("{}{what}", self.layer(id)),
                (id, Lang::En) => format!("{what} of {}", self.layer(id)),
            };
            return Some((words, None));
        }
        if self.lang == Lang::En {
            return None;
        }
        let of_domain = || {
            let mut all = area.domains.of.values().flat_map(|d| &d.values);
            all.find(|v| v.id == name).map(|v| v.titles.zh.clone())
        };
        let words = other(name).map(str::to_string).or_else(of_domain);
        words.map(|words| (words, None))
    }

    /// The words of a layer id.
    pub(crate) fn layer(&self, id: &str) -> String {
        if let Some(words) = layer_id(self.lang, id) {
            return words.to_string();
        }
        let mut all = self.area.layers.values().filter_map(|t| t.pieces.first());
        let found = all.find(|piece| piece.body.id == id || piece.body.name == id);
        found.map_or_else(|| id.to_string(), |p| self.lang.of(&p.body.titles))
    }

    /// What an accumulator counts, in words.
    pub(crate) fn accumulator(&self, body: &Accumulator) -> String {
        let feeds = body.feeds.iter().map(|feed| match &feed.of {
            FeedOf::Measure(measure) => measure_words(*measure, self.lang == Lang::Zh).to_string(),
            FeedOf::Layer(name, delta) => {
                let title = self.area.layers.get(name).and_then(|t| t.pieces.first());
                let title = title.map_or_else(|| name.clone(), |p| self.lang.of(&p.body.titles));
                match self.lang {
                    Lang::Zh => format!("{title}{}", delta_words(*delta, self.lang)),
                    Lang::En => format!("{} of {title}", delta_words(*delta, self.lang)),
                }
            }
        });
        let mut feeds: Vec<String> = feeds.collect();
        feeds.dedup();
        let period = period_words(body.period, self.lang);
        match self.lang {
            Lang::Zh => format!("{}（{period}）", feeds.join("、")),
            Lang::En => format!("{} ({period})", feeds.join(", ")),
        }
    }
}

fn delta_words(delta: Delta, lang: Lang) -> &'static str {
    let (zh, en) = match delta {
        Delta::Entered => ("计入的费用", "cost that entered"),
        Delta::FirstPay => ("先行自付", "first-pay"),
        Delta::Deductible => ("已负担的起付", "deductible taken"),
        Delta::Cost => ("分段内的费用", "cost in the bands"),
        Delta::OverCap => ("超限额的费用", "cost beyond the limit"),
        Delta::Paid => ("已支付额", "payments"),
    };
    lang.pick(zh, en)
}

fn period_words(period: PeriodKind, lang: Lang) -> &'static str {
    let (zh, en) = match period {
        PeriodKind::Bill => ("本次", "this bill"),
        PeriodKind::Day => ("当日", "the day"),
        PeriodKind::Month => ("当月", "the month"),
        PeriodKind::MonthCarried => ("按月、年内结转", "monthly, carried over in the year"),
        PeriodKind::Quarter => ("当季", "the quarter"),
        PeriodKind::Year => ("当年", "the year"),
        PeriodKind::Chain => ("转诊连续", "the referral chain"),
        PeriodKind::Life => ("终身", "for life"),
    };
    lang.pick(zh, en)
}

/// The page of a value.
pub(crate) fn value_link(lang: Lang, area: &Area, name: &str) -> String {
    let path = format!("/law/{}/value/{}", area.code, segment(name));
    link(lang, &path)
}
