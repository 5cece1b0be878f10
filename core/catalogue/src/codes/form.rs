//! Form: what a code looks like, as characters, length and a loose shape. No check digit is known, and
//! what the parts of a code mean is not read from it: whether it is one, its edition says.

use super::CodeKind;
use units::Words;

/// Why a text has not the form of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A blank inside.
    Blank,
    /// A full-width letter, digit or sign.
    FullWidth(char),
    /// A small letter; only x is written so.
    SmallLetter(char),
    /// A capital X where codes have a small one.
    CapitalX,
    /// A character that no code of the kind has.
    Character(char),
    /// Length or shape.
    Shape,
}

impl Fault {
    /// Whether its characters are wrong, and not only their order or number.
    pub fn is_odd(self) -> bool {
        self != Fault::Shape
    }

    /// What it is.
    pub fn words(self) -> Words {
        let (zh, en) = match self {
            Fault::Blank => ("含空格".to_string(), "has a blank inside".to_string()),
            Fault::FullWidth(c) => {
                (format!("含全角字符“{c}”"), format!("has the full-width character '{c}'"))
            }
            Fault::SmallLetter(c) => {
                (format!("含小写字母“{c}”"), format!("has the small letter '{c}'"))
            }
            Fault::CapitalX => (
                "扩展码应写作小写x".to_string(),
                "has a capital X where codes have a small one".to_string(),
            ),
            Fault::Character(c) => {
                (format!("含编码不用的字符“{c}”"), format!("has '{c}', which no code has"))
            }
            Fault::Shape => (
                "长度或结构不符".to_string(),
                "has a length or shape that no code of this kind has".to_string(),
            ),
        };
        Words { zh, en }
    }
}

/// What is wrong with the form of a code, if anything is.
pub fn fault(kind: CodeKind, code: &str) -> Option<Fault> {
    let odd = code.chars().enumerate().find_map(|(at, c)| character(kind, at, c));
    odd.or_else(|| (!shape(kind, code)).then_some(Fault::Shape))
}

fn character(kind: CodeKind, at: usize, c: char) -> Option<Fault> {
    match c {
        '0'..='9' | '.' | 'x' => None,
        '+' | '*' if kind == CodeKind::Diagnosis => None,
        // The chapter X (transport accidents and the like) begins with it.
        'X' if kind == CodeKind::Diagnosis && at == 0 => None,
        'X' => Some(Fault::CapitalX),
        'A'..='Z' => None,
        'a'..='z' => Some(Fault::SmallLetter(c)),
        c if c.is_whitespace() => Some(Fault::Blank),
        c if half(c) != c => Some(Fault::FullWidth(c)),
        c => Some(Fault::Character(c)),
    }
}

/// A full-width character as what it looks like.
fn half(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '。' => '.',
        _ => c,
    }
}

/// Diagnoses: a letter and two digits, then up to seven characters behind a point; with a
/// manifestation (星号) behind `+` where the cause (剑号) is coded with it. Procedures: two digits, then
/// up to eight characters behind a point.
fn shape(kind: CodeKind, code: &str) -> bool {
    match kind {
        CodeKind::Procedure => procedure(code.as_bytes()),
        CodeKind::Diagnosis => match code.split_once('+') {
            None => diagnosis(code.as_bytes()),
            Some((cause, shown)) => {
                let shown = shown.strip_suffix('*').unwrap_or("");
                diagnosis(cause.as_bytes()) && diagnosis(shown.as_bytes())
            }
        },
    }
}

fn diagnosis(code: &[u8]) -> bool {
    let [letter, one, two, rest @ ..] = code else { return false };
    let category = letter.is_ascii_uppercase() && one.is_ascii_digit() && two.is_ascii_digit();
    category && (rest.is_empty() || behind_point(rest, 7, |byte| byte.is_ascii_digit()))
}

fn procedure(code: &[u8]) -> bool {
    let [one, two, rest @ ..] = code else { return false };
    let part = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_uppercase();
    one.is_ascii_digit() && two.is_ascii_digit() && behind_point(rest, 8, part)
}

/// A point, then characters or x, so many at most, of which the last is no x.
fn behind_point(rest: &[u8], most: usize, part: impl Fn(u8) -> bool) -> bool {
    let [b'.', rest @ ..] = rest else { return false };
    let all = rest.iter().all(|byte| *byte == b'x' || part(*byte));
    all && (1..=most).contains(&rest.len()) && rest.last() != Some(&b'x')
}

/// The code that was probably meant: half-width, without blanks, in capitals but for x.
pub fn repaired(kind: CodeKind, code: &str) -> String {
    let kept = code.chars().filter(|c| !c.is_whitespace()).map(half);
    let written = kept.enumerate().map(|(at, c)| match c {
        'x' | 'X' if at > 0 || kind == CodeKind::Procedure => 'x',
        c => c.to_ascii_uppercase(),
    });
    written.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: CodeKind, code: &str, wanted: Option<Fault>) {
        assert_eq!(fault(kind, code), wanted, "{code}");
    }

    #[test]
    fn forms_of_diagnoses() {
        for code in ["A00", "A00.0", "A00.000", "A00.000x001", "A33.x00", "A35.x00x001", "X59.900"]
        {
            check(CodeKind::Diagnosis, code, None);
        }
        for code in ["A18.501+H32.0*", "A01.002+G01*", "A17.000x005+G01*"] {
            check(CodeKind::Diagnosis, code, None);
        }
        for code in ["", "A0", "A00000", "A00.", "A00.00x", "A00.000x0012", "38.9100", "H32.0*"] {
            check(CodeKind::Diagnosis, code, Some(Fault::Shape));
        }
        for code in ["A18.501+H32.0", "A18.501+", "+H32.0*", "A18.501+H32.0*+G01*"] {
            check(CodeKind::Diagnosis, code, Some(Fault::Shape));
        }
        check(CodeKind::Diagnosis, "a00.000", Some(Fault::SmallLetter('a')));
        check(CodeKind::Diagnosis, "A00.000X001", Some(Fault::CapitalX));
        check(CodeKind::Diagnosis, "A00. 000", Some(Fault::Blank));
        check(CodeKind::Diagnosis, "Ａ00.000", Some(Fault::FullWidth('Ａ')));
        check(CodeKind::Diagnosis, "腹痛", Some(Fault::Character('腹')));
    }

    #[test]
    fn forms_of_procedures() {
        for code in ["00.0100", "00.0200x001", "01.6x00", "03.1x00x001", "17.91100", "17.912A0"] {
            check(CodeKind::Procedure, code, None);
        }
        check(CodeKind::Procedure, "86.700x0013", None);
        for code in ["", "3", "A00.000", "00", "00.", "0.0100", "00.0100x"] {
            check(CodeKind::Procedure, code, Some(Fault::Shape));
        }
        check(CodeKind::Procedure, "00.0200X001", Some(Fault::CapitalX));
        check(CodeKind::Procedure, "00.01+00", Some(Fault::Character('+')));
    }

    #[test]
    fn what_was_meant() {
        let meant = |code| repaired(CodeKind::Diagnosis, code);
        assert_eq!(meant("ａ00。000Ｘ001"), "A00.000x001");
        assert_eq!(meant(" x59. 900 "), "X59.900");
        assert_eq!(repaired(CodeKind::Procedure, "01.6X00"), "01.6x00");
    }
}
