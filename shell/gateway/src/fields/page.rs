//! The page of a transaction (交易说明): plain structures that a page for people is made of.

use super::book;
use super::table::{Does, Field, Kind, Many, Node, Side, Title};
use units::Words;

/// Everything a page says of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its number.
    pub infno: &'static str,
    /// Its name.
    pub title: Words,
    /// Whether it asks or writes.
    pub does: Does,
    /// The area of care or work.
    pub area: Words,
    /// Tables of the input, outer before inner.
    pub input: Vec<Table>,
    /// Tables of the output.
    pub output: Vec<Table>,
    /// Columns of a file that is sent with it.
    pub in_file: Vec<Table>,
    /// Columns of a file that comes of it.
    pub out_file: Vec<Table>,
    /// The dictionaries that its fields name, each once.
    pub dictionaries: Vec<DictionaryTable>,
}

/// The table of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its path, as in `feedetail.drug_trac_info`; empty where fields stand directly.
    pub path: String,
    /// Its name.
    pub title: Words,
    /// How often it stands there.
    pub many: Words,
    /// Whether it must be there.
    pub required: Words,
    /// What else there is to know, in Chinese.
    pub note: &'static str,
    /// Where it comes from.
    pub source: Words,
    /// Its fields.
    pub rows: Vec<FieldRow>,
}

/// A field in its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldRow {
    /// Its name in messages.
    pub field: &'static str,
    /// What people call it.
    pub title: Words,
    /// What it holds, and how much of it.
    pub holds: Words,
    /// Whether it must be there.
    pub required: Words,
    /// Its dictionary.
    pub dictionary: Option<&'static str>,
    /// What else there is to know, in Chinese.
    pub note: &'static str,
    /// Where it comes from.
    pub source: Words,
}

/// A dictionary with its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DictionaryTable {
    /// Its name.
    pub name: &'static str,
    /// Values and what they mean.
    pub values: Vec<(&'static str, Title)>,
}

/// The page of a transaction on offer.
pub fn page_model(infno: &str) -> Option<Page> {
    let (shape, transaction) = (book::shape(infno)?, book::transaction(infno)?);
    let side = |side| tables(shape.side(side), "");
    let (input, output) = (side(Side::In), side(Side::Out));
    let (in_file, out_file) = (side(Side::InFile), side(Side::OutFile));
    let all = [&input, &output, &in_file, &out_file].into_iter().flatten();
    let mut names: Vec<&'static str> = Vec::new();
    for name in all.flat_map(|table| &table.rows).filter_map(|row| row.dictionary) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let dictionaries = names.into_iter().filter_map(book::dictionary).map(|dictionary| {
        let values = dictionary.codes.iter().map(|code| (code.code, code.title)).collect();
        DictionaryTable { name: dictionary.name, values }
    });
    Some(Page {
        infno: transaction.infno,
        title: transaction.title.words(),
        does: transaction.does,
        area: transaction.area_title.words(),
        dictionaries: dictionaries.collect(),
        input,
        output,
        in_file,
        out_file,
    })
}

/// Tables of the envelope: request, then response.
pub fn envelope_model() -> Vec<Table> {
    let shape = book::envelope();
    let mut both = tables(&shape.input, "");
    both.extend(tables(&shape.output, ""));
    both
}

fn tables(nodes: &'static [Node], within: &str) -> Vec<Table> {
    let mut found = Vec::new();
    for node in nodes {
        let dot = if within.is_empty() { "" } else { "." };
        let path = format!("{within}{dot}{}", node.name);
        let inner = tables(&node.inner, &path);
        found.push(Table {
            path,
            title: node.title.words(),
            many: many(node.many).words(),
            required: node.required.words(),
            note: node.note,
            source: source(node.source),
            rows: node.fields.iter().map(row).collect(),
        });
        found.extend(inner);
    }
    found
}

fn row(field: &'static Field) -> FieldRow {
    FieldRow {
        field: field.name,
        title: field.title.words(),
        holds: holds(field),
        required: field.required.words(),
        dictionary: field.dictionary,
        note: field.note,
        source: source(field.source),
    }
}

fn many(many: Many) -> Title {
    match many {
        Many::One => Title { zh: "一个对象", en: "one object" },
        Many::List => Title { zh: "数组", en: "a list" },
        Many::Either => Title { zh: "一个对象或数组", en: "one object or a list" },
    }
}

/// What a field holds, in words.
pub(super) fn holds(field: &Field) -> Words {
    let (length, scale) = (field.length, field.scale);
    let (zh, en) = match field.kind {
        Kind::Text if length > 0 => {
            (format!("字符，最多 {length} 个"), format!("text of at most {length} characters"))
        }
        Kind::Text => ("字符".to_string(), "text".to_string()),
        Kind::Number if scale > 0 => (
            format!("数值，最多 {length} 位，其中小数 {scale} 位"),
            format!("a number of at most {length} digits, {scale} of them decimals"),
        ),
        Kind::Number => (
            format!("整数，最多 {length} 位"),
            format!("a whole number of at most {length} digits"),
        ),
        Kind::Day => ("日期 yyyy-MM-dd".to_string(), "a day, yyyy-MM-dd".to_string()),
        Kind::Moment => (
            "日期时间 yyyy-MM-dd HH:mm:ss".to_string(),
            "a moment, yyyy-MM-dd HH:mm:ss".to_string(),
        ),
        Kind::File => ("文件内容".to_string(), "the content of a file".to_string()),
        Kind::Object => ("JSON 对象".to_string(), "a JSON object".to_string()),
    };
    Words { zh, en }
}

/// Names of the sources of a row; `as 2204` says that it is read in the shape of another.
fn source(text: &str) -> Words {
    let each: Vec<Words> = text.split("; ").map(one_source).collect();
    let join = |say: fn(&Words) -> &str, between: &str| {
        each.iter().map(say).collect::<Vec<_>>().join(between)
    };
    Words { zh: join(|words| &words.zh, "；"), en: join(|words| &words.en, "; ") }
}

fn one_source(name: &str) -> Words {
    match (name.strip_prefix("as "), book::BOOK.sources.get(name)) {
        (Some(other), _) => {
            Words { zh: format!("同 {other}"), en: format!("in the shape of {other}") }
        }
        (None, Some(title)) => title.words(),
        (None, None) => Words::same(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_the_table_says() {
        let page = page_model("2204").expect("a page");
        assert_eq!((page.infno, page.does), ("2204", Does::Write));
        assert_eq!(page.area.en, "outpatient care");
        let paths: Vec<&str> = page.input.iter().map(|table| table.path.as_str()).collect();
        assert_eq!(paths, ["feedetail", "feedetail.drug_trac_info"]);
        let row = page.input[0].rows.iter().find(|row| row.field == "pric").expect("a row");
        assert_eq!(row.holds.zh, "数值，最多 16 位，其中小数 6 位");
        assert!(page.dictionaries.iter().any(|dictionary| dictionary.name == "chrgitm_lv"));
        let settle = page_model("2304").expect("a page");
        let row = settle.input[0].rows.iter().find(|row| row.field == "card_sn").expect("a row");
        assert_eq!(row.required.zh, "mdtrt_cert_type 为 03 时");
        assert!(row.source.en.ends_with("in the shape of 1101"), "{}", row.source.en);
        assert_eq!(page_model("1301"), None);
        assert_eq!(page_model("envelope"), None);
        assert_eq!(envelope_model().len(), 2);
        assert_eq!(page_model("3202").map(|page| page.in_file.len()), Some(1));
    }

    #[test]
    fn every_transaction_on_offer_has_a_page() {
        for transaction in book::transactions().iter().filter(|known| known.tabled) {
            let page = page_model(transaction.infno).expect(transaction.infno);
            assert!(!page.input.is_empty(), "{}", transaction.infno);
        }
    }
}
