//! Show a law (法规展示): what is in force in an area on a day, each value with its document.

use law::{Area, Dated, Entry, Expr, Layer, LayerKind, Titles, expr_words};
use units::Day;

/// A figure or rule as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Name in law.
    pub name: String,
    /// What it says, in Chinese and in English, a line each.
    pub zh: Vec<String>,
    /// The same in English.
    pub en: Vec<String>,
    /// Days, source, remarks.
    pub entry: Entry,
}

/// A layer as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownLayer {
    /// Name in law.
    pub name: String,
    /// Layer id.
    pub id: String,
    /// Its words.
    pub titles: Titles,
    /// Fund.
    pub fund: Titles,
    /// Its parts in order: name of the part and what it says.
    pub parts: Vec<(Titles, Vec<String>, Vec<String>)>,
    /// Days, source, remarks.
    pub entry: Entry,
}

/// The law of an area on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawShown {
    /// The schemes in force, with their layers in order.
    pub schemes: Vec<(Titles, Entry, Vec<ShownLayer>)>,
    /// Named values in force.
    pub values: Vec<Shown>,
    /// Statistics in force.
    pub statistics: Vec<Shown>,
}

/// What is in force on a day.
pub fn law_show(area: &Area, day: Day) -> LawShown {
    let schemes = area
        .schemes
        .iter()
        .filter(|s| s.entry.from <= day && s.entry.to.is_none_or(|to| day <= to));
    let schemes = schemes.map(|scheme| {
        let layers = scheme.body.layers.iter().filter_map(|name| area.layers.get(name)?.on(day));
        let layers = layers.map(|layer| show_layer(area, layer)).collect();
        (scheme.body.name.clone(), scheme.entry.clone(), layers)
    });
    let in_force = |all: &std::collections::BTreeMap<String, law::Timeline<Expr>>| {
        let pieces = all.iter().filter_map(|(name, t)| Some((name, t.on(day)?)));
        pieces.map(|(name, piece)| show_value(area, name, piece)).collect::<Vec<_>>()
    };
    LawShown {
        schemes: schemes.collect(),
        values: in_force(&area.values),
        statistics: in_force(&area.statistics),
    }
}

/// All pieces of one value, oldest first.
pub fn law_history(area: &Area, name: &str) -> Option<Vec<Shown>> {
    let timeline = area.values.get(name).or_else(|| area.statistics.get(name))?;
    Some(timeline.pieces.iter().map(|piece| show_value(area, name, piece)).collect())
}

fn show_value(area: &Area, name: &str, piece: &Dated<Expr>) -> Shown {
    Shown {
        name: name.to_string(),
        zh: expr_words(&piece.body, &area.domains, true),
        en: expr_words(&piece.body, &area.domains, false),
        entry: piece.entry.clone(),
    }
}

fn show_layer(area: &Area, piece: &Dated<Layer>) -> ShownLayer {
    let layer = &piece.body;
    let fund = match &layer.kind {
        LayerKind::Ordinary(parts) => &parts.fund,
        LayerKind::Account { fund, .. } => fund,
    };
    ShownLayer {
        name: layer.name.clone(),
        id: layer.id.clone(),
        titles: layer.titles.clone(),
        fund: area
            .fund(fund.as_str())
            .map_or_else(|| Titles::same(fund.as_str()), |f| f.titles.clone()),
        parts: law::layer_words(layer, &area.domains),
        entry: piece.entry.clone(),
    }
}
