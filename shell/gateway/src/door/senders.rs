//! Who may send (报文发送机构): an institution that is registered and designated on the day. What the
//! register says is kept for some seconds, so that it is not asked for every message.

use super::{Turned, Wrong};
use office::{InstitutionRow, Store};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use units::Day;

/// How long an answer of the register is kept, in milliseconds.
const KEPT: i64 = 2_000;
/// The most institutions that are kept.
const MOST: usize = 10_000;

/// What the register said of an institution, and when.
type Known = (i64, Arc<Vec<InstitutionRow>>);

/// What the register said of institutions lately.
#[derive(Default)]
pub(super) struct Senders(Mutex<HashMap<String, Known>>);

impl Senders {
    /// Lets a sender in, or says why not.
    pub(super) async fn check(
        &self,
        store: &Arc<dyn Store>,
        code: &str,
        (now, today): (i64, Day),
    ) -> Result<(), Turned> {
        let rows = self.rows(store, code, now).await?;
        let number = i64::from(today.number());
        let holds = |row: &&InstitutionRow| {
            row.from_day <= number && row.to_day.is_none_or(|to| number <= to)
        };
        match rows.iter().rev().find(holds) {
            Some(row) if !row.designated => Err(refused(
                "institution-suspended",
                format!(
                    "机构 {code}（{}）的定点资格已暂停或终止，不能办理。请联系经办机构。",
                    row.name
                ),
                format!("institution {code} is suspended; ask the agency"),
            )),
            Some(_) => Ok(()),
            None => Err(refused(
                "no-institution",
                format!(
                    "没有定点医药机构 {code} 在 {today} 的登记。请核对机构编号，或由经办机构先登记。"
                ),
                format!("institution {code} is not registered on {today}; check its code"),
            )),
        }
    }

    async fn rows(
        &self,
        store: &Arc<dyn Store>,
        code: &str,
        now: i64,
    ) -> Result<Arc<Vec<InstitutionRow>>, Turned> {
        let fresh = |(at, _): &&Known| now.abs_diff(*at) <= KEPT.unsigned_abs();
        let known = self.lock().get(code).filter(fresh).map(|(_, rows)| rows.clone());
        if let Some(rows) = known {
            return Ok(rows);
        }
        let found = store.institutions(&[code.to_string()]).await;
        let rows = Arc::new(found.map_err(|error| Wrong::not_read(&error.to_string()))?);
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(code.to_string(), (now, rows.clone()));
        Ok(rows)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(code: &str, zh: String, en: String) -> Turned {
    Turned::one("fixmedins_code", code, zh, en)
}
