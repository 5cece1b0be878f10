//! `/metrics`: figures of the running service, as Prometheus reads them.

use crate::app::App;
use crate::books::Books;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use std::sync::atomic::Ordering;
use tracing::Instrument;

/// A route with the status it was answered by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct Answered {
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfArea {
    area: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfStep {
    area: String,
    step: &'static str,
}

/// Requests by route and status.
pub(crate) type Requests = Family<Answered, Counter>;

/// Counts every request by its route, and gives it a span.
pub(crate) async fn count(State(app): State<App>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let route = route.unwrap_or("other").to_string();
    let span = tracing::info_span!("request", method = %request.method(), route);
    let response = next.run(request).instrument(span.clone()).await;
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(status, "answered"));
    app.requests().get_or_create(&Answered { route, status }).inc();
    response
}

/// Sets a gauge of every area.
fn of_areas(
    registry: &mut Registry,
    (name, help): (&str, &str),
    figures: impl Iterator<Item = (String, i64)>,
) {
    let family = Family::<OfArea, Gauge>::default();
    for (area, figure) in figures {
        family.get_or_create(&OfArea { area }).set(figure);
    }
    registry.register(name, help, family);
}

/// What desks counted since they were opened.
fn desks(registry: &mut Registry, books: &Books) {
    let desks = books.desks();
    let of = |figure: fn(&office::desk::Desk) -> u64| {
        desks.iter().map(move |desk| (desk.area().to_string(), figure(desk) as i64))
    };
    type Figure = fn(&office::desk::Desk) -> u64;
    let figures: [((&str, &str), Figure); 8] = [
        (("gongji_desk_batches", "Batches committed since the desk was opened"), |d| {
            d.counts().batches.load(Ordering::Relaxed)
        }),
        (("gongji_desk_events", "Events committed"), |d| d.counts().events.load(Ordering::Relaxed)),
        (("gongji_desk_settled", "Settlements committed"), |d| {
            d.counts().settled.load(Ordering::Relaxed)
        }),
        (("gongji_desk_refused", "Requests refused by a rule"), |d| {
            d.counts().refused.load(Ordering::Relaxed)
        }),
        (("gongji_desk_again", "Requests answered again"), |d| {
            d.counts().again.load(Ordering::Relaxed)
        }),
        (("gongji_desk_full", "Requests turned away since the queue was full"), |d| {
            d.counts().full.load(Ordering::Relaxed)
        }),
        (("gongji_desk_failed", "Commits that failed"), |d| {
            d.counts().failed.load(Ordering::Relaxed)
        }),
        (("gongji_desk_waiting", "Requests that wait in the queue"), |d| d.waiting() as u64),
    ];
    for (words, figure) in figures {
        of_areas(registry, words, of(figure));
    }
    let spent = Family::<OfStep, Gauge>::default();
    for desk in &desks {
        for (step, micros) in ["read", "decide", "commit"].into_iter().zip(&desk.counts().micros) {
            let label = OfStep { area: desk.area().to_string(), step };
            spent.get_or_create(&label).set(micros.load(Ordering::Relaxed) as i64);
        }
    }
    registry.register("gongji_desk_micros", "Microseconds spent by step", spent);
}

/// What became of refusals of the hospital's door.
fn refusals(registry: &mut Registry, books: &Books) {
    let refusals = books.refusals();
    let waiting = u64::try_from(refusals.waiting()).unwrap_or(u64::MAX);
    for (name, help, figure) in [
        ("gongji_refusals", "Messages the door refused", refusals.came()),
        ("gongji_refusals_lost", "Refusals not written since too many waited", refusals.lost()),
        ("gongji_refusals_strange", "Refusals of unregistered senders", refusals.strange()),
        ("gongji_refusals_waiting", "Refusals that wait to be written", waiting),
    ] {
        let gauge = Gauge::<i64>::default();
        gauge.set(i64::try_from(figure).unwrap_or(i64::MAX));
        registry.register(name, help, gauge);
    }
}

/// What the books hold, by area.
async fn books(registry: &mut Registry, books: &Books) -> Result<(), office::desk::DeskError> {
    let (mut lag, mut last, mut due) = (Vec::new(), Vec::new(), Vec::new());
    for (journal, _) in books.areas().await? {
        let (store, number) = (journal.store(), journal.number());
        let tail = store.tail(number).await?.map_or(0, |tail| tail.last);
        let area = || journal.code().to_string();
        lag.push((area(), tail - store.models().followed(number).await?));
        due.push((area(), store.models().due_count(number).await?));
        last.push((area(), tail));
    }
    of_areas(registry, ("gongji_events", "The last seq of the journal"), last.into_iter());
    let words = ("gongji_follower_lag", "Events that are not derived yet");
    of_areas(registry, words, lag.into_iter());
    of_areas(registry, ("gongji_due", "Bills due for re-adjudication"), due.into_iter());
    Ok(())
}

/// The figures.
pub(crate) async fn page(State(app): State<App>) -> Response {
    let mut registry = Registry::default();
    registry.register("gongji_requests", "Requests by route and status", app.requests().clone());
    if let Some(of) = app.books() {
        desks(&mut registry, of);
        refusals(&mut registry, of);
        let reachable = books(&mut registry, of).await.is_ok();
        let up = Gauge::<i64>::default();
        up.set(i64::from(reachable));
        registry.register("gongji_books_reachable", "Whether the books can be read", up);
    }
    let mut text = String::new();
    if encode(&mut text, &registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}
