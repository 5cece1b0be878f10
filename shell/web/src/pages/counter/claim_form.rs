//! The form of a claim (手工报销单): what was typed, and the claim it says.

use crate::asked::Query;
use office::record_lines::Item;
use office::settle_claim::{Claim, Elsewhere};
use units::{Day, Decimal, Fen, Rounding};

/// Rows for lines that a form begins with, and that are added at once.
pub(super) const LINES: usize = 6;
/// Rows it has at most.
const MOST_LINES: usize = 36;
/// The kind of care that has a last day of its own.
const STAY: &str = "inpatient";
/// Fields of a line.
const OF_LINE: [&str; 4] = ["code", "qty", "price", "amount"];
/// Fields beside the lines.
const FIELDS: [&str; 14] = [
    "act",
    "bill",
    "institution",
    "name",
    "area",
    "level",
    "undesignated",
    "care",
    "condition",
    "filing",
    "from",
    "to",
    "receipt",
    "total",
];

/// What is wrong, in Chinese and English.
type Wrong = (String, String);

/// A form as it was typed.
pub(super) struct Form {
    pub(super) institution: String,
    pub(super) name: String,
    pub(super) area: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) receipt: String,
    pub(super) total: String,
    pub(super) undesignated: bool,
    /// Number of the line, and what stands in its fields.
    pub(super) lines: Vec<(usize, [String; 4])>,
    pub(super) more: bool,
}

impl Form {
    /// A form with so many rows for lines.
    pub(super) fn of(typed: &Query, lines: usize) -> Form {
        let text = |name: &str| typed.get(name).unwrap_or_default().to_string();
        let lines = lines.clamp(LINES, MOST_LINES);
        let line = |at: usize| (at, OF_LINE.map(|name| text(&format!("{name}{at}"))));
        Form {
            institution: text("institution"),
            name: text("name"),
            area: text("area"),
            from: text("from"),
            to: text("to"),
            receipt: text("receipt"),
            total: text("total"),
            undesignated: typed.get("undesignated").is_some(),
            lines: (1..=lines).map(line).collect(),
            more: lines < MOST_LINES,
        }
    }

    /// How many rows a form was sent with.
    pub(super) fn lines(typed: &Query) -> usize {
        (1..=MOST_LINES).rev().find(|at| typed.has(&format!("code{at}"))).unwrap_or(LINES)
    }

    /// What it says, field by field: sent again it must say the same.
    pub(super) fn input(typed: &Query) -> Vec<(String, String)> {
        let rows =
            (1..=Form::lines(typed)).flat_map(|at| OF_LINE.map(|name| format!("{name}{at}")));
        let names = FIELDS.into_iter().map(str::to_string).chain(rows);
        names.map(|name| (name.clone(), typed.get(&name).unwrap_or_default().to_string())).collect()
    }
}

/// An amount as people write it: thousands may be apart.
fn amount(typed: &str) -> Result<Fen, units::Unreadable> {
    Fen::parse(&typed.replace([',', '，'], ""))
}

fn wrong<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Wrong> {
    Err((zh.into(), en.into()))
}

/// The claim that a form says.
pub(super) fn claim(person: &str, form: &Query, today: Option<Day>) -> Result<Claim, Wrong> {
    let text = |name| form.get(name).unwrap_or_default().to_string();
    let some = |name| form.get(name).map(str::to_string);
    let day = |name| form.get(name).map(Day::parse).and_then(Result::ok);
    let institution = text("institution");
    if institution.is_empty() {
        return wrong(
            "请填写医药机构代码（票据或费用清单上的国家编码）。",
            "Give the code of the institution, as receipt or list has it.",
        );
    }
    let (Some(from), Some(to)) = (day("from"), day("to").or_else(|| day("from"))) else {
        return wrong(
            "请填写就医日期，如 2026-03-01；门诊只填开始日期即可。",
            "Give the days of care, such as 2026-03-01; for a visit the first is enough.",
        );
    };
    if text("care") == STAY && day("to").is_none() {
        return wrong("住院请填写出院日期。", "Give the day on which the stay ended.");
    }
    if today.is_some_and(|today| to > today) {
        return wrong(
            "就医日期晚于今天。请按票据核对。",
            "The days of care lie ahead of today; check the receipt.",
        );
    }
    let Some(total) = form.get("total").map(amount).and_then(Result::ok) else {
        return wrong("请填写票据总额，如 1234.56。", "Give the receipt's total, such as 1234.56.");
    };
    Ok(Claim {
        person: person.to_string(),
        name: match text("name") {
            name if name.is_empty() => institution.clone(),
            name => name,
        },
        institution,
        elsewhere: elsewhere(form)?,
        care: text("care"),
        from,
        to,
        condition: some("condition"),
        filing: some("filing"),
        receipt: text("receipt"),
        total,
        lines: lines(form)?,
    })
}

/// What was said of an institution that is not registered here.
fn elsewhere(form: &Query) -> Result<Option<Elsewhere>, Wrong> {
    let Some(area) = form.get("area") else { return Ok(None) };
    let six = area.len() == 6 && area.bytes().all(|byte| byte.is_ascii_digit());
    let (true, Ok(area)) = (six, area.parse()) else {
        return wrong(
            "机构所在地请写六位行政区划代码，如 440100。",
            "Write the six digits of the area where the institution lies, such as 440100.",
        );
    };
    let level = form.get("level").map(str::to_string);
    Ok(Some(Elsewhere { area, level, kind: None, designated: form.get("undesignated").is_none() }))
}

fn lines(form: &Query) -> Result<Vec<Item>, Wrong> {
    let mut lines = Vec::new();
    for at in 1..=Form::lines(form) {
        let field = |name: &str| form.get(&format!("{name}{at}"));
        let Some(code) = field("code") else {
            if OF_LINE.iter().any(|name| field(name).is_some()) {
                return wrong(
                    format!("第 {at} 行没有项目编码。请补上，或清空这一行。"),
                    format!("Line {at} has no item code; give it, or clear the line."),
                );
            }
            continue;
        };
        let number = |name| field(name).map(Decimal::parse).and_then(Result::ok);
        let (Some(qty), Some(price)) = (number("qty"), number("price")) else {
            return wrong(
                format!("第 {at} 行的数量或单价写得不对，如 2 和 12.50。"),
                format!("Line {at}: write quantity and price such as 2 and 12.50."),
            );
        };
        // The list of items may have rounded its own way: what it says holds, within a fen.
        let amount = match field("amount") {
            Some(typed) => amount(typed).ok(),
            None => qty.cost(price, Rounding::HalfUp),
        };
        let Some(amount) = amount else {
            return wrong(
                format!("第 {at} 行的金额写得不对，如 25.00；不填则为数量乘单价。"),
                format!(
                    "Line {at}: write the amount such as 25.00; empty, it is quantity times price."
                ),
            );
        };
        let (id, batch, code) = (at.to_string(), String::new(), code.to_string());
        lines.push(Item { id, batch, code, qty, price, amount });
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPED: &str = "institution=H1&from=2026-03-01&total=1,025.00&care=outpatient&receipt=R1\
                         &code1=A1&qty1=2&price1=512.50&code2=&qty2=&price2=&code3=A2&qty3=1&price3=3&amount3=3.01";

    #[test]
    fn a_form_says_a_claim() {
        let claim = claim("P1", &Query::parse(TYPED), None).expect("a claim");
        assert_eq!((claim.from, claim.name.as_str()), (claim.to, "H1"));
        let amounts: Vec<(&str, Fen)> =
            claim.lines.iter().map(|line| (line.id.as_str(), line.amount)).collect();
        assert_eq!(amounts, [("1", Fen(102_500)), ("3", Fen(301))]);
        assert_eq!(claim.elsewhere, None);
    }

    #[test]
    fn what_is_missing_is_named() {
        for (typed, told) in [
            ("", "医药机构"),
            ("institution=H1", "就医日期"),
            ("institution=H1&from=2026-03-01", "票据总额"),
            ("institution=H1&from=2026-03-01&care=inpatient", "出院日期"),
            ("institution=H1&from=2026-04-02", "晚于今天"),
            ("institution=H1&from=2026-03-01&total=1&area=4401", "六位"),
            ("institution=H1&from=2026-03-01&total=1&code1=A&qty1=x", "第 1 行的数量"),
            ("institution=H1&from=2026-03-01&total=1&code1=&qty1=2", "第 1 行没有项目编码"),
            ("institution=H1&from=2026-03-01&total=1&code1=A&qty1=1&price1=1&amount1=x", "金额"),
        ] {
            let (zh, en) =
                claim("P1", &Query::parse(typed), Day::parse("2026-04-01").ok()).expect_err(typed);
            assert!(zh.contains(told) && !en.is_empty(), "{typed}: {zh}");
        }
    }

    #[test]
    fn rows_are_as_many_as_were_sent() {
        assert_eq!(Form::lines(&Query::parse(TYPED)), 3);
        assert_eq!(Form::of(&Query::default(), 0).lines.len(), LINES);
        assert_eq!(Form::of(&Query::default(), 99).lines.len(), MOST_LINES);
        let input = Form::input(&Query::parse(TYPED));
        assert!(input.contains(&("code1".to_string(), "A1".to_string())));
    }
}
