//! A bill (费用单) and its lines, as a hospital sends them.

use units::{BillId, Day, Decimal, Fen, Rate};

/// Class of an item in the catalogue (甲乙丙类).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemClass {
    /// 甲类: wholly in scope.
    A,
    /// 乙类: after a first-pay share.
    B,
    /// 丙类 (自费): not in the catalogue.
    C,
}

/// A fee line (费用明细).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Item code.
    pub code: String,
    /// Quantity.
    pub qty: Decimal,
    /// Unit price in yuan.
    pub price: Decimal,
    /// Amount.
    pub amount: Fen,
    /// Class.
    pub class: ItemClass,
    /// Item group; none: the class.
    pub group: Option<String>,
    /// First-pay share of the line (先行自付比例).
    pub first_pay: Rate,
    /// Highest price in scope (限价).
    pub price_limit: Option<Decimal>,
}

/// Sums in place of lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// The whole bill.
    pub total: Fen,
    /// Outside the catalogue (全自费).
    pub own_pay: Fen,
    /// Above price limits (超限价).
    pub over_limit: Fen,
    /// First-pay (先行自付).
    pub first_pay: Fen,
    /// In-scope cost by item group.
    pub groups: Vec<(String, Fen)>,
}

/// What the care cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cost {
    /// Sums.
    Totals(Totals),
    /// Lines.
    Lines(Vec<Line>),
}

/// Where the care was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Institution {
    /// Level (等级).
    pub level: Option<String>,
    /// Administrative rank.
    pub rank: Option<String>,
    /// Kind.
    pub kind: Option<String>,
    /// Where it lies.
    pub place: Option<String>,
    /// Whether the person chose it (选点).
    pub chosen: Option<bool>,
    /// Whether it is under agreement (定点).
    pub designated: bool,
}

/// A bill to be decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// Its id.
    pub id: BillId,
    /// Kind of care (医疗类别).
    pub care: String,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Day of settlement; none: the last day.
    pub settled: Option<Day>,
    /// The bill whose stay this one continues.
    pub continues: Option<BillId>,
    /// The registered condition it is for.
    pub condition: Option<String>,
    /// Whether the personal account may pay.
    pub use_account: bool,
    /// Where.
    pub institution: Institution,
    /// Referral or filing.
    pub filing: Option<String>,
    /// Cost.
    pub cost: Cost,
}
