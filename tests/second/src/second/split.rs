//! §10: what each line of a bill is, before any layer.

use super::{Fault, Run, refused};
use law::{Area, Fact, Label, Scheme};
use record::{Bill, Cost, ItemClass, Line, Split, Totals};
use units::{Fen, Rate, Rounding};

/// A product of a quantity and a price is in 10⁻¹² yuan; so many make a fen.
const PRODUCT: i128 = 10_000_000_000;
const MILLION: i128 = 1_000_000;

/// The parts of a bill and all its fen.
pub(super) fn split(area: &Area, scheme: &Scheme, bill: &Bill) -> Result<(Split, Vec<Run>), Fault> {
    let (split, in_scope) = match &bill.cost {
        Cost::Totals(totals) => of_totals(area, totals)?,
        Cost::Lines(lines) => of_lines(area, scheme.line_rounding, lines)?,
    };
    let mut fen = vec![
        Run::new(split.own_pay.0, Label::OwnPay, 0),
        Run::new(split.over_limit.0, Label::OverLimit, 0),
        Run::new(split.first_pay.0, Label::FirstPay, 0),
    ];
    if matches!(bill.cost, Cost::Lines(_)) {
        fen.clear();
    }
    fen.extend(in_scope);
    fen.retain(|run| run.len > 0);
    Ok((split, fen))
}

fn an_amount(amount: Fen) -> Result<(), Fault> {
    if amount < Fen::ZERO || amount > Fen::MOST {
        return refused("an amount is negative or larger than a bill may be");
    }
    Ok(())
}

fn of_totals(area: &Area, totals: &Totals) -> Result<(Split, Vec<Run>), Fault> {
    let parts = [totals.total, totals.own_pay, totals.over_limit, totals.first_pay];
    let groups = totals.groups.iter().map(|(_, amount)| *amount);
    parts.into_iter().chain(groups).try_for_each(an_amount)?;
    let in_scope = totals.total - totals.own_pay - totals.over_limit - totals.first_pay;
    let mut open = in_scope.0;
    let mut runs = Vec::new();
    for (group, amount) in &totals.groups {
        let code = area.domains.code(Fact::Group, group).unwrap_or(0);
        runs.push(Run::new(amount.0, Label::InScope, code));
        open -= amount.0;
    }
    if in_scope.0 < 0 || open < 0 {
        return refused("the amounts do not add up");
    }
    runs.push(Run::new(open, Label::InScope, 0));
    let split = Split {
        total: totals.total,
        own_pay: totals.own_pay,
        over_limit: totals.over_limit,
        first_pay: totals.first_pay,
        in_scope,
    };
    Ok((split, runs))
}

/// Lines keep their group also in the parts that are not in scope.
fn of_lines(area: &Area, rounding: Rounding, lines: &[Line]) -> Result<(Split, Vec<Run>), Fault> {
    let mut split = Split::default();
    let mut runs = Vec::new();
    for line in lines {
        well_formed(line)?;
        let code = |id: &str| area.domains.code(Fact::Group, id).unwrap_or(0);
        let group = match (&line.group, line.class) {
            (Some(group), _) => code(group),
            (None, ItemClass::A) => code("A"),
            (None, ItemClass::B) => code("B"),
            (None, ItemClass::C) => 0,
        };
        let own = match line.class {
            ItemClass::C => line.amount.0,
            _ => 0,
        };
        let over = match line.price_limit {
            Some(limit) if limit < line.price && own == 0 => {
                let product = i128::from(line.qty.0) * i128::from(limit.0);
                let within = rounding.divide(product, PRODUCT) as i64;
                // page: the amount may lie a fen below qty × price, so this may go below 0.
                (line.amount.0 - within).max(0)
            }
            _ => 0,
        };
        let rest = line.amount.0 - own - over;
        let first = i128::from(rest) * i128::from(line.first_pay.0);
        let first = rounding.divide(first, MILLION) as i64;
        split.total += line.amount;
        split.own_pay += Fen(own);
        split.over_limit += Fen(over);
        split.first_pay += Fen(first);
        split.in_scope += Fen(rest - first);
        an_amount(split.total)?;
        runs.push(Run::new(own, Label::OwnPay, group));
        runs.push(Run::new(over, Label::OverLimit, group));
        runs.push(Run::new(first, Label::FirstPay, group));
        runs.push(Run::new(rest - first, Label::InScope, group));
    }
    Ok((split, runs))
}

fn well_formed(line: &Line) -> Result<(), Fault> {
    an_amount(line.amount)?;
    let negative = line.qty.0 < 0 || line.price.0 < 0;
    if negative || line.price_limit.is_some_and(|limit| limit.0 < 0) {
        return refused("a quantity, price or price limit is negative");
    }
    if line.first_pay < Rate::ZERO || line.first_pay > Rate::ONE {
        return refused("a first-pay share lies outside 0 to 100 %");
    }
    let product = i128::from(line.qty.0) * i128::from(line.price.0);
    let apart = product - i128::from(line.amount.0) * PRODUCT;
    if apart.abs() > PRODUCT {
        return refused("an amount is not quantity times price");
    }
    Ok(())
}
