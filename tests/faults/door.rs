//! A desk's process behind a pipe: requests go in with a number, answers find whoever waits for it.
//!
//! The process may be killed at any moment and started again; whoever waited then learns that no
//! answer came, and nothing more.

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

/// How long a desk may take to open or to answer before the trial fails.
const PATIENCE: Duration = Duration::from_secs(120);

/// How a desk's process is started.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(crate) struct Program {
    /// The program with its arguments.
    pub(crate) words: Vec<String>,
    /// Variables of its environment.
    pub(crate) env: Vec<(String, String)>,
}

struct Inside {
    run: u64,
    child: Option<Child>,
    pipe: Option<ChildStdin>,
    waiting: HashMap<u64, Sender<Value>>,
    next: u64,
    ready: bool,
    /// Answers since it was started.
    answers: u64,
    /// Ended although nobody killed it.
    died: bool,
}

/// A desk's process.
#[derive(Clone)]
pub(crate) struct Door {
    program: Program,
    inside: Arc<(Mutex<Inside>, Condvar)>,
}

/// The answer to come; an error if the desk ends before.
pub(crate) type Coming = Receiver<Value>;

impl Door {
    /// Starts a desk.
    pub(crate) fn open(program: Program) -> Door {
        let inside = Inside {
            run: 0,
            child: None,
            pipe: None,
            waiting: HashMap::new(),
            next: 0,
            ready: false,
            answers: 0,
            died: false,
        };
        let door = Door { program, inside: Arc::new((Mutex::new(inside), Condvar::new())) };
        door.start();
        door
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.0.lock().expect("nobody panicked")
    }

    /// Starts the process again.
    pub(crate) fn start(&self) {
        let [program, words @ ..] = &self.program.words[..] else { panic!("no program") };
        let mut command = Command::new(program);
        command.args(words).envs(self.program.env.iter().cloned());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the desk starts");
        let out = child.stdout.take().expect("a pipe");
        let mut inside = self.lock();
        inside.run += 1;
        (inside.ready, inside.answers) = (false, 0);
        inside.pipe = child.stdin.take();
        inside.child = Some(child);
        let (door, run) = (self.clone(), inside.run);
        thread::spawn(move || door.listen(run, out));
    }

    fn listen(&self, run: u64, out: ChildStdout) {
        for line in BufReader::new(out).lines() {
            let Ok(line) = line else { break };
            // The test harness around a planted desk says something of its own first.
            let Some(at) = line.find('{') else { continue };
            let Ok(said) = serde_json::from_str::<Value>(&line[at..]) else { continue };
            let mut inside = self.lock();
            if said.get("ready").is_some() && inside.run == run {
                inside.ready = true;
                self.inside.1.notify_all();
            } else if let Some(back) = said["id"].as_u64().and_then(|id| inside.waiting.remove(&id))
            {
                let _ = back.send(said);
                inside.answers += 1;
                self.inside.1.notify_all();
            }
        }
        let mut inside = self.lock();
        if inside.run == run {
            inside.waiting.clear();
            inside.ready = false;
            inside.died = inside.child.is_some();
            self.inside.1.notify_all();
        }
    }

    /// Waits until the desk is open.
    pub(crate) fn wait_open(&self) {
        let began = Instant::now();
        let mut inside = self.lock();
        while !inside.ready {
            assert!(!inside.died, "the desk ended by itself");
            assert!(began.elapsed() < PATIENCE, "the desk does not open");
            let waited = self.inside.1.wait_timeout(inside, Duration::from_millis(100));
            inside = waited.expect("nobody panicked").0;
        }
    }

    /// Waits until so many requests were answered since the start, but not for ever.
    pub(crate) fn wait_answers(&self, count: u64) {
        let few = |inside: &mut Inside| inside.answers < count;
        let patience = Duration::from_secs(5);
        drop(self.inside.1.wait_timeout_while(self.lock(), patience, few));
    }

    /// Sends a request; its answer comes later.
    pub(crate) fn send(&self, request: &Value) -> Coming {
        self.wait_open();
        let (back, coming) = channel();
        let mut inside = self.lock();
        let id = inside.next;
        inside.next += 1;
        let mut request = request.clone();
        request["id"] = json!(id);
        inside.waiting.insert(id, back);
        let line = format!("{request}\n");
        let sent = inside.pipe.as_mut().map(|pipe| pipe.write_all(line.as_bytes()));
        if !matches!(sent, Some(Ok(()))) {
            inside.waiting.remove(&id);
        }
        coming
    }

    /// The answer, or nothing: the desk ended before.
    pub(crate) fn answer(coming: &Coming) -> Option<Value> {
        match coming.recv_timeout(PATIENCE) {
            Ok(answer) => Some(answer),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => None,
            Err(std::sync::mpsc::RecvTimeoutError::Timeout) => panic!("the desk does not answer"),
        }
    }

    /// Sends a request and waits.
    pub(crate) fn ask(&self, request: &Value) -> Option<Value> {
        Door::answer(&self.send(request))
    }

    /// Kills the process as kill -9 does; how many requests were without an answer.
    pub(crate) fn kill(&self) -> usize {
        let mut inside = self.lock();
        let unanswered = inside.waiting.len();
        let child = inside.child.take();
        inside.pipe = None;
        inside.ready = false;
        drop(inside);
        if let Some(mut child) = child {
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
        }
        // No answer comes to those who still wait: what was in the pipe is lost with the process.
        self.lock().waiting.clear();
        unanswered
    }

    /// Says that nothing more comes, and waits for the end; whether it ended well.
    pub(crate) fn close(&self) -> bool {
        let mut inside = self.lock();
        let child = inside.child.take();
        inside.pipe = None;
        drop(inside);
        child.is_some_and(|mut child| child.wait().expect("it ends").success())
    }
}
