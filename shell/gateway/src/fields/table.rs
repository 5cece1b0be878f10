//! The table (字段表): transactions, their nodes and fields, and the dictionaries behind them.

use super::required::Required;
use units::Words;

/// A name in Chinese and in English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Title {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

impl Title {
    /// The same as owned words.
    pub fn words(self) -> Words {
        Words { zh: self.zh.to_string(), en: self.en.to_string() }
    }
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Characters (字符, C).
    Text,
    /// A number (数值, N), as a JSON number or as text.
    Number,
    /// A day (日期, D): `yyyy-MM-dd`.
    Day,
    /// A day with its time (日期时间, T): `yyyy-MM-dd HH:mm:ss`.
    Moment,
    /// Content of a file (文件流, B): text, or a list of bytes.
    File,
    /// An object (对象, O): input and output of the envelope.
    Object,
}

/// How often a node stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many {
    /// One object.
    One,
    /// A list of objects.
    List,
    /// One object or a list of them.
    Either,
}

/// Which part of a transaction a node belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Input of the request.
    In,
    /// Output of the response.
    Out,
    /// Rows of a file sent with it.
    InFile,
    /// Rows of a file that comes of it.
    OutFile,
}

/// A field (字段) of a node.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name in messages.
    pub name: &'static str,
    /// What people call it.
    pub title: Title,
    /// What it holds.
    pub kind: Kind,
    /// The most characters, or the most digits of a number; 0: no bound.
    pub length: usize,
    /// The most decimals of a number.
    pub scale: usize,
    /// Whether it must be there.
    pub required: Required,
    /// The dictionary its value comes from.
    pub dictionary: Option<&'static str>,
    /// Where the row comes from.
    pub source: &'static str,
    /// What else there is to know.
    pub note: &'static str,
}

/// A node (节点): an object of fields, or a list of such objects.
#[derive(Debug, Clone)]
pub struct Node {
    /// Its name in messages; empty where its fields stand directly in input or output.
    pub name: &'static str,
    /// What people call it.
    pub title: Title,
    /// How often it stands there.
    pub many: Many,
    /// Whether it must be there.
    pub required: Required,
    /// Where it comes from.
    pub source: &'static str,
    /// What else there is to know.
    pub note: &'static str,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Nodes inside each of its objects.
    pub inner: Vec<Node>,
}

impl Node {
    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// Nodes of a transaction, or of the envelope.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Nodes of the input.
    pub input: Vec<Node>,
    /// Nodes of the output.
    pub output: Vec<Node>,
    /// Rows of a file that is sent.
    pub in_file: Vec<Node>,
    /// Rows of a file that comes back.
    pub out_file: Vec<Node>,
}

impl Shape {
    /// The nodes of a side.
    pub fn side(&self, side: Side) -> &[Node] {
        match side {
            Side::In => &self.input,
            Side::Out => &self.output,
            Side::InFile => &self.in_file,
            Side::OutFile => &self.out_file,
        }
    }

    pub(super) fn side_mut(&mut self, side: Side) -> &mut Vec<Node> {
        match side {
            Side::In => &mut self.input,
            Side::Out => &mut self.output,
            Side::InFile => &mut self.in_file,
            Side::OutFile => &mut self.out_file,
        }
    }
}

/// Whether a transaction changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// It only asks.
    Query,
    /// It writes.
    Write,
}

impl Does {
    /// The word for it.
    pub fn title(self) -> Title {
        match self {
            Does::Query => Title { zh: "查询", en: "query" },
            Does::Write => Title { zh: "办理", en: "writes" },
        }
    }
}

/// A transaction (交易) that the specification numbers.
#[derive(Debug, Clone)]
pub struct Transaction {
    /// Its number; `81xx` for all that begin with 81.
    pub infno: &'static str,
    /// What people call it.
    pub title: Title,
    /// Whether its fields stand in the table.
    pub tabled: bool,
    /// Whether it is carried out here.
    pub offered: bool,
    /// Whether it changes anything.
    pub does: Does,
    /// The area of care or work: its short name.
    pub area: &'static str,
    /// The area's name.
    pub area_title: Title,
}

/// A value of a dictionary.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// As it stands in messages.
    pub code: &'static str,
    /// What it means.
    pub title: Title,
    /// Where it comes from.
    pub source: &'static str,
}

/// A dictionary (字典).
#[derive(Debug, Clone)]
pub struct Dictionary {
    /// Its name.
    pub name: &'static str,
    /// Its values, in order.
    pub codes: Vec<Code>,
}

impl Dictionary {
    /// The value of a code.
    pub fn code(&self, code: &str) -> Option<&Code> {
        self.codes.iter().find(|known| known.code == code)
    }
}
