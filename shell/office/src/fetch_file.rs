//! Fetch a file that is kept for an institution (文件下载): its own, as long as it is kept.

use crate::desk::Refused;
use crate::refuse::refused;
use store::{FileRow, Store, StoreError};

/// A file by its number, for the institution it is kept for.
pub async fn fetch_file(
    store: &dyn Store,
    institution: &str,
    number: &str,
    now: i64,
) -> Result<Result<FileRow, Refused>, StoreError> {
    let found = store.file(institution, number).await?;
    Ok(found.filter(|row| now <= row.until).ok_or_else(|| {
        refused(
            "no-file",
            format!("没有本机构可下载的文件 {number}，或已过下载截止时间。请核对文件查询号，或重新上传、重新对账。"),
            format!(
                "there is no file {number} of this institution, or its time is past; check the number, or upload or reconcile again"
            ),
        )
    }))
}
