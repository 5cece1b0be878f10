//! What a visit is about, and how it ends, as bytes.

use super::cover::read_flag;
use super::deed::small;
use super::reader::{Reader, Torn};
use super::writer::Writer;
use crate::described::{About, Described, Diagnosis, DiagnosisKind, Discharged, LeaveWay};

pub(super) fn write_described(out: &mut Writer<'_>, described: &Described) {
    out.number(described.visit);
    out.word(&described.about.care);
    out.option(described.about.condition.as_deref(), Writer::word);
    out.option(described.about.filing.as_deref(), Writer::word);
    write_kept(out, &described.diagnoses, &described.texts);
}

pub(super) fn read_described(from: &mut Reader<'_>) -> Result<Described, Torn> {
    Ok(Described {
        visit: from.number()?,
        about: About {
            care: from.word()?.to_string(),
            condition: from.option(Reader::word)?.map(str::to_string),
            filing: from.option(Reader::word)?.map(str::to_string),
        },
        diagnoses: from.list(read_diagnosis)?,
        texts: from.list(read_text)?,
    })
}

pub(super) fn write_discharged(out: &mut Writer<'_>, discharged: &Discharged) {
    out.number(discharged.visit);
    out.day(discharged.last);
    out.byte(discharged.way as u8);
    write_kept(out, &discharged.diagnoses, &discharged.texts);
}

pub(super) fn read_discharged(from: &mut Reader<'_>) -> Result<Discharged, Torn> {
    let (visit, last) = (from.number()?, from.day()?);
    let Some((_, way)) = LeaveWay::NAMES.get(usize::from(from.byte()?)) else {
        return from.torn("a way of leaving");
    };
    let (diagnoses, texts) = (from.list(read_diagnosis)?, from.list(read_text)?);
    Ok(Discharged { visit, last, way: *way, diagnoses, texts })
}

fn write_kept(out: &mut Writer<'_>, diagnoses: &[Diagnosis], texts: &[(String, String)]) {
    out.list(diagnoses, |out, diagnosis| {
        out.byte(diagnosis.kind as u8);
        out.byte(u8::from(diagnosis.main));
        out.number(u64::from(diagnosis.order));
        out.text(&diagnosis.code);
        out.text(&diagnosis.name);
    });
    out.list(texts, |out, (name, text)| {
        out.word(name);
        out.text(text);
    });
}

fn read_diagnosis(from: &mut Reader<'_>) -> Result<Diagnosis, Torn> {
    let Some((_, kind)) = DiagnosisKind::NAMES.get(usize::from(from.byte()?)) else {
        return from.torn("a kind of diagnosis");
    };
    Ok(Diagnosis {
        kind: *kind,
        main: read_flag(from)?,
        order: small(from)?,
        code: from.text()?,
        name: from.text()?,
    })
}

fn read_text(from: &mut Reader<'_>) -> Result<(String, String), Torn> {
    Ok((from.word()?.to_string(), from.text()?))
}
