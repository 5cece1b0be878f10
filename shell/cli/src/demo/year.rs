//! A year of care in the made-up region: visits and stays with their lines, most of them settled, a few
//! undone or left open. All of it is planned from the seed before the desk is asked for the first.

use super::catalogue::Catalogue;
use super::ordered::{MOST, all, done, number, said};
use super::people::Someone;
use crate::dice::Dice;
use gateway::fixture::BookRow;
use office::desk::{Answer, Ask, Desk};
use office::discharge::Discharge;
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::settle_batch;
use office::settle_visit::Bill;
use office::undo::Undo;
use record::{Diagnosis, DiagnosisKind, LeaveWay};
use units::{Day, Decimal, Fen};

/// The year, and its last month here: the messages that are ready lie behind it.
const YEAR: i16 = 2026;
const MONTHS: u64 = 8;
/// Hospitals at home, by their places in the list of institutions.
const AT_HOME: [usize; 3] = [0, 1, RECONCILED];
/// The one whose books are reconciled; no other message is sent by it.
pub(super) const RECONCILED: usize = 2;
/// A hospital in the province, and one in another.
const IN_PROVINCE: usize = 3;
const AWAY: usize = 4;
/// One, in the millionths of a quantity.
const ONE: i64 = 1_000_000;
/// Codes with which a bill is refused where the law has a gap; the visit then waits.
const GAPS: [&str; 3] = ["law", "care", "window"];
/// Reasons for care.
const REASONS: [(&str, &str); 6] = [
    ("I10.x00x002", "高血压"),
    ("E11.900", "2型糖尿病"),
    ("J18.900", "肺炎"),
    ("K29.500", "慢性胃炎"),
    ("M51.202", "腰椎间盘突出"),
    ("J06.900", "急性上呼吸道感染"),
];

/// A visit or a stay.
#[derive(Debug, Clone)]
pub(super) struct Trip {
    person: String,
    insurance: String,
    institution: usize,
    stay: bool,
    from: Day,
    to: Day,
    reason: (&'static str, &'static str),
    lines: Vec<Item>,
    use_account: bool,
    then: Then,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Settled,
    Undone,
    Open,
}

/// What became of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Happened {
    pub(super) visits: usize,
    /// Settlements that stand.
    pub(super) bills: usize,
    /// Settlements that were undone.
    pub(super) undone: usize,
    /// Visits that wait since the law has a gap.
    pub(super) gaps: usize,
    /// Settlements and refunds at [`RECONCILED`].
    pub(super) books: Vec<BookRow>,
}

impl Happened {
    pub(super) fn add(&mut self, other: Happened) {
        self.visits += other.visits;
        self.bills += other.bills;
        self.undone += other.undone;
        self.gaps += other.gaps;
        self.books.extend(other.books);
    }
}

/// A year of people at home, in the order of days.
pub(super) fn at_home(people: &[Someone], catalogue: &Catalogue, dice: &mut Dice) -> Vec<Trip> {
    let mut trips = Vec::new();
    for one in people {
        let Some(chosen) = one.chosen else { continue };
        for _ in 0..dice.below(6) {
            let stay = dice.percent(14);
            let institution = match (stay, dice.below(20)) {
                (false, _) => chosen,
                (true, 0) if one.insured.insurance == "employee" => IN_PROVINCE,
                (true, 1..8) if one.away => AWAY,
                (true, at) => AT_HOME[at as usize % AT_HOME.len()],
            };
            trips.push(trip(one, (institution, stay), catalogue, dice));
        }
    }
    trips.sort_by_key(|trip| trip.from);
    trips
}

/// A year of people of the other area: the law there speaks of stays alone.
pub(super) fn elsewhere(people: &[Someone], catalogue: &Catalogue, dice: &mut Dice) -> Vec<Trip> {
    let mut trips = Vec::new();
    for one in people {
        if dice.percent(60) {
            let institution = if dice.percent(10) { AT_HOME[2] } else { AWAY };
            trips.push(trip(one, (institution, true), catalogue, dice));
        }
    }
    trips.sort_by_key(|trip| trip.from);
    trips
}

fn trip(
    one: &Someone,
    (institution, stay): (usize, bool),
    catalogue: &Catalogue,
    dice: &mut Dice,
) -> Trip {
    let (month, day) = (1 + dice.below(MONTHS) as i8, 1 + dice.below(20) as i8);
    let from = Day::new(YEAR, month, day).unwrap_or(one.cover.from);
    let nights = if stay { 2 + dice.below(7) } else { 0 };
    let batch = if stay { "" } else { "1" };
    let count = if stay { 5 + dice.below(10) } else { 1 + dice.below(4) };
    Trip {
        person: one.insured.id.clone(),
        insurance: one.insured.insurance.clone(),
        institution,
        stay,
        from,
        to: (0..nights).fold(from, |day, _| day.next()),
        reason: REASONS[dice.below(REASONS.len() as u64) as usize],
        lines: (1..=count).map(|at| line(at, batch, catalogue, dice)).collect(),
        use_account: one.insured.insurance == "employee" && dice.percent(70),
        then: match dice.below(100) {
            0..3 => Then::Undone,
            3..6 => Then::Open,
            _ => Then::Settled,
        },
    }
}

fn line(at: u64, batch: &str, catalogue: &Catalogue, dice: &mut Dice) -> Item {
    let item = &catalogue.items[dice.below(catalogue.items.len() as u64) as usize];
    of_item(at, batch, item, 1 + dice.below(item.most))
}

/// A line of so many of an item.
pub(super) fn of_item(at: u64, batch: &str, item: &super::catalogue::Item, count: u64) -> Item {
    Item {
        id: at.to_string(),
        batch: batch.to_string(),
        code: item.good.code.clone(),
        qty: Decimal(ONE * count as i64),
        price: item.price,
        amount: Fen(item.good.price.0 * count as i64),
    }
}

/// A diagnosis for which someone comes.
pub(super) fn diagnosis((code, name): (&str, &str)) -> Diagnosis {
    let (code, name) = (code.to_string(), name.to_string());
    Diagnosis { code, name, kind: DiagnosisKind::Western, main: true, order: 1 }
}

/// A registration.
pub(super) fn visit(person: &str, institution: &str, stay: bool, from: Day) -> Visit {
    Visit {
        person: person.to_string(),
        institution: institution.to_string(),
        care: if stay { "inpatient" } else { "outpatient" }.to_string(),
        from,
        condition: None,
        filing: None,
        insurance: None,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    }
}

/// The end of a stay.
pub(super) fn discharge(visit: u64, last: Day, reason: (&str, &str)) -> Discharge {
    let (way, diagnoses) = (LeaveWay::Ordered, vec![diagnosis(reason)]);
    Discharge { visit, person: None, last, way, diagnoses, texts: Vec::new() }
}

/// A bill of a visit.
pub(super) fn bill(visit: u64, batch: &str, use_account: bool) -> Bill {
    Bill {
        visit,
        person: None,
        batch: batch.to_string(),
        to: None,
        settled: None,
        use_account,
        total: None,
        split: None,
        insurance: None,
    }
}

/// Lives through the year at a desk.
pub(super) async fn live(
    desk: &Desk,
    catalogue: &Catalogue,
    trips: &[Trip],
) -> Result<Happened, String> {
    let mut happened = Happened::default();
    for some in trips.chunks(MOST) {
        happened.add(part(desk, catalogue, some).await?);
    }
    Ok(happened)
}

/// Step by step through some trips: all are registered, then all have their lines, and so on.
async fn part(desk: &Desk, catalogue: &Catalogue, trips: &[Trip]) -> Result<Happened, String> {
    let register = |trip: &Trip| {
        let code = &catalogue.institutions[trip.institution].code;
        let visit = visit(&trip.person, code, trip.stay, trip.from);
        Ask::RegisterVisit(Visit { diagnoses: vec![diagnosis(trip.reason)], ..visit })
    };
    let visits = done(desk, trips.iter().map(register).collect()).await?;
    let both = || visits.iter().copied().zip(trips);
    let record = |(visit, trip): (u64, &Trip)| {
        Ask::RecordLines(Lines { visit, person: None, lines: trip.lines.clone() })
    };
    done(desk, both().map(record).collect()).await?;
    let stays = both().filter(|(_, trip)| trip.stay);
    let leave = stays.map(|(visit, trip)| Ask::Discharge(discharge(visit, trip.to, trip.reason)));
    done(desk, leave.collect()).await?;
    let ended: Vec<(u64, &Trip)> = both().filter(|(_, trip)| trip.then != Then::Open).collect();
    let settle = |(visit, trip): &(u64, &Trip)| match trip.stay {
        true => Ask::Settle(bill(*visit, &format!("S{visit}"), trip.use_account)),
        false => Ask::SettleBatch(settle_batch::Bill(bill(*visit, "1", trip.use_account))),
    };
    let answers = all(desk, ended.iter().map(settle).collect()).await;
    let mut happened = Happened { visits: trips.len(), ..Happened::default() };
    let mut back = Vec::new();
    for (answer, (visit, trip)) in answers.into_iter().zip(&ended) {
        let Some(answer) = settled(answer)? else {
            happened.gaps += 1;
            continue;
        };
        happened.bills += 1;
        let row = book_row(&answer, *visit, trip)?;
        if trip.then == Then::Undone {
            back.push((row.clone(), trip.institution));
        }
        happened.books.extend(Some(row).filter(|_| trip.institution == RECONCILED));
    }
    let undo = |(row, _): &(BookRow, usize)| {
        Ask::Undo(Undo { bill: row.settlement, visit: None, person: None })
    };
    let undone = done(desk, back.iter().map(undo).collect()).await?;
    happened.bills -= undone.len();
    happened.undone = undone.len();
    let at_one = undone.into_iter().zip(back).filter(|(_, (_, at))| *at == RECONCILED);
    happened.books.extend(at_one.map(|(settlement, (row, _))| BookRow {
        settlement,
        refund: true,
        total: -row.total,
        funds: -row.funds,
        account: -row.account,
        ..row
    }));
    Ok(happened)
}

/// A settlement as its institution enters it into its books.
fn book_row(answer: &Answer, visit: u64, trip: &Trip) -> Result<BookRow, String> {
    let bill = answer.bill().ok_or("a settlement has no bill; this is a mistake of gongji")?;
    Ok(BookRow {
        settlement: number(answer)?,
        visit,
        person: trip.person.clone(),
        insurance: trip.insurance.clone(),
        stay: trip.stay,
        refund: false,
        total: bill.split.total,
        funds: bill.layers.iter().map(|layer| layer.paid).sum(),
        account: bill.person.account.total(),
    })
}

/// A settlement; none where the law has a gap.
fn settled(answer: Result<Answer, office::desk::Refused>) -> Result<Option<Answer>, String> {
    match answer {
        Err(refused) if GAPS.contains(&refused.code) => Ok(None),
        Err(refused) => Err(said(refused)),
        Ok(answer) => Ok(Some(answer)),
    }
}
