//! Words that belong to one room alone: SQL, wire names, figures of a regulation, and words that belong to none.

use crate::source::{Source, is_word, words};

/// Starts of the national field names, and whole names without such a start.
const WIRE_STARTS: &[&str] = &[
    "psn_",
    "mdtrt_",
    "medfee_",
    "setl_",
    "hifp_",
    "hifmi_",
    "hifob_",
    "hifes_",
    "maf_",
    "insuplc_",
    "fixmedins_",
    "chrg_",
    "chrgitm_",
    "feedetl_",
    "fulamt_",
    "overlmt_",
    "preselfpay_",
    "inscp_",
];
const WIRE_NAMES: &[&str] = &[
    "insutype",
    "certno",
    "infno",
    "infcode",
    "oinfno",
    "omsgid",
    "hosp_lv",
    "med_type",
    "med_list_codg",
    "acct_pay",
    "inf_time",
];

/// `Fen(…)` and `Rate(…)` that may stand in code: where, the figure, and why it is no policy.
const FIGURES: &[(&str, &str, &str)] = &[
    ("core/units/src/fen.rs", "1_000_000_000_000", "the most that a sum of money may be"),
    ("core/units/src/rate.rs", "1_000_000", "the whole, in millionths"),
    ("core/law/src/check/layers.rs", "12_345_600", "a trial bill of the check"),
];

/// Whole numbers of 100 and more that may stand in rooms that decide.
const NUMBERS: &[(&str, &str, &str)] = &[
    ("core/benefit/src/bind.rs", "130", "nobody is older"),
    ("core/law/src/points.rs", "4_000_000", "the most cases of one table"),
    ("core/benefit/src/compile.rs", "20_000", "the most slots of one scheme"),
    ("core/benefit/src/layer.rs", "1_000_000", "the whole, in millionths"),
    ("core/benefit/src/pieces.rs", "1_000_000", "the whole, in millionths"),
    ("core/benefit/src/params.rs", "1_000_000", "a draw that names no share takes the whole"),
    ("core/payment/src/drg/defaults.rs", "1499", "what a word of the tables says: under 1500 g"),
    ("core/payment/src/drg/defaults.rs", "1500", "the same; a scheme may say otherwise"),
    ("core/payment/src/drg/defaults.rs", "1999", "the same"),
    ("core/payment/src/drg/defaults.rs", "2000", "the same"),
    ("core/payment/src/drg/defaults.rs", "2499", "the same"),
    ("core/payment/src/drg/defaults.rs", "2500", "the same"),
];

/// Rooms that decide: a figure there would be policy.
const DECIDING: &[&str] = &[
    "core/benefit/",
    "core/financing/",
    "core/payment/",
    "core/supervision/",
    "core/supply/",
    "core/service/",
];

/// Sentences that name a figure: where, a piece of the sentence, and why it is no policy.
const SENTENCES: &[(&str, &str, &str)] = &[
    ("core/units/src/lib.rs", "write a percentage such as", "shows how a rate is written"),
    ("core/law/src/read/expr.rs", "must be a figure in quotes", "shows how a value is written"),
    ("core/law/src/read/expr.rs", "or a rate such as", "shows how a rate is written"),
    ("core/law/src/check/values.rs", "a rate such as", "shows how a rate is written"),
    ("shell/web/src/table/xlsx.rs", "0.0%", "the form of a share in a workbook"),
];

/// Controls of benchmarks write one city's policy by hand; their results are compared with law's.
fn is_control(path: &str) -> bool {
    path.contains("/bench/") || path.ends_with("/bench.rs")
}

/// SQL outside `store`.
pub(crate) fn sql(source: &Source) -> Vec<String> {
    if source.path.starts_with("shell/store/") || source.path.starts_with("tests/") {
        return Vec::new();
    }
    let statement = |text: &&(usize, String)| is_sql(&text.1);
    let sentence = |(line, _): &(usize, String)| {
        format!(
            "{}:{line}: SQL outside shell/store; put the statement into the store's registry and call it",
            source.path
        )
    };
    source.strings.iter().filter(statement).map(sentence).collect()
}

fn is_sql(text: &str) -> bool {
    let has = |text: &str, word: &str| words(text, word).next().is_some();
    let both = |one: &str, other: &str| has(text, one) && has(text, other);
    let text = text.replace("\\n", "\n");
    let text = text.trim_start();
    let low = text.to_lowercase();
    let starts = |one: &str, other: &str| low.starts_with(one) && has(&low, other);
    both("SELECT", "FROM")
        || both("UPDATE", "SET")
        || ["INSERT INTO", "DELETE FROM", "CREATE TABLE"].iter().any(|word| has(text, word))
        || text.starts_with("SELECT ")
        || starts("select ", "from")
        || starts("update ", "set")
        || ["insert into ", "delete from ", "create table "].iter().any(|s| low.starts_with(s))
}

/// National field names outside `gateway`; comments count too.
pub(crate) fn wire(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if source.path.starts_with("shell/gateway/") || source.path.starts_with("tests/") {
        return found;
    }
    for (at, line) in source.text.lines().enumerate() {
        for word in line.split(|c| !is_word(c)) {
            let start = WIRE_STARTS.iter().any(|s| word.starts_with(s));
            if start || WIRE_NAMES.contains(&word) {
                found.push(format!(
                    "{}:{}: '{word}' is a name of the national interface; use our own noun here, translate in shell/gateway",
                    source.path,
                    at + 1
                ));
            }
        }
    }
    found
}

/// The digits at the start of a text.
fn digits(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '_');
    &text[..end.unwrap_or(text.len())]
}

fn listed(list: &[(&str, &str, &str)], path: &str, what: &str) -> bool {
    list.iter().any(|(at, figure, _)| *at == path && *figure == what)
}

/// Figures of money and rates written into code, and numbers in rooms that decide.
pub(crate) fn figures(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if is_control(&source.path) {
        return found;
    }
    let path = source.path.as_str();
    let mut say = |line: usize, what: &str| {
        found.push(format!(
            "{path}:{line}: {what} is a figure in Rust; figures of a regulation stand in law/ with their document. If it is none, list it with its reason in tests/tidy/words.rs"
        ));
    };
    for (line, code) in source.lines() {
        for name in ["Fen", "Rate"] {
            for at in words(code, name) {
                let rest = code[at + name.len()..].replace(' ', "");
                if rest.starts_with("::parse(\"\"") {
                    say(line, &format!("{name}::parse of a literal"));
                }
                let Some(rest) = rest.strip_prefix('(') else { continue };
                let figure = digits(rest.trim_start_matches('-'));
                if figure.chars().any(|c| c != '0' && c != '_') && !listed(FIGURES, path, figure) {
                    say(line, &format!("{name}({figure})"));
                }
            }
        }
        if DECIDING.iter().any(|room| path.starts_with(room)) {
            for number in numbers(code) {
                let value = number.replace('_', "").parse().unwrap_or(i128::MAX);
                if value >= 100 && !listed(NUMBERS, path, number) {
                    say(line, number);
                }
            }
        }
    }
    found
}

/// Whole numbers in a line of code, names with digits left out.
fn numbers(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut before = ' ';
    for (at, c) in code.char_indices() {
        if c.is_ascii_digit() && !is_word(before) && before != '.' {
            found.push(digits(&code[at..]));
        }
        before = c;
    }
    found
}

/// Sentences in code that name a rate or a sum: "83%", "900元".
pub(crate) fn sentences(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    for (line, text) in source.literals() {
        let allowed = SENTENCES.iter().any(|(at, piece, _)| {
            let here = *at == source.path;
            here && text.contains(piece)
        });
        if allowed || is_control(&source.path) {
            continue;
        }
        for figure in named_figures(text) {
            found.push(format!(
                "{}:{line}: a string names the figure {figure}; print what law says instead. If it only shows how a figure is written, list it in tests/tidy/words.rs",
                source.path
            ));
        }
    }
    found
}

/// Figures before a percent sign or a yuan; 0 % and 100 % are bounds, not policy.
fn named_figures(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, sign) in text.char_indices().filter(|(_, c)| "%％元".contains(*c)) {
        let before = text[..at].trim_end_matches([' ', '\u{a0}']);
        let number = |c: char| c.is_ascii_digit() || "._,".contains(c);
        let start = before.trim_end_matches(number).len();
        let figure = &before[start..];
        let bound = sign != '元' && (figure == "0" || figure == "100");
        if figure.contains(|c: char| c.is_ascii_digit()) && !bound {
            found.push(format!("{figure}{sign}"));
        }
    }
    found
}

/// Entries of the lists above that allow nothing any more.
pub(crate) fn idle(sources: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    let text = |path: &str| sources.iter().find(|s| s.path == path).map(|s| s.text.as_str());
    for (path, what, _) in FIGURES.iter().chain(NUMBERS).chain(SENTENCES) {
        if !text(path).is_some_and(|text| text.contains(what)) {
            found.push(format!(
                "tests/tidy/words.rs: {path} no longer says '{what}'; take the entry out"
            ));
        }
    }
    found
}

/// What nobody may leave behind: unfinished code, and paths of one machine.
pub(crate) fn leftovers(path: &str, text: &str) -> Vec<String> {
    // Put together here, so that this file does not hold what it looks for.
    let mut marks = vec![format!("FIX{}", "ME"), "X".repeat(3)];
    if path.ends_with(".rs") {
        marks.extend(["todo", "unimplemented", "dbg"].map(|word| format!("{word}!(")));
    }
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let marked = marks.iter().find(|mark| {
            words(line, mark.trim_end_matches("!(")).any(|at| line[at..].starts_with(mark.as_str()))
        });
        if let Some(mark) = marked {
            found.push(format!(
                "{path}:{}: '{mark}' was left behind; finish it, or open an issue",
                at + 1
            ));
        }
        if let Some(folder) = machine_path(line) {
            found.push(format!(
                "{path}:{}: a path of one machine ({folder}); name it from the top of the tree, or let the caller give it",
                at + 1
            ));
        }
    }
    found
}

/// A path that starts in a folder which only some machines have.
fn machine_path(line: &str) -> Option<String> {
    for top in ["work", "farm", "root", "home", "Users", "mnt"] {
        let folder = format!("/{top}/");
        for (at, _) in line.match_indices(&folder) {
            let before = line[..at].chars().next_back().unwrap_or(' ');
            let after = line[at + folder.len()..].chars().next().unwrap_or(' ');
            let starts = before.is_whitespace() || "\"'`(=:<[".contains(before);
            if starts && (is_word(after) || after == '.') {
                return Some(folder);
            }
        }
    }
    None
}

fn source(path: &str, text: &str) -> Source {
    Source::new(path, text)
}

#[test]
fn sql_is_found_outside_the_store() {
    #[track_caller]
    fn check(text: &str, count: usize) {
        let code = format!("const A: &str = {text:?};");
        assert_eq!(sql(&source("shell/office/src/a.rs", &code)).len(), count, "{text}");
        assert_eq!(sql(&source("shell/store/src/a.rs", &code)).len(), 0);
    }
    check("SELECT id FROM bill", 1);
    check("\n  insert into bill values ($1)", 1);
    check("WITH a AS (SELECT 1) UPDATE b SET c = 1", 1);
    check("create table bill (id BIGINT)", 1);
    check("DELETE FROM bill", 1);
    check("select an area, or one area folder", 0);
    check("UPDATED every year", 0);
    check("<select name=\"area\">", 0);
}

#[test]
fn wire_names_are_found_outside_the_gateway() {
    let text = "struct A { psn_no: String }\n// insutype\nfn b() { \"medfee_sumamt\"; }\nlet oops_psn_ = 1;";
    assert_eq!(wire(&source("shell/web/src/a.rs", text)).len(), 3);
    assert_eq!(wire(&source("shell/gateway/src/a.rs", text)).len(), 0);
}

#[test]
fn figures_in_code_are_found() {
    #[track_caller]
    fn check(path: &str, code: &str, count: usize) {
        let found = figures(&source(path, code));
        assert_eq!(found.len(), count, "{found:?}");
    }
    check("core/law/src/a.rs", "let a = Fen(90_000);", 1);
    check("core/law/src/a.rs", "let a = units::Rate( -5 );", 1);
    check("shell/web/src/a.rs", "let a = Fen::parse(\"900\");", 1);
    check("core/law/src/a.rs", "let a = Fen(0); let b = Fen(sum); // Fen(900)", 0);
    check("core/law/src/a.rs", "#[cfg(test)]\nmod tests { const A: Fen = Fen(9); }", 0);
    check("core/benefit/src/a.rs", "const DEDUCTIBLE: i64 = 90_000;", 1);
    check("core/benefit/src/a.rs", "const SMALL: i64 = 64; let a1000 = x.100;", 0);
    check("core/units/src/a.rs", "const MILLION: i64 = 1_000_000;", 0);
    check("core/units/src/fen.rs", "const MOST: Fen = Fen(1_000_000_000_000);", 0);
    check("shell/cli/src/bench/a.rs", "const A: Fen = Fen(90_000);", 0);
}

#[test]
fn figures_in_sentences_are_found() {
    #[track_caller]
    fn check(text: &str, count: usize) {
        let code = format!("const A: &str = {text:?}; // 83%");
        assert_eq!(sentences(&source("shell/web/src/a.rs", &code)).len(), count, "{text}");
    }
    check("the fund pays 83%", 1);
    check("超过 1,500 元的部分", 1);
    check("between 0 and 100 %", 0);
    check("{rate}% of {sum}元", 0);
}

#[test]
fn an_idle_permission_is_found() {
    assert_eq!(idle(&[]).len(), FIGURES.len() + NUMBERS.len() + SENTENCES.len());
}

#[test]
fn leftovers_are_found() {
    #[track_caller]
    fn check(text: &str, count: usize) {
        assert_eq!(leftovers("core/x/src/a.rs", text).len(), count, "{text}");
    }
    check(&format!("fn a() {{ {}!() }}", "todo"), 1);
    check(&format!("// FIX{}: later", "ME"), 1);
    check(&format!("let a = {}!(b);", "dbg"), 1);
    check(&format!("see `/{}/notes.md`", "work"), 1);
    check(&format!("cd \"/{}/x\"", "home"), 1);
    check("https://example.org/home/page.html", 0);
    check("homework/law and /home/", 0);
}
