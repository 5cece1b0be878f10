//! The chart of accounts (会计科目表): closed, with a code, a kind and a name in two languages.

use crate::Total;
use std::fmt;
use std::str::FromStr;
use units::{AccountId, Words};

/// What an account tells of a fund. The order is that of the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What the fund has (资产).
    Asset,
    /// What the fund owes (负债).
    Liability,
    /// What the fund brought into these books (净资产).
    Equity,
    /// What came in (收入).
    Income,
    /// What was spent (支出).
    Expense,
}

impl Kind {
    /// All kinds with their codes.
    pub const NAMES: [(&'static str, Kind); 5] = [
        ("asset", Kind::Asset),
        ("liability", Kind::Liability),
        ("equity", Kind::Equity),
        ("income", Kind::Income),
        ("expense", Kind::Expense),
    ];

    /// The code.
    pub fn name(self) -> &'static str {
        Kind::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// What people call it.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Kind::Asset => ("资产", "assets"),
            Kind::Liability => ("负债", "liabilities"),
            Kind::Equity => ("净资产", "net assets"),
            Kind::Income => ("收入", "income"),
            Kind::Expense => ("支出", "spending"),
        };
        Words { zh: zh.to_string(), en: en.to_string() }
    }

    /// Whether accounts of this kind grow by debits (借), not by credits (贷).
    pub fn grows_by_debit(self) -> bool {
        matches!(self, Kind::Asset | Kind::Expense)
    }

    /// A signed balance (debit positive) as people read it: what the fund has, owes, got or spent
    /// is positive.
    pub fn read(self, balance: Total) -> Total {
        if self.grows_by_debit() { balance } else { -balance }
    }
}

/// The chart as one table: from it follow the accounts, their codes, kinds and names.
macro_rules! chart {
    ($($(#[$doc:meta])* $name:ident: $code:literal, $kind:ident, $zh:literal, $en:literal;)*) => {
        /// An account (会计科目). The order is that of the chart.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Account {
            $($(#[$doc])* $name,)*
            /// Benefits (医疗待遇支出) of one kind of care. Which kinds there are, law says.
            Benefit(String),
        }

        impl Account {
            /// All accounts of the chart without a sub-account.
            pub const PLAIN: &'static [Account] = &[$(Account::$name,)*];

            /// Code without sub-account, kind, Chinese, English.
            fn row(&self) -> (&'static str, Kind, &'static str, &'static str) {
                match self {
                    $(Account::$name => ($code, Kind::$kind, $zh, $en),)*
                    Account::Benefit(_) => ("benefit", Kind::Expense, "医疗待遇支出", "benefits"),
                }
            }
        }
    };
}

chart! {
    /// Money in the fund's bank accounts (基金存款).
    Cash: "cash", Asset, "基金存款", "money at the bank";
    /// Money paid to institutions before bills are cleared (预付医疗机构款).
    Advance: "advance", Asset, "预付医疗机构款", "advances to institutions";
    /// Money that others owe the fund (应收款), such as what must be paid back.
    Receivable: "receivable", Asset, "应收款", "owed to the fund";
    /// Owed to institutions for bills decided (应付医疗机构款).
    Payable: "payable", Liability, "应付医疗机构款", "payable to institutions";
    /// Owed to persons who paid the institution themselves (应付参保人报销款).
    Reimbursement: "reimbursement", Liability, "应付参保人报销款", "payable to insured persons";
    /// Owed to other areas for care given there (应付异地清算款).
    Clearing: "clearing", Liability, "应付异地清算款", "payable to other areas";
    /// What persons have in their personal accounts (个人账户应付).
    Accounts: "accounts", Liability, "个人账户应付款", "personal accounts owed to persons";
    /// What the fund had when these books began (结转余额).
    Balance: "balance", Equity, "期初结转余额", "balance brought into these books";
    /// Contributions (医疗保险费收入).
    Contribution: "contribution", Income, "医疗保险费收入", "contributions";
    /// Subsidies of the budget (财政补贴收入).
    Subsidy: "subsidy", Income, "财政补贴收入", "government subsidies";
    /// Interest (利息收入).
    Interest: "interest", Income, "利息收入", "interest";
    /// From other funds, areas or levels (转移收入).
    TransferIn: "transfer-in", Income, "转移收入", "transfers in";
    /// All other income (其他收入), such as penalties.
    OtherIncome: "other-income", Income, "其他收入", "other income";
    /// Credits to personal accounts (个人账户划入).
    Credit: "credit", Expense, "个人账户划入", "credits to personal accounts";
    /// To other funds, areas or levels (转移支出).
    TransferOut: "transfer-out", Expense, "转移支出", "transfers out";
    /// All other spending (其他支出).
    OtherExpense: "other-expense", Expense, "其他支出", "other spending";
}

impl Account {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(code: &str) -> Result<Account, UnknownAccount> {
        let plain = Account::PLAIN.iter().find(|account| account.row().0 == code).cloned();
        let care = || code.strip_prefix("benefit/").filter(|care| !care.is_empty());
        plain
            .or_else(|| care().map(|care| Account::Benefit(care.to_string())))
            .ok_or_else(|| UnknownAccount { code: code.to_string() })
    }

    /// The account that an id names.
    pub fn of(id: &AccountId) -> Result<Account, UnknownAccount> {
        Account::parse(id.as_str())
    }

    /// The code as an id.
    pub fn id(&self) -> AccountId {
        AccountId(self.to_string())
    }

    /// What the account tells.
    pub fn kind(&self) -> Kind {
        self.row().1
    }

    /// The name, without the sub-account: what that is called, law says.
    pub fn words(&self) -> Words {
        let (_, _, zh, en) = self.row();
        Words { zh: zh.to_string(), en: en.to_string() }
    }

    /// The sub-account (明细科目): of benefits, the kind of care.
    pub fn sub(&self) -> Option<&str> {
        match self {
            Account::Benefit(care) => Some(care),
            _ => None,
        }
    }
}

/// The code, with the sub-account behind a stroke.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.row().0;
        match self.sub() {
            Some(sub) => f.pad(&format!("{code}/{sub}")),
            None => f.pad(code),
        }
    }
}

impl FromStr for Account {
    type Err = UnknownAccount;

    fn from_str(code: &str) -> Result<Account, UnknownAccount> {
        Account::parse(code)
    }
}

impl From<&Account> for AccountId {
    fn from(account: &Account) -> AccountId {
        account.id()
    }
}

/// A code that the chart does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "'{code}' is no account of the chart: write one of its codes, such as cash, payable or \
     benefit/inpatient, or add the account to the chart of the ledger"
)]
pub struct UnknownAccount {
    /// The code as it was written.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn all() -> Vec<Account> {
        let benefits = ["inpatient", "home-bed", "a/b"].map(|c| Account::Benefit(c.to_string()));
        Account::PLAIN.iter().cloned().chain(benefits).collect()
    }

    #[test]
    fn codes_read_what_they_write() {
        for account in all() {
            let code = account.to_string();
            assert_eq!(code.parse(), Ok(account.clone()), "{code}");
            assert_eq!(Account::of(&account.id()), Ok(account.clone()));
            assert_eq!(AccountId::from(&account).as_str(), code);
        }
        let codes: BTreeSet<String> = all().iter().map(Account::to_string).collect();
        assert_eq!(codes.len(), all().len(), "no code stands twice");
    }

    #[test]
    fn unknown_codes_are_told() {
        for bad in ["", "Cash", "cash/1", "benefit", "benefit/", "benefits/x", " cash", "现金"] {
            let error = Account::parse(bad).expect_err(bad);
            assert!(error.to_string().starts_with(&format!("'{bad}' is no account")), "{error}");
        }
    }

    #[track_caller]
    fn check(account: Account, code: &str, kind: Kind, zh: &str, grows: bool) {
        assert_eq!((account.to_string().as_str(), account.kind()), (code, kind));
        assert_eq!((account.words().zh.as_str(), kind.grows_by_debit()), (zh, grows));
        assert!(!account.words().en.is_empty());
    }

    #[test]
    fn the_chart_says_what_accounts_are() {
        use Kind::{Asset, Equity, Expense, Income, Liability};
        let stay = Account::Benefit("inpatient".to_string());
        assert_eq!(stay.sub(), Some("inpatient"));
        check(stay, "benefit/inpatient", Expense, "医疗待遇支出", true);
        check(Account::Cash, "cash", Asset, "基金存款", true);
        check(Account::Payable, "payable", Liability, "应付医疗机构款", false);
        check(Account::Accounts, "accounts", Liability, "个人账户应付款", false);
        check(Account::Balance, "balance", Equity, "期初结转余额", false);
        check(Account::Contribution, "contribution", Income, "医疗保险费收入", false);
        check(Account::Credit, "credit", Expense, "个人账户划入", true);
        // The order of the chart is the order of its kinds.
        assert!(all().is_sorted_by_key(Account::kind));
    }

    #[test]
    fn kinds_have_names_and_a_side() {
        for (name, kind) in Kind::NAMES {
            assert_eq!(kind.name(), name);
            assert!(!kind.words().zh.is_empty() && !kind.words().en.is_empty());
        }
        assert_eq!(Kind::Expense.read(Total(5)), Total(5));
        assert_eq!(Kind::Liability.read(Total(-5)), Total(5));
    }
}
