//! Facts: the closed set of things by which rules tell cases apart, and the domains of their values.

use crate::entry::Titles;
use std::collections::BTreeMap;

/// Something a rule may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Fact {
    /// Kind of insurance (险种).
    Insurance,
    /// In service, retired, adult, child, student.
    Status,
    /// Aid-object class (救助对象类别), chosen per layer by its class order.
    Class,
    /// Contribution tier (缴费档次).
    Tier,
    /// Kind of care (医疗类别).
    Care,
    /// The registered disease the bill is for (病种).
    Condition,
    /// Whether the person is registered for the bill's condition.
    Registered,
    /// Level of the institution (医院等级).
    Level,
    /// Administrative rank of the institution (乡镇, 县, 市, 省).
    Rank,
    /// Kind of institution.
    Kind,
    /// Where the institution lies, seen from the insured area.
    Place,
    /// Whether the person chose the institution (选点).
    Chosen,
    /// Whether the institution is under agreement (定点).
    Designated,
    /// Referral or filing (转诊, 备案).
    Filing,
    /// Full years of age on the ruling day.
    Age,
    /// Number of this stay (第几次住院).
    Stay,
    /// Number of this visit.
    Visit,
    /// How many conditions the person is registered for.
    Diseases,
    /// Years enrolled (参保年限).
    YearsEnrolled,
    /// Band of a layer, from 1 (费用段).
    Band,
    /// Item group of a fen.
    Group,
    /// Label a fen came from.
    Label,
}

/// No number fact goes beyond this; larger numbers count as this one.
pub const MOST: u16 = 400;

/// The code of a fact that nobody stated.
pub const UNKNOWN: u16 = 0;

impl Fact {
    /// All facts by the names that law uses.
    pub const NAMES: [(&'static str, Fact); 22] = [
        ("insurance", Fact::Insurance),
        ("status", Fact::Status),
        ("class", Fact::Class),
        ("tier", Fact::Tier),
        ("care", Fact::Care),
        ("condition", Fact::Condition),
        ("registered", Fact::Registered),
        ("level", Fact::Level),
        ("rank", Fact::Rank),
        ("kind", Fact::Kind),
        ("place", Fact::Place),
        ("chosen", Fact::Chosen),
        ("designated", Fact::Designated),
        ("filing", Fact::Filing),
        ("age", Fact::Age),
        ("stay", Fact::Stay),
        ("visit", Fact::Visit),
        ("diseases", Fact::Diseases),
        ("years-enrolled", Fact::YearsEnrolled),
        ("band", Fact::Band),
        ("group", Fact::Group),
        ("label", Fact::Label),
    ];

    /// How many facts there are.
    pub const COUNT: usize = Fact::NAMES.len();

    /// The name that law uses.
    pub fn name(self) -> &'static str {
        Fact::NAMES[self as usize].0
    }

    /// The fact of a name.
    pub fn named(name: &str) -> Option<Fact> {
        Fact::NAMES.iter().find(|(known, _)| *known == name).map(|(_, fact)| *fact)
    }

    /// Facts that are counted and not listed.
    pub fn is_number(self) -> bool {
        matches!(
            self,
            Fact::Age
                | Fact::Stay
                | Fact::Visit
                | Fact::Diseases
                | Fact::YearsEnrolled
                | Fact::Band
        )
    }

    /// Facts written `true` and `false`.
    pub fn is_flag(self) -> bool {
        matches!(self, Fact::Registered | Fact::Chosen | Fact::Designated)
    }

    /// Facts that exist only inside a layer.
    pub fn is_inner(self) -> bool {
        matches!(self, Fact::Band | Fact::Group | Fact::Label)
    }
}

/// One value of a closed fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainValue {
    /// The value as law and bills write it.
    pub id: String,
    /// Its words.
    pub titles: Titles,
}

/// The closed values of one fact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Domain {
    /// In the order in which they are listed.
    pub values: Vec<DomainValue>,
}

/// The closed values of every listed fact in one area: the land's, then the area's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Domains {
    /// By fact.
    pub of: BTreeMap<Fact, Domain>,
}

impl Domains {
    /// The code of a value: 1 for the first listed. Flags: false 1, true 2. Numbers: the number plus 1.
    pub fn code(&self, fact: Fact, value: &str) -> Option<u16> {
        if fact.is_flag() {
            return match value {
                "false" => Some(1),
                "true" => Some(2),
                _ => None,
            };
        }
        let index = self.of.get(&fact)?.values.iter().position(|v| v.id == value)?;
        u16::try_from(index + 1).ok()
    }

    /// The value of a code, as law writes it.
    pub fn value(&self, fact: Fact, code: u16) -> String {
        if code == UNKNOWN {
            return "unknown".to_string();
        }
        if fact.is_flag() {
            return if code == 2 { "true" } else { "false" }.to_string();
        }
        if fact.is_number() {
            return (code - 1).to_string();
        }
        match self.of.get(&fact).and_then(|d| d.values.get(usize::from(code) - 1)) {
            Some(value) => value.id.clone(),
            None => code.to_string(),
        }
    }

    /// The words for a code.
    pub fn titles(&self, fact: Fact, code: u16) -> Titles {
        match self.of.get(&fact).and_then(|d| d.values.get(usize::from(code).wrapping_sub(1))) {
            Some(value) => value.titles.clone(),
            None => Titles::same(&self.value(fact, code)),
        }
    }

    /// How many codes a fact has, without "unknown".
    pub fn size(&self, fact: Fact) -> u16 {
        if fact.is_flag() {
            return 2;
        }
        if fact.is_number() {
            return MOST + 1;
        }
        self.of.get(&fact).map_or(0, |d| d.values.len() as u16)
    }

    /// What may be written for a fact, for error sentences.
    pub fn allowed(&self, fact: Fact) -> String {
        if fact.is_flag() {
            return "true, false".to_string();
        }
        let ids: Vec<&str> = self
            .of
            .get(&fact)
            .map_or(Vec::new(), |d| d.values.iter().map(|v| v.id.as_str()).collect());
        if ids.is_empty() {
            "nothing: the area lists no values".to_string()
        } else {
            ids.join(", ")
        }
    }
}

/// A case as rules see it: a code for each fact, [`UNKNOWN`] where nobody stated it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    codes: [u16; SEATS],
}

/// Room for the facts, rounded up so that any five bits are a valid seat.
const SEATS: usize = 32;

impl Point {
    /// Nothing is known.
    pub const BLANK: Point = Point { codes: [UNKNOWN; SEATS] };

    /// The code of a fact.
    #[inline(always)]
    pub fn get(&self, fact: Fact) -> u16 {
        self.codes[fact as usize % SEATS]
    }

    /// The code in a seat: the fact's number in [`Fact::NAMES`].
    #[inline(always)]
    pub fn seat(&self, seat: u8) -> u16 {
        self.codes[usize::from(seat) % SEATS]
    }

    /// States a fact.
    #[inline(always)]
    pub fn set(&mut self, fact: Fact, code: u16) {
        self.codes[fact as usize % SEATS] = code;
    }

    /// The same point with one fact stated.
    pub fn with(mut self, fact: Fact, code: u16) -> Point {
        self.set(fact, code);
        self
    }

    /// States a number.
    #[inline(always)]
    pub fn set_number(&mut self, fact: Fact, number: u32) {
        self.set(fact, number.min(u32::from(MOST)) as u16 + 1);
    }

    /// The number of a number fact.
    #[inline(always)]
    pub fn number(&self, fact: Fact) -> Option<u16> {
        self.get(fact).checked_sub(1)
    }
}
