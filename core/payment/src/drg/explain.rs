//! Explain: which single change of a case would have moved it to another group.

use super::case::{Case, Codes};
use super::group::{Outcome, Scratch};
use super::scheme::Scheme;
use units::Words;

/// A single change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Move {
    /// A secondary diagnosis is left out.
    DropDiagnosis,
    /// A secondary diagnosis changes places with the main one.
    MakeMain,
    /// A procedure is left out.
    DropProcedure,
    /// A procedure changes places with the first.
    MakeFirst,
}

/// A change that moves the case, and where to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'s> {
    /// What is changed.
    pub what: Move,
    /// The position of the code, from 0.
    pub position: usize,
    /// The code.
    pub code: String,
    /// What becomes of the case then.
    pub outcome: Outcome<'s>,
}

impl Change<'_> {
    /// The change as a sentence.
    pub fn words(&self) -> Words {
        let (code, to) = (&self.code, self.outcome.drg);
        let (zh, en) = match self.what {
            Move::DropDiagnosis => (format!("去掉诊断{code}"), format!("without diagnosis {code}")),
            Move::MakeMain => {
                (format!("以{code}为主要诊断"), format!("with {code} as the main diagnosis"))
            }
            Move::DropProcedure => (format!("去掉手术{code}"), format!("without procedure {code}")),
            Move::MakeFirst => {
                (format!("以{code}为主要手术"), format!("with {code} as the first procedure"))
            }
        };
        let status = self.outcome.status;
        match self.outcome.reason {
            None => Words {
                zh: format!("{zh},则入组{to}。"),
                en: format!("{en} the group would be {to}"),
            },
            Some(_) => Words {
                zh: format!("{zh},则{}。", status.zh()),
                en: format!("{en} the case would be {}", status.en()),
            },
        }
    }
}

/// Tries every single change and tells those that move the case: diagnoses first, by position.
pub fn explain<'s>(scheme: &'s Scheme, case: &Case, scratch: &mut Scratch) -> Vec<Change<'s>> {
    let (dx, op) = (case.diagnoses.all(), case.procedures.all());
    let now = scheme.group(case, scratch);
    let mut found = Vec::new();
    let mut tried = |what: Move, position: usize, code: &str, outcome: Outcome<'s>| {
        if (outcome.status, outcome.drg) != (now.status, now.drg) {
            found.push(Change { what, position, code: code.to_string(), outcome });
        }
    };
    for at in 1..dx.len() {
        for what in [Move::DropDiagnosis, Move::MakeMain] {
            let changed = change(&dx, what, at);
            let case = Case { diagnoses: Codes::Each(&changed), ..*case };
            tried(what, at, dx[at], scheme.group(&case, scratch));
        }
    }
    for at in 0..op.len() {
        for what in [Move::DropProcedure, Move::MakeFirst] {
            if at == 0 && what == Move::MakeFirst {
                continue;
            }
            let changed = change(&op, what, at);
            let case = Case { procedures: Codes::Each(&changed), ..*case };
            tried(what, at, op[at], scheme.group(&case, scratch));
        }
    }
    found
}

/// Codes with one change.
fn change<'a>(codes: &[&'a str], what: Move, at: usize) -> Vec<&'a str> {
    let mut codes = codes.to_vec();
    match what {
        Move::DropDiagnosis | Move::DropProcedure => {
            codes.remove(at);
        }
        Move::MakeMain | Move::MakeFirst => codes.swap(0, at),
    }
    codes
}
