//! Reading (取值): doors read the fields of a message only through the table.
//!
//! What is not given reads as none; what is not as its field says is the same mistake that the
//! check finds, with the same path and words.

use super::book;
use super::canon::value as canon;
use super::check::not_offered;
use super::mistake::{Mistake, Place};
use super::moment::Moment;
use super::number::Number;
use super::table::{Field, Kind, Many, Node, Title};
use super::value::{Trouble, absent, day, file, moment, number, text};
use serde_json::{Map, Value};
use units::{Day, Decimal, Fen};

/// The input of a transaction.
#[derive(Debug, Clone)]
pub struct Input<'v> {
    nodes: &'static [Node],
    map: &'v Map<String, Value>,
}

/// An object of fields: a node, a row of a list, or the envelope.
#[derive(Debug, Clone)]
pub struct Row<'v> {
    node: &'static Node,
    map: &'v Map<String, Value>,
    path: String,
    row: Option<usize>,
}

/// The input of a transaction, ready to be read.
pub fn input<'v>(infno: &str, input: &'v Value) -> Result<Input<'v>, Mistake> {
    let shape = book::shape(infno).ok_or_else(|| not_offered(infno))?;
    let map = input.as_object().ok_or_else(|| place("input", "").no_object())?;
    Ok(Input { nodes: &shape.input, map })
}

/// The envelope of a request, ready to be read.
pub fn request(message: &Value) -> Result<Row<'_>, Mistake> {
    let map = message.as_object().ok_or_else(|| place("", "").no_object())?;
    let node = book::envelope().input.first().ok_or_else(|| place("", "").unlisted())?;
    Ok(Row { node, map, path: String::new(), row: None })
}

/// A place that the table need not know.
fn place(path: &str, name: &'static str) -> Place {
    let title = Title { zh: "报文", en: "the message" };
    Place { path: path.to_string(), name, title, row: None }
}

impl<'v> Input<'v> {
    /// The one object of a node, which must be there.
    pub fn row(&self, name: &'static str) -> Result<Row<'v>, Mistake> {
        self.some_row(name)?.ok_or_else(|| self.place(name).missing(&super::Required::Yes))
    }

    /// The one object of a node, if it is there.
    pub fn some_row(&self, name: &'static str) -> Result<Option<Row<'v>>, Mistake> {
        let mut rows = self.rows(name)?;
        match rows.len() {
            0 | 1 => Ok(rows.pop()),
            _ => Err(self.place(name).no_object()),
        }
    }

    /// The objects of a node: none where it is not given.
    pub fn rows(&self, name: &'static str) -> Result<Vec<Row<'v>>, Mistake> {
        rows(self.nodes, self.map, "input", name)
    }

    fn place(&self, name: &'static str) -> Place {
        let mut place = place(&format!("input.{name}"), name);
        if let Some(node) = self.nodes.iter().find(|node| node.name == name) {
            place.title = node.title;
        }
        place
    }
}

/// Objects of a node beneath a path.
fn rows<'v>(
    nodes: &'static [Node],
    map: &'v Map<String, Value>,
    path: &str,
    name: &'static str,
) -> Result<Vec<Row<'v>>, Mistake> {
    let path = format!("{path}.{name}");
    let Some(node) = nodes.iter().find(|node| node.name == name) else {
        return Err(place(&path, name).unlisted());
    };
    let at = |path: String, row| Place { path, name: node.name, title: node.title, row };
    match map.get(name) {
        None => Ok(Vec::new()),
        Some(value) if absent(value) => Ok(Vec::new()),
        Some(Value::Object(map)) if node.many != Many::List => {
            Ok(vec![Row { node, map, path, row: None }])
        }
        Some(Value::Array(list)) if node.many != Many::One || list.is_empty() => {
            let rows = list.iter().enumerate().map(|(row, value)| {
                let path = format!("{path}[{row}]");
                match value.as_object() {
                    Some(map) => Ok(Row { node, map, path, row: Some(row) }),
                    None => Err(at(path, Some(row)).no_object()),
                }
            });
            rows.collect()
        }
        Some(_) if node.many == Many::List => Err(at(path, None).no_list()),
        Some(_) => Err(at(path, None).no_object()),
    }
}

impl<'v> Row<'v> {
    /// A line of a file.
    pub(super) fn of_line(node: &'static Node, map: &'v Map<String, Value>, path: String) -> Self {
        Row { node, map, path, row: None }
    }

    /// Where this object stands, as in `input.feedetail[3]`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Text.
    pub fn text(&self, name: &'static str) -> Result<Option<&'v str>, Mistake> {
        self.get(name, Kind::Text, text)
    }

    /// A number, with the decimals that its field has.
    pub fn number(&self, name: &'static str) -> Result<Option<Number>, Mistake> {
        self.get(name, Kind::Number, number)
    }

    /// A day.
    pub fn day(&self, name: &'static str) -> Result<Option<Day>, Mistake> {
        self.get(name, Kind::Day, |_, value| day(value))
    }

    /// A moment.
    pub fn moment(&self, name: &'static str) -> Result<Option<Moment>, Mistake> {
        self.get(name, Kind::Moment, |_, value| moment(value))
    }

    /// An object of the envelope, as it stands.
    pub fn object(&self, name: &'static str) -> Result<Option<&'v Value>, Mistake> {
        self.get(name, Kind::Object, |_, value| {
            if value.is_object() { Ok(value) } else { Err(Trouble::NoObject) }
        })
    }

    /// The content of a file that must be there.
    pub fn need_file(&self, name: &'static str) -> Result<Vec<u8>, Mistake> {
        self.get(name, Kind::File, |_, value| file(value))?.ok_or_else(|| self.missing(name))
    }

    /// An amount of money, no larger than a bill may be.
    pub fn fen(&self, name: &'static str) -> Result<Option<Fen>, Mistake> {
        self.number(name)?.map(|number| self.to_fen(name, number)).transpose()
    }

    /// A quantity or a price: not negative, at most six decimals.
    pub fn decimal(&self, name: &'static str) -> Result<Option<Decimal>, Mistake> {
        self.number(name)?.map(|number| self.to_decimal(name, number)).transpose()
    }

    /// Text that must be there.
    pub fn need_text(&self, name: &'static str) -> Result<&'v str, Mistake> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    /// A number that must be there.
    pub fn need_number(&self, name: &'static str) -> Result<Number, Mistake> {
        self.number(name)?.ok_or_else(|| self.missing(name))
    }

    /// A day that must be there.
    pub fn need_day(&self, name: &'static str) -> Result<Day, Mistake> {
        self.day(name)?.ok_or_else(|| self.missing(name))
    }

    /// A moment that must be there.
    pub fn need_moment(&self, name: &'static str) -> Result<Moment, Mistake> {
        self.moment(name)?.ok_or_else(|| self.missing(name))
    }

    /// An amount that must be there.
    pub fn need_fen(&self, name: &'static str) -> Result<Fen, Mistake> {
        self.fen(name)?.ok_or_else(|| self.missing(name))
    }

    /// A quantity or price that must be there.
    pub fn need_decimal(&self, name: &'static str) -> Result<Decimal, Mistake> {
        self.decimal(name)?.ok_or_else(|| self.missing(name))
    }

    /// Whether a flag is 1.
    pub fn flag(&self, name: &'static str) -> Result<bool, Mistake> {
        Ok(self.text(name)? == Some("1"))
    }

    /// Everything that is given of the fields of this object, as canonical text.
    pub fn given(&self) -> Vec<(&'static str, String)> {
        let value =
            |field: &'static Field| Some((field.name, canon(field, self.map.get(field.name))?));
        self.node.fields.iter().filter_map(value).collect()
    }

    /// Objects of a node inside this one.
    pub fn rows(&self, name: &'static str) -> Result<Vec<Row<'v>>, Mistake> {
        rows(&self.node.inner, self.map, &self.path, name)
    }

    /// The mistake that a field of this object is not given although a door needs it.
    pub fn missing(&self, name: &'static str) -> Mistake {
        self.place(name).missing(&super::Required::Yes)
    }

    fn to_fen(&self, name: &'static str, number: Number) -> Result<Fen, Mistake> {
        let fen = number.at(2).and_then(|units| i64::try_from(units).ok()).map(Fen);
        let fits = fen.filter(|fen| *fen <= Fen::MOST && fen.0 >= -Fen::MOST.0);
        fits.ok_or_else(|| self.place(name).out_of_range())
    }

    fn to_decimal(&self, name: &'static str, number: Number) -> Result<Decimal, Mistake> {
        Decimal::parse(&number.to_string()).map_err(|_| self.place(name).out_of_range())
    }

    fn get<T>(
        &self,
        name: &'static str,
        kind: Kind,
        read: impl Fn(&Field, &'v Value) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Mistake> {
        let Some(field) = self.node.field(name).filter(|field| field.kind == kind) else {
            return Err(self.place(name).unlisted());
        };
        match self.map.get(name).filter(|value| !absent(value)) {
            None => Ok(None),
            Some(value) => {
                read(field, value).map(Some).map_err(|trouble| self.place(name).wrong(trouble))
            }
        }
    }

    fn place(&self, name: &'static str) -> Place {
        let dot = if self.path.is_empty() { "" } else { "." };
        let mut place = place(&format!("{}{dot}{name}", self.path), name);
        place.row = self.row;
        if let Some(field) = self.node.field(name) {
            place.title = field.title;
        }
        place
    }
}
