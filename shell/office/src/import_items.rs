//! Bring in the catalogue (目录) of an area from CSV: what each item is from a day on. All rows of a
//! file or none, and the same file again changes nothing.

use crate::csv::{Column, RowError, Rows};
use crate::dated::{codes, sift};
use crate::desk::Entered;
use law::{Area, Fact};
use std::collections::HashMap;
use store::{ItemRow, Store, StoreError};

/// Columns of the file.
pub const COLUMNS: &[Column] = &[
    Column::must("code"),
    Column::must("name"),
    Column::must("from"),
    Column::may("to"),
    Column::must("class"),
    Column::may("group"),
    Column::may("first_pay"),
    Column::may("price_limit"),
];

/// Reads a file; every row that is wrong is named with its line.
pub fn read(text: &str, area: &Area) -> Result<Vec<ItemRow>, Vec<RowError>> {
    let mut rows = Rows::read(text, COLUMNS)?;
    let mut found: Vec<ItemRow> = Vec::new();
    let mut before = HashMap::new();
    while let Some(row) = rows.next() {
        let class = row.text("class");
        row.check(["A", "B", "C"].contains(&class.as_str()), "class", "write A, B or C");
        if let Some(group) = row.optional("group") {
            row.closed("group", area, Fact::Group, &group);
        }
        let rate = row.rate("first_pay");
        let share = rate >= units::Rate::ZERO && rate <= units::Rate::ONE;
        row.check(share, "first_pay", "a share lies between nothing and the whole");
        let (from, to) = row.days();
        let item = ItemRow {
            code: row.text("code"),
            from_day: i64::from(from.number()),
            to_day: to.map(|day| i64::from(day.number())),
            name: row.text("name"),
            class,
            group: row.optional("group"),
            first_pay: rate.0,
            price_limit: row.optional_decimal("price_limit").map(|price| price.0),
        };
        let of = format!("{} from {from}", item.code);
        row.unless_otherwise(&mut before, of, "code", item.clone());
        found.push(item);
    }
    rows.finish(found)
}

/// Writes items, all or none.
pub async fn import_items(
    store: &dyn Store,
    area: i64,
    rows: &[ItemRow],
) -> Result<Entered, StoreError> {
    let (entered, write) = sift(rows, &store.items(area, &codes(rows)).await?);
    store.put_items(area, &write).await?;
    Ok(entered)
}
