//! Make a filing (门慢特备案, 定点备案, 异地备案, 转诊备案): one filing of a person, from a day on. Its id is the
//! seq of its event.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::{closed_value, refused};
use crate::register_visit::on_day;
use crate::settle_visit::same_insurance;
use law::Fact;
use record::event::FilingMade;
use record::{Deed, Filing, FilingKind, Key};

/// A filing to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakeFiling {
    /// Id of the person.
    pub person: String,
    /// The filing.
    pub filing: Filing,
    /// The insurance that an institution names, to be compared with that of the first day.
    pub insurance: Option<String>,
}

pub(crate) fn needs(ask: &MakeFiling, needs: &mut Needs) {
    needs.persons.insert(ask.person.clone());
    if names_institution(&ask.filing) {
        needs.institutions.insert(ask.filing.value.clone());
    }
}

/// Whether its value is the code of an institution; a referral may leave it open.
fn names_institution(filing: &Filing) -> bool {
    match filing.kind {
        FilingKind::Chosen => true,
        FilingKind::Referral => !filing.value.is_empty(),
        FilingKind::Condition | FilingKind::Away => false,
    }
}

/// Makes a filing.
pub(crate) fn make_filing(
    sitting: &mut Sitting<'_>,
    ask: &MakeFiling,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let (person, state) = sitting.person_by_id(&ask.person)?;
    let filing = &ask.filing;
    if !filing.ever_holds() {
        return Err(refused(
            "days",
            "备案的截止日期早于开始日期。请核对。".to_string(),
            "the filing's last day is before its first; check them".to_string(),
        ));
    }
    if let Some(cover) = state.file.cover_on(filing.from) {
        same_insurance(ask.insurance.as_deref(), &cover.insurance, filing.from)?;
    }
    sound_value(sitting, filing)?;
    let meets = |other: &&Filing| {
        let same = (other.kind, &other.value) == (filing.kind, &filing.value);
        let apart = other.to.is_some_and(|to| to < filing.from)
            || filing.to.is_some_and(|to| to < other.from);
        same && !apart
    };
    if let Some(other) = state.file.standing_filings().find(meets) {
        let to = other.to.map_or_else(String::new, |to| to.to_string());
        return Err(refused(
            "filed-before",
            format!(
                "同一备案({})自 {} 至 {to} 已有效。请勿重复备案,或先撤销原备案。",
                filing.value, other.from
            ),
            format!(
                "the same filing ({}) holds from {} to {to} already; revoke that first if another is wanted",
                filing.value, other.from
            ),
        ));
    }
    let made = FilingMade { person, filing: filing.clone() };
    Ok(Answer::New(sitting.add(key, Deed::Filing(made))))
}

/// That a condition is one of the law's, and an institution is registered on the first day.
fn sound_value(sitting: &Sitting<'_>, filing: &Filing) -> Result<(), Refused> {
    if filing.kind == FilingKind::Condition {
        // To be registered for nothing is no registration.
        let value = if filing.value == "none" { "" } else { &filing.value };
        closed_value(sitting.room.rules.engine.area(), Fact::Condition, value)?;
    }
    if names_institution(filing) {
        let rows = sitting.institutions.get(&filing.value).map_or(&[][..], Vec::as_slice);
        on_day(rows, &filing.value, filing.from)?;
    }
    Ok(())
}
