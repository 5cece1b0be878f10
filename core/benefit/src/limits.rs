//! Limits: what the deductible takes and what limits on the payment leave.

use crate::layer::Ctx;
use crate::params::{DEDUCTIBLE, MOST, NONE};
use crate::plan::PartsPlan;
use crate::trace::Trace;
use law::{DeductibleMode, Gap};
use record::Rule;

impl Ctx<'_> {
    /// A limit of cost: how much of `len` stays.
    #[inline(always)]
    pub(crate) fn within<T: Trace>(
        &self,
        limit: Option<Option<u16>>,
        at: usize,
        len: i64,
        counted: &[i64],
        trace: &mut T,
    ) -> Result<i64, Box<Gap>> {
        let Some(over) = limit else { return Ok(len) };
        if len == 0 {
            return Ok(0);
        }
        let figure = self.figure(at)?;
        let left = self.left(figure, over, counted);
        let stays = len.min(left);
        if T::ON && stays < len {
            self.say(trace, Rule::CostLimit, at, (len, stays, figure));
        }
        Ok(stays)
    }

    /// What the deductible takes from the front of a line of `len`.
    #[inline(always)]
    pub(crate) fn deductible<T: Trace>(
        &self,
        plan: &PartsPlan,
        len: i64,
        counted: &[i64],
        trace: &mut T,
    ) -> Result<i64, Box<Gap>> {
        let Some(deductible) = &plan.parts.deductible else {
            return Ok(0);
        };
        if len == 0 {
            return Ok(0);
        }
        let each = deductible.mode == DeductibleMode::Each;
        if each && self.case.continues && self.program.scheme.body.deductible_once {
            return Ok(0);
        }
        let figure = self.figure(DEDUCTIBLE)?;
        let mut due = self.left(figure, plan.deductible_over, counted);
        if T::ON && due < figure {
            self.say(trace, Rule::Counted, DEDUCTIBLE, (figure, due, figure - due));
        }
        if plan.most_over.is_some() && due > 0 {
            let most = self.figure(MOST)?;
            let left = self.left(most, plan.most_over, counted);
            if T::ON && left < due {
                self.say(trace, Rule::Limit, MOST, (due, left, most));
            }
            due = due.min(left);
        }
        let taken = len.min(due);
        self.say(trace, Rule::Deductible, DEDUCTIBLE, (len, len - taken, figure));
        Ok(taken)
    }

    /// The smallest remainder of the limits on the payment, and which figure it is.
    #[inline(always)]
    pub(crate) fn remainder(
        &self,
        plan: &PartsPlan,
        counted: &[i64],
    ) -> Result<(i64, usize), Box<Gap>> {
        let mut best = (NONE, usize::MAX);
        for (at, (over, monthly)) in plan.limits.iter().enumerate() {
            let param = self.layer.layout.limits + at;
            let left = match monthly {
                None => self.left(self.figure(param)?, *over, counted),
                Some(first) => self.left(self.quotas(*first)?, *over, counted),
            };
            if left < best.0 {
                best = (left, param);
            }
        }
        Ok(best)
    }

    /// The sum of the quotas of the months entitled so far this year.
    #[inline(always)]
    fn quotas(&self, (first, sums): (usize, usize)) -> Result<i64, Box<Gap>> {
        let (from, to) = (self.case.entitled_month, self.case.month);
        if self.row[sums] == 0 && from <= to {
            return Ok(self.row[sums + usize::from(to)] - self.row[sums + usize::from(from) - 1]);
        }
        self.quotas_one_by_one(first)
    }

    #[cold]
    fn quotas_one_by_one(&self, first: usize) -> Result<i64, Box<Gap>> {
        let mut sum = 0;
        for month in self.case.entitled_month..=self.case.month {
            let quota = self.figure(first + usize::from(month) - 1)?;
            if quota == NONE {
                return Ok(NONE);
            }
            sum += quota;
        }
        Ok(sum)
    }

    /// Whether the limits were used up before this bill and the law then spares the deductible.
    #[inline(always)]
    pub(crate) fn exhausted(
        &self,
        plan: &PartsPlan,
        len: i64,
        counted: &[i64],
    ) -> Result<bool, Box<Gap>> {
        let parts = &plan.parts;
        let asks = parts.exhausted_spares_deductible && !parts.limits.is_empty() && len > 0;
        Ok(asks && self.remainder(plan, counted)?.0 == 0)
    }
}
