//! 9101 upload a file (文件上传): kept under a number for the institution that sent it.

use super::call::{Call, turned};
use crate::door::{Turned, Wrong, moment_text};
use crate::fields::{Row, canonical};
use office::keep_file::{File, digest, keep_file};
use serde_json::{Value, json};

/// The content, as it stands among what was asked.
const CONTENT: &str = "fsuploadin.in";

pub(super) async fn upload(call: &Call<'_>) -> Result<Value, Turned> {
    let row = call.input()?.row("fsuploadin")?;
    own(call, &row)?;
    let file = File { name: row.need_text("filename")?.to_string(), body: row.need_file("in")? };
    let mut asked = canonical(call.infno(), call.input);
    for (_, value) in asked.iter_mut().filter(|(name, _)| name == CONTENT) {
        *value = digest(&file.body);
    }
    let store = call.door.store();
    let kept = keep_file(&*store, &call.address(), (file, &asked), call.came).await;
    let kept = kept.map_err(|error| Wrong::not_read(&error.to_string()))?.map_err(turned)?;
    Ok(json!({
        "file_qury_no": kept.number,
        "filename": kept.name,
        "fixmedins_code": kept.institution,
        "dld_endtime": moment_text(kept.until),
    }))
}

/// That an institution sends and fetches its own files.
pub(super) fn own(call: &Call<'_>, row: &Row<'_>) -> Result<(), Turned> {
    let (code, sender) = (row.need_text("fixmedins_code")?, call.sender());
    if code == sender {
        return Ok(());
    }
    Err(Turned::one(
        &format!("{}.fixmedins_code", row.path()),
        "other-institution",
        format!("机构 {sender} 只能上传和下载本机构的文件，报文写的是 {code}。请核对机构编号。"),
        format!(
            "institution {sender} may send and fetch its own files only, the message says {code}; check the code"
        ),
    ))
}
