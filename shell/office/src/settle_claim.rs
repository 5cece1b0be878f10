//! Settle a claim at the counter (手工报销, 零星报销): the person paid the institution, and brings receipt
//! and list of items. The same engine decides; what the funds pay is owed to the person.
//!
//! One act, one commit: the visit as a claim, its lines, its bill. A receipt (票据) of an institution
//! counts once for a person, care that was settled at the institution's window is not paid again, and
//! nobody lies in two hospitals at once.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::{Item, Lines, record_lines};
use crate::refuse::refused;
use crate::register_visit::{self, opened};
use crate::settle_visit;
use record::event::{Billed, Scope};
use record::{Deed, Institution, Key, Step, VisitFile};
use units::{Day, Fen};

/// A claim to be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Id of the person.
    pub person: String,
    /// Code of the institution.
    pub institution: String,
    /// Its name as the receipt has it.
    pub name: String,
    /// What the institution is, where it is not registered here.
    pub elsewhere: Option<Elsewhere>,
    /// Kind of care.
    pub care: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Registered condition it is for.
    pub condition: Option<String>,
    /// Referral or filing, where the clerk states one; else what was filed holds.
    pub filing: Option<String>,
    /// Number of the receipt.
    pub receipt: String,
    /// What the receipt comes to, to be compared with its lines.
    pub total: Fen,
    /// The lines.
    pub lines: Vec<Item>,
}

/// An institution that is not in the register: most lie far away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Elsewhere {
    /// Six digits of the area where it lies.
    pub area: i64,
    /// Level.
    pub level: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// Whether it is under agreement there (定点).
    pub designated: bool,
}

pub(crate) fn needs(ask: &Claim, needs: &mut Needs) {
    needs.persons.insert(ask.person.clone());
    needs.claimants.insert(ask.person.clone());
    needs.institutions.insert(ask.institution.clone());
    needs.items.extend(ask.lines.iter().map(|line| line.code.clone()));
}

/// Settles a claim: all of it, or nothing.
pub(crate) fn settle_claim(
    sitting: &mut Sitting<'_>,
    ask: &Claim,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let mark = sitting.mark();
    match decided(sitting, ask, false) {
        Ok((billed, _)) => Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed))))),
        Err(why) => {
            sitting.back_to(mark);
            Err(why)
        }
    }
}

/// The visit and its lines are added, and its bill is decided, in steps where they are wanted.
pub(crate) fn decided(
    sitting: &mut Sitting<'_>,
    ask: &Claim,
    explain: bool,
) -> Result<(Billed, Vec<Step>), Refused> {
    sound(ask)?;
    not_paid_before(sitting, ask)?;
    let visit = register_visit::Visit {
        person: ask.person.clone(),
        institution: ask.institution.clone(),
        care: ask.care.clone(),
        from: ask.from,
        condition: ask.condition.clone(),
        filing: ask.filing.clone(),
        insurance: None,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    };
    let place = |area| ask.elsewhere.as_ref().map(|elsewhere| place_of(area, elsewhere));
    let mut opened = opened(sitting, &visit, place(sitting.room.number))?;
    opened.claim = Some(ask.name.trim().to_string());
    let visit = sitting.add(None, Deed::Visit(Box::new(opened))).seq;
    record_lines(sitting, &Lines { visit, person: None, lines: ask.lines.clone() }, None)?;
    let bill = settle_visit::Bill {
        visit,
        person: None,
        batch: ask.receipt.clone(),
        to: Some(ask.to),
        settled: None,
        use_account: false,
        total: Some(ask.total),
        split: None,
        insurance: None,
    };
    settle_visit::decided(sitting, &bill, (Scope::Rest, None), explain)
}

fn place_of(area: i64, elsewhere: &Elsewhere) -> Institution {
    Institution {
        level: elsewhere.level.clone(),
        rank: None,
        kind: elsewhere.kind.clone(),
        place: Some(register_visit::place(area, elsewhere.area).to_string()),
        chosen: Some(false),
        designated: elsewhere.designated,
    }
}

fn sound(ask: &Claim) -> Result<(), Refused> {
    if ask.receipt.trim().is_empty() {
        return Err(refused(
            "no-receipt",
            "没有填写票据号。请按医疗收费票据填写,同一票据只能报销一次。".to_string(),
            "the receipt has no number; write that of the receipt, which counts once".to_string(),
        ));
    }
    if ask.to < ask.from {
        return Err(refused(
            "days",
            "就医的截止日期早于开始日期。请核对。".to_string(),
            "the last day of care is before its first; check them".to_string(),
        ));
    }
    Ok(())
}

/// That nothing of it was paid before: the receipt was not claimed, the same care was not settled at the
/// window, and the person did not lie elsewhere on the same days.
fn not_paid_before(sitting: &Sitting<'_>, ask: &Claim) -> Result<(), Refused> {
    let (person, _) = sitting.person_by_id(&ask.person)?;
    let own = |file: &&VisitFile| file.opened.person == person;
    let bills = sitting.visits.values().filter(own).flat_map(|file| {
        let billed = file.live().filter_map(|bill| Some((bill.seq, bill.billed()?)));
        billed.map(move |(seq, billed)| (seq, file, billed))
    });
    for (seq, file, billed) in bills {
        let here = file.opened.institution == ask.institution;
        let (claimed, total) = (file.opened.claim.is_some(), billed.split.total);
        let (from, to) = (file.opened.from, billed.to);
        if here && claimed && billed.batch == ask.receipt {
            return Err(refused(
                "claimed-before",
                format!("票据 {} 已报销(结算 {seq})。同一票据只能报销一次。", ask.receipt),
                format!("receipt {} was claimed before (settlement {seq})", ask.receipt),
            ));
        }
        let meets = from < to && ask.from < ask.to && from < ask.to && ask.from < to;
        let same = (from, to, total) == (ask.from, ask.to, ask.total);
        if here && !claimed && (meets || same) {
            return Err(refused(
                "settled-at-window",
                format!(
                    "该机构已对 {from} 至 {to} 的费用直接结算(结算 {seq},{total}),不能再报销。请核对票据。"
                ),
                format!(
                    "care of {from} to {to} was settled at the institution (settlement {seq}, {total}) and is not paid again; check the receipt"
                ),
            ));
        }
        if meets {
            return Err(refused(
                "stay-overlaps",
                format!(
                    "该参保人 {from} 至 {to} 在另一次住院中(结算 {seq}),与本次日期重叠。请核对日期;确有转院的,请按转院日期分开填写。"
                ),
                format!(
                    "the person lay in hospital from {from} to {to} (settlement {seq}), which overlaps; check the days, and divide them where the person was transferred"
                ),
            ));
        }
    }
    Ok(())
}
