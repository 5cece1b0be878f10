//! Cases (病案): what a grouper is told of a stay, borrowed from the text it came in.

use super::reasons::{Field, Reason};
use super::settings::Limits;

/// A list of codes, the main one first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes<'a> {
    /// In one text, with `|` between.
    Joined(&'a str),
    /// One by one.
    Each(&'a [&'a str]),
}

impl<'a> Codes<'a> {
    /// Each code with blanks cut off, in order; an empty text alone is no code.
    #[inline]
    pub fn each(self, mut with: impl FnMut(&'a str)) {
        match self {
            Codes::Each(codes) => codes.iter().for_each(|code| with(trim(code))),
            Codes::Joined("") => {}
            Codes::Joined(text) => {
                let (mut start, bytes) = (0, text.as_bytes());
                for (at, byte) in bytes.iter().enumerate() {
                    if *byte == b'|' {
                        with(trim(&text[start..at]));
                        start = at + 1;
                    }
                }
                with(trim(&text[start..]));
            }
        }
    }

    /// All codes.
    pub fn all(self) -> Vec<&'a str> {
        let mut all = Vec::new();
        self.each(|code| all.push(code));
        all
    }

    /// The first code, or an empty text.
    pub fn first(self) -> &'a str {
        match self {
            Codes::Each(codes) => trim(codes.first().copied().unwrap_or("")),
            Codes::Joined(text) => {
                let end = text.bytes().position(|byte| byte == b'|');
                trim(end.map_or(text, |end| &text[..end]))
            }
        }
    }
}

#[inline]
fn trim(text: &str) -> &str {
    text.trim_ascii()
}

/// A case as text, field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields<'a> {
    /// 1 male, 2 female.
    pub sex: &'a str,
    /// Age in years.
    pub age: &'a str,
    /// Age in days; may be empty.
    pub days: &'a str,
    /// Weight at birth in grams; may be empty.
    pub weight: &'a str,
    /// Days of the stay; may be empty.
    pub stay: &'a str,
    /// How the stay ended (离院方式).
    pub leaving: &'a str,
    /// Diagnoses (诊断), the main one first.
    pub diagnoses: Codes<'a>,
    /// Procedures (手术及操作), the main one first.
    pub procedures: Codes<'a>,
}

/// A case that can be grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case<'a> {
    /// 1 male, 2 female.
    pub sex: u8,
    /// Age in years.
    pub age: u32,
    /// Age in days, where it is known.
    pub days: Option<u32>,
    /// Weight at birth in grams, where it is known.
    pub weight: Option<u32>,
    /// Days of the stay, where they are known.
    pub stay: Option<u32>,
    /// How the stay ended.
    pub leaving: &'a str,
    /// Diagnoses, the main one first.
    pub diagnoses: Codes<'a>,
    /// Procedures, the main one first.
    pub procedures: Codes<'a>,
}

impl<'a> Case<'a> {
    /// Reads the fields of a case, or says why it cannot be grouped.
    pub fn read(fields: &Fields<'a>, limits: &Limits) -> Result<Case<'a>, Reason> {
        if fields.diagnoses.first().is_empty() {
            return Err(Reason::NoMainDiagnosis);
        }
        let sex = match trim(fields.sex) {
            "1" => 1,
            "2" => 2,
            _ => return Err(Reason::UnknownSex),
        };
        let age = number(fields.age, Field::Age)?.ok_or(Reason::NoAge)?;
        let days = number(fields.days, Field::Days)?;
        let weight = number(fields.weight, Field::Weight)?;
        let stay = number(fields.stay, Field::Stay)?;
        let beyond = |value: u32, limit: Option<u32>| limit.is_some_and(|limit| value > limit);
        if beyond(age, limits.oldest) {
            return Err(Reason::Impossible(Field::Age));
        }
        if age == 0 && beyond(days.unwrap_or(0), limits.first_year) {
            return Err(Reason::Impossible(Field::Days));
        }
        if beyond(stay.unwrap_or(0), limits.longest_stay) {
            return Err(Reason::Impossible(Field::Stay));
        }
        let leaving = trim(fields.leaving);
        let (diagnoses, procedures) = (fields.diagnoses, fields.procedures);
        Ok(Case { sex, age, days, weight, stay, leaving, diagnoses, procedures })
    }
}

/// A whole number that is not negative, or nothing. Spreadsheets write `2500.0` for 2500; of a
/// weight any fraction of a gram is left out, which moves nobody over the edge of a band.
#[inline]
fn number(text: &str, field: Field) -> Result<Option<u32>, Reason> {
    let text = trim(text);
    if text.is_empty() {
        return Ok(None);
    }
    let short = text.len() < 10;
    if short && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = text.bytes().map(|byte| u32::from(byte - b'0'));
        return Ok(Some(digits.fold(0, |number, digit| number * 10 + digit)));
    }
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let none = field == Field::Weight || rest.bytes().all(|b| b == b'0');
    if !digits(whole) || !digits(rest) || !none {
        return Err(Reason::UnreadableNumber(field));
    }
    whole.parse().map(Some).map_err(|_| Reason::UnreadableNumber(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields = Fields {
        sex: "1",
        age: "40",
        days: "",
        weight: "",
        stay: "3",
        leaving: "1",
        diagnoses: Codes::Joined("A|B"),
        procedures: Codes::Joined(""),
    };

    #[track_caller]
    fn check(fields: Fields, want: Option<Reason>) {
        assert_eq!(Case::read(&fields, &Limits::default()).err(), want, "{fields:?}");
    }

    #[test]
    fn what_cannot_be_read_has_a_name() {
        use Reason::*;
        check(FIELDS, None);
        check(Fields { sex: " 2 ", age: "0", days: "28", weight: "1499.9", ..FIELDS }, None);
        check(Fields { age: "3.0", ..FIELDS }, None);
        check(Fields { age: "", ..FIELDS }, Some(NoAge));
        for age in ["-1", "x", "3.5", "3.", ".", "99999999999", "+3", "3岁"] {
            check(Fields { age, ..FIELDS }, Some(UnreadableNumber(Field::Age)));
        }
        check(Fields { days: "?", ..FIELDS }, Some(UnreadableNumber(Field::Days)));
        check(Fields { weight: "2kg", ..FIELDS }, Some(UnreadableNumber(Field::Weight)));
        check(Fields { stay: "1-2", ..FIELDS }, Some(UnreadableNumber(Field::Stay)));
        for sex in ["", "0", "3", "男"] {
            check(Fields { sex, ..FIELDS }, Some(UnknownSex));
        }
        for text in ["", " ", "|A", " |"] {
            check(Fields { diagnoses: Codes::Joined(text), ..FIELDS }, Some(NoMainDiagnosis));
        }
        check(Fields { diagnoses: Codes::Each(&[]), ..FIELDS }, Some(NoMainDiagnosis));
        check(
            Fields { diagnoses: Codes::Joined(""), sex: "", age: "", ..FIELDS },
            Some(NoMainDiagnosis),
        );
        check(Fields { sex: "", age: "", ..FIELDS }, Some(UnknownSex));
    }

    #[test]
    fn limits_hold_where_they_are_set() {
        let limits = Limits { oldest: Some(130), first_year: Some(366), longest_stay: Some(9) };
        let read = |fields: Fields| Case::read(&fields, &limits).err();
        assert_eq!(read(FIELDS), None);
        let of = |field| Some(Reason::Impossible(field));
        assert_eq!(read(Fields { age: "131", ..FIELDS }), of(Field::Age));
        assert_eq!(read(Fields { age: "0", days: "367", ..FIELDS }), of(Field::Days));
        assert_eq!(read(Fields { stay: "10", ..FIELDS }), of(Field::Stay));
    }

    #[test]
    fn codes_come_one_by_one() {
        assert_eq!(Codes::Joined("A| B |C").all(), ["A", "B", "C"]);
        assert_eq!(Codes::Joined("").all(), [""; 0]);
        assert_eq!(Codes::Joined("A||").all(), ["A", "", ""]);
        assert_eq!(Codes::Each(&["A ", "B"]).all(), ["A", "B"]);
    }
}
