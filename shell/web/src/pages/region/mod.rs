//! A region for those who decide (决策): its headline, the plan's indicators, people's burden, what drives
//! cost. Only sums are read here, never a person.

pub(crate) mod burden;
pub(crate) mod cost_drivers;
pub(crate) mod headline;
pub(crate) mod plan_indicators;

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::books::{Opened, open, trouble};
use crate::chart::{Ladder, Rung};
use crate::frame::Frame;
use axum::response::Response;
use office::region_sums::{Month, earlier, known_months};
use units::Day;

/// A month as `2026-03`.
pub(super) fn month_text(month: Month) -> String {
    format!("{:04}-{:02}", month / 100, month % 100)
}

/// A month as a field of a form has it.
fn month_of(text: &str) -> Option<Month> {
    let (year, month) = text.split_once('-')?;
    let (year, month): (i64, i64) = (year.parse().ok()?, month.parse().ok()?);
    ((1..=12).contains(&month) && (1900..3000).contains(&year)).then_some(year * 100 + month)
}

/// The first day of a month.
pub(super) fn first_day(month: Month) -> Option<Day> {
    Day::new(i16::try_from(month / 100).ok()?, i8::try_from(month % 100).ok()?, 1)
}

/// An area of the books with the months that a page was asked for.
pub(super) struct Region {
    pub(super) opened: Opened,
    /// The months that are looked at; none: there was no care yet.
    pub(super) months: Option<(Month, Month)>,
}

/// Opens an area; the months are those asked for, else the last twelve that are known.
pub(super) async fn region(app: &App, asked: &Asked, code: &str) -> Result<Region, Response> {
    let opened = open(app, asked, code).await?;
    let known = known_months(&opened.journal).await.map_err(|e| trouble(app, asked, &e))?;
    let field = |name| asked.query.get(name).and_then(month_of);
    let months = known.map(|(first, last)| {
        let to = field("to").unwrap_or(last);
        let from = field("from").unwrap_or_else(|| first.max(earlier(to, 11)));
        (from.min(to), from.max(to))
    });
    Ok(Region { opened, months })
}

/// What every page of a region begins with.
pub(super) struct Head {
    pub(super) frame: Frame,
    pub(super) code: String,
    pub(super) area: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) action: String,
    /// Which of the pages it is.
    pub(super) here: &'static str,
}

impl Head {
    /// The head of a page.
    pub(super) fn new(
        asked: &Asked,
        region: &Region,
        here: &'static str,
        (zh, en): (&str, &str),
    ) -> Head {
        let words = &region.opened.words;
        let (from, to) = region.months.unwrap_or_default();
        let text = |month| if month == 0 { String::new() } else { month_text(month) };
        Head {
            frame: Frame::new(
                asked,
                format!("{}：{zh}", words.name()),
                format!("{}: {en}", words.name()),
            ),
            code: words.code.clone(),
            area: words.name(),
            from: text(from),
            to: text(to),
            action: asked.path.clone(),
            here,
        }
    }
}

/// Shares in tenths of a percent, as bars of a whole.
pub(super) fn shares(id: &str, title: String, all: &[(String, i64)]) -> Ladder {
    const WIDTH: i64 = 480;
    const ROW: i64 = 42;
    let rung = |(at, (words, share)): (i64, &(String, i64))| Rung {
        words: words.clone(),
        figure: crate::money::tenths(*share),
        y: at * ROW,
        width: (*share).clamp(0, 1000) * WIDTH / 1000,
    };
    let rungs: Vec<Rung> = (0..).zip(all).map(rung).collect();
    let words: Vec<String> = rungs.iter().map(|r| format!("{} {}", r.words, r.figure)).collect();
    let height = i64::try_from(rungs.len()).unwrap_or(0) * ROW;
    Ladder { id: id.to_string(), title, words: words.join("; "), height, rungs }
}

/// Words of an age band by its least age.
pub(super) fn band_words(lang: Lang, least: &str) -> String {
    let Ok(age) = least.parse::<u32>() else {
        return lang.pick("年龄不明", "age not known").to_string();
    };
    let next = office::follow::AGE_BANDS.iter().find(|band| **band > age);
    match (lang, next) {
        (Lang::Zh, Some(next)) => format!("{age}–{} 岁", next - 1),
        (Lang::Zh, None) => format!("{age} 岁及以上"),
        (Lang::En, Some(next)) => format!("{age}–{} years", next - 1),
        (Lang::En, None) => format!("{age} years and over"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_and_written() {
        assert_eq!(month_of("2026-03"), Some(202_603));
        assert_eq!(month_text(202_603), "2026-03");
        for wrong in ["", "2026", "2026-13", "2026-00", "x-03", "99999-01"] {
            assert_eq!(month_of(wrong), None, "{wrong}");
        }
        assert_eq!(band_words(Lang::Zh, "18"), "18–44 岁");
        assert_eq!(band_words(Lang::En, "75"), "75 years and over");
    }
}
