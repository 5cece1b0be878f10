//! Many requests at once, in an order that is always the same: a desk takes them into one commit, and
//! numbers its events in the order in which they were asked.

use office::desk::{Answer, Ask, Desk, Refused, Request};
use std::pin::Pin;
use std::task::{Context, Poll};

/// How many are asked at once: some batches of a desk, so that it reads the next while one is written,
/// and fewer than may wait in its queue.
pub(super) const MOST: usize = 1024;

type Waiting<'d> = Pin<Box<dyn Future<Output = Result<Answer, Refused>> + Send + 'd>>;

/// Asks all, in their order; the answers in that order.
pub(super) async fn all(desk: &Desk, asks: Vec<Ask>) -> Vec<Result<Answer, Refused>> {
    let mut answers = Vec::with_capacity(asks.len());
    let mut asks = asks.into_iter();
    loop {
        let some: Vec<Ask> = asks.by_ref().take(MOST).collect();
        if some.is_empty() {
            return answers;
        }
        let mut waiting: Vec<Waiting<'_>> = Vec::with_capacity(some.len());
        for ask in some {
            let mut one: Waiting<'_> = Box::pin(desk.ask(Request { message: None, ask }));
            // The first look puts it into the desk's queue, behind those before it.
            let first = std::future::poll_fn(|context: &mut Context<'_>| {
                Poll::Ready(one.as_mut().poll(context))
            });
            match first.await {
                Poll::Ready(answer) => waiting.push(Box::pin(std::future::ready(answer))),
                Poll::Pending => waiting.push(one),
            }
        }
        for one in waiting {
            answers.push(one.await);
        }
    }
}

/// Asks all; every one has to be done. The numbers of their events.
pub(super) async fn done(desk: &Desk, asks: Vec<Ask>) -> Result<Vec<u64>, String> {
    let answers = all(desk, asks).await.into_iter();
    answers.map(|answer| answer.map_err(said).and_then(|answer| number(&answer))).collect()
}

/// The number of the event behind an answer.
pub(super) fn number(answer: &Answer) -> Result<u64, String> {
    let event = answer.event().map(|event| event.seq);
    event.ok_or_else(|| "the desk answered something else; this is a mistake of gongji".to_string())
}

/// Why the desk refused.
pub(super) fn said(refused: Refused) -> String {
    format!("{} ({})", refused.sentence.en, refused.code)
}
