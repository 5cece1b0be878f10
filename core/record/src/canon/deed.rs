//! Events as bytes: the key, the kind, then what happened.

use super::cover::{
    read_cover, read_filing, read_institution, write_cover, write_filing, write_institution,
};
use super::reader::{Reader, Torn};
use super::settled::{
    read_bill, read_entries, read_undone, write_bill, write_entries, write_undone,
};
use super::visit::{read_described, read_discharged, write_described, write_discharged};
use super::writer::Writer;
use crate::bill::{ItemClass, Line};
use crate::event::{
    AccountCredited, Address, Deed, DischargeUndone, Event, FeeLine, FilingMade, FilingRevoked,
    Key, LawInForce, LinesRecorded, LinesWithdrawn, PersonEntered, VisitCancelled, VisitOpened,
};
use crate::lexicon::Lexicon;
use units::PersonId;

pub(super) fn write(out: &mut Writer<'_>, event: &Event) {
    out.option(event.key.as_ref(), write_key);
    match &event.deed {
        Deed::Law(law) => {
            out.byte(0);
            out.bytes(&law.hash);
            out.number(u64::from(law.engine));
        }
        Deed::Person(entered) => {
            out.byte(1);
            out.number(entered.person);
            out.text(entered.id.as_str());
            write_cover(out, &entered.cover);
        }
        Deed::Filing(made) => {
            out.byte(2);
            out.number(made.person);
            write_filing(out, &made.filing);
        }
        Deed::Credit(credit) => {
            out.byte(3);
            out.number(credit.person);
            out.day(credit.day);
            out.fen(credit.current);
            out.fen(credit.history);
            write_entries(out, &credit.entries);
        }
        Deed::Visit(visit) => {
            out.byte(if visit.claim.is_some() { 16 } else { 4 });
            write_visit(out, visit);
            visit.claim.iter().for_each(|name| out.text(name));
        }
        Deed::Lines(recorded) => {
            let batches = recorded.lines.iter().any(|line| !line.batch.is_empty());
            out.byte(if batches { 15 } else { 5 });
            out.number(recorded.visit);
            out.list(&recorded.lines, if batches { write_line_of_batch } else { write_line });
        }
        Deed::Withdrawn(withdrawn) => {
            out.byte(6);
            out.number(withdrawn.visit);
            out.list(&withdrawn.lines, |out, id| out.text(id));
        }
        Deed::Bill(bill) => {
            out.byte(7);
            write_bill(out, bill);
        }
        Deed::Undo(undone) => {
            out.byte(8);
            write_undone(out, undone);
        }
        Deed::Tombstone(address) => {
            out.byte(9);
            write_address(out, address);
        }
        later => write_later(out, later),
    }
}

/// Kinds that came with the hospital's door.
fn write_later(out: &mut Writer<'_>, deed: &Deed) {
    match deed {
        Deed::Described(described) => {
            out.byte(10);
            write_described(out, described);
        }
        Deed::Cancelled(cancelled) => {
            out.byte(11);
            out.number(cancelled.visit);
        }
        Deed::Discharged(discharged) => {
            out.byte(12);
            write_discharged(out, discharged);
        }
        Deed::DischargeUndone(undone) => {
            out.byte(13);
            out.number(undone.visit);
            out.number(undone.discharge);
        }
        Deed::FilingRevoked(revoked) => {
            out.byte(14);
            out.number(revoked.person);
            out.number(revoked.made);
            write_filing(out, &revoked.filing);
        }
        Deed::Law(_)
        | Deed::Person(_)
        | Deed::Filing(_)
        | Deed::Credit(_)
        | Deed::Visit(_)
        | Deed::Lines(_)
        | Deed::Withdrawn(_)
        | Deed::Bill(_)
        | Deed::Undo(_)
        | Deed::Tombstone(_) => {}
    }
}

pub(super) fn read(from: &mut Reader<'_>, seq: u64) -> Result<Event, Torn> {
    let key = from.option(read_key)?;
    let deed = match from.byte()? {
        0 => Deed::Law(LawInForce { hash: from.bytes()?, engine: small(from)? }),
        1 => Deed::Person(PersonEntered {
            person: from.number()?,
            id: PersonId(from.text()?),
            cover: read_cover(from)?,
        }),
        2 => Deed::Filing(FilingMade { person: from.number()?, filing: read_filing(from)? }),
        3 => Deed::Credit(AccountCredited {
            person: from.number()?,
            day: from.day()?,
            current: from.fen()?,
            history: from.fen()?,
            entries: read_entries(from)?,
        }),
        4 => Deed::Visit(Box::new(read_visit(from)?)),
        5 => Deed::Lines(LinesRecorded { visit: from.number()?, lines: from.list(read_line)? }),
        6 => Deed::Withdrawn(LinesWithdrawn {
            visit: from.number()?,
            lines: from.list(Reader::text)?,
        }),
        7 => Deed::Bill(Box::new(read_bill(from)?)),
        8 => Deed::Undo(read_undone(from)?),
        9 => Deed::Tombstone(read_address(from)?),
        10 => Deed::Described(Box::new(read_described(from)?)),
        11 => Deed::Cancelled(VisitCancelled { visit: from.number()? }),
        12 => Deed::Discharged(Box::new(read_discharged(from)?)),
        13 => Deed::DischargeUndone(DischargeUndone {
            visit: from.number()?,
            discharge: from.number()?,
        }),
        14 => Deed::FilingRevoked(FilingRevoked {
            person: from.number()?,
            made: from.number()?,
            filing: read_filing(from)?,
        }),
        15 => Deed::Lines(LinesRecorded {
            visit: from.number()?,
            lines: from.list(read_line_of_batch)?,
        }),
        16 => {
            let visit = read_visit(from)?;
            Deed::Visit(Box::new(VisitOpened { claim: Some(from.text()?), ..visit }))
        }
        _ => return from.torn("a kind of event"),
    };
    Ok(Event { seq, key, deed })
}

pub(super) fn small(from: &mut Reader<'_>) -> Result<u32, Torn> {
    let number = from.number()?;
    u32::try_from(number).or_else(|_| from.torn("a small number"))
}

fn write_key(out: &mut Writer<'_>, key: &Key) {
    write_address(out, &key.address);
    out.bytes(&key.print);
    out.list(&key.fields, |out, (name, print)| {
        out.word(name);
        out.bytes(&print.to_le_bytes());
    });
}

fn read_key(from: &mut Reader<'_>) -> Result<Key, Torn> {
    Ok(Key {
        address: read_address(from)?,
        print: from.bytes()?,
        fields: from.list(|from| {
            let name = from.word()?.to_string();
            Ok((name, u16::from_le_bytes(from.bytes()?)))
        })?,
    })
}

/// Of a message id that begins with its institution and goes on in digits, the digits as a number:
/// short, and in the order in which an institution counts.
fn counted(address: &Address) -> Option<(u8, u64)> {
    let digits = address.message.strip_prefix(&address.institution)?;
    let plain = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| Some((digits.len() as u8, digits.parse().ok()?)))?
}

pub(super) fn write_address(out: &mut Writer<'_>, address: &Address) {
    out.word(&address.institution);
    out.word(&address.number);
    write_message(out, address);
}

/// An address whose words have these numbers, as bytes.
pub(super) fn address_of(words: [u32; 2], address: &Address) -> Vec<u8> {
    let mut nothing = Lexicon::default();
    let mut out = Writer::new("", &mut nothing);
    words.into_iter().for_each(|word| out.number(u64::from(word)));
    write_message(&mut out, address);
    out.done()
}

fn write_message(out: &mut Writer<'_>, address: &Address) {
    match counted(address) {
        Some((length, number)) => {
            out.byte(length);
            out.bytes(&number.to_be_bytes());
        }
        None => {
            out.byte(0);
            out.text(&address.message);
        }
    }
}

pub(super) fn read_address(from: &mut Reader<'_>) -> Result<Address, Torn> {
    let (institution, number) = (from.word()?.to_string(), from.word()?.to_string());
    let message = match from.byte()? {
        0 => from.text()?,
        length @ 1..=18 => {
            let digits = u64::from_be_bytes(from.bytes()?);
            let text = format!("{institution}{digits:0width$}", width = usize::from(length));
            if text.len() != institution.len() + usize::from(length) {
                return from.torn("a message id");
            }
            text
        }
        _ => return from.torn("a message id"),
    };
    Ok(Address { institution, number, message })
}

fn write_visit(out: &mut Writer<'_>, visit: &VisitOpened) {
    out.number(visit.person);
    out.text(visit.id.as_str());
    out.word(&visit.institution);
    write_institution(out, &visit.place);
    out.word(&visit.care);
    out.day(visit.from);
    out.option(visit.condition.as_deref(), Writer::word);
    out.option(visit.filing.as_deref(), Writer::word);
}

/// A visit; one that is claimed at the counter has a kind of its own, with a name behind it.
fn read_visit(from: &mut Reader<'_>) -> Result<VisitOpened, Torn> {
    Ok(VisitOpened {
        person: from.number()?,
        id: PersonId(from.text()?),
        institution: from.word()?.to_string(),
        place: read_institution(from)?,
        care: from.word()?.to_string(),
        from: from.day()?,
        condition: from.option(Reader::word)?.map(str::to_string),
        filing: from.option(Reader::word)?.map(str::to_string),
        claim: None,
    })
}

fn write_line(out: &mut Writer<'_>, fee: &FeeLine) {
    let line = &fee.line;
    out.text(&fee.id);
    out.text(&line.code);
    out.decimal(line.qty);
    out.decimal(line.price);
    out.fen(line.amount);
    out.byte(line.class as u8);
    out.option(line.group.as_deref(), Writer::word);
    out.rate(line.first_pay);
    out.option(line.price_limit, |out, limit| out.decimal(limit));
}

/// A line that says its batch; events without any are written as before there were batches.
fn write_line_of_batch(out: &mut Writer<'_>, fee: &FeeLine) {
    out.text(&fee.batch);
    write_line(out, fee);
}

fn read_line_of_batch(from: &mut Reader<'_>) -> Result<FeeLine, Torn> {
    let batch = from.text()?;
    Ok(FeeLine { batch, ..read_line(from)? })
}

fn read_line(from: &mut Reader<'_>) -> Result<FeeLine, Torn> {
    let id = from.text()?;
    Ok(FeeLine {
        id,
        batch: String::new(),
        line: Line {
            code: from.text()?,
            qty: from.decimal()?,
            price: from.decimal()?,
            amount: from.fen()?,
            class: match from.byte()? {
                0 => ItemClass::A,
                1 => ItemClass::B,
                2 => ItemClass::C,
                _ => return from.torn("a class"),
            },
            group: from.option(Reader::word)?.map(str::to_string),
            first_pay: from.rate()?,
            price_limit: from.option(Reader::decimal)?,
        },
    })
}
