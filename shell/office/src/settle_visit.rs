//! Settle a visit (结算): the open lines are decided by the law of their day on what has been
//! counted, posted, and the visit is ended.

use crate::again;
use crate::desk::{Answer, Needs, PersonState, Refused, Sitting, account_keys, period_of};
use crate::discharge::within_stay;
use crate::postings::{claim, settlement};
use crate::record_lines::open_visit;
use crate::refuse::refused;
use crate::register_visit::no_cover;
use record::event::{Billed, Scope, VisitOpened};
use record::{
    About, AccKey, Accumulators, Bill as Decided, Cost, Deed, Entry, Filing, FilingKind, Key,
    PersonFile, Settled, Split, Step, Verdict, VisitFile, bill_id, bill_seq,
};
use units::{BillId, Day, Fen};

/// A bill to be settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The visit.
    pub visit: u64,
    /// Id of the person, to be compared.
    pub person: Option<String>,
    /// Number of the settlement at the institution.
    pub batch: String,
    /// Last day; none: that of the discharge, where there was one and this ends the visit, else the
    /// first.
    pub to: Option<Day>,
    /// Day of settlement; none: the last day.
    pub settled: Option<Day>,
    /// Whether the personal account may pay.
    pub use_account: bool,
    /// What the institution says the lines come to, to be compared.
    pub total: Option<Fen>,
    /// How the institution says they divide, to be compared.
    pub split: Option<Parts>,
    /// The insurance that the institution names, to be compared.
    pub insurance: Option<String>,
}

/// How a bill divides by what an institution found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// Outside the catalogue (全自费).
    pub own_pay: Fen,
    /// Over price limits (超限价).
    pub over_limit: Fen,
    /// To be borne first (先行自付).
    pub first_pay: Fen,
    /// In scope (符合政策范围).
    pub in_scope: Fen,
}

pub(crate) fn needs(ask: &Bill, needs: &mut Needs) {
    needs.visits.insert(ask.visit);
}

/// Settles and ends the visit.
pub(crate) fn settle_visit(
    sitting: &mut Sitting<'_>,
    ask: &Bill,
    key: Option<Key>,
) -> Result<Answer, Refused> {
    let billed = decide(sitting, ask, Scope::Rest)?;
    Ok(Answer::New(sitting.add(key, Deed::Bill(Box::new(billed)))))
}

/// Decides the open lines of a visit as the next event would; writes nothing.
pub(crate) fn decide(sitting: &Sitting<'_>, ask: &Bill, scope: Scope) -> Result<Billed, Refused> {
    decide_at(sitting, ask, scope, None)
}

/// The same at a place in the order in which the person's bills count: on the sums of what counts
/// before it.
pub(crate) fn decide_at(
    sitting: &Sitting<'_>,
    ask: &Bill,
    scope: Scope,
    place: Option<u64>,
) -> Result<Billed, Refused> {
    decided(sitting, ask, (scope, place), false).map(|(billed, _)| billed)
}

/// The same with what the engine said of it, in steps where they are wanted.
pub(crate) fn decided(
    sitting: &Sitting<'_>,
    ask: &Bill,
    (scope, place): (Scope, Option<u64>),
    explain: bool,
) -> Result<(Billed, Vec<Step>), Refused> {
    let file = sitting.visit(ask.visit, ask.person.as_deref())?;
    open_visit(file)?;
    may_settle(file, ask, scope)?;
    let left = file.left().filter(|_| scope == Scope::Rest).map(|left| left.last);
    let to = ask.to.or(left).unwrap_or(file.opened.from);
    within_stay(file, scope, to)?;
    let settled = ask.settled.unwrap_or(to);
    let state = sitting.person(file.opened.person)?;
    let [current, history] = state.account();
    let engine = &sitting.room.rules.engine;
    let account = [current, history];
    let person = match place {
        Some(_) => again::person(engine, (&state.file, &state.file), to, account),
        None => state.file.on(to, current, history),
    };
    let Some(person) = person else { return Err(no_cover(to)) };
    same_insurance(ask.insurance.as_deref(), &person.insurance, to)?;
    let before = place.map(|place| counted_before(sitting, file.opened.person, state, place));
    let counted = before.as_ref().unwrap_or(&state.counted);
    let seq = sitting.next_seq();
    let continues = file.last_mid_stay().filter(|_| scope != Scope::Batch).map(|bill| bill.seq);
    let id = |seq| BillId(bill_id(sitting.area(), seq));
    let bill = Decided {
        id: id(seq),
        care: file.about.care.clone(),
        from: file.opened.from,
        to,
        settled: Some(settled),
        continues: continues.map(id),
        condition: file.about.condition.clone(),
        use_account: ask.use_account,
        institution: file.opened.place.clone(),
        filing: Some(filing(&file.opened, &file.about, &state.file)),
        cost: Cost::Lines(file.due_lines(scope, &ask.batch)),
    };
    let mut settled_bill = match engine.decide(&person, &bill, counted, explain).verdict {
        Verdict::Settled(settled) => *settled,
        Verdict::Refused(refusal) | Verdict::Gap(refusal) => return Err(refusal),
    };
    let steps = std::mem::take(&mut settled_bill.steps);
    same_parts(ask.split.as_ref(), &settled_bill.split)?;
    let chain_before = sitting.chain_of(file.opened.person);
    let entries = match file.opened.claim.is_some() {
        true => claim(&bill.care, &settled_bill.layers),
        false => settlement(&bill.care, &settled_bill.layers, &settled_bill.person),
    };
    let entries = entries.map_err(|e| {
        refused("unposted", format!("记账不平,没有写入({e})。请通知运行人员。"), e.to_string())
    })?;
    let posted = (settled_bill, entries);
    let billed = billed(sitting.area(), ask, &bill, posted, scope, (account, chain_before));
    Ok((Billed { continues, law: sitting.room.law, ..billed }, steps))
}

/// What has been counted by the bills before a place: all that was counted, without what the bills
/// that stand behind it counted. The account stays as it is: its money is there or is not.
fn counted_before(
    sitting: &Sitting<'_>,
    person: u64,
    state: &PersonState,
    place: u64,
) -> Accumulators {
    let own = sitting.visits.values().filter(|file| file.opened.person == person);
    let later = own.flat_map(|file| file.live().filter(move |bill| file.place(bill) > place));
    let mut counted = state.counted.clone();
    for billed in later.filter_map(|bill| bill.billed()) {
        again::counted(&billed.deltas).for_each(|(key, delta)| counted.add(key, -delta));
    }
    if let Some(chain) = chain_before(sitting, person, place) {
        counted.chain = chain.map(|seq| bill_id(sitting.area(), seq));
    }
    counted
}

/// The referral chain that was open at a place, if a bill that stands behind it opened the one that
/// is open now: the one before that, and so on back to what was opened before the place.
pub(crate) fn chain_before(sitting: &Sitting<'_>, person: u64, place: u64) -> Option<Option<u64>> {
    let behind = |chain: u64| {
        let mut own = sitting.visits.values().filter(|file| file.opened.person == person);
        let (file, bill) = own.find_map(|file| Some((file, file.bill(chain)?)))?;
        (file.place(bill) > place).then_some(bill)
    };
    let now = sitting.chain_of(person)?;
    behind(now).filter(|bill| bill.live)?;
    let mut chain = Some(now);
    while let Some(bill) = chain.and_then(behind) {
        let before = bill.billed().and_then(|billed| billed.chain_before);
        chain = before.filter(|before| *before < bill.seq);
    }
    Some(chain)
}

fn may_settle(file: &VisitFile, ask: &Bill, scope: Scope) -> Result<(), Refused> {
    let same = |bill: &&record::VisitBill| bill.billed().is_some_and(|b| b.batch == ask.batch);
    if let Some(bill) = file.live().find(same) {
        return Err(refused(
            "settled-before",
            format!("收费批次 {} 已结算(结算 {})。请勿重复结算。", ask.batch, bill.seq),
            format!("batch {} was settled before (settlement {})", ask.batch, bill.seq),
        ));
    }
    if file.due(scope, &ask.batch).next().is_none() {
        return Err(no_lines(file, ask, scope));
    }
    let sum = file.due_sum(scope, &ask.batch);
    match ask.total {
        Some(total) if total != sum => Err(refused(
            "total-differs",
            format!("总金额 {total} 与已上传明细合计 {sum} 不符。请核对明细。"),
            format!("the total {total} is not what the lines come to, {sum}"),
        )),
        _ => Ok(()),
    }
}

/// That the person is insured as the institution says.
pub(crate) fn same_insurance(theirs: Option<&str>, ours: &str, day: Day) -> Result<(), Refused> {
    match theirs {
        Some(theirs) if theirs != ours => Err(refused(
            "other-insurance",
            format!("{day} 参保险种是 {ours},报文写的是 {theirs}。请用 1101 核对险种。"),
            format!("on {day} the insurance is {ours}, the message says {theirs}; ask 1101 for it"),
        )),
        _ => Ok(()),
    }
}

/// That the institution divides a bill as it is decided; else both figures are named.
fn same_parts(theirs: Option<&Parts>, ours: &Split) -> Result<(), Refused> {
    let Some(theirs) = theirs else { return Ok(()) };
    let parts = [
        ("全自费金额", "own pay", theirs.own_pay, ours.own_pay),
        ("超限价自费", "over the limit", theirs.over_limit, ours.over_limit),
        ("先行自付金额", "first pay", theirs.first_pay, ours.first_pay),
        ("符合政策范围金额", "in scope", theirs.in_scope, ours.in_scope),
    ];
    let Some((zh, en, theirs, ours)) = parts.into_iter().find(|(_, _, a, b)| a != b) else {
        return Ok(());
    };
    Err(refused(
        "split-differs",
        format!("{zh}:机构计算 {theirs},中心计算 {ours},两者不符,没有结算。请核对目录和明细。"),
        format!(
            "{en}: the institution says {theirs}, it is {ours} here; nothing was settled, check catalogue and lines"
        ),
    ))
}

fn no_lines(file: &VisitFile, ask: &Bill, scope: Scope) -> Refused {
    let (zh, en) = match scope {
        Scope::Batch => (format!("收费批次 {} ", ask.batch), format!(" of batch {}", ask.batch)),
        Scope::Rest | Scope::MidStay => (String::new(), String::new()),
    };
    refused(
        "no-lines",
        format!("就诊 {} {zh}没有待结算的明细。请先上传费用明细。", file.seq),
        format!("visit {} has no lines{en} to settle; record its lines first", file.seq),
    )
}

/// Referral or filing: what the institution stated, else what was filed for the first day. A
/// referral may name its institution; a filing for care away from home says nothing at home.
pub(crate) fn filing(opened: &VisitOpened, about: &About, person: &PersonFile) -> String {
    let away = opened.place.place.as_deref() != Some("home");
    let referred = |filing: &Filing| ["", &opened.institution].contains(&filing.value.as_str());
    let filed = |kind| person.filed(kind, opened.from);
    match &about.filing {
        Some(stated) => stated.clone(),
        None if filed(FilingKind::Referral).any(referred) => "referred".to_string(),
        None if away && filed(FilingKind::Away).next().is_some() => "filed".to_string(),
        None => "none".to_string(),
    }
}

/// A decision as the event that is written.
fn billed(
    area: &str,
    ask: &Bill,
    bill: &Decided,
    (settled, entries): (Settled, Vec<Entry>),
    scope: Scope,
    (held, chain_before): ([Fen; 2], Option<u64>),
) -> Billed {
    let kept = |sums: Vec<(AccKey, i64)>| -> Vec<(AccKey, i64)> {
        sums.into_iter().filter(|(key, _)| period_of(key).is_some()).collect()
    };
    let (mut seen, mut deltas) = (kept(settled.seen), kept(settled.deltas));
    let account = settled.person.account;
    let [current, history] = account_keys();
    for (key, held) in [current.clone(), history.clone()].into_iter().zip(held) {
        if held != Fen::ZERO {
            seen.push((key, held.0));
        }
    }
    for (key, used) in [(current, account.current), (history, account.history)] {
        if used != Fen::ZERO {
            deltas.push((key, -used.0));
        }
    }
    Billed {
        visit: ask.visit,
        scope,
        batch: ask.batch.clone(),
        to: bill.to,
        settled: bill.settled.unwrap_or(bill.to),
        use_account: ask.use_account,
        continues: None,
        corrects: None,
        law: 0,
        ruling_day: settled.ruling_day,
        split: settled.split,
        layers: settled.layers,
        person: settled.person,
        seen,
        deltas,
        chain_before,
        chain: settled.chain.as_deref().and_then(|id| bill_seq(area, id)),
        entries,
    }
}
