//! The insured person (参保人) as a benefit decision sees them.

use units::{Day, Fen};

/// The personal account (个人账户).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Credited this year (当年).
    pub current: Fen,
    /// Left from earlier years (历年).
    pub history: Fen,
}

/// A person with their cover. Closed values are written as law writes them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// Kind of insurance (险种).
    pub insurance: String,
    /// In service, retired, adult, child, student.
    pub status: Option<String>,
    /// Day of birth.
    pub born: Option<Day>,
    /// Age in full years, where the day of birth is not given.
    pub age: Option<u32>,
    /// Aid-object classes (救助对象类别).
    pub classes: Vec<String>,
    /// Contribution tier (缴费档次).
    pub tier: Option<String>,
    /// Registered conditions (已登记病种).
    pub conditions: Vec<String>,
    /// First day of benefits (待遇开始日期).
    pub entitled_from: Option<Day>,
    /// Years enrolled (参保年限).
    pub years_enrolled: Option<u32>,
    /// Personal account.
    pub account: Account,
}
