//! Tables: every table with its columns, for what goes through all of them row by row: a copy of the
//! books that either engine can read.
//!
//! Their statements are made from the columns; the test of the registry prepares them, too, and
//! another sees that the list is the schema.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Int,
    /// A text.
    Text,
    /// Bytes.
    Bytes,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// None.
    Null,
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [(&'static str, Kind)],
    /// How many of them, from the first, are its key; none: it has no key.
    pub key: usize,
}

use Kind::{Bytes, Int, Text};

/// Read models: derived from the journal by whoever follows it, and so in no copy.
pub static DERIVED: &[&str] = &[
    "follow",
    "person_events",
    "bills",
    "fund_days",
    "institution_days",
    "disturbed",
    "due",
    "due_parts",
    "described",
    "settlement_rows",
    "care_months",
    "insured",
];

/// All tables that hold books; batches stand before events, so that a reader can follow the proof.
pub static TABLES: &[Table] = &[
    Table { name: "leases", key: 1, columns: &[("area", Int), ("epoch", Int), ("holder", Text)] },
    Table { name: "marks", key: 1, columns: &[("name", Text), ("value", Text)] },
    Table { name: "laws", key: 1, columns: &[("hash", Bytes), ("body", Bytes)] },
    Table { name: "words", key: 2, columns: &[("area", Int), ("no", Int), ("word", Text)] },
    Table {
        name: "batches",
        key: 2,
        columns: &[
            ("area", Int),
            ("first", Int),
            ("last", Int),
            ("written", Int),
            ("head", Bytes),
            ("sheet", Bytes),
        ],
    },
    Table {
        name: "events",
        key: 2,
        columns: &[("area", Int), ("seq", Int), ("visit", Int), ("body", Bytes)],
    },
    Table {
        name: "message_keys",
        key: 2,
        columns: &[("area", Int), ("message", Bytes), ("seq", Int)],
    },
    Table { name: "people", key: 2, columns: &[("area", Int), ("person", Int), ("body", Bytes)] },
    Table {
        name: "tallies",
        key: 3,
        columns: &[("area", Int), ("person", Int), ("period", Int), ("body", Bytes)],
    },
    Table {
        name: "persons",
        key: 2,
        columns: &[
            ("area", Int),
            ("id", Text),
            ("person", Int),
            ("name", Text),
            ("document", Text),
            ("sex", Text),
            ("division", Text),
            ("household", Text),
        ],
    },
    Table { name: "divisions", key: 2, columns: &[("area", Int), ("code", Text), ("name", Text)] },
    Table {
        name: "doctors",
        key: 3,
        columns: &[
            ("institution", Text),
            ("code", Text),
            ("from_day", Int),
            ("to_day", Int),
            ("name", Text),
            ("title", Text),
            ("department", Text),
        ],
    },
    Table {
        name: "institutions",
        key: 2,
        columns: &[
            ("code", Text),
            ("from_day", Int),
            ("to_day", Int),
            ("name", Text),
            ("level", Text),
            ("rank", Text),
            ("kind", Text),
            ("area", Int),
            ("designated", Int),
        ],
    },
    Table {
        name: "items",
        key: 3,
        columns: &[
            ("area", Int),
            ("code", Text),
            ("from_day", Int),
            ("to_day", Int),
            ("name", Text),
            ("class", Text),
            ("item_group", Text),
            ("first_pay", Int),
            ("price_limit", Int),
        ],
    },
    Table {
        name: "credentials",
        key: 5,
        columns: &[
            ("area", Int),
            ("number", Text),
            ("kind", Text),
            ("serial", Text),
            ("from_day", Int),
            ("to_day", Int),
            ("person", Int),
        ],
    },
    Table {
        name: "sign_ins",
        key: 2,
        columns: &[
            ("institution", Text),
            ("sign_no", Text),
            ("message", Text),
            ("operator", Text),
            ("device", Text),
            ("address", Text),
            ("signed_in", Int),
            ("signed_out", Int),
            ("out_message", Text),
        ],
    },
    Table {
        name: "files",
        key: 2,
        columns: &[
            ("institution", Text),
            ("number", Text),
            ("name", Text),
            ("asked", Text),
            ("body", Bytes),
            ("made", Int),
            ("until", Int),
        ],
    },
    Table {
        name: "refusals",
        key: 2,
        columns: &[
            ("institution", Text),
            ("no", Int),
            ("moment", Int),
            ("transaction_no", Text),
            ("message", Text),
            ("code", Text),
            ("zh", Text),
            ("en", Text),
            ("more", Int),
        ],
    },
    Table {
        name: "reads",
        key: 5,
        columns: &[
            ("area", Int),
            ("person", Int),
            ("moment", Int),
            ("viewer", Text),
            ("purpose", Text),
        ],
    },
    Table {
        name: "checks",
        key: 2,
        columns: &[
            ("area", Int),
            ("moment", Int),
            ("last", Int),
            ("bills", Int),
            ("answered", Int),
            ("anchors", Int),
            ("found", Int),
            ("first", Text),
        ],
    },
    Table {
        name: "code_sets",
        key: 2,
        columns: &[("kind", Text), ("edition", Text), ("from_day", Int), ("to_day", Int)],
    },
    Table {
        name: "codes",
        key: 3,
        columns: &[
            ("kind", Text),
            ("edition", Text),
            ("code", Text),
            ("name", Text),
            ("gray", Int),
        ],
    },
    Table {
        name: "code_maps",
        key: 5,
        columns: &[
            ("kind", Text),
            ("from_edition", Text),
            ("to_edition", Text),
            ("from_code", Text),
            ("to_code", Text),
        ],
    },
];

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    /// All rows in the order of the key, or of everything, which is the same on both engines: `collate` stands behind
    /// texts where the engine would else sort them by a language.
    pub(crate) fn all(&self, collate: &str) -> String {
        let key = if self.key == 0 { self.columns.len() } else { self.key };
        let order = self.columns.iter().take(key).map(|(name, kind)| match kind {
            Text => format!("{name}{collate}"),
            _ => (*name).to_string(),
        });
        let order: Vec<String> = order.collect();
        format!("SELECT {} FROM {} ORDER BY {}", self.names(), self.name, order.join(", "))
    }

    /// One row, if there is any.
    pub(crate) fn any(&self) -> String {
        format!("SELECT 1 FROM {} LIMIT 1", self.name)
    }

    /// So many rows go in, as rows of `?`.
    pub(crate) fn put_rows(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.columns.len()].join(","));
        let rows = vec![row; rows].join(",");
        format!("INSERT INTO {} ({}) VALUES {rows}", self.name, self.names())
    }

    /// Rows go in, as one array a column.
    pub(crate) fn put_arrays(&self) -> String {
        let array = |(at, (_, kind)): (usize, &(&str, Kind))| match kind {
            Int => format!("${}::bigint[]", at + 1),
            Text => format!("${}::text[]", at + 1),
            Bytes => format!("${}::bytea[]", at + 1),
        };
        let arrays: Vec<String> = self.columns.iter().enumerate().map(array).collect();
        let (names, arrays) = (self.names(), arrays.join(", "));
        format!("INSERT INTO {} ({names}) SELECT * FROM unnest({arrays})", self.name)
    }
}
