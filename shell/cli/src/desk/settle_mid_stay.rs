//! Settle on the way, from JSON: the same input as a settlement.

use office::settle_mid_stay::Bill;
use serde_json::Value;

pub(super) fn read(input: Value) -> Result<Bill, String> {
    super::settle_visit::read(input).map(Bill)
}
