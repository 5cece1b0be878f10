//! Required (必填): whether a field or node must be there, also where that depends on another.

use super::value::absent;
use serde_json::{Map, Value};
use units::Words;

/// Whether something must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Required {
    /// Always.
    Yes,
    /// Never.
    No,
    /// When a field beside it has one of these values.
    WhenIs {
        /// The field beside it.
        field: &'static str,
        /// The values.
        values: Vec<&'static str>,
    },
    /// Unless a field beside it is there.
    Unless {
        /// The field beside it.
        field: &'static str,
    },
    /// When a node of the input holds a field.
    WhenInputHolds {
        /// The field.
        field: &'static str,
    },
}

impl Required {
    /// Reads `yes`, `no`, `when a=1|2`, `unless a` and `when input holds a`.
    pub(super) fn parse(text: &'static str) -> Option<Required> {
        if let Some(field) = text.strip_prefix("when input holds ") {
            return Some(Required::WhenInputHolds { field });
        }
        if let Some(field) = text.strip_prefix("unless ") {
            return Some(Required::Unless { field });
        }
        if let Some((field, values)) = text.strip_prefix("when ").and_then(|t| t.split_once('=')) {
            return Some(Required::WhenIs { field, values: values.split('|').collect() });
        }
        match text {
            "yes" => Some(Required::Yes),
            "no" => Some(Required::No),
            _ => None,
        }
    }

    /// The field beside it that decides.
    pub fn beside(&self) -> Option<&'static str> {
        match self {
            Required::WhenIs { field, .. } | Required::Unless { field } => Some(field),
            _ => None,
        }
    }

    /// Whether it must be there, among these fields.
    pub(super) fn holds(&self, beside: &Map<String, Value>) -> bool {
        match self {
            Required::Yes => true,
            Required::No => false,
            Required::WhenIs { field, values } => {
                let value = beside.get(*field).and_then(Value::as_str);
                value.is_some_and(|value| values.contains(&value))
            }
            Required::Unless { field } => beside.get(*field).is_none_or(absent),
            Required::WhenInputHolds { field } => {
                beside.get("input").is_some_and(|input| input_holds(input, field))
            }
        }
    }

    /// The condition in words, for a table that people read.
    pub fn words(&self) -> Words {
        let (zh, en) = match self {
            Required::Yes => ("是".to_string(), "yes".to_string()),
            Required::No => ("否".to_string(), "no".to_string()),
            Required::WhenIs { field, values } => (
                format!("{field} 为 {} 时", values.join("、")),
                format!("when {field} is {}", values.join(" or ")),
            ),
            Required::Unless { field } => {
                (format!("未填 {field} 时"), format!("unless {field} is given"))
            }
            Required::WhenInputHolds { field } => {
                (format!("input 含有 {field} 时"), format!("when input holds {field}"))
            }
        };
        Words { zh, en }
    }
}

/// Whether a node of the input holds a field.
fn input_holds(input: &Value, field: &str) -> bool {
    let there = |object: &Value| object.get(field).is_some_and(|value| !absent(value));
    let nodes = input.as_object().into_iter().flat_map(Map::values);
    there(input)
        || nodes.into_iter().any(|node| match node {
            Value::Array(list) => list.iter().any(there),
            one => there(one),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_are_read_and_decided() {
        #[track_caller]
        fn check(text: &'static str, beside: Value, holds: bool) {
            let required = Required::parse(text).expect(text);
            assert_eq!(required.holds(beside.as_object().expect("object")), holds, "{text}");
            assert!(!required.words().zh.is_empty() && !required.words().en.is_empty());
        }
        check("yes", json!({}), true);
        check("no", json!({}), false);
        check("when a=1|2", json!({"a": "2"}), true);
        check("when a=1|2", json!({"a": "3"}), false);
        check("when a=1|2", json!({"a": 1}), false);
        check("unless b", json!({"b": ""}), true);
        check("unless b", json!({"b": "x"}), false);
        check("when input holds c", json!({"input": {"data": {"c": "1"}}}), true);
        check("when input holds c", json!({"input": {"list": [{}, {"c": "1"}]}}), true);
        check("when input holds c", json!({"input": {"c": "1"}}), true);
        check("when input holds c", json!({"input": {"data": {"c": null}}}), false);
        check("when input holds c", json!({"input": 3}), false);
        assert_eq!(Required::parse("maybe"), None);
        assert_eq!(Required::parse("when a"), None);
    }
}
