//! The server that is measured: this binary, in a process of its own.

use office::Address;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A server; it ends with this.
pub(in crate::bench) struct Server {
    child: Child,
    /// Where it listens.
    pub(in crate::bench) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts it on some books and waits until it listens.
    pub(in crate::bench) fn start(books: &Address) -> Result<Server, String> {
        let binary = std::env::current_exe().map_err(|e| e.to_string())?;
        let mut command = Command::new(binary);
        command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
        match books {
            Address::Data(folder) => command.arg("--data").arg(folder),
            Address::Database(url) => command.args(["--database", url]),
        };
        let mut child = command.spawn().map_err(|e| format!("the server: {e}"))?;
        let said = child.stderr.take().ok_or("the server has no pipe")?;
        let mut said = BufReader::new(said).lines();
        let listening =
            |line: String| line.strip_prefix("listening on http://").map(str::to_string);
        let address = said.by_ref().map_while(Result::ok).find_map(listening);
        std::thread::spawn(move || said.map_while(Result::ok).for_each(|line| eprintln!("{line}")));
        let address = address.ok_or("the server did not start")?;
        Ok(Server { child, address })
    }
}
