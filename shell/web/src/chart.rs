//! Bars: one whole in parts, as widths in thousandths for a server-made SVG.

use crate::money::{percent, yuan};
use units::Fen;

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
}
