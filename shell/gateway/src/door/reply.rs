//! What the door says back: the envelope of an answer, and which HTTP status it stands under.

use super::wire;
use crate::fields::Mistake;
use serde_json::{Map, Value, json};

/// The code of an answer that was done, and of one that was not.
const DONE: i64 = 0;
const NOT_DONE: i64 = -1;
/// The most characters of `err_msg`.
const MESSAGE: usize = 200;

/// What an answer holds if its message was carried out.
const CARRIED_OUT: &[u8] = b"\"infcode\":0";

/// Whether an answer of this door says that its message was carried out; for clients that count.
pub fn carried_out(body: &[u8]) -> bool {
    body.windows(CARRIED_OUT.len()).any(|some| some == CARRIED_OUT)
}

/// An answer as it goes out.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Seconds after which it may be tried again.
    pub retry_after: Option<u32>,
    /// The body, in JSON.
    pub body: Vec<u8>,
}

/// Something that is wrong with a message: a mistake of its fields, or a rule that refuses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// Where, as in `input.feedetail[3].cnt`; empty: in the whole.
    pub(crate) path: String,
    /// A stable code.
    pub(crate) code: String,
    /// What is wrong and what to do, in Chinese.
    pub(crate) zh: String,
    /// The same in English.
    pub(crate) en: String,
}

impl From<Mistake> for Wrong {
    fn from(mistake: Mistake) -> Wrong {
        let Mistake { path, code, zh, en } = mistake;
        Wrong { path, code: code.name().to_string(), zh, en }
    }
}

impl Wrong {
    /// The store could not be read: not the sender's fault.
    pub(crate) fn not_read(error: &str) -> Turned {
        let zh = format!("暂时读不到账簿（{error}）。请稍后重发。");
        let en = format!("the books cannot be read now ({error}); send it again later");
        Wrong::later("not-read", zh, en)
    }

    /// The store did not say that it wrote: neither the sender's fault.
    pub(crate) fn not_kept(error: &str) -> Turned {
        let zh = format!("暂时不能写入（{error}）。请稍后用同一报文重发。");
        let en = format!("it cannot be written now ({error}); send the same message again later");
        Wrong::later("not-kept", zh, en)
    }

    fn later(code: &str, zh: String, en: String) -> Turned {
        let (path, code) = (String::new(), code.to_string());
        Turned::Later(5, Wrong { path, code, zh, en })
    }
}

/// Why there is no output.
#[derive(Debug, Clone)]
pub(crate) enum Turned {
    /// Refused; nothing was written.
    Refused(Vec<Wrong>),
    /// Not now; the same message may be sent again.
    Later(u32, Wrong),
}

impl Turned {
    /// Refused for one reason.
    pub(crate) fn one(path: &str, code: &str, zh: String, en: String) -> Turned {
        let (path, code) = (path.to_string(), code.to_string());
        Turned::Refused(vec![Wrong { path, code, zh, en }])
    }

    /// Whether it was refused for this reason.
    pub(crate) fn is(&self, code: &str) -> bool {
        matches!(self, Turned::Refused(wrong) if wrong.iter().any(|one| one.code == code))
    }
}

impl From<Mistake> for Turned {
    fn from(mistake: Mistake) -> Turned {
        Turned::Refused(vec![mistake.into()])
    }
}

impl From<Vec<Mistake>> for Turned {
    fn from(mistakes: Vec<Mistake>) -> Turned {
        Turned::Refused(mistakes.into_iter().map(Wrong::from).collect())
    }
}

/// When and under which number an answer goes out.
#[derive(Debug, Clone)]
pub(crate) struct Sent<'a> {
    /// The area that answers.
    pub(crate) area: &'a str,
    /// When it came in.
    pub(crate) came: i64,
    /// When it goes out.
    pub(crate) goes: i64,
    /// A number of the door's own.
    pub(crate) serial: u64,
}

impl Sent<'_> {
    fn envelope(&self, code: i64, message: &str, output: Value) -> Map<String, Value> {
        let reference = format!(
            "{:0>6.6}{}{:010}",
            self.area,
            wire::stamp(self.came),
            self.serial % 10_000_000_000
        );
        let message: String = message.chars().take(MESSAGE).collect();
        let envelope = json!({
            "infcode": code,
            "inf_refmsgid": reference,
            "refmsg_time": wire::long_stamp(self.came),
            "respond_time": wire::long_stamp(self.goes),
            "err_msg": message,
            "output": output,
        });
        match envelope {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    /// The answer to a message whose envelope could be read.
    pub(crate) fn reply(&self, outcome: Result<Value, Turned>) -> Reply {
        let (status, retry_after, envelope) = match outcome {
            Ok(output) => (200, None, self.envelope(DONE, "", output)),
            Err(Turned::Refused(mistakes)) => (200, None, self.refused(&mistakes)),
            Err(Turned::Later(seconds, mistake)) => (503, Some(seconds), self.refused(&[mistake])),
        };
        Reply { status, retry_after, body: Value::Object(envelope).to_string().into_bytes() }
    }

    fn refused(&self, mistakes: &[Wrong]) -> Map<String, Value> {
        let said = |mistake: &Wrong| match mistake.path.is_empty() {
            true => format!("[{}] {}", mistake.code, mistake.zh),
            false => format!("[{}] {}：{}", mistake.code, mistake.path, mistake.zh),
        };
        let first = mistakes.first().map(said).unwrap_or_default();
        let errors: Vec<Value> = mistakes
            .iter()
            .map(|mistake| {
                json!({
                    "path": mistake.path,
                    "code": mistake.code,
                    "message": mistake.zh,
                    "message_en": mistake.en,
                })
            })
            .collect();
        self.envelope(NOT_DONE, &first, json!({ "errors": errors }))
    }

    /// The answer to what is no message at all.
    pub(crate) fn unreadable(&self, zh: &str, en: &str) -> Reply {
        let mistake = Wrong {
            path: String::new(),
            code: "unreadable".to_string(),
            zh: zh.to_string(),
            en: en.to_string(),
        };
        let envelope = self.refused(std::slice::from_ref(&mistake));
        Reply {
            status: 400,
            retry_after: None,
            body: Value::Object(envelope).to_string().into_bytes(),
        }
    }
}
