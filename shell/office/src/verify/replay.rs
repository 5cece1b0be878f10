//! A bill decided again by the law it was decided by: every amount must come out as it stands.

use super::laws::Kept;
use super::person::{Insured, Keyring, pot, row_of};
use super::place::Behind;
use super::stay::Stay;
use benefit::Engine;
use law::{ClassGained, Fact};
use record::event::Billed;
use record::{AccKey, Account, Bill, Cost, Settled, Verdict, bill_id};
use units::{BillId, Day, Fen};

/// What is known when a bill is decided: the person, the visit, keys, and for a correction what stands
/// behind its place.
pub(super) type Known<'k> = (&'k Insured, &'k Stay, &'k Keyring, Option<&'k Behind>);

/// What differs, in a sentence; none if nothing does.
pub(super) fn bill(
    area: &str,
    kept: &Kept,
    (insured, stay, ring, behind): Known<'_>,
    (seq, billed): (u64, &Billed),
) -> Option<String> {
    let engine = kept.engine.as_ref()?;
    let mut counted = insured.counted(area, ring);
    if let Some(behind) = behind {
        counted = behind.before(area, counted);
    }
    let Some(mut person) = insured.on(billed.to, &counted) else {
        return Some(format!("there was no cover on {}; no bill should be", billed.to));
    };
    if behind.is_some() && readjudicates(engine, &person.insurance, billed.to) {
        person.classes.extend(insured.gained(billed.to));
    }
    let (opened, about) = (&stay.opened, &stay.about);
    let id = |seq| BillId(bill_id(area, seq));
    let again = Bill {
        id: id(seq),
        care: about.care.clone(),
        from: opened.from,
        to: billed.to,
        settled: Some(billed.settled),
        continues: stay.continued(billed.scope).map(id),
        condition: about.condition.clone(),
        use_account: billed.use_account,
        institution: opened.place.clone(),
        filing: Some(insured.referral(opened, about.filing.as_ref())),
        cost: Cost::Lines(stay.open(billed)),
    };
    let found = match engine.decide(&person, &again, &counted, false).verdict {
        Verdict::Settled(settled) => {
            differences(area, insured, (stay, behind), billed, (person.account, *settled))
        }
        Verdict::Refused(refusal) | Verdict::Gap(refusal) => {
            vec![format!("it was settled; the law says: {}", refusal.sentence.en)]
        }
    };
    if found.is_empty() {
        return None;
    }
    let more = found.len().saturating_sub(4);
    let mut sentence = found.into_iter().take(4).collect::<Vec<_>>().join("; ");
    if more > 0 {
        sentence.push_str(&format!("; and {more} more"));
    }
    if kept.version != benefit::VERSION {
        sentence.push_str(&format!(
            " (decided by engine version {}, checked by version {})",
            kept.version,
            benefit::VERSION
        ));
    }
    Some(sentence)
}

/// Whether a class gained in mid-year holds for a correction of an earlier bill of that year.
fn readjudicates(engine: &Engine, insurance: &str, day: Day) -> bool {
    let area = engine.area();
    let Some(code) = area.domains.code(Fact::Insurance, insurance) else { return false };
    let scheme = area.scheme(code, day);
    scheme.is_some_and(|scheme| scheme.body.class_gained == ClassGained::Readjudicate)
}

/// Collects what is not as it should be.
struct Compared(Vec<String>);

impl Compared {
    fn same<T: PartialEq + std::fmt::Display>(&mut self, name: &str, found: T, should: T) {
        if found != should {
            self.0.push(format!("{name} {found} was found, {should} should be"));
        }
    }

    fn seqs(&mut self, name: &str, found: Option<u64>, should: Option<u64>) {
        let word = |seq: Option<u64>| seq.map_or_else(|| "none".to_string(), |s| s.to_string());
        if found != should {
            self.same(name, word(found), word(should));
        }
    }

    fn sums(&mut self, name: &str, found: &[(AccKey, i64)], mut should: Vec<(AccKey, i64)>) {
        if found == should {
            return;
        }
        let mut found = found.to_vec();
        found.sort();
        should.sort();
        let lacks = |list: &[(AccKey, i64)], key: &AccKey, sum: i64| {
            !list.iter().any(|(known, other)| known == key && *other == sum)
        };
        let wrong = found.iter().filter(|(key, sum)| lacks(&should, key, *sum));
        let wrong: Vec<String> = wrong.map(|(key, sum)| format!("{key} {sum}")).collect();
        let missing = should.iter().filter(|(key, sum)| lacks(&found, key, *sum));
        let missing: Vec<String> = missing.map(|(key, sum)| format!("{key} {sum}")).collect();
        let word =
            |list: Vec<String>| if list.is_empty() { "none".into() } else { list.join(", ") };
        if found != should {
            self.same(name, word(wrong), word(missing));
        }
    }
}

/// The pots of a personal account.
const POTS: [&str; 2] = ["current", "history"];

fn differences(
    area: &str,
    insured: &Insured,
    (stay, behind): (&Stay, Option<&Behind>),
    found: &Billed,
    (held, mut should): (Account, Settled),
) -> Vec<String> {
    let mut all = Compared(Vec::new());
    all.same("the ruling day", found.ruling_day, should.ruling_day);
    let (a, b) = (&found.split, &should.split);
    all.same("total", a.total, b.total);
    all.same("own pay", a.own_pay, b.own_pay);
    all.same("over price limits", a.over_limit, b.over_limit);
    all.same("first pay", a.first_pay, b.first_pay);
    all.same("in scope", a.in_scope, b.in_scope);
    layers(&mut all, found, &should);
    all.same("the person's share", found.person.total, should.person.total);
    let (a, b) = (found.person.account, should.person.account);
    all.same("from this year's account", a.current, b.current);
    all.same("from earlier years' account", a.history, b.history);
    all.same("in cash", found.person.cash, should.person.cash);
    should.seen.retain(|(key, _)| row_of(key).is_some());
    // What was in the account; bills written before it was kept with them do not say.
    let says = found.seen.iter().any(|(key, _)| key.name.starts_with("account."));
    for (name, held) in POTS
        .into_iter()
        .zip([held.current, held.history])
        .filter(|(_, held)| says && *held != Fen::ZERO)
    {
        should.seen.push((pot(name), held.0));
    }
    all.sums("counted before:", &found.seen, should.seen);
    should.deltas.retain(|(key, _)| row_of(key).is_some());
    for (name, used) in POTS.into_iter().zip([b.current, b.history]) {
        if used != Fen::ZERO {
            should.deltas.push((pot(name), -used.0));
        }
    }
    all.sums("counts", &found.deltas, should.deltas);
    all.seqs("continues", found.continues, stay.continued(found.scope));
    all.seqs("the chain before", found.chain_before, insured.chain);
    let chain = should.chain.and_then(|id| record::bill_seq(area, &id));
    // A chain that a bill behind the place opened goes on, whatever the correction would do to it.
    let goes_on = behind.is_some_and(|behind| behind.opened(insured.chain));
    all.seqs("the chain after", found.chain, if goes_on { insured.chain } else { chain });
    all.0
}

fn layers(all: &mut Compared, found: &Billed, should: &Settled) {
    all.same("layers", found.layers.len(), should.layers.len());
    for (a, b) in found.layers.iter().zip(&should.layers) {
        if a == b {
            continue;
        }
        all.same("layer", &a.id, &b.id);
        let name = |part: &str| format!("{part} of {}", b.id);
        all.same(&name("name"), &a.name, &b.name);
        all.same(&name("fund"), a.fund.as_str(), b.fund.as_str());
        all.same(&name("base"), a.base, b.base);
        all.same(&name("deductible"), a.deductible, b.deductible);
        all.same(&name("first pay"), a.first_pay, b.first_pay);
        all.same(&name("over limits"), a.over_cap, b.over_cap);
        all.same(&name("paid"), a.paid, b.paid);
    }
}
