//! `gongji serve`, and `gongji` alone: the pages on a loopback address, with the books of the data
//! folder, their desks, and the follower behind them.

use crate::books::{Books, block_on};
use crate::data_folder::folder;
use crate::demo::{mark, schemes as demo_schemes};
use crate::first_start;
use crate::serve_desks::Desks;
use crate::settle::source;
use gateway::door::{Door, Offices};
use gateway::pages::{Bare, Extensions};
use office::Address;
use office::anchor::anchor_daily;
use office::demo_mark::{DemoMark, Story};
use office::desk::{Desk, Settings};
use office::drg_schemes::DrgSchemes;
use office::examples::examples;
use office::law_book::LawBook;
use office::remember::Refusals;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use web::{App, ServeError};

/// Serves the pages on this machine, until stopped with ctrl-c or SIGTERM.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    books: Books,
    /// Address and port; loopback only, since who may see the pages is not configured.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of area folders, or one area folder; left out: the law inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Folder of grouping schemes (分组方案), each a folder; left out: schemes in the data folder.
    #[arg(long, value_name = "DIR")]
    schemes: Option<PathBuf>,
    /// Show the pages only: open no desk, and leave the lease of every area to whoever holds it.
    #[arg(long)]
    pages_only: bool,
}

/// `gongji serve`.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(try_run(args))
}

fn try_run(args: &Args) -> Result<(), String> {
    let listener = web::listen(args.listen).map_err(|e| e.to_string())?;
    let address = args.books.address()?;
    let law = law(args.law.as_ref())?;
    let schemes = schemes(args.schemes.as_deref(), &address)?;
    let open = Open { address, law, schemes, desks: !args.pages_only };
    let at = listener.local_addr().map_err(|e| e.to_string())?;
    serve(open, listener, |_, _| eprintln!("listening on http://{at}"))
}

/// `gongji` alone: the data folder, the shipped law, the next free port, and what to try.
pub(crate) fn run_alone() -> ExitCode {
    ended(try_alone())
}

fn try_alone() -> Result<(), String> {
    let data = folder(None)?;
    first_start::make(&data)?;
    eprintln!("正在读取并校验规定 … reading and checking the law …");
    let law = law(None)?;
    let listener = free_port().map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let home = format!("http://{address}");
    let example = data.join("example-bill.json");
    let address = Address::Data(data.clone());
    let schemes = schemes(None, &address)?;
    let open = Open { address, law, schemes, desks: true };
    serve(open, listener, |app, made| {
        let estimate = app.example_path().unwrap_or_else(|| "/estimate".to_string());
        println!("共济 Gongji  {home}/  (English: {home}/?lang=en)\n");
        println!("试算 an estimate   {home}{estimate}");
        println!("规定 the law       {home}/law");
        println!("算例 worked cases  {home}/cases");
        println!("账簿 the books     {home}/books");
        println!("分组 DRG grouping  {home}/drg");
        println!("接口 hospitals     {home}/interface");
        let example = example.display();
        println!("命令 in a shell    gongji settle --area 440700 --in \"{example}\"");
        match made {
            Some(made) => to_try(&home, made),
            None => {
                println!("示例 a made-up region  gongji demo --data demo; gongji serve --data demo")
            }
        }
        println!("\n数据目录 data folder: {}; ctrl-c 停止 stops.", data.display());
        eprintln!("listening on {home}");
    })
}

/// What there is to see of a made-up region, and a message that a hospital could send.
fn to_try(home: &str, made: &DemoMark) {
    let (people, (number, message)) = (made.people, &made.message);
    println!("示例 a made-up region of {people} people, nobody of whom exists:");
    println!("  {home}/role     选一个角色 choose a role: 参保人、经办、医院、基金、决策、运行");
    println!("  {home}/region   这个地区的一年 the region's year");
    println!("\n可以扮演的参保人 persons to look around as, under /role:");
    for Story { area, person, zh, en } in &made.stories {
        println!("  {area} {person}  {zh} {en}");
    }
    println!("\n医院报文 a message as a hospital sends it:");
    println!(
        "curl -sS -H 'content-type: application/json' --data-raw '{message}' {home}/hsa/{number}"
    );
}

fn ended(done: Result<(), String>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("gongji serve: {message}");
            ExitCode::from(2)
        }
    }
}

/// What is to be served.
struct Open {
    address: Address,
    law: [LawBook; 2],
    schemes: DrgSchemes,
    desks: bool,
}

/// The grouping schemes, from a folder that was named or from the data folder.
fn schemes(given: Option<&Path>, address: &Address) -> Result<DrgSchemes, String> {
    let folder = match (given, address) {
        (Some(folder), _) if !folder.is_dir() => {
            return Err(format!("--schemes '{}': there is no such folder", folder.display()));
        }
        (Some(folder), _) => folder.to_path_buf(),
        (None, Address::Data(data)) => data.join(demo_schemes::FOLDER),
        (None, Address::Database(_)) => return Ok(DrgSchemes::default()),
    };
    let schemes = DrgSchemes::open(&folder);
    schemes.wrong().iter().for_each(|wrong| eprintln!("gongji serve: {wrong}"));
    Ok(schemes)
}

/// The law made ready, with the published examples.
fn law(law: Option<&PathBuf>) -> Result<[LawBook; 2], String> {
    let mut book = LawBook::open(&source(law)).map_err(|e| e.to_string())?;
    book.make_ready().map_err(|e| e.to_string())?;
    Ok([book, examples().map_err(|e| e.to_string())?])
}

/// Opens the books, and the desk of every area that has a journal and a law here.
async fn open_books(open: &Open) -> Result<(web::Books, Option<Desks>, Option<DemoMark>), String> {
    let store = office::open_books(&open.address).await.map_err(|e| e.to_string())?;
    let made = mark::read(&*store).await?;
    let place = match &open.address {
        Address::Data(folder) => folder.display().to_string(),
        Address::Database(_) => "PostgreSQL".to_string(),
    };
    let signed = anchors(&open.address)?.join(office::anchor::FILE);
    let books = web::Books::anchored(store, &place, Some(signed));
    if !open.desks {
        return Ok((books, None, made));
    }
    let desks = Desks::new(books.clone(), &open.law[0]).map_err(|e| e.to_string())?;
    desks.open().await.map_err(|e| e.to_string())?;
    Ok((books, Some(desks), made))
}

/// Port 8080, or the next free one.
fn free_port() -> Result<TcpListener, ServeError> {
    let address = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let mut ports = 8080..8180;
    let free = ports.find_map(|port| web::listen(address(port)).ok());
    free.map_or_else(|| web::listen(address(0)), Ok)
}

fn serve(
    open: Open,
    listener: TcpListener,
    ready: impl FnOnce(&App, Option<&DemoMark>),
) -> Result<(), String> {
    block_on(async {
        let stop = stop().map_err(|e| format!("cannot hear signals: {e}"))?;
        let (books, desks, made) = open_books(&open).await?;
        let remember = books.refusals().clone().keep_writing(books.store().clone());
        let mut beside = vec![tokio::spawn(books.clone().follow()), tokio::spawn(remember)];
        if let Some(desks) = desks {
            beside.push(tokio::spawn(desks.open_later()));
            beside.push(tokio::spawn(daily(books.store().clone(), anchors(&open.address)?)));
        }
        books.name_transactions(|number| {
            let title = gateway::fields::transaction(number)?.title;
            Some((title.zh, title.en))
        });
        let [law, examples] = open.law;
        let app = App::with_books(law, examples, books.clone());
        app.give_schemes(open.schemes);
        ready(&app, made.as_ref());
        let door = Door::new(Arc::new(Behind(books.clone())), now);
        let interface = web::noted(&app, gateway::pages::router(framed));
        let beside_pages = gateway::door::router(door).merge(interface);
        let served = web::serve_beside(app, beside_pages, listener, stop).await;
        let served = served.map_err(|e| e.to_string());
        beside.iter().for_each(JoinHandle::abort);
        let written = books.refusals().write(&**books.store()).await;
        if let Err(error) = written {
            eprintln!("gongji serve: the last refusals were not written down: {error}");
        }
        books.store().close().await;
        served
    })
}

/// A page of the interface in the frame of the site.
fn framed(page: &Bare, noted: &Extensions) -> gateway::pages::Response {
    web::framed(noted, page.english, (&page.path, page.status), &page.title, &page.main)
}

/// What stands behind the door of the national interface.
pub(crate) struct Behind(pub(crate) web::Books);

impl Offices for Behind {
    fn store(&self) -> Arc<dyn office::Store> {
        self.0.store().clone()
    }

    fn desk(&self, area: &str) -> Option<Desk> {
        self.0.desk(area)
    }

    fn refusals(&self) -> Option<Arc<Refusals>> {
        Some(self.0.refusals().clone())
    }
}

/// Milliseconds since 1970-01-01 UTC.
pub(crate) fn now() -> i64 {
    Settings::default().clock.now()
}

/// The folder of key and anchors: outside the database, also where that is PostgreSQL.
fn anchors(address: &Address) -> Result<PathBuf, String> {
    match address {
        Address::Data(folder) => Ok(folder.clone()),
        Address::Database(_) => folder(None),
    }
}

/// How often it is seen whether this day's anchor is written.
const ANCHORED: Duration = Duration::from_secs(600);

/// Anchors the heads once a day, as long as it serves.
async fn daily(store: Arc<dyn office::Store>, folder: PathBuf) {
    loop {
        if let Err(error) = anchor_daily(&*store, &folder).await {
            eprintln!("gongji serve: the heads were not anchored: {error}");
        }
        tokio::time::sleep(ANCHORED).await;
    }
}

/// Done on ctrl-c or SIGTERM.
#[cfg(unix)]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Done on ctrl-c.
#[cfg(not(unix))]
fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
