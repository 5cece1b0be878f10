//! A year of care in the made-up region as it is lived at a desk: registered, charged, discharged and
//! settled in the order of days; a few are taken back, come late, or wait since the law is silent.

use super::calendar::Calendar;
use super::catalogue::Catalogue;
use super::measure::Measured;
use super::office_of::Office;
use super::ordered::{MOST, all, done, number, said};
use super::plan::{Care, Plan, Then, Trip};
use super::progress::Progress;
use gateway::fixture::BookRow;
use office::correct::Correct;
use office::demo_mark::Story;
use office::desk::{Answer, Ask, Desk, Refused};
use office::discharge::Discharge;
use office::make_filing::MakeFiling;
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::settle_claim::Claim;
use office::settle_visit::Bill;
use office::undo::Undo;
use office::{settle_batch, settle_mid_stay};
use record::{Diagnosis, DiagnosisKind, Filing, FilingKind, LeaveWay};
use std::collections::{HashMap, HashSet};
use units::{Day, Fen};

/// The institution whose books are reconciled; no other message is sent by it.
pub(super) const RECONCILED: usize = 2;
/// So many trips are lived together at least, where a day has fewer.
const ENOUGH: usize = 128;
/// Codes with which a bill is refused where the law has a gap; the visit then waits.
const GAPS: [&str; 3] = ["law", "care", "window"];

/// Codes with which a claim is refused since its care was paid before.
const NOT_TWICE: [&str; 3] = ["claimed-before", "settled-at-window", "stay-overlaps"];

/// What became of all.
#[derive(Debug, Clone, Default)]
pub(super) struct Happened {
    pub(super) visits: usize,
    /// Settlements that stand.
    pub(super) bills: usize,
    /// Settlements that were undone.
    pub(super) undone: usize,
    /// Settlements that were decided anew after a late one.
    pub(super) corrected: usize,
    /// Settlements that came months after the care.
    pub(super) late: usize,
    /// Settlements of a stay that went on.
    pub(super) mid_stay: usize,
    /// Claims settled at the counter.
    pub(super) claims: usize,
    /// Visits that wait since the law has a gap.
    pub(super) gaps: usize,
    /// Settlements and refunds at [`RECONCILED`].
    pub(super) books: Vec<BookRow>,
    /// Persons whose year is worth a look.
    pub(super) stories: Vec<Story>,
    /// How it compares with the calibration.
    pub(super) measured: Measured,
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

/// What makes a year worth a look: when, and what happened in it.
type Worth = (fn(&Trip) -> bool, &'static str, &'static str);
const WORTH: [Worth; 7] = [
    (|trip| trip.is_grave(), "大病住院", "a very costly stay"),
    (|trip| trip.referred, "转诊到外地住院", "referred to a hospital elsewhere"),
    (|trip| trip.is_birth(), "分娩", "a birth"),
    (|trip| trip.then == Then::MidStay, "中途结算", "a long stay, settled in parts"),
    (|trip| trip.is_late(), "迟到的单据", "a bill that came months late"),
    (|trip| trip.then == Then::Claimed, "手工报销", "a claim settled at the counter"),
    (|trip| trip.then == Then::Undone, "撤销的结算", "a bill that was undone"),
];

/// The year of an area as it goes on.
pub(super) struct Year<'y> {
    pub(super) area: &'static str,
    desk: &'y Desk,
    calendar: &'y Calendar,
    pub(super) catalogue: &'y Catalogue,
    pub(super) progress: &'y Progress,
    happened: Happened,
    /// Those for whom something comes late, with the last of their settlements.
    latecomers: HashMap<u32, Option<u64>>,
}

/// A trip that was registered.
struct Step {
    trip: Trip,
    visit: u64,
    lines: Vec<Item>,
}

impl Step {
    /// Whether it is settled in two parts.
    fn is_parted(&self) -> bool {
        self.trip.then == Then::MidStay && self.lines.len() > 1
    }

    /// The lines of the first part: all where there is one.
    fn first(&self) -> &[Item] {
        let count = if self.is_parted() { self.lines.len() / 2 } else { self.lines.len() };
        &self.lines[..count]
    }

    /// The lines of the second part.
    fn rest(&self) -> &[Item] {
        &self.lines[self.first().len()..]
    }

    fn record(&self, lines: &[Item]) -> Ask {
        Ask::RecordLines(Lines { visit: self.visit, person: None, lines: lines.to_vec() })
    }

    fn settle_on_the_way(&self) -> Ask {
        let bill = bill(self.visit, &format!("M{}", self.visit), self.trip.use_account);
        let bill = Bill { to: Some(self.trip.middle()), ..bill };
        Ask::SettleMidStay(settle_mid_stay::Bill(bill))
    }

    fn leave(&self) -> Ask {
        Ask::Discharge(discharge(self.visit, self.trip.to(), self.trip.reason()))
    }

    fn settle(&self) -> Ask {
        match self.trip.is_stay() {
            true => {
                let batch = format!("S{}", self.visit);
                Ask::Settle(bill(self.visit, &batch, self.trip.use_account))
            }
            false => {
                let bill = bill(self.visit, "1", self.trip.use_account);
                Ask::SettleBatch(settle_batch::Bill(bill))
            }
        }
    }
}

impl<'y> Year<'y> {
    pub(super) fn new(
        area: &'static str,
        office: &'y Office,
        catalogue: &'y Catalogue,
        progress: &'y Progress,
    ) -> Year<'y> {
        let (happened, latecomers) = (Happened::default(), HashMap::new());
        let Office { desk, calendar, .. } = office;
        Year { area, desk, calendar, catalogue, progress, happened, latecomers }
    }

    /// Lives through a plan, in its order.
    pub(super) async fn live(mut self, plan: Plan<'_>) -> Result<Happened, String> {
        let trips = plan.days();
        let late = trips.iter().filter(|trip| trip.is_late()).map(|trip| trip.person);
        let late: HashSet<u32> = late.collect();
        self.latecomers = late.into_iter().map(|person| (person, None)).collect();
        for some in by_days(&trips) {
            if let Some(last) = some.last() {
                self.calendar.turn(last.acted());
            }
            self.part(some).await?;
            self.progress.went_on(some.len());
        }
        let place = |story: &Story| WORTH.iter().position(|(_, _, en)| *en == story.en);
        self.happened.stories.sort_by_key(place);
        Ok(self.happened)
    }

    /// Some trips together: all are registered, then all have their lines, leave and are settled. What needs
    /// no answer of what is before it is asked at once, in its order.
    async fn part(&mut self, trips: &[Trip]) -> Result<(), String> {
        let (claimed, trips): (Vec<Trip>, Vec<Trip>) =
            trips.iter().copied().partition(|trip| trip.then == Then::Claimed);
        let referred = trips.iter().filter(|trip| trip.referred).map(|trip| self.referral(trip));
        let mut asks: Vec<Ask> = referred.collect();
        let filed = asks.len();
        asks.extend(claimed.iter().map(|trip| self.claim(trip)));
        asks.extend(trips.iter().map(|trip| self.registration(trip)));
        let mut answers = all(self.desk, asks).await.into_iter();
        for answer in answers.by_ref().take(filed) {
            match answer {
                // Who is referred twice within some days has a referral already.
                Err(refused) if refused.code == "filed-before" => {}
                answer => drop(answer.map_err(said)?),
            }
        }
        for (answer, trip) in answers.by_ref().take(claimed.len()).zip(&claimed) {
            self.claimed(answer, trip)?;
        }
        let mut steps = Vec::with_capacity(trips.len());
        for (answer, trip) in answers.zip(trips) {
            let visit = number(&answer.map_err(said)?)?;
            steps.push(Step { trip, visit, lines: trip.lines(self.catalogue) });
        }
        self.happened.visits += steps.len();
        self.treat(steps).await
    }

    /// Lines, discharges and settlements of visits; then what is taken back, and what is decided anew.
    async fn treat(&mut self, steps: Vec<Step>) -> Result<(), String> {
        let parted: Vec<&Step> = steps.iter().filter(|step| step.is_parted()).collect();
        let settled = |step: &&Step| ![Then::Open, Then::Inside].contains(&step.trip.then);
        let settled: Vec<&Step> = steps.iter().filter(settled).collect();
        let leaving = steps.iter().filter(|step| step.trip.is_stay());
        let leaving = leaving.filter(|step| step.trip.then != Then::Inside);
        let mut asks: Vec<Ask> = steps.iter().map(|step| step.record(step.first())).collect();
        let recorded = asks.len();
        asks.extend(parted.iter().map(|step| step.settle_on_the_way()));
        asks.extend(parted.iter().map(|step| step.record(step.rest())));
        asks.extend(leaving.map(Step::leave));
        let before = asks.len();
        asks.extend(settled.iter().map(|step| step.settle()));
        let mut answers: Vec<_> = all(self.desk, asks).await;
        let settlements = answers.split_off(before);
        let mut on_the_way = Vec::with_capacity(parted.len());
        for (at, answer) in answers.into_iter().enumerate() {
            if (recorded..recorded + parted.len()).contains(&at) {
                on_the_way.push(answer);
            } else {
                answer.map_err(said)?;
            }
        }
        for (answer, step) in on_the_way.into_iter().zip(parted) {
            let entered = self.entered(answer, step, true)?;
            self.happened.mid_stay += usize::from(entered.is_some());
        }
        let mut back = Vec::new();
        let mut again = Vec::new();
        for (answer, step) in settlements.into_iter().zip(settled) {
            let Some(row) = self.entered(answer, step, false)? else { continue };
            self.tell(&step.trip);
            self.happened.late += usize::from(step.trip.is_late());
            if step.trip.then == Then::Undone {
                back.push((row, step.trip));
                continue;
            }
            if let Some(last) = self.latecomers.get_mut(&step.trip.person) {
                // Of those whose bills a late one moves, every second is corrected; the others are due.
                let moved = last.replace(row.settlement);
                again.extend(moved.filter(|_| step.trip.is_late() && step.trip.is_second()));
            }
        }
        self.undo(back).await?;
        self.correct(again).await
    }

    /// A claim at the counter.
    fn claim(&self, trip: &Trip) -> Ask {
        let lines = trip.lines(self.catalogue);
        let institution = &self.catalogue.institutions[usize::from(trip.institution)].row;
        Ask::SettleClaim(Box::new(Claim {
            person: trip.person(self.area),
            institution: institution.code.clone(),
            name: institution.name.clone(),
            elsewhere: None,
            care: "inpatient".to_string(),
            from: trip.from(),
            to: trip.to(),
            condition: None,
            filing: None,
            receipt: trip.receipt(),
            total: lines.iter().map(|line| line.amount).sum(),
            lines,
        }))
    }

    /// A claim, counted; nothing where the law has a gap.
    fn claimed(&mut self, answer: Result<Answer, Refused>, trip: &Trip) -> Result<(), String> {
        let answer = match answer {
            Err(refused) if GAPS.contains(&refused.code) => {
                self.happened.gaps += 1;
                return Ok(());
            }
            // Who lay in two hospitals at once is paid for one.
            Err(refused) if NOT_TWICE.contains(&refused.code) => return Ok(()),
            answer => answer.map_err(said)?,
        };
        self.happened.visits += 1;
        self.happened.bills += 1;
        self.happened.claims += 1;
        let total = answer.bill().map_or(Fen::ZERO, |bill| bill.split.total);
        let level = self.catalogue.institutions[usize::from(trip.institution)].level();
        self.happened.measured.add(trip, level, total, false);
        self.tell(trip);
        Ok(())
    }

    /// The first whose care of a kind was settled is one to look at.
    fn tell(&mut self, trip: &Trip) {
        for (_, zh, en) in WORTH.iter().filter(|(is, ..)| is(trip)) {
            if self.happened.stories.iter().all(|told| told.en != *en) {
                let (area, person) = (self.area.to_string(), trip.person(self.area));
                let story = Story { area, person, zh: (*zh).to_string(), en: (*en).to_string() };
                self.happened.stories.push(story);
            }
        }
    }

    fn referral(&self, trip: &Trip) -> Ask {
        let filing = Filing {
            kind: FilingKind::Referral,
            value: String::new(),
            from: trip.from(),
            to: Some(trip.to()),
        };
        Ask::MakeFiling(MakeFiling { person: trip.person(self.area), filing, insurance: None })
    }

    fn registration(&self, trip: &Trip) -> Ask {
        let code = &self.catalogue.institutions[usize::from(trip.institution)].row.code;
        let mut visit = visit(&trip.person(self.area), code, trip.is_stay(), trip.from());
        visit.diagnoses.push(diagnosis(trip.reason()));
        match trip.care {
            Care::Pharmacy => visit.care = "pharmacy".to_string(),
            Care::Special(class) => {
                visit.care = "chronic".to_string();
                visit.condition = Some(format!("special-class-{class}"));
            }
            Care::Visit | Care::Stay => {}
        }
        Ask::RegisterVisit(visit)
    }

    /// A settlement, counted; none where the law has a gap.
    fn entered(
        &mut self,
        answer: Result<Answer, Refused>,
        step: &Step,
        part: bool,
    ) -> Result<Option<BookRow>, String> {
        let answer = match answer {
            Err(refused) if GAPS.contains(&refused.code) => {
                self.happened.gaps += 1;
                return Ok(None);
            }
            Err(refused) => return Err(said(refused)),
            Ok(answer) => answer,
        };
        self.happened.bills += 1;
        let row = book_row(&answer, step, step.trip.person(self.area))?;
        let level = self.catalogue.institutions[usize::from(step.trip.institution)].level();
        self.happened.measured.add(&step.trip, level, row.total, part);
        if usize::from(step.trip.institution) == RECONCILED {
            self.happened.books.push(row.clone());
        }
        Ok(Some(row))
    }

    async fn undo(&mut self, back: Vec<(BookRow, Trip)>) -> Result<(), String> {
        let undo = |(row, _): &(BookRow, Trip)| {
            Ask::Undo(Undo { bill: row.settlement, visit: None, person: None })
        };
        let undone = done(self.desk, back.iter().map(undo).collect()).await?;
        self.happened.bills -= undone.len();
        self.happened.undone += undone.len();
        let at_one = undone.into_iter().zip(back);
        let at_one = at_one.filter(|(_, (_, trip))| usize::from(trip.institution) == RECONCILED);
        self.happened.books.extend(at_one.map(|(settlement, (row, _))| refund(settlement, row)));
        Ok(())
    }

    async fn correct(&mut self, bills: Vec<u64>) -> Result<(), String> {
        // What is corrected at the institution whose books are reconciled would be two rows more there.
        let there: HashSet<u64> = self.happened.books.iter().map(|row| row.settlement).collect();
        let bills = bills.into_iter().filter(|bill| !there.contains(bill));
        let asks = bills.map(|bill| Ask::Correct(Correct { bill, person: None }));
        self.happened.corrected += done(self.desk, asks.collect()).await?.len();
        Ok(())
    }
}

/// Trips of some days together: whole days, until enough of them are together, and no more than are asked
/// for at once.
fn by_days(trips: &[Trip]) -> impl Iterator<Item = &[Trip]> {
    let mut rest = trips;
    std::iter::from_fn(move || {
        let most = &rest[..rest.len().min(MOST)];
        let turns = |at: &usize| most[*at - 1].acted() != most[*at].acted();
        let end = (ENOUGH..most.len()).find(turns).unwrap_or(most.len());
        let (some, others) = rest.split_at(end);
        rest = others;
        (!some.is_empty()).then_some(some)
    })
}

fn refund(settlement: u64, row: BookRow) -> BookRow {
    BookRow {
        settlement,
        refund: true,
        total: -row.total,
        funds: -row.funds,
        account: -row.account,
        ..row
    }
}

/// A settlement as its institution enters it into its books.
fn book_row(answer: &Answer, step: &Step, person: String) -> Result<BookRow, String> {
    let bill = answer.bill().ok_or("a settlement has no bill; this is a mistake of gongji")?;
    let total: Fen = bill.split.total;
    Ok(BookRow {
        settlement: number(answer)?,
        visit: step.visit,
        person,
        insurance: if step.trip.employee { "employee" } else { "resident" }.to_string(),
        stay: step.trip.is_stay(),
        refund: false,
        total,
        funds: bill.layers.iter().map(|layer| layer.paid).sum(),
        account: bill.person.account.total(),
    })
}
