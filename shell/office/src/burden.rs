//! People's burden (群众负担): what they bear themselves, by age, by level of the institution and by class.

use crate::desk::DeskError;
use crate::journal::Journal;
use crate::region_sums::{Month, by};
use store::{CareMonthRow, CareSums};

/// How burden is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// By age band.
    Age,
    /// By level of the institution.
    Level,
    /// By class of the person.
    Class,
    /// By place of care.
    Place,
    /// By kind of care.
    Care,
}

impl Cut {
    /// By the words of addresses.
    pub const NAMES: [(&'static str, Cut); 5] = [
        ("age", Cut::Age),
        ("level", Cut::Level),
        ("class", Cut::Class),
        ("place", Cut::Place),
        ("care", Cut::Care),
    ];

    /// The word of addresses.
    pub fn name(self) -> &'static str {
        Cut::NAMES[self as usize].0
    }

    fn of(self, row: &CareMonthRow) -> String {
        let value = match self {
            Cut::Age => &row.age,
            Cut::Level => &row.level,
            Cut::Class => &row.class,
            Cut::Place => &row.place,
            Cut::Care => &row.care,
        };
        value.clone()
    }
}

/// What is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// First and last month.
    pub months: (Month, Month),
    /// One insurance alone.
    pub insurance: Option<String>,
    /// One kind of care alone.
    pub care: Option<String>,
}

impl Asked {
    fn holds(&self, row: &CareMonthRow) -> bool {
        let one = |asked: &Option<String>, value: &String| {
            asked.as_ref().is_none_or(|asked| asked == value)
        };
        one(&self.insurance, &row.insurance) && one(&self.care, &row.care)
    }
}

/// Burden, cut in one way, and in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Burden {
    /// Each value with its sums, in the order of values.
    pub rows: Vec<(String, CareSums)>,
    /// All of them.
    pub all: CareSums,
    /// Month by month.
    pub trend: Vec<(Month, CareSums)>,
}

/// Reads people's burden.
pub async fn burden(journal: &Journal, asked: &Asked, cut: Cut) -> Result<Burden, DeskError> {
    let (models, area) = (journal.store().models(), journal.number());
    let rows = match cut {
        Cut::Age | Cut::Class | Cut::Care => models.care_by_person(area, asked.months).await?,
        Cut::Level | Cut::Place => models.care_by_place(area, asked.months).await?,
    };
    let held = |row: &CareMonthRow| asked.holds(row);
    let found = by(&rows, |row| held(row).then(|| cut.of(row)));
    let mut all = CareSums::default();
    for (_, sums) in &found {
        crate::region_sums::add(&mut all, sums);
    }
    let months = models.care_by_month(area, asked.months).await?;
    let trend = by(&months, |row| held(row).then_some(row.month));
    Ok(Burden { rows: found, all, trend })
}
