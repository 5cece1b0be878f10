//! Statement (基金收支表) of one fund for a span of days: what it opened with, what moved, what it
//! closed with; income and spending apart (收支两条线).

use crate::{Account, Entry, Fold, Kind, Total, UnknownAccount};
use std::collections::BTreeMap;
use units::{AccountId, Day, Fen, FundId};

/// One account in a statement. Balances are debits less credits; [`Movement::read`] turns them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The account.
    pub account: Account,
    /// Balance before the first day.
    pub opening: Total,
    /// What was debited within the days.
    pub debit: Total,
    /// What was credited within the days.
    pub credit: Total,
}

impl Movement {
    /// Debits less credits within the days.
    pub fn net(&self) -> Total {
        self.debit - self.credit
    }

    /// Balance at the end of the last day.
    pub fn closing(&self) -> Total {
        self.opening + self.net()
    }

    /// A balance of this account as people read it: positive on the side on which it grows.
    pub fn read(&self, balance: Total) -> Total {
        self.account.kind().read(balance)
    }
}

/// The statement of a fund. It is made from dated folds or from dated entries of all time up to
/// its last day. Balances, income and spending are the same from both; debits and credits of an
/// account are as fine as what they are made from, for a fold has netted what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The fund.
    pub fund: FundId,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// The accounts that ever moved, in the order of the chart.
    pub rows: Vec<Movement>,
}

impl Statement {
    /// From folds, each of one day. Days after the last are left out; other funds too.
    pub fn of_folds<'f>(
        fund: &FundId,
        (first, last): (Day, Day),
        folds: impl IntoIterator<Item = (Day, &'f Fold)>,
    ) -> Result<Statement, UnknownAccount> {
        let lines = folds.into_iter().flat_map(|(day, fold)| {
            fold.iter().map(move |((fund, account), amount)| (day, fund, account, *amount))
        });
        Statement::of_lines(fund, (first, last), lines)
    }

    /// From entries, each with its day.
    pub fn of_entries<'e>(
        fund: &FundId,
        (first, last): (Day, Day),
        entries: impl IntoIterator<Item = (Day, &'e Entry)>,
    ) -> Result<Statement, UnknownAccount> {
        let line = |(day, e): (Day, &'e Entry)| (day, &e.fund, &e.account, e.amount);
        Statement::of_lines(fund, (first, last), entries.into_iter().map(line))
    }

    fn of_lines<'l>(
        fund: &FundId,
        (first, last): (Day, Day),
        lines: impl Iterator<Item = (Day, &'l FundId, &'l AccountId, Fen)>,
    ) -> Result<Statement, UnknownAccount> {
        // Opening, debit, credit; codes are read once at the end.
        let mut sums: BTreeMap<&AccountId, [Total; 3]> = BTreeMap::new();
        for (day, _, account, amount) in lines.filter(|l| l.1 == fund && l.0 <= last) {
            let [opening, debit, credit] = sums.entry(account).or_default();
            let amount = Total::from(amount);
            if day < first {
                *opening += amount;
            } else if amount > Total::ZERO {
                *debit += amount;
            } else {
                *credit += -amount;
            }
        }
        let mut rows = Vec::with_capacity(sums.len());
        for (account, [opening, debit, credit]) in sums {
            rows.push(Movement { account: Account::of(account)?, opening, debit, credit });
        }
        rows.sort_by(|a, b| a.account.cmp(&b.account));
        Ok(Statement { fund: fund.clone(), first, last, rows })
    }

    /// The accounts of a kind.
    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Movement> {
        self.rows.iter().filter(move |row| row.account.kind() == kind)
    }

    /// What came in within the days (本期收入).
    pub fn income(&self) -> Total {
        -self.of_kind(Kind::Income).map(Movement::net).sum::<Total>()
    }

    /// What was spent within the days (本期支出).
    pub fn spending(&self) -> Total {
        self.of_kind(Kind::Expense).map(Movement::net).sum()
    }

    /// Income less spending (本期结余).
    pub fn surplus(&self) -> Total {
        self.income() - self.spending()
    }

    /// What the fund brought into these books within the days.
    pub fn brought(&self) -> Total {
        -self.of_kind(Kind::Equity).map(Movement::net).sum::<Total>()
    }

    /// What the fund has less what it owes (净资产), before the first day.
    pub fn net_assets_opening(&self) -> Total {
        self.real().map(|row| row.opening).sum()
    }

    /// The same at the end of the last day. It is the opening, what was brought in, and the
    /// surplus: [`Statement::gap`] says whether that is so.
    pub fn net_assets_closing(&self) -> Total {
        self.real().map(Movement::closing).sum()
    }

    /// By how much debits differ from credits: before the first day, and within the days. Both
    /// are nothing in books that balance; apart, two mistakes do not cancel.
    pub fn gap(&self) -> (Total, Total) {
        let opening = self.rows.iter().map(|row| row.opening).sum();
        let moved = self.rows.iter().map(Movement::net).sum();
        (opening, moved)
    }

    /// Accounts of what there is and what is owed.
    fn real(&self) -> impl Iterator<Item = &Movement> {
        self.of_kind(Kind::Asset).chain(self.of_kind(Kind::Liability))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fold::tests::events;
    use crate::{fold, mirror};
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        Day::parse(text).expect("a day")
    }

    fn event(debit: &str, credit: &str, fen: i64) -> [Entry; 2] {
        let fund = FundId::from("a");
        [Entry::debit(&fund, debit, Fen(fen)), Entry::credit(&fund, credit, Fen(fen))]
    }

    /// A year's end, a January, and a day after it.
    fn book() -> Vec<(Day, [Entry; 2])> {
        vec![
            (day("2025-01-01"), event("cash", "balance", 10_000)),
            (day("2025-12-31"), event("cash", "contribution", 5_000)),
            (day("2026-01-01"), event("benefit/inpatient", "payable", 900)),
            (day("2026-01-02"), event("payable", "cash", 900)),
            (day("2026-01-31"), event("cash", "subsidy", 300)),
            (day("2026-01-31"), event("credit", "accounts", 200)),
            (day("2026-02-01"), event("benefit/outpatient", "payable", 77)),
        ]
    }

    fn january(book: &[(Day, [Entry; 2])]) -> Statement {
        let span = (day("2026-01-01"), day("2026-01-31"));
        let lines = book.iter().flat_map(|(day, event)| event.iter().map(|e| (*day, e)));
        Statement::of_entries(&"a".into(), span, lines).expect("known accounts")
    }

    #[test]
    fn a_month_opens_moves_and_closes() {
        let statement = january(&book());
        #[track_caller]
        fn check(statement: &Statement, code: &str, want: [i128; 4]) {
            let row = statement.rows.iter().find(|row| row.account.to_string() == code);
            let row = row.expect(code);
            assert_eq!([row.opening, row.debit, row.credit, row.closing()].map(|t| t.0), want);
        }
        check(&statement, "cash", [15_000, 300, 900, 14_400]);
        check(&statement, "payable", [0, 900, 900, 0]);
        check(&statement, "accounts", [0, 0, 200, -200]);
        check(&statement, "balance", [-10_000, 0, 0, -10_000]);
        check(&statement, "contribution", [-5_000, 0, 0, -5_000]);
        check(&statement, "subsidy", [0, 0, 300, -300]);
        check(&statement, "credit", [0, 200, 0, 200]);
        check(&statement, "benefit/inpatient", [0, 900, 0, 900]);
        assert_eq!(statement.rows.len(), 8, "what moved later is not there");
        let codes: Vec<String> = statement.rows.iter().map(|r| r.account.to_string()).collect();
        assert_eq!(codes.first().map(String::as_str), Some("cash"));
        let accounts = statement.of_kind(Kind::Liability).find(|r| r.closing().0 != 0);
        assert_eq!(accounts.map(|row| row.read(row.closing())), Some(Total(200)));
    }

    #[test]
    fn income_and_spending_stand_apart() {
        let statement = january(&book());
        assert_eq!((statement.income(), statement.spending()), (Total(300), Total(1_100)));
        assert_eq!((statement.surplus(), statement.brought()), (Total(-800), Total::ZERO));
        assert_eq!(statement.net_assets_opening(), Total(15_000));
        assert_eq!(statement.net_assets_closing(), Total(14_200));
        assert_eq!(statement.gap(), (Total::ZERO, Total::ZERO));
    }

    #[test]
    fn an_undo_takes_back_what_was_spent() {
        let mut book = book();
        let [debit, credit] = &mirror(&book[2].1)[..] else { panic!("two entries") };
        book.push((day("2026-01-15"), [debit.clone(), credit.clone()]));
        assert_eq!(january(&book).spending(), Total(200));
    }

    #[test]
    fn a_lost_side_shows_as_a_gap_where_it_was_lost() {
        for (at, gap) in [(1, (Total(1), Total::ZERO)), (3, (Total::ZERO, Total(1)))] {
            let mut book = book();
            book[at].1[0].amount.0 += 1;
            assert_eq!(january(&book).gap(), gap);
        }
    }

    #[test]
    fn an_account_outside_the_chart_is_told() {
        let entry = Entry::debit(&"a".into(), "kasse", Fen(1));
        let today = day("2026-01-01");
        let of =
            |fund: &str| Statement::of_entries(&fund.into(), (today, today), [(today, &entry)]);
        assert!(of("a").expect_err("unknown").to_string().contains("'kasse'"));
        assert!(of("b").expect("another fund").rows.is_empty());
    }

    proptest! {
        #[test]
        fn opening_and_movements_explain_the_closing(
            events in events(), days in proptest::collection::vec(1..29_i8, 12),
            first in 1..29_i8, length in 0..9_i8,
        ) {
            let at = |d: i8| Day::new(2026, 3, d).expect("a day");
            let span = (at(first), at((first + length).min(31)));
            let dated: Vec<(Day, &Vec<Entry>)> =
                days.iter().map(|d| at(*d)).zip(&events).collect();
            let folds: Vec<_> = dated.iter().map(|(d, e)| (*d, fold(*e).expect("small"))).collect();
            for fund in ["a", "b", "c"].map(FundId::from) {
                let lines = dated.iter().flat_map(|(d, event)| event.iter().map(|e| (*d, e)));
                let fine = Statement::of_entries(&fund, span, lines).expect("known");
                let coarse = folds.iter().map(|(d, f)| (*d, f));
                let coarse = Statement::of_folds(&fund, span, coarse).expect("known");
                prop_assert_eq!(fine.gap(), (Total::ZERO, Total::ZERO));
                let explained = fine.net_assets_opening() + fine.brought() + fine.surplus();
                prop_assert_eq!(fine.net_assets_closing(), explained);
                prop_assert_eq!(fine.income(), coarse.income());
                prop_assert_eq!(fine.spending(), coarse.spending());
                let closings = |s: &Statement| -> Vec<(Account, Total, Total)> {
                    s.rows.iter().map(|r| (r.account.clone(), r.opening, r.closing())).collect()
                };
                prop_assert_eq!(closings(&fine), closings(&coarse));
                // The books of the last day, folded at once, say the same.
                let whole = dated.iter().filter(|(d, _)| *d <= span.1).flat_map(|(_, e)| *e);
                for ((of, account), sum) in fold(whole).expect("small") {
                    let row = fine.rows.iter().find(|r| r.account.id() == account);
                    prop_assert!(of != fund || row.map(Movement::closing) == Some(sum.into()));
                }
            }
        }
    }
}
