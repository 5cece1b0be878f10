//! Every planted bug is found, and without one nothing is: the trials see what they are to see.

use crate::bent::{Bug, OPTIONS, VARIABLE};
use crate::check::check;
use crate::client::Task;
use crate::door::Program;
use crate::lane::seed;
use crate::world::{AREA, Place};

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

/// What the client and the check say of a desk with a bug.
fn found(name: &str, kills: u64) -> Vec<String> {
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
    let said = task.start().end().err();
    let said =
        said.map(|said| said.lines().find(|l| l.contains("repeated")).unwrap_or(&said).to_string());
    let (_, books) = check(&place, &[&task.journal()]);
    said.into_iter().chain(books).collect()
}

#[test]
fn every_planted_bug_is_found() {
    for (name, bug) in Bug::NAMES {
        let kills = if matches!(bug, Bug::UnsyncedAnswer | Bug::None) { 10 } else { 0 };
        let found = found(name, kills);
        println!("{name}: {} findings, first: {}", found.len(), found.first().map_or("-", |f| f));
        assert_eq!(found.is_empty(), bug == Bug::None, "{name}: {found:#?}");
    }
}
