//! A person's year (参保人年度账): cover, account, bills, and what has been counted.

use crate::desk::{DeskError, account_keys, period_of};
use crate::journal::Journal;
use crate::read_person::{PersonSeen, Viewer, Which, read_person};
use record::canon::Tally;
use record::{AccKey, Cover, Deed, Filing, FilingKind};
use std::collections::{BTreeMap, BTreeSet};
use store::BillRow;
use units::{Day, Fen};

/// A person's year.
#[derive(Debug, Clone)]
pub struct PersonYear {
    /// The person.
    pub person: PersonSeen,
    /// Where they live, in the words of the register of divisions: only where the code of the
    /// division may be seen. A code that the register does not name stands as it is.
    pub place: Option<String>,
    /// The year.
    pub year: i16,
    /// Years in which there are bills, and later ones in which covers begin or end; without any bill,
    /// all in which they do.
    pub years: Vec<i16>,
    /// Covers that hold on some day of the year, in the order in which they were written.
    pub covers: Vec<Cover>,
    /// Filings that hold on some day of the year, as they were written last.
    pub filings: Vec<Filing>,
    /// What is in the account now: this year's, earlier years'.
    pub account: [Fen; 2],
    /// Settlements of care that ended in the year, undone ones too, in the order of commits.
    pub bills: Vec<BillRow>,
    /// Those of them that are due for re-adjudication.
    pub due: Vec<i64>,
    /// What has been counted in the year, and for life.
    pub counted: Vec<(AccKey, i64)>,
    /// Names of the institutions that bills and filings speak of, by code.
    pub institutions: BTreeMap<String, String>,
    /// Visits among those of the bills that were claimed at the counter.
    pub claims: BTreeSet<i64>,
}

/// Reads a person's year; none if there is no such person.
pub async fn person_year(
    journal: &Journal,
    viewer: &Viewer,
    which: &Which,
    year: Option<i16>,
) -> Result<Option<PersonYear>, DeskError> {
    let Some(person) = read_person(journal, viewer, which).await? else { return Ok(None) };
    let place = match &person.division {
        Some(code) => Some(place(journal, code).await?),
        None => None,
    };
    let models = journal.store().models();
    let (area, number) = (journal.number(), person.number as i64);
    let all = models.bills_of(area, number).await?;
    let years = years(&person.file.covers, &all);
    let year = year.or(years.last().copied()).unwrap_or_default();
    let held =
        |from: Day, to: Option<Day>| from.year() <= year && to.is_none_or(|to| year <= to.year());
    let covers = person.file.covers.iter().filter(|cover| held(cover.from, cover.to));
    let filings = person.file.standing_filings().filter(|f| held(f.from, f.to));
    let covers = covers.cloned().collect();
    let filings: Vec<Filing> = filings.cloned().collect();
    let due = models.due(area, 0, i64::MAX).await?;
    let due = due.into_iter().filter(|row| row.person == number).map(|row| row.bill);
    let due: Vec<i64> = due.collect();
    let (counted, account) = counted(journal, number, i64::from(year)).await?;
    let of_year = all.into_iter().filter(|bill| year_of(bill.to_day) == Some(year));
    let bills: Vec<BillRow> = of_year.collect();
    let mut codes: Vec<String> = bills.iter().map(|bill| bill.institution.clone()).collect();
    let chosen = filings.iter().filter(|filing| filing.kind == FilingKind::Chosen);
    codes.extend(chosen.map(|filing| filing.value.clone()));
    let mut institutions = names(journal, codes).await?;
    let claims = claims(journal, &bills, &mut institutions).await?;
    Ok(Some(PersonYear {
        person,
        place,
        year,
        years,
        covers,
        filings,
        account,
        bills,
        due,
        counted,
        institutions,
        claims,
    }))
}

/// The visits of bills that were claimed at the counter. Institutions that nobody registered are
/// called what their receipts say.
async fn claims(
    journal: &Journal,
    bills: &[BillRow],
    institutions: &mut BTreeMap<String, String>,
) -> Result<BTreeSet<i64>, DeskError> {
    let visits: BTreeSet<i64> = bills.iter().map(|bill| bill.visit).collect();
    let visits: Vec<i64> = visits.into_iter().collect();
    let mut claims = BTreeSet::new();
    for event in journal.events_at(&visits).await? {
        if let Deed::Visit(opened) = &event.deed
            && let Some(name) = &opened.claim
        {
            claims.insert(event.seq as i64);
            institutions.entry(opened.institution.clone()).or_insert_with(|| name.clone());
        }
    }
    Ok(claims)
}

/// What institutions are called now, by code.
async fn names(
    journal: &Journal,
    mut codes: Vec<String>,
) -> Result<BTreeMap<String, String>, DeskError> {
    codes.sort_unstable();
    codes.dedup();
    let rows = match codes.as_slice() {
        [] => Vec::new(),
        some => journal.store().institutions(some).await?,
    };
    // They come in the order of days: the last name stands.
    Ok(rows.into_iter().map(|row| (row.code, row.name)).collect())
}

/// A division by the names of its county, township and village.
async fn place(journal: &Journal, code: &str) -> Result<String, DeskError> {
    let divisions = journal.store().divisions(journal.number()).await?;
    let name = |code: String| divisions.iter().find(|division| division.code == code);
    let whole = |digits: usize| format!("{:0<12}", code.get(..digits).unwrap_or(code));
    let names = [whole(6), whole(9), code.to_string()].into_iter().filter_map(name);
    let names: String = names.map(|division| division.name.as_str()).collect();
    Ok(if names.is_empty() { code.to_string() } else { names })
}

fn year_of(day: i64) -> Option<i16> {
    Some(Day::from_number(i32::try_from(day).ok()?)?.year())
}

fn years(covers: &[Cover], bills: &[BillRow]) -> Vec<i16> {
    let mut years: Vec<i16> = bills.iter().filter_map(|bill| year_of(bill.to_day)).collect();
    let first = years.iter().min().copied();
    let begin = covers.iter().map(|cover| cover.from.year());
    let end = covers.iter().filter_map(|cover| Some(cover.to?.year()));
    // Covers that began years before the first bill have nothing to show.
    years.extend(begin.chain(end).filter(|year| first.is_none_or(|first| *year >= first)));
    years.sort_unstable();
    years.dedup();
    years
}

/// What was counted in a year and for life, and what is in the account.
pub(crate) async fn counted(
    journal: &Journal,
    person: i64,
    year: i64,
) -> Result<(Vec<(AccKey, i64)>, [Fen; 2]), DeskError> {
    let kept = journal.store().kept(journal.number(), &[person]).await?;
    let (mut counted, mut account) = (Vec::new(), [Fen::ZERO; 2]);
    for row in kept.tallies {
        let tally: Tally = journal.tally(&row.body).await?;
        for (key, sum) in tally.sums {
            match account_keys().iter().position(|own| *own == key) {
                Some(at) => account[at] = Fen(sum),
                None if sum == 0 => {}
                None if matches!(period_of(&key), Some(at) if at == year || at == 0) => {
                    counted.push((key, sum));
                }
                None => {}
            }
        }
    }
    counted.sort();
    Ok((counted, account))
}
