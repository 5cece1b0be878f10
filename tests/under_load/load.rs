//! The load: tasks that ask all kinds of acts about the same few persons and visits, repeat
//! messages, and note what they were told.

use gongji_tests::random::Random;
use office::desk::{Answer, Ask, Desk, IN_DOUBT, Message, NOT_WRITTEN, Refused, Request, STOPPED};
use office::record_lines::{Item, Lines};
use office::register_visit::Visit;
use office::settle_visit::Bill;
use office::{correct, reverse, settle_batch, settle_mid_stay, undo, withdraw_lines};
use record::event::Address;
use record::{Deed, Event};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use units::{Day, Decimal, Rounding};

/// What a message came to, as far as its sender knows.
#[derive(Debug, Clone)]
pub(crate) enum Said {
    /// Nothing came back: the sender is gone, or was.
    Nothing,
    /// It was done.
    Done(Arc<Event>),
    /// It was refused, by a rule or for trouble.
    Refused(&'static str),
}

/// A message with what its sender was told last.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) request: Request,
    pub(crate) said: Said,
}

impl Note {
    fn new(request: Request) -> Note {
        Note { request, said: Said::Nothing }
    }

    /// Notes an answer.
    pub(crate) fn answered(&mut self, answer: Result<Answer, Refused>) {
        let said = match answer {
            Ok(answer) => Said::Done(answer.event().expect("messages write").clone()),
            Err(refused) => Said::Refused(refused.code),
        };
        match (&self.said, &said) {
            (Said::Done(before), Said::Done(now)) => {
                assert_eq!(before, now, "a message was answered in two ways");
            }
            // What was done stays done, whatever trouble the desk has now.
            (Said::Done(_), Said::Refused(STOPPED | NOT_WRITTEN | IN_DOUBT)) => {}
            (Said::Done(before), _) => panic!("{before:?}, and then {said:?}"),
            _ => self.said = said,
        }
    }

    /// The event it was answered with.
    pub(crate) fn event(&self) -> Option<&Arc<Event>> {
        match &self.said {
            Said::Done(event) => Some(event),
            _ => None,
        }
    }

    /// Whether it was refused in this way.
    pub(crate) fn said(&self, code: &str) -> bool {
        matches!(self.said, Said::Refused(said) if said == code)
    }

    /// Whether it must be sent again.
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.said, Said::Nothing | Said::Refused(STOPPED | NOT_WRITTEN | IN_DOUBT))
    }

    /// Its key.
    pub(crate) fn address(&self) -> &Address {
        &self.request.message.as_ref().expect("a message").address
    }
}

/// Batches in which lines are charged; the last is none.
const OF_LINES: [&str; 3] = ["one", "two", ""];

#[derive(Debug, Clone)]
struct Stay {
    visit: u64,
    institution: String,
    from: Day,
    bills: Vec<u64>,
}

/// What the tasks know of each other.
#[derive(Default)]
pub(crate) struct Known {
    stays: Mutex<Vec<Stay>>,
    /// Settlements and undos.
    messages: Mutex<Vec<Address>>,
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Known {
    fn learn(&self, event: &Event) {
        match &event.deed {
            Deed::Visit(opened) => {
                let (institution, from) = (opened.institution.clone(), opened.from);
                let stay = Stay { visit: event.seq, institution, from, bills: Vec::new() };
                lock(&self.stays).push(stay);
            }
            Deed::Bill(bill) => {
                let mut stays = lock(&self.stays);
                let stay = stays.iter_mut().find(|stay| stay.visit == bill.visit);
                stay.into_iter().for_each(|stay| stay.bills.push(event.seq));
            }
            _ => {}
        }
        if let (Deed::Bill(_) | Deed::Undo(_), Some(key)) = (&event.deed, &event.key) {
            lock(&self.messages).push(key.address.clone());
        }
    }

    /// One of the last stays.
    fn stay(&self, random: &mut Random) -> Option<Stay> {
        let stays = lock(&self.stays);
        let last = &stays[stays.len().saturating_sub(12)..];
        (!last.is_empty()).then(|| random.pick(last))
    }

    fn message(&self, random: &mut Random) -> Option<Address> {
        let messages = lock(&self.messages);
        let last = &messages[messages.len().saturating_sub(12)..];
        (!last.is_empty()).then(|| random.pick(last))
    }
}

/// One of many that ask.
pub(crate) struct Task {
    pub(crate) desk: Desk,
    pub(crate) known: Arc<Known>,
    pub(crate) random: Random,
    pub(crate) name: String,
    /// Whether it waits for the desk to come back.
    pub(crate) patient: bool,
    pub(crate) stop: watch::Receiver<bool>,
}

impl Task {
    /// Asks so often, or until stopped.
    pub(crate) async fn run(mut self, times: usize) -> Vec<Note> {
        let mut notes: Vec<Note> = Vec::with_capacity(times);
        for number in 0..times {
            if *self.stop.borrow() {
                break;
            }
            if self.random.chance(10) && !notes.is_empty() {
                let at = self.random.below(notes.len());
                self.send(&mut notes[at]).await;
                continue;
            }
            let (sender, ask) = self.ask(number);
            if let Ask::PreSettle(_) = ask {
                // A desk that looks for its disk answers nobody: whoever is stopped does not wait for it.
                tokio::select! {
                    biased;
                    _ = self.desk.ask(Request { message: None, ask }) => {}
                    _ = self.stop.wait_for(|stop| *stop) => {}
                }
                continue;
            }
            let mut note = Note::new(self.message(number, sender, ask));
            self.send(&mut note).await;
            let over = note.is_open();
            notes.push(note);
            if over {
                break;
            }
        }
        notes
    }

    /// Sends a message, once or until the desk has come back.
    async fn send(&mut self, note: &mut Note) {
        loop {
            // A refusal is not remembered: sent again, anything may come of it.
            if note.event().is_none() {
                note.said = Said::Nothing;
            }
            let answer = tokio::select! {
                biased;
                answer = self.desk.ask(note.request.clone()) => answer,
                _ = self.stop.wait_for(|stop| *stop) => return,
            };
            note.answered(answer);
            if let Some(event) = note.event() {
                self.known.learn(event);
            }
            if !note.is_open() || !self.patient {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn message(&self, number: usize, sender: String, ask: Ask) -> Request {
        let transaction = match &ask {
            Ask::RegisterVisit(_) => "2401",
            Ask::RecordLines(_) => "2301",
            Ask::WithdrawLines(_) => "2302",
            Ask::Undo(_) => "2305",
            Ask::Reverse(_) => "2601",
            Ask::SettleBatch(_) => "2207",
            _ => "2304",
        };
        let address = Address {
            message: format!("{sender}-20260301-{}-{number}", self.name),
            institution: sender,
            number: transaction.into(),
        };
        let input = vec![("ask".to_string(), format!("{ask:?}"))];
        Request { message: Some(Message { address, input }), ask }
    }

    /// Who asks, and what.
    fn ask(&mut self, number: usize) -> (String, Ask) {
        let known = self.known.clone();
        let kind = self.random.below(24);
        let Some(stay) = known.stay(&mut self.random).filter(|_| kind > 4) else {
            let institutions = ["H44070000001", "H44070000002", "H44070000003"];
            let institution = self.random.pick(&institutions);
            return (institution.to_string(), self.visit(institution));
        };
        let (visit, batch) = (stay.visit, format!("{}-{number}", self.name));
        let bill = || Bill {
            visit,
            person: None,
            batch: batch.clone(),
            to: Some(stay.from.next().next()),
            settled: None,
            use_account: number.is_multiple_of(2),
            total: None,
            split: None,
            insurance: None,
        };
        let last = stay.bills.last().copied();
        let of_batch = || Bill { batch: OF_LINES[number % 2].into(), ..bill() };
        let ask = match (kind, last) {
            (10, _) => Ask::SettleBatch(settle_batch::Bill(of_batch())),
            (11..=14, _) => Ask::Settle(bill()),
            (15, _) => Ask::PreSettle(bill().into()),
            (16, _) => Ask::SettleMidStay(settle_mid_stay::Bill(bill())),
            (17 | 18, Some(bill)) => Ask::Undo(undo::Undo { bill, visit: None, person: None }),
            (19 | 20, _) => {
                let never = Address {
                    institution: "H44070000003".into(),
                    number: "2304".into(),
                    message: format!("never-{}-{number}", self.name),
                };
                let heard = known.message(&mut self.random).filter(|_| kind == 19);
                let message = heard.unwrap_or(never);
                let sender = message.institution.clone();
                return (sender, Ask::Reverse(reverse::Reverse { message, person: None }));
            }
            (21 | 22, Some(bill)) => Ask::Correct(correct::Correct { bill, person: None }),
            (23, _) => {
                let batch = number.is_multiple_of(2).then(|| OF_LINES[number / 2 % 2].into());
                let (person, lines) = (None, vec![]);
                Ask::WithdrawLines(withdraw_lines::Lines { visit, person, lines, batch })
            }
            _ => self.lines(visit, &batch),
        };
        (stay.institution, ask)
    }

    fn visit(&mut self, institution: &str) -> Ask {
        let day = Day::new(2026, 3, 1).expect("a day").number() + self.random.below(90) as i32;
        Ask::RegisterVisit(Visit {
            person: self.random.pick(&["E1", "E2", "R1", "R2"]).into(),
            institution: institution.into(),
            care: "inpatient".into(),
            from: Day::from_number(day).expect("a day"),
            condition: None,
            filing: None,
            insurance: None,
            diagnoses: Vec::new(),
            texts: Vec::new(),
        })
    }

    fn lines(&mut self, visit: u64, name: &str) -> Ask {
        let count = 1 + self.random.below(3);
        let item = |at: usize| {
            let qty = Decimal::parse(&self.random.between(1, 900).to_string()).expect("a number");
            let price = Decimal::parse("12.50").expect("a number");
            Item {
                id: format!("{name}-{at}"),
                batch: self.random.pick(&OF_LINES).into(),
                code: self.random.pick(&["A1", "B1", "L1", "C1"]).into(),
                qty,
                price,
                amount: qty.cost(price, Rounding::HalfUp).expect("an amount"),
            }
        };
        let lines = (0..count).map(item).collect();
        Ask::RecordLines(Lines { visit, person: None, lines })
    }
}
