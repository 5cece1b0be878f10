//! The list of bills due for re-adjudication (待复核): each with what it paid and what it would pay. A
//! clerk corrects them one by one; nothing is posted again by itself.

use crate::desk::DeskError;
use store::{BillRow, DueRow, Store};

/// A bill that is due, with the settlement itself.
#[derive(Debug, Clone)]
pub struct Due {
    /// Both figures.
    pub row: DueRow,
    /// The settlement.
    pub bill: BillRow,
    /// Name of the institution; its code where nobody registered a name.
    pub institution: String,
}

/// Bills that are due after one, in order.
pub async fn due_list(
    store: &dyn Store,
    area: i64,
    after: i64,
    most: i64,
) -> Result<Vec<Due>, DeskError> {
    let mut list = Vec::new();
    for row in store.models().due(area, after, most).await? {
        if let Some(bill) = store.models().bill(area, row.bill).await? {
            let code = std::slice::from_ref(&bill.institution);
            let name = store.institutions(code).await?.pop().map(|row| row.name);
            let institution = name.unwrap_or_else(|| bill.institution.clone());
            list.push(Due { row, bill, institution });
        }
    }
    Ok(list)
}
