//! OpenAPI 3.1 of the hospital door, out of the same table: a path for each transaction on offer.

use super::book;
use super::page::holds;
use super::required::Required;
use super::table::{Dictionary, Does, Field, Kind, Many, Node, Shape, Title, Transaction};
use serde_json::{Map, Value, json};

/// The whole document, of what is carried out.
pub fn openapi() -> Value {
    document(|known| known.offered)
}

/// The document of some transactions.
fn document(wanted: fn(&Transaction) -> bool) -> Value {
    let wanted = book::transactions().iter().filter(|known| wanted(known));
    let mut paths = Map::new();
    let mut schemas = Map::new();
    for transaction in wanted {
        let Some(shape) = book::shape(transaction.infno) else { continue };
        let path = format!("/hsa/{}", transaction.infno);
        paths.insert(path, json!({ "post": operation(transaction) }));
        let (input, output) =
            (format!("{}.in", transaction.infno), format!("{}.out", transaction.infno));
        schemas.insert(input, object(&shape.input, true));
        schemas.insert(output, output_of(shape));
    }
    for dictionary in book::dictionaries() {
        schemas.insert(dictionary.name.to_string(), values(dictionary));
    }
    let envelope = book::envelope();
    schemas.insert("request".to_string(), object(&envelope.input, true));
    schemas.insert("response".to_string(), object(&envelope.output, false));
    schemas.insert("errors".to_string(), errors());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "共济 定点医药机构接口 / Gongji: the door for institutions",
            "version": env!("CARGO_PKG_VERSION"),
            "description": both(&INTRODUCTION),
        },
        "paths": paths,
        "components": { "schemas": schemas },
    })
}

const INTRODUCTION: Title = Title {
    zh: "节点名用小写。空文本和 null 视为未填。数值可写成 JSON 数值或文本。时间均为东八区。多出的字段不予理会。",
    en: "Names of nodes are lower case. Empty text and null count as not given. Numbers may be JSON numbers or text. All times are UTC+8. Further fields are left alone.",
};

fn both(title: &Title) -> String {
    format!("{} / {}", title.zh, title.en)
}

fn operation(transaction: &Transaction) -> Value {
    let infno = transaction.infno;
    let repeat = Title {
        zh: "同一 msgid 重发得到首次的应答；内容不同则拒绝。",
        en: "A repeated msgid gets the first answer; with another content it is refused.",
    };
    let described = match transaction.does {
        Does::Write => {
            let word = transaction.does.title();
            format!("{}。{} / {}. {}", word.zh, repeat.zh, word.en, repeat.en)
        }
        Does::Query => both(&transaction.does.title()),
    };
    let whole = |part: &str, own: Value| {
        json!({ "application/json": { "schema": { "allOf": [
            { "$ref": format!("#/components/schemas/{part}") },
            { "properties": own },
        ] } } })
    };
    let of = |side: &str| json!({ "$ref": format!("#/components/schemas/{infno}.{side}") });
    let request = json!({ "infno": { "const": infno }, "input": of("in") });
    json!({
        "operationId": format!("hsa{infno}"),
        "summary": format!("{infno} {}", both(&transaction.title)),
        "description": described,
        "tags": [both(&transaction.area_title)],
        "requestBody": { "required": true, "content": whole("request", request) },
        "responses": {
            "200": {
                "description": "infcode 0 成功，-1 失败 / infcode 0 done, -1 refused",
                "content": whole("response", json!({ "output": of("out") })),
            },
            "400": { "description": "报文无法读取 / the message cannot be read" },
            "401": { "description": "签名不符 / the signature does not hold" },
            "503": {
                "description": "排队已满，请按 Retry-After 重发 / the queue is full, send again after Retry-After",
                "headers": { "Retry-After": { "schema": { "type": "integer" } } },
            },
        },
    })
}

/// An output of a transaction, or the mistakes of a refusal in its place.
fn output_of(shape: &Shape) -> Value {
    json!({ "anyOf": [
        object(&shape.output, false),
        { "$ref": "#/components/schemas/errors" },
    ] })
}

fn errors() -> Value {
    json!({
        "type": "object",
        "description": "失败时的全部差错 / all mistakes of a refusal",
        "required": ["errors"],
        "properties": { "errors": { "type": "array", "items": {
            "type": "object",
            "required": ["path", "code", "message"],
            "properties": {
                "path": { "type": "string" },
                "code": { "type": "string" },
                "message": { "type": "string" },
            },
        } } },
    })
}

/// An object that holds nodes; a node without a name stands in it directly.
fn object(nodes: &[Node], sent: bool) -> Value {
    let mut whole = Parts::default();
    for node in nodes {
        if node.name.is_empty() {
            whole.fields(node, sent);
            whole.nodes(&node.inner, sent);
        }
    }
    whole.nodes(nodes, sent);
    whole.schema()
}

/// Properties of an object as they are gathered.
#[derive(Default)]
struct Parts {
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Parts {
    fn nodes(&mut self, nodes: &[Node], sent: bool) {
        for node in nodes.iter().filter(|node| !node.name.is_empty()) {
            let mut parts = Parts::default();
            parts.fields(node, sent);
            parts.nodes(&node.inner, sent);
            let one = parts.schema();
            let list = || {
                let least = usize::from(node.required == Required::Yes);
                json!({ "type": "array", "items": one, "minItems": least })
            };
            let mut schema = match node.many {
                Many::One => one.clone(),
                Many::List => list(),
                Many::Either => json!({ "anyOf": [one, list()] }),
            };
            if node.required != Required::Yes {
                schema = or_nothing(schema);
            }
            describe(&mut schema, &node.title, &node.required, node.note);
            self.add(node.name, schema, &node.required);
        }
    }

    fn fields(&mut self, node: &Node, sent: bool) {
        for field in &node.fields {
            let mut schema = value(field, sent);
            if field.required != Required::Yes {
                schema = or_nothing(schema);
            }
            describe(&mut schema, &field.title, &field.required, field.note);
            self.add(field.name, schema, &field.required);
        }
    }

    fn add(&mut self, name: &'static str, schema: Value, required: &Required) {
        self.properties.insert(name.to_string(), schema);
        if *required == Required::Yes {
            self.required.push(name);
        }
    }

    fn schema(self) -> Value {
        json!({ "type": "object", "properties": self.properties, "required": self.required })
    }
}

fn describe(schema: &mut Value, title: &Title, required: &Required, note: &str) {
    let mut text = both(title);
    if !matches!(required, Required::Yes | Required::No) {
        let words = required.words();
        text = format!("{text}。{}必填 / required {}", words.zh, words.en);
    }
    if !note.is_empty() {
        text = format!("{text}。{note}");
    }
    if let Some(map) = schema.as_object_mut() {
        map.insert("description".to_string(), Value::String(text));
    }
}

/// What need not be there may also be null or empty text.
fn or_nothing(schema: Value) -> Value {
    json!({ "anyOf": [schema, { "enum": [null, ""] }] })
}

/// The values that a field takes. What is sent to us may write numbers as text.
fn value(field: &Field, sent: bool) -> Value {
    let holds = holds(field);
    let comment = format!("{} / {}", holds.zh, holds.en);
    match (field.kind, field.dictionary) {
        (Kind::Text, Some(name)) => {
            json!({ "allOf": [{ "$ref": format!("#/components/schemas/{name}") }] })
        }
        (Kind::Text, None) if field.length > 0 => {
            json!({ "type": "string", "maxLength": field.length })
        }
        (Kind::Text, None) => json!({ "type": "string" }),
        (Kind::Number, _) if sent => json!({ "title": comment, "anyOf": [
            { "type": "number" },
            { "type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$" },
        ] }),
        (Kind::Number, _) => json!({ "type": "number", "title": comment }),
        (Kind::Day, _) => json!({ "type": "string", "format": "date" }),
        (Kind::Moment, _) => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$",
        }),
        (Kind::File, _) => json!({ "type": ["string", "array"], "title": comment }),
        (Kind::Object, _) => json!({ "type": "object" }),
    }
}

fn values(dictionary: &Dictionary) -> Value {
    let codes = dictionary
        .codes
        .iter()
        .map(|code| json!({ "const": code.code, "title": both(&code.title) }));
    json!({ "type": "string", "oneOf": codes.collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every reference leads somewhere.
    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_string));
                map.values().for_each(|inner| references(inner, found));
            }
            Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
            _ => {}
        }
    }

    #[test]
    fn the_document_stands() {
        let document = document(|known| known.tabled);
        let tabled = book::transactions().iter().filter(|known| known.tabled).count();
        assert_eq!(document["paths"].as_object().map(Map::len), Some(tabled));
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > tabled);
        for reference in found {
            let pointer = reference.trim_start_matches('#');
            assert!(document.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn schemas_say_what_the_table_says() {
        let document = document(|known| known.tabled);
        let schema = |path: &str| {
            let path = format!("/components/schemas/{path}");
            document.pointer(&path).cloned().unwrap_or_default()
        };
        let line = "2204.in/properties/feedetail/items";
        assert_eq!(schema(&format!("{line}/properties/feedetl_sn/maxLength")), json!(30));
        assert!(schema(&format!("{line}/required")).to_string().contains("\"cnt\""));
        assert_eq!(schema("2204.in/properties/feedetail/minItems"), json!(1));
        let card = schema("2207.in/properties/data/properties/card_sn/description");
        assert!(card.to_string().contains("mdtrt_cert_type 为 03 时必填"), "{card}");
        assert!(schema("insutype").to_string().contains("\"310\""));
        assert!(!schema("2302.in/properties/data/anyOf/1/items").is_null());
        assert!(!schema("9101.out/anyOf/0/properties/file_qury_no").is_null());
    }
}
