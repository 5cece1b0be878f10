//! Register a visit (就诊登记): who is treated where, for what, from which day.
//!
//! In: person, institution, kind of care, first day. Out: the number of the visit. What the
//! institution was on that day is written with the visit, so that later changes do not touch it.
//! Diagnoses that are stated at once follow as a description of their own.

use crate::describe_visit::kept;
use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::refuse::{closed_value, refused, stated};
use crate::settle_visit::same_insurance;
use law::{Area, Fact};
use record::event::VisitOpened;
use record::{Deed, Described, Diagnosis, Filing, FilingKind, Institution, Key};
use store::InstitutionRow;
use units::Day;

/// A visit to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Id of the person.
    pub person: String,
    /// Code of the institution.
    pub institution: String,
    /// Kind of care.
    pub care: String,
    /// First day.
    pub from: Day,
    /// Registered condition it is for.
    pub condition: Option<String>,
    /// Referral or filing, where the institution states one; else what was filed holds.
    pub filing: Option<String>,
    /// The insurance that the institution names, to be compared.
    pub insurance: Option<String>,
    /// Diagnoses, where they are stated at once.
    pub diagnoses: Vec<Diagnosis>,
    /// What a door wants kept beside them, by name.
    pub texts: Vec<(String, String)>,
}

pub(crate) fn needs(ask: &Visit, needs: &mut Needs) {
    needs.persons.insert(ask.person.clone());
    needs.institutions.insert(ask.institution.clone());
}

/// Registers a visit.
pub(crate) fn register_visit(
    sitting: &mut Sitting<'_>,
    ask: &Visit,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let opened = opened(sitting, ask, None)?;
    let about = opened.about();
    let texts = kept(&ask.diagnoses, &ask.texts)?;
    let registered = sitting.add(key, Deed::Visit(Box::new(opened)));
    if !ask.diagnoses.is_empty() || !texts.is_empty() {
        let (visit, diagnoses) = (registered.seq, ask.diagnoses.clone());
        let described = Described { visit, about, diagnoses, texts };
        sitting.add(None, Deed::Described(Box::new(described)));
    }
    Ok(Answer::New(registered))
}

/// The registration of a visit. The register says what the institution is; only where that does not
/// know it, what is stated.
pub(crate) fn opened(
    sitting: &Sitting<'_>,
    ask: &Visit,
    stated_place: Option<Institution>,
) -> Result<VisitOpened, Refused> {
    let area = sitting.room.rules.engine.area();
    stated(area, &ask.care, ask.condition.as_ref(), ask.filing.as_ref())?;
    let (number, person) = sitting.person_by_id(&ask.person)?;
    let Some(cover) = person.file.cover_on(ask.from) else { return Err(no_cover(ask.from)) };
    same_insurance(ask.insurance.as_deref(), &cover.insurance, ask.from)?;
    let rows = sitting.institutions.get(&ask.institution).map_or(&[][..], Vec::as_slice);
    let own = |filing: &Filing| filing.value == ask.institution;
    let chosen = person.file.filed(FilingKind::Chosen, ask.from).any(own);
    let place = match stated_place.filter(|_| rows.is_empty()) {
        Some(place) => known_values(area, place)?,
        None => {
            let at = on_day(rows, &ask.institution, ask.from)?;
            at_home_or_away(sitting.room.number, at, chosen)
        }
    };
    Ok(VisitOpened {
        person: number,
        id: person.file.id.clone(),
        institution: ask.institution.clone(),
        place,
        care: ask.care.clone(),
        from: ask.from,
        condition: ask.condition.clone(),
        filing: ask.filing.clone(),
        claim: None,
    })
}

/// That what is stated of an institution are values the law knows.
fn known_values(area: &Area, place: Institution) -> Result<Institution, Refused> {
    for (fact, value) in [(Fact::Level, &place.level), (Fact::Kind, &place.kind)] {
        value.as_ref().map_or(Ok(()), |value| closed_value(area, fact, value))?;
    }
    Ok(place)
}

/// Nobody is covered on a day without a cover.
pub(crate) fn no_cover(day: Day) -> Refused {
    refused(
        "no-cover",
        format!("{day} 无参保记录。请核对就诊日期,或请参保人到经办窗口补登。"),
        format!(
            "there is no cover on {day}; check the day of care, or have the person's cover entered"
        ),
    )
}

/// What an institution was on a day.
pub(crate) fn on_day<'r>(
    rows: &'r [InstitutionRow],
    code: &str,
    day: Day,
) -> Result<&'r InstitutionRow, Refused> {
    let number = i64::from(day.number());
    let holds =
        |row: &&InstitutionRow| row.from_day <= number && row.to_day.is_none_or(|to| number <= to);
    rows.iter().rev().find(holds).ok_or_else(|| {
        refused(
            "no-institution",
            format!("{day} 没有医药机构 {code} 的登记。请核对机构编码,或由经办机构先登记该机构。"),
            format!(
                "institution {code} is not registered on {day}; check its code, or register it first"
            ),
        )
    })
}

/// What an institution is, seen from the insured area.
pub(crate) fn at_home_or_away(area: i64, at: &InstitutionRow, chosen: bool) -> Institution {
    Institution {
        level: at.level.clone(),
        rank: at.rank.clone(),
        kind: at.kind.clone(),
        place: Some(place(area, at.area).to_string()),
        chosen: Some(chosen),
        designated: at.designated,
    }
}

/// Where an institution lies, seen from the insured area: the first two digits are the province.
pub(crate) fn place(area: i64, of_institution: i64) -> &'static str {
    match (area == of_institution, area / 10_000 == of_institution / 10_000) {
        (true, _) => "home",
        (false, true) => "province",
        (false, false) => "away",
    }
}
