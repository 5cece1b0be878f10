//! The binary serving books of a test, on a port of its own.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// What a server says once it can be asked.
const LISTENING: &str = "listening on http://";

/// A server; it ends with the test.
#[derive(Debug)]
pub struct Serving {
    child: Child,
    /// Where it listens.
    pub address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.kill();
    }
}

impl Serving {
    /// Starts a binary with the words of its command in a folder, and waits until it listens. What it
    /// says after that stands in the output of the test.
    pub fn start<W: AsRef<OsStr>>(
        binary: &str,
        words: impl IntoIterator<Item = W>,
        at: &Path,
    ) -> Serving {
        let mut child = Command::new(binary)
            .args(words)
            .current_dir(at)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let listening = |line: String| line.strip_prefix(LISTENING).map(str::to_string);
        let address = said.by_ref().map_while(Result::ok).find_map(listening);
        let address = address.expect("it listens");
        std::thread::spawn(move || said.map_while(Result::ok).for_each(|line| println!("{line}")));
        Serving { child, address }
    }

    /// kill -9.
    pub fn kill(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
