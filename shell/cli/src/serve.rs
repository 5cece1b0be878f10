//! `gongji serve`, and `gongji` alone: the pages on a loopback address.

use crate::data_folder::folder;
use crate::settle::source;
use office::examples::examples;
use office::law_book::LawBook;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use web::{App, ServeError};

/// Serves the pages on this machine, until stopped with ctrl-c or SIGTERM.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Data folder; left out: GONGJI_DATA, else the user's data folder.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Address and port; loopback only, since who may see the pages is not configured.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// Folder of area folders, or one area folder; left out: the law inside the binary.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
}

/// `gongji serve`.
pub(crate) fn run(args: &Args) -> ExitCode {
    ended(try_run(args))
}

fn try_run(args: &Args) -> Result<(), String> {
    let listener = web::listen(args.listen).map_err(|e| e.to_string())?;
    folder(args.data.as_deref())?;
    let app = open(args.law.as_ref())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    serve(app, listener, || eprintln!("listening on http://{address}"))
}

/// `gongji` alone: the data folder, the shipped law, the next free port, and what to try.
pub(crate) fn run_alone() -> ExitCode {
    ended(try_alone())
}

fn try_alone() -> Result<(), String> {
    let data = folder(None)?;
    eprintln!("正在读取并校验规定 … reading and checking the law …");
    let app = open(None)?;
    let listener = free_port().map_err(|e| e.to_string())?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let home = format!("http://{address}");
    let estimate = app.example_path().unwrap_or_else(|| "/estimate".to_string());
    let example = data.join("example-bill.json");
    serve(app, listener, || {
        println!("共济 Gongji  {home}/  (English: {home}/?lang=en)\n");
        println!("试算 an estimate   {home}{estimate}");
        println!("规定 the law       {home}/law");
        println!("算例 worked cases  {home}/cases");
        let example = example.display();
        println!("命令 in a shell    gongji settle --area 440700 --in \"{example}\"");
        println!("\n数据目录 data folder: {}; ctrl-c 停止 stops.", data.display());
        eprintln!("listening on {home}");
    })
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

/// The law made ready, with the published examples.
fn open(law: Option<&PathBuf>) -> Result<App, String> {
    let mut book = LawBook::open(&source(law)).map_err(|e| e.to_string())?;
    book.make_ready().map_err(|e| e.to_string())?;
    let examples = examples().map_err(|e| e.to_string())?;
    Ok(App::new(book, examples))
}

/// Port 8080, or the next free one.
fn free_port() -> Result<TcpListener, ServeError> {
    let address = |port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port);
    let mut ports = 8080..8180;
    let free = ports.find_map(|port| web::listen(address(port)).ok());
    free.map_or_else(|| web::listen(address(0)), Ok)
}

fn serve(app: App, listener: TcpListener, ready: impl FnOnce()) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|e| format!("cannot start: {e}"))?;
    runtime.block_on(async {
        let stop = stop().map_err(|e| format!("cannot hear signals: {e}"))?;
        ready();
        web::serve_until(app, listener, stop).await.map_err(|e| e.to_string())
    })
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
