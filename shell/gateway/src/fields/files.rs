//! The embedded tables (内置表): texts of `shell/gateway/fields`, one for each transaction on offer.

macro_rules! shapes {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../fields/", $name, ".csv")))),*]
    };
}

/// The name under which the envelope stands among the shapes.
pub(super) const ENVELOPE: &str = "envelope";

/// Fields of each transaction, by its number, and of the envelope.
pub(super) const SHAPES: &[(&str, &str)] = shapes! {
    "envelope"
    "9001" "9002" "1101" "1201" "1901" "2001"
    "2201" "2202" "2203" "2203A" "2204" "2205" "2206" "2206A" "2207" "2207A" "2208"
    "2401" "2402" "2403" "2404" "2405"
    "2301" "2302" "2303" "2304" "2305"
    "2503" "2504" "2505" "2506" "2601" "3201" "3202" "9101" "9102"
};

/// All transactions that the specification numbers.
pub(super) const TRANSACTIONS: &str = include_str!("../../fields/transactions.csv");
/// Areas of care and of work.
pub(super) const AREAS: &str = include_str!("../../fields/areas.csv");
/// Values of dictionaries.
pub(super) const DICTIONARIES: &str = include_str!("../../fields/dictionaries.csv");
/// Where rows come from.
pub(super) const SOURCES: &str = include_str!("../../fields/sources.csv");
