//! Reading schemes, accumulators, counters and waiting rules.

use super::entry::{ENTRY, titles};
use super::expr::{condition, conditions};
use super::node::{Tab, Val};
use crate::entry::Finding;
use crate::expr::{Condition, Conditions, Measure};
use crate::fact::{Domains, Fact};
use crate::model::{
    Accumulator, ClassGained, Counter, Delta, Feed, FeedOf, RulingDay, Scheme, Waiting,
};
use units::{PeriodKind, Rounding};

fn code(val: Val<'_>, fact: Fact, domains: &Domains) -> Result<u16, Finding> {
    let text = val.str()?;
    match domains.code(fact, text) {
        Some(code) => Ok(code),
        None => val.wrong(format!(
            "'{text}' is not a {}; allowed here: {}",
            fact.name(),
            domains.allowed(fact)
        )),
    }
}

/// A scheme.
pub(crate) fn scheme(table: Tab<'_>, domains: &Domains) -> Result<Scheme, Finding> {
    let own = [
        "insurance",
        "name",
        "covers",
        "layers",
        "ruling-day",
        "continued-deductible",
        "line-rounding",
        "carries-over",
        "class-gained",
    ];
    table.only(&[&own[..], &ENTRY].concat())?;
    table.has(&[&own[..], &["from", "to"]].concat())?;
    let owned = |list: Vec<&str>| list.into_iter().map(str::to_string).collect();
    let covers: Result<Vec<u16>, Finding> =
        table.need("covers")?.array()?.into_iter().map(|v| code(v, Fact::Care, domains)).collect();
    Ok(Scheme {
        insurance: code(table.need("insurance")?, Fact::Insurance, domains)?,
        name: titles(table.need("name")?)?,
        covers: covers?,
        layers: owned(table.need("layers")?.strings()?),
        ruling_day: table.need("ruling-day")?.named(&RulingDay::NAMES)?,
        deductible_once: table
            .need("continued-deductible")?
            .named(&[("once", true), ("each", false)])?,
        line_rounding: table.need("line-rounding")?.named(&Rounding::NAMES)?,
        carries_over: owned(table.need("carries-over")?.strings()?),
        class_gained: table.need("class-gained")?.named(&[
            ("later-bills", ClassGained::LaterBills),
            ("re-adjudicate", ClassGained::Readjudicate),
        ])?,
    })
}

/// An accumulator.
pub(crate) fn accumulator(table: Tab<'_>, domains: &Domains) -> Result<Accumulator, Finding> {
    table.only(&[&["name", "period", "keys", "feeds"][..], &ENTRY].concat())?;
    table.has(&["name", "period", "from"])?;
    let mut keys = Vec::new();
    if let Some(val) = table.get("keys") {
        for key in val.array()? {
            match Fact::named(key.str()?) {
                Some(fact) if !fact.is_inner() && !fact.is_number() && fact != Fact::Class => {
                    keys.push(fact);
                }
                _ => {
                    return key.wrong(
                        "a key is a closed fact of the person, bill or institution, and not class",
                    );
                }
            }
        }
    }
    let feeds: Result<Vec<Feed>, Finding> =
        table.tables("feeds")?.into_iter().map(|feed| self::feed(feed, domains)).collect();
    Ok(Accumulator {
        period: table.need("period")?.named(&PeriodKind::NAMES)?,
        keys,
        feeds: feeds?,
    })
}

fn feed(table: Tab<'_>, domains: &Domains) -> Result<Feed, Finding> {
    table.only(&["layer", "delta", "measure", "when"])?;
    let of = match (table.get("layer"), table.get("measure")) {
        (Some(layer), None) => {
            FeedOf::Layer(layer.str()?.to_string(), table.need("delta")?.named(&Delta::NAMES)?)
        }
        (None, Some(measure)) => FeedOf::Measure(measure.named(&Measure::NAMES)?),
        _ => return table.wrong("a feed has either 'layer' with 'delta', or 'measure'"),
    };
    let when = match table.get("when") {
        Some(val) => outside_layers(condition(val.table()?, domains, &[])?, val)?,
        None => Condition::default(),
    };
    Ok(Feed { of, when })
}

fn outside_layers(when: Condition, val: Val<'_>) -> Result<Condition, Finding> {
    match when.tests.iter().find(|t| t.fact.is_inner() || t.fact == Fact::Class) {
        Some(test) => val.wrong(format!("'{}' is known only inside a layer", test.fact.name())),
        None => Ok(when),
    }
}

/// A counter.
pub(crate) fn counter(table: Tab<'_>, domains: &Domains) -> Result<Counter, Finding> {
    let own = ["fact", "insurance", "period", "counts", "zero", "under-deductible"];
    table.only(&[&own[..], &ENTRY].concat())?;
    table.has(&[&own[..], &["from"]].concat())?;
    let counts = table.need("counts")?;
    let conditions: Conditions = conditions(counts, domains)?;
    for test in conditions.iter().flat_map(|c| &c.tests) {
        let known =
            !test.fact.is_inner() && !matches!(test.fact, Fact::Class | Fact::Stay | Fact::Visit);
        if !known {
            return counts.wrong(format!("a counter cannot depend on '{}'", test.fact.name()));
        }
    }
    Ok(Counter {
        fact: table.need("fact")?.named(&[("stay", Fact::Stay), ("visit", Fact::Visit)])?,
        insurance: code(table.need("insurance")?, Fact::Insurance, domains)?,
        period: table
            .need("period")?
            .named(&[("year", PeriodKind::Year), ("life", PeriodKind::Life)])?,
        counts: conditions,
        zero: table.need("zero")?.bool()?,
        under_deductible: table.need("under-deductible")?.bool()?,
    })
}

/// A waiting rule.
pub(crate) fn waiting(table: Tab<'_>, domains: &Domains) -> Result<Waiting, Finding> {
    let own = [
        "insurance",
        "fixed-months",
        "free-broken-years",
        "months-per-further-broken-year",
        "repair-months-per-year",
        "long-break-years",
        "long-break-least-months",
    ];
    table.only(&[&own[..], &ENTRY].concat())?;
    table.has(&[&own[..4], &["from"]].concat())?;
    let number = |key: &str| table.need(key)?.int(600).map(|n| n as u16);
    let or_zero = |key: &str| table.get(key).map_or(Ok(0), |v| v.int(600).map(|n| n as u16));
    Ok(Waiting {
        insurance: code(table.need("insurance")?, Fact::Insurance, domains)?,
        fixed_months: number("fixed-months")?,
        free_broken_years: number("free-broken-years")?,
        months_per_further_broken_year: number("months-per-further-broken-year")?,
        repair_months_per_year: or_zero("repair-months-per-year")?,
        long_break_years: table
            .get("long-break-years")
            .map(|v| v.int(600).map(|n| n as u16))
            .transpose()?,
        long_break_least_months: or_zero("long-break-least-months")?,
    })
}
