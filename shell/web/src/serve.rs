//! The server: loopback only, until who may see what is configured.

use crate::app::App;
use crate::router::router;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Why the pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Not a loopback address.
    #[error(
        "{0} is not a loopback address: who may see these pages is not configured, so they are \
         served on 127.0.0.1 or [::1] only; give --listen 127.0.0.1:8080"
    )]
    NotLoopback(SocketAddr),
    /// The port cannot be had.
    #[error("cannot listen on {0}: {1}; choose another port")]
    Bind(SocketAddr, io::Error),
    /// The server failed.
    #[error("the server stopped: {0}")]
    Io(#[from] io::Error),
}

/// The most connections at once; more wait until one ends.
const CONNECTIONS: usize = 8192;
/// How long a client may take to send the head of its next request.
const NEXT_REQUEST: Duration = Duration::from_secs(60);
/// How long to wait when the system gives no more connections.
const BREATH: Duration = Duration::from_millis(100);
/// How long open connections may take to end once the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(5);

/// Opens a socket, on a loopback address only.
pub fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    TcpListener::bind(address).map_err(|error| ServeError::Bind(address, error))
}

/// Serves the pages until the program ends.
pub async fn serve(app: App, listener: TcpListener) -> Result<(), ServeError> {
    serve_until(app, listener, std::future::pending()).await
}

/// Serves the pages until `stop` is done, then lets open requests end.
pub async fn serve_until(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    serve_beside(app, Router::new(), listener, stop).await
}

/// The same, with the addresses of another door beside the pages.
pub async fn serve_beside(
    app: App,
    beside: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let service = TowerToHyperService::new(router(app).merge(beside));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(NEXT_REQUEST);
    let (open, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(CONNECTIONS)));
    let mut stop = pin!(stop);
    loop {
        let (stream, place) = tokio::select! {
            () = &mut stop => break,
            accepted = accept(&listener, &room) => accepted,
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        let connection = open.watch(connection);
        tokio::spawn(async move {
            // A client that hangs up or is too slow ends its own connection and nothing else.
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection ended");
            }
            drop(place);
        });
    }
    drop(listener);
    tokio::select! {
        () = open.shutdown() => {}
        () = tokio::time::sleep(LAST_ANSWERS) => {}
    }
    Ok(())
}

/// The next connection, once there is room for one more.
async fn accept(
    listener: &tokio::net::TcpListener,
    room: &Arc<Semaphore>,
) -> (TcpStream, Option<OwnedSemaphorePermit>) {
    loop {
        let place = room.clone().acquire_owned().await.ok();
        match listener.accept().await {
            Ok((stream, _)) => {
                // Answers are short; a system that cannot send them at once still sends them.
                let _ = stream.set_nodelay(true);
                return (stream, place);
            }
            Err(error) => {
                tracing::warn!(%error, "a connection cannot be taken");
                tokio::time::sleep(BREATH).await;
            }
        }
    }
}
