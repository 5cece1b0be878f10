//! Makes the region: registers, persons village by village, their year, the scenes of the ready messages.

use super::calibration::Calibration;
use super::catalogue::Catalogue;
use super::fixture_file::FixtureFile;
use super::measure::{Figure, Measured};
use super::messages::{self, Outpatient};
use super::office_of::Office;
use super::people::{People, Someone};
use super::places::{Places, Village};
use super::plan::Plan;
use super::progress::Progress;
use super::scenes::{self, Staged};
use super::year::{Happened, Year};
use super::{AREAS, MOST_PEOPLE, mark};
use crate::dice::Dice;
use gateway::fixture::{Insured, Region, scenes as wanted};
use office::import_doctors::import_doctors;
use office::import_institutions::import_institutions;
use office::law_book::{LawBook, LawSource};
use office::{Store, follow};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use units::Day;

/// Institutions and items are registered, and persons insured, from here on.
const SINCE: (i16, i8, i8) = (2020, 1, 1);
/// Of this many persons one is of the other area.
const OF_OTHER: usize = 7;
/// Persons that are brought in at once, at least.
const AT_ONCE: usize = 5_000;
/// Persons that the fixture names, at most.
const NAMED: usize = 20_000;
/// A village has at least so many persons.
const VILLAGE: usize = 60;

/// What is wished for.
pub(crate) struct Wish<'w> {
    /// The same number makes the same region.
    pub(crate) seed: u64,
    /// How many persons.
    pub(crate) people: usize,
    /// The last day that is lived.
    pub(crate) until: Day,
    /// File for the ready messages.
    pub(crate) fixture: Option<&'w Path>,
}

impl Wish<'_> {
    /// That there can be so many persons.
    pub(crate) fn checked(self) -> Result<Self, String> {
        let (people, messages) = (self.people, wanted().len());
        if people > MOST_PEOPLE {
            return Err(format!("--people {people} are too many; give {MOST_PEOPLE} or fewer"));
        }
        if people - people / OF_OTHER < messages {
            let least = messages * OF_OTHER / (OF_OTHER - 1) + 1;
            return Err(format!(
                "--people {people} are too few: each of the {messages} messages has a person of its own; give {least} or more"
            ));
        }
        Ok(self)
    }
}

/// What was made.
pub(crate) struct Made {
    pub(super) people: usize,
    pub(super) institutions: usize,
    pub(super) doctors: usize,
    pub(super) items: usize,
    pub(super) happened: [Happened; 2],
    pub(super) figures: Vec<Figure>,
    /// Messages that came through HTTP.
    pub(super) sent: usize,
    /// The fixture with its messages and bytes.
    pub(super) fixture: Option<(PathBuf, usize, usize)>,
}

/// What the making works with.
struct Making<'m> {
    calibration: &'m Calibration,
    catalogue: &'m Catalogue,
    progress: &'m Progress,
    people: People,
    wish: &'m Wish<'m>,
    /// Those whom the fixture names.
    named: Vec<Insured>,
    /// Those whose care comes as messages.
    outpatients: Vec<Outpatient>,
    /// Of how many persons one is such.
    every: usize,
}

/// Makes the region in books that hold nobody.
pub(crate) async fn region(
    store: &Arc<dyn Store>,
    wish: &Wish<'_>,
    progress: &Progress,
) -> Result<Made, String> {
    if let Some(made) = mark::read(&**store).await? {
        return Err(holds(AREAS[0], made.people));
    }
    nobody(&**store).await?;
    let file = wish.fixture.map(FixtureFile::at).transpose()?;
    let since = Day::new(SINCE.0, SINCE.1, SINCE.2).ok_or("the demo's first day is no day")?;
    let (calibration, catalogue) = (Calibration::read()?, Catalogue::read(since)?);
    progress.doing("参保登记 persons", wish.people);
    mark::begin(&**store, wish).await?;
    let rows = catalogue.institution_rows();
    import_institutions(&**store, &rows).await.map_err(|e| e.to_string())?;
    let doctors = catalogue.doctors(&mut Dice::new(wish.seed ^ 0x3c6e_f372_fe94_f82b));
    import_doctors(&**store, &doctors).await.map_err(|e| e.to_string())?;
    let law = law()?;
    let home = Office::open(store, &law, AREAS[0]).await?;
    let away = Office::open(store, &law, AREAS[1]).await?;
    let mut making = Making {
        calibration: &calibration,
        catalogue: &catalogue,
        progress,
        people: People::new(wish.seed, since),
        wish,
        named: Vec::new(),
        outpatients: Vec::new(),
        every: messages::every(wish.people - wish.people / OF_OTHER),
    };
    let lived = making.live(&home, &away).await?;
    let Lived { staged, mut happened, figures } = lived;
    let outpatients = std::mem::take(&mut making.outpatients);
    let shown = outpatients.first().map(|one| one.insured.clone());
    let sent = messages::send(&home, law, &catalogue, (outpatients, wish.seed), progress).await?;
    happened[0].visits += sent.visits;
    happened[0].bills += sent.bills;
    happened[0].undone += sent.undone;
    derive(store, progress).await?;
    let fixture = match (file, wish.fixture) {
        (Some(file), Some(path)) => {
            let bytes = file.write(&making.region(), &staged.ready)?;
            Some((path.to_path_buf(), staged.ready.len(), bytes))
        }
        _ => None,
    };
    let stories = happened.iter_mut().flat_map(|of| std::mem::take(&mut of.stories)).collect();
    let shown = (staged.ready.first(), shown);
    mark::end(&**store, wish, &catalogue, stories, shown).await?;
    Ok(Made {
        people: wish.people,
        institutions: rows.len(),
        doctors: doctors.len(),
        items: catalogue.items.len(),
        happened,
        figures,
        sent: sent.messages,
        fixture,
    })
}

/// What came of the year and of the scenes behind it.
struct Lived {
    staged: Staged,
    happened: [Happened; 2],
    figures: Vec<Figure>,
}

impl<'m> Making<'m> {
    /// Persons move in and live their year, in both areas; then the ready messages get what they rest on.
    async fn live(&mut self, home: &Office, away: &Office) -> Result<Lived, String> {
        let (wanted, progress) = (wanted(), self.progress);
        let others = self.wish.people / OF_OTHER;
        let more = self.wish.people - others - wanted.len();
        let actors = scenes::actors(&wanted, &mut self.people);
        self.named.extend(actors.iter().map(|one| one.insured.clone()));
        let (plan, mut measured) = self.settle(home, AREAS[0], more, &actors).await?;
        let (of_others, more) = self.settle(away, AREAS[1], others, &[]).await?;
        measured.join(more);
        let planned = plan.len() + of_others.len();
        let (plan, of_others) = (plan.up_to(self.wish.until), of_others.up_to(self.wish.until));
        let lived = plan.len() + of_others.len();
        progress.doing("就诊结算 the year", lived);
        let (mut at_home, elsewhere) = tokio::try_join!(
            Year::new(AREAS[0], home, self.catalogue, progress).live(plan),
            Year::new(AREAS[1], away, self.catalogue, progress).live(of_others),
        )?;
        for office in [home, away] {
            office.calendar.turn(self.wish.until);
        }
        measured.join(at_home.measured.clone());
        measured.join(elsewhere.measured.clone());
        let parts = (&wanted[..], &actors[..]);
        let staged = scenes::prepare(home, self.catalogue, parts, &at_home.books).await?;
        at_home.visits += staged.visits;
        at_home.bills += staged.bills;
        let figures = measured.figures(self.calibration, (lived, planned));
        Ok(Lived { staged, happened: [at_home, elsewhere], figures })
    }

    /// As the fixture tells it.
    fn region(self) -> Region {
        let institutions = 0..self.catalogue.institutions.len();
        Region {
            area: AREAS[0].to_string(),
            institutions: institutions.map(|at| self.catalogue.place(at)).collect(),
            persons: self.named,
            items: self.catalogue.items.iter().map(|item| item.good.clone()).collect(),
        }
    }

    /// Persons of an area move in: registered, brought in, and their year planned.
    async fn settle(
        &mut self,
        office: &Office,
        area: &'static str,
        count: usize,
        actors: &[Someone],
    ) -> Result<(Plan<'m>, Measured), String> {
        let mut dice = Dice::new(self.wish.seed ^ 0x6a09_e667_f3bc_c908 ^ area.len() as u64);
        let places = Places::new(area, count, &mut dice);
        let mut plan = Plan::new((self.calibration, self.catalogue), area, dice);
        let mut measured = Measured::default();
        office.register(self.catalogue, &places).await?;
        let mut some: Vec<Someone> = actors.to_vec();
        for (village, count) in shared_out(&places.villages, count) {
            let first = self.people.made() + 1;
            let made =
                self.people.neighbours((area, village), count, self.calibration, self.catalogue);
            for (number, one) in (first..).zip(&made) {
                measured.person(one, self.calibration);
                plan.add(number, one);
            }
            self.outpatients.extend(
                (first as usize..)
                    .zip(&made)
                    .filter(|(number, _)| number % self.every == 0)
                    .filter_map(|(_, one)| Outpatient::of(one)),
            );
            let room = NAMED.saturating_sub(self.named.len());
            self.named.extend(made.iter().take(room).map(|one| one.insured.clone()));
            some.extend(made);
            if some.len() >= AT_ONCE {
                self.bring_in(office, &mut some).await?;
            }
        }
        self.bring_in(office, &mut some).await?;
        Ok((plan, measured))
    }

    async fn bring_in(&self, office: &Office, some: &mut Vec<Someone>) -> Result<(), String> {
        if !some.is_empty() {
            office.bring_in(self.catalogue, some).await?;
        }
        self.progress.went_on(some.len());
        some.clear();
        Ok(())
    }
}

/// How many persons live in which village: in as many as have enough of them.
pub(super) fn shared_out(villages: &[Village], persons: usize) -> Vec<(&Village, usize)> {
    let used = (persons / VILLAGE).clamp(1, villages.len());
    let share = |at: usize| persons * (at + 1) / used - persons * at / used;
    let village = |at: usize| &villages[at * villages.len() / used];
    (0..used).map(|at| (village(at), share(at))).filter(|(_, count)| *count > 0).collect()
}

/// Derives what pages read, so that the first start finds it.
async fn derive(store: &Arc<dyn Store>, progress: &Progress) -> Result<(), String> {
    progress.doing("汇总 the read models", AREAS.len());
    for area in AREAS {
        follow::catch_up(store.clone(), area).await.map_err(|e| e.to_string())?;
        progress.went_on(1);
    }
    Ok(())
}

/// That the books hold no persons.
async fn nobody(store: &dyn Store) -> Result<(), String> {
    for area in store.areas().await.map_err(|e| e.to_string())? {
        if !store.persons_from(area, "", 1).await.map_err(|e| e.to_string())?.is_empty() {
            return Err(holds(&format!("{area:06}"), 1));
        }
    }
    Ok(())
}

fn holds(area: &str, persons: u64) -> String {
    let some = if persons > 1 { format!("{persons} ") } else { String::new() };
    format!(
        "这些账簿已有 {area} 的参保人，没有写入。请另给一个空的数据目录（--data）或数据库（--database）。 These books hold {some}persons of {area} already and nothing was written; give an empty data folder (--data) or database (--database)"
    )
}

/// The law inside the binary, both areas made ready.
fn law() -> Result<LawBook, String> {
    let mut law = LawBook::open(&LawSource::Embedded).map_err(|e| e.to_string())?;
    for area in AREAS {
        law.make_area_ready(area).map_err(|e| e.to_string())?;
    }
    Ok(law)
}
