//! An open loop (开环负载): messages go out at the moments that were fixed before, whether or not earlier
//! ones are answered; how long one took counts from its moment.

use crate::line::{Line, connect};
use gateway::door::carried_out;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::{Request, StatusCode};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// A message with the moment at which it is to go out.
#[derive(Debug, Clone)]
pub(super) struct Shot {
    /// From the beginning of the round.
    pub(super) at: Duration,
    /// Which kind it is, by its place in the caller's list.
    pub(super) kind: usize,
    /// Address on the server.
    pub(super) path: String,
    /// Body.
    pub(super) body: Bytes,
}

/// What was heard of a message.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heard {
    /// Its kind.
    pub(super) kind: usize,
    /// From its moment to the end of its answer.
    pub(super) micros: u64,
    /// From when it really went out.
    pub(super) service: u64,
    /// When its answer was there, from the beginning of the round.
    pub(super) done: Duration,
    /// Status of the answer; 0: none came.
    pub(super) status: u16,
    /// Whether it was carried out.
    pub(super) carried_out: bool,
}

impl Heard {
    /// What was heard of a shot; without an answer its status is 0.
    fn of(shot: &Shot, began: Instant, sent: Instant, answer: Option<(StatusCode, bool)>) -> Heard {
        let done = began.elapsed();
        Heard {
            kind: shot.kind,
            micros: done.saturating_sub(shot.at).as_micros() as u64,
            service: sent.elapsed().as_micros() as u64,
            done,
            status: answer.map_or(0, |(status, _)| status.as_u16()),
            carried_out: answer.is_some_and(|(_, carried_out)| carried_out),
        }
    }
}

/// Messages that are due, for whichever connection is free.
struct Due {
    shots: Mutex<VecDeque<Shot>>,
    ready: Semaphore,
}

impl Due {
    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Shot>> {
        self.shots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The most that is done between two looks at the clock.
const TICK: Duration = Duration::from_millis(1);

/// Sends all shots over so many connections; what was heard of each.
pub(super) async fn fire(
    address: &str,
    shots: Vec<Shot>,
    connections: usize,
) -> Result<Vec<Heard>, String> {
    let due = Arc::new(Due { shots: Mutex::default(), ready: Semaphore::new(0) });
    let mut senders = Vec::with_capacity(connections);
    for _ in 0..connections {
        senders.push(connect(address).await?);
    }
    let began = Instant::now();
    let mut work = JoinSet::new();
    for sender in senders {
        work.spawn(connection(address.to_string(), sender, due.clone(), began));
    }
    let mut shots = VecDeque::from(shots);
    while !shots.is_empty() {
        let now = began.elapsed();
        let count = shots.iter().take_while(|shot| shot.at <= now).count();
        due.lock().extend(shots.drain(..count));
        due.ready.add_permits(count);
        tokio::time::sleep(TICK).await;
    }
    // A connection that finds nothing left ends.
    due.ready.add_permits(connections);
    let mut heard = Vec::new();
    while let Some(done) = work.join_next().await {
        heard.extend(done.map_err(|e| e.to_string())?);
    }
    Ok(heard)
}

async fn connection(
    address: String,
    mut sender: Line,
    due: Arc<Due>,
    began: Instant,
) -> Vec<Heard> {
    let mut heard = Vec::new();
    loop {
        let Ok(permit) = due.ready.acquire().await else { return heard };
        permit.forget();
        let Some(shot) = due.lock().pop_front() else { return heard };
        let sent = Instant::now();
        if sender.ready().await.is_err() {
            match connect(address.as_str()).await {
                Ok(new) => sender = new,
                Err(_) => {
                    heard.push(Heard::of(&shot, began, sent, None));
                    continue;
                }
            }
        }
        let answer = send(&mut sender, &shot).await.ok();
        heard.push(Heard::of(&shot, began, sent, answer));
    }
}

async fn send(sender: &mut Line, shot: &Shot) -> Result<(StatusCode, bool), hyper::Error> {
    let request = Request::post(&shot.path)
        .header("host", "gongji")
        .header("content-type", "application/json")
        .body(Full::new(shot.body.clone()));
    let request = request.unwrap_or_else(|_| unreachable!("the bench's own addresses"));
    let answer = sender.send_request(request).await?;
    let status = answer.status();
    let body = answer.into_body().collect().await?.to_bytes();
    Ok((status, carried_out(&body)))
}
