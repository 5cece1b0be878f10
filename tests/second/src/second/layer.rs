//! §7: the layers, each part in the order of the page.

use super::draw::Drawn;
use super::payment::{Rated, Rule, cap};
use super::value::names_group;
use super::{Case, Fault, Run, gap, length, paid_by_account};
use law::{
    Axis, DeductibleMode, Delta, Fact, Label, Layer, LayerKind, Outcome, OverCap, Parts, Point,
    ShareOf,
};
use record::LayerResult;
use units::{Fen, Rounding};

const DEPTH: u8 = 60;

/// One layer at work.
struct Work<'a> {
    layer: &'a Layer,
    parts: &'a Parts,
    point: Point,
    /// Whether pieces are kept apart by group.
    grouped: bool,
    line: Vec<Drawn>,
    /// Fen that are done with.
    done: Vec<Run>,
}

/// All layers of the scheme, in order.
pub(super) fn all(case: &mut Case<'_>) -> Result<Vec<LayerResult>, Fault> {
    let mut results = Vec::new();
    for name in &case.scheme.body.layers {
        let pieces = case.scene.area.layers.get(name);
        let Some(piece) = pieces.and_then(|pieces| pieces.on(case.scene.day)) else {
            return gap(format!("layer '{name}' is not in force on this day"));
        };
        let layer = &piece.body;
        let point = case.class_point(layer);
        if !case.scene.holds(&layer.applies, point)? {
            continue;
        }
        match &layer.kind {
            LayerKind::Account { pots, .. } => case.account(layer, pots, point)?,
            LayerKind::Ordinary(parts) => results.extend(case.ordinary(layer, parts, point)?),
        }
        // After every layer the buckets add up to the bill.
        assert_eq!(length(&case.fen), case.scene.measures[0], "{name}");
        assert!(case.fen.iter().all(|run| run.len >= 0), "{name}");
    }
    Ok(results)
}

impl<'a> Case<'a> {
    /// The layers of the scheme that are in force on the ruling day.
    pub(super) fn layers(&self) -> impl Iterator<Item = &'a Layer> + use<'a> {
        let (area, day) = (self.scene.area, self.scene.day);
        let names = self.scheme.body.layers.iter();
        names.filter_map(move |name| Some(&area.layers.get(name)?.on(day)?.body))
    }

    /// The person's class for a layer is the first listed one they hold, else none.
    fn class_point(&self, layer: &Layer) -> Point {
        let domains = &self.scene.area.domains;
        let held = super::check::codes(self.scene.area, Fact::Class, &self.person.classes);
        let first = layer.class_order.iter().find(|code| held.contains(code));
        let none = domains.code(Fact::Class, "none").unwrap_or(0);
        self.scene.point.with(Fact::Class, first.copied().unwrap_or(none))
    }

    /// The personal account (个人账户): whole fen from the front, pots in order.
    fn account(&mut self, layer: &Layer, pots: &[String], point: Point) -> Result<(), Fault> {
        if !self.bill.use_account {
            return Ok(());
        }
        let drawn = self.draw(layer, Rounding::Down, point)?;
        if drawn.is_empty() {
            return Ok(());
        }
        self.keys_stated(layer)?;
        let line: Vec<Run> = drawn.into_iter().map(|d| d.run).collect();
        let mut left = length(&line);
        for pot in pots {
            let (balance, used) = if pot == "current" {
                (self.person.account.current, &mut self.account.current)
            } else {
                (self.person.account.history, &mut self.account.history)
            };
            let pays = (balance - *used).0.clamp(0, left);
            *used += Fen(pays);
            left -= pays;
        }
        let paid = length(&line) - left;
        let (front, back) = super::cut(&line, paid, |run| &mut run.len);
        let front = front.iter().map(|run| run.moved(run.len, paid_by_account()));
        self.fen.extend(front.collect::<Vec<_>>());
        self.fen.extend(back);
        self.tidy();
        self.feed(&layer.name, &[(Delta::Paid, paid)])
    }

    fn ordinary(
        &mut self,
        layer: &'a Layer,
        parts: &'a Parts,
        point: Point,
    ) -> Result<Option<LayerResult>, Fault> {
        let line = self.draw(layer, parts.rounding, point)?;
        if line.is_empty() {
            return Ok(None);
        }
        self.keys_stated(layer)?;
        let (area, day) = (self.scene.area, self.scene.day);
        let names = |expr| names_group(area, day, expr, DEPTH);
        let mut work = Work {
            layer,
            parts,
            point,
            grouped: names(&parts.share.rate) || parts.first_pay.as_ref().is_some_and(names),
            line,
            done: Vec::new(),
        };
        let base = work.length();
        work.cost_limit(self, true)?;
        work.first_pay(self)?;
        let entered = work.length();
        let limit = work.deductible(self)?;
        let before_bands = work.length();
        work.cost_limit(self, false)?;
        let met_bands = work.length();
        let cut_off = work.pay(self, entered - before_bands, limit)?;
        let moved = |outcome: Outcome| {
            let label = Label::Of(outcome, layer.id.clone());
            let there = work.done.iter().filter(|run| run.label == label);
            there.map(|run| run.len).sum::<i64>()
        };
        let result = LayerResult {
            id: layer.id.clone(),
            name: layer.name.clone(),
            fund: parts.fund.clone(),
            base: Fen(base),
            deductible: Fen(moved(Outcome::InDeductible)),
            first_pay: Fen(moved(Outcome::FirstPay)),
            over_cap: Fen(moved(Outcome::OverCap)),
            paid: Fen(moved(Outcome::Paid)),
        };
        self.fen.extend(work.done);
        self.tidy();
        let deltas = [
            (Delta::Entered, entered),
            (Delta::FirstPay, result.first_pay.0),
            (Delta::Deductible, result.deductible.0),
            (Delta::Cost, met_bands - cut_off),
            (Delta::OverCap, result.over_cap.0),
            (Delta::Paid, result.paid.0),
        ];
        self.feed(&layer.name, &deltas)?;
        Ok(Some(result))
    }

    /// Puts runs that have everything in common together.
    fn tidy(&mut self) {
        let mut tidy: Vec<Run> = Vec::new();
        for run in std::mem::take(&mut self.fen) {
            let twin = tidy
                .iter_mut()
                .find(|t| t.label == run.label && t.group == run.group && t.had == run.had);
            match twin {
                Some(twin) => twin.len += run.len,
                None if run.len > 0 => tidy.push(run),
                None => {}
            }
        }
        self.fen = tidy;
    }
}

impl Work<'_> {
    fn length(&self) -> i64 {
        self.line.iter().map(|drawn| drawn.run.len).sum()
    }

    fn done(&mut self, run: &Run, len: i64, outcome: Outcome) {
        if len > 0 {
            let label = Label::Of(outcome, self.layer.id.clone());
            self.done.push(run.moved(len, label));
        }
    }

    /// Moves the front of the line or, after `keep` fen, its end.
    fn move_front(&mut self, len: i64, outcome: Outcome) {
        let (front, back) = super::cut(&self.line, len, |drawn| &mut drawn.run.len);
        self.line = back;
        for drawn in front {
            self.done(&drawn.run, drawn.run.len, outcome);
        }
    }

    fn move_end(&mut self, keep: i64, outcome: Outcome) {
        let (front, back) = super::cut(&self.line, keep, |drawn| &mut drawn.run.len);
        self.line = front;
        for drawn in back {
            self.done(&drawn.run, drawn.run.len, outcome);
        }
    }

    /// Parts 2 and 5.
    fn cost_limit(&mut self, case: &Case<'_>, before: bool) -> Result<(), Fault> {
        let limit = match before {
            true => &self.parts.cost_limit_before,
            false => &self.parts.cost_limit_after,
        };
        if let Some(limit) = limit
            && self.length() > 0
            && let Some(keep) = case.remainder(&limit.amount, limit.over.as_deref(), self.point)?
        {
            self.move_end(keep, Outcome::OverCap);
        }
        Ok(())
    }

    fn rule(&self, of: ShareOf) -> Rule {
        Rule { of, mode: self.parts.rounding, place: self.parts.rounding_place }
    }

    /// Part 3: taken out piece by piece.
    fn first_pay(&mut self, case: &Case<'_>) -> Result<(), Fault> {
        let Some(rate) = &self.parts.first_pay else {
            return Ok(());
        };
        let mut rated = Vec::new();
        for drawn in &self.line {
            let point = self.inner_point(case, &drawn.run, 1);
            let rate = case.scene.share(rate, point)?;
            self.add(&mut rated, drawn, rate, false);
        }
        let parts = self.rule(ShareOf::Fund).of_runs(&rated, false);
        let line = std::mem::take(&mut self.line);
        for (mut drawn, part) in line.into_iter().zip(parts) {
            self.done(&drawn.run, part, Outcome::FirstPay);
            drawn.run.len -= part;
            if drawn.run.len > 0 {
                self.line.push(drawn);
            }
        }
        Ok(())
    }

    fn inner_point(&self, case: &Case<'_>, run: &Run, band: u32) -> Point {
        let mut point = self.point.with(Fact::Group, run.group);
        point.set(Fact::Label, case.label_code(&run.label));
        point.set_number(Fact::Band, band);
        point
    }

    /// Adds fen with their rate; a new piece begins where draw, label, band or group changes.
    fn add(&self, rated: &mut Vec<Rated>, drawn: &Drawn, rate: i64, band_begins: bool) {
        let piece = match rated.last() {
            None => 0,
            Some(last) => {
                let (one, other) = (&last.drawn, drawn);
                let same = one.draw == other.draw
                    && one.run.label == other.run.label
                    && (!self.grouped || one.run.group == other.run.group);
                last.piece + usize::from(!same || band_begins)
            }
        };
        rated.push(Rated { drawn: drawn.clone(), rate, piece });
    }

    /// Part 4, and before it the limits where they may spare the deductible. Gives the smallest
    /// remainder where it was asked for.
    fn deductible(&mut self, case: &Case<'_>) -> Result<Option<Option<i64>>, Fault> {
        let Some(deductible) = &self.parts.deductible else {
            return Ok(None);
        };
        if self.length() == 0 {
            return Ok(None);
        }
        let mut known = None;
        if !self.parts.limits.is_empty() && self.parts.exhausted_spares_deductible {
            let remainder = case.smallest(&self.parts.limits, self.point)?;
            known = Some(remainder);
            if remainder == Some(0) {
                self.move_end(0, Outcome::OverCap);
                return Ok(known);
            }
        }
        let again = case.bill.continues.is_some() && deductible.mode == DeductibleMode::Each;
        if again && case.scheme.body.deductible_once {
            return Ok(known);
        }
        let amount = case.scene.whole(&deductible.amount, self.point)?;
        let counted = match (deductible.mode, amount) {
            (DeductibleMode::Each, _) | (_, None) => 0,
            _ => case.counted(deductible.over.as_deref())?,
        };
        let mut take = (amount.unwrap_or(0) - counted).max(0);
        if let Some(most) = &deductible.most
            && take > 0
            && let Some(rest) = case.remainder(&most.amount, Some(&most.over), self.point)?
        {
            take = take.min(rest);
        }
        self.move_front(take, Outcome::InDeductible);
        Ok(known)
    }

    /// Part 6: the line cut at the edges, each run with its band.
    fn bands(&self, case: &Case<'_>, deductible: i64) -> Result<Vec<(Drawn, u32)>, Fault> {
        let Some(bands) = &self.parts.bands else {
            return Ok(self.line.iter().map(|drawn| (drawn.clone(), 1)).collect());
        };
        if self.line.is_empty() {
            return Ok(Vec::new());
        }
        let mut position = case.counted(bands.over.as_deref())?;
        if bands.axis == Axis::BeforeDeductible {
            position += deductible;
        }
        let end = position + self.length();
        let mut edges = Vec::new();
        for edge in &bands.edges {
            // The upper edge of a band is needed when fen reach that band.
            if edges.last().is_some_and(|last| end <= *last) {
                break;
            }
            match case.scene.whole(edge, self.point)? {
                None => break,
                Some(edge) if edges.last().is_some_and(|last| edge < *last) => {
                    return gap("the edges of the bands fall");
                }
                Some(edge) => edges.push(edge),
            }
        }
        let mut cut = Vec::new();
        for drawn in &self.line {
            let mut left = drawn.run.len;
            while left > 0 {
                let band = edges.iter().filter(|edge| **edge <= position).count();
                let here = match edges.get(band) {
                    Some(edge) => left.min(edge - position),
                    None => left,
                };
                let mut part = drawn.clone();
                part.run.len = here;
                cut.push((part, band as u32 + 1));
                position += here;
                left -= here;
            }
        }
        Ok(cut)
    }

    /// Parts 6 to 11. Gives the cost that a limit cut off.
    fn pay(
        &mut self,
        case: &Case<'_>,
        deductible: i64,
        known: Option<Option<i64>>,
    ) -> Result<i64, Fault> {
        let mut rated: Vec<Rated> = Vec::new();
        let mut last_band = 0;
        for (drawn, band) in self.bands(case, deductible)? {
            let point = self.inner_point(case, &drawn.run, band);
            let rate = case.scene.share(&self.parts.share.rate, point)?;
            self.add(&mut rated, &drawn, rate, band != last_band);
            last_band = band;
        }
        let rule = self.rule(self.parts.share.of);
        let total = rule.total(&rated);
        let limit = match known {
            Some(limit) => limit,
            None if total > 0 => case.smallest(&self.parts.limits, self.point)?,
            None => None,
        };
        let binding = limit.filter(|limit| total > *limit);
        let (mut cut_off, mut inside) = (0, false);
        if let (Some(limit), OverCap::Cost) = (binding, self.parts.over_cap) {
            let consumed;
            (consumed, inside) = rule.reaches(&rated, limit);
            let (front, back) = super::cut(&rated, consumed, |r| &mut r.drawn.run.len);
            rated = front;
            for rated in back {
                let run = rated.drawn.run;
                cut_off += run.len;
                self.done(&run, run.len, Outcome::OverCap);
            }
        }
        let mut paid = rule.of_runs(&rated, inside);
        let lost = match binding {
            Some(limit) => cap(&mut paid, limit),
            None => vec![0; paid.len()],
        };
        for ((rated, paid), lost) in rated.into_iter().zip(paid).zip(lost) {
            let run = rated.drawn.run;
            self.done(&run, paid, Outcome::Paid);
            self.done(&run, lost, Outcome::OverCap);
            self.done(&run, run.len - paid - lost, Outcome::CoShare);
        }
        self.line.clear();
        Ok(cut_off)
    }
}
