//! The bench's region: made-up people, institutions and items, and visits that wait to be settled.

use crate::dice::Dice;
use office::desk::{Answer, Ask, Desk, Request, Rules, Settings, area_number};
use office::law_book::{LawBook, LawSource};
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::{
    InstitutionRow, ItemRow, Store, import_credentials, import_filings, import_institutions,
    import_items, import_persons,
};
use record::{Cover, Filing, FilingKind};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use units::{Day, Decimal, Fen};

/// The shipped law that is measured.
const AREA: &str = "440700";
/// Institutions of an area.
const INSTITUTIONS: u64 = 60;
/// Items of the catalogue.
const ITEMS: u64 = 300;
/// The serial that all cards have.
pub(in crate::bench) const SERIAL: &str = "BENCH-1";
/// The batch of all lines of a visit.
pub(in crate::bench) const BATCH: &str = "1";
/// Requests that are sent ahead while the region is made.
const AHEAD: usize = 1024;

/// A visit with its lines, ready to be settled.
#[derive(Debug, Clone, Copy)]
pub(in crate::bench) struct Ready {
    pub(in crate::bench) visit: u64,
    pub(in crate::bench) person: u32,
    pub(in crate::bench) institution: u16,
    pub(in crate::bench) stay: bool,
    pub(in crate::bench) from: Day,
    pub(in crate::bench) to: Day,
    pub(in crate::bench) total: Fen,
}

impl Ready {
    /// Someone who comes to the institution of their choice, before any visit.
    pub(in crate::bench) fn coming(person: u32) -> Ready {
        let (from, institution) = (day(3, 2), chosen(person) as u16);
        Ready { visit: 0, person, institution, stay: false, from, to: from, total: Fen(1_000) }
    }
}

/// An area with its desk.
pub(in crate::bench) struct Area {
    pub(in crate::bench) code: String,
    rules: Rules,
    pub(in crate::bench) desk: Desk,
    pub(in crate::bench) ready: Vec<Ready>,
    pub(in crate::bench) next: AtomicUsize,
}

/// First day of the law that is measured, as its text says it.
const FIRST: &str = "from = 2026-01-01";

/// A law whose layers pay from one fund in one span of the year and from another in the next: so
/// many spans, so many times as many funds.
fn split(text: &str, spans: u64, funds: &mut BTreeSet<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, block) in text.split("\n[[").enumerate() {
        let open = if at == 0 { "" } else { "\n[[" };
        let fund = block.lines().find_map(|line| line.strip_prefix("fund = \""));
        let fund = fund.and_then(|rest| rest.strip_suffix('"'));
        let (true, Some(fund)) = (block.starts_with("layer]]") && block.contains(FIRST), fund)
        else {
            out.push_str(open);
            out.push_str(block);
            continue;
        };
        let edge = |span: u64| (0..span * 360 / spans).fold(day(1, 1), |day, _| day.next());
        for span in 0..spans {
            let mut dates = format!("from = {}", edge(span));
            if span + 1 < spans {
                dates.push_str(&format!("\nto = {}", edge(span + 1).previous()));
            }
            let block = block.replacen(FIRST, &dates, 1);
            let named = format!("fund = \"{fund}-{span}\"");
            funds.insert(format!("{fund}-{span}"));
            out.push_str(open);
            out.push_str(&block.replacen(&format!("fund = \"{fund}\""), &named, 1));
        }
    }
    out
}

/// The rules of an area that is like Jiangmen but for its code, and for how many funds pay.
fn rules(at: usize, spans: u64) -> Result<Rules, String> {
    let said = |e: office::law_book::LawError| e.to_string();
    let book = LawBook::open(&LawSource::Embedded).map_err(said)?;
    let bytes = book.texts_of(AREA).map_err(said)?;
    let mut texts: Vec<(String, String)> =
        serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    let code = format!("{}", 440_700 + at);
    let mut funds = BTreeSet::new();
    for (_, text) in texts.iter_mut().filter(|_| spans > 1) {
        *text = split(text, spans, &mut funds);
    }
    for (path, text) in &mut texts {
        if path.ends_with("/area.toml") {
            *text = text.replacen(AREA, &code, 1);
            for id in &funds {
                text.push_str(&format!(
                    "\n[[fund]]\nid = \"{id}\"\nzh = \"{id}\"\nen = \"{id}\"\nfund_pay_type = \"unknown\"\n"
                ));
            }
        }
        *path = path.replacen(AREA, &code, 1);
    }
    let bytes = serde_json::to_vec(&texts).map_err(|e| e.to_string())?;
    let book = LawBook::from_kept(&bytes).map_err(said)?;
    Rules::of(&book, &code).map_err(said)
}

fn day(month: u64, of_month: u64) -> Day {
    let day = Day::new(2026, month as i8, of_month as i8);
    day.unwrap_or_else(|| unreachable!("the bench has days 1 to 28 only"))
}

pub(in crate::bench) fn institution(area: &str, at: u64) -> String {
    format!("H{area}{at:05}")
}

pub(in crate::bench) fn person(at: u32) -> String {
    format!("44070099{at:08}")
}

/// Number of the identity document of a person: of no district, so that nobody has it.
pub(in crate::bench) fn document(at: u32) -> String {
    format!("0000002000{at:08}")
}

/// Name of a person.
pub(in crate::bench) fn name(at: u32) -> String {
    format!("Person {at}")
}

/// Number of the card of a person.
pub(in crate::bench) fn card(at: u32) -> String {
    format!("BENCH{at:08}")
}

/// Token of the voucher of a person.
pub(in crate::bench) fn voucher(at: u32) -> String {
    format!("BENCHTOKEN{at:08}")
}

/// Insurance of a person: 38 of a hundred are employees.
pub(in crate::bench) fn insurance(at: u32) -> &'static str {
    if u64::from(at) * 7_919 % 100 < 38 { "employee" } else { "resident" }
}

/// Code of an item.
pub(in crate::bench) fn item(at: u64) -> String {
    format!("X{:05}", at % ITEMS)
}

/// The institution a person chose for outpatient care.
fn chosen(person: u32) -> u64 {
    u64::from(person) % INSTITUTIONS
}

async fn registers(store: &dyn Store, number: i64) -> Result<(), String> {
    let from_day = i64::from(day(1, 1).number());
    let at = |n: u64| InstitutionRow {
        code: institution(&number.to_string(), n),
        from_day,
        to_day: None,
        name: format!("Institution {n}"),
        level: Some(["一级", "二级", "三级"][(n % 3) as usize].to_string()),
        rank: Some("city".to_string()),
        kind: Some("hospital".to_string()),
        area: number,
        designated: true,
    };
    let rows: Vec<InstitutionRow> = (0..INSTITUTIONS).map(at).collect();
    let said = |e: office::StoreError| e.to_string();
    import_institutions::import_institutions(store, &rows).await.map_err(said)?;
    let item = |n: u64| ItemRow {
        code: item(n),
        from_day,
        to_day: None,
        name: format!("Item {n}"),
        class: ["A", "A", "A", "B", "B", "C"][(n % 6) as usize].to_string(),
        group: None,
        first_pay: if n % 6 == 3 { 100_000 } else { 0 },
        price_limit: None,
    };
    let rows: Vec<ItemRow> = (0..ITEMS).map(item).collect();
    import_items::import_items(store, number, &rows).await.map_err(said)?;
    Ok(())
}

fn someone(at: u32, dice: &mut Dice) -> import_persons::Row {
    let employee = insurance(at) == "employee";
    let (status, born) = match (employee, dice.percent(25)) {
        (true, false) => ("active", 1970 + dice.below(30)),
        (true, true) => ("retired", 1940 + dice.below(25)),
        (false, false) => ("adult", 1950 + dice.below(55)),
        (false, true) => ("child", 2012 + dice.below(13)),
    };
    let class = ["extreme-poverty", "orphan", "minimum-living", "relapse", "minimum-living-edge"];
    let aided = dice.percent(4).then(|| class[dice.below(5) as usize].to_string());
    import_persons::Row {
        id: person(at),
        name: name(at),
        document: document(at),
        cover: Cover {
            from: day(1, 1),
            to: None,
            insurance: insurance(at).to_string(),
            status: Some(status.to_string()),
            born: Day::new(born as i16, 1 + dice.below(12) as i8, 1 + dice.below(28) as i8),
            classes: aided.into_iter().collect(),
            tier: None,
            entitled_from: None,
            years_enrolled: None,
        },
        account: [Fen::ZERO; 2],
        particulars: office::Particulars::default(),
    }
}

fn lines(dice: &mut Dice, visit: u64, stay: bool) -> (Vec<Item>, Fen) {
    let count = if stay { 6 + dice.below(9) } else { 2 + dice.below(3) };
    let mut total = Fen::ZERO;
    let line = |n: u64, dice: &mut Dice| {
        let fen = if stay { dice.cost(5_000, 400_000) } else { dice.cost(500, 12_000) };
        let (price, amount) = (Decimal(fen as i64 * 10_000), Fen(fen as i64));
        let qty = Decimal(1_000_000);
        let code = item(dice.below(ITEMS));
        Item { id: format!("{visit}-{n}"), batch: BATCH.to_string(), code, qty, price, amount }
    };
    let lines: Vec<Item> = (0..count).map(|n| line(n, dice)).collect();
    lines.iter().for_each(|line| total += line.amount);
    (lines, total)
}

/// Opens the desk of an area and brings in its people.
pub(in crate::bench) async fn area(
    store: Arc<dyn Store>,
    at: usize,
    people: u32,
    spans: u64,
    settings: Settings,
) -> Result<Area, String> {
    let rules = rules(at, spans)?;
    let code = rules.engine.area().code.0.clone();
    let number = area_number(&code).map_err(|e| e.to_string())?;
    registers(&*store, number).await?;
    let desk = Desk::open(store, rules.clone(), settings).await.map_err(|e| e.to_string())?;
    let mut dice = Dice::new(at as u64);
    let all: Vec<u32> = (0..people).collect();
    for some in all.chunks(20_000) {
        let rows = some.iter().map(|at| someone(*at, &mut dice)).collect();
        asked(&desk, Ask::EnterPersons(rows)).await?;
        let chosen = some.iter().map(|at| import_filings::Row {
            line: 0,
            person: person(*at),
            filing: Filing {
                kind: FilingKind::Chosen,
                value: institution(&code, chosen(*at)),
                from: day(1, 1),
                to: None,
            },
        });
        asked(&desk, Ask::EnterFilings(chosen.collect())).await?;
    }
    Ok(Area { code, rules, desk, ready: Vec::new(), next: AtomicUsize::new(0) })
}

/// Brings in a card and a voucher for each person.
pub(in crate::bench) async fn credentials(store: &dyn Store, people: u32) -> Result<(), String> {
    let number = area_number(AREA).map_err(|e| e.to_string())?;
    let all: Vec<u32> = (0..people).collect();
    for some in all.chunks(20_000) {
        let row = |at: u32, kind: &str, number: String| import_credentials::Row {
            line: 0,
            person: person(at),
            kind: kind.to_string(),
            number,
            serial: if kind == "card" { SERIAL.to_string() } else { String::new() },
            from: day(1, 1),
            to: None,
        };
        let both = |at: &u32| [row(*at, "card", card(*at)), row(*at, "voucher", voucher(*at))];
        let rows: Vec<import_credentials::Row> = some.iter().flat_map(both).collect();
        let entered = import_credentials::import_credentials(store, number, &rows).await;
        let entered = entered.map_err(|e| e.to_string())?;
        entered.map_err(|errors| errors.iter().map(ToString::to_string).collect::<String>())?;
    }
    Ok(())
}

async fn asked(desk: &Desk, ask: Ask) -> Result<Answer, String> {
    loop {
        match desk.ask(Request { message: None, ask: ask.clone() }).await {
            Err(refused) if refused.code == office::desk::FULL => {
                tokio::task::yield_now().await;
            }
            other => return other.map_err(|refused| refused.sentence.en),
        }
    }
}

/// Registers visits with their lines, many at once.
pub(in crate::bench) async fn visits(
    area: &mut Area,
    people: u32,
    count: usize,
) -> Result<(), String> {
    let seed = area.ready.len() as u64;
    let mut work = tokio::task::JoinSet::new();
    let lane = count.div_ceil(AHEAD);
    for at in 0..AHEAD {
        let desk = area.desk.clone();
        work.spawn(async move {
            let mut dice = Dice::new(seed * 7_919 + at as u64);
            let mut ready = Vec::with_capacity(lane);
            for _ in 0..lane {
                ready.push(one(&desk, &mut dice, people).await?);
            }
            Ok::<_, String>(ready)
        });
    }
    let mut made = Vec::with_capacity(count);
    while let Some(done) = work.join_next().await {
        made.extend(done.map_err(|e| e.to_string())??);
    }
    // As they came: lanes worked side by side, and visits are settled about in that order.
    made.sort_by_key(|ready| ready.visit);
    area.ready.extend(made);
    Ok(())
}

/// Registers outpatient visits without lines.
pub(in crate::bench) async fn registered(
    area: &Area,
    people: u32,
    count: usize,
) -> Result<Vec<Ready>, String> {
    let mut work = tokio::task::JoinSet::new();
    let lane = count.div_ceil(AHEAD);
    let seed = area.ready.len() as u64 + 1;
    for at in 0..AHEAD.min(count) {
        let desk = area.desk.clone();
        work.spawn(async move {
            let mut dice = Dice::new(seed * 104_729 + at as u64);
            let mut made = Vec::with_capacity(lane);
            for _ in 0..lane {
                made.push(opened(&desk, &mut dice, people, false).await?);
            }
            Ok::<_, String>(made)
        });
    }
    let mut made = Vec::with_capacity(count);
    while let Some(done) = work.join_next().await {
        made.extend(done.map_err(|e| e.to_string())??);
    }
    Ok(made)
}

/// A visit that is registered.
async fn opened(desk: &Desk, dice: &mut Dice, people: u32, stay: bool) -> Result<Ready, String> {
    let person = dice.below(u64::from(people)) as u32;
    let place = if stay { dice.below(INSTITUTIONS) } else { chosen(person) };
    let from = day(1 + dice.below(11), 1 + dice.below(20));
    let visit = Visit {
        person: self::person(person),
        institution: institution(desk.area(), place),
        care: if stay { "inpatient" } else { "outpatient" }.to_string(),
        from,
        condition: None,
        filing: None,
        insurance: None,
        diagnoses: Vec::new(),
        texts: Vec::new(),
    };
    let answer = asked(desk, Ask::RegisterVisit(visit)).await?;
    let visit = answer.event().map_or(0, |event| event.seq);
    let to = (0..if stay { 7 } else { 0 }).fold(from, |day, _| day.next());
    Ok(Ready { visit, person, institution: place as u16, stay, from, to, total: Fen::ZERO })
}

/// A visit with its lines; nine of a hundred are stays.
async fn one(desk: &Desk, dice: &mut Dice, people: u32) -> Result<Ready, String> {
    let stay = dice.percent(9);
    let ready = opened(desk, dice, people, stay).await?;
    let (lines, total) = lines(dice, ready.visit, stay);
    asked(desk, Ask::RecordLines(Lines { visit: ready.visit, person: None, lines })).await?;
    Ok(Ready { total, ..ready })
}

impl Area {
    /// Opens the desk anew, on books that were opened anew.
    pub(in crate::bench) async fn reopen(
        &mut self,
        store: Arc<dyn Store>,
        settings: Settings,
    ) -> Result<(), String> {
        let desk = Desk::open(store, self.rules.clone(), settings).await;
        self.desk = desk.map_err(|e| e.to_string())?;
        Ok(())
    }

    /// The next visit to settle.
    pub(in crate::bench) fn take(&self) -> Option<Ready> {
        let taken = self.next.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |next| {
            (next < self.ready.len()).then_some(next + 1)
        });
        taken.ok().and_then(|at| self.ready.get(at)).copied()
    }

    /// Visits that are left.
    pub(in crate::bench) fn left(&self) -> usize {
        self.ready.len().saturating_sub(self.next.load(Ordering::Relaxed))
    }
}
