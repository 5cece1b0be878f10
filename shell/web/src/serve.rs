//! The server: loopback only, until who may see what is configured.

use crate::app::App;
use crate::router::router;
use axum::Router;
use std::future::Future;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

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
    let (told, mut hear) = tokio::sync::watch::channel(false);
    let stopped = async move {
        stop.await;
        let _ = told.send(true);
    };
    let served = axum::serve(listener, router(app).merge(beside)).with_graceful_shutdown(stopped);
    tokio::select! {
        done = served.into_future() => done?,
        () = async {
            let _ = hear.wait_for(|stopped| *stopped).await;
            tokio::time::sleep(LAST_ANSWERS).await;
        } => {}
    }
    Ok(())
}
