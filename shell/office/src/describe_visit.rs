//! Describe a visit (就诊信息上传, 入院信息变更): what it is about, stated after its registration.
//!
//! In: kind of care, registered condition, referral as stated, diagnoses, and what a door wants kept.
//! A later description takes the place of the earlier one, and the next bill is decided by it. While
//! a bill stands, what decides about money stays as it was when that bill was settled.

use crate::desk::{Answer, Needs, Refused, Sitting};
use crate::record_lines::not_cancelled;
use crate::refuse::{refused, stated};
use record::{About, Deed, Described, Diagnosis, Key, VisitFile};
use std::collections::BTreeSet;

/// A description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// What it is about.
    pub about: About,
    /// Diagnoses.
    pub diagnoses: Vec<Diagnosis>,
    /// What a door wants kept beside them, by name (doctor, department, bed, weeks, …).
    pub texts: Vec<(String, String)>,
}

/// The longest name of a text, its longest value, and the most of them: a record stays a record.
const NAME: usize = 40;
const TEXT: usize = 4000;
const MOST: usize = 64;

pub(crate) fn needs(ask: &Description, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Describes a visit.
pub(crate) fn describe_visit(
    sitting: &mut Sitting<'_>,
    ask: &Description,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    not_cancelled(file)?;
    not_discharged(file)?;
    let about = &ask.about;
    let (condition, filing) = (about.condition.as_ref(), about.filing.as_ref());
    stated(sitting.room.rules.engine.area(), &about.care, condition, filing)?;
    if let Some(bill) = file.live().find(|bill| *bill.about != *about) {
        return Err(refused(
            "settled-before",
            format!(
                "就诊 {} 已有结算 {},不能再更改医疗类别、病种或转诊备案。请先撤销该结算。",
                file.seq, bill.seq
            ),
            format!(
                "visit {} was settled by {}: its kind of care, condition and referral stay; undo that settlement first",
                file.seq, bill.seq
            ),
        ));
    }
    let texts = kept(&ask.diagnoses, &ask.texts)?;
    let described = Described {
        visit: ask.visit,
        about: about.clone(),
        diagnoses: ask.diagnoses.clone(),
        texts,
    };
    Ok(Answer::New(sitting.add(key, Deed::Described(Box::new(described)))))
}

/// That the person has not left.
pub(crate) fn not_discharged(file: &VisitFile) -> Result<(), Refused> {
    let Some(left) = file.left() else { return Ok(()) };
    Err(refused(
        "visit-discharged",
        format!("就诊 {} 已于 {} 出院。如需更改,请先撤销出院。", file.seq, left.last),
        format!("visit {} ended on {}; undo the discharge first", file.seq, left.last),
    ))
}

/// Diagnoses and texts as they are kept: texts in the order of their names, each name once.
pub(crate) fn kept(
    diagnoses: &[Diagnosis],
    texts: &[(String, String)],
) -> Result<Vec<(String, String)>, Refused> {
    if let Some(empty) = diagnoses.iter().find(|one| one.code.is_empty()) {
        return Err(refused(
            "diagnosis-code",
            format!("诊断“{}”没有代码。请填写诊断代码。", empty.name),
            format!("diagnosis '{}' has no code; give its code", empty.name),
        ));
    }
    let plain = |name: &str| {
        let sound = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b);
        (1..=NAME).contains(&name.len()) && name.bytes().all(sound)
    };
    let mut names = BTreeSet::new();
    let wrong =
        texts.iter().find(|(n, t)| !plain(n) || t.len() > TEXT || !names.insert(n.as_str()));
    if let Some((name, _)) = wrong {
        return Err(refused(
            "kept-text",
            format!("附加内容“{name}”名称重复、名称不合规则或内容过长。请核对。"),
            format!(
                "text '{name}' has a name that stands twice or is no plain short name, or is too long; check it"
            ),
        ));
    }
    if texts.len() + diagnoses.len() > MOST {
        return Err(refused(
            "kept-text",
            format!("诊断和附加内容合计不得超过 {MOST} 项。请减少。"),
            format!("diagnoses and texts may be {MOST} at most; send fewer"),
        ));
    }
    let mut texts = texts.to_vec();
    texts.sort();
    Ok(texts)
}
