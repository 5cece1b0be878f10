//! A line to a server of ours over HTTP/1, as hospitals have one: what the demo sends and the benches ask
//! goes through it.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::fmt::Display;
use tokio::net::{TcpStream, ToSocketAddrs};

/// A line; one request at a time.
pub(crate) type Line = SendRequest<Full<Bytes>>;

/// Opens a line.
pub(crate) async fn connect(address: impl ToSocketAddrs + Display + Copy) -> Result<Line, String> {
    let stream = TcpStream::connect(address).await.map_err(|e| format!("{address}: {e}"))?;
    stream.set_nodelay(true).map_err(|e| e.to_string())?;
    let (sender, line) = handshake(TokioIo::new(stream)).await.map_err(|e| e.to_string())?;
    tokio::spawn(async move {
        // What ends a connection shows at the message that finds it gone.
        let _ = line.await;
    });
    Ok(sender)
}
