//! Read models: what pages and statements read, written by a follower, never by a desk; and what
//! stands beside the books: reads of persons, checks, marks.

use crate::StoreError;
use crate::rows_models::{
    BillRow, CareMonthRow, CheckRow, Derived, DueRow, FundDayRow, InstitutionDayRow, InsuredRow,
    ReadRow, RefusalRow, SettlementRow, SettlementSum,
};
use async_trait::async_trait;

/// What both engines do with the read models. Areas are their six-digit number.
#[async_trait]
pub trait Models: Send + Sync {
    /// The seq up to which an area is derived; 0: nothing.
    async fn followed(&self, area: i64) -> Result<i64, StoreError>;
    /// Writes a step with its cursor, or nothing: whether the cursor was where the step began.
    async fn derive(&self, step: &Derived) -> Result<bool, StoreError>;
    /// Throws away everything that is derived of an area.
    async fn forget(&self, area: i64) -> Result<(), StoreError>;
    /// What happened to a person, in order.
    async fn person_events(&self, area: i64, person: i64) -> Result<Vec<i64>, StoreError>;
    /// Those of some persons whose order was disturbed.
    async fn disturbed(&self, area: i64, persons: &[i64]) -> Result<Vec<i64>, StoreError>;
    /// Those of some visits that have another kind of care by a description, with its seq.
    async fn described(&self, area: i64, visits: &[i64]) -> Result<Vec<(i64, i64)>, StoreError>;
    /// A settlement.
    async fn bill(&self, area: i64, seq: i64) -> Result<Option<BillRow>, StoreError>;
    /// Settlements of a person, in order.
    async fn bills_of(&self, area: i64, person: i64) -> Result<Vec<BillRow>, StoreError>;
    /// The last settlements before a seq, newest first.
    async fn bills_back(
        &self,
        area: i64,
        before: i64,
        most: i64,
    ) -> Result<Vec<BillRow>, StoreError>;
    /// The last day of care in the settlements of some persons; who has none is left out.
    async fn last_care(&self, area: i64, persons: &[i64]) -> Result<Vec<(i64, i64)>, StoreError>;
    /// Settlements that stand, and their sums: how many, whole, paid by funds.
    async fn bill_sums(&self, area: i64) -> Result<[i64; 3], StoreError>;
    /// What every account of every fund comes to over all days.
    async fn fund_sums(&self, area: i64) -> Result<Vec<FundDayRow>, StoreError>;
    /// The days of a fund up to one, in order.
    async fn fund_days(
        &self,
        area: i64,
        fund: &str,
        to: i64,
    ) -> Result<Vec<FundDayRow>, StoreError>;
    /// What funds came to owe institutions within days, summed; the day is the last that moved.
    async fn institution_sums(
        &self,
        area: i64,
        from: i64,
        to: i64,
    ) -> Result<Vec<InstitutionDayRow>, StoreError>;
    /// The last day up to one on which an institution settled or refunded something.
    async fn settled_last(
        &self,
        area: i64,
        institution: &str,
        to: i64,
    ) -> Result<Option<i64>, StoreError>;
    /// Settlements and refunds of an institution committed within days, summed by insurance, kind
    /// of care and sign.
    async fn settlement_sums(
        &self,
        area: i64,
        institution: &str,
        days: (i64, i64),
    ) -> Result<Vec<SettlementSum>, StoreError>;
    /// The same row by row, in order, no more than so many.
    async fn settlement_rows(
        &self,
        area: i64,
        institution: &str,
        days: (i64, i64),
        most: i64,
    ) -> Result<Vec<SettlementRow>, StoreError>;
    /// Settlements and refunds by their seq, in order, of any institution.
    async fn settlement_rows_at(
        &self,
        area: i64,
        seqs: &[i64],
    ) -> Result<Vec<SettlementRow>, StoreError>;
    /// Settlements of some months, summed by month, insurance and care; the rest of a row is empty.
    async fn care_by_month(
        &self,
        area: i64,
        months: (i64, i64),
    ) -> Result<Vec<CareMonthRow>, StoreError>;
    /// The same by insurance, care, age and class.
    async fn care_by_person(
        &self,
        area: i64,
        months: (i64, i64),
    ) -> Result<Vec<CareMonthRow>, StoreError>;
    /// The same by insurance, care, level and place.
    async fn care_by_place(
        &self,
        area: i64,
        months: (i64, i64),
    ) -> Result<Vec<CareMonthRow>, StoreError>;
    /// Persons covered on the last day of a month.
    async fn insured(&self, area: i64, month: i64) -> Result<Vec<InsuredRow>, StoreError>;
    /// Bills that are due after one, in order.
    async fn due(&self, area: i64, after: i64, most: i64) -> Result<Vec<DueRow>, StoreError>;
    /// How many bills are due.
    async fn due_count(&self, area: i64) -> Result<i64, StoreError>;
    /// Writes down reads of persons in one commit; never changed, never taken away.
    async fn put_reads(&self, rows: &[ReadRow]) -> Result<(), StoreError>;
    /// The last reads of a person, newest first.
    async fn reads(&self, area: i64, person: i64, most: i64) -> Result<Vec<ReadRow>, StoreError>;
    /// Writes down refusals in one commit; of each institution so many of the last stay.
    async fn put_refusals(&self, rows: &[RefusalRow], most: i64) -> Result<(), StoreError>;
    /// The last refusals of an institution before one, newest first.
    async fn refusals(
        &self,
        institution: &str,
        before: i64,
        most: i64,
    ) -> Result<Vec<RefusalRow>, StoreError>;
    /// Writes down what came of a check; never changed.
    async fn put_check(&self, row: &CheckRow) -> Result<(), StoreError>;
    /// The last checks of an area, newest first.
    async fn checks(&self, area: i64, most: i64) -> Result<Vec<CheckRow>, StoreError>;
    /// What the books say of themselves under a name.
    async fn mark(&self, name: &str) -> Result<Option<String>, StoreError>;
    /// Lets the books say something of themselves, in place of what they said before.
    async fn set_mark(&self, name: &str, value: &str) -> Result<(), StoreError>;
}
