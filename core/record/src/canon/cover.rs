//! Covers, filings and institutions as bytes.

use super::reader::{Reader, Torn};
use super::writer::Writer;
use crate::bill::Institution;
use crate::person_file::{Cover, Filing, FilingKind};

pub(super) fn write_cover(out: &mut Writer<'_>, cover: &Cover) {
    out.day(cover.from);
    out.option(cover.to, |out, day| out.day(day));
    out.word(&cover.insurance);
    out.option(cover.status.as_deref(), Writer::word);
    out.option(cover.born, |out, day| out.day(day));
    out.list(&cover.classes, |out, class| out.word(class));
    out.option(cover.tier.as_deref(), Writer::word);
    out.option(cover.entitled_from, |out, day| out.day(day));
    out.option(cover.years_enrolled, |out, years| out.number(u64::from(years)));
}

pub(super) fn read_cover(from: &mut Reader<'_>) -> Result<Cover, Torn> {
    Ok(Cover {
        from: from.day()?,
        to: from.option(Reader::day)?,
        insurance: from.word()?.to_string(),
        status: from.option(Reader::word)?.map(str::to_string),
        born: from.option(Reader::day)?,
        classes: from.list(|from| from.word().map(str::to_string))?,
        tier: from.option(Reader::word)?.map(str::to_string),
        entitled_from: from.option(Reader::day)?,
        years_enrolled: from.option(|from| {
            let years = from.number()?;
            u32::try_from(years).or_else(|_| from.torn("years"))
        })?,
    })
}

pub(super) fn write_filing(out: &mut Writer<'_>, filing: &Filing) {
    out.byte(filing.kind as u8);
    out.word(&filing.value);
    out.day(filing.from);
    out.option(filing.to, |out, day| out.day(day));
}

pub(super) fn read_filing(from: &mut Reader<'_>) -> Result<Filing, Torn> {
    let kind = usize::from(from.byte()?);
    let Some((_, kind)) = FilingKind::NAMES.get(kind) else {
        return from.torn("a kind of filing");
    };
    Ok(Filing {
        kind: *kind,
        value: from.word()?.to_string(),
        from: from.day()?,
        to: from.option(Reader::day)?,
    })
}

fn flag(value: Option<bool>) -> u8 {
    value.map_or(2, u8::from)
}

pub(super) fn write_institution(out: &mut Writer<'_>, at: &Institution) {
    for value in [&at.level, &at.rank, &at.kind, &at.place] {
        out.option(value.as_deref(), Writer::word);
    }
    out.byte(flag(at.chosen));
    out.byte(u8::from(at.designated));
}

pub(super) fn read_institution(from: &mut Reader<'_>) -> Result<Institution, Torn> {
    let mut word = || from.option(Reader::word).map(|word| word.map(str::to_string));
    let [level, rank, kind, place] = [word()?, word()?, word()?, word()?];
    let chosen = match from.byte()? {
        0 => Some(false),
        1 => Some(true),
        2 => None,
        _ => return from.torn("yes, no or not known"),
    };
    Ok(Institution { level, rank, kind, place, chosen, designated: read_flag(from)? })
}

pub(super) fn read_flag(from: &mut Reader<'_>) -> Result<bool, Torn> {
    match from.byte()? {
        0 => Ok(false),
        1 => Ok(true),
        _ => from.torn("yes or no"),
    }
}
