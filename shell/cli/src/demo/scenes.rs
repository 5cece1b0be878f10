//! What the ready messages rest on: for each a person of its own, and the visit, bill, filing or
//! original that it refers to.

use super::catalogue::Catalogue;
use super::lines::of_item;
use super::office_of::Office;
use super::ordered::{number, said};
use super::people::{People, Someone};
use super::year::{RECONCILED, bill, diagnosis, discharge, visit};
use gateway::fixture::{BookRow, Ready, Scene, original, signed_in, uploaded};
use office::desk::{Answer, Ask, Message, Request, Settings};
use office::keep_file::keep_file;
use office::make_filing::MakeFiling;
use office::pre_settle;
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::settle_batch;
use office::settle_visit::Parts;
use office::sign_in::sign_in;
use record::event::Scope;
use record::{Filing, FilingKind, ItemClass};
use units::Day;

/// Where the outpatients go, and where the stays are: places in the list of institutions.
pub(super) const OUTPATIENTS: usize = 0;
const STAYS: usize = 1;
/// Days, behind those of the year.
const FIRST: (i16, i8, i8) = (2026, 10, 12);
const NIGHTS: usize = 6;
/// The end of 2099: a file that is kept from then on is there whenever the messages are sent.
const LONG: i64 = 4_102_358_400_000;
/// Why they come.
const REASON: (&str, &str) = ("I10.x00x002", "高血压");
/// The condition that one of them has registered.
const CONDITION: &str = "hypertension";
/// The batch of their lines.
const BATCH: &str = "1";

/// Persons for the scenes, one each: employees and residents by turns.
pub(super) fn actors(scenes: &[Scene], people: &mut People) -> Vec<Someone> {
    let mut actors = Vec::with_capacity(scenes.len());
    for (at, scene) in scenes.iter().enumerate() {
        let books = [Scene::Books, Scene::Kept].contains(scene);
        let insurance = if books || at % 2 == 0 { "employee" } else { "resident" };
        let unfiled = [Scene::Unfiled, Scene::Chosen].contains(scene);
        actors.push(people.actor(insurance, (!unfiled).then_some(OUTPATIENTS)));
    }
    actors
}

/// What was made ready, and what of it counts as care.
#[derive(Debug, Default)]
pub(super) struct Staged {
    pub(super) ready: Vec<Ready>,
    pub(super) visits: usize,
    pub(super) bills: usize,
}

/// Makes everything ready.
pub(super) async fn prepare(
    office: &Office,
    catalogue: &Catalogue,
    (scenes, actors): (&[Scene], &[Someone]),
    books: &[BookRow],
) -> Result<Staged, String> {
    let mut staged = Staged::default();
    for (scene, actor) in scenes.iter().zip(actors) {
        let ready = empty(*scene, catalogue, actor)?;
        let mut stage = Stage { office, ready, books, visits: 0, bills: 0 };
        stage.play(*scene).await?;
        staged.visits += stage.visits;
        staged.bills += stage.bills;
        staged.ready.push(stage.ready);
    }
    Ok(staged)
}

fn is_stay(scene: Scene) -> bool {
    let stays = [Scene::Admitted, Scene::StayCharged, Scene::Discharged, Scene::StaySettled];
    stays.contains(&scene)
}

fn empty(scene: Scene, catalogue: &Catalogue, actor: &Someone) -> Result<Ready, String> {
    let (year, month, day) = FIRST;
    let from = Day::new(year, month, day).ok_or("the demo's first day is no day")?;
    let stay = is_stay(scene);
    let nights = if stay { NIGHTS } else { 0 };
    Ok(Ready {
        person: actor.insured.clone(),
        institution: catalogue.place(match scene {
            Scene::Books | Scene::Kept => RECONCILED,
            _ if stay => STAYS,
            _ => OUTPATIENTS,
        }),
        from,
        to: (0..nights).fold(from, |day, _| day.next()),
        visit: None,
        bill: None,
        filing: None,
        lines: lines(catalogue, stay),
        parts: None,
        books: Vec::new(),
        file: None,
        sign_in: None,
    })
}

/// Lines of every class.
fn lines(catalogue: &Catalogue, stay: bool) -> Vec<Item> {
    let each = if stay { 4 } else { 1 };
    let classes = [ItemClass::A, ItemClass::B, ItemClass::C];
    let chosen = classes.iter().flat_map(|class| {
        let of_class = catalogue.of_class(*class);
        of_class.into_iter().take(each)
    });
    let batch = if stay { "" } else { BATCH };
    let count = |item: &super::catalogue::Item| if stay { item.most } else { 1 };
    (1..).zip(chosen).map(|(at, item)| of_item(at, batch, item, count(item))).collect()
}

/// A scene as it comes about.
struct Stage<'o> {
    office: &'o Office,
    ready: Ready,
    books: &'o [BookRow],
    visits: usize,
    bills: usize,
}

impl Stage<'_> {
    async fn play(&mut self, scene: Scene) -> Result<(), String> {
        match scene {
            Scene::Person | Scene::Unfiled => Ok(()),
            Scene::Condition => self.file(FilingKind::Condition, CONDITION.to_string()).await,
            Scene::Chosen => {
                let code = self.ready.institution.code.clone();
                self.file(FilingKind::Chosen, code).await
            }
            Scene::Books => {
                self.ready.books = self.books.to_vec();
                Ok(())
            }
            Scene::Kept => self.keep().await,
            Scene::SignedIn => self.sign_in().await,
            Scene::Registered => self.register(false).await,
            Scene::Charged => {
                self.charge(false).await?;
                self.divide().await
            }
            Scene::Settled => {
                self.charge(false).await?;
                self.settle(None).await
            }
            Scene::Sent => {
                self.charge(false).await?;
                self.settle(Some(original(&self.ready))).await
            }
            Scene::Admitted => self.register(true).await,
            Scene::StayCharged => self.charge(true).await,
            Scene::Discharged => self.leave().await,
            Scene::StaySettled => {
                self.leave().await?;
                let bill = self.bill()?;
                self.settled(None, Ask::Settle(bill)).await
            }
        }
    }

    async fn ask(&self, message: Option<Message>, ask: Ask) -> Result<Answer, String> {
        self.office.desk.ask(Request { message, ask }).await.map_err(said)
    }

    async fn number(&self, ask: Ask) -> Result<u64, String> {
        number(&self.ask(None, ask).await?)
    }

    async fn file(&mut self, kind: FilingKind, value: String) -> Result<(), String> {
        let filing = Filing { kind, value, from: self.ready.from, to: None };
        let person = self.ready.person.id.clone();
        self.ready.filing = Some(
            self.number(Ask::MakeFiling(MakeFiling { person, filing, insurance: None })).await?,
        );
        Ok(())
    }

    async fn sign_in(&mut self) -> Result<(), String> {
        let now = Settings::default().clock.now();
        let kept = sign_in(&*self.office.store, &signed_in(&self.ready), now).await;
        let kept = kept.map_err(|e| e.to_string())?.map_err(said)?;
        self.ready.sign_in = Some(kept.sign_no);
        Ok(())
    }

    async fn keep(&mut self) -> Result<(), String> {
        self.ready.books = self.books.to_vec();
        let (address, file, asked) = uploaded(&self.ready)?;
        let kept = keep_file(&*self.office.store, &address, (file, &asked), LONG).await;
        let kept = kept.map_err(|e| e.to_string())?.map_err(said)?;
        self.ready.file = Some(kept.number);
        Ok(())
    }

    async fn register(&mut self, stay: bool) -> Result<(), String> {
        let Ready { person, institution, from, .. } = &self.ready;
        let visit = visit(&person.id, &institution.code, stay, *from);
        let visit = Visit { diagnoses: vec![diagnosis(REASON)], ..visit };
        self.ready.visit = Some(self.number(Ask::RegisterVisit(visit)).await?);
        self.visits += 1;
        Ok(())
    }

    fn visit(&self) -> Result<u64, String> {
        self.ready
            .visit
            .ok_or_else(|| "a scene has no visit; this is a mistake of gongji".to_string())
    }

    async fn charge(&mut self, stay: bool) -> Result<(), String> {
        self.register(stay).await?;
        let (visit, lines) = (self.visit()?, self.ready.lines.clone());
        self.number(Ask::RecordLines(Lines { visit, person: None, lines })).await?;
        Ok(())
    }

    async fn leave(&mut self) -> Result<(), String> {
        self.charge(true).await?;
        let discharge = discharge(self.visit()?, self.ready.to, REASON);
        self.number(Ask::Discharge(discharge)).await?;
        Ok(())
    }

    fn bill(&self) -> Result<office::settle_visit::Bill, String> {
        let employee = self.ready.person.insurance == "employee";
        Ok(bill(self.visit()?, BATCH, employee))
    }

    /// How the lines divide, as the institution will have to say it.
    async fn divide(&mut self) -> Result<(), String> {
        let bill = pre_settle::Bill { bill: self.bill()?, scope: Scope::Batch };
        let answer = self.ask(None, Ask::PreSettle(bill)).await?;
        let split = answer.bill().map(|billed| &billed.split);
        self.ready.parts = split.map(|split| Parts {
            own_pay: split.own_pay,
            over_limit: split.over_limit,
            first_pay: split.first_pay,
            in_scope: split.in_scope,
        });
        Ok(())
    }

    async fn settle(&mut self, message: Option<Message>) -> Result<(), String> {
        let bill = settle_batch::Bill(self.bill()?);
        self.settled(message, Ask::SettleBatch(bill)).await
    }

    async fn settled(&mut self, message: Option<Message>, ask: Ask) -> Result<(), String> {
        self.ready.bill = Some(number(&self.ask(message, ask).await?)?);
        self.bills += 1;
        Ok(())
    }
}
