//! The book (总表): all embedded tables, read once.

use super::files::{AREAS, DICTIONARIES, ENVELOPE, SHAPES, SOURCES, TRANSACTIONS};
use super::lines::rows;
use super::number::MOST_DIGITS;
use super::required::Required;
use super::table::{
    Code, Dictionary, Does, Field, Kind, Many, Node, Shape, Side, Title, Transaction,
};
use crate::transactions::OFFERED;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Everything that the tables say, and what in them does not read.
pub(super) struct Book {
    transactions: Vec<Transaction>,
    dictionaries: BTreeMap<&'static str, Dictionary>,
    shapes: BTreeMap<&'static str, Shape>,
    pub(super) sources: BTreeMap<&'static str, Title>,
    problems: Vec<String>,
}

pub(super) static BOOK: LazyLock<Book> = LazyLock::new(read);

static NOTHING: Shape =
    Shape { input: Vec::new(), output: Vec::new(), in_file: Vec::new(), out_file: Vec::new() };

/// All transactions that the specification numbers, in order.
pub fn transactions() -> &'static [Transaction] {
    &BOOK.transactions
}

/// The transaction of a number; a family such as `81xx` stands for all its numbers.
pub fn transaction(infno: &str) -> Option<&'static Transaction> {
    let all = transactions();
    all.iter().find(|known| known.infno == infno).or_else(|| {
        let digits = infno.len() == 4 && infno.bytes().all(|byte| byte.is_ascii_digit());
        let family = |known: &&Transaction| {
            known.infno.strip_suffix("xx").is_some_and(|start| infno.starts_with(start))
        };
        all.iter().find(|known| digits && family(known))
    })
}

/// The nodes and fields of a transaction on offer.
pub fn shape(infno: &str) -> Option<&'static Shape> {
    BOOK.shapes.get(infno).filter(|_| infno != ENVELOPE)
}

/// The fields of request and response themselves.
pub fn envelope() -> &'static Shape {
    BOOK.shapes.get(ENVELOPE).unwrap_or(&NOTHING)
}

/// A dictionary.
pub fn dictionary(name: &str) -> Option<&'static Dictionary> {
    BOOK.dictionaries.get(name)
}

/// All dictionaries, by name.
pub fn dictionaries() -> impl Iterator<Item = &'static Dictionary> {
    BOOK.dictionaries.values()
}

/// What in the embedded tables does not read: nothing, as a test holds.
pub fn problems() -> &'static [String] {
    &BOOK.problems
}

fn read() -> Book {
    let mut problems = Vec::new();
    let mut titles = |file: &str, text: &'static str, first: &str| {
        let read = rows(file, text, [first, "name_zh", "name_en"], &mut problems);
        let titles = read.into_iter().map(|[name, zh, en]| (name, Title { zh, en }));
        titles.collect::<BTreeMap<_, _>>()
    };
    let sources = titles("sources.csv", SOURCES, "source");
    let areas = titles("areas.csv", AREAS, "area");
    let transactions = read_transactions(&areas, &mut problems);
    let dictionaries = read_dictionaries(&mut problems);
    let mut shapes = BTreeMap::new();
    for (infno, text) in SHAPES {
        shapes.insert(*infno, read_shape(infno, text, &mut problems));
    }
    Book { transactions, dictionaries, shapes, sources, problems }
}

fn read_transactions(
    areas: &BTreeMap<&'static str, Title>,
    problems: &mut Vec<String>,
) -> Vec<Transaction> {
    let columns = ["infno", "name_zh", "name_en", "tabled", "kind", "area"];
    let mut read = Vec::new();
    for [infno, zh, en, tabled, kind, area] in
        rows("transactions.csv", TRANSACTIONS, columns, problems)
    {
        let does = match kind {
            "query" => Some(Does::Query),
            "write" => Some(Does::Write),
            _ => None,
        };
        let tabled = yes_no(tabled);
        let (Some(does), Some(tabled), Some(area_title)) = (does, tabled, areas.get(area)) else {
            problems.push(format!("transactions.csv: {infno} has an unknown word; mend the line"));
            continue;
        };
        let title = Title { zh, en };
        let offered = OFFERED.contains(&infno);
        let area_title = *area_title;
        read.push(Transaction { infno, title, tabled, offered, does, area, area_title });
    }
    read
}

fn read_dictionaries(problems: &mut Vec<String>) -> BTreeMap<&'static str, Dictionary> {
    let columns = ["dictionary", "code", "name_zh", "name_en", "source"];
    let mut read: BTreeMap<&'static str, Dictionary> = BTreeMap::new();
    for [name, code, zh, en, source] in rows("dictionaries.csv", DICTIONARIES, columns, problems) {
        let dictionary = read.entry(name).or_insert_with(|| Dictionary { name, codes: Vec::new() });
        dictionary.codes.push(Code { code, title: Title { zh, en }, source });
    }
    read
}

const COLUMNS: [&str; 13] = [
    "direction",
    "node",
    "list",
    "field",
    "name_zh",
    "name_en",
    "type",
    "length",
    "scale",
    "required",
    "dictionary",
    "source",
    "note",
];

fn read_shape(infno: &str, text: &'static str, problems: &mut Vec<String>) -> Shape {
    let file = format!("{infno}.csv");
    let mut shape = Shape::default();
    for cells in rows(&file, text, COLUMNS, problems) {
        if add(&mut shape, cells).is_none() {
            problems.push(format!("{file}: this line does not read; mend it: {}", cells.join(",")));
        }
    }
    shape
}

/// Adds a line: a node where it names no field, else a field of a node that came before.
fn add(shape: &mut Shape, cells: [&'static str; 13]) -> Option<()> {
    let [side, node, many, field, zh, en, kind, length, scale, required, dictionary, source, note] =
        cells;
    let side = side_of(side)?;
    let (title, required) = (Title { zh, en }, Required::parse(required)?);
    let (within, name) = node.rsplit_once('.').unwrap_or(("", node));
    let siblings = match within {
        "" => shape.side_mut(side),
        outer => &mut shape.side_mut(side).iter_mut().find(|node| node.name == outer)?.inner,
    };
    if field.is_empty() {
        let many = many_of(many)?;
        let (fields, inner) = (Vec::new(), Vec::new());
        siblings.push(Node { name, title, many, required, source, note, fields, inner });
        return Some(());
    }
    let dictionary = Some(dictionary).filter(|name| !name.is_empty());
    let kind = kind_of(kind)?;
    let (length, scale) = (count(length)?, count(scale)?);
    if scale > length || kind == Kind::Number && length > MOST_DIGITS {
        return None;
    }
    let node = siblings.iter_mut().find(|node| node.name == name)?;
    let name = field;
    node.fields.push(Field {
        name,
        title,
        kind,
        length,
        scale,
        required,
        dictionary,
        source,
        note,
    });
    Some(())
}

fn yes_no(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

fn count(text: &str) -> Option<usize> {
    if text.is_empty() { Some(0) } else { text.parse().ok() }
}

fn side_of(word: &str) -> Option<Side> {
    match word {
        "in" => Some(Side::In),
        "out" => Some(Side::Out),
        "infile" => Some(Side::InFile),
        "outfile" => Some(Side::OutFile),
        _ => None,
    }
}

fn many_of(word: &str) -> Option<Many> {
    match word {
        "no" => Some(Many::One),
        "yes" => Some(Many::List),
        "any" => Some(Many::Either),
        _ => None,
    }
}

fn kind_of(letter: &str) -> Option<Kind> {
    match letter {
        "C" => Some(Kind::Text),
        "N" => Some(Kind::Number),
        "D" => Some(Kind::Day),
        "T" => Some(Kind::Moment),
        "B" => Some(Kind::File),
        "O" => Some(Kind::Object),
        _ => None,
    }
}
