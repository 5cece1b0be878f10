//! Split: how a bill divides before the layers, line by line.

use crate::bind::GroupAmounts;
use crate::refusals;
use law::{Area, Fact};
use record::{Bill, Cost, ItemClass, Line, Refusal, Rule, Split, Totals};
use units::{Fen, Rounding};

use crate::trace::{BILL, NO_PARAM, RawStep, Trace};

/// A bill's split and, where they are known, its amounts by group code.
pub(crate) type Divided = (Split, GroupAmounts);

/// Divides a bill, or says what is wrong with its amounts.
pub(crate) fn divide(area: &Area, bill: &Bill, rounding: Rounding) -> Result<Divided, Refusal> {
    let groups = usize::from(area.domains.size(Fact::Group)) + 1;
    match &bill.cost {
        Cost::Totals(totals) => of_totals(area, totals, vec![[0; 4]; groups]),
        Cost::Lines(lines) => of_lines(area, lines, rounding, vec![[0; 4]; groups]),
    }
}

fn amount(name: &str, fen: Fen) -> Result<Fen, Refusal> {
    if fen < Fen::ZERO || fen > Fen::MOST {
        return Err(refusals::amount(name, fen));
    }
    Ok(fen)
}

fn group_code(area: &Area, group: &str) -> Result<usize, Refusal> {
    match area.domains.code(Fact::Group, group) {
        Some(code) => Ok(usize::from(code)),
        None => Err(refusals::unknown_value(area, Fact::Group, group)),
    }
}

fn of_totals(area: &Area, totals: &Totals, mut groups: GroupAmounts) -> Result<Divided, Refusal> {
    let total = amount("total", totals.total)?;
    let own_pay = amount("own_pay", totals.own_pay)?;
    let over_limit = amount("over_limit", totals.over_limit)?;
    let first_pay = amount("first_pay", totals.first_pay)?;
    let in_scope = total - own_pay - over_limit - first_pay;
    if in_scope < Fen::ZERO {
        return Err(refusals::totals(own_pay + over_limit + first_pay, total));
    }
    let mut left = in_scope;
    for (group, fen) in &totals.groups {
        let code = group_code(area, group)?;
        groups[code][0] += amount("a group's amount", *fen)?.0;
        left -= *fen;
    }
    if left < Fen::ZERO {
        return Err(refusals::groups(in_scope));
    }
    groups[0] = [left.0, own_pay.0, over_limit.0, first_pay.0];
    Ok((Split { total, own_pay, over_limit, first_pay, in_scope }, groups))
}

fn of_lines(
    area: &Area,
    lines: &[Line],
    rounding: Rounding,
    mut groups: GroupAmounts,
) -> Result<Divided, Refusal> {
    let mut split = Split::default();
    for (at, line) in lines.iter().enumerate() {
        let parts = line_parts(line, rounding)
            .map_err(|refusal| refusals::of_line(at + 1, &line.code, refusal))?;
        let class = match line.class {
            ItemClass::A => Some("A"),
            ItemClass::B => Some("B"),
            ItemClass::C => None,
        };
        let group = match line.group.as_deref().or(class) {
            Some(group) => group_code(area, group)?,
            None => 0,
        };
        for (sum, part) in groups[group].iter_mut().zip(parts) {
            *sum += part.0;
        }
        split.in_scope += parts[0];
        split.own_pay += parts[1];
        split.over_limit += parts[2];
        split.first_pay += parts[3];
        split.total += line.amount;
        amount("the bill's total", split.total)?;
    }
    Ok((split, groups))
}

/// How one line divides.
pub(crate) fn line(line: &Line, rounding: Rounding) -> Result<Split, Refusal> {
    let [in_scope, own_pay, over_limit, first_pay] = line_parts(line, rounding)?;
    Ok(Split { total: line.amount, own_pay, over_limit, first_pay, in_scope })
}

/// One line: in-scope, own-pay, over-limit, first-pay.
fn line_parts(line: &Line, rounding: Rounding) -> Result<[Fen; 4], Refusal> {
    let whole = amount("the amount", line.amount)?;
    if !line.qty.agrees(line.price, whole) {
        return Err(refusals::line_amount(whole, line.qty, line.price));
    }
    if line.first_pay.0 < 0 || line.first_pay > units::Rate::ONE {
        return Err(refusals::line_first_pay(line.first_pay));
    }
    if line.class == ItemClass::C {
        return Ok([Fen::ZERO, whole, Fen::ZERO, Fen::ZERO]);
    }
    let within = match line.price_limit {
        Some(limit) if limit < line.price => {
            line.qty.cost(limit, rounding).unwrap_or(whole).min(whole)
        }
        _ => whole,
    };
    let first_pay = Fen(rounding.millionths(within.0 * line.first_pay.0));
    Ok([within - first_pay, Fen::ZERO, whole - within, first_pay])
}

/// Says how the bill divided.
pub(crate) fn say<T: Trace>(split: &Split, trace: &mut T) {
    let mut left = split.total;
    let parts = [
        (Rule::OwnPay, split.own_pay),
        (Rule::OverLimit, split.over_limit),
        (Rule::FirstPay, split.first_pay),
    ];
    for (rule, fen) in parts {
        if fen > Fen::ZERO {
            let (before, after) = (left.0, (left - fen).0);
            left -= fen;
            let value = fen.0;
            trace.step(RawStep {
                layer: BILL,
                rule,
                param: NO_PARAM,
                band: 0,
                before,
                after,
                value,
            });
        }
    }
}
