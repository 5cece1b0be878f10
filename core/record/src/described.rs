//! What a visit is about (就诊内容), as it is stated after the registration, and how a stay ends.

use units::Day;

/// What decides about money in what a visit is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Kind of care.
    pub care: String,
    /// Registered condition it is for.
    pub condition: Option<String>,
    /// Referral or filing as stated by the institution.
    pub filing: Option<String>,
}

/// In which medicine a diagnosis was made (诊断类别).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiagnosisKind {
    /// 西医诊断.
    Western,
    /// 中医主病.
    ChineseDisease,
    /// 中医主证.
    ChineseSyndrome,
    /// Another.
    Other,
}

impl DiagnosisKind {
    /// By the words of our own doors.
    pub const NAMES: [(&'static str, DiagnosisKind); 4] = [
        ("western", DiagnosisKind::Western),
        ("chinese-disease", DiagnosisKind::ChineseDisease),
        ("chinese-syndrome", DiagnosisKind::ChineseSyndrome),
        ("other", DiagnosisKind::Other),
    ];

    /// The word of our own doors.
    pub fn name(self) -> &'static str {
        DiagnosisKind::NAMES[self as usize].0
    }
}

/// A diagnosis (诊断).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind.
    pub kind: DiagnosisKind,
    /// Whether it is the main one (主诊断).
    pub main: bool,
    /// Its place among them.
    pub order: u32,
}

/// A description of a visit; a later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    /// The visit.
    pub visit: u64,
    /// What it is about.
    pub about: About,
    /// Diagnoses.
    pub diagnoses: Vec<Diagnosis>,
    /// What a door wants kept beside them, by name, in the order of names.
    pub texts: Vec<(String, String)>,
}

/// How a stay ended (离院方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeaveWay {
    /// As the doctor ordered (医嘱离院).
    Ordered,
    /// To another hospital (医嘱转院).
    Transferred,
    /// To a community institution (医嘱转社区).
    Community,
    /// Against the doctor's order (非医嘱离院).
    AgainstAdvice,
    /// The person died (死亡).
    Died,
    /// Otherwise.
    Other,
}

impl LeaveWay {
    /// By the words of our own doors.
    pub const NAMES: [(&'static str, LeaveWay); 6] = [
        ("ordered", LeaveWay::Ordered),
        ("transferred", LeaveWay::Transferred),
        ("community", LeaveWay::Community),
        ("against-advice", LeaveWay::AgainstAdvice),
        ("died", LeaveWay::Died),
        ("other", LeaveWay::Other),
    ];

    /// The word of our own doors.
    pub fn name(self) -> &'static str {
        LeaveWay::NAMES[self as usize].0
    }
}

/// A discharge (出院).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discharged {
    /// The visit.
    pub visit: u64,
    /// Its last day.
    pub last: Day,
    /// How it ended.
    pub way: LeaveWay,
    /// Diagnoses at the end.
    pub diagnoses: Vec<Diagnosis>,
    /// What a door wants kept beside them, by name, in the order of names.
    pub texts: Vec<(String, String)>,
}
