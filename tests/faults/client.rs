//! The client is a process of its own: it starts the desk, speaks through many lanes at once, kills
//! the desk at random moments, repeats what got no answer, and in the end repeats everything.

use crate::door::{Door, Program};
use crate::journal::Journal;
use crate::lane::{Counts, Lane, Random};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What a client is to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Task {
    /// The desk.
    pub(crate) program: Program,
    /// How many lanes.
    pub(crate) lanes: u64,
    /// Where chance begins.
    pub(crate) seed: u64,
    /// How often the desk is killed.
    pub(crate) kills: u64,
    /// The least episodes of each lane.
    pub(crate) episodes: u64,
    /// Works on until this file is there.
    pub(crate) until: Option<PathBuf>,
    /// The folder for the journal and the counts.
    pub(crate) folder: PathBuf,
}

impl Task {
    /// The journal.
    pub(crate) fn journal(&self) -> PathBuf {
        self.folder.join("answered.jsonl")
    }

    fn counts(&self) -> PathBuf {
        self.folder.join("counts.json")
    }

    /// Starts a client for this task.
    pub(crate) fn start(&self) -> Client {
        let file = self.folder.join("task.json");
        std::fs::write(&file, serde_json::to_string(self).expect("JSON")).expect("a file");
        let said = std::fs::File::create(self.folder.join("said")).expect("a file");
        let child = Command::new(std::env::current_exe().expect("this program"))
            .args(["client::client", "--exact", "--ignored", "--nocapture"])
            .env("GONGJI_CLIENT", &file)
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .spawn()
            .expect("a client");
        Client { child, task: self.clone() }
    }
}

/// A client at work.
pub(crate) struct Client {
    child: std::process::Child,
    task: Task,
}

impl Client {
    /// Waits for its end: what it counted, or what it found wrong.
    pub(crate) fn end(mut self) -> Result<BTreeMap<String, u64>, String> {
        let status = self.child.wait().expect("it ends");
        if !status.success() {
            return Err(std::fs::read_to_string(self.task.folder.join("said")).expect("a file"));
        }
        let counts = std::fs::read_to_string(self.task.counts()).expect("counts");
        Ok(serde_json::from_str(&counts).expect("JSON"))
    }
}

/// Not a test: the client's process, started by the trials with its task.
#[test]
#[ignore = "the process of the client, which the trials start"]
fn client() {
    let Some(file) = std::env::var_os("GONGJI_CLIENT") else { return };
    let text = std::fs::read_to_string(Path::new(&file)).expect("a task");
    let task: Task = serde_json::from_str(&text).expect("a task");
    let counts = work(&task);
    std::fs::write(task.counts(), serde_json::to_string(&counts).expect("JSON")).expect("a file");
}

fn work(task: &Task) -> BTreeMap<String, u64> {
    let door = Door::open(task.program.clone());
    let (journal, counts) = (Journal::open(&task.journal()), Counts::default());
    let killed = AtomicBool::new(task.kills == 0);
    let on = |episodes: u64| {
        let waits = task.until.as_ref().is_some_and(|file| !file.exists());
        waits || episodes < task.episodes || !killed.load(Ordering::Relaxed)
    };
    let mut lanes: Vec<Lane<'_>> = (1..=task.lanes)
        .map(|number| Lane::new(&door, &journal, &counts, number, task.seed))
        .collect();
    thread::scope(|scope| {
        scope.spawn(|| {
            kills(task, &door, &counts);
            killed.store(true, Ordering::Relaxed);
        });
        for lane in &mut lanes {
            scope.spawn(|| {
                let mut episodes = 0;
                while on(episodes) {
                    lane.episode();
                    episodes += 1;
                }
            });
        }
    });
    thread::scope(|scope| {
        for lane in &mut lanes {
            scope.spawn(|| (0..lane.done.len()).for_each(|at| lane.repeat(at)));
        }
    });
    assert!(door.close(), "the desk ends well when nothing more comes");
    counts.all()
}

/// Kills the desk at random moments: mostly under load, sometimes while it opens.
fn kills(task: &Task, door: &Door, counts: &Counts) {
    let mut random = Random(task.seed.rotate_left(17));
    for _ in 0..task.kills {
        if random.below(10) > 0 {
            door.wait_open();
        }
        if random.below(2) == 0 {
            door.wait_answers(1 + random.below(40));
        }
        // Short waits are as likely as long ones, so that first commits are hit, too.
        let most = 1 << random.below(8);
        thread::sleep(Duration::from_micros(random.below(most * 1_000)));
        let unanswered = door.kill();
        counts.add("kills");
        if unanswered > 0 {
            counts.add("kills with requests in flight");
        }
        door.start();
    }
}
