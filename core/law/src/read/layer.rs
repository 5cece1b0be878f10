//! Reading layers and their parts.

use super::entry::{ENTRY, titles};
use super::expr::{conditions, expr};
use super::node::{Tab, Val};
use crate::entry::Finding;
use crate::fact::{Domains, Fact};
use crate::model::{
    Axis, Bands, Bucket, CostLimit, Deductible, DeductibleMode, Draw, Fund, Label, Layer,
    LayerKind, Limit, Most, Outcome, OverCap, Parts, Place, Share, ShareOf,
};
use units::{FundId, Rounding};

const COMMON: [&str; 8] =
    ["name", "id", "title", "fund", "class-order", "applies", "draws", "kind"];
const PARTS: [&str; 10] = [
    "cost-limit-before",
    "first-pay",
    "deductible",
    "cost-limit-after",
    "bands",
    "share",
    "limits",
    "over-cap",
    "when-exhausted",
    "rounding",
];

/// What is known of an area before its layers are read.
pub(crate) struct Known<'a> {
    pub(crate) domains: &'a Domains,
    pub(crate) funds: &'a [Fund],
    pub(crate) ids: &'a [String],
}

/// A layer.
pub(crate) fn layer(table: Tab<'_>, known: &Known<'_>) -> Result<Layer, Finding> {
    let account = table.get("kind").map(|v| v.named(&[("account", ())])).transpose()?.is_some();
    let more: &[&str] = if account { &["pots"] } else { &PARTS };
    table.only(&[&COMMON, more, &ENTRY].concat())?;
    let own: &[&str] = if account { &["pots"] } else { &["share", "rounding"] };
    table.has(&[&["name", "id", "title", "fund", "from", "applies", "draws"], own].concat())?;
    let fund = table.need("fund")?;
    if !known.funds.iter().any(|f| f.id.as_str() == fund.as_str().unwrap_or("")) {
        let all: Vec<&str> = known.funds.iter().map(|f| f.id.as_str()).collect();
        return fund.wrong(format!("'fund' is one of: {}", all.join(", ")));
    }
    let fund = FundId(fund.str()?.to_string());
    let id = table.need("id")?;
    if account != (id.str()? == "account") {
        return id.wrong(
            "the id 'account' belongs to layers of kind \"account\", and they have no other",
        );
    }
    let kind = if account {
        let pots = table.need("pots")?;
        let names = [("current", "current"), ("history", "history")];
        let list: Result<Vec<_>, _> = pots.array()?.iter().map(|v| v.named(&names)).collect();
        LayerKind::Account { pots: list?.into_iter().map(str::to_string).collect(), fund }
    } else {
        LayerKind::Ordinary(Box::new(parts(table, known.domains, fund)?))
    };
    Ok(Layer {
        name: table.need("name")?.str()?.to_string(),
        id: table.need("id")?.str()?.to_string(),
        titles: titles(table.need("title")?)?,
        class_order: class_order(table, known.domains)?,
        applies: match conditions(table.need("applies")?, known.domains)? {
            list if list.is_empty() => {
                return table.wrong("'applies' is empty: the layer would never apply");
            }
            list => list,
        },
        draws: draws(table.need("draws")?, known)?,
        kind,
    })
}

fn class_order(table: Tab<'_>, domains: &Domains) -> Result<Vec<u16>, Finding> {
    let Some(val) = table.get("class-order") else {
        return Ok(Vec::new());
    };
    let mut order = Vec::new();
    for class in val.array()? {
        let text = class.str()?;
        match domains.code(Fact::Class, text) {
            Some(code) if !order.contains(&code) && text != "none" => order.push(code),
            Some(_) => {
                return class.wrong(format!("'{text}' stands twice here, or is no class to order"));
            }
            None => {
                let allowed = domains.allowed(Fact::Class);
                return class.wrong(format!("'{text}' is not a class; allowed here: {allowed}"));
            }
        }
    }
    Ok(order)
}

fn draws(val: Val<'_>, known: &Known<'_>) -> Result<Vec<Draw>, Finding> {
    let mut draws = Vec::new();
    for val in val.array()? {
        let table = val.table()?;
        table.only(&["bucket", "groups", "except-groups", "share", "through", "not-through"])?;
        let bucket = table.need("bucket")?;
        let labels = |key: &str| -> Result<Vec<Label>, Finding> {
            let Some(val) = table.get(key) else {
                return Ok(Vec::new());
            };
            val.array()?.into_iter().map(|v| label(v, known.ids)).collect()
        };
        let groups = |key: &str| -> Result<Option<Vec<u16>>, Finding> {
            let Some(val) = table.get(key) else {
                return Ok(None);
            };
            let mut codes = Vec::new();
            for v in val.array()? {
                match known.domains.code(Fact::Group, v.str()?) {
                    Some(code) => codes.push(code),
                    None => {
                        let allowed = known.domains.allowed(Fact::Group);
                        return v.wrong(format!("not an item group; allowed here: {allowed}"));
                    }
                }
            }
            Ok(Some(codes))
        };
        draws.push(Draw {
            bucket: match bucket.str()?.strip_suffix(":*") {
                Some(outcome) => match Outcome::NAMES.iter().find(|(name, _)| *name == outcome) {
                    Some((_, outcome)) if *outcome != Outcome::Paid => Bucket::AnyAbove(*outcome),
                    _ => {
                        return bucket
                            .wrong("write in-deductible:*, co-share:*, over-cap:* or first-pay:*");
                    }
                },
                None => Bucket::One(label(bucket, known.ids)?),
            },
            groups: groups("groups")?,
            except_groups: groups("except-groups")?.unwrap_or_default(),
            share: table.get("share").map(|v| expr(v, known.domains)).transpose()?,
            through: labels("through")?,
            not_through: labels("not-through")?,
            place: val.place(),
        });
    }
    if draws.is_empty() {
        val.wrong("'draws' is empty: the layer would never meet a fen")
    } else {
        Ok(draws)
    }
}

/// A label.
fn label(val: Val<'_>, ids: &[String]) -> Result<Label, Finding> {
    let text = val.str()?;
    let simple = match text {
        "in-scope" => Some(Label::InScope),
        "own-pay" => Some(Label::OwnPay),
        "over-limit" => Some(Label::OverLimit),
        "first-pay" => Some(Label::FirstPay),
        _ => None,
    };
    if let Some(label) = simple {
        return Ok(label);
    }
    let named = text.split_once(':').and_then(|(outcome, id)| {
        let outcome = Outcome::NAMES.iter().find(|(name, _)| *name == outcome)?.1;
        if outcome == Outcome::Paid {
            return None;
        }
        ids.iter().any(|known| known == id).then(|| Label::Of(outcome, id.to_string()))
    });
    match named {
        Some(label) => Ok(label),
        None => val.wrong(format!(
            "'{text}' is not a label; write in-scope, own-pay, over-limit, first-pay, or one of first-pay, in-deductible, co-share, over-cap with a layer id, such as co-share:basic; ids here: {}",
            ids.join(", ")
        )),
    }
}

fn parts(table: Tab<'_>, domains: &Domains, fund: FundId) -> Result<Parts, Finding> {
    let rounding = table.need("rounding")?.table()?;
    rounding.only(&["mode", "place"])?;
    rounding.has(&["mode", "place"])?;
    let deductible = table.get("deductible").map(|v| deductible(v, domains)).transpose()?;
    let limits = match table.get("limits") {
        Some(val) => val
            .array()?
            .into_iter()
            .map(|v| cost_limit(v, domains).map(|l| Limit { amount: l.amount, over: l.over }))
            .collect::<Result<Vec<_>, _>>()?,
        None => Vec::new(),
    };
    let (over_cap, spares) = when_limited(table, &limits, deductible.is_some())?;
    let share = table.need("share")?.table()?;
    share.only(&["of", "rate"])?;
    share.has(&["of", "rate"])?;
    Ok(Parts {
        fund,
        cost_limit_before: table
            .get("cost-limit-before")
            .map(|v| cost_limit(v, domains))
            .transpose()?,
        first_pay: table.get("first-pay").map(|v| expr(v, domains)).transpose()?,
        deductible,
        cost_limit_after: table
            .get("cost-limit-after")
            .map(|v| cost_limit(v, domains))
            .transpose()?,
        bands: table.get("bands").map(|v| bands(v, domains)).transpose()?,
        share: Share {
            of: share.need("of")?.named(&[("fund", ShareOf::Fund), ("person", ShareOf::Person)])?,
            rate: expr(share.need("rate")?, domains)?,
        },
        limits,
        over_cap,
        exhausted_spares_deductible: spares,
        rounding: rounding.need("mode")?.named(&Rounding::NAMES)?,
        rounding_place: rounding
            .need("place")?
            .named(&[("layer", Place::Layer), ("piece", Place::Piece)])?,
    })
}

/// The questions a limit on the payment brings with it.
fn when_limited(
    table: Tab<'_>,
    limits: &[Limit],
    deductible: bool,
) -> Result<(OverCap, bool), Finding> {
    let over_cap = table
        .get("over-cap")
        .map(|v| v.named(&[("cost", OverCap::Cost), ("payment", OverCap::Payment)]))
        .transpose()?;
    let spares = table
        .get("when-exhausted")
        .map(|v| v.named(&[("deductible-stands", false), ("no-deductible", true)]))
        .transpose()?;
    if limits.is_empty() {
        return match over_cap.is_some() || spares.is_some() {
            true => table
                .wrong("'over-cap' and 'when-exhausted' belong to 'limits', and there are none"),
            false => Ok((OverCap::Cost, false)),
        };
    }
    let cap = "the layer has limits on its payment: say what is over the cap, over-cap = \"cost\" or \"payment\"";
    let exhausted = "the layer has limits and a deductible: say when-exhausted = \"deductible-stands\" or \"no-deductible\"";
    match (over_cap, deductible && spares.is_none()) {
        (None, true) => table.wrong(format!("{cap}; {exhausted}")),
        (None, false) => table.wrong(cap),
        (Some(_), true) => table.wrong(exhausted),
        (Some(over_cap), false) => Ok((over_cap, spares.unwrap_or(false))),
    }
}

/// An accumulator's name, or nothing for the bill itself.
fn over(table: Tab<'_>) -> Result<Option<String>, Finding> {
    let name = table.need("over")?.str()?;
    Ok((name != "bill").then(|| name.to_string()))
}

fn cost_limit(val: Val<'_>, domains: &Domains) -> Result<CostLimit, Finding> {
    let table = val.table()?;
    table.only(&["amount", "over"])?;
    table.has(&["amount", "over"])?;
    Ok(CostLimit { amount: expr(table.need("amount")?, domains)?, over: over(table)? })
}

fn deductible(val: Val<'_>, domains: &Domains) -> Result<Deductible, Finding> {
    let table = val.table()?;
    table.only(&["mode", "amount", "over", "most"])?;
    table.has(&["mode", "amount"])?;
    let mode = table.need("mode")?.named(&[
        ("each", DeductibleMode::Each),
        ("taken", DeductibleMode::Taken),
        ("edge", DeductibleMode::Edge),
    ])?;
    let over = match (mode, table.get("over")) {
        (DeductibleMode::Each, Some(val)) => return val.wrong("mode 'each' has no 'over'"),
        (DeductibleMode::Each, None) => None,
        _ => match over(table)? {
            Some(name) => Some(name),
            None => return table.wrong("modes 'taken' and 'edge' need an accumulator in 'over'"),
        },
    };
    let most = match table.get("most") {
        Some(val) => {
            let limit = cost_limit(val, domains)?;
            let Some(over) = limit.over else {
                return val.wrong("'most' needs an accumulator in 'over'");
            };
            Some(Most { amount: limit.amount, over })
        }
        None => None,
    };
    Ok(Deductible { mode, amount: expr(table.need("amount")?, domains)?, over, most })
}

fn bands(val: Val<'_>, domains: &Domains) -> Result<Bands, Finding> {
    let table = val.table()?;
    table.only(&["axis", "over", "edges"])?;
    table.has(&["axis", "over", "edges"])?;
    let edges: Result<Vec<_>, _> =
        table.need("edges")?.array()?.into_iter().map(|v| expr(v, domains)).collect();
    let edges = edges?;
    if edges.is_empty() || edges.len() > 12 {
        return val.wrong("'edges' has 1 to 12 edges");
    }
    Ok(Bands {
        axis: table.need("axis")?.named(&[
            ("before-deductible", Axis::BeforeDeductible),
            ("after-deductible", Axis::AfterDeductible),
        ])?,
        over: over(table)?,
        edges,
    })
}
