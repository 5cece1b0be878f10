//! The guide for hospitals (`docs/connect-a-hospital.md`) is real: its commands are run in order, on a region
//! that they make themselves, and what they print is what the page says.
//!
//! With `GONGJI_GUIDE=write` the page is written anew with what was printed.

use gongji_tests::serving::Serving;
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// What the page says of the server's address; the test's server has a port of its own.
const ADDRESS: &str = "127.0.0.1:8080";
/// What differs from run to run: moments, and numbers made of them.
const MOMENTS: [&str; 4] = ["inf_refmsgid", "refmsg_time", "respond_time", "setl_time"];

/// A block of the page: its kind and its text.
struct Block {
    kind: String,
    text: String,
}

/// The page in blocks; what stands between them has the kind of nothing.
fn blocks(page: &str) -> Vec<Block> {
    let mut blocks = vec![Block { kind: String::new(), text: String::new() }];
    for line in page.split_inclusive('\n') {
        let last = blocks.last_mut().expect("a block");
        match line.trim_end().strip_prefix("```") {
            Some(kind) if last.kind.is_empty() && !kind.is_empty() => {
                blocks.push(Block { kind: kind.to_string(), text: String::new() });
            }
            Some("") if !last.kind.is_empty() => {
                blocks.push(Block { kind: String::new(), text: String::new() });
            }
            _ => last.text.push_str(line),
        }
    }
    blocks
}

/// Starts the server as the page says.
fn serve(command: &str, at: &Path) -> Serving {
    Serving::start(env!("CARGO_BIN_EXE_gongji"), command.split_whitespace().skip(1), at)
}

/// Runs a command of the page in its folder; what it prints.
fn run(command: &str, at: &Path) -> String {
    let binary = Path::new(env!("CARGO_BIN_EXE_gongji")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let out = Command::new("bash")
        .args(["-euc", command])
        .current_dir(at)
        .env("PATH", format!("{}:{path}", binary.display()))
        .output()
        .expect("a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(out.status.success(), "{command}\n{}{}", text(&out.stdout), text(&out.stderr));
    text(&out.stdout)
}

/// What differs from year to year: people grow older.
const OLDER: [&str; 1] = ["age"];

/// JSON without what is named.
fn steady(value: &mut Value, names: &[&str]) {
    match value {
        Value::Object(map) => {
            for (name, value) in map.iter_mut() {
                match names.contains(&name.as_str()) {
                    true => *value = Value::from("…"),
                    false => steady(value, names),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| steady(value, names)),
        _ => {}
    }
}

fn json(text: &str) -> Value {
    let mut value: Value =
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    steady(&mut value, &MOMENTS);
    value
}

/// The same without what differs from year to year.
fn lasting(text: &str) -> Value {
    let mut value = json(text);
    steady(&mut value, &OLDER);
    value
}

#[test]
fn the_guide_says_what_happens() {
    let file = gongji_tests::root().join("docs/connect-a-hospital.md");
    let page = std::fs::read_to_string(&file).expect("the guide");
    let at = tempfile::tempdir().expect("a folder");
    let write = std::env::var("GONGJI_GUIDE").is_ok_and(|word| word == "write");
    let (mut serving, mut port) = (None, ADDRESS.to_string());
    let (mut printed, mut anew) = (String::new(), String::new());
    let (mut commands, mut replies) = (0, 0);
    for mut block in blocks(&page) {
        let command = block.text.replace(ADDRESS, &port);
        match block.kind.as_str() {
            "sh" if block.text.starts_with("gongji serve") => {
                let command = block.text.replace(ADDRESS, "127.0.0.1:0");
                let server = serve(&command, at.path());
                port = server.address.clone();
                serving = Some(server);
            }
            "sh" => {
                printed = run(&command, at.path());
                commands += 1;
            }
            "json" if write => {
                block.text = format!("{:#}\n", json(&printed));
            }
            "json" => {
                assert_eq!(lasting(&printed), lasting(&block.text), "after command {commands}");
                replies += 1;
            }
            "text" if write => block.text = printed.clone(),
            "text" => assert_eq!(printed, block.text, "after command {commands}"),
            _ => {}
        }
        match block.kind.as_str() {
            "" => anew.push_str(&block.text),
            kind => write!(anew, "```{kind}\n{}```\n", block.text).expect("text"),
        }
    }
    assert!(serving.is_some() && commands > 6, "the guide has its commands");
    if write {
        std::fs::write(&file, anew).expect("written");
    } else {
        assert!(replies > 5, "the guide shows replies");
        assert_eq!(anew, page, "the page reads as it is written");
    }
}
