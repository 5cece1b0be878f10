//! Random persons and bills of an area: mostly sound, often at a boundary, sometimes wrong.

use super::Random;
use law::{Area, Expr, Fact, LayerKind, Literal, Operation, Start};
use record::{Account, Bill, Cost, Institution, ItemClass, Line, Person, Totals};
use units::{BillId, Day, Decimal, Fen, Rate, Rounding};

/// Of a hundred statements so many are left out.
const LEFT_OUT: usize = 4;

fn ids(area: &Area, fact: Fact) -> Vec<String> {
    let domain = area.domains.of.get(&fact);
    domain.map_or(Vec::new(), |domain| domain.values.iter().map(|v| v.id.clone()).collect())
}

/// One of the values of a closed fact, sometimes none.
fn stated(random: &mut Random, area: &Area, fact: Fact) -> Option<String> {
    let all = ids(area, fact);
    if all.is_empty() || random.chance(LEFT_OUT) {
        return None;
    }
    // Sometimes a word that is not listed.
    if random.below(400) == 0 {
        return Some("no-such-word".to_string());
    }
    Some(random.pick(&all))
}

fn several(random: &mut Random, area: &Area, fact: Fact) -> Vec<String> {
    let all: Vec<String> = ids(area, fact).into_iter().filter(|v| v != "none").collect();
    if all.is_empty() || random.chance(50) {
        return Vec::new();
    }
    random.some(&all)
}

/// A random person under one of the area's schemes.
pub fn person(random: &mut Random, area: &Area) -> Person {
    let insurances: Vec<u16> = area.schemes.iter().map(|s| s.body.insurance).collect();
    let insurance = match random.chance(1) || insurances.is_empty() {
        true => random.pick(&ids(area, Fact::Insurance)),
        false => {
            let code = random.pick(&insurances);
            area.domains.value(Fact::Insurance, code)
        }
    };
    let born = Day::new(
        random.between(1935, 2026) as i16,
        random.between(1, 12) as i8,
        random.between(1, 28) as i8,
    );
    let entitled = random.chance(15).then(|| {
        let month = random.between(1, 6) as i8;
        Day::new(2026, month, random.between(1, 28) as i8)
    });
    Person {
        insurance,
        status: stated(random, area, Fact::Status),
        born: born.filter(|_| random.chance(70)),
        age: (!random.chance(LEFT_OUT)).then(|| random.between(0, 131) as u32),
        classes: several(random, area, Fact::Class),
        tier: stated(random, area, Fact::Tier),
        conditions: several(random, area, Fact::Condition),
        entitled_from: entitled.flatten(),
        years_enrolled: (!random.chance(LEFT_OUT)).then(|| random.between(0, 30) as u32),
        account: Account {
            current: Fen(random.amount() / 100),
            history: Fen(random.amount() / 100),
        },
    }
}

/// Every amount that the area's law writes, in fen: where bills meet boundaries.
pub fn figures(area: &Area) -> Vec<i64> {
    let mut all = Vec::new();
    for pieces in area.values.values().chain(area.statistics.values()) {
        for piece in &pieces.pieces {
            amounts(&piece.body, &mut all);
        }
    }
    for pieces in area.layers.values() {
        for piece in &pieces.pieces {
            let LayerKind::Ordinary(parts) = &piece.body.kind else {
                continue;
            };
            let limits = [&parts.cost_limit_before, &parts.cost_limit_after];
            let limits = limits.into_iter().flatten().map(|l| &l.amount);
            let limits = limits.chain(parts.limits.iter().map(|l| &l.amount));
            let edges = parts.bands.iter().flat_map(|bands| &bands.edges);
            let deductible = parts.deductible.iter().map(|d| &d.amount);
            for expr in limits.chain(edges).chain(deductible) {
                amounts(expr, &mut all);
            }
        }
    }
    all.retain(|fen| (1..=Fen::MOST.0).contains(fen));
    all.sort_unstable();
    all.dedup();
    all
}

fn amounts(expr: &Expr, all: &mut Vec<i64>) {
    match &expr.start {
        Start::Literal(Literal::Amount(fen)) => all.push(fen.0),
        Start::Is(inner) | Start::LargestOfConditions(inner) => amounts(inner, all),
        Start::Table(rows) => rows.iter().for_each(|row| amounts(&row.is, all)),
        Start::Largest(list) => list.iter().for_each(|inner| amounts(inner, all)),
        _ => {}
    }
    for step in &expr.steps {
        let (Operation::Times(by) | Operation::Add(by, _)) = &step.operation;
        amounts(by, all);
    }
    for bound in [&expr.floor, &expr.ceiling].into_iter().flatten() {
        amounts(bound, all);
    }
}

fn an_amount(random: &mut Random, figures: &[i64]) -> i64 {
    match random.below(20) {
        0 => random.between(0, 3),
        1 => Fen::MOST.0 / random.pick(&[1, 7, 100]),
        2..=6 if !figures.is_empty() => {
            let more = random.pick(figures);
            let sum = random.pick(figures) + random.pick(&[0, 0, more]);
            (sum + random.between(-1, 1)).clamp(0, Fen::MOST.0)
        }
        _ => random.amount(),
    }
}

/// Bills of a person over the year 2026 and a little beyond, in the order of their last days.
pub fn bills(random: &mut Random, area: &Area, person: &Person, count: usize) -> Vec<Bill> {
    let figures = figures(area);
    let mut days: Vec<Day> = Vec::new();
    for _ in 0..count {
        let year = if random.chance(2) { 2027 } else { 2026 };
        let (month, day) = (random.between(1, 12) as i8, random.between(1, 31) as i8);
        // Two bills on one day now and then.
        let day = match days.last() {
            Some(last) if random.chance(10) => Some(*last),
            _ => Day::new(year, month, day),
        };
        days.push(day.unwrap_or_else(|| days.last().copied().unwrap_or(first_day())));
    }
    days.sort();
    let mut bills: Vec<Bill> = Vec::new();
    for (at, to) in days.into_iter().enumerate() {
        let mut bill = one(random, area, person, &figures, to);
        bill.id = BillId(format!("b{}", at + 1));
        if let (Some(before), true) = (bills.last(), random.chance(8)) {
            bill.continues = Some(before.id.clone());
        }
        bills.push(bill);
    }
    bills
}

fn first_day() -> Day {
    Day::new(2026, 1, 1).expect("a day")
}

fn one(random: &mut Random, area: &Area, person: &Person, figures: &[i64], to: Day) -> Bill {
    let mut from = to;
    for _ in 0..random.pick(&[0, 0, 3, 12, 40]) {
        from = from.previous();
    }
    if random.below(150) == 0 {
        from = to.next();
    }
    let mut settled = None;
    if random.chance(30) {
        settled = Some(to.months_later(random.pick(&[0, 0, 1])).next());
    }
    let covered = area.schemes.iter().flat_map(|s| &s.body.covers).copied();
    let covered: Vec<u16> = covered.collect();
    let care = match random.chance(3) || covered.is_empty() {
        true => random.pick(&ids(area, Fact::Care)),
        false => {
            let code = random.pick(&covered);
            area.domains.value(Fact::Care, code)
        }
    };
    let condition = match random.chance(40) && !person.conditions.is_empty() {
        true => Some(random.pick(&person.conditions)),
        false => stated(random, area, Fact::Condition),
    };
    let flag = |random: &mut Random| (!random.chance(LEFT_OUT)).then(|| random.chance(50));
    let institution = Institution {
        level: stated(random, area, Fact::Level),
        rank: stated(random, area, Fact::Rank),
        kind: stated(random, area, Fact::Kind),
        place: stated(random, area, Fact::Place),
        chosen: flag(random),
        designated: !random.chance(20),
    };
    Bill {
        id: BillId::from(""),
        care,
        from,
        to,
        settled,
        continues: None,
        condition,
        use_account: random.chance(50),
        institution,
        filing: stated(random, area, Fact::Filing),
        cost: match random.below(3) {
            0 => Cost::Lines(lines(random, area, figures)),
            with_groups => Cost::Totals(totals(random, area, figures, with_groups == 1)),
        },
    }
}

fn totals(random: &mut Random, area: &Area, figures: &[i64], with_groups: bool) -> Totals {
    let in_scope = an_amount(random, figures);
    let mut other = |chance: usize| match random.chance(chance) {
        true => random.amount(),
        false => 0,
    };
    let (own, over, first) = (other(40), other(30), other(30));
    let mut total = (in_scope + own + over + first).min(Fen::MOST.0);
    let mut left = total - own - over - first;
    let mut groups = Vec::new();
    if with_groups {
        let all = ids(area, Fact::Group);
        let some = random.some(&all);
        for (at, group) in some.iter().enumerate() {
            // Mostly all of in-scope belongs to some group.
            let last = at + 1 == some.len() && random.chance(85);
            let part = if last { left } else { random.between(0, left.max(0)) };
            left -= part;
            groups.push((group.clone(), Fen(part)));
        }
    }
    match random.below(250) {
        0 => total = -1,
        1 => total = Fen::MOST.0 + 1,
        2 => total = own - 1,
        3 => groups.push(("A".to_string(), Fen(left + 1))),
        4 => groups.push(("no-such-group".to_string(), Fen(0))),
        _ => {}
    }
    Totals {
        total: Fen(total),
        own_pay: Fen(own),
        over_limit: Fen(over),
        first_pay: Fen(first),
        groups,
    }
}

fn lines(random: &mut Random, area: &Area, figures: &[i64]) -> Vec<Line> {
    let count = random.pick(&[1, 1, 2, 5, 12]);
    (0..count).map(|_| line(random, area, figures)).collect()
}

/// A line whose amount is quantity times price, or a fen beside it.
fn line(random: &mut Random, area: &Area, figures: &[i64]) -> Line {
    let whole = an_amount(random, figures).min(Fen::MOST.0 / 1_000);
    let (qty, price) = match random.below(3) {
        0 => (Decimal(1_000_000), Decimal(whole * 10_000)),
        1 => {
            let qty = random.between(1, 30);
            (Decimal(qty * 1_000_000), Decimal(whole / qty * 10_000))
        }
        _ => {
            let qty = random.between(1, 9_000_000);
            (Decimal(qty), Decimal(random.between(0, 900_000_000)))
        }
    };
    let mode = random.pick(&Rounding::NAMES.map(|(_, mode)| mode));
    let cost = qty.cost(price, mode).unwrap_or(Fen::ZERO);
    let slip = match random.below(200) {
        0 => 2,
        1 => -cost.0 - 1,
        _ => 0,
    };
    let class = [ItemClass::A, ItemClass::A, ItemClass::B, ItemClass::B, ItemClass::C];
    let class = random.pick(&class);
    let rates = [0, 0, 50_000, 100_000, 333_333, 1_000_000];
    let limit = random.chance(25).then(|| {
        let top = price.0 + price.0 / 5;
        Decimal(random.between(0, top))
    });
    Line {
        code: "item".to_string(),
        qty,
        price,
        amount: Fen(cost.0 + slip),
        class,
        group: match random.chance(40) {
            true => stated(random, area, Fact::Group),
            false => None,
        },
        first_pay: Rate(random.pick(&rates)),
        price_limit: limit,
    }
}
