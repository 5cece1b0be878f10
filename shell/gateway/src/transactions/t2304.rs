//! 2304 settle a stay (住院结算), or with mid_setl_flag 1 on the way (中途结算).

use super::call::Call;
use super::settling::{bill, scope_of_stay, settled};
use crate::door::Turned;
use office::desk::Ask;
use office::settle_mid_stay;
use record::event::Scope;
use serde_json::Value;

pub(super) async fn settle(call: &Call<'_>) -> Result<Value, Turned> {
    let (room, row) = (call.room()?, call.input()?.row("data")?);
    let scope = scope_of_stay(&row)?;
    let bill = bill(call, &room, &row, scope)?;
    let ask = match scope {
        Scope::MidStay => Ask::SettleMidStay(settle_mid_stay::Bill(bill)),
        Scope::Rest | Scope::Batch => Ask::Settle(bill),
    };
    let event = call.write(&room, ask).await?;
    settled(call, &room, &event).await
}
