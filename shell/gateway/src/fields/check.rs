//! The check (校验): a message against the table, every mistake, in the order of the table.
//!
//! Null and blank text count as not given, and so does a list without rows. Fields and nodes that
//! the table does not name are left alone: hospitals send more. A list is written as a list, also
//! where it has one row, and an object as an object: the specification names a node for each, and
//! a message that came twice must read the same twice. Only `2302` takes either.

use super::book;
use super::mistake::{Fault, Mistake, Place};
use super::table::{Field, Many, Node, Side, Title};
use super::value::{absent, examine};
use serde_json::{Map, Value};

/// What is wrong with the input of a transaction on offer.
pub fn check(infno: &str, input: &Value) -> Vec<Mistake> {
    side(infno, Side::In, input)
}

/// What is wrong with an output of ours.
pub fn check_output(infno: &str, output: &Value) -> Vec<Mistake> {
    side(infno, Side::Out, output)
}

/// What is wrong with a request, its input left aside.
pub fn check_envelope(message: &Value) -> Vec<Mistake> {
    whole(&book::envelope().input, message, "", REQUEST)
}

/// What is wrong with a response, its output left aside.
pub fn check_response(message: &Value) -> Vec<Mistake> {
    whole(&book::envelope().output, message, "", RESPONSE)
}

const REQUEST: Title = Title { zh: "请求报文", en: "the request" };
const RESPONSE: Title = Title { zh: "应答报文", en: "the response" };
const INPUT: Title = Title { zh: "交易输入", en: "input" };
const OUTPUT: Title = Title { zh: "交易输出", en: "output" };

fn side(infno: &str, side: Side, value: &Value) -> Vec<Mistake> {
    let Some(shape) = book::shape(infno) else { return vec![not_offered(infno)] };
    let (path, title) = match side {
        Side::Out => ("output", OUTPUT),
        _ => ("input", INPUT),
    };
    whole(shape.side(side), value, path, title)
}

/// That a transaction is not offered, by its name where it has one.
pub fn not_offered(infno: &str) -> Mistake {
    let (zh, en) = match book::transaction(infno) {
        Some(known) => (
            format!(
                "{infno} {}：本系统不提供此交易。可办理的交易见 /hsa/openapi.json。",
                known.title.zh
            ),
            format!(
                "{infno} ({}) is not offered here. /hsa/openapi.json lists what is.",
                known.title.en
            ),
        ),
        None => (
            "没有此交易编号。请核对 infno 后重发。".to_string(),
            "there is no transaction of this number. Look at infno and send again.".to_string(),
        ),
    };
    Mistake { path: "infno".to_string(), code: Fault::Transaction, zh, en }
}

fn whole(nodes: &[Node], value: &Value, path: &str, title: Title) -> Vec<Mistake> {
    let mut found = Vec::new();
    match value.as_object() {
        Some(map) => walk(nodes, map, &At { path, row: None }, &mut found),
        None => {
            let place = Place { path: path.to_string(), name: "", title, row: None };
            found.push(place.no_object());
        }
    }
    found
}

/// Where the walk stands.
struct At<'p> {
    path: &'p str,
    row: Option<usize>,
}

impl At<'_> {
    fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_string() } else { format!("{}.{name}", self.path) }
    }

    fn node(&self, node: &Node) -> Place {
        let path = self.path(node.name);
        Place { path, name: node.name, title: node.title, row: self.row }
    }

    fn field(&self, field: &Field) -> Place {
        let path = self.path(field.name);
        Place { path, name: field.name, title: field.title, row: self.row }
    }
}

fn walk(nodes: &[Node], map: &Map<String, Value>, at: &At<'_>, found: &mut Vec<Mistake>) {
    for node in nodes {
        if node.name.is_empty() {
            fields(node, map, at, found);
            continue;
        }
        match map.get(node.name) {
            Some(Value::Array(list)) if !list.is_empty() => match node.many {
                Many::One => found.push(at.node(node).no_object()),
                Many::List | Many::Either => each(node, list, at, found),
            },
            Some(Value::Object(inner)) => match node.many {
                Many::List => found.push(at.node(node).no_list()),
                Many::One | Many::Either => {
                    fields(node, inner, &At { path: &at.path(node.name), row: at.row }, found);
                }
            },
            Some(value) if !absent(value) && !value.is_array() => found.push(match node.many {
                Many::List => at.node(node).no_list(),
                Many::One | Many::Either => at.node(node).no_object(),
            }),
            _ if node.required.holds(map) => found.push(at.node(node).missing(&node.required)),
            _ => {}
        }
    }
}

fn each(node: &Node, list: &[Value], at: &At<'_>, found: &mut Vec<Mistake>) {
    for (row, value) in list.iter().enumerate() {
        let path = format!("{}[{row}]", at.path(node.name));
        match value.as_object() {
            Some(map) => fields(node, map, &At { path: &path, row: Some(row) }, found),
            None => {
                let place = Place { path, name: node.name, title: node.title, row: Some(row) };
                found.push(place.no_object());
            }
        }
    }
}

fn fields(node: &Node, map: &Map<String, Value>, at: &At<'_>, found: &mut Vec<Mistake>) {
    for field in &node.fields {
        match map.get(field.name).filter(|value| !absent(value)) {
            Some(value) => {
                if let Err(trouble) = examine(field, value) {
                    found.push(at.field(field).wrong(trouble));
                }
            }
            None if field.required.holds(map) => {
                found.push(at.field(field).missing(&field.required));
            }
            None => {}
        }
    }
    walk(&node.inner, map, at, found);
}
