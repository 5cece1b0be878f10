//! Reasons: why a case has no group, in order of precedence; what happened, then who can do what.

use units::Words;

/// A field of a case that holds a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Age in years.
    Age,
    /// Age in days.
    Days,
    /// Weight at birth.
    Weight,
    /// Days of the stay.
    Stay,
}

impl Field {
    /// What people call it.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Field::Age => ("年龄", "the age in years"),
            Field::Days => ("日龄", "the age in days"),
            Field::Weight => ("出生体重", "the weight at birth"),
            Field::Stay => ("住院天数", "the days of the stay"),
        };
        Words { zh: zh.to_string(), en: en.to_string() }
    }

    /// The name in the columns of cases.
    pub fn name(self) -> &'static str {
        match self {
            Field::Age => "age",
            Field::Days => "ageDay",
            Field::Weight => "weight",
            Field::Stay => "inHospitalTime",
        }
    }
}

/// Why a case has no group. Of several the first in this order is told. Positions count from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// There is no main diagnosis.
    NoMainDiagnosis,
    /// The sex is neither 1 nor 2.
    UnknownSex,
    /// There is no age.
    NoAge,
    /// A field that must be a whole number is none.
    UnreadableNumber(Field),
    /// A figure beyond the limits of the settings.
    Impossible(Field),
    /// A diagnosis that the table of conversion does not have, by its position.
    DiagnosisNotConverted(u32),
    /// A procedure that the table of conversion does not have.
    ProcedureNotConverted(u32),
    /// A diagnosis that the table of codes does not have.
    UnknownDiagnosis(u32),
    /// A procedure that the table of codes does not have.
    UnknownProcedure(u32),
    /// A diagnosis of the other sex.
    SexDisagrees(u32),
    /// No MDC has the main diagnosis.
    NoMdc,
    /// An MDC was entered, but no ADRG fits.
    NoAdrg,
    /// It was operated, but no surgical ADRG of the MDC fits.
    Ambiguous,
}

impl Reason {
    /// All kinds in order, each once.
    pub const ALL: [Reason; 13] = [
        Reason::NoMainDiagnosis,
        Reason::UnknownSex,
        Reason::NoAge,
        Reason::UnreadableNumber(Field::Age),
        Reason::Impossible(Field::Age),
        Reason::DiagnosisNotConverted(0),
        Reason::ProcedureNotConverted(0),
        Reason::UnknownDiagnosis(0),
        Reason::UnknownProcedure(0),
        Reason::SexDisagrees(0),
        Reason::NoMdc,
        Reason::NoAdrg,
        Reason::Ambiguous,
    ];

    /// The code for machines.
    pub fn code(self) -> &'static str {
        match self {
            Reason::NoMainDiagnosis => "no-main-diagnosis",
            Reason::UnknownSex => "unknown-sex",
            Reason::NoAge => "no-age",
            Reason::UnreadableNumber(_) => "unreadable-number",
            Reason::Impossible(_) => "impossible",
            Reason::DiagnosisNotConverted(_) => "diagnosis-not-converted",
            Reason::ProcedureNotConverted(_) => "procedure-not-converted",
            Reason::UnknownDiagnosis(_) => "unknown-diagnosis",
            Reason::UnknownProcedure(_) => "unknown-procedure",
            Reason::SexDisagrees(_) => "sex-disagrees",
            Reason::NoMdc => "no-mdc",
            Reason::NoAdrg => "no-adrg",
            Reason::Ambiguous => "ambiguous",
        }
    }

    /// The sentence.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Reason::NoMainDiagnosis => (
                "没有主要诊断。请医疗机构补填。".to_string(),
                "there is no main diagnosis; the hospital fills it in".to_string(),
            ),
            Reason::UnknownSex => (
                "性别不是1(男)或2(女)。请医疗机构更正。".to_string(),
                "the sex is neither 1 (male) nor 2 (female); the hospital corrects it".to_string(),
            ),
            Reason::NoAge => (
                "没有年龄。请医疗机构补填。".to_string(),
                "there is no age; the hospital fills it in".to_string(),
            ),
            Reason::UnreadableNumber(field) => (
                format!("{}({})不是非负整数。请医疗机构更正。", field.words().zh, field.name()),
                format!(
                    "{} ({}) is no whole number; the hospital corrects it",
                    field.words().en,
                    field.name()
                ),
            ),
            Reason::Impossible(field) => (
                format!("{}({})超出方案的限度。请医疗机构核对。", field.words().zh, field.name()),
                format!(
                    "{} ({}) is beyond the limits; the hospital checks it",
                    field.words().en,
                    field.name()
                ),
            ),
            coded => return coded.coded(),
        };
        Words { zh, en }
    }

    /// Sentences about codes and groups.
    fn coded(self) -> Words {
        let nth = |at: u32| at.saturating_add(1);
        let (zh, en) = match self {
            Reason::DiagnosisNotConverted(at) => (
                format!("第{}个诊断不能转换。请核对编码或对照表。", nth(at)),
                format!("diagnosis {} cannot be converted; check code or table", nth(at)),
            ),
            Reason::ProcedureNotConverted(at) => (
                format!("第{}个手术不能转换。请核对编码或对照表。", nth(at)),
                format!("procedure {} cannot be converted; check code or table", nth(at)),
            ),
            Reason::UnknownDiagnosis(at) => (
                format!("第{}个诊断编码不在编码表中。请医疗机构更正。", nth(at)),
                format!("the code of diagnosis {} is not known; the hospital corrects it", nth(at)),
            ),
            Reason::UnknownProcedure(at) => (
                format!("第{}个手术编码不在编码表中。请医疗机构更正。", nth(at)),
                format!("the code of procedure {} is not known; the hospital corrects it", nth(at)),
            ),
            Reason::SexDisagrees(at) => (
                format!("第{}个诊断与性别不符。请医疗机构核对。", nth(at)),
                format!("diagnosis {} is not of this sex; the hospital checks both", nth(at)),
            ),
            Reason::NoMdc => (
                "主要诊断不能进入任何MDC。请医疗机构核对主要诊断。".to_string(),
                "no MDC is entered; the hospital checks the main diagnosis".to_string(),
            ),
            Reason::NoAdrg => (
                "进入的MDC中没有匹配的ADRG。请医疗机构核对诊断和手术。".to_string(),
                "no ADRG of the MDCs entered fits; the hospital checks diagnoses and procedures"
                    .to_string(),
            ),
            _ => (
                "有手术,但没有匹配的外科ADRG。请医疗机构核对主要诊断和手术。".to_string(),
                "operated, but no surgical ADRG fits; the hospital checks diagnosis and procedures"
                    .to_string(),
            ),
        };
        Words { zh, en }
    }
}
