//! What the door remembers of a message it refused: number, moment, code and sentence, with all that
//! names a person masked.

use super::Wrong;
use super::envelope::Envelope;
use crate::fields::naming;
use office::RefusalRow;
use serde_json::Value;
use std::collections::BTreeSet;

/// The most characters of a number or code, and of a sentence, that are kept.
const SHORT: usize = 64;
const LONG: usize = 500;
/// What stands in place of what names a person.
const MASK: &str = "***";
/// Refusals of one millisecond have places apart.
const PLACES: u64 = 1_000_000;

/// The first mistake of a refused message, and how many there were besides.
pub(super) fn refusal(
    envelope: &Envelope,
    (came, serial): (i64, u64),
    wrong: &[Wrong],
) -> Option<RefusalRow> {
    let first = wrong.first()?;
    let mut names = BTreeSet::new();
    named(&envelope.whole, &mut names);
    let clean =
        |text: &str, most: usize| -> String { masked(text, &names).chars().take(most).collect() };
    let place = i64::try_from(serial % PLACES).unwrap_or(0);
    Some(RefusalRow {
        institution: envelope.sender.clone(),
        no: came.saturating_mul(PLACES as i64).saturating_add(place),
        moment: came,
        transaction: clean(&envelope.infno, SHORT),
        message: clean(&envelope.msgid, SHORT),
        code: first.code.clone(),
        zh: clean(&first.zh, LONG),
        en: clean(&first.en, LONG),
        more: i64::try_from(wrong.len() - 1).unwrap_or(i64::MAX),
    })
}

/// Values of fields that name a person, wherever they stand.
fn named(value: &Value, names: &mut BTreeSet<String>) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                match value {
                    Value::String(text) if naming(name) => {
                        names.insert(text.trim().to_string());
                    }
                    Value::Number(number) if naming(name) => {
                        names.insert(number.to_string());
                    }
                    value => named(value, names),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| named(value, names)),
        _ => {}
    }
}

/// A text without names, and without anything that is built as a number of an identity document or a
/// telephone is.
fn masked(text: &str, names: &BTreeSet<String>) -> String {
    // Longer ones first: one name may stand within another.
    let mut longest: Vec<&String> = names.iter().filter(|name| !name.is_empty()).collect();
    longest.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let text = longest.into_iter().fold(text.to_string(), |text, name| without(&text, name));
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(length);
        out.push_str(if is_number_of_person(word) { MASK } else { word });
        rest = after;
    }
    out
}

/// Whether a word is built as a number of an identity document (15 or 18 places) or a mobile telephone.
fn is_number_of_person(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    match word.len() {
        11 => digits == 11 && word.starts_with('1'),
        15 => digits == 15,
        18 => digits == 18 || digits == 17 && word.ends_with(['X', 'x']),
        _ => false,
    }
}

/// A text in which a name stands nowhere as a whole word; between Chinese characters anything is one.
fn without(text: &str, name: &str) -> String {
    let inside = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (starts, ends) = (inside(name.chars().next()), inside(name.chars().next_back()));
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let (before, after) = (&rest[..at], &rest[at + name.len()..]);
        let last = before.chars().next_back().or(out.chars().next_back());
        let part = starts && inside(last) || ends && inside(after.chars().next());
        out.push_str(before);
        out.push_str(if part { name } else { MASK });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_that_names_a_person_is_kept() {
        let message = json!({ "opter_name": "李四", "fixmedins_name": "张三医院", "input": {
            "data": { "psn_no": "E1", "psn_name": "张三", "certno": 7, "mdtrt_id": "440700-9" },
            "list": [{ "mdtrt_cert_no": "TOKEN-1" }],
        } });
        let mut names = BTreeSet::new();
        named(&message, &mut names);
        let check = |text: &str, clean: &str| assert_eq!(masked(text, &names), clean);
        check("没有参保人 E1。请核对", "没有参保人 ***。请核对");
        check("there is no person E1; see E12 and AE1", "there is no person ***; see E12 and AE1");
        check("张三的凭证TOKEN-1", "***的凭证***");
        check("就诊 440700-9 的第 7 行，17 项", "就诊 440700-9 的第 *** 行，17 项");
        check("证件 44070019900101123X，电话 13800138000", "证件 ***，电话 ***");
        check("H3202603010900000001234", "H3202603010900000001234");
    }
}
