//! `gongji demo`: a small made-up region (示例统筹区) in books that are empty, and a file of messages that
//! are ready to be sent to it.
//!
//! Everything comes about through the acts: imports, then a desk for each area. The same seed makes the
//! same region and the same file; only the moments at which things were written differ.

mod catalogue;
mod ordered;
mod people;
mod scenes;
mod year;

use crate::books::{Books, block_on, ended};
use crate::dice::Dice;
use catalogue::Catalogue;
use gateway::fixture::{Ready, Region, fixture, scenes as wanted};
use office::Store;
use office::desk::{Ask, Desk, DeskError, Rules, Settings, area_number};
use office::import_credentials::import_credentials;
use office::import_institutions::import_institutions;
use office::import_items::import_items;
use office::law_book::{LawBook, LawSource};
use people::{People, Someone};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use units::Day;
use year::Happened;

/// The areas: that of the messages, and another.
pub(crate) const AREAS: [&str; 2] = ["440700", "411600"];
/// Institutions and items are registered, and persons insured, from here on.
const SINCE: (i16, i8, i8) = (2020, 1, 1);
/// Of this many persons one is of the other area.
const OF_OTHER: usize = 7;
/// Persons that are brought in at once.
const AT_ONCE: usize = 10_000;

/// Shown below the options.
const HELP: &str = "\
The region: persons of two areas (most of 440700, some of 411600), six institutions, forty items, and a
year of visits and bills of 2026, all made up: nobody has such a number, document or card.
The fixture names institutions, persons and items in the terms of the national interface, and holds one
message for each transaction that is offered, ready to be sent once in its order to `gongji serve`.

The books must not hold persons yet. Exit 0: made. 2: not made; the reason is told.";

/// Make a small made-up region, with messages that are ready to be sent.
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// The same number makes the same region.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How many persons.
    #[arg(long, value_name = "N", default_value_t = 200)]
    people: usize,
    /// File for the ready messages; one that is there is replaced.
    #[arg(long, value_name = "FILE")]
    fixture: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    ended("demo", block_on(make(args)))
}

async fn make(args: &Args) -> Result<(), String> {
    let began = Instant::now();
    let wanted = wanted();
    let others = args.people / OF_OTHER;
    let Some(more) = (args.people - others).checked_sub(wanted.len()) else {
        let least = wanted.len() * OF_OTHER / (OF_OTHER - 1) + 1;
        return Err(format!(
            "--people {} are too few: each of the {} messages has a person of its own; give {least} or more",
            args.people,
            wanted.len()
        ));
    };
    let store = args.books.open().await?;
    nobody(&*store).await?;
    let file = Written::at(&args.fixture)?;
    let since = Day::new(SINCE.0, SINCE.1, SINCE.2).ok_or("the demo's first day is no day")?;
    let catalogue = Catalogue::read(since)?;
    let mut people = People::new(args.seed, since);
    let actors = scenes::actors(&wanted, &mut people);
    let more: Vec<Someone> = (0..more).map(|_| people.anyone(AREAS[0])).collect();
    let others: Vec<Someone> = (0..others).map(|_| people.anyone(AREAS[1])).collect();
    let mut dice = Dice::new(args.seed ^ 0x6a09_e667_f3bc_c908);
    let trips = year::at_home(&more, &catalogue, &mut dice);
    let trips_of_others = year::elsewhere(&others, &catalogue, &mut dice);

    let law = law()?;
    import_institutions(&*store, &catalogue.institutions).await.map_err(|e| e.to_string())?;
    let home = Office::open(&store, &law, AREAS[0]).await?;
    home.bring_in(&catalogue, &[&actors[..], &more[..]].concat()).await?;
    let mut at_home = year::live(&home.desk, &catalogue, &trips).await?;
    let (ready, staged) =
        scenes::prepare(&home, &catalogue, &wanted, &actors, &at_home.books).await?;
    at_home.add(staged);
    let away = Office::open(&store, &law, AREAS[1]).await?;
    away.bring_in(&catalogue, &others).await?;
    let away = year::live(&away.desk, &catalogue, &trips_of_others).await?;
    store.close().await;

    let all = actors.iter().chain(&more).chain(&others);
    let region = Region {
        area: AREAS[0].to_string(),
        institutions: (0..catalogue.institutions.len()).map(|at| catalogue.place(at)).collect(),
        persons: all.map(|one| one.insured.clone()).collect(),
        items: catalogue.items.iter().map(|item| item.good.clone()).collect(),
    };
    let bytes = file.write(&region, &ready)?;
    tell(args, &catalogue, [at_home, away], began);
    println!("{} messages in {}, {bytes} bytes", ready.len(), args.fixture.display());
    Ok(())
}

fn tell(args: &Args, catalogue: &Catalogue, happened: [Happened; 2], began: Instant) {
    println!(
        "{} persons, {} institutions, {} items; seed {}, {:.1} s",
        args.people,
        catalogue.institutions.len(),
        catalogue.items.len(),
        args.seed,
        began.elapsed().as_secs_f64()
    );
    for (area, happened) in AREAS.iter().zip(happened) {
        let Happened { visits, bills, undone, gaps, .. } = happened;
        let gaps = match gaps {
            0 => String::new(),
            gaps => format!(", {gaps} waiting since the law has a gap"),
        };
        println!("{area}: {visits} visits, {bills} bills, {undone} undone{gaps}");
    }
}

/// That the books hold no persons.
async fn nobody(store: &dyn Store) -> Result<(), String> {
    for area in store.areas().await.map_err(|e| e.to_string())? {
        if !store.persons_from(area, "", 1).await.map_err(|e| e.to_string())?.is_empty() {
            return Err(format!(
                "这些账簿已有 {area} 的参保人，没有写入。请另给一个空的数据目录（--data）或数据库（--database）。 These books hold persons of {area} already and nothing was written; give an empty data folder (--data) or database (--database)"
            ));
        }
    }
    Ok(())
}

/// The law inside the binary, both areas made ready.
fn law() -> Result<LawBook, String> {
    let mut law = LawBook::open(&LawSource::Embedded).map_err(|e| e.to_string())?;
    for area in AREAS {
        law.make_area_ready(area).map_err(|e| e.to_string())?;
    }
    Ok(law)
}

/// An area with its desk.
pub(crate) struct Office {
    pub(crate) store: Arc<dyn Store>,
    number: i64,
    pub(crate) desk: Desk,
}

impl Office {
    async fn open(store: &Arc<dyn Store>, law: &LawBook, area: &str) -> Result<Office, String> {
        let rules = Rules::of(law, area).map_err(|e| e.to_string())?;
        let holder = format!("gongji demo, process {}", std::process::id());
        let settings = Settings { take_over: false, holder, ..Settings::default() };
        let desk = Desk::open(store.clone(), rules, settings).await.map_err(|error| match error {
            DeskError::Open { area, holder } => format!(
                "gongji serve or gongji desk is open on area {area} of these books ({holder}); stop it and make the region again, or give an empty data folder"
            ),
            other => other.to_string(),
        })?;
        let number = area_number(area).map_err(|e| e.to_string())?;
        Ok(Office { store: store.clone(), number, desk })
    }

    /// Brings in the catalogue, persons, what they filed and what they show.
    async fn bring_in(&self, catalogue: &Catalogue, people: &[Someone]) -> Result<(), String> {
        let items: Vec<_> = catalogue.items.iter().map(|item| item.row.clone()).collect();
        import_items(&*self.store, self.number, &items).await.map_err(|e| e.to_string())?;
        let code = |at: usize| catalogue.institutions[at].code.clone();
        for some in people.chunks(AT_ONCE) {
            let filings = people::filings(some, code);
            for ask in [Ask::EnterPersons(people::rows(some)), Ask::EnterFilings(filings)] {
                for answer in ordered::all(&self.desk, vec![ask]).await {
                    answer.map_err(ordered::said)?;
                }
            }
            let shown = people::credentials(some);
            let entered = import_credentials(&*self.store, self.number, &shown).await;
            let entered = entered.map_err(|e| e.to_string())?;
            entered.map_err(|rows| rows.iter().map(ToString::to_string).collect::<String>())?;
        }
        Ok(())
    }
}

/// A file that is there whole or not at all. It is made before the region, so that no region is made
/// in vain.
struct Written<'p> {
    path: &'p Path,
    part: PathBuf,
}

impl Written<'_> {
    fn at(path: &Path) -> Result<Written<'_>, String> {
        let mut name =
            path.file_name().ok_or_else(|| unwritable(path, &"it names no file"))?.to_owned();
        name.push(".part");
        let part = path.with_file_name(name);
        std::fs::write(&part, "").map_err(|e| unwritable(path, &e))?;
        Ok(Written { path, part })
    }

    /// Writes the fixture; how many bytes it has.
    fn write(self, region: &Region, ready: &[Ready]) -> Result<usize, String> {
        let text = serde_json::to_string_pretty(&fixture(region, ready));
        let text = format!("{}\n", text.map_err(|e| e.to_string())?);
        let written = std::fs::write(&self.part, &text);
        let named = written.and_then(|()| std::fs::rename(&self.part, self.path));
        named.map_err(|e| unwritable(self.path, &e))?;
        Ok(text.len())
    }
}

impl Drop for Written<'_> {
    fn drop(&mut self) {
        // After the renaming it is not there any more.
        if self.part.exists()
            && let Err(error) = std::fs::remove_file(&self.part)
        {
            eprintln!("gongji demo: '{}' stays behind: {error}", self.part.display());
        }
    }
}

fn unwritable(path: &Path, why: &impl ToString) -> String {
    let path = path.display();
    format!(
        "cannot write the fixture '{path}': {}; give --fixture a file that can be written",
        why.to_string()
    )
}
