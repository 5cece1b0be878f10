//! Mistakes (差错) of a message: where, which, and in both languages what is wrong and what to do.

use super::book;
use super::required::Required;
use super::table::Title;
use super::value::Trouble;

/// What kind of mistake it is, in the order in which a value is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// No such transaction, or it is not offered here.
    Transaction,
    /// It must be there and is not.
    Missing,
    /// An object where a list is due, or the like.
    Node,
    /// Text where a number is due, or the like.
    Type,
    /// Too many characters, or too many digits before the point.
    Length,
    /// Too many decimals.
    Precision,
    /// No day of the calendar.
    Date,
    /// No moment of a day.
    Time,
    /// Not a value of its dictionary.
    Dictionary,
    /// Outside what a figure of ours can be.
    Range,
    /// The table has no such field: whoever reads it must mend the reading.
    Unlisted,
}

impl Fault {
    /// Its name for machines; it never changes.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Transaction => "transaction",
            Fault::Missing => "missing",
            Fault::Node => "node",
            Fault::Type => "type",
            Fault::Length => "length",
            Fault::Precision => "precision",
            Fault::Date => "date",
            Fault::Time => "time",
            Fault::Dictionary => "dictionary",
            Fault::Range => "range",
            Fault::Unlisted => "unlisted",
        }
    }
}

/// A mistake of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// Where, as in `input.feedetail[3].cnt`; rows are counted from 0.
    pub path: String,
    /// What kind.
    pub code: Fault,
    /// What is wrong and what to do, in Chinese.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// A place in a message, with the name that people know it by.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Where.
    pub(super) path: String,
    /// Its name there.
    pub(super) name: &'static str,
    /// What people call it.
    pub(super) title: Title,
    /// The row it stands in, from 0, if it stands in a list.
    pub(super) row: Option<usize>,
}

impl Place {
    fn words(&self) -> (String, String) {
        let (zh, en) = match self.name {
            "" => (self.title.zh.to_string(), self.title.en.to_string()),
            name => (format!("{}（{name}）", self.title.zh), format!("{} ({name})", self.title.en)),
        };
        match self.row.map(|row| row.saturating_add(1)) {
            Some(row) => (format!("第 {row} 条的{zh}"), format!("row {row}: {en}")),
            None => (zh, en),
        }
    }

    pub(super) fn mistake(self, code: Fault, zh: &str, en: &str) -> Mistake {
        let (subject_zh, subject_en) = self.words();
        let (zh, en) = (format!("{subject_zh}{zh}"), format!("{subject_en} {en}"));
        Mistake { path: self.path, code, zh, en }
    }

    /// It must be there and is not.
    pub(super) fn missing(self, required: &Required) -> Mistake {
        match required {
            Required::Yes | Required::No => self.mistake(
                Fault::Missing,
                "未填。请填写后重发。",
                "is missing. Fill it in and send again.",
            ),
            condition => {
                let words = condition.words();
                let zh = format!("未填；{}必填。请填写后重发。", words.zh);
                let en =
                    format!("is missing; it is required {}. Fill it in and send again.", words.en);
                self.mistake(Fault::Missing, &zh, &en)
            }
        }
    }

    /// A list is due.
    pub(super) fn no_list(self) -> Mistake {
        self.mistake(
            Fault::Node,
            "应为数组，只有一条时也用方括号。请改正后重发。",
            "must be a list, in brackets also where it has one row. Mend it and send again.",
        )
    }

    /// An object is due.
    pub(super) fn no_object(self) -> Mistake {
        self.mistake(
            Fault::Node,
            "应为一个对象。请用花括号写明各字段后重发。",
            "must be one object. Write its fields in braces and send again.",
        )
    }

    /// The table has no such field or node.
    pub(super) fn unlisted(self) -> Mistake {
        self.mistake(
            Fault::Unlisted,
            "不在接口字段表中，或类型不同。请系统维护人员核对字段表。",
            "is not in the table of fields, or of another kind. Whoever keeps the system must look into the table.",
        )
    }

    /// A figure that none of ours can be.
    pub(super) fn out_of_range(self) -> Mistake {
        self.mistake(
            Fault::Range,
            "超出可处理的范围。请核对数值与单位后重发。",
            "is beyond what can be handled. Look at the figure and its unit and send again.",
        )
    }

    /// A value is not as its field says.
    pub(super) fn wrong(self, trouble: Trouble) -> Mistake {
        let (code, zh, en) = sentence(trouble);
        self.mistake(code, &zh, &en)
    }
}

fn sentence(trouble: Trouble) -> (Fault, String, String) {
    let (code, zh, en) = match trouble {
        Trouble::Nul => (
            Fault::Type,
            "含有空字符（NUL）。请去掉后重发。",
            "holds a NUL character. Take it out and send again.",
        ),
        Trouble::NoText => (
            Fault::Type,
            "应为文本。请加上引号后重发。",
            "must be text. Put it in quotes and send again.",
        ),
        Trouble::NoNumber => (
            Fault::Type,
            "应为数值。请只写数字、小数点和负号后重发。",
            "must be a number. Write digits, a point and a minus only, and send again.",
        ),
        Trouble::NoObject => (
            Fault::Node,
            "应为一个 JSON 对象。请改正后重发。",
            "must be a JSON object. Mend it and send again.",
        ),
        Trouble::NoFile => (
            Fault::Type,
            "应为文件内容。请以 Base64 文本或字节数组传送。",
            "must be the content of a file. Send it in Base64 or as a list of bytes.",
        ),
        Trouble::NoDay => (
            Fault::Date,
            "不是有效的日期。请写成 2026-03-01 的形式后重发。",
            "is no day of the calendar. Write it as 2026-03-01 and send again.",
        ),
        Trouble::NoMoment => (
            Fault::Time,
            "不是有效的日期时间。请写成 2026-03-01 08:30:00 的形式后重发。",
            "is no moment. Write it as 2026-03-01 08:30:00 and send again.",
        ),
        Trouble::TooLong { .. } | Trouble::TooWide { .. } | Trouble::TooFine { .. } => {
            return size(trouble);
        }
        Trouble::NotInDictionary(name) => return not_in(name),
    };
    (code, zh.to_string(), en.to_string())
}

fn size(trouble: Trouble) -> (Fault, String, String) {
    match trouble {
        Trouble::TooLong { most, is } => (
            Fault::Length,
            format!("有 {is} 个字符，最多 {most} 个。请缩短后重发。"),
            format!(
                "has {is} characters, at most {most} may stand there. Shorten it and send again."
            ),
        ),
        Trouble::TooWide { most } => (
            Fault::Length,
            format!("整数部分最多 {most} 位。请核对数值与单位后重发。"),
            format!(
                "has more than {most} digits before the point. Look at the figure and its unit and send again."
            ),
        ),
        Trouble::TooFine { most } => (
            Fault::Precision,
            format!("小数最多 {most} 位。请按此精度填写后重发。"),
            format!("has more than {most} decimals. Write it so precisely and send again."),
        ),
        _ => (Fault::Type, String::new(), String::new()),
    }
}

/// So many values of a dictionary are listed in a sentence.
const LISTED: usize = 20;

fn not_in(name: &'static str) -> (Fault, String, String) {
    let codes = book::dictionary(name).map_or(&[][..], |dictionary| dictionary.codes.as_slice());
    if codes.is_empty() || codes.len() > LISTED {
        let zh = format!("的值不在字典 {name} 中。请用 1901 查询该字典后重发。");
        let en = format!("is not in the dictionary {name}. Ask 1901 for it and send again.");
        return (Fault::Dictionary, zh, en);
    }
    let list = |say: fn(&Title) -> &'static str, between: &str| {
        let each: Vec<String> =
            codes.iter().map(|code| format!("{} {}", code.code, say(&code.title))).collect();
        each.join(between)
    };
    let zh = list(|title| title.zh, "、");
    let en = list(|title| title.en, ", ");
    (
        Fault::Dictionary,
        format!("的值不在字典 {name} 中。请从中选填：{zh}。"),
        format!("is not in the dictionary {name}. Write one of: {en}."),
    )
}
