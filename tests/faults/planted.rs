//! Every planted bug is found, and without one nothing is: the trials see what they are to see.

use crate::bent::{Bug, OPTIONS, VARIABLE};
use crate::check::{check, verify};
use crate::client::Task;
use crate::door::Program;
use crate::lane::seed;
use crate::world::{AREA, Place};
use std::collections::BTreeMap;

/// A desk over bent books.
fn planted(place: &Place, name: &str) -> Program {
    let this = std::env::current_exe().expect("this program");
    let words = [&this.display().to_string(), "bent::bent_desk", "--exact", "--ignored"];
    let mut words: Vec<String> = words.iter().map(|word| (*word).to_string()).collect();
    words.push("--nocapture".to_string());
    let mut options = place.options().to_vec();
    options.extend(["--area".to_string(), AREA.to_string()]);
    let options = serde_json::to_string(&options).expect("JSON");
    let env = [(VARIABLE, name.to_string()), (OPTIONS, options)];
    Program { words, env: env.map(|(name, value)| (name.to_string(), value)).to_vec() }
}

/// What was found by the client, in the books, by `gongji verify`.
type Found = (Result<BTreeMap<String, u64>, String>, Vec<String>, Vec<String>);

/// What the client says of a desk with a bug, and what the books say afterwards.
fn found(name: &str, kills: u64) -> Found {
    let folder = tempfile::tempdir().expect("a folder");
    let place = Place::folder(folder.path());
    place.fill(6);
    let task = Task {
        program: planted(&place, name),
        lanes: 6,
        seed: seed(&format!("planted {name}")),
        kills,
        episodes: 6,
        until: None,
        folder: folder.path().to_path_buf(),
    };
    let client = task.start().end();
    let (_, books) = check(&place, &[&task.journal()]);
    (client, books, verify(&place, &task.journal()))
}

/// What the books must say of a bug, whatever else they say.
fn named(bug: Bug) -> &'static [&'static str] {
    match bug {
        Bug::None | Bug::Doubt => &[],
        Bug::DroppedPosting => &["its postings do not balance"],
        Bug::DoubleDelta => &["is kept as"],
        Bug::SkippedKey => &["its message leads to None"],
        Bug::UnsyncedAnswer => &["was answered and is lost", "was answered as"],
        Bug::ReorderedBatch => &["was answered as", "its message leads to"],
    }
}

#[test]
fn every_planted_bug_is_found() {
    for (name, bug) in Bug::NAMES {
        let sound = matches!(bug, Bug::None | Bug::Doubt);
        let kills = if sound || bug == Bug::UnsyncedAnswer { 10 } else { 0 };
        let (client, books, verified) = found(name, kills);
        let words = named(bug);
        let proof = books.iter().find(|said| words.iter().any(|word| said.contains(word)));
        if let Ok(counts) = &client {
            println!("  {counts:?}");
        }
        let client = client.err().unwrap_or_default();
        let window = if client.is_empty() { "nothing" } else { "something" };
        println!("{name}: the client saw {window}; {} findings in the books", books.len());
        println!("  such as: {}", proof.map_or("-", |said| said));
        println!("  gongji verify: {}", verified.first().map_or("all holds", |said| said));
        if sound {
            assert!(
                client.is_empty() && books.is_empty() && verified.is_empty(),
                "{name}: {client} {books:#?} {verified:#?}"
            );
        } else {
            assert!(proof.is_some(), "{name} is not named: {client} {books:#?}");
            assert!(!verified.is_empty(), "gongji verify passes over {name}");
        }
    }
}
