//! Revoke a filing (备案撤销): it ends from a day on, or is taken back as if it had never been, where
//! nothing rests on it. What was settled while it held stays as it was settled.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::refused;
use record::event::{FilingMade, FilingRevoked};
use record::{Deed, Filing, FilingKind, Key, VisitBill, VisitFile};
use units::Day;

/// A filing to be revoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokeFiling {
    /// Its id: the seq of the event that made it.
    pub filing: u64,
    /// What it is about, to be compared.
    pub kind: Option<FilingKind>,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// The first day on which it holds no more; none: it is taken back entirely.
    pub from: Option<Day>,
}

pub(crate) fn needs(ask: &RevokeFiling, needs: &mut Needs) {
    needs.events.insert(ask.filing);
    if ask.from.is_none() {
        needs.filings.insert(ask.filing);
    }
}

/// Revokes a filing.
pub(crate) fn revoke_filing(
    sitting: &mut Sitting<'_>,
    ask: &RevokeFiling,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let (made, standing) = standing(sitting, ask)?;
    let last = match ask.from {
        Some(from) => ends(&standing, from)?,
        None => {
            unused(sitting, (ask.filing, made.person), &standing)?;
            standing.from.previous()
        }
    };
    let filing = Filing { to: Some(last), ..standing };
    let revoked = FilingRevoked { person: made.person, made: ask.filing, filing };
    Ok(Answer::New(sitting.add(key, Deed::FilingRevoked(revoked))))
}

/// What the event wrote, and the filing as it stands now.
fn standing(sitting: &Sitting<'_>, ask: &RevokeFiling) -> Result<(FilingMade, Filing), Refused> {
    let id = ask.filing;
    let none = || {
        refused(
            "no-filing",
            format!("没有备案 {id}。请核对备案编号和备案类别。"),
            format!("there is no such filing {id}; check its number and its kind"),
        )
    };
    let of_kind = |made: &&FilingMade| ask.kind.is_none_or(|kind| kind == made.filing.kind);
    let made = match sitting.event(id).map(|event| &event.deed) {
        Some(Deed::Filing(made)) => Some(made).filter(of_kind).ok_or_else(none)?,
        _ => return Err(none()),
    };
    let file = &sitting.person(made.person)?.file;
    if ask.person.as_deref().is_some_and(|person| person != file.id.as_str()) {
        return Err(refused(
            "other-person",
            format!("备案 {id} 不属于此参保人。请核对人员编号和备案编号。"),
            format!("filing {id} is another person's; check the person and the filing"),
        ));
    }
    match file.standing_filings().find(|filing| filing.is_of(&made.filing)) {
        Some(standing) => Ok((made.clone(), standing.clone())),
        None => Err(refused(
            "revoked-before",
            format!("备案 {id} 已撤销。请勿重复撤销。"),
            format!("filing {id} was taken back before"),
        )),
    }
}

/// Its last day, if it is to hold no more from a day on.
fn ends(filing: &Filing, from: Day) -> Result<Day, Refused> {
    if from <= filing.from {
        return Err(refused(
            "days",
            format!(
                "备案自 {} 起,不能自 {from} 起终止。如需整个撤回,请不填终止日期。",
                filing.from
            ),
            format!(
                "the filing begins on {} and cannot end from {from} on; leave the day out to take it back entirely",
                filing.from
            ),
        ));
    }
    let last = from.previous();
    match filing.to {
        Some(to) if to <= last => Err(refused(
            "ended-before",
            format!("备案已于 {to} 终止。无须再撤销。"),
            format!("the filing ends on {to} already"),
        )),
        _ => Ok(last),
    }
}

/// That no bill that stands rests on a filing; none that was settled before it was made does.
fn unused(
    sitting: &Sitting<'_>,
    (made, person): (u64, u64),
    filing: &Filing,
) -> Result<(), Refused> {
    let own = sitting.visits.values().filter(|file| file.opened.person == person);
    let bills = own.flat_map(|file| file.live().map(move |bill| (file, bill)));
    let bills = bills.filter(|(_, bill)| bill.seq > made);
    let used = bills.filter(|(file, bill)| rests(file, bill, filing)).map(|(_, bill)| bill.seq);
    let Some(bill) = used.min() else { return Ok(()) };
    Err(refused(
        "filing-used",
        format!("结算 {bill} 依据该备案办理,不能整个撤回。请填写终止日期,或先撤销该结算。"),
        format!(
            "settlement {bill} rests on this filing; end it from a day on, or undo that settlement first"
        ),
    ))
}

/// Whether a bill rests on a filing: by the day on which its decision looks for one.
fn rests(file: &VisitFile, bill: &VisitBill, filing: &Filing) -> bool {
    let (opened, about) = (&file.opened, &bill.about);
    let begun = filing.holds(opened.from);
    let open = about.filing.is_none();
    match filing.kind {
        FilingKind::Condition => {
            let of = about.condition.as_deref() == Some(filing.value.as_str());
            of && bill.billed().is_some_and(|billed| filing.holds(billed.to))
        }
        FilingKind::Chosen => begun && opened.institution == filing.value,
        FilingKind::Referral => {
            begun && open && ["", &opened.institution].contains(&filing.value.as_str())
        }
        FilingKind::Away => begun && open && opened.place.place.as_deref() != Some("home"),
    }
}
