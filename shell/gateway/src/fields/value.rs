//! One value of a message, read as its field says. Shared by the check and by those that read.

use super::book;
use super::moment::Moment;
use super::number::{Number, Unfit};
use super::table::{Field, Kind};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use units::Day;

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Text is due.
    NoText,
    /// Text with a character that is none (NUL).
    Nul,
    /// A number is due.
    NoNumber,
    /// An object is due.
    NoObject,
    /// The content of a file is due.
    NoFile,
    /// So many characters at most, and so many there are.
    TooLong { most: usize, is: usize },
    /// So many digits before the point at most.
    TooWide { most: usize },
    /// So many decimals at most.
    TooFine { most: usize },
    /// No day of the calendar.
    NoDay,
    /// No moment of a day.
    NoMoment,
    /// Not in the dictionary of this name.
    NotInDictionary(&'static str),
}

/// Whether a value counts as not given: null, or text without a character that shows.
pub(super) fn absent(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        _ => false,
    }
}

/// Text, within its length and its dictionary.
pub(super) fn text<'v>(field: &Field, value: &'v Value) -> Result<&'v str, Trouble> {
    let text = value.as_str().ok_or(Trouble::NoText)?;
    // No register and no database keeps it.
    if text.contains('\0') {
        return Err(Trouble::Nul);
    }
    let is = text.chars().count();
    if field.length > 0 && is > field.length {
        return Err(Trouble::TooLong { most: field.length, is });
    }
    if let Some(name) = field.dictionary
        && book::dictionary(name).is_some_and(|dictionary| dictionary.code(text).is_none())
    {
        return Err(Trouble::NotInDictionary(name));
    }
    Ok(text)
}

/// A number, within its digits and decimals.
pub(super) fn number(field: &Field, value: &Value) -> Result<Number, Trouble> {
    let read = match value {
        Value::Number(number) => Number::read(&number.to_string(), field.length, field.scale, true),
        Value::String(text) => Number::read(text, field.length, field.scale, false),
        _ => return Err(Trouble::NoNumber),
    };
    read.map_err(|unfit| match unfit {
        Unfit::NoNumber => Trouble::NoNumber,
        Unfit::TooWide(most) => Trouble::TooWide { most },
        Unfit::TooFine => Trouble::TooFine { most: field.scale },
    })
}

/// A day.
pub(super) fn day(value: &Value) -> Result<Day, Trouble> {
    let text = value.as_str().ok_or(Trouble::NoDay)?;
    Day::parse(text).map_err(|_| Trouble::NoDay)
}

/// A moment.
pub(super) fn moment(value: &Value) -> Result<Moment, Trouble> {
    value.as_str().and_then(Moment::parse).ok_or(Trouble::NoMoment)
}

/// The content of a file: Base64, or a list of bytes, which some write with a sign.
pub(super) fn file(value: &Value) -> Result<Vec<u8>, Trouble> {
    match value {
        Value::String(text) => STANDARD.decode(text.trim()).map_err(|_| Trouble::NoFile),
        Value::Array(list) => list.iter().map(|one| byte(one).ok_or(Trouble::NoFile)).collect(),
        _ => Err(Trouble::NoFile),
    }
}

fn byte(value: &Value) -> Option<u8> {
    let number = value.as_i64()?;
    u8::try_from(number).ok().or_else(|| Some(i8::try_from(number).ok()?.cast_unsigned()))
}

/// Whether a value that is there is as its field says.
pub(super) fn examine(field: &Field, value: &Value) -> Result<(), Trouble> {
    match field.kind {
        Kind::Text => text(field, value).map(drop),
        Kind::Number => number(field, value).map(drop),
        Kind::Day => day(value).map(drop),
        Kind::Moment => moment(value).map(drop),
        Kind::Object if value.is_object() => Ok(()),
        Kind::Object => Err(Trouble::NoObject),
        Kind::File => file(value).map(drop),
    }
}
