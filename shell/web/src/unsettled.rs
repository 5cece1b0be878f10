//! Bills that were not settled: what happened and who can do what, in plain words.

use crate::asked::Lang;
use crate::fields::fact_label;
use crate::frame::prose;
use crate::glossary::name_words;
use crate::plain::value_link;
use law::{Area, Entry, Fact};
use record::Refusal;

/// Why a bill was not settled.
#[derive(Debug, Clone)]
pub(crate) struct Unsettled {
    /// A gap of the law, not a mistake in the bill.
    pub(crate) gap: bool,
    /// What happened.
    pub(crate) what: String,
    /// What can be done.
    pub(crate) todo: String,
    /// Field of the form that should be looked at.
    pub(crate) field: &'static str,
    /// The value nobody has read: its words and page.
    pub(crate) value: Option<(String, String)>,
    /// The engine's own sentence.
    pub(crate) original: String,
}

type Pair = (&'static str, &'static str);

/// Field, what happened and what to do, by the code of a refusal.
const KNOWN: &[(&str, &str, Pair, Pair)] = &[
    (
        "value",
        "",
        ("有一项不是本地区的选项。", "One value is not known in this area."),
        ("请在表中重新选择。", "Choose it again in the form."),
    ),
    (
        "scheme",
        "insurance",
        ("本地区没有这一险种的方案。", "This area has no scheme for this insurance."),
        ("请核对参保地和险种。", "Check the area and the insurance."),
    ),
    (
        "entitled",
        "entitled",
        ("就医时待遇尚未开始。", "Benefits had not begun on the day of care."),
        (
            "请核对就医日期，或到经办窗口核对参保登记。",
            "Check the days, or the enrolment at the counter.",
        ),
    ),
    (
        "amount",
        "total",
        ("有一项金额为负数或过大。", "An amount is negative or too large."),
        ("请更正金额。", "Correct the amount."),
    ),
    (
        "totals",
        "own_pay",
        (
            "全自费、超限价和先行自付相加超过了总费用。",
            "Own-pay, over-limit and first-pay add up to more than the total.",
        ),
        ("请更正金额。", "Correct the sums."),
    ),
    (
        "days",
        "from",
        ("就医的开始日期晚于结束日期。", "The first day of care is after the last."),
        ("请更正日期。", "Correct the days."),
    ),
    (
        "split",
        "from",
        (
            "这次住院跨年度，按本地区规定应分为两张单结算。",
            "The stay crosses the year's end; the law here asks for two bills.",
        ),
        (
            "请先结算到 12 月 31 日，再从 1 月 1 日另算一张。",
            "Settle it up to 31 December, then from 1 January as a second bill.",
        ),
    ),
    (
        "born",
        "born",
        ("出生日期晚于就医日期。", "The day of birth is after the day of care."),
        ("请更正出生日期。", "Correct the day of birth."),
    ),
    (
        "age",
        "age",
        ("年龄超出了可能的范围。", "The age is beyond what is possible."),
        ("请更正年龄或出生日期。", "Correct the age or the day of birth."),
    ),
    (
        "account",
        "current",
        ("个人账户余额为负数或过大。", "A balance of the account is negative or too large."),
        ("请更正余额。", "Correct the balance."),
    ),
    (
        "window",
        "to",
        ("已收录的规定不包括这一天。", "The law that was read does not cover this day."),
        (
            "请改用规定生效期内的日期，或等待该日的规定收录。",
            "Choose a day inside the window, or wait until the law of that day is read.",
        ),
    ),
    (
        "care",
        "care",
        (
            "已收录的规定没有写到这一医疗类别。",
            "The law that was read does not speak of this kind of care.",
        ),
        (
            "请选择已有规定的医疗类别，或由政策人员补录规定。",
            "Choose another kind of care; a policy officer can add the rule.",
        ),
    ),
];

/// Says why a bill was not settled.
pub(crate) fn unsettled(lang: Lang, area: &Area, refusal: &Refusal, gap: bool) -> Unsettled {
    let known = KNOWN.iter().find(|(code, ..)| *code == refusal.code);
    let original = prose(lang, &lang.of(&refusal.sentence));
    if let Some((_, field, what, todo)) = known {
        return Unsettled {
            gap,
            what: lang.pick(what.0, what.1).to_string(),
            todo: lang.pick(todo.0, todo.1).to_string(),
            field,
            value: None,
            original,
        };
    }
    let (what, todo, field) = of_law(lang, area, &refusal.sentence.en);
    Unsettled {
        gap,
        what,
        todo,
        field,
        value: place(&refusal.sentence.en)
            .and_then(|(file, line)| value_at(lang, area, file, line)),
        original,
    }
}

/// A gap of the law itself: a figure nobody has read, or a fact the bill does not state.
fn of_law(lang: Lang, area: &Area, sentence: &str) -> (String, String, &'static str) {
    let quoted = |after: &str| {
        let (_, rest) = sentence.split_once(after)?;
        rest.split_once('\'').map(|(name, _)| name)
    };
    let layer = quoted("layer '").and_then(|title| {
        let mut pieces = area.layers.values().flat_map(|t| &t.pieces);
        let piece = pieces.find(|p| p.body.titles.en == title || p.body.name == title)?;
        Some(lang.of(&piece.body.titles))
    });
    let at =
        layer.map_or_else(String::new, |l| lang.pick(format!("“{l}”这一层："), format!("{l}: ")));
    if let Some(fact) = quoted("depends on '").and_then(Fact::named) {
        let label = fact_label(lang, fact);
        let (field, what) = (fact_field(fact), fact.name());
        return match lang {
            Lang::Zh => (
                format!("{at}结果取决于“{label}”，而这张单没有写明。"),
                format!("请在表中填写“{label}”后再算。"),
                field,
            ),
            Lang::En => (
                format!(
                    "{at}the answer depends on {label} ({what}), which the bill does not state."
                ),
                format!("State {label} in the form and reckon again."),
                field,
            ),
        };
    }
    let (zh, en) = if sentence.contains("nobody has read") {
        (
            "这里需要的标准，目前没有人查到过原文，因此不作推算。",
            "it needs a figure whose text nobody has read yet, so nothing is guessed.",
        )
    } else {
        (
            "规定在这里没有给出唯一的答案，因此不作推算。",
            "the law gives no single answer here, so nothing is guessed.",
        )
    };
    let todo = lang.pick(
        "请由政策人员查到原文后补录（文件、条款、查阅日期），再重新计算；实际待遇以经办机构结算为准。",
        "A policy officer can enter the figure with document, article and day; the counter decides until then.",
    );
    (format!("{at}{}", lang.pick(zh, en)), todo.to_string(), "")
}

/// The field of the form behind a fact.
fn fact_field(fact: Fact) -> &'static str {
    match fact {
        Fact::Class => "class",
        Fact::Registered | Fact::Diseases => "conditions",
        Fact::Age => "age",
        Fact::Stay => "stays",
        Fact::Visit => "visits",
        Fact::YearsEnrolled => "years",
        other => other.name(),
    }
}

/// File and line of a sentence's place: `(FILE:LINE:COLUMN)`.
fn place(sentence: &str) -> Option<(&str, u32)> {
    let (_, rest) = sentence.split_once('(')?;
    let (inside, _) = rest.split_once(')')?;
    let (head, _column) = inside.rsplit_once(':')?;
    let (file, line) = head.rsplit_once(':')?;
    Some((file, line.parse().ok()?))
}

/// The value whose text holds a line.
fn value_at(lang: Lang, area: &Area, file: &str, line: u32) -> Option<(String, String)> {
    let before = |entry: &Entry| entry.place.file == file && entry.place.line <= line;
    let values = area.values.iter().flat_map(|(name, timeline)| {
        let pieces = timeline.pieces.iter();
        pieces.map(move |piece| (Some(name), &piece.entry))
    });
    let layers = area.layers.values().flat_map(|t| &t.pieces);
    let layers = layers.map(|piece| (None, &piece.entry));
    let (name, _) = values
        .chain(layers)
        .filter(|(_, entry)| before(entry))
        .max_by_key(|(_, entry)| entry.place.line)?;
    let name = name?;
    Some((name_words(lang, name), value_link(lang, area, name)))
}
