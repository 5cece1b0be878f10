//! Charts as server-made SVG: one whole in parts, months in columns, categories in bars. Each has words for
//! those who do not see it, and always a table beside it.

use crate::asked::Lang;
use crate::books::total;
use crate::money::{percent, yuan};
use ledger::Total;
use units::{Day, Fen};

/// One part of a bar, and its row in the table beside it.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Class of its colour.
    pub(crate) colour: String,
    /// Its words.
    pub(crate) name: String,
    /// What stands behind the words: the fund.
    pub(crate) under: String,
    /// Amount.
    pub(crate) amount: String,
    /// Share of the whole.
    pub(crate) percent: String,
    /// Left edge in thousandths.
    pub(crate) x: i64,
    /// Width in thousandths.
    pub(crate) width: i64,
}

/// A bar.
#[derive(Debug, Clone)]
pub(crate) struct Bar {
    /// What it is, for those who do not see it.
    pub(crate) title: String,
    /// Name of its title in the page; unique there.
    pub(crate) id: String,
    /// All parts, in one sentence.
    pub(crate) words: String,
    /// Parts from the left.
    pub(crate) parts: Vec<Part>,
}

/// The colour of a payer.
pub(crate) fn colour(id: &str) -> &'static str {
    match id {
        "basic" => "c-basic",
        "large-sum" => "c-large",
        "catastrophic" => "c-catastrophic",
        "assistance" => "c-assistance",
        "second-aid" => "c-second",
        "account" => "c-account",
        "cash" => "c-cash",
        _ => "c-other",
    }
}

/// A bar of amounts: id of the payer, words, fund, amount.
pub(crate) fn bar(id: &str, title: String, all: &[(String, String, String, Fen)]) -> Bar {
    let whole: Fen = all.iter().map(|(.., amount)| *amount).sum();
    // Edges are rounded, not widths, so that the parts fill the bar.
    let edge = |fen: Fen| {
        if whole.0 > 0 { fen.0.max(0) * 1000 / whole.0 } else { 0 }
    };
    let mut before = Fen::ZERO;
    let parts = all.iter().map(|(payer, name, under, amount)| {
        let x = edge(before);
        before += *amount;
        Part {
            colour: colour(payer).to_string(),
            name: name.clone(),
            under: under.clone(),
            amount: yuan(*amount),
            percent: percent(*amount, whole),
            x,
            width: edge(before) - x,
        }
    });
    let parts: Vec<Part> = parts.collect();
    let words: Vec<String> =
        parts.iter().map(|p| format!("{} {} ({})", p.name, p.amount, p.percent)).collect();
    Bar { title, id: id.to_string(), words: words.join("; "), parts }
}

/// How a series of months is drawn; what tells two apart is never their colour alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Drawn {
    /// Full columns.
    Full,
    /// Hatched columns.
    Hatched,
}

impl Drawn {
    /// The class of its columns.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Drawn::Full => "c-full",
            Drawn::Hatched => "c-hatched",
        }
    }
}

/// A series: its words, how it is drawn, and a sum for each month.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    pub(crate) words: String,
    pub(crate) drawn: Drawn,
    pub(crate) sums: Vec<Total>,
}

/// A column of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) drawn: Drawn,
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) width: i64,
    pub(crate) height: i64,
    pub(crate) words: String,
}

/// Months side by side.
#[derive(Debug, Clone)]
pub(crate) struct Months {
    /// Name of its title in the page; unique there.
    pub(crate) id: String,
    pub(crate) title: String,
    /// All of it, in one sentence.
    pub(crate) words: String,
    /// What the figures at the side are in.
    pub(crate) unit: &'static str,
    /// Lines across, with their figures.
    pub(crate) lines: Vec<(i64, String)>,
    /// The line of nothing.
    pub(crate) zero: i64,
    pub(crate) columns: Vec<Column>,
    /// Months under them: where, and which.
    pub(crate) months: Vec<(i64, String)>,
    /// Series with their words; empty where there is one alone.
    pub(crate) legend: Vec<(Drawn, String)>,
}

/// Width of the chart, edges of its plot, and the most months that are written out.
const WIDTH: i64 = 720;
const LEFT: i64 = 58;
const TOP: i64 = 26;
const BOTTOM: i64 = 236;
const WRITTEN: usize = 8;

/// The least 1, 2 or 5 with noughts that is no less.
fn nice(least: i128) -> i128 {
    let mut whole = 1;
    loop {
        for step in [whole, 2 * whole, 5 * whole] {
            if step >= least {
                return step;
            }
        }
        whole *= 10;
    }
}

/// In what large sums are written: its words, and how many fen it is.
fn unit(lang: Lang, largest: i128) -> (&'static str, i128) {
    const YUAN: i128 = 100;
    let units = match lang {
        Lang::Zh => [("亿元", 100_000_000 * YUAN), ("万元", 10_000 * YUAN), ("元", YUAN)],
        Lang::En => {
            [("million yuan", 1_000_000 * YUAN), ("thousand yuan", 1_000 * YUAN), ("yuan", YUAN)]
        }
    };
    let fits = units.into_iter().find(|(_, fen)| largest >= *fen);
    fits.unwrap_or(units[2])
}

/// A sum in a unit, without noughts behind.
fn short(sum: i128, unit: i128) -> String {
    let hundredths = sum * 100 / unit;
    let sign = if hundredths < 0 { "−" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    let text = format!("{sign}{whole}.{rest:02}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// Months in columns, one or two series.
pub(crate) fn months(
    lang: Lang,
    (id, title): (&str, String),
    first_days: &[Day],
    series: &[Series],
) -> Months {
    let all = || series.iter().flat_map(|one| &one.sums).map(|sum| sum.0);
    let (low, high) = (all().min().unwrap_or(0).min(0), all().max().unwrap_or(0).max(0));
    // No finer than a yuan, so that months of nothing have a scale, too.
    let step = nice(((high - low) / 4).max(100));
    let high = high.max(low + step);
    let (low, high) = (low.div_euclid(step) * step, (high + step - 1).div_euclid(step) * step);
    let whole = (high - low).max(1);
    let (unit, fen) = unit(lang, high.max(-low));
    let y = |sum: i128| -> i64 {
        let down = (high - sum) * i128::from(BOTTOM - TOP) / whole;
        TOP + i64::try_from(down).unwrap_or(0)
    };
    let slot = (WIDTH - LEFT) / i64::try_from(first_days.len().max(1)).unwrap_or(1);
    let gap = (slot / 6).max(1);
    let width = (slot - 2 * gap) / i64::try_from(series.len().max(1)).unwrap_or(1);
    let mut columns = Vec::new();
    let mut words = Vec::new();
    for ((place, one), sums) in (0..).zip(series).zip(series.iter().map(|one| &one.sums)) {
        for ((at, month), sum) in (0..).zip(first_days).zip(sums) {
            let (top, foot) = (y(sum.0.max(0)), y(sum.0.min(0)));
            let said = format!("{} {} {}", &month.to_string()[..7], one.words, total(*sum));
            words.push(said.clone());
            columns.push(Column {
                drawn: one.drawn,
                x: LEFT + at * slot + gap + place * width,
                y: top,
                width: (width - 1).max(1),
                height: foot - top,
                words: said,
            });
        }
    }
    let each = first_days.len().div_ceil(WRITTEN).max(1);
    let month = |(at, day): (usize, &Day)| {
        let middle = LEFT + i64::try_from(at).unwrap_or(0) * slot + slot / 2;
        (middle, day.to_string()[..7].to_string())
    };
    let steps = whole / step;
    Months {
        id: id.to_string(),
        title,
        words: words.join("; "),
        unit,
        lines: (0..=steps).map(|n| low + n * step).map(|sum| (y(sum), short(sum, fen))).collect(),
        zero: y(0),
        columns,
        months: first_days.iter().enumerate().step_by(each).map(month).collect(),
        legend: match series {
            [_] => Vec::new(),
            some => some.iter().map(|one| (one.drawn, one.words.clone())).collect(),
        },
    }
}

/// A category with its bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rung {
    pub(crate) words: String,
    pub(crate) figure: String,
    /// Top edge of its row.
    pub(crate) y: i64,
    pub(crate) width: i64,
}

/// Categories below each other, each with a bar from the left.
#[derive(Debug, Clone)]
pub(crate) struct Ladder {
    /// Name of its title in the page; unique there.
    pub(crate) id: String,
    pub(crate) title: String,
    /// All of it, in one sentence.
    pub(crate) words: String,
    pub(crate) height: i64,
    pub(crate) rungs: Vec<Rung>,
}

/// Width of such a chart, and height of a row.
const LADDER: i128 = 480;
const RUNG: i64 = 42;

/// Categories with their sums, in the order given.
pub(crate) fn ladder((id, title): (&str, String), all: &[(String, Total)]) -> Ladder {
    let most = all.iter().map(|(_, sum)| sum.0).max().unwrap_or(0).max(1);
    let rung = |(at, (words, sum)): (i64, &(String, Total))| Rung {
        words: words.clone(),
        figure: total(*sum),
        y: at * RUNG,
        width: i64::try_from(sum.0.max(0) * LADDER / most).unwrap_or(0),
    };
    let rungs: Vec<Rung> = (0..).zip(all).map(rung).collect();
    let words: Vec<String> = rungs.iter().map(|r| format!("{} {}", r.words, r.figure)).collect();
    let height = i64::try_from(rungs.len()).unwrap_or(0) * RUNG;
    Ladder { id: id.to_string(), title, words: words.join("; "), height, rungs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_fill_the_bar() {
        let part = |fen| (String::new(), String::new(), String::new(), Fen(fen));
        let bar = bar("b", String::new(), &[part(1), part(1), part(1), part(0)]);
        let widths: Vec<i64> = bar.parts.iter().map(|p| p.width).collect();
        assert_eq!(widths.iter().sum::<i64>(), 1000);
        assert_eq!(widths[3], 0);
    }

    #[test]
    fn columns_stand_on_the_line_of_nothing() {
        let day = |text| Day::parse(text).expect("a day");
        let days = [day("2026-01-01"), day("2026-02-01")];
        let of = |drawn, sums: [i128; 2]| Series {
            words: "s".to_string(),
            drawn,
            sums: sums.map(Total).to_vec(),
        };
        let series = [of(Drawn::Full, [3_700_000, 0]), of(Drawn::Hatched, [-900_000, 100])];
        let chart = months(Lang::Zh, ("m", String::new()), &days, &series);
        assert_eq!(chart.unit, "万元");
        let figures: Vec<&str> = chart.lines.iter().map(|(_, figure)| figure.as_str()).collect();
        assert_eq!(figures, ["−2", "0", "2", "4"]);
        let foot = |column: &Column| column.y + column.height;
        assert_eq!(foot(&chart.columns[0]), chart.zero);
        assert_eq!(chart.columns[2].y, chart.zero, "below nothing it hangs from it");
        assert!(chart.columns.iter().all(|c| c.x >= LEFT && c.x + c.width <= WIDTH));
        assert_eq!((chart.legend.len(), chart.months[1].1.as_str()), (2, "2026-02"));
        let empty = months(Lang::En, ("m", String::new()), &days, &[of(Drawn::Full, [0, 0])]);
        assert_eq!((empty.unit, empty.zero), ("yuan", BOTTOM));
    }

    #[test]
    fn the_largest_category_fills_the_ladder() {
        let of = |sum| (String::new(), Total(sum));
        let ladder = ladder(("l", String::new()), &[of(50), of(100), of(-7)]);
        let widths: Vec<i64> = ladder.rungs.iter().map(|rung| rung.width).collect();
        assert_eq!((widths, ladder.height), (vec![240, 480, 0], 3 * RUNG));
        assert_eq!(short(12_345_678, 1_000_000), "12.34");
    }
}
