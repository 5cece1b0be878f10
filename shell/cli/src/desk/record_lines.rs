//! Record fee lines, from JSON.

use super::{fen, fields};
use office::record_lines::{Item, Lines};
use serde::Deserialize;
use serde_json::Value;
use units::Decimal;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Input {
    visit: u64,
    person: Option<String>,
    lines: Vec<LineIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineIn {
    id: String,
    #[serde(default)]
    batch: String,
    code: String,
    qty: String,
    price: String,
    amount: String,
}

pub(super) fn read(input: Value) -> Result<Lines, String> {
    let input: Input = fields(input)?;
    let line = |(at, line): (usize, LineIn)| {
        let name = |field: &str| format!("lines[{at}].{field}");
        let decimal = |field: &str, text: &str| {
            Decimal::parse(text).map_err(|e| format!("{}: {e}", name(field)))
        };
        Ok(Item {
            qty: decimal("qty", &line.qty)?,
            price: decimal("price", &line.price)?,
            amount: fen(&name("amount"), &line.amount)?,
            id: line.id,
            batch: line.batch,
            code: line.code,
        })
    };
    let lines: Result<Vec<Item>, String> = input.lines.into_iter().enumerate().map(line).collect();
    Ok(Lines { visit: input.visit, person: input.person, lines: lines? })
}
