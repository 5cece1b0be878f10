//! `gongji anchor` and `gongji verify` from outside: keys, files, exit codes, what is printed.

use std::path::Path;
use std::process::{Command, Output};

const PERSONS: &str = "\
person_id,name,from,insurance,status,account_current
p1,甲,2026-01-01,employee,active,10.00
p2,乙,2026-01-01,resident,adult,
";

fn gongji(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_gongji")).args(words).output().expect("runs")
}

#[track_caller]
fn ends(words: &[&str], code: i32, pieces: &[&str]) -> String {
    let out = gongji(words);
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    let all = format!("{said}{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(out.status.code(), Some(code), "{words:?}: {all}");
    for piece in pieces {
        assert!(all.contains(piece), "{words:?} does not say {piece:?}: {all}");
    }
    said
}

fn import(data: &str, folder: &Path, rows: &str) {
    let file = folder.join("persons.csv");
    std::fs::write(&file, rows).expect("ours");
    ends(&["import", "persons", &file.display().to_string(), "--data", data], 0, &["new"]);
}

#[test]
fn books_hold_and_meet_their_anchors() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("books");
    let data = data.to_str().expect("a name");
    ends(&["verify", "--data", data], 2, &["there is no data folder"]);
    assert!(!Path::new(data).exists(), "a check makes nothing");
    import(data, folder.path(), PERSONS);
    ends(&["verify", "--data", data], 0, &["0 anchors", "all holds", "2 persons"]);
    ends(&["anchor", "--data", data], 0, &["area 440700, event 4", "1 anchored in"]);
    import(data, folder.path(), &PERSONS.replace("p2", "p3"));
    let again = ends(&["anchor", "--data", data], 0, &["area 440700, event 5"]);
    assert!(again.contains("key "), "{again}");
    ends(&["verify", "--data", data], 0, &["2 anchors", "all holds"]);
    let json = ends(&["verify", "--data", data, "--json"], 0, &[]);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["status"], "holds");
    assert_eq!(json["checked"]["persons"], 3);
}

/// Serves until it is ready and has written what it writes at first, then stops it.
fn serve_once(data: &str, wanted: usize) -> usize {
    let mut server = Command::new(env!("CARGO_BIN_EXE_gongji"))
        .args(["serve", "--data", data, "--listen", "127.0.0.1:0"])
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("runs");
    let file = Path::new(data).join("anchors.jsonl");
    let lines = || std::fs::read_to_string(&file).map_or(0, |text| text.lines().count());
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while lines() < wanted && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    // Whatever it would write beyond that, it would write at once.
    std::thread::sleep(std::time::Duration::from_millis(500));
    server.kill().expect("runs still");
    server.wait().expect("ends");
    lines()
}

#[test]
fn a_server_anchors_once_a_day() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("books");
    let data = data.to_str().expect("a name");
    import(data, folder.path(), PERSONS);
    let first = serve_once(data, 1);
    let again = serve_once(data, 1);
    // Midnight may lie between the two.
    assert!(first == 1 && (1..=2).contains(&again), "{first} then {again} anchors");
    ends(&["verify", "--data", data], 0, &["anchors", "all holds"]);
}

#[test]
fn an_anchor_that_was_changed_or_is_not_met_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (one, other) = (folder.path().join("one"), folder.path().join("other"));
    let [one, other] = [&one, &other].map(|path| path.to_str().expect("a name"));
    import(one, folder.path(), PERSONS);
    import(other, folder.path(), &PERSONS.replace("p2", "p9"));
    ends(&["anchor", "--data", one], 0, &[]);
    let anchors = format!("{one}/anchors.jsonl");
    let key = format!("{one}/key/seal.key.pub");
    // Books that were written anew as a whole do not meet the anchors of the first.
    let words = ["verify", "--data", other, "--anchor", &anchors, "--key", &key];
    ends(&words, 1, &["anchor, area 440700, event 4", "written anew", "1 difference"]);
    let words = ["verify", "--data", other, "--anchor", &anchors];
    ends(&words, 2, &["no public key for the anchors"]);
    let text = std::fs::read_to_string(&anchors).expect("there");
    std::fs::write(&anchors, text.replace("\"seq\":4", "\"seq\":3")).expect("ours");
    ends(&["verify", "--data", one], 1, &["is not genuine"]);
    std::fs::write(&anchors, text.replace("\"seq\":4", "\"seq\":9")).expect("ours");
    ends(&["verify", "--data", one, "--json"], 1, &["\"check\":\"anchor\"", "differs"]);
    std::fs::write(&anchors, &text[..40]).expect("ours");
    ends(&["verify", "--data", one], 2, &["the last line is cut off"]);
}

#[test]
fn a_clients_journal_is_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("books");
    let data = data.to_str().expect("a name");
    import(data, folder.path(), PERSONS);
    let file = folder.path().join("answers.jsonl");
    let file = file.to_str().expect("a name");
    let line = r#"{"fixmedins_code":"H1","infno":"2207","msgid":"H1001","setl_id":"440700-12","medfee_sumamt":"100.00","fund_pay_sumamt":60.5,"acct_pay":0,"psn_cash_pay":39.5}"#;
    std::fs::write(file, format!("{line}\n{}", &line[..50])).expect("ours");
    let words = ["verify", "--data", data, "--answered", file];
    let pieces = ["line 2 was cut off", "(440700-12) was answered and no event has its key"];
    ends(&words, 1, &pieces);
    std::fs::write(file, format!("{}\n", line.replace("39.5", "39.555"))).expect("ours");
    ends(&words, 2, &["line 1: psn_cash_pay"]);
}
