//! The first start from outside: a data folder without books gets a made-up region, whole or not at all;
//! the next start opens it at once; other books stay as they are.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A start without a command, until it listens.
struct Started {
    child: Child,
    /// What it printed for people.
    printed: Vec<String>,
    /// What it said on the way.
    said: Vec<String>,
}

impl Drop for Started {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(data: &Path, people: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gongji"));
    command.env("GONGJI_DATA", data).env("GONGJI_DEMO_PEOPLE", people);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

#[track_caller]
fn start(data: &Path, people: &str) -> Started {
    let mut child = command(data, people).spawn().expect("the binary runs");
    let errors = BufReader::new(child.stderr.take().expect("a pipe")).lines();
    let mut said = Vec::new();
    for line in errors.map_while(Result::ok) {
        let listens = line.starts_with("listening on http://");
        said.push(line);
        if listens {
            break;
        }
    }
    assert!(said.last().is_some_and(|line| line.starts_with("listening")), "{said:#?}");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    // The last line for people is the one on the data folder.
    let mut printed: Vec<String> = Vec::new();
    while !printed.last().is_some_and(|line| line.contains("data folder")) {
        printed.push(lines.next().expect("a line").expect("text"));
    }
    Started { child, printed, said }
}

fn names(data: &Path) -> Vec<String> {
    let files = std::fs::read_dir(data).expect("a folder");
    let mut names: Vec<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_start_makes_a_region_and_the_next_opens_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    // A start that was broken off left this.
    std::fs::create_dir_all(data.join("making")).expect("a folder");
    std::fs::write(data.join("making/books.db"), "half").expect("a file");
    std::fs::create_dir_all(data.join("schemes.making/2025")).expect("a folder");
    let first = start(&data, "80");
    assert!(first.said.iter().any(|line| line.contains("the first start")), "{:#?}", first.said);
    let left = names(&data);
    assert!(left.contains(&"books.db".to_string()), "{left:?}");
    assert!(!left.iter().any(|name| name.contains("making")), "{left:?}");
    // Made-up grouping schemes come with it, and their page is there.
    assert_eq!(names(&data.join("schemes")), ["2025", "2026", "cases.csv"]);
    let page = first.printed.iter().find(|line| line.ends_with("/drg")).expect("an address");
    let page = page.rsplit(' ').next().expect("an address");
    let out = Command::new("curl").args(["-sS", page]).output().expect("curl runs");
    assert!(String::from_utf8_lossy(&out.stdout).contains("虚构分组方案（演示） 2026"));
    let curl = first.printed.iter().find(|line| line.starts_with("curl ")).expect("a curl");
    let out = Command::new("bash").args(["-c", curl]).output().expect("a shell");
    let answer = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(answer.contains("\"infcode\":0"), "{curl}\n{answer}");
    drop(first);
    // Nobody real comes to stand where whoever comes may look.
    let file = folder.path().join("persons.csv");
    std::fs::write(&file, "person_id,name,from,insurance\nP1,王五,2026-01-01,resident\n")
        .expect("a file");
    let mut import = Command::new(env!("CARGO_BIN_EXE_gongji"));
    import.args(["import", "persons"]).arg(&file).arg("--data").arg(&data);
    let refused = import.output().expect("the binary runs");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("books of the made-up region") && said.contains("--data"), "{said}");
    let next = start(&data, "80");
    assert!(!next.said.iter().any(|line| line.contains("the first start")), "{:#?}", next.said);
    assert!(next.printed.iter().any(|line| line.starts_with("curl ")), "{:#?}", next.printed);
}

#[test]
fn schemes_that_are_not_there_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut serve = Command::new(env!("CARGO_BIN_EXE_gongji"));
    serve.args(["serve", "--listen", "127.0.0.1:0", "--schemes", "/nowhere", "--data"]);
    let out = serve.arg(folder.path()).output().expect("the binary runs");
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{said}");
    assert!(said.contains("'/nowhere': there is no such folder"), "{said}");
}

#[test]
fn other_books_are_opened_as_they_are() {
    let folder = tempfile::tempdir().expect("a folder");
    let empty = start(folder.path(), "0");
    assert!(!empty.printed.iter().any(|line| line.starts_with("curl ")), "{:#?}", empty.printed);
    drop(empty);
    let again = start(folder.path(), "80");
    assert!(!again.said.iter().any(|line| line.contains("the first start")), "{:#?}", again.said);
}

#[tokio::test]
async fn books_whose_making_was_broken_off_are_told_apart() {
    let folder = tempfile::tempdir().expect("a folder");
    let books = store::Address::Data(folder.path().to_path_buf());
    let store = store::open(&books).await.expect("the books open");
    let mark = "{\"seed\":1,\"people\":80,\"ready\":false}";
    store.models().set_mark("demo", mark).await.expect("a mark");
    store.close().await;
    let mut refused = command(folder.path(), "80").spawn().expect("the binary runs");
    let mut said = String::new();
    refused.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(said.contains("whose making was broken off"), "{said}");
    assert_eq!(refused.wait().expect("it ends").code(), Some(2));
}
