//! 9102 fetch a file (文件下载) that was uploaded by the institution or made for it.

use super::call::{Call, turned};
use super::t9101::own;
use crate::door::{Turned, Wrong, moment_text};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use office::fetch_file::fetch_file;
use serde_json::{Value, json};

pub(super) async fn fetch(call: &Call<'_>) -> Result<Value, Turned> {
    let row = call.input()?.row("fsdownloadin")?;
    own(call, &row)?;
    let (store, number) = (call.door.store(), row.need_text("file_qury_no")?);
    let file = fetch_file(&*store, call.sender(), number, call.came).await;
    let file = file.map_err(|error| Wrong::not_read(&error.to_string()))?.map_err(turned)?;
    Ok(json!({
        "file_qury_no": file.number,
        "filename": file.name,
        "fixmedins_code": file.institution,
        "dld_endtime": moment_text(file.until),
        "out": STANDARD.encode(&file.body),
    }))
}
