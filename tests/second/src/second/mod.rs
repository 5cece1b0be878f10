//! The second decision (第二实现): slow and plain, written from `docs/law-format.md` alone.
//!
//! It shares the parsed law and the nouns with the engine and not one line of deciding. Where the
//! page leaves a choice, the place is marked `page:`.

mod check;
mod counted;
mod draw;
mod layer;
mod payment;
mod split;
#[cfg(test)]
mod tests;
mod value;

use law::{Area, Dated, Fact, Label, Outcome as Did, RulingDay, Scheme};
use record::{AccKey, AccountUse, Accumulators, Bill, LayerResult, Person, PersonShare, Split};
use std::collections::BTreeMap;
use units::{BillId, Day, Fen};
use value::Scene;

/// How one bill ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The bill.
    pub bill: BillId,
    /// How it ended.
    pub verdict: Verdict,
}

/// Settled, refused or a gap. The words of the last two are for people and not to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Decided.
    Settled(Box<Settled>),
    /// The bill is wrong, or the person is not entitled.
    Refused(String),
    /// The law does not say.
    Gap(String),
}

/// A decided bill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The day whose law held.
    pub ruling_day: Day,
    /// How it divides before the layers.
    pub split: Split,
    /// Ordinary layers that applied, in order; the account is not among them.
    pub layers: Vec<LayerResult>,
    /// What the person bears.
    pub person: PersonShare,
    /// What the bill counts: one sum a key, sorted, without zeros.
    pub deltas: Vec<(AccKey, i64)>,
    /// The referral chain that is open after it.
    pub chain: Option<String>,
}

/// Why a bill is not decided.
#[derive(Debug, Clone)]
enum Fault {
    Refused(String),
    Gap(String),
}

fn refused<T>(why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Refused(why.into()))
}

fn gap<T>(why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Gap(why.into()))
}

/// A run of fen that have everything in common: where they sit, their group, where they have been.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    len: i64,
    label: Label,
    /// Code of the item group; 0: not known.
    group: u16,
    /// Every label they have had, the present one included.
    had: Vec<Label>,
}

impl Run {
    fn new(len: i64, label: Label, group: u16) -> Run {
        let had = vec![label.clone()];
        Run { len, label, group, had }
    }

    /// So many of these fen, unmoved.
    fn some(&self, len: i64) -> Run {
        Run { len, ..self.clone() }
    }

    /// So many of these fen, moved to a label.
    fn moved(&self, len: i64, label: Label) -> Run {
        let mut run = self.some(len);
        if !run.had.contains(&label) {
            run.had.push(label.clone());
            run.had.sort();
        }
        run.label = label;
        run
    }

    fn has_been(&self, label: &Label) -> bool {
        self.had.contains(label)
    }
}

fn length(runs: &[Run]) -> i64 {
    runs.iter().map(|run| run.len).sum()
}

/// Cuts a line into its first `at` fen and the rest.
fn cut<T: Clone>(line: &[T], at: i64, len: fn(&mut T) -> &mut i64) -> (Vec<T>, Vec<T>) {
    let (mut front, mut back) = (Vec::new(), Vec::new());
    let mut left = at;
    for item in line {
        let (mut head, mut tail) = (item.clone(), item.clone());
        let whole = *len(&mut head);
        let here = left.clamp(0, whole);
        left -= here;
        *len(&mut head) = here;
        *len(&mut tail) = whole - here;
        if here > 0 {
            front.push(head);
        }
        if whole > here {
            back.push(tail);
        }
    }
    (front, back)
}

/// Everything that is known while one bill is decided.
struct Case<'a> {
    scene: Scene<'a>,
    scheme: &'a Dated<Scheme>,
    person: &'a Person,
    bill: &'a Bill,
    /// What was counted before the bill and by its layers so far.
    sums: Accumulators,
    /// What this bill counts.
    deltas: BTreeMap<AccKey, i64>,
    /// The chain on which this bill counts.
    chain: String,
    /// All fen of the bill.
    fen: Vec<Run>,
    account: AccountUse,
}

/// Decides the bills of a person in the order given. Account balances go down from bill to bill.
pub fn settle(
    area: &Area,
    person: &Person,
    bills: &[Bill],
    start: &Accumulators,
) -> (Vec<Outcome>, Accumulators) {
    let mut person = person.clone();
    let mut sums = start.clone();
    let mut outcomes = Vec::new();
    for bill in bills {
        let verdict = match one(area, &person, bill, &sums) {
            Ok(settled) => {
                sums.apply(&settled.deltas);
                sums.chain = settled.chain.clone();
                person.account.current -= settled.person.account.current;
                person.account.history -= settled.person.account.history;
                Verdict::Settled(Box::new(settled))
            }
            Err(Fault::Refused(why)) => Verdict::Refused(why),
            Err(Fault::Gap(why)) => Verdict::Gap(why),
        };
        outcomes.push(Outcome { bill: bill.id.clone(), verdict });
    }
    (outcomes, sums)
}

/// The ruling day by a scheme (§9).
fn ruling_day(scheme: &Scheme, bill: &Bill) -> Day {
    match scheme.ruling_day {
        RulingDay::Admission => bill.from,
        RulingDay::Discharge | RulingDay::Split => bill.to,
        RulingDay::Settlement => bill.settled.unwrap_or(bill.to),
    }
}

/// The scheme whose own ruling day of this bill lies in its own window.
fn scheme_of<'a>(
    area: &'a Area,
    insurance: u16,
    bill: &Bill,
) -> Result<(&'a Dated<Scheme>, bool), Fault> {
    let of_insurance = || area.schemes.iter().filter(|s| s.body.insurance == insurance);
    let inside = |scheme: &&Dated<Scheme>| {
        let day = ruling_day(&scheme.body, bill);
        scheme.entry.from <= day && scheme.entry.to.is_none_or(|to| day <= to)
    };
    // page: several schemes of one insurance may name different ruling days; the first fits.
    match (of_insurance().find(inside), of_insurance().next()) {
        (Some(scheme), _) => Ok((scheme, true)),
        (None, Some(scheme)) => Ok((scheme, false)),
        (None, None) => refused("the area has no scheme for this insurance"),
    }
}

fn one(area: &Area, person: &Person, bill: &Bill, sums: &Accumulators) -> Result<Settled, Fault> {
    check::closed_values(area, person, bill)?;
    let Some(insurance) = area.domains.code(Fact::Insurance, &person.insurance) else {
        return refused("unknown insurance");
    };
    let (scheme, inside) = scheme_of(area, insurance, bill)?;
    let day = ruling_day(&scheme.body, bill);
    check::days(scheme, person, bill, day)?;
    let (split, fen) = split::split(area, &scheme.body, bill)?;
    // What is refused is refused before any gap is looked for.
    if !inside {
        return gap("the ruling day lies outside the window");
    }
    let point = check::facts(area, person, bill, day);
    if !scheme.body.covers.contains(&point.get(Fact::Care)) {
        return gap("the law does not speak of this kind of care");
    }
    let held = check::codes(area, Fact::Condition, &person.conditions);
    let scene = Scene {
        area,
        day,
        point,
        measures: [
            split.total.0,
            split.own_pay.0,
            split.over_limit.0,
            split.first_pay.0,
            split.in_scope.0,
        ],
        held,
    };
    let mut case = Case {
        scene,
        scheme,
        person,
        bill,
        sums: sums.clone(),
        deltas: BTreeMap::new(),
        chain: String::new(),
        fen,
        account: AccountUse::default(),
    };
    case.number();
    let opens = case.choose_chain()?;
    let layers = layer::all(&mut case)?;
    case.feed_measures()?;
    let paid: Fen = layers.iter().map(|l| l.paid).sum();
    let stay_moved = case.move_counters(paid)?;
    let total = split.total - paid;
    Ok(Settled {
        ruling_day: day,
        split,
        layers,
        person: PersonShare { total, account: case.account, cash: total - case.account.total() },
        chain: if opens && stay_moved { Some(bill.id.0.clone()) } else { sums.chain.clone() },
        deltas: case.deltas.into_iter().filter(|(_, d)| *d != 0).collect(),
    })
}

/// The label of fen that the account paid.
fn paid_by_account() -> Label {
    Label::Of(Did::Paid, "account".to_string())
}
