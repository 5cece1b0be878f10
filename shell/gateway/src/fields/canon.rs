//! The canonical input (规范化输入): what a message asks, field by field in the order of the table, so that
//! a repeat can be compared with what came first.
//!
//! A field of a list stands once, with its values row by row. A number is written as digits, whether it
//! came as a number or as text; what is not given is left out; what the table does not know is not
//! looked at.

use super::book;
use super::table::{Field, Kind, Node};
use super::value::{absent, number, text};
use serde_json::Value;

/// Between the rows of a list.
const ROW: char = '\u{1e}';

/// The canonical input of a transaction: names as `node.field`, with values.
pub fn canonical(infno: &str, input: &Value) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for node in book::shape(infno).map_or(&[][..], |shape| &shape.input) {
        let mut found = Vec::new();
        rows(input.get(node.name), &mut found);
        write(node, node.name, &found, &mut out);
    }
    out
}

/// The objects of a node: one, several or none.
fn rows<'v>(value: Option<&'v Value>, out: &mut Vec<&'v Value>) {
    match value {
        Some(Value::Array(list)) => out.extend(list),
        Some(object @ Value::Object(_)) => out.push(object),
        _ => {}
    }
}

fn write(node: &Node, path: &str, found: &[&Value], out: &mut Vec<(String, String)>) {
    for field in &node.fields {
        let values = found.iter().map(|row| value(field, row.get(field.name)));
        let values: Vec<Option<String>> = values.collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        let mut all = String::new();
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                all.push(ROW);
            }
            all.push_str(&value.unwrap_or_default());
        }
        out.push((format!("{path}.{}", field.name), all));
    }
    for inner in &node.inner {
        let mut deeper = Vec::new();
        // Which row an inner object belongs to stands in the rows before it.
        for row in found {
            rows(row.get(inner.name), &mut deeper);
        }
        if !deeper.is_empty() {
            write(inner, &format!("{path}.{}", inner.name), &deeper, out);
            let counts = found.iter().map(|row| {
                let mut own = Vec::new();
                rows(row.get(inner.name), &mut own);
                own.len().to_string()
            });
            let counts = counts.collect::<Vec<_>>().join(",");
            out.push((format!("{path}.{}", inner.name), counts));
        }
    }
}

/// A value as canonical text, if it is given.
pub(super) fn value(field: &Field, value: Option<&Value>) -> Option<String> {
    let value = value.filter(|value| !absent(value))?;
    let read = match field.kind {
        Kind::Number => number(field, value).ok().map(|number| number.to_string()),
        Kind::Text => text(field, value).ok().map(str::to_string),
        _ => None,
    };
    Some(read.unwrap_or_else(|| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_same_asked_otherwise_is_the_same() {
        let one = json!({ "feedetail": [
            { "feedetl_sn": "1", "cnt": 2, "pric": "12.50", "unknown": 7, "rxno": null },
            { "feedetl_sn": "2", "cnt": "1.0", "pric": 3 },
        ] });
        let two = json!({ "feedetail": [
            { "pric": 12.5, "cnt": "2.0000", "feedetl_sn": "1", "rxno": "" },
            { "feedetl_sn": "2", "pric": "3.000000", "cnt": 1 },
        ] });
        assert_eq!(canonical("2204", &one), canonical("2204", &two));
        let names: Vec<String> = canonical("2204", &one).into_iter().map(|(n, _)| n).collect();
        assert_eq!(names, ["feedetail.feedetl_sn", "feedetail.cnt", "feedetail.pric"]);
    }

    #[test]
    fn what_belongs_to_another_row_is_another_input() {
        let line = |codes: &[&str]| {
            let codes: Vec<Value> =
                codes.iter().map(|code| json!({ "drug_trac_codg": code })).collect();
            json!({ "feedetl_sn": "1", "drug_trac_info": codes })
        };
        let ask = |lines: [Value; 2]| canonical("2204", &json!({ "feedetail": lines }));
        assert_ne!(ask([line(&["a", "b"]), line(&[])]), ask([line(&["a"]), line(&["b"])]));
        let other = json!({ "data": { "psn_no": "2" } });
        assert_ne!(
            canonical("2207", &json!({ "data": { "psn_no": "1" } })),
            canonical("2207", &other)
        );
        assert!(canonical("no such", &other).is_empty());
    }
}
