//! Mistakes in a small sound law: each is found where it stands, with what to do.

use super::check_area;
use crate::entry::Finding;
use crate::read::{Text, read_law};

const NATIONAL: &str = include_str!("../../../../law/national/domains.toml");
const FUNDS: &str = include_str!("../../../../law/national/funds.toml");
const SOUND: &str = include_str!("sound.toml");

fn text(folder: &str, path: &str, text: &str) -> Text {
    Text { folder: folder.to_string(), path: path.to_string(), text: text.to_string() }
}

/// What is wrong with a law of one file.
fn findings(law: &str) -> Vec<Finding> {
    let texts = [
        text("national", "national/domains.toml", NATIONAL),
        text("national", "national/funds.toml", FUNDS),
        text("900001", "area.toml", law),
    ];
    let (law, mut findings) = read_law(&texts);
    findings.extend(law.areas.iter().flat_map(|area| check_area(area).findings));
    findings
}

/// One mistake: what of the sound law, what in its place, where it is found, a piece of the sentence.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

/// Sentences of mistakes that are met in several places.
const SEVERAL: [&str; 5] = [
    "every figure has a source",
    "in a circle",
    "belongs an amount",
    "never reached",
    "does not stand above it",
];

/// Each mistake brings one finding, or where several places share it, the first of them.
#[track_caller]
fn found(mistakes: &[Mistake]) {
    let mut wrong = Vec::new();
    for (what, instead, place, piece) in mistakes {
        assert_eq!(SOUND.matches(what).count(), 1, "'{what}' stands once");
        let all = findings(&SOUND.replacen(what, instead, 1));
        let places: Vec<String> = all.iter().map(Finding::to_string).collect();
        let many = SEVERAL.iter().any(|several| piece.contains(several));
        let hit = (many && all.len() > 1 || all.len() == 1)
            && all[0].place.to_string() == format!("area.toml:{place}")
            && all[0].sentence.contains(piece);
        if !hit {
            wrong.push(format!("{instead:?} at {place}: {places:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_sound_law_is_sound() {
    assert_eq!(findings(SOUND), []);
}

const WRITING: &[Mistake] = &[
    ("over-cap = \"cost\"\n", "overcap = \"cost\"\n", "35:1", "unknown key 'overcap'"),
    (
        "applies = [ { care = \"outpatient\" } ]",
        "applies = [ { care = \"outpatiend\" } ]",
        "45:22",
        "allowed here: inpatient",
    ),
    (
        "applies = [ { care = \"outpatient\" } ]",
        "applies = [ { cares = \"outpatient\" } ]",
        "45:23",
        "'cares' is not a fact",
    ),
    ("applies = [ { care = \"outpatient\" } ]", "applies = []", "39:1", "'applies' is empty"),
    ("over-cap = \"cost\"\n", "", "23:1", "say what is over the cap"),
    ("when-exhausted = \"deductible-stands\"\n", "", "23:1", "say when-exhausted"),
    (
        "over-cap = \"cost\"\nwhen-exhausted = \"deductible-stands\"\n",
        "",
        "23:1",
        "; the layer has limits and a deductible",
    ),
    (
        "id = \"relief\"\ntitle = { zh = \"补助\", en = \"Relief\" }\n",
        "",
        "50:1",
        "'id' and 'title' are missing here; add them",
    ),
    (
        "ruling-day = \"discharge\"\ncontinued-deductible = \"once\"\nline-rounding = \"half-up\"\n",
        "",
        "10:1",
        "'ruling-day', 'continued-deductible' and 'line-rounding' are missing",
    ),
    ("zero = false\n", "", "68:1", "'zero' is missing here; add it"),
    ("rate = \"20%\"", "rate = \"20 %\"", "59:31", "is not a rate"),
    ("is = \"40784\"", "is = 40784", "94:6", "must be a figure in quotes"),
    ("read_on = 2026-11-21\n", "", "4:1", "'read_on' is missing here"),
    (
        "[source]\ndocument = \"made-up city\"\narticle = \"made-up\"\nread_on = 2026-11-21\ngrade = \"made-up\"\n\n[[scheme]]",
        "[[scheme]]",
        "4:1",
        "every figure has a source",
    ),
    (
        "[[statistic.income]]\nfrom = 2026-01-01\n",
        "[[statistic.income]]\nfrom = 2026-01-01\nto = 2025-12-31\n",
        "94:6",
        "lies before 'from'",
    ),
    ("fund = \"employee-large-sum\"", "fund = \"large\"", "54:8", "'fund' is one of"),
    (
        "from = 2026-01-01\nclass-order",
        "from = 2026-01-01\nuse = \"x\"\nclass-order",
        "56:1",
        "unknown key 'use'",
    ),
    (
        "mode = \"down\", place = \"piece\"",
        "mode = \"floor\", place = \"piece\"",
        "48:21",
        "'floor' is not known; allowed here: half-up",
    ),
    ("stay = \"2..\"", "stay = \"2...\"", "83:36", "is not an interval"),
    (
        "bucket = \"over-cap:basic\"",
        "bucket = \"over-cap:base\"",
        "58:22",
        "ids here: basic, relief",
    ),
    ("code = \"900001\"", "code = \"9001\"", "1:8", "six digits"),
    ("is = \"80%\"", "is = \"80%\"\nvalue = \"x\"", "86:1", "exactly one start"),
    ("{ times = \"1%\" }", "{ times = \"1%\", add = \"1\" }", "81:58", "either 'times' or 'add'"),
    (
        "article = \"made-up\"\nread_on = 2026-11-21\ngrade = \"made-up\"",
        "article = \"not seen\"\nread_on = 2026-11-21\ngrade = \"official\"",
        "4:1",
        "add 'url'",
    ),
    (
        "code = \"900001\"",
        "code = \"900001\"\nfund = [ { id = \"x\", zh = \"x\", en = \"x\", fund_pay_type = \"a1\" } ]",
        "2:58",
        "in digits, or \"unknown\"",
    ),
    ("[[counter]]", "[[counter]", "68:11", "not TOML"),
];

#[test]
fn mistakes_of_writing_are_found() {
    found(WRITING);
}

const GAPS: &[Mistake] = &[
    ("  { level = \"三级\", is = \"900\" },\n", "", "77:1", "no row of the table matches"),
    ("stay = \"2..\"", "stay = \"3..\"", "77:1", "no row of the table matches"),
    ("stay = \"2..\"", "stay = \"1..\"", "82:3", "never reached"),
    (
        "stay = \"1\", is",
        "stay = \"1..3\", is",
        "82:3",
        "two rows of the table match (area.toml:82:3 and area.toml:83:3)",
    ),
    (
        "{ level = \"三级\", is = \"900\" },",
        "{ level = \"三级\", care = \"inpatient\", is = \"900\" }, { level = \"三级\", care = \"outpatient\", is = \"9\" },",
        "80:53",
        "this row is never reached",
    ),
    ("ceiling = \"95%\"\n", "", "33:31", "the share comes to 101%"),
    (
        "is = \"300\"",
        "is = \"-300\"",
        "31:40",
        "the amount comes to -300.00; give it a floor of \"0\"; the case: insurance employee, care inpatient",
    ),
    ("is = \"300\"", "is = { value = \"deductible\" }", "77:1", "in a circle"),
    (
        "value = \"rate\"",
        "value = \"rates\"",
        "33:31",
        "there is no [[value.rates]]; values here: rate, deductible",
    ),
    ("statistic = \"income\"", "statistic = \"wage\"", "81:24", "statistics here: income"),
    ("is = \"900\"", "is = \"90%\"", "80:24", "here belongs an amount"),
    (
        "steps = [ { times = \"1%\" } ], round = \"half-up\"",
        "steps = [ { times = \"0.001%\" } ]",
        "31:40",
        "add 'round'",
    ),
    (
        "edges = [ \"1000\", \"5000\" ]",
        "edges = [ \"5000\", \"1000\" ]",
        "32:71",
        "edges of the bands fall",
    ),
    (
        "covers = [\"inpatient\", \"outpatient\"]",
        "covers = [\"inpatient\", \"outpatient\", \"chronic\"]",
        "10:1",
        "no layer applies to it",
    ),
    (
        "applies = [ { care = \"outpatient\" } ]",
        "applies = [ { care = [\"outpatient\", \"inpatient\"] } ]",
        "39:1",
        "may both apply to one bill",
    ),
    ("class-order = [\"orphan\"]\n", "", "50:1", "has no 'class-order'"),
    ("fact = \"stay\"", "fact = \"visit\"", "23:1", "no [[counter]] of 'stay'"),
    (
        "layers = [\"stay\", \"visit\", \"relief\"]",
        "layers = [\"relief\", \"stay\", \"visit\"]",
        "58:11",
        "does not stand above it",
    ),
    ("over = \"paid\"", "over = \"pay\"", "23:1", "there is no accumulator 'pay'"),
    (
        "carries-over = [\"paid\"]",
        "carries-over = [\"pay\"]",
        "10:1",
        "there is no accumulator 'pay'",
    ),
    (
        "is = \"40784\"\n",
        "is = \"40784\"\n[[value.spare]]\nfrom = 2026-01-01\nis = \"1\"\n",
        "95:1",
        "[[value.spare]] is used by nothing",
    ),
    (
        "is = \"40784\"\n",
        "is = \"40784\"\n[[statistic.income]]\nfrom = 2026-01-01\nis = \"1\"\n",
        "95:1",
        "two entries of 'income' hold on the same day",
    ),
    (
        "[[value.rate]]\nfrom = 2026-01-01\n",
        "[[value.rate]]\nfrom = 2026-03-01\n",
        "33:31",
        "'rate' has no entry for 2026-01-01",
    ),
    (
        "bucket = \"over-cap:basic\"",
        "bucket = \"first-pay:basic\"",
        "58:11",
        "no layer 'basic' above it has a 'first-pay'",
    ),
    (
        "bucket = \"co-share:*\"",
        "bucket = \"first-pay:*\"",
        "58:42",
        "no layer above it in the scheme has a 'first-pay'",
    ),
    (
        "through = [\"in-scope\"]",
        "not-through = [\"over-cap:relief\"]",
        "58:42",
        "does not stand above",
    ),
    (
        "{ add = \"1%\", per = \"year-of-age\", after = 60 }",
        "{ add = \"0.1%\", per = \"year-of-age\" }, { add = \"0.01%\", per = \"stay\", at-most = 300 }, { add = \"0.01%\", per = \"visit\", at-most = 300 }",
        "23:1",
        "no [[counter]] of 'visit'",
    ),
    (
        "{ add = \"1%\", per = \"year-of-age\", after = 60 }",
        "{ add = \"0.01%\", per = \"year-of-age\" }, { add = \"0.01%\", per = \"disease\", at-most = 300 }, { add = \"0.01%\", per = \"year-enrolled\", at-most = 300 }",
        "23:1",
        "split the layer with 'applies', or cut fewer numbers",
    ),
    (
        "[[value.deductible]]",
        "[[counter]]\nfact = \"stay\"\ninsurance = \"employee\"\nperiod = \"life\"\ncounts = []\nzero = false\nunder-deductible = true\nfrom = 2026-01-01\n\n[[value.deductible]]",
        "77:1",
        "two entries of [[counter]] of 'stay' for employee",
    ),
];

#[test]
fn gaps_and_overlaps_are_found() {
    found(GAPS);
}
