//! JSON Schema of our own commands, with the closed values that law lists.

use crate::law_book::LawBook;
use crate::settle::{SettleInput, SettleOutput};
use law::Fact;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The schema of what `gongji settle` takes and gives. Closed values are those of the loaded law.
pub fn settle_schema(book: &LawBook) -> Value {
    let mut input = json_of(schemars::schema_for!(SettleInput));
    for (pointer, fact) in closed_fields() {
        let values: BTreeSet<&str> = book
            .areas
            .iter()
            .filter_map(|area| area.domains.of.get(&fact))
            .flat_map(|domain| domain.values.iter().map(|v| v.id.as_str()))
            .collect();
        let list: Vec<Value> = values.into_iter().map(Value::from).collect();
        if let Some(place) = input.pointer_mut(pointer).filter(|_| !list.is_empty()) {
            close(place, list);
        }
    }
    if let Some(place) = input.pointer_mut("/$defs/LineIn/properties/class") {
        close(place, ["A", "B", "C"].map(Value::from).to_vec());
    }
    json!({ "input": input, "output": json_of(schemars::schema_for!(SettleOutput)) })
}

/// Adds the closed values to a string field, an optional one, a list of strings, or the keys of a map.
fn close(place: &mut Value, mut list: Vec<Value>) {
    if let Some(items) = place.get_mut("items") {
        items["enum"] = Value::Array(list);
        return;
    }
    if place.get("additionalProperties").is_some() {
        place["propertyNames"] = json!({ "enum": list });
        return;
    }
    let nullable = place.get("type").is_some_and(Value::is_array);
    if nullable {
        list.push(Value::Null);
    }
    place["enum"] = Value::Array(list);
}

/// Where closed values stand in the schema.
fn closed_fields() -> [(&'static str, Fact); 15] {
    [
        ("/$defs/PersonIn/properties/insurance", Fact::Insurance),
        ("/$defs/PersonIn/properties/status", Fact::Status),
        ("/$defs/PersonIn/properties/classes", Fact::Class),
        ("/$defs/PersonIn/properties/tier", Fact::Tier),
        ("/$defs/LineIn/properties/group", Fact::Group),
        ("/$defs/TotalsIn/properties/groups", Fact::Group),
        ("/$defs/BillIn/properties/groups", Fact::Group),
        ("/$defs/PersonIn/properties/conditions", Fact::Condition),
        ("/$defs/BillIn/properties/care", Fact::Care),
        ("/$defs/BillIn/properties/condition", Fact::Condition),
        ("/$defs/BillIn/properties/filing", Fact::Filing),
        ("/$defs/InstitutionIn/properties/level", Fact::Level),
        ("/$defs/InstitutionIn/properties/rank", Fact::Rank),
        ("/$defs/InstitutionIn/properties/kind", Fact::Kind),
        ("/$defs/InstitutionIn/properties/place", Fact::Place),
    ]
}

fn json_of(schema: schemars::Schema) -> Value {
    Value::from(schema)
}
