//! Settle a batch of lines, from JSON: the same input as a settlement.

use office::settle_batch::Bill;
use serde_json::Value;

pub(super) fn read(input: Value) -> Result<Bill, String> {
    super::settle_visit::read(input).map(Bill)
}
