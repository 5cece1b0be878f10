//! A server beside imports: areas that come while it runs get their desk without a restart, and an
//! import does not stop a server's desk.

use crate::beside::{ends, import};
use crate::world::{AREA, Place};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server; it ends with the test.
struct Serving {
    child: Child,
    address: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    fn start(place: &Place) -> Serving {
        let mut child = Command::new(env!("CARGO_BIN_EXE_gongji"))
            .arg("serve")
            .args(place.options())
            .args(["--listen", "127.0.0.1:0"])
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut said = BufReader::new(child.stderr.take().expect("a pipe")).lines();
        let address = said
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listening on http://").map(str::to_string));
        std::thread::spawn(move || said.for_each(drop));
        Serving { child, address: address.expect("it listens") }
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        let (host, end) = (&self.address, "Connection: close\r\n\r\n");
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\n{end}").expect("asked");
        let mut text = String::new();
        stream.read_to_string(&mut text).expect("an answer");
        text
    }

    /// Waits until the health says so.
    #[track_caller]
    fn wait_for(&self, piece: &str) {
        let began = Instant::now();
        while !self.page("/healthz").contains(piece) {
            let said = self.page("/healthz");
            assert!(began.elapsed() < Duration::from_secs(30), "no {piece:?} in {said}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}

fn areas_come(place: &Place) {
    let server = Serving::start(place);
    let books = server.page("/books");
    assert!(books.contains("账簿还是空的"), "{books}");
    assert!(!server.page("/healthz").contains("the desk of"), "no area, no desk");
    ends(&import(place, "institutions", &[]), 0, &["new"]);
    server.wait_for(&format!("the desk of {AREA} is open"));
    let pieces = ["gongji serve, process", "--take-over"];
    ends(&import(place, "persons", &[]), 2, &pieces);
    server.wait_for(&format!("the desk of {AREA} is open"));
    drop(server);
    // Without a server the same import goes; the next server opens the desk at its start.
    ends(&import(place, "persons", &[]), 0, &["new"]);
    let server = Serving::start(place);
    assert!(server.page("/healthz").contains(&format!("the desk of {AREA} is open")));
    ends(&import(place, "persons", &["--take-over"]), 0, &["0 new"]);
    ends(&import(place, "filings", &["--take-over"]), 0, &["new"]);
}

#[test]
fn an_area_that_comes_later_gets_its_desk_on_sqlite() {
    let folder = tempfile::tempdir().expect("a folder");
    areas_come(&Place::folder(folder.path()));
}

#[test]
fn an_area_that_comes_later_gets_its_desk_on_postgres() {
    areas_come(&Place::database(None));
}
