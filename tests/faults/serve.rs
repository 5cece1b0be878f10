//! A server beside imports: areas that come while it runs get their desk without a restart, and an
//! import does not stop a server's desk.

use crate::beside::{ends, import};
use crate::world::{AREA, Place};
use gongji_tests::serving::Serving;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

/// A server of these books.
struct Server(Serving);

impl Server {
    fn start(place: &Place) -> Server {
        let words = ["serve", "--listen", "127.0.0.1:0"].map(str::to_string);
        let words = words.into_iter().chain(place.options());
        Server(Serving::start(env!("CARGO_BIN_EXE_gongji"), words, Path::new(".")))
    }

    fn page(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.0.address).expect("it listens");
        let (host, end) = (&self.0.address, "Connection: close\r\n\r\n");
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
    let server = Server::start(place);
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
    let server = Server::start(place);
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
