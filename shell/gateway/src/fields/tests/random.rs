//! Random messages: whatever JSON comes in, the check and the readers answer and never fall over.

use super::super::*;
use super::all;
use serde_json::{Map, Value, json};

/// A small generator (splitmix64): the same seed gives the same.
struct Random(u64);

impl Random {
    fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.number() % most as u64) as usize
    }
}

const TEXTS: &[&str] = &[
    "",
    " ",
    "0",
    "-0",
    "1",
    "-1",
    "1.005",
    "1e5",
    "999999999999999999999999999999999999999",
    "00000000000000000000000000000000000000000001",
    "NaN",
    "inf",
    "2026-02-29",
    "2026-03-01",
    "2026-03-01 24:00:00",
    "2026-03-01 08:30:00",
    "一二三",
    "\u{0}",
    "03",
    "310",
    "e",
    ".",
    "-",
    "9999-12-31 23:59:59",
    "1.",
    ".1",
    "２",
    "\u{feff}1",
    "1\u{301}",
];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "-0.0",
    "0.1",
    "1e400",
    "-1e-400",
    "1E99999999999999999999",
    "0e-99999999999999",
    "123456789012345678901234567890.123456789",
    "18446744073709551616",
    "-9223372036854775809",
];

fn value(random: &mut Random, depth: usize) -> Value {
    match random.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => Value::Bool(random.below(2) == 0),
        2 => {
            let text = NUMBERS[random.below(NUMBERS.len())];
            serde_json::from_str(text).expect("a number")
        }
        3 | 4 => match random.below(8) {
            0 => Value::String("长".repeat(random.below(300))),
            _ => Value::String(TEXTS[random.below(TEXTS.len())].to_string()),
        },
        5 => (0..random.below(4)).map(|_| value(random, depth - 1)).collect(),
        _ => (0..random.below(4))
            .map(|at| (format!("k{at}"), value(random, depth - 1)))
            .collect::<Map<_, _>>()
            .into(),
    }
}

/// An object in the shape of a node, of mostly random values.
fn shaped(random: &mut Random, node: &Node) -> Value {
    let mut map = Map::new();
    for field in &node.fields {
        if random.below(8) > 0 {
            map.insert(field.name.to_string(), value(random, 1));
        }
    }
    nodes(random, &node.inner, &mut map);
    Value::Object(map)
}

fn nodes(random: &mut Random, nodes: &[Node], map: &mut Map<String, Value>) {
    for node in nodes {
        let some = match random.below(6) {
            0 => value(random, 2),
            1 => shaped(random, node),
            2 => Value::Array(Vec::new()),
            3 if node.many == Many::One => shaped(random, node),
            _ => (0..random.below(3)).map(|_| shaped(random, node)).collect(),
        };
        match (node.name, some) {
            ("", Value::Object(own)) => map.extend(own),
            (name, some) => drop(map.insert(name.to_string(), some)),
        }
    }
}

/// Whatever a door could ask of a row.
fn ask(row: &Row<'_>, node: &'static Node) {
    for field in &node.fields {
        let name = field.name;
        let read = [
            row.text(name).is_ok(),
            row.number(name).is_ok(),
            row.day(name).is_ok(),
            row.moment(name).is_ok(),
            row.object(name).is_ok(),
        ];
        let _ = (row.fen(name), row.decimal(name), row.flag(name), row.missing(name));
        assert!(read.iter().filter(|ok| **ok).count() <= 1, "{name} reads in two ways");
    }
    for inner in &node.inner {
        for row in row.rows(inner.name).into_iter().flatten() {
            ask(&row, inner);
        }
    }
}

#[test]
fn no_message_makes_the_check_fall_over() {
    for seed in 0..300 {
        let mut random = Random(seed);
        for infno in all() {
            let shape = shape(infno).unwrap_or(envelope());
            let mut map = Map::new();
            nodes(&mut random, &shape.input, &mut map);
            let message = if random.below(20) == 0 { value(&mut random, 3) } else { map.into() };
            let found = check(infno, &message);
            assert!(found.iter().all(|found| !found.zh.is_empty() && !found.en.is_empty()));
            let _ = (check_output(infno, &message), check_envelope(&message));
            let _ = (
                check_response(&message),
                request(&message).map(|row| ask(&row, &envelope().input[0])),
            );
            let Ok(read) = input(infno, &message) else { continue };
            for node in &shape.input {
                let _ = (read.row(node.name), read.some_row(node.name));
                for row in read.rows(node.name).into_iter().flatten() {
                    ask(&row, node);
                }
            }
        }
    }
}

/// What the check lets pass can be read: no door meets a mistake that the check did not name.
#[test]
fn what_passes_the_check_reads() {
    let mut passed = 0;
    for seed in 0..3_000 {
        let mut random = Random(seed);
        let infno = ["2208", "2302", "2404", "2601", "9002"][random.below(5)];
        let nodes = &shape(infno).expect("offered").input;
        let mut map = Map::new();
        for node in nodes {
            let fields = node.fields.iter().map(|field| {
                let text = TEXTS[random.below(TEXTS.len())];
                (field.name.to_string(), Value::String(text.to_string()))
            });
            map.insert(node.name.to_string(), Value::Object(fields.collect()));
        }
        let message = Value::Object(map);
        if !check(infno, &message).is_empty() {
            continue;
        }
        passed += 1;
        let row = input(infno, &message).and_then(|read| read.row(nodes[0].name)).expect("a row");
        for field in &nodes[0].fields {
            let read = row.text(field.name).expect(field.name);
            assert!(read.is_some() || field.required != Required::Yes, "{}", field.name);
        }
    }
    assert!(passed > 100, "only {passed} passed");
}

#[test]
fn numbers_never_pass_through_a_float() {
    let text = r#"{"data":{"medfee_sumamt":90071992547409.93}}"#;
    let message: Value = serde_json::from_str(text).expect("JSON");
    let row = input("2207", &message).and_then(|read| read.row("data")).expect("a row");
    let number = row.need_number("medfee_sumamt").map(Number::units);
    assert_eq!(number, Ok(9_007_199_254_740_993));
    assert_eq!(json!(message).to_string(), text);
}
