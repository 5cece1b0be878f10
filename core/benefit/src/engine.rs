//! Engine: the rules of an area, ready to decide bills.

use crate::bind::{Case, bind, insurance, ruling_day};
use crate::compile::compile;
use crate::keys::{CounterPlan, counter_key, known_key};
use crate::plan::Program;
use crate::refusals;
use crate::run::{Scratch, Stop};
use crate::split::{self, divide, say};
use crate::tell::tell;
use crate::trace::{Record, Silent};
use law::{Area, Fact, Gap, breakpoints};
use record::{
    AccKey, AccountUse, Accumulators, Bill, Decision, LayerResult, Line, Person, PersonShare,
    Refusal, Settled, Split, Verdict,
};
use std::sync::Arc;
use units::{Day, Fen, Period, PeriodKind, Rounding};

/// Version of what the engine decides: the same version gives the same fen for the same law, bill
/// and sums, for ever. It goes up only when some bill would come out otherwise.
pub const VERSION: u32 = 1;

/// Why the rules of an area cannot be made ready.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {sentence}")]
pub struct Unready {
    /// Where in the law.
    pub place: law::Place,
    /// What, and what to do.
    pub sentence: String,
}

/// An area's rules, compiled for every span of its windows.
#[derive(Debug, Clone)]
pub struct Engine {
    area: Arc<Area>,
    programs: Vec<Program>,
}

impl Engine {
    /// Makes the rules of an area ready. The law should have passed [`law::check_area`].
    pub fn new(area: Arc<Area>) -> Result<Engine, Unready> {
        let mut programs = Vec::new();
        for scheme in &area.schemes {
            let Some(to) = scheme.entry.to else { continue };
            let mut days = breakpoints(&area, scheme.entry.from, to, &scheme.body);
            if area
                .accumulators
                .values()
                .flat_map(|t| &t.pieces)
                .any(|p| p.body.period == PeriodKind::MonthCarried)
            {
                let years = scheme.entry.from.year() + 1..=to.year();
                days.extend(years.filter_map(|year| Day::new(year, 1, 1)));
                days.sort();
                days.dedup();
            }
            for (at, from) in days.iter().enumerate() {
                let until = days.get(at + 1).map_or(to, |next| next.previous());
                let program = compile(&area, scheme, *from, until)
                    .map_err(|sentence| Unready { place: scheme.entry.place.clone(), sentence })?;
                programs.push(program);
            }
        }
        Ok(Engine { area, programs })
    }

    /// The rules.
    pub fn area(&self) -> &Area {
        &self.area
    }

    /// The program of an insurance code on a day.
    pub fn program(&self, insurance: u16, day: Day) -> Option<&Program> {
        self.programs
            .iter()
            .find(|p| p.scheme.body.insurance == insurance && p.from <= day && day <= p.to)
    }

    /// Whether a key could stand in the accumulators of this area.
    pub fn knows(&self, key: &AccKey) -> bool {
        known_key(&self.area, key)
    }

    /// The periods in which the counters of stays and visits count a bill.
    pub fn counter_periods(&self, insurance: &str, bill: &Bill) -> [Option<Period>; 2] {
        let code = self.area.domains.code(Fact::Insurance, insurance);
        let program = code.and_then(|code| {
            let scheme = self.area.scheme(code, bill.to)?;
            let day = ruling_day(&scheme.body, bill).ok()?;
            Some((self.program(code, day)?, day))
        });
        let Some((program, day)) = program else {
            return [None, None];
        };
        [program.end.stay, program.end.visit]
            .map(|counter| counter.map(|plan| plan.period.of(day, "", "")))
    }

    /// How one line divides, as a bill that ends on a day would divide it.
    pub fn split_line(&self, insurance: &str, day: Day, line: &Line) -> Result<Split, Refusal> {
        let area = &*self.area;
        let code = area.domains.code(Fact::Insurance, insurance);
        let scheme = code.and_then(|code| area.scheme(code, day));
        let rounding = scheme.map_or(Rounding::HalfUp, |scheme| scheme.body.line_rounding);
        split::line(line, rounding)
    }

    /// Decides a bill on what has been counted so far; changes nothing. With `explain` it says why.
    pub fn decide(
        &self,
        person: &Person,
        bill: &Bill,
        counted: &Accumulators,
        explain: bool,
    ) -> Decision {
        let verdict = match self.try_decide(person, bill, counted, explain) {
            Ok(verdict) => verdict,
            Err(refusal) => Verdict::Refused(refusal),
        };
        Decision { bill: bill.id.clone(), verdict }
    }

    fn try_decide(
        &self,
        person: &Person,
        bill: &Bill,
        counted: &Accumulators,
        explain: bool,
    ) -> Result<Verdict, Refusal> {
        let area = &*self.area;
        let code = insurance(area, person)?;
        let Some(any) = area.schemes.iter().find(|s| s.body.insurance == code) else {
            return Err(refusals::no_scheme(area, person));
        };
        let by_to = area.scheme(code, bill.to).unwrap_or(any);
        let day = ruling_day(&by_to.body, bill)?;
        if let Some(from) = person.entitled_from.filter(|from| day < *from) {
            return Err(refusals::not_entitled(from, day));
        }
        let (split, groups) = divide(area, bill, by_to.body.line_rounding)?;
        let program = self.program(code, day);
        let case = bind(area, program, person, bill, day, (&split, groups))?;
        let Some(program) = program else {
            let own = area.schemes.iter().filter(|s| s.body.insurance == code);
            let windows: Vec<(Day, Day)> =
                own.map(|s| (s.entry.from, s.entry.to.unwrap_or(s.entry.from))).collect();
            return Ok(Verdict::Gap(refusals::window(area, person, &windows, day)));
        };
        if !program.scheme.body.covers.contains(&case.point.get(Fact::Care)) {
            return Ok(Verdict::Gap(refusals::care(area, bill)));
        }
        Ok(self.settle(program, case, (bill, split, day), counted, explain))
    }

    /// Runs a bound bill on what has been counted.
    fn settle(
        &self,
        program: &Program,
        mut case: Case,
        (bill, split, day): (&Bill, Split, Day),
        counted: &Accumulators,
        explain: bool,
    ) -> Verdict {
        let area = &*self.area;
        let chain = match self.chain(program, bill, &case, counted) {
            Ok(chain) => chain,
            Err(gap) => return Verdict::Gap(gap_words(program, &Stop { gap, layer: None })),
        };
        self.number(program, &mut case, day, counted);
        let link = chain.as_deref().unwrap_or("-");
        let keys = program.keys(area, &case.point, day, bill.id.as_str(), link);
        for (at, _) in keys.iter().enumerate().filter(|(_, key)| key.is_none()) {
            case.unkeyed |= 1 << at;
        }
        let mut scratch = Scratch::new(program);
        for (slot, key) in scratch.counted.iter_mut().zip(&keys) {
            *slot = key.as_ref().map_or(0, |key| counted.get(key));
        }
        let seen = seen(program, &keys, &scratch, day, counted);
        let mut record = Record::default();
        let ran = if explain {
            say(&split, &mut record);
            program.decide(area, &case, &mut scratch, &mut record)
        } else {
            program.decide(area, &case, &mut scratch, &mut Silent)
        };
        if let Err(stop) = ran {
            return Verdict::Gap(gap_words(program, &stop));
        }
        let mut deltas = deltas(keys, &scratch);
        deltas.extend(counter_deltas(program, &scratch, day));
        let steps = if explain { tell(area, program, &case, &record.steps) } else { Vec::new() };
        Verdict::Settled(Box::new(Settled {
            ruling_day: day,
            split,
            layers: layer_results(program, &scratch),
            person: person_share(split.total, &scratch),
            seen,
            deltas,
            chain: if scratch.counts[0] { chain } else { counted.chain.clone() },
            steps,
        }))
    }

    /// The referral chain this bill counts on; a gap where that cannot be told and some
    /// accumulator counts by chain.
    fn chain(
        &self,
        program: &Program,
        bill: &Bill,
        case: &Case,
        counted: &Accumulators,
    ) -> Result<Option<String>, Gap> {
        let by_chain = program.accs.iter().any(|acc| acc.period == PeriodKind::Chain);
        let counts = match program.end.stay {
            Some(_) if !case.continues => program.end.dense.row(&case.point, 0)[2],
            _ => 0,
        };
        // A referred bill stays on the open chain, whether it counts as a stay or not.
        if counted.chain.is_some() && bill.filing.as_deref() == Some("referred") {
            return Ok(counted.chain.clone());
        }
        if counts < 0 && by_chain {
            return Err(program.gaps[(counts - i64::MIN) as usize].clone());
        }
        if counts != 1 {
            return Ok(counted.chain.clone());
        }
        if counted.chain.is_some() && by_chain && bill.filing.is_none() {
            return Err(Gap::Unstated(Fact::Filing, program.scheme.entry.place.clone()));
        }
        Ok(Some(bill.id.0.clone()))
    }

    /// The number of this stay and of this visit.
    fn number(&self, program: &Program, case: &mut Case, day: Day, counted: &Accumulators) {
        let counters = [(Fact::Stay, program.end.stay), (Fact::Visit, program.end.visit)];
        for (fact, counter) in counters {
            let Some(CounterPlan { period, .. }) = counter else {
                continue;
            };
            let count = counted.get(&counter_key(fact, period, day));
            let number = if case.continues { count.max(1) } else { count + 1 };
            case.point.set_number(fact, u32::try_from(number).unwrap_or(1));
        }
    }
}

/// What had been counted of all that the program asks for; sums of nothing are left out.
fn seen(
    program: &Program,
    keys: &[Option<AccKey>],
    scratch: &Scratch,
    day: Day,
    counted: &Accumulators,
) -> Vec<(AccKey, i64)> {
    let sums = keys.iter().zip(&scratch.counted).filter(|(_, sum)| **sum != 0);
    let mut seen: Vec<(AccKey, i64)> =
        sums.filter_map(|(key, sum)| Some((key.clone()?, *sum))).collect();
    for (fact, counter) in [(Fact::Stay, program.end.stay), (Fact::Visit, program.end.visit)] {
        let Some(counter) = counter else { continue };
        let key = counter_key(fact, counter.period, day);
        let sum = counted.get(&key);
        if sum != 0 {
            seen.push((key, sum));
        }
    }
    seen
}

/// One sum a key of what the bill counted.
fn deltas(keys: Vec<Option<AccKey>>, scratch: &Scratch) -> Vec<(AccKey, i64)> {
    let mut sums = vec![0; keys.len()];
    scratch.fed.iter().for_each(|(acc, delta)| sums[usize::from(*acc)] += delta);
    let counted = keys.into_iter().zip(sums).filter(|(_, delta)| *delta != 0);
    counted.filter_map(|(key, delta)| Some((key?, delta))).collect()
}

fn counter_deltas(program: &Program, scratch: &Scratch, day: Day) -> Vec<(AccKey, i64)> {
    let counters = [(Fact::Stay, program.end.stay), (Fact::Visit, program.end.visit)];
    let moved = counters.into_iter().zip(scratch.counts).filter(|(_, counts)| *counts);
    moved.filter_map(|((fact, plan), _)| Some((counter_key(fact, plan?.period, day), 1))).collect()
}

fn layer_results(program: &Program, scratch: &Scratch) -> Vec<LayerResult> {
    let done = scratch.done().map(|(at, out)| (&program.layers[at], out));
    done.filter_map(|(plan, out)| {
        Some(LayerResult {
            id: plan.dated.body.id.clone(),
            name: plan.dated.body.name.clone(),
            fund: plan.parts.as_ref()?.parts.fund.clone(),
            base: Fen(out.base),
            deductible: Fen(out.deductible),
            first_pay: Fen(out.first_pay),
            over_cap: Fen(out.over_cap),
            paid: Fen(out.paid),
        })
    })
    .collect()
}

fn person_share(total: Fen, scratch: &Scratch) -> PersonShare {
    let person = total - Fen(scratch.paid());
    let [current, history] = scratch.account.map(Fen);
    let account = AccountUse { current, history };
    PersonShare { total: person, account, cash: person - account.total() }
}

/// The gap in words, with the title of the layer that met it.
fn gap_words(program: &Program, stop: &Stop) -> Refusal {
    let layer = stop.layer.as_ref().and_then(|name| {
        let plan = program.layers.iter().find(|plan| plan.dated.body.name == *name)?;
        Some(&plan.dated.body.titles)
    });
    refusals::gap(layer, &stop.gap)
}
