//! The envelope of a message (交易报文): who sends which transaction under which number.

use serde_json::Value;

/// A message whose envelope could be read.
#[derive(Debug, Clone)]
pub(crate) struct Envelope {
    /// Number of the transaction.
    pub(crate) infno: String,
    /// Number of the message at its sender.
    pub(crate) msgid: String,
    /// Code of the institution that sent it.
    pub(crate) sender: String,
    /// Who works there.
    pub(crate) operator: String,
    /// Area where care is given.
    pub(crate) care_area: String,
    /// Area where the person is insured.
    pub(crate) insured_area: Option<String>,
    /// All of it, as it came.
    pub(crate) whole: Value,
}

/// The most bytes of a message.
pub(crate) const MOST: usize = 1 << 20;

/// Why a message is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Not UTF-8.
    Text,
    /// Not JSON, nested too deeply, or cut off.
    Json,
    /// JSON, but no object.
    Object,
    /// Without the number of a transaction.
    Number,
    /// The number in the address is another than that in the envelope.
    OtherNumber,
    /// Too long.
    Long,
}

impl Unreadable {
    /// What to do, in Chinese and English.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Unreadable::Text => (
                "报文不是 UTF-8 编码。请转换编码后重发。",
                "not UTF-8; convert it and send it again",
            ),
            Unreadable::Json => (
                "报文不是完整的 JSON,或嵌套过深。请核对后重发。",
                "not whole JSON, or nested too deeply; check it and send it again",
            ),
            Unreadable::Object => (
                "报文应是一个 JSON 对象。请按接口规范组织报文。",
                "a message is one JSON object; write it as the interface says",
            ),
            Unreadable::Number => (
                "报文没有交易编号 infno。请填写,例如 2207。",
                "no infno; give the number of the transaction, such as 2207",
            ),
            Unreadable::OtherNumber => (
                "地址中的交易编号与报文中的 infno 不同。请改为一致。",
                "the number in the address is not infno in the envelope; make them the same",
            ),
            Unreadable::Long => {
                ("报文超过 1 MiB。请分批上传。", "longer than 1 MiB; send it in parts")
            }
        }
    }
}

/// Reads the envelope of what came under an address.
pub(crate) fn read(path: Option<&str>, body: &[u8]) -> Result<Envelope, Unreadable> {
    if body.len() > MOST {
        return Err(Unreadable::Long);
    }
    let text = std::str::from_utf8(body).map_err(|_| Unreadable::Text)?;
    let value: Value = serde_json::from_str(text).map_err(|_| Unreadable::Json)?;
    if !value.is_object() {
        return Err(Unreadable::Object);
    }
    let text = |name: &str| match value.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    let infno = text("infno").filter(|number| !number.is_empty()).ok_or(Unreadable::Number)?;
    if path.is_some_and(|path| path != infno) {
        return Err(Unreadable::OtherNumber);
    }
    Ok(Envelope {
        msgid: text("msgid").unwrap_or_default(),
        sender: text("fixmedins_code").unwrap_or_default(),
        operator: text("opter").unwrap_or_default(),
        care_area: text("mdtrtarea_admvs").unwrap_or_default(),
        insured_area: text("insuplc_admdvs").filter(|area| !area.is_empty()),
        infno,
        whole: value,
    })
}

impl Envelope {
    /// What is asked.
    pub(crate) fn input(&self) -> &Value {
        self.whole.get("input").unwrap_or(&Value::Null)
    }

    /// The area whose desk is asked: where the person is insured, else where care is given.
    pub(crate) fn area(&self) -> &str {
        self.insured_area.as_deref().unwrap_or(&self.care_area)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_message_is_told_why() {
        let said = |path, body: &str| read(path, body.as_bytes()).map(|e| e.infno);
        assert_eq!(said(None, "{\"infno\": \"2207\"}"), Ok("2207".to_string()));
        assert_eq!(said(Some("2207A"), "{\"infno\": \"2207A\"}"), Ok("2207A".to_string()));
        assert_eq!(said(None, "{\"infno\": 2207}"), Ok("2207".to_string()));
        assert_eq!(said(Some("2208"), "{\"infno\": \"2207\"}"), Err(Unreadable::OtherNumber));
        assert_eq!(said(None, "{\"infno\": \"\"}"), Err(Unreadable::Number));
        assert_eq!(said(None, "[]"), Err(Unreadable::Object));
        assert_eq!(said(None, "{\"infno\": "), Err(Unreadable::Json));
        let deep = "[".repeat(100_000);
        assert_eq!(said(None, &deep), Err(Unreadable::Json));
        assert_eq!(read(None, &[0xFF]).map(|e| e.infno), Err(Unreadable::Text));
        assert_eq!(read(None, &vec![b' '; MOST + 1]).map(|e| e.infno), Err(Unreadable::Long));
    }

    #[test]
    fn the_insured_area_is_asked() {
        let both = "{\"infno\":\"1\",\"mdtrtarea_admvs\":\"1\",\"insuplc_admdvs\":\"2\"}";
        assert_eq!(read(None, both.as_bytes()).map(|e| e.area().to_string()), Ok("2".to_string()));
    }
}
