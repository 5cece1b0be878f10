//! The door's addresses: `POST /hsa/{infno}` and `POST /hsa`, and what it takes, at
//! `GET /hsa/openapi.json`.

use super::envelope::MOST;
use super::{Door, Reply};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::time::Duration;

/// How long a message may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

/// All addresses of the door.
pub fn router(door: Door) -> Router {
    Router::new()
        .route("/hsa", post(whole))
        .route("/hsa/openapi.json", get(openapi))
        .route("/hsa/{infno}", post(numbered))
        // One byte more than a message may have: the door itself says that it is too long.
        .layer(DefaultBodyLimit::max(MOST + 1))
        .with_state(door)
}

async fn whole(State(door): State<Door>, request: Request) -> Response {
    answered(&door, None, request).await
}

async fn numbered(
    State(door): State<Door>,
    Path(infno): Path<String>,
    request: Request,
) -> Response {
    answered(&door, Some(&infno), request).await
}

/// Reads a message and answers it; one that takes too long to arrive is not waited for.
async fn answered(door: &Door, infno: Option<&str>, request: Request) -> Response {
    match tokio::time::timeout(ARRIVAL, Bytes::from_request(request, &())).await {
        Ok(Ok(body)) => door.answer(infno, &body).await.into_response(),
        Ok(Err(refused)) => refused.into_response(),
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

async fn openapi() -> Response {
    let body = crate::fields::openapi().to_string().into_bytes();
    Reply { status: 200, retry_after: None, body }.into_response()
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body.into());
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
