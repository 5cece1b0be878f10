//! Some of the year's care comes as hospitals send it: through HTTP, one message after the other, to a
//! server on a loopback port of its own. Each answer must say that the message was carried out.

use super::AREAS;
use super::catalogue::Catalogue;
use super::lines::{Wanted, lines};
use super::office_of::Office;
use super::people::Someone;
use super::progress::Progress;
use crate::dice::Dice;
use crate::line::{Line, connect};
use crate::serve::{Behind, now};
use gateway::door::Door;
use gateway::fixture::{Insured, Ready, flow};
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use office::examples::examples;
use office::law_book::LawBook;
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use tokio::sync::oneshot;
use units::Day;
use web::App;

/// The most visits that come so: six messages each, and a seventh where it is taken back.
const VISITS: usize = 325;
/// Of so many persons at least one visit comes so.
const OF_PERSONS: usize = 50;
/// Of so many visits one is taken back.
const BACK: usize = 6;
/// Their days: November.
const FIRST: (i16, i8) = (super::YEAR, 11);
const DAYS: u64 = 28;
/// What they cost, in fen: from, and how much more.
const COST: (u64, u64) = (4_000, 24_000);

/// Of how many persons of an area one comes so.
pub(super) fn every(persons: usize) -> usize {
    (persons / VISITS).max(OF_PERSONS)
}

/// Someone whose visit comes as messages.
#[derive(Debug, Clone)]
pub(super) struct Outpatient {
    pub(super) insured: Insured,
    institution: usize,
}

impl Outpatient {
    /// None who was born in the year: the day may lie before.
    pub(super) fn of(one: &Someone) -> Option<Outpatient> {
        let institution = *one.chosen.first().filter(|_| one.age > 0)?;
        Some(Outpatient { insured: one.insured.clone(), institution })
    }
}

/// What came so.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) messages: usize,
    pub(super) visits: usize,
    pub(super) bills: usize,
    pub(super) undone: usize,
}

/// Sends their visits.
pub(super) async fn send(
    home: &Office,
    law: LawBook,
    catalogue: &Catalogue,
    (outpatients, seed): (Vec<Outpatient>, u64),
    progress: &Progress,
) -> Result<Sent, String> {
    let some = &outpatients[..outpatients.len().min(VISITS)];
    progress.doing("报文 messages", some.len());
    let books = web::Books::new(home.store.clone(), "demo");
    books.add_desk(home.desk.clone());
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let listener = listener.map_err(|e| format!("no loopback port: {e}"))?;
    let address = listener.local_addr().map_err(|e| e.to_string())?;
    let door = Door::new(Arc::new(Behind(books.clone())), now);
    let app = App::with_books(law, examples().map_err(|e| e.to_string())?, books);
    let (stop, stopped) = oneshot::channel::<()>();
    let stopped = async {
        // Whoever holds the other end has gone, which is what is waited for.
        let _ = stopped.await;
    };
    let beside = gateway::door::router(door);
    let server = tokio::spawn(web::serve_beside(app, beside, listener, stopped));
    let mut hospital = Hospital { line: connect(address).await?, address, sent: Sent::default() };
    let mut dice = Dice::new(seed ^ 0xbb67_ae85_84ca_a73b);
    for (at, one) in some.iter().enumerate() {
        hospital.visit(one, catalogue, at % BACK == 0, &mut dice).await?;
        progress.went_on(1);
    }
    let Hospital { sent, line, .. } = hospital;
    drop((line, stop));
    let served = server.await.map_err(|e| e.to_string())?;
    served.map_err(|e| e.to_string())?;
    Ok(sent)
}

/// Hospitals, behind one connection.
struct Hospital {
    address: SocketAddr,
    line: Line,
    sent: Sent,
}

impl Hospital {
    async fn visit(
        &mut self,
        one: &Outpatient,
        catalogue: &Catalogue,
        taken_back: bool,
        dice: &mut Dice,
    ) -> Result<(), String> {
        let day = Day::new(FIRST.0, FIRST.1, 1 + dice.below(DAYS) as i8);
        let from = day.ok_or("the day of a message is no day")?;
        let wanted = Wanted { cost: COST.0 + dice.below(COST.1), nights: None, chronic: false };
        let mut ready = Ready {
            person: one.insured.clone(),
            institution: catalogue.place(one.institution),
            from,
            to: from,
            visit: None,
            bill: None,
            filing: None,
            lines: lines(catalogue, "1", wanted, dice),
            parts: None,
            books: Vec::new(),
            file: None,
            sign_in: None,
        };
        for number in flow::numbers(taken_back) {
            self.sent.messages += 1;
            let message = flow::next(number, AREAS[0], &ready, self.sent.messages as u64)?;
            let answer = self.ask(number, &message).await?;
            flow::heard(&mut ready, number, AREAS[0], &answer)?;
        }
        self.sent.visits += 1;
        self.sent.bills += usize::from(!taken_back);
        self.sent.undone += usize::from(taken_back);
        Ok(())
    }

    /// Sends a message; its answer.
    async fn ask(&mut self, number: &str, message: &Value) -> Result<Value, String> {
        if self.line.ready().await.is_err() {
            self.line = connect(self.address).await?;
        }
        let request = Request::post(format!("/hsa/{number}"))
            .header("host", self.address.to_string())
            .header("content-type", "application/json")
            .body(Full::new(Bytes::from(message.to_string())));
        let request = request.map_err(|e| e.to_string())?;
        let answer = self.line.send_request(request).await;
        let answer = answer.map_err(|e| format!("{number} was not answered: {e}"))?;
        let status = answer.status();
        let body = answer.into_body().collect().await.map_err(|e| e.to_string())?.to_bytes();
        let read = serde_json::from_slice(&body);
        read.map_err(|e| format!("the answer to {number}, status {status}, is no JSON: {e}"))
    }
}
