//! HTTP as the simulator needs it: one message a connection, read to its end.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// The most bytes of a head.
const HEAD: usize = 16 * 1024;

/// A request or an answer: its head with the empty line, and its body.
#[derive(Debug, Clone)]
pub(crate) struct Whole {
    /// Head.
    pub(crate) head: String,
    /// Body.
    pub(crate) body: Vec<u8>,
}

impl Whole {
    /// The status of an answer.
    pub(crate) fn status(&self) -> u16 {
        let word = self.head.split(' ').nth(1);
        word.and_then(|word| word.parse().ok()).unwrap_or(0)
    }

    /// Writes it.
    pub(crate) fn write(&self, to: &mut TcpStream) -> io::Result<()> {
        to.write_all(self.head.as_bytes())?;
        to.write_all(&self.body)?;
        to.flush()
    }
}

/// Opens a connection with time limits.
pub(crate) fn connect(address: &str, patience: Duration) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads a request or an answer whose head says how long its body is.
pub(crate) fn read(from: &mut TcpStream) -> io::Result<Whole> {
    let mut bytes = Vec::new();
    let mut some = [0; 4096];
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        let count = from.read(&mut some)?;
        if count == 0 || bytes.len() > HEAD {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&some[..count]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = bytes.split_off(end);
    let length = length.unwrap_or(0);
    while body.len() < length {
        let count = from.read(&mut some)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        body.extend_from_slice(&some[..count]);
    }
    Ok(Whole { head, body })
}

/// Sends a request and reads the answer.
pub(crate) fn exchange(address: &str, request: &Whole, patience: Duration) -> io::Result<Whole> {
    let mut stream = connect(address, patience)?;
    request.write(&mut stream)?;
    read(&mut stream)
}

/// A message to the door.
pub(crate) fn post(infno: &str, body: Vec<u8>) -> Whole {
    let head = format!(
        "POST /hsa/{infno} HTTP/1.1\r\nHost: center\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    Whole { head, body }
}
