//! Check an entitlement (待遇检查): whether a person has benefits on a day, and which layers and funds law
//! offers for a kind of care. A pure reading: nothing is written but who read, and no money is decided.

use crate::desk::{DeskError, Refused};
use crate::journal::Journal;
use crate::read_person::{PersonSeen, Viewer, Which, read_person};
use crate::refuse::{closed_value, refused};
use crate::register_visit::{at_home_or_away, on_day};
use benefit::Engine;
use law::{Area, Fact, Layer, LayerKind, Point, fact_words, holds};
use record::{Cover, FilingKind, Institution, PersonFile};
use units::{Day, FundId, Words};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ask {
    /// The person.
    pub person: Which,
    /// Kind of insurance; none: that of the day's cover.
    pub insurance: Option<String>,
    /// Kind of care.
    pub care: String,
    /// Registered condition it is for.
    pub condition: Option<String>,
    /// Referral or emergency, where one is stated; none: what depends on it stays open.
    pub filing: Option<String>,
    /// Code of the institution; none: what depends on it stays open.
    pub institution: Option<String>,
    /// The day.
    pub day: Day,
}

/// Whether a layer pays in such a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// It does, up to its limits.
    Yes,
    /// It does not.
    No,
    /// That depends on something that was not stated.
    Open(Fact),
}

/// A layer of the scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Its id.
    pub id: String,
    /// Its words.
    pub titles: Words,
    /// Fund that pays.
    pub fund: FundId,
    /// National code of the fund's kind of payment.
    pub pay_type: String,
    /// Whether it pays.
    pub offer: Offer,
    /// Why, where it does not for sure.
    pub why: Option<Words>,
}

/// An entitlement.
#[derive(Debug, Clone)]
pub struct Entitlement {
    /// The person.
    pub person: PersonSeen,
    /// Insurance of the day's cover.
    pub insurance: Option<String>,
    /// Whether the person has benefits on the day.
    pub entitled: bool,
    /// Why not.
    pub why: Vec<Words>,
    /// First day of the benefits that the day's cover gives.
    pub from: Option<Day>,
    /// Its last day.
    pub to: Option<Day>,
    /// Layers in the order of the scheme; none where the person is not entitled.
    pub layers: Vec<Offered>,
}

/// Checks an entitlement by the rules of an area.
pub async fn check_entitlement(
    journal: &Journal,
    viewer: &Viewer,
    engine: &Engine,
    ask: &Ask,
) -> Result<Result<Entitlement, Refused>, DeskError> {
    let area = engine.area();
    if let Err(why) = stated(area, ask) {
        return Ok(Err(why));
    }
    let Some(person) = read_person(journal, viewer, &ask.person).await? else {
        return Ok(Err(refused(
            "no-person",
            "没有该参保人。请核对人员编号,或请参保人到经办窗口登记。".to_string(),
            "there is no such person; check the number, or have the person registered".to_string(),
        )));
    };
    let at = match institution(journal, &person.file, ask).await? {
        Ok(at) => at,
        Err(why) => return Ok(Err(why)),
    };
    let cover = person.file.cover_on(ask.day);
    let why = cover.map_or_else(|| vec![no_cover(ask.day)], |cover| why_not(area, cover, ask));
    let offered = cover.filter(|_| why.is_empty());
    let layers = offered.map_or_else(Vec::new, |cover| {
        layers(area, cover, &point(area, &person.file, cover, at.as_ref(), ask), ask.day)
    });
    let (insurance, from, to) = match cover {
        Some(cover) => {
            let from = cover.entitled_from.map_or(cover.from, |from| from.max(cover.from));
            (Some(cover.insurance.clone()), Some(from), cover.to)
        }
        None => (None, None, None),
    };
    let entitled = why.is_empty();
    Ok(Ok(Entitlement { insurance, entitled, why, from, to, layers, person }))
}

/// That law knows what is stated.
fn stated(area: &Area, ask: &Ask) -> Result<(), Refused> {
    closed_value(area, Fact::Care, &ask.care)?;
    for (fact, value) in [
        (Fact::Insurance, &ask.insurance),
        (Fact::Condition, &ask.condition),
        (Fact::Filing, &ask.filing),
    ] {
        value.as_ref().map_or(Ok(()), |value| closed_value(area, fact, value))?;
    }
    Ok(())
}

/// What the institution is on the day.
async fn institution(
    journal: &Journal,
    file: &PersonFile,
    ask: &Ask,
) -> Result<Result<Option<Institution>, Refused>, DeskError> {
    let Some(code) = &ask.institution else { return Ok(Ok(None)) };
    let rows = journal.store().institutions(std::slice::from_ref(code)).await?;
    let at = on_day(&rows, code, ask.day).map(|row| {
        let chosen = file.filed(FilingKind::Chosen, ask.day).any(|filing| filing.value == *code);
        Some(at_home_or_away(journal.number(), row, chosen))
    });
    Ok(at)
}

fn no_cover(day: Day) -> Words {
    Words { zh: format!("{day} 无参保记录"), en: format!("there is no cover on {day}") }
}

/// Why a cover gives no benefits for what is asked.
fn why_not(area: &Area, cover: &Cover, ask: &Ask) -> Vec<Words> {
    let mut why = Vec::new();
    let (day, has) = (ask.day, &cover.insurance);
    if let Some(other) = ask.insurance.as_ref().filter(|other| *other != has) {
        why.push(Words {
            zh: format!("{day} 参保险种为 {has},不是 {other}"),
            en: format!("on {day} the cover is of {has}, not of {other}"),
        });
    }
    if let Some(from) = cover.entitled_from.filter(|from| day < *from) {
        why.push(Words {
            zh: format!("待遇自 {from} 起享受,{day} 尚未开始"),
            en: format!("benefits begin on {from}, after {day}"),
        });
    }
    let code = area.domains.code(Fact::Insurance, has);
    let scheme = code.and_then(|code| area.scheme(code, day));
    let care = area.domains.code(Fact::Care, &ask.care);
    match scheme {
        None => why.push(Words {
            zh: format!("本地规定没有 {has} 在 {day} 的待遇"),
            en: format!("the law of this area has no rules for {has} on {day}"),
        }),
        Some(scheme) if care.is_none_or(|care| !scheme.body.covers.contains(&care)) => {
            why.push(Words {
                zh: format!("{has} 没有医疗类别 {} 的规定", ask.care),
                en: format!("the rules of {has} do not speak of care '{}'", ask.care),
            });
        }
        Some(_) => {}
    }
    why
}

/// What is known of the case; what is not stated stays open.
fn point(
    area: &Area,
    file: &PersonFile,
    cover: &Cover,
    at: Option<&Institution>,
    ask: &Ask,
) -> Point {
    let mut point = Point::BLANK;
    let condition = ask.condition.as_deref().unwrap_or("none");
    let mut set = |fact, value: Option<&str>| {
        if let Some(code) = value.and_then(|value| area.domains.code(fact, value)) {
            point.set(fact, code);
        }
    };
    set(Fact::Insurance, Some(&cover.insurance));
    set(Fact::Status, cover.status.as_deref());
    set(Fact::Tier, cover.tier.as_deref());
    set(Fact::Care, Some(&ask.care));
    set(Fact::Condition, Some(condition));
    set(Fact::Filing, ask.filing.as_deref());
    if let Some(at) = at {
        set(Fact::Level, at.level.as_deref());
        set(Fact::Rank, at.rank.as_deref());
        set(Fact::Kind, at.kind.as_deref());
        set(Fact::Place, at.place.as_deref());
    }
    let flag = |held: bool| if held { 2 } else { 1 };
    if let Some(at) = at {
        point.set(Fact::Chosen, flag(at.chosen == Some(true)));
        point.set(Fact::Designated, flag(at.designated));
    }
    let held = || file.filed(FilingKind::Condition, ask.day);
    point.set(Fact::Registered, flag(held().any(|filing| filing.value == condition)));
    point.set_number(Fact::Diseases, held().count() as u32);
    if let Some(age) = cover.born.and_then(|born| ask.day.age_of(born)) {
        point.set_number(Fact::Age, age);
    }
    if let Some(years) = cover.years_enrolled {
        point.set_number(Fact::YearsEnrolled, years);
    }
    point
}

/// The layers of the scheme, each with whether it pays.
fn layers(area: &Area, cover: &Cover, point: &Point, day: Day) -> Vec<Offered> {
    let code = area.domains.code(Fact::Insurance, &cover.insurance);
    let scheme = code.and_then(|code| area.scheme(code, day));
    let names = scheme.map_or(&[][..], |scheme| &scheme.body.layers);
    let on = |name: &String| Some(&area.layers.get(name)?.on(day)?.body);
    names.iter().filter_map(on).map(|layer| offered(area, cover, layer, *point)).collect()
}

fn offered(area: &Area, cover: &Cover, layer: &Layer, mut point: Point) -> Offered {
    let fund = match &layer.kind {
        LayerKind::Ordinary(parts) => parts.fund.clone(),
        LayerKind::Account { fund, .. } => fund.clone(),
    };
    if !layer.class_order.is_empty() {
        let held = |code: &&u16| {
            let value = area.domains.value(Fact::Class, **code);
            cover.classes.contains(&value)
        };
        let none = area.domains.code(Fact::Class, "none").unwrap_or(law::UNKNOWN);
        point.set(Fact::Class, layer.class_order.iter().find(held).copied().unwrap_or(none));
    }
    let (offer, why) = match holds(&layer.applies, &point) {
        Ok(true) => (Offer::Yes, None),
        Ok(false) => {
            let words = Words {
                zh: "此人此项就诊不在其适用范围".to_string(),
                en: "it does not apply to this person and this care".to_string(),
            };
            (Offer::No, Some(words))
        }
        Err(fact) => {
            let words = Words {
                zh: format!("取决于{}", fact_words(fact, true)),
                en: format!("it depends on {}", fact_words(fact, false)),
            };
            (Offer::Open(fact), Some(words))
        }
    };
    let pay_type = area.fund(fund.as_str()).map_or_else(String::new, |f| f.pay_type.clone());
    let (id, titles) = (layer.id.clone(), layer.titles.clone());
    Offered { id, titles, fund, pay_type, offer, why }
}
