//! Codes of the interface and our own nouns (代码对照): kinds of care, insurance, persons, items.

use crate::door::Turned;
use crate::fields::{Mistake, Row};
use office::read_person::PersonSeen;
use record::{About, Cover, ItemClass};
use units::Day;

/// Insurance by its national code (insutype).
pub(super) const INSURANCE: &[(&str, &str)] = &[("310", "employee"), (RESIDENT, "resident")];
const RESIDENT: &str = "390";

/// Kinds of care by their national code (med_type), with the referral that the code says; the first
/// of a kind of care is what it is called where nothing more is known.
const CARE: &[(&str, &str, Option<&str>)] = &[
    ("11", "outpatient", None),
    ("12", "outpatient", None),
    ("13", "outpatient", Some("emergency")),
    ("14", "chronic", None),
    ("21", "inpatient", None),
    ("22", "inpatient", None),
    ("23", "inpatient", Some("referred")),
    ("24", "inpatient", Some("emergency")),
    ("41", "pharmacy", None),
    ("51", "maternity", None),
    ("52", "maternity", None),
    ("53", "maternity", None),
    ("91", "outpatient", None),
    ("92", "inpatient", None),
    ("93", "pharmacy", None),
];

/// Of them, stays in hospital; all others are visits.
const STAYS: &[&str] = &["21", "22", "23", "24", "52", "92"];

/// Categories of persons by their national code (psn_type).
const PERSONS: &[(&str, &str)] =
    &[("11", "active"), ("21", "retired"), ("41", "child"), ("42", "student"), ("50", "adult")];
/// A resident of this age or more is an aged resident.
const AGED: u32 = 60;

/// Classes of items by their national code (chrgitm_lv).
pub(crate) fn item_class(class: ItemClass) -> &'static str {
    match class {
        ItemClass::A => "01",
        ItemClass::B => "02",
        ItemClass::C => "03",
    }
}

/// The name under which the kind of care as it was stated is kept with a visit.
pub(super) const MED_TYPE: &str = "med_type";

/// What a visit is about, by the code of its care and the condition named; a condition counts only for
/// care of chronic diseases.
pub(super) fn about(row: &Row<'_>, condition: Option<&str>, stay: bool) -> Result<About, Turned> {
    let code = row.need_text("med_type")?;
    let fits = |known: &&str| STAYS.contains(known) == stay;
    let known_care = || {
        let codes = CARE.iter().map(|(code, _, _)| *code);
        codes.filter(|code| fits(code)).collect::<Vec<_>>().join(" ")
    };
    let known = CARE.iter().find(|(known, _, _)| *known == code && fits(known));
    let Some((_, care, filing)) = known else {
        return Err(Turned::one(
            &format!("{}.med_type", row.path()),
            "med-type",
            format!("医疗类别 {code} 不能用本交易办理。可用：{}", known_care()),
            format!("kind of care {code} is not for this transaction; known: {}", known_care()),
        ));
    };
    let condition = condition.filter(|_| *care == "chronic").map(str::to_string);
    Ok(About { care: (*care).to_string(), condition, filing: filing.map(str::to_string) })
}

/// Whether a kind of care is a stay in hospital.
pub(super) fn is_stay(code: &str) -> bool {
    STAYS.contains(&code)
}

/// The basic pooled fund (fund_pay_type) of an insurance, by its code: where nothing is paid, that is
/// the fund that does not.
pub(super) fn basic_fund(insutype: &str) -> &'static str {
    if insutype == RESIDENT { "390100" } else { "310100" }
}

/// The state of a cover on a day (psn_insu_stas); none before it begins.
pub(super) fn cover_state(cover: &Cover, day: Day) -> &'static str {
    match cover.to {
        _ if day < cover.from => "",
        Some(to) if to < day => "4",
        _ => "1",
    }
}

/// The sex of a person (gend, GB/T 2261.1); where the register does not say it: not stated
/// (未说明的性别).
pub(super) fn sex(person: &PersonSeen) -> &'static str {
    match person.sex.as_deref() {
        Some("male") => "1",
        Some("female") => "2",
        _ => "9",
    }
}

/// Civil servants' subsidies are in no law here yet (cvlserv_flag).
pub(super) const NO_CIVIL_SERVANT: &str = "0";

/// The code of a kind of care that was not stated as a code.
pub(super) fn med_type(about: &About) -> &'static str {
    let exact = CARE
        .iter()
        .find(|(_, care, filing)| *care == about.care && *filing == about.filing.as_deref());
    let care = || CARE.iter().find(|(_, care, _)| *care == about.care);
    exact.or_else(care).map_or("99", |(code, _, _)| code)
}

/// The kind of clearing (clr_type) of a kind of care.
pub(super) fn clr_type(care: &str) -> &'static str {
    match care {
        "inpatient" | "day-surgery" | "home-bed" => "21",
        "pharmacy" => "41",
        _ => "11",
    }
}

/// The insurance that a message names.
pub(super) fn insurance(row: &Row<'_>) -> Result<Option<String>, Mistake> {
    let code = row.need_text("insutype")?;
    let found = INSURANCE.iter().find(|(known, _)| *known == code);
    Ok(Some(found.map_or(code, |(_, insurance)| insurance).to_string()))
}

/// The code of an insurance.
pub(crate) fn insutype(insurance: &str) -> &'static str {
    INSURANCE.iter().find(|(_, known)| *known == insurance).map_or("", |(code, _)| code)
}

/// The category of a person.
pub(super) fn psn_type(cover: &Cover, day: Day) -> &'static str {
    let status = cover.status.as_deref();
    let found = PERSONS.iter().find(|(_, known)| Some(*known) == status);
    let age = cover.born.and_then(|born| day.age_of(born));
    match found {
        Some(("50", _)) if age.is_some_and(|age| age >= AGED) => "60",
        Some((code, _)) => code,
        None => "91",
    }
}

/// The kind of an identity document by its number: that of a resident, or another.
pub(super) fn document_kind(number: &str) -> &'static str {
    let (head, last) = number.split_at_checked(17).unwrap_or(("", ""));
    let digits = head.len() == 17 && head.bytes().all(|b| b.is_ascii_digit());
    if digits && last.len() == 1 { "01" } else { "99" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_of_care_goes_out_as_it_came() {
        let about = |care: &str, filing: Option<&str>| About {
            care: care.to_string(),
            condition: None,
            filing: filing.map(str::to_string),
        };
        assert_eq!(med_type(&about("outpatient", None)), "11");
        assert_eq!(med_type(&about("outpatient", Some("emergency"))), "13");
        assert_eq!(med_type(&about("inpatient", Some("filed"))), "21");
        assert_eq!(med_type(&about("day-surgery", None)), "99");
    }

    #[test]
    fn documents_are_told_apart() {
        let said = ["440700199001011X1X", "44070019900101111X", "E1", ""].map(document_kind);
        assert_eq!(said, ["99", "01", "99", "99"]);
    }
}
