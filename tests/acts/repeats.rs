//! Repeated messages: the first answer again; another input under the same id is a clash that names
//! its field; within one batch, in later batches, and after the desk was opened anew.

use gongji_tests::desk::{NUMBER, Region, address, bill, both, undo};
use office::desk::{Answer, Ask, Message, Refused, Request};

fn with(id: &str, fields: &[(&str, &str)], ask: Ask) -> Request {
    let input = fields.iter().map(|(n, v)| (n.to_string(), v.to_string())).collect();
    Request { message: Some(Message { address: address(id), input }), ask }
}

async fn ask(region: &Region, request: Request) -> Result<Answer, Refused> {
    region.desk.ask(request).await
}

#[tokio::test]
async fn the_same_message_gets_the_first_answer_and_another_input_is_a_clash() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let settle = || Ask::Settle(bill(visit, "2026-03-02"));
        let input = [("visit", "1"), ("batch", "b")];
        let first = ask(&region, with("a", &input, settle())).await.expect("settled");
        let event = first.event().expect("an event").clone();
        let last = region.last().await;
        let again = Ok(Answer::Again(event.clone()));
        assert_eq!(ask(&region, with("a", &input, settle())).await, again);
        let rows: [(&[(&str, &str)], &str); 4] = [
            (&[("visit", "2"), ("batch", "b")], "visit"),
            (&[("visit", "1"), ("batch", "c")], "batch"),
            (&[("visit", "1")], "batch"),
            (&[("visit", "1"), ("batch", "b"), ("to", "x")], "to"),
        ];
        for (input, field) in rows {
            let refused = ask(&region, with("a", input, settle())).await.expect_err("a clash");
            assert_eq!(refused.code, "clash");
            assert!(refused.sentence.en.contains(&format!("field {field} ")), "{refused:?}");
        }
        // Undone since: the repeat still gets its first answer, and settles nothing.
        region.undo(event.seq).await;
        assert_eq!(ask(&region, with("a", &input, settle())).await, again);
        assert_eq!(region.last().await, last + 1, "the undo alone");
        let opened = Region::at(region.address.clone()).await;
        assert_eq!(ask(&opened, with("a", &input, settle())).await, again, "another desk");
        let old = region.send("z", settle()).await.expect_err("the lease is gone");
        assert_eq!(old.code, office::desk::NOT_WRITTEN);
        assert_eq!(
            opened.store.tail(NUMBER).await.expect("a tail").map(|t| t.last),
            Some(last + 1)
        );
        region.verify().await;
    }
}

#[tokio::test]
async fn refusals_are_not_remembered() {
    for region in both().await {
        let visit = region.visit("E1", "H3", "inpatient", "2026-03-01").await;
        let settle = || Ask::Settle(bill(visit, "2026-03-02"));
        assert_eq!(region.send("a", settle()).await.expect_err("no lines").code, "no-lines");
        region.lines(visit, 1, &[("A1", "10", "1")]).await;
        assert!(matches!(region.send("a", settle()).await, Ok(Answer::New(_))));
        assert!(matches!(region.send("a", settle()).await, Ok(Answer::Again(_))));
        region.verify().await;
    }
}

#[tokio::test]
async fn of_many_copies_in_one_batch_one_is_new() {
    for region in both().await {
        let visit = region.stay("E1", "H3", "inpatient", "2026-03-01", "5000").await;
        let last = region.last().await;
        let copies = (0..32).map(|_| region.send("a", Ask::Settle(bill(visit, "2026-03-02"))));
        let answers: Vec<_> = join(copies).await;
        let new = answers.iter().filter(|a| matches!(a, Ok(Answer::New(_)))).count();
        let again = answers.iter().filter(|a| matches!(a, Ok(Answer::Again(_)))).count();
        assert_eq!((new, again), (1, 31));
        assert_eq!(region.last().await, last + 1);
        let seq = answers[0].as_ref().expect("settled").event().expect("an event").seq;
        let copies = (0..8).map(|_| region.send("b", Ask::Undo(undo(seq))));
        let answers: Vec<_> = join(copies).await;
        assert_eq!(answers.iter().filter(|a| matches!(a, Ok(Answer::New(_)))).count(), 1);
        assert_eq!(region.last().await, last + 2);
        region.verify().await;
    }
}

/// All at once.
async fn join<T>(all: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut all: Vec<_> = all.map(Box::pin).collect();
    let mut done: Vec<Option<T>> = all.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        let waiting = all.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none());
        for (one, done) in waiting {
            if let std::task::Poll::Ready(out) = one.as_mut().poll(context) {
                *done = Some(out);
            }
        }
        match done.iter().all(Option::is_some) {
            true => std::task::Poll::Ready(()),
            false => std::task::Poll::Pending,
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
