//! `gongji bench pages`: how long each page takes and how large it is, on the books of a made-up region,
//! asked of a server in a process of its own one page after the other, each time for somebody else; and
//! how long the first page takes from a cold start.

use super::http::Server;
use super::machine;
use crate::books::{Books, block_on};
use crate::demo::{AREAS, mark};
use crate::dice::Dice;
use crate::line::{Line, connect};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use office::Store;
use office::demo_mark::DemoMark;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What to run. The books are those of `gongji demo`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 200)]
    times: usize,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

/// Persons, bills and batches that the pages are about, at most.
const SAMPLE: usize = 200;

pub(crate) fn run(args: &Args) -> Result<(), String> {
    block_on(measure(args))
}

/// Whom and what the pages are about.
struct Sample {
    persons: Vec<String>,
    /// Persons with a settlement of theirs.
    bills: Vec<(String, i64)>,
    batches: Vec<i64>,
    institutions: Vec<String>,
    mark: DemoMark,
}

/// A page: its address without what it is about, who looks, and the address for one time.
struct Page {
    name: &'static str,
    role: fn(&Sample, usize) -> String,
    path: fn(&Sample, usize) -> String,
}

fn page(
    name: &'static str,
    role: fn(&Sample, usize) -> String,
    path: fn(&Sample, usize) -> String,
) -> Page {
    Page { name, role, path }
}

fn one<T>(of: &[T], at: usize) -> &T {
    &of[at % of.len()]
}

fn nobody(_: &Sample, _: usize) -> String {
    String::new()
}

fn clerk(_: &Sample, _: usize) -> String {
    "clerk".to_string()
}

fn decision(_: &Sample, _: usize) -> String {
    "decision".to_string()
}

fn fund(_: &Sample, _: usize) -> String {
    "fund".to_string()
}

fn hospital(sample: &Sample, at: usize) -> String {
    format!("hospital.{}", one(&sample.institutions, at))
}

fn person(sample: &Sample, at: usize) -> String {
    format!("person.{}.{}", AREAS[0], one(&sample.bills, at).0)
}

fn of_area(path: &str) -> String {
    path.replace("{area}", AREAS[0])
}

fn of_hospital(sample: &Sample, at: usize, more: &str) -> String {
    format!("/hospital/{}{more}", one(&sample.institutions, at))
}

fn of_bill(sample: &Sample, at: usize, at_books: &str) -> String {
    format!("{}/{}", of_area(at_books), one(&sample.bills, at).1)
}

fn pages() -> Vec<Page> {
    vec![
        page("/", nobody, |_, _| "/".to_string()),
        page("/role", nobody, |_, _| "/role".to_string()),
        page("/estimate", nobody, |_, _| "/estimate".to_string()),
        page("/compare", nobody, |_, _| "/compare".to_string()),
        page("/law/{area}", nobody, |_, _| of_area("/law/{area}")),
        page("/cases", nobody, |_, _| "/cases".to_string()),
        page("/me", person, |_, _| "/me".to_string()),
        page("/me/{year}/statement", person, |_, _| "/me/2026/statement".to_string()),
        page("/me/bills/{seq}", person, |sample, at| of_bill(sample, at, "/me/bills")),
        page("/counter", clerk, |_, _| "/counter".to_string()),
        page("/counter?q={id}", clerk, |sample, at| {
            format!("/counter?area={}&q={}", AREAS[0], one(&sample.persons, at))
        }),
        page("/counter/…/filings", clerk, |sample, at| {
            format!("/counter/{}/persons/{}/filings", AREAS[0], one(&sample.persons, at))
        }),
        page("/counter/…/claims", clerk, |sample, at| {
            format!("/counter/{}/persons/{}/claims", AREAS[0], one(&sample.persons, at))
        }),
        page("/books/{area}/persons/{id}", clerk, |sample, at| {
            format!("/books/{}/persons/{}", AREAS[0], one(&sample.persons, at))
        }),
        page("/books/{area}/bills/{seq}", clerk, |sample, at| {
            of_bill(sample, at, "/books/{area}/bills")
        }),
        page("/books/{area}/due", clerk, |_, _| of_area("/books/{area}/due")),
        page("/hospital", clerk, |_, _| "/hospital".to_string()),
        page("/hospital/{code}", hospital, |sample, at| of_hospital(sample, at, "")),
        page("/hospital/{code}/bills", hospital, |s, at| of_hospital(s, at, "/bills")),
        page("/hospital/{code}/reconcile", hospital, |s, at| of_hospital(s, at, "/reconcile")),
        page("/hospital/{code}/owed", hospital, |s, at| of_hospital(s, at, "/owed")),
        page("/hospital/{code}/refused", hospital, |s, at| of_hospital(s, at, "/refused")),
        page("/books", fund, |_, _| "/books".to_string()),
        page("/books/{area}/funds/{fund}", fund, |_, _| {
            of_area("/books/{area}/funds/resident-basic")
        }),
        page("/books/{area}/institutions", fund, |_, _| of_area("/books/{area}/institutions")),
        page("/books/{area}/batches", fund, |_, _| of_area("/books/{area}/batches")),
        page("/books/{area}/batches/{first}", clerk, |sample, at| {
            format!("/books/{}/batches/{}", AREAS[0], one(&sample.batches, at))
        }),
        page("/books/{area}/proof", fund, |_, _| of_area("/books/{area}/proof")),
        page("/region", decision, |_, _| "/region".to_string()),
        page("/region/{area}", decision, |_, _| of_area("/region/{area}")),
        page("/region/{area}/indicators", decision, |_, _| of_area("/region/{area}/indicators")),
        page("/region/{area}/burden", decision, |_, _| of_area("/region/{area}/burden")),
        page("/region/{area}/costs", decision, |_, _| of_area("/region/{area}/costs")),
        page("/operation", |_, _| "operation".to_string(), |_, _| "/operation".to_string()),
    ]
}

/// What was measured of a page.
struct Seen {
    name: &'static str,
    /// Sorted.
    times: Vec<Duration>,
    bytes: usize,
}

impl Seen {
    fn at(&self, percent: usize) -> Duration {
        self.times[(self.times.len() * percent / 100).min(self.times.len() - 1)]
    }
}

async fn measure(args: &Args) -> Result<(), String> {
    let store = args.books.open().await?;
    let (engine, sample) = (store.engine(), sample(&store).await);
    store.close().await;
    let sample = sample?;
    let began = Instant::now();
    let server = Server::start(&args.books.address()?)?;
    let mut line = connect(server.address.as_str()).await?;
    let (_, first) = get(&mut line, &server.address, "/", "").await?;
    let cold = began.elapsed();
    let mut seen = Vec::new();
    for page in pages() {
        let (mut times, mut bytes) = (Vec::with_capacity(args.times), 0);
        for at in 0..args.times.max(1) {
            let (path, role) = ((page.path)(&sample, at), (page.role)(&sample, at));
            let began = Instant::now();
            let (status, size) = get(&mut line, &server.address, &path, &role).await?;
            times.push(began.elapsed());
            // Where a number leads to a person, the answer says where the page is.
            if !status.is_success() && !status.is_redirection() {
                return Err(format!("{path}: {status}, asked as '{role}'"));
            }
            bytes = bytes.max(size);
        }
        times.sort_unstable();
        seen.push(Seen { name: page.name, times, bytes });
    }
    drop(server);
    tell(args, engine, &sample.mark, (cold, first), &seen);
    Ok(())
}

fn tell(
    args: &Args,
    engine: &str,
    mark: &DemoMark,
    (cold, first): (Duration, usize),
    seen: &[Seen],
) {
    let micros = |time: Duration| time.as_micros() as u64;
    if args.json {
        let pages = seen.iter().map(|page| {
            serde_json::json!({
                "page": page.name, "p50_us": micros(page.at(50)), "p95_us": micros(page.at(95)),
                "most_us": micros(page.at(100)), "bytes": page.bytes,
            })
        });
        let value = serde_json::json!({
            "bench": "pages", "engine": engine, "people": mark.people, "times": args.times,
            "cold_start_us": micros(cold), "machine": machine(),
            "pages": pages.collect::<Vec<_>>(),
        });
        println!("{value}");
        return;
    }
    println!("{engine}: {} people, each page {} times; {}", mark.people, args.times, machine());
    println!("from a cold start to the first page: {} ms, {first} bytes", cold.as_millis());
    println!("{:<32} {:>9} {:>9} {:>9} {:>9}", "page", "p50 us", "p95 us", "most us", "bytes");
    for page in seen {
        let [half, most_of, most] = [50, 95, 100].map(|percent| micros(page.at(percent)));
        println!("{:<32} {half:>9} {most_of:>9} {most:>9} {:>9}", page.name, page.bytes);
    }
    if let Some(slowest) = seen.iter().max_by_key(|page| page.at(95)) {
        println!("the slowest at p95: {} {} us", slowest.name, micros(slowest.at(95)));
    }
}

async fn sample(store: &Arc<dyn Store>) -> Result<Sample, String> {
    let said = |e: office::StoreError| e.to_string();
    let Some(mark) = mark::read(&**store).await? else {
        return Err("these books are not the demo's; make them with gongji demo".to_string());
    };
    let area: i64 = AREAS[0].parse().map_err(|_| "the demo's area is no number".to_string())?;
    let (mut dice, mut persons, mut bills) = (Dice::new(1), Vec::new(), Vec::new());
    while bills.len() < SAMPLE {
        let after = format!("{}D{:09}", AREAS[0], dice.below(mark.people * 6 / 7));
        let Some(row) = store.persons_from(area, &after, 1).await.map_err(said)?.pop() else {
            continue;
        };
        let own = store.models().bills_of(area, row.person).await.map_err(said)?;
        if let Some(bill) = own.first() {
            bills.push((row.id.clone(), bill.seq));
        }
        persons.push(row.id);
    }
    let last = store.tail(area).await.map_err(said)?.map_or(0, |batch| batch.last);
    let mut batches = Vec::new();
    for _ in 0..SAMPLE {
        let seq = 1 + dice.below(last.unsigned_abs().max(1)) as i64;
        batches.extend(store.batch_of(area, seq).await.map_err(said)?.map(|batch| batch.first));
    }
    let mut institutions: Vec<String> = Vec::new();
    for row in store.institutions_all().await.map_err(said)? {
        if row.area == area && row.level.is_some() {
            institutions.push(row.code);
        }
    }
    Ok(Sample { persons, bills, batches, institutions, mark })
}

/// Asks for a page in a role; its status and size.
async fn get(
    line: &mut Line,
    address: &str,
    path: &str,
    role: &str,
) -> Result<(hyper::StatusCode, usize), String> {
    if line.ready().await.is_err() {
        *line = connect(address).await?;
    }
    let mut request = Request::get(path).header("host", address);
    if !role.is_empty() {
        request = request.header("cookie", format!("gongji-role={role}"));
    }
    let request = request.body(Full::new(Bytes::new())).map_err(|e| format!("{path}: {e}"))?;
    let answer = line.send_request(request).await.map_err(|e| format!("{path}: {e}"))?;
    let status = answer.status();
    let body = answer.into_body().collect().await.map_err(|e| format!("{path}: {e}"))?;
    Ok((status, body.to_bytes().len()))
}
