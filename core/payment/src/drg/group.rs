//! Group: the path of a case through a scheme. Nothing is allocated once the scratch has grown.

use super::case::{Case, Fields};
use super::plan::{Asked, Mdc, Node, Span, Test, bit, next, small};
use super::reasons::Reason;
use super::scheme::Scheme;
use super::settings::Complication;
use super::trace::{Record, Silent, Step, Trace};

/// How grouping ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// In a group (分组成功).
    Grouped,
    /// In none (无法入组).
    Ungrouped,
    /// Operated, but without a surgical ADRG (歧义病案).
    Ambiguous,
    /// Not valid (信息校验不通过).
    Invalid,
}

impl Status {
    /// The word of the results.
    pub fn zh(self) -> &'static str {
        match self {
            Status::Grouped => "分组成功",
            Status::Ungrouped => "无法入组",
            Status::Ambiguous => "歧义病案",
            Status::Invalid => "信息校验不通过",
        }
    }

    /// The word in English.
    pub fn en(self) -> &'static str {
        match self {
            Status::Grouped => "grouped",
            Status::Ungrouped => "ungrouped",
            Status::Ambiguous => "ambiguous",
            Status::Invalid => "invalid",
        }
    }
}

/// What became of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome<'s> {
    /// How it ended.
    pub status: Status,
    /// `MDCx`, or `0000`.
    pub mdc: &'s str,
    /// The ADRG, `QY`, or `00`.
    pub adrg: &'s str,
    /// The group, or `0000`.
    pub drg: &'s str,
    /// Why it has no group.
    pub reason: Option<Reason>,
}

impl<'s> Outcome<'s> {
    /// The outcome of a case without a group.
    pub fn without(reason: Reason) -> Outcome<'s> {
        let none = matches!(reason, Reason::NoMdc | Reason::NoAdrg);
        let status = if none { Status::Ungrouped } else { Status::Invalid };
        Outcome { status, mdc: "0000", adrg: "00", drg: "0000", reason: Some(reason) }
    }
}

/// Room to work in, kept from case to case.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    dx: Vec<u32>,
    op: Vec<u32>,
    /// Lists of the secondary diagnoses together.
    other: Vec<u64>,
    /// Lists of all procedures together.
    any: Vec<u64>,
}

/// What tests look at.
struct Seen<'x> {
    case: &'x Case<'x>,
    main: &'x [u64],
    other: &'x [u64],
    first: &'x [u64],
    any: &'x [u64],
    sites: u32,
    /// Classes of the main diagnosis and of the first procedure.
    classes: (u32, u32),
}

impl Scheme {
    /// Groups a case.
    #[inline]
    pub fn group<'s>(&'s self, case: &Case, scratch: &mut Scratch) -> Outcome<'s> {
        self.run(case, scratch, &mut Silent)
    }

    /// Groups a case that is still text.
    #[inline]
    pub fn group_fields<'s>(&'s self, fields: &Fields, scratch: &mut Scratch) -> Outcome<'s> {
        match Case::read(fields, &self.settings.limits) {
            Ok(case) => self.group(&case, scratch),
            Err(reason) => Outcome::without(reason),
        }
    }

    /// The same calculation with all its steps.
    pub fn why<'s>(&'s self, case: &Case, scratch: &mut Scratch) -> (Outcome<'s>, Vec<Step>) {
        let mut record = Record::default();
        let outcome = self.run(case, scratch, &mut record);
        (outcome, record.steps)
    }

    /// Groups a case while somebody listens.
    pub fn run<'s, T: Trace>(
        &'s self,
        case: &Case,
        scratch: &mut Scratch,
        trace: &mut T,
    ) -> Outcome<'s> {
        match self.take(case, scratch) {
            Ok(()) => {
                self.swap(&mut scratch.dx, trace);
                let sites = self.gather(scratch);
                self.path(case, scratch, sites, trace)
            }
            Err(reason) => ended(reason, trace),
        }
    }

    /// From the texts of codes to numbers, and whether they may stand.
    #[inline]
    fn take(&self, case: &Case, scratch: &mut Scratch) -> Result<(), Reason> {
        let (dx, op) = (&mut scratch.dx, &mut scratch.op);
        dx.clear();
        op.clear();
        let mut empty = true;
        case.diagnoses.each(|code| {
            empty &= !dx.is_empty() || code.is_empty();
            dx.push(self.diagnosis(code));
        });
        if empty {
            return Err(Reason::NoMainDiagnosis);
        }
        case.procedures.each(|code| op.push(self.op.get(code)));
        let asks = self.settings.check_codes || self.settings.check_sex;
        if asks || self.settings.convert_diagnoses || self.settings.convert_procedures {
            return self.validate(case, scratch);
        }
        Ok(())
    }

    /// The checks that settings switch on, in the order of their reasons. Empty codes are none.
    #[cold]
    fn validate(&self, case: &Case, scratch: &Scratch) -> Result<(), Reason> {
        let settings = &self.settings;
        let first = |codes: super::case::Codes, wrong: &dyn Fn(usize) -> bool| {
            let (mut at, mut found) = (0, None);
            codes.each(|code| {
                if found.is_none() && !code.is_empty() && wrong(at) {
                    found = Some(small(at));
                }
                at += 1;
            });
            found
        };
        let (dx, op) = (&scratch.dx, &scratch.op);
        let fact = |at: usize| self.facts[dx[at] as usize];
        let (diagnoses, procedures) = (case.diagnoses, case.procedures);
        let found = |on: bool, found: Option<u32>, reason: fn(u32) -> Reason| match found {
            Some(at) if on => Err(reason(at)),
            _ => Ok(()),
        };
        let unconverted = first(diagnoses, &|at| dx[at] == 0);
        found(settings.convert_diagnoses, unconverted, Reason::DiagnosisNotConverted)?;
        let unconverted = first(procedures, &|at| op[at] == 0);
        found(settings.convert_procedures, unconverted, Reason::ProcedureNotConverted)?;
        let unknown = first(diagnoses, &|at| !fact(at).known);
        found(settings.check_codes, unknown, Reason::UnknownDiagnosis)?;
        let unknown = first(procedures, &|at| !self.op_known[op[at] as usize]);
        found(settings.check_codes, unknown, Reason::UnknownProcedure)?;
        let other = first(diagnoses, &|at| fact(at).sex != 0 && fact(at).sex != case.sex);
        found(settings.check_sex, other, Reason::SexDisagrees)
    }

    /// Takes a secondary diagnosis for the main one, where a swap says so.
    #[inline]
    fn swap<T: Trace>(&self, dx: &mut [u32], trace: &mut T) {
        for (number, swap) in self.swaps.iter().enumerate() {
            if !bit(self.lists_of(dx[0]), swap.main) {
                continue;
            }
            let fits = |code: &u32| bit(self.lists_of(*code), swap.other);
            if let Some(at) = dx.iter().skip(1).position(fits) {
                dx.swap(0, at + 1);
                trace.step(Step::Swapped { swap: small(number), position: small(at + 1) });
                return;
            }
        }
    }

    /// The lists of a diagnosis.
    #[inline]
    fn lists_of(&self, code: u32) -> &[u64] {
        self.dx_rows.of(self.facts[code as usize].class)
    }

    /// Puts the lists of codes together, and the trauma sites.
    #[inline]
    fn gather(&self, scratch: &mut Scratch) -> u32 {
        let Scratch { dx, op, other, any } = scratch;
        other.clear();
        other.resize(self.dx_shared, 0);
        let mut sites = self.facts[dx[0] as usize].sites;
        for code in &dx[1..] {
            let facts = self.facts[*code as usize];
            sites |= facts.sites;
            for (all, word) in other.iter_mut().zip(self.dx_rows.of(facts.class)) {
                *all |= word;
            }
        }
        any.clear();
        any.resize(self.op_shared, 0);
        for code in op.iter() {
            for (all, word) in any.iter_mut().zip(self.op_rows.of(self.op_class[*code as usize])) {
                *all |= word;
            }
        }
        sites
    }

    /// Through MDCs, ADRGs and groups.
    #[inline]
    fn path<'s, T: Trace>(
        &'s self,
        case: &Case,
        scratch: &Scratch,
        sites: u32,
        trace: &mut T,
    ) -> Outcome<'s> {
        let Scratch { dx, op, other, any } = scratch;
        let first = self.op_class[op.first().copied().unwrap_or(0) as usize];
        let classes = (self.facts[dx[0] as usize].class, first);
        let (main, first) = (self.dx_rows.of(classes.0), self.op_rows.of(classes.1));
        let seen = Seen { case, main, other, first, any, sites, classes };
        let rows = (self.by_main.mdcs(classes.0), self.by_first.mdcs(classes.1));
        let mut entered = false;
        let mut level = None;
        let (mut at, end) = (0, small(self.mdcs.len()));
        while let Some(number) = possible::<T>(rows, at, end) {
            at = number + 1;
            let mdc = &self.mdcs[number as usize];
            let refused = |alternative, test| Step::MdcRefused { mdc: number, alternative, test };
            let Some(alternative) = self.holds(mdc.alternatives, &seen, trace, refused) else {
                continue;
            };
            entered = true;
            trace.step(Step::MdcEntered { mdc: number, alternative });
            if let Some(outcome) = self.adrgs_of(number, mdc, &seen, dx, &mut level, trace) {
                return outcome;
            }
            trace.step(Step::MdcLeft { mdc: number });
        }
        ended(if entered { Reason::NoAdrg } else { Reason::NoMdc }, trace)
    }

    /// Tries the ADRGs of an MDC.
    #[inline]
    fn adrgs_of<'s, T: Trace>(
        &'s self,
        number: u32,
        mdc: &'s Mdc,
        seen: &Seen,
        dx: &[u32],
        level: &mut Option<Complication>,
        trace: &mut T,
    ) -> Option<Outcome<'s>> {
        let rows = (self.by_main.nodes(seen.classes.0), self.by_first.nodes(seen.classes.1));
        let (mut at, end, mut asked) = (mdc.nodes.from, mdc.nodes.to, mdc.ask.is_none());
        while let Some(node) = possible::<T>(rows, at, end) {
            at = node + 1;
            if !asked && mdc.ask.is_some_and(|(_, before)| node >= before) {
                asked = true;
                if self.is_ambiguous(number, mdc, seen, trace) {
                    return Some(ambiguous(mdc));
                }
            }
            let plan = &self.nodes[node as usize];
            let refused = |alternative, test| Step::AdrgRefused { node, alternative, test };
            let Some(alternative) = self.holds(plan.alternatives, seen, trace, refused) else {
                continue;
            };
            trace.step(Step::AdrgTaken { node, alternative });
            if let Some(group) = self.group_of(plan, seen.case, dx, level, trace) {
                let drg = self.groups[group].code.as_str();
                let (mdc, adrg) = (mdc.label.as_str(), plan.name.as_str());
                return Some(Outcome { status: Status::Grouped, mdc, adrg, drg, reason: None });
            }
            trace.step(Step::AdrgWithoutGroup { node });
        }
        (!asked && self.is_ambiguous(number, mdc, seen, trace)).then(|| ambiguous(mdc))
    }

    /// Whether the question of ambiguity holds.
    #[inline]
    fn is_ambiguous<T: Trace>(&self, number: u32, mdc: &Mdc, seen: &Seen, trace: &mut T) -> bool {
        let Some((test, _)) = mdc.ask else { return false };
        let holds = self.test(test, seen);
        trace.step(Step::AskedAmbiguous { mdc: number, holds });
        if holds {
            trace.step(Step::Ended { reason: Reason::Ambiguous });
        }
        holds
    }

    /// The first group of an ADRG that takes the case.
    #[inline]
    fn group_of<T: Trace>(
        &self,
        node: &Node,
        case: &Case,
        dx: &[u32],
        level: &mut Option<Complication>,
        trace: &mut T,
    ) -> Option<usize> {
        for at in node.groups.range() {
            let split = &self.splits[usize::from(self.groups[at].split)];
            let complicated = split.complication == Complication::Any
                || *level.get_or_insert_with(|| self.complication(dx, trace)) <= split.complication;
            let leaving =
                split.leaving.is_empty() || split.leaving.iter().any(|code| code == case.leaving);
            let stay = split.stay.is_none_or(|s| case.stay.is_some_and(|stay| s.hold(stay)));
            let group = small(at);
            if complicated && leaving && stay && split.age.hold(case.age) {
                trace.step(Step::GroupTaken { group });
                return Some(at);
            }
            trace.step(Step::GroupRefused { group });
        }
        None
    }

    /// The gravest complication that counts.
    #[inline]
    fn complication<T: Trace>(&self, dx: &[u32], trace: &mut T) -> Complication {
        let main = self.facts[dx[0] as usize].cce;
        let mut gravest = Complication::Any;
        for (position, code) in dx.iter().enumerate().skip(1) {
            let (facts, position) = (self.facts[*code as usize], small(position));
            for (level, number) in [(Complication::Mcc, facts.mcc), (Complication::Cc, facts.cc)] {
                if number == 0 {
                    continue;
                }
                if number != main {
                    trace.step(Step::Counted { position, level, number });
                    gravest = gravest.min(level);
                    break;
                }
                trace.step(Step::Excluded { position, level, number });
            }
            if !T::ON && gravest == Complication::Mcc {
                break;
            }
        }
        gravest
    }

    /// The number of the first alternative that holds.
    #[inline]
    fn holds<T: Trace>(
        &self,
        alternatives: Span,
        seen: &Seen,
        trace: &mut T,
        refused: impl Fn(u32, u32) -> Step,
    ) -> Option<u32> {
        for (number, span) in self.alternatives[alternatives.range()].iter().enumerate() {
            let tests: &[Asked] = &self.tests[span.range()];
            match tests.iter().position(|asked| !self.test(asked.test, seen)) {
                None => return Some(small(number)),
                Some(at) => trace.step(refused(small(number), span.from + small(at))),
            }
        }
        None
    }

    /// Whether a test holds.
    #[inline]
    fn test(&self, test: Test, seen: &Seen) -> bool {
        let case = seen.case;
        match test {
            Test::Main(list) => bit(seen.main, list),
            Test::First(list) => bit(seen.first, list),
            Test::Other(list) => bit(seen.other, list),
            Test::AnyDiagnosis(list) => bit(seen.other, list) || bit(seen.main, list),
            Test::AnyProcedure(list) => bit(seen.any, list),
            Test::NoProcedure(list) => !bit(seen.any, list),
            Test::Always => true,
            Test::Never => false,
            Test::Sites(least) => seen.sites.count_ones() >= least,
            Test::Sex(sex) => case.sex == sex,
            Test::Age(bounds) => bounds.hold(case.age),
            Test::Days(bounds) => case.days.is_some_and(|days| bounds.hold(days)),
            Test::Weight(bounds) => case.weight.is_some_and(|weight| bounds.hold(weight)),
            Test::Stay(bounds) => case.stay.is_some_and(|stay| bounds.hold(stay)),
            Test::Leaving(set) => self.leaves(case, set),
        }
    }
}

/// The next MDC or node to ask. Whoever listens hears of all of them.
#[inline]
fn possible<T: Trace>(rows: (&[u64], &[u64]), at: u32, end: u32) -> Option<u32> {
    if T::ON { (at < end).then_some(at) } else { next(rows.0, rows.1, at, end) }
}

fn ended<'s, T: Trace>(reason: Reason, trace: &mut T) -> Outcome<'s> {
    trace.step(Step::Ended { reason });
    Outcome::without(reason)
}

fn ambiguous(mdc: &Mdc) -> Outcome<'_> {
    let (mdc, drg) = (mdc.label.as_str(), mdc.ambiguous.as_str());
    let reason = Some(Reason::Ambiguous);
    Outcome { status: Status::Ambiguous, mdc, adrg: "QY", drg, reason }
}
