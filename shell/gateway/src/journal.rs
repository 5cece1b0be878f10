//! A client's own journal of answers (应答日志), as it kept it: JSON lines in names of the national
//! interface, read into what `verify` compares with the books.
//!
//! A last line without an end that does not read was being written when the machine stopped: it is
//! left out and said. Any other line that does not read is an error.

use office::verify::{Amounts, Answered, Said};
use record::Address;
use serde::Deserialize;
use serde_json::Value;
use units::Fen;

/// Transactions that settle.
const SETTLE: &[&str] = &["2207", "2207A", "2304", "2304A"];
/// Transactions that undo or reverse.
const UNDO: &[&str] = &["2208", "2305", "2601"];
/// Others that write: registrations and what becomes of them, fee lines, filings.
const WRITE: &[&str] = &[
    "2201", "2202", "2203", "2203A", "2204", "2205", "2301", "2302", "2401", "2402", "2403",
    "2404", "2405", "2503", "2504", "2505", "2506",
];

/// A line. Fields that are not named here are the client's own.
#[derive(Deserialize)]
struct Line {
    fixmedins_code: String,
    infno: String,
    msgid: String,
    infcode: Option<Value>,
    setl_id: Option<String>,
    medfee_sumamt: Option<Value>,
    fund_pay_sumamt: Option<Value>,
    acct_pay: Option<Value>,
    psn_cash_pay: Option<Value>,
}

/// A journal that was read.
#[derive(Debug, Clone, Default)]
pub struct Journal {
    /// Answers that the books must hold.
    pub answers: Vec<Answered>,
    /// Lines about transactions that write nothing, and about refusals.
    pub others: u64,
    /// The number of a last line that was cut off.
    pub torn: Option<u64>,
}

/// A line that does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}; mend the line, or leave it out")]
pub struct Unread {
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub what: String,
}

/// Reads a journal.
pub fn read(text: &[u8]) -> Result<Journal, Unread> {
    let mut journal = Journal::default();
    for (number, bytes) in (1..).zip(text.split_inclusive(|byte| *byte == b'\n')) {
        let whole = bytes.ends_with(b"\n");
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let line: Line = match serde_json::from_slice(bytes) {
            Ok(line) => line,
            Err(_) if !whole => {
                journal.torn = Some(number);
                break;
            }
            Err(error) => return Err(Unread { line: number, what: error.to_string() }),
        };
        match answered(number, line).map_err(|what| Unread { line: number, what })? {
            Some(answer) => journal.answers.push(answer),
            None => journal.others += 1,
        }
    }
    Ok(journal)
}

fn answered(number: u64, line: Line) -> Result<Option<Answered>, String> {
    let refused = line.infcode.as_ref().is_some_and(|code| word(code) != "0");
    let of = |list: &[&str]| list.contains(&line.infno.as_str());
    let said = match () {
        () if refused => return Ok(None),
        () if of(SETTLE) => Said::Settled,
        () if of(UNDO) => Said::Undone,
        () if of(WRITE) => Said::Written,
        () => return Ok(None),
    };
    let amounts = if said == Said::Settled { amounts(&line)? } else { None };
    let message =
        Address { institution: line.fixmedins_code, number: line.infno, message: line.msgid };
    let bill = line.setl_id.filter(|id| !id.is_empty() && said != Said::Written);
    Ok(Some(Answered { line: number, message, said, bill, amounts }))
}

/// All four amounts, or none.
fn amounts(line: &Line) -> Result<Option<Amounts>, String> {
    let names = ["medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay"];
    let values = [&line.medfee_sumamt, &line.fund_pay_sumamt, &line.acct_pay, &line.psn_cash_pay];
    if values.iter().all(|value| value.is_none()) {
        return Ok(None);
    }
    let mut fen = [Fen::ZERO; 4];
    for ((name, value), place) in names.into_iter().zip(values).zip(&mut fen) {
        let value = value.as_ref().ok_or_else(|| format!("{name} is missing"))?;
        *place = Fen::parse(&word(value)).map_err(|error| format!("{name}: {error}"))?;
    }
    let [total, funds, account, cash] = fen;
    Ok(Some(Amounts { total, funds, account, cash }))
}

/// A text or a number as its text; a number's digits are those that were written.
fn word(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTLED: &str = r#"{"fixmedins_code":"H1","infno":"2207","msgid":"H1001","setl_id":"440700-12","medfee_sumamt":"100.00","fund_pay_sumamt":60.5,"acct_pay":0,"psn_cash_pay":39.5}"#;

    #[test]
    fn answers_are_read_in_our_own_nouns() {
        let undone = SETTLED.replace("2207", "2208");
        let query = SETTLED.replace("2207", "5203");
        let refused = SETTLED.replace("\"setl_id\"", "\"infcode\":-1,\"setl_id\"");
        let text = format!("{SETTLED}\n{undone}\n\n{query}\n{refused}\n{}", &SETTLED[..40]);
        let journal = read(text.as_bytes()).expect("reads");
        assert_eq!((journal.answers.len(), journal.others, journal.torn), (2, 2, Some(6)));
        let amounts = journal.answers[0].amounts.expect("amounts");
        let fen = [amounts.total, amounts.funds, amounts.account, amounts.cash].map(|fen| fen.0);
        assert_eq!(fen, [10_000, 6_050, 0, 3_950]);
        assert_eq!(journal.answers[0].bill.as_deref(), Some("440700-12"));
        let second = &journal.answers[1];
        assert_eq!((second.said, second.amounts, second.line), (Said::Undone, None, 2));
    }

    #[test]
    fn a_line_that_does_not_read_is_named() {
        #[track_caller]
        fn check(text: &str, line: u64, what: &str) {
            let error = read(text.as_bytes()).expect_err("wrong");
            assert_eq!(error.line, line);
            assert!(error.what.contains(what), "{error}");
        }
        check(&format!("{SETTLED}\n{{\n{SETTLED}\n"), 2, "EOF");
        check(&SETTLED.replace("60.5", "60.555"), 1, "fund_pay_sumamt");
        check(&SETTLED.replace(",\"acct_pay\":0", ""), 1, "acct_pay is missing");
        check(&format!("{}\n", SETTLED.replace("\"msgid\"", "\"m\"")), 1, "msgid");
    }
}
