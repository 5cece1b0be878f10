//! Weights (权重, RW) from history: what a group costs beside what all cases cost.
//!
//! Whole numbers throughout: costs in fen, ratios in millionths, rounded half up in one place.
//!
//! In: cases with their group, cost, institution and grade.
//! Out: weights, spread, coefficients (系数), groups with few cases, the share without a group.

mod ratio;
mod trim;

pub use ratio::Ratio;
pub use trim::Trim;

use ratio::{ratio, spread};
use std::collections::BTreeMap;

/// A case of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// Its group, or nothing if it had none.
    pub drg: Option<&'a str>,
    /// Its cost in fen.
    pub cost: i64,
    /// The institution.
    pub institution: &'a str,
    /// The grade of the institution.
    pub grade: &'a str,
}

/// How weights are reckoned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// Which cases of a group are left out as outliers.
    pub trim: Trim,
    /// Groups with fewer cases than this are watched (低例数病组).
    pub few: usize,
}

/// A group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupWeight {
    /// The group.
    pub drg: String,
    /// All its cases.
    pub cases: usize,
    /// Those that were not trimmed.
    pub kept: usize,
    /// Their mean cost in fen.
    pub mean: i64,
    /// Their mean beside the mean of all (权重).
    pub weight: Ratio,
    /// Their standard deviation beside their mean (变异系数, CV).
    pub spread: Option<Ratio>,
    /// Whether there are fewer cases than asked for.
    pub few: bool,
}

/// What a group costs in one institution or grade beside what it costs everywhere (系数).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coefficient {
    /// The group.
    pub drg: String,
    /// The institution or grade.
    pub place: String,
    /// Its cases there that were not trimmed.
    pub kept: usize,
    /// Their mean cost in fen.
    pub mean: i64,
    /// That mean beside the mean of the group.
    pub coefficient: Ratio,
}

/// The result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Weights {
    /// All rows.
    pub cases: usize,
    /// Rows with a group and a cost above nothing.
    pub grouped: usize,
    /// Rows without a group.
    pub ungrouped: usize,
    /// Rows with a group whose cost is nothing or less; they count nowhere else.
    pub without_cost: usize,
    /// Rows that were trimmed.
    pub trimmed: usize,
    /// Share of rows without a group (未入组率).
    pub ungrouped_share: Option<Ratio>,
    /// Mean cost of all that were kept, in fen.
    pub mean: i64,
    /// Groups in the order of their codes.
    pub groups: Vec<GroupWeight>,
    /// Groups all of whose cases were trimmed, with how many: nothing can be said of them.
    pub emptied: Vec<(String, usize)>,
    /// Coefficients by group and institution.
    pub institutions: Vec<Coefficient>,
    /// Coefficients by group and grade.
    pub grades: Vec<Coefficient>,
}

/// A sum of costs and how many.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    cost: i128,
    count: usize,
}

impl Sum {
    fn add(&mut self, cost: i64) {
        self.cost += i128::from(cost);
        self.count += 1;
    }

    /// The mean, rounded half up; a mean of amounts is an amount.
    fn mean(self) -> i64 {
        let count = i128::try_from(self.count).unwrap_or(i128::MAX);
        let mean = if count == 0 { 0 } else { (2 * self.cost + count) / (2 * count) };
        i64::try_from(mean).unwrap_or(i64::MAX)
    }

    /// This mean beside another one. None if either has no cases.
    fn beside(self, other: Sum) -> Option<Ratio> {
        let counts = [self.count, other.count].map(|count| i128::try_from(count).unwrap_or(0));
        ratio(self.cost.checked_mul(counts[1])?, other.cost.checked_mul(counts[0])?)
    }
}

/// Reckons weights and coefficients.
pub fn weights<'a>(rows: impl IntoIterator<Item = Row<'a>>, parameters: &Parameters) -> Weights {
    let mut result = Weights::default();
    let mut groups: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for row in rows {
        result.cases += 1;
        match row.drg {
            None => result.ungrouped += 1,
            Some(_) if row.cost <= 0 => result.without_cost += 1,
            Some(drg) => {
                result.grouped += 1;
                groups.entry(drg).or_default().push(row);
            }
        }
    }
    let count = |count: usize| i128::try_from(count).unwrap_or(0);
    result.ungrouped_share = ratio(count(result.ungrouped), count(result.cases));
    let mut all = Sum::default();
    let mut kept: BTreeMap<&str, (usize, Vec<Row>)> = BTreeMap::new();
    for (drg, rows) in groups {
        let mut costs: Vec<i64> = rows.iter().map(|row| row.cost).collect();
        costs.sort_unstable();
        let within = parameters.trim.within(&costs);
        let stays = |row: &Row| within.contains(&i128::from(row.cost));
        let cases = rows.len();
        let rows: Vec<Row> = rows.into_iter().filter(stays).collect();
        result.trimmed += cases - rows.len();
        rows.iter().for_each(|row| all.add(row.cost));
        kept.insert(drg, (cases, rows));
    }
    result.mean = all.mean();
    for (drg, (cases, rows)) in kept {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row.cost));
        let Some(weight) = sum.beside(all) else {
            result.emptied.push((drg.to_string(), cases));
            continue;
        };
        let spread = spread(rows.iter().map(|row| row.cost));
        let (mean, kept, few) = (sum.mean(), sum.count, cases < parameters.few);
        let drg = drg.to_string();
        result.institutions.extend(coefficients(&drg, sum, &rows, |row| row.institution));
        result.grades.extend(coefficients(&drg, sum, &rows, |row| row.grade));
        result.groups.push(GroupWeight { drg, cases, kept, mean, weight, spread, few });
    }
    result
}

/// Coefficients of one group by place.
fn coefficients<'a>(
    drg: &str,
    group: Sum,
    rows: &[Row<'a>],
    place: impl Fn(&Row<'a>) -> &'a str,
) -> Vec<Coefficient> {
    let mut sums: BTreeMap<&str, Sum> = BTreeMap::new();
    for row in rows {
        sums.entry(place(row)).or_default().add(row.cost);
    }
    let one = |(place, sum): (&str, Sum)| {
        let (drg, place, kept, mean) = (drg.to_string(), place.to_string(), sum.count, sum.mean());
        Some(Coefficient { drg, place, kept, mean, coefficient: sum.beside(group)? })
    };
    sums.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(drg: &str, cost: i64, institution: &'static str) -> Row<'static> {
        let drg = ["AA1", "BB9"].into_iter().find(|known| *known == drg);
        Row { drg, cost, institution, grade: "g" }
    }

    const PLAIN: Parameters = Parameters { trim: Trim::Nothing, few: 3 };

    #[test]
    fn a_group_that_costs_twice_the_mean_has_weight_two() {
        let rows = [
            row("AA1", 100, "三甲"),
            row("AA1", 300, "二乙"),
            row("BB9", 600, "三甲"),
            row("BB9", 600, "三甲"),
            row("", 50, "三甲"),
            row("BB9", 0, "三甲"),
        ];
        let result = weights(rows, &PLAIN);
        assert_eq!((result.cases, result.grouped, result.ungrouped), (6, 4, 1));
        assert_eq!((result.without_cost, result.trimmed, result.mean), (1, 0, 400));
        assert_eq!(result.ungrouped_share, Some(Ratio(166_667)));
        let got: Vec<_> =
            result.groups.iter().map(|g| (g.drg.as_str(), g.weight.0, g.spread, g.few)).collect();
        let want = [
            ("AA1", 500_000, Some(Ratio(500_000)), true),
            ("BB9", 1_500_000, Some(Ratio(0)), true),
        ];
        assert_eq!(got, want);
        let got: Vec<_> = result
            .institutions
            .iter()
            .map(|c| (c.drg.as_str(), c.place.as_str(), c.coefficient.0))
            .collect();
        let want =
            [("AA1", "三甲", 500_000), ("AA1", "二乙", 1_500_000), ("BB9", "三甲", 1_000_000)];
        assert_eq!(got, want);
        assert!(result.grades.iter().all(|c| c.coefficient == Ratio(1_000_000)));
    }

    #[test]
    fn nothing_gives_nothing_and_large_amounts_no_panic() {
        assert_eq!(weights([], &PLAIN), Weights::default());
        let rows = [i64::MAX, i64::MAX, 1].map(|cost| row("AA1", cost, "a"));
        let result = weights(rows, &PLAIN);
        assert_eq!(result.groups[0].weight, Ratio(1_000_000));
    }
}
