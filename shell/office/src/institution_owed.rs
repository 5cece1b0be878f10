//! What funds came to owe institutions (应付医疗机构款) within a span of days, by institution and fund.

use crate::desk::DeskError;
use std::collections::BTreeMap;
use store::Store;
use units::{Day, Fen, FundId};

/// What is owed to an institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owed {
    /// Code of the institution.
    pub code: String,
    /// Its name; the code where nobody registered one.
    pub name: String,
    /// By fund.
    pub funds: BTreeMap<FundId, Fen>,
}

impl Owed {
    /// By all funds.
    pub fn total(&self) -> Fen {
        self.funds.values().copied().sum()
    }
}

/// What came to be owed within days, by institution in the order of codes.
pub async fn institution_owed(
    store: &dyn Store,
    area: i64,
    (first, last): (Day, Day),
) -> Result<Vec<Owed>, DeskError> {
    let (from, to) = (i64::from(first.number()), i64::from(last.number()));
    let rows = store.models().institution_sums(area, from, to).await?;
    let mut owed: BTreeMap<String, BTreeMap<FundId, Fen>> = BTreeMap::new();
    for row in rows {
        owed.entry(row.institution).or_default().insert(FundId(row.fund), Fen(row.amount));
    }
    let codes: Vec<String> = owed.keys().cloned().collect();
    let names = store.institutions(&codes).await?;
    let name = |code: &str| {
        let own = names.iter().rfind(|row| row.code == code);
        own.map_or_else(|| code.to_string(), |row| row.name.clone())
    };
    let list = owed.into_iter();
    Ok(list.map(|(code, funds)| Owed { name: name(&code), code, funds }).collect())
}
