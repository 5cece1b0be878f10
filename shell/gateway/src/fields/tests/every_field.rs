//! Every field of every table: a whole message passes; one that lacks or bends a field does not.

use super::super::*;
use super::all;
use serde_json::{Map, Value, json};

/// A value that a field takes at its widest.
fn widest(field: &Field) -> Value {
    let digits = |count: usize| "9".repeat(count);
    let code = field.dictionary.and_then(dictionary).and_then(|known| known.codes.first());
    match (field.kind, code) {
        (Kind::Text, Some(code)) => json!(code.code),
        (Kind::Text, None) => json!("长".repeat(field.length)),
        (Kind::Number, _) if field.scale == 0 => json!(digits(field.length)),
        (Kind::Number, _) => {
            json!(format!("-{}.{}", digits(field.length - field.scale), digits(field.scale)))
        }
        (Kind::Day, _) => json!("2024-02-29"),
        (Kind::Moment, _) => json!("2024-02-29 23:59:59"),
        (Kind::File, _) => json!([1, 2]),
        (Kind::Object, _) => json!({}),
    }
}

fn whole(nodes: &[Node]) -> Map<String, Value> {
    let mut map = Map::new();
    for node in nodes {
        let mut own = whole(&node.inner);
        own.extend(node.fields.iter().map(|field| (field.name.to_string(), widest(field))));
        match (node.name, node.many) {
            ("", _) => map.extend(own),
            (name, Many::One) => drop(map.insert(name.to_string(), own.into())),
            (name, _) => drop(map.insert(name.to_string(), json!([own]))),
        }
    }
    map
}

/// What a value may not be, and the mistake that it makes.
fn bent(field: &Field) -> Vec<(Value, Fault)> {
    let mut wrong = match field.kind {
        Kind::Text => vec![
            (json!(1), Fault::Type),
            (json!({}), Fault::Type),
            (json!("长".repeat(field.length + 1)), Fault::Length),
        ],
        Kind::Number => vec![
            (json!("x"), Fault::Type),
            (json!(true), Fault::Type),
            (json!(format!("1{}", "0".repeat(field.length - field.scale))), Fault::Length),
            (json!(format!("0.{}1", "0".repeat(field.scale))), Fault::Precision),
        ],
        Kind::Day => vec![(json!("2025-02-29"), Fault::Date), (json!(20250228), Fault::Date)],
        Kind::Moment => vec![(json!("2024-02-29"), Fault::Time), (json!([]), Fault::Time)],
        Kind::File => vec![(json!(1), Fault::Type)],
        Kind::Object => vec![(json!("{}"), Fault::Node)],
    };
    if field.dictionary.is_some() && field.length > 0 {
        wrong.push((json!("~"), Fault::Dictionary));
    }
    wrong
}

/// A side of a transaction, or of the envelope, as it is checked.
struct Tried {
    infno: &'static str,
    output: bool,
}

impl Tried {
    fn nodes(&self) -> &'static [Node] {
        let shape = shape(self.infno).unwrap_or(envelope());
        if self.output { &shape.output } else { &shape.input }
    }

    fn check(&self, message: &Value) -> Vec<Mistake> {
        match (self.infno, self.output) {
            ("envelope", false) => check_envelope(message),
            ("envelope", true) => check_response(message),
            (infno, false) => check(infno, message),
            (infno, true) => check_output(infno, message),
        }
    }

    /// The mistakes once a field is otherwise; those of fields that it decides upon left aside.
    fn otherwise(&self, at: &str, field: &str, value: Option<Value>) -> Vec<(String, Fault)> {
        let mut message = Value::Object(whole(self.nodes()));
        let map = message.pointer_mut(at).and_then(Value::as_object_mut).expect(at);
        match value {
            Some(value) => drop(map.insert(field.to_string(), value)),
            None => drop(map.remove(field)),
        }
        let found = self.check(&message).into_iter();
        found.map(|found| (found.path, found.code)).collect()
    }

    fn each(&self, nodes: &'static [Node], at: &str) {
        for node in nodes {
            let at = match (node.name, node.many) {
                ("", _) => at.to_string(),
                (name, Many::One) => format!("{at}/{name}"),
                (name, _) => format!("{at}/{name}/0"),
            };
            for field in &node.fields {
                self.field(field, &at);
            }
            self.each(&node.inner, &at);
        }
    }

    fn field(&self, field: &Field, at: &str) {
        let what = format!("{} {at} {}", self.infno, field.name);
        let dotted = at.trim_start_matches('/').replace("/0", "[0]").replace('/', ".");
        let path = match (self.infno, self.output) {
            ("envelope", _) => field.name.to_string(),
            (_, out) => {
                let side = if out { "output" } else { "input" };
                let inner = if dotted.is_empty() { String::new() } else { format!(".{dotted}") };
                format!("{side}{inner}.{}", field.name)
            }
        };
        let missing = (path.clone(), Fault::Missing);
        let expected = if field.required == Required::Yes { vec![missing] } else { Vec::new() };
        for nothing in [None, Some(json!(null)), Some(json!(" "))] {
            assert_eq!(self.otherwise(at, field.name, nothing), expected, "{what}");
        }
        for (value, fault) in bent(field) {
            let found = self.otherwise(at, field.name, Some(value.clone()));
            assert_eq!(found, vec![(path.clone(), fault)], "{what} {value}");
        }
    }
}

#[test]
fn every_field_is_checked() {
    for infno in all() {
        for output in [false, true] {
            let tried = Tried { infno, output };
            let message = Value::Object(whole(tried.nodes()));
            assert_eq!(tried.check(&message), Vec::new(), "{infno}");
            tried.each(tried.nodes(), "");
        }
    }
}
