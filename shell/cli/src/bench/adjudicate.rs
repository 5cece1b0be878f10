//! `gongji bench adjudicate`: re-adjudication of a year, beside a kernel written by hand.

use super::kernel::{self, Year};
use super::people::{Bill, EMPLOYEE, Person, people};
use super::{Rounds, machine, timed};
use benefit::{Case, Engine, Program, Record, Scratch, Silent, Trace};
use law::{Area, Fact, Point};
use office::law_book::{LawBook, LawSource};
use units::{Day, Fen};

/// Year and area of the bench: the shipped law of Jiangmen.
const AREA: &str = "440700";

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Made-up people, each with two to eight bills.
    #[arg(long, default_value_t = 2_000_000)]
    people: usize,
    /// Rounds of A B.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Codes of the law for our own.
struct Codes {
    insurance: [u16; 2],
    status: [[u16; 2]; 2],
    care: [u16; 3],
    level: [u16; 3],
    place: [u16; 3],
    filing: [u16; 4],
    class_bit: [u64; 5],
    fixed: Vec<(Fact, u16)>,
}

fn codes(area: &Area) -> Result<Codes, String> {
    let code = |fact: Fact, value: &str| {
        area.domains
            .code(fact, value)
            .ok_or_else(|| format!("the law has no {} '{value}'", fact.name()))
    };
    let classes = ["extreme-poverty", "orphan", "minimum-living", "relapse", "minimum-living-edge"];
    let mut class_bit = [0; 5];
    for (bit, class) in class_bit.iter_mut().zip(classes) {
        *bit = 1 << (code(Fact::Class, class)? - 1);
    }
    let of = |fact, values: [&str; 3]| -> Result<[u16; 3], String> {
        Ok([code(fact, values[0])?, code(fact, values[1])?, code(fact, values[2])?])
    };
    let filing = |value| code(Fact::Filing, value);
    let status = |value| code(Fact::Status, value);
    Ok(Codes {
        insurance: [code(Fact::Insurance, "employee")?, code(Fact::Insurance, "resident")?],
        status: [[status("active")?, status("retired")?], [status("adult")?, status("child")?]],
        care: of(Fact::Care, ["inpatient", "outpatient", "home-bed"])?,
        level: of(Fact::Level, ["一级", "二级", "三级"])?,
        place: of(Fact::Place, ["home", "province", "away"])?,
        filing: [filing("none")?, filing("referred")?, filing("filed")?, filing("emergency")?],
        class_bit,
        fixed: vec![
            (Fact::Condition, code(Fact::Condition, "none")?),
            (Fact::Designated, code(Fact::Designated, "true")?),
            (Fact::Registered, code(Fact::Registered, "false")?),
            (Fact::Rank, code(Fact::Rank, "city")?),
            (Fact::Kind, code(Fact::Kind, "hospital")?),
        ],
    })
}

/// What a whole run paid, layer by layer, and how many bills met a gap.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Totals {
    paid: [i64; 4],
    gaps: u64,
    /// Of every bill: its payments folded into one number.
    print: u64,
}

impl Totals {
    #[inline(always)]
    fn fold(&mut self, part: i64) {
        self.print = self.print.rotate_left(5) ^ part as u64;
    }

    #[inline(always)]
    fn gap(&mut self) {
        self.gaps += 1;
        self.fold(-1);
    }

    #[inline(always)]
    fn add(&mut self, seat: usize, paid: i64) {
        self.paid[seat] += paid;
        self.fold(paid.wrapping_mul(4) + seat as i64);
    }
}

fn by_kernel(people: &[Person], bills: &[Bill]) -> Totals {
    let mut totals = Totals::default();
    let mut next = 0;
    for person in people {
        let mut year = Year::default();
        for bill in &bills[next..next + usize::from(person.bills)] {
            match kernel::decide(person, bill, &mut year) {
                Some(paid) => {
                    let some = paid.into_iter().enumerate().filter(|(_, paid)| *paid != 0);
                    some.for_each(|(seat, paid)| totals.add(seat, paid));
                }
                None => totals.gap(),
            }
        }
        next += usize::from(person.bills);
    }
    totals
}

/// A program with its memory and where its layers stand among the four.
struct Ready<'e> {
    program: &'e Program,
    scratch: Scratch,
    fresh: Vec<i64>,
    seat: Vec<usize>,
}

fn ready(engine: &Engine, insurance: u16) -> Result<Ready<'_>, String> {
    let day = Day::new(2026, 6, 1).ok_or("no such day")?;
    let program = engine.program(insurance, day).ok_or("the law does not cover 2026")?;
    let scratch = Scratch::new(program);
    let seat = program
        .layer_ids()
        .map(|id| {
            ["basic", "catastrophic", "assistance", "second-aid"].iter().position(|l| *l == id)
        })
        .collect::<Option<Vec<usize>>>()
        .ok_or("the law has a layer the kernel does not know")?;
    let fresh = vec![0; scratch.counted.len()];
    Ok(Ready { program, scratch, fresh, seat })
}

fn by_engine<T: Trace>(
    area: &Area,
    codes: &Codes,
    ready: &mut [Ready<'_>; 2],
    (people, bills): (&[Person], &[Bill]),
    trace: &mut T,
    after: impl Fn(&mut T),
) -> Totals {
    let mut totals = Totals::default();
    let mut next = 0;
    let mut point = Point::BLANK;
    codes.fixed.iter().for_each(|(fact, code)| point.set(*fact, *code));
    let mut case = blank(point);
    for person in people {
        let insurance = usize::from(person.insurance);
        let Ready { program, scratch, fresh, seat } = &mut ready[insurance];
        scratch.counted.copy_from_slice(fresh);
        of_person(person, codes, &mut case);
        let (mut stays, mut visits) = (0, 0);
        for bill in &bills[next..next + usize::from(person.bills)] {
            of_bill(bill, codes, &mut case, stays, visits);
            match program.decide(area, &case, scratch, trace) {
                Ok(()) => {
                    for (at, layer) in scratch.done().filter(|(_, layer)| layer.paid != 0) {
                        totals.add(seat[at], layer.paid);
                    }
                    stays += u32::from(scratch.counts[0]);
                    visits += u32::from(scratch.counts[1]);
                }
                Err(_) => totals.gap(),
            }
            after(trace);
        }
        next += usize::from(person.bills);
    }
    totals
}

fn blank(point: Point) -> Case {
    Case {
        point,
        classes: 0,
        held: Vec::new(),
        measures: [Fen::ZERO; 5],
        start: [0; 4],
        groups: None,
        use_account: false,
        balance: [0; 2],
        continues: false,
        month: 1,
        entitled_month: 1,
        unkeyed: 0,
    }
}

#[inline(always)]
fn of_person(person: &Person, codes: &Codes, case: &mut Case) {
    let insurance = usize::from(person.insurance);
    case.point.set(Fact::Insurance, codes.insurance[insurance]);
    case.point.set(Fact::Status, codes.status[insurance][usize::from(person.status)]);
    case.point.set_number(Fact::Age, u32::from(person.age));
    case.classes = codes.class_bit.get(usize::from(person.class)).copied().unwrap_or(0);
}

#[inline(always)]
fn of_bill(bill: &Bill, codes: &Codes, case: &mut Case, stays: u32, visits: u32) {
    let point = &mut case.point;
    point.set(Fact::Care, codes.care[usize::from(bill.care)]);
    point.set(Fact::Level, codes.level[usize::from(bill.level)]);
    point.set(Fact::Place, codes.place[usize::from(bill.place)]);
    point.set(Fact::Filing, codes.filing[usize::from(bill.filing)]);
    point.set(Fact::Chosen, if bill.chosen { 2 } else { 1 });
    point.set_number(Fact::Stay, stays + 1);
    point.set_number(Fact::Visit, visits + 1);
    let (own, first) = (i64::from(bill.own_pay), i64::from(bill.first_pay));
    let in_scope = bill.in_scope as i64;
    case.month = bill.month;
    case.start = [in_scope, own, 0, first];
    case.measures = [in_scope + own + first, own, 0, first, in_scope].map(Fen);
}

pub(crate) fn run(args: &Args) -> Result<(), String> {
    let mut book = LawBook::open(&LawSource::Embedded).map_err(|e| e.to_string())?;
    book.make_area_ready(AREA).map_err(|e| e.to_string())?;
    let engine = book.engine(AREA).map_err(|e| e.to_string())?;
    let area = engine.area();
    let codes = codes(area)?;
    let mut ready = [ready(engine, codes.insurance[0])?, ready(engine, codes.insurance[1])?];
    eprintln!("making {} people …", args.people);
    let (people, bills) = people(args.people.max(1), 20_261_121);
    let few = (args.people / 10).max(1);
    let few_bills: usize = people[..few].iter().map(|p| usize::from(p.bills)).sum();
    let mut figures = [Vec::new(), Vec::new(), Vec::new()];
    let mut totals = Totals::default();
    for round in 0..args.rounds.max(1) {
        let (control, kernel_time) = timed(|| by_kernel(&people, &bills));
        let (ours, engine_time) =
            timed(|| by_engine(area, &codes, &mut ready, (&people, &bills), &mut Silent, |_| {}));
        if control != ours {
            return Err(format!("engine and kernel differ: {ours:?} against {control:?}"));
        }
        let mut record = Record::default();
        let some = (&people[..few], &bills[..few_bills]);
        let (_, trace_time) = timed(|| {
            by_engine(area, &codes, &mut ready, some, &mut record, |r| {
                std::hint::black_box(&r.steps);
                r.steps.clear();
            })
        });
        figures[0].push(bills.len() as f64 / engine_time.as_secs_f64());
        figures[1].push(bills.len() as f64 / kernel_time.as_secs_f64());
        figures[2].push(few_bills as f64 / trace_time.as_secs_f64());
        eprintln!("round {}: {:.2} M bills/s", round + 1, figures[0][round] / 1e6);
        totals = ours;
    }
    print(args, &figures.map(|rates| Rounds { rates }), &people, &bills, &totals);
    Ok(())
}

fn print(args: &Args, figures: &[Rounds; 3], people: &[Person], bills: &[Bill], totals: &Totals) {
    let [engine, kernel, trace] = figures;
    let employees = people.iter().filter(|p| p.insurance == EMPLOYEE).count();
    let stays = bills.iter().filter(|b| b.care != 1).count();
    if args.json {
        let value = serde_json::json!({
            "bench": "adjudicate",
            "people": people.len(), "employees": employees, "bills": bills.len(), "stays": stays,
            "gaps": totals.gaps, "paid": totals.paid.map(|fen| Fen(fen).to_string()),
            "rounds": engine.rates.len(), "machine": machine(),
            "figures": [
                { "name": "bills/s/core without trace", "value": engine.median(), "spread": engine.spread(),
                  "control": kernel.median(), "control_spread": kernel.spread(),
                  "ratio": engine.median() / kernel.median() },
                { "name": "bills/s/core with trace", "value": trace.median(), "spread": trace.spread() },
            ],
        });
        println!("{value:#}");
        return;
    }
    println!(
        "{} people ({employees} employees), {} bills ({stays} stays), {} in a gap of the law; {}",
        people.len(),
        bills.len(),
        totals.gaps,
        machine()
    );
    println!(
        "paid: basic {}, catastrophic {}, assistance {}, second aid {} yuan",
        Fen(totals.paid[0]),
        Fen(totals.paid[1]),
        Fen(totals.paid[2]),
        Fen(totals.paid[3])
    );
    let line = |name: &str, rounds: &Rounds| {
        println!(
            "{name:<34} {:>8.2} M bills/s/core   spread {:.2}",
            rounds.median() / 1e6,
            rounds.spread()
        );
    };
    line("engine, all layers, no trace", engine);
    line("hand-written kernel (control)", kernel);
    println!("{:<34} {:>8.2}", "ratio engine / kernel", engine.median() / kernel.median());
    line("engine with trace", trace);
}
