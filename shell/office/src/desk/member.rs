//! One member of a batch: a repeat is answered again, a clash is named, a reversed message is
//! refused; everything else is an act.

use super::run::Decided;
use super::sitting::Sitting;
use super::{Answer, Ask, COUNTER, Message, Request, refused};
use crate::{
    cancel_visit, check_claim, correct, describe_visit, discharge, import_filings, import_persons,
    make_filing, pre_settle, record_lines, register_visit, reverse, revoke_filing, settle_batch,
    settle_claim, settle_mid_stay, settle_visit, undo, undo_discharge, withdraw_lines,
};
use ledger::chain::Digest;
use record::{Event, Key};
use seal::Sm3;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// One member: a repeat is answered again, a clash is named, everything else is decided. None if
/// the program failed on it.
pub(super) fn member(sitting: &mut Sitting<'_>, request: &Request) -> Option<Decided> {
    let key = request.message.as_ref().map(key_of);
    if let (Some(message), Some(key)) = (&request.message, &key)
        && let Some(decided) = repeated(sitting, message, key)
    {
        return Some(decided);
    }
    let sender = request.message.as_ref().map(|message| &message.address.institution);
    sitting.sender = sender.filter(|sender| *sender != COUNTER).cloned();
    catch_unwind(AssertUnwindSafe(|| act(sitting, &request.ask, key))).ok()
}

fn act(sitting: &mut Sitting<'_>, ask: &Ask, key: Option<Key>) -> Decided {
    match ask {
        Ask::RegisterVisit(ask) => register_visit::register_visit(sitting, ask, key),
        Ask::DescribeVisit(ask) => describe_visit::describe_visit(sitting, ask, key),
        Ask::CancelVisit(ask) => cancel_visit::cancel_visit(sitting, ask, key),
        Ask::Discharge(ask) => discharge::discharge(sitting, ask, key),
        Ask::UndoDischarge(ask) => undo_discharge::undo_discharge(sitting, ask, key),
        Ask::RecordLines(ask) => record_lines::record_lines(sitting, ask, key),
        Ask::WithdrawLines(ask) => withdraw_lines::withdraw_lines(sitting, ask, key),
        Ask::PreSettle(ask) => pre_settle::pre_settle(sitting, ask),
        Ask::Settle(ask) => settle_visit::settle_visit(sitting, ask, key),
        Ask::SettleBatch(ask) => settle_batch::settle_batch(sitting, ask, key),
        Ask::SettleMidStay(ask) => settle_mid_stay::settle_mid_stay(sitting, ask, key),
        Ask::SettleClaim(ask) => settle_claim::settle_claim(sitting, ask, key),
        Ask::CheckClaim(ask) => check_claim::check_claim(sitting, ask),
        Ask::Undo(ask) => undo::undo(sitting, ask, key),
        Ask::Reverse(ask) => reverse::reverse(sitting, ask, key),
        Ask::Correct(ask) => correct::correct(sitting, ask, key),
        Ask::MakeFiling(ask) => make_filing::make_filing(sitting, ask, key),
        Ask::RevokeFiling(ask) => revoke_filing::revoke_filing(sitting, ask, key),
        Ask::EnterPersons(rows) => import_persons::enter_persons(sitting, rows),
        Ask::EnterFilings(rows) => import_filings::enter_filings(sitting, rows),
    }
}

/// The key under which a message is remembered.
fn key_of(message: &Message) -> Key {
    let mut parts: Vec<&[u8]> = Vec::with_capacity(message.input.len() * 4);
    for (name, value) in &message.input {
        parts.extend([name.as_bytes(), b"\x1f".as_slice(), value.as_bytes(), b"\x1e"]);
    }
    let digest = Sm3::digest(&parts);
    let mut print = [0; 16];
    print.copy_from_slice(&digest[..16]);
    let fields = message.input.iter().map(|(name, value)| (name.clone(), short(value)));
    Key { address: message.address.clone(), print, fields: fields.collect() }
}

/// A short digest (FNV-1a, folded): enough to say which field differs, once the whole differs.
fn short(value: &str) -> u16 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for byte in value.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    (hash ^ hash >> 16 ^ hash >> 32 ^ hash >> 48) as u16
}

/// What a message that came before is told.
fn repeated(sitting: &Sitting<'_>, message: &Message, key: &Key) -> Option<Decided> {
    let seq = sitting.find(&message.address)?;
    // Any other event that its key leads to is the tombstone of the message.
    let own =
        |event: &&Arc<Event>| event.key.as_ref().is_some_and(|key| key.address == message.address);
    let Some(event) = sitting.event(seq).filter(own) else {
        return Some(Err(refused(
            "reversed-before",
            "本报文到达之前已被冲正,不再办理。如仍需办理,请用新的报文标识重新发送。".to_string(),
            "this message was reversed before it came and is not carried out; send it anew under another id if it is still wanted"
                .to_string(),
        )));
    };
    let first = event.key.as_ref()?;
    if first.print == key.print {
        return Some(Ok(Answer::Again(event.clone())));
    }
    let field = clash(first, key);
    Some(Err(refused(
        "clash",
        format!("报文标识已用于另一内容(字段 {field} 不同)。请核对后换一个报文标识。"),
        format!(
            "this message id was used for another input (field {field} differs); check it and use another id"
        ),
    )))
}

/// The first field in which two inputs differ.
fn clash(first: &Key, now: &Key) -> String {
    let differs = |(name, print): &&(String, u16)| {
        first.fields.iter().find(|(other, _)| other == name).is_none_or(|(_, p)| p != print)
    };
    let gone = |(name, _): &&(String, u16)| now.fields.iter().all(|(other, _)| other != name);
    let field = now.fields.iter().find(differs).or_else(|| first.fields.iter().find(gone));
    field.map_or_else(|| "?".to_string(), |(name, _)| name.clone())
}
