//! How far the making is: a bar on a terminal, else a line now and then.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How often a line is written where there is no terminal.
const OFTEN: Duration = Duration::from_secs(10);

/// How far it is.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Where there is no terminal: when the next line comes.
    next: Option<Mutex<Instant>>,
}

impl Progress {
    /// On standard error.
    pub(crate) fn new() -> Progress {
        let terminal = std::io::stderr().is_terminal();
        let target = match terminal {
            true => ProgressDrawTarget::stderr_with_hz(8),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(1), target);
        let style =
            ProgressStyle::with_template("{msg} [{bar:40}] {percent}% {elapsed} / {duration}");
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        let next = (!terminal).then(|| Mutex::new(Instant::now() + OFTEN));
        Progress { bar, next }
    }

    /// What is being done, and how much of it there is.
    pub(crate) fn doing(&self, what: &'static str, count: usize) {
        self.bar.set_message(what);
        self.bar.reset();
        self.bar.set_length(count as u64);
    }

    /// So much more was done.
    pub(crate) fn went_on(&self, by: usize) {
        self.bar.inc(by as u64);
        let Some(next) = &self.next else { return };
        let mut next = next.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if Instant::now() >= *next {
            *next = Instant::now() + OFTEN;
            let (what, at) = (self.bar.message(), self.bar.position());
            eprintln!("{what}: {at} / {}", self.bar.length().unwrap_or(0));
        }
    }

    /// Nothing more comes.
    pub(crate) fn ended(&self) {
        self.bar.finish_and_clear();
    }
}
