//! 1901 dictionaries (字典表查询): the values of a dictionary as this door takes and gives them.

use super::call::Call;
use crate::door::Turned;
use crate::fields::{dictionaries, dictionary as of_name};
use serde_json::{Value, json};

/// The day since which the dictionaries stand: the last change of the specification V8.1.
const SINCE: &str = "2026-05-13";
/// Valid (有效).
const VALID: &str = "1";

pub(super) fn dictionary(call: &Call<'_>) -> Result<Value, Turned> {
    let asked = call.input()?.row("data")?;
    let name = asked.need_text("type")?;
    let Some(dictionary) = of_name(name) else { return Err(unknown(name)) };
    // Values that are no longer valid are not kept.
    let valid = asked.need_text("valiFlag")? == VALID;
    let codes = dictionary.codes.iter().filter(|_| valid);
    let list: Vec<Value> = (1..)
        .zip(codes)
        .map(|(sort, code): (u32, _)| {
            json!({
                "type": name,
                "label": code.title.zh,
                "value": code.code,
                "parentValue": "",
                "sort": sort,
                "valiFlag": VALID,
                "createUser": code.source,
                "createDate": SINCE,
                "version": 1,
            })
        })
        .collect();
    Ok(json!({ "list": list }))
}

fn unknown(name: &str) -> Turned {
    let known: Vec<&str> = dictionaries().map(|dictionary| dictionary.name).collect();
    let known = known.join(" ");
    Turned::one(
        "input.data.type",
        "no-dictionary",
        format!("没有字典 {name}。可查询的字典：{known}"),
        format!("There is no dictionary {name}; there are: {known}"),
    )
}
