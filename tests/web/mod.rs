//! The pages as tests see them: the app on the shipped law, and what the office settles beside it.

use office::drg_schemes::DrgSchemes;
use office::law_book::{LawBook, LawSource};
use office::settle::{SettleInput, SettleOutput, parse, settle};
use std::path::Path;
use std::sync::LazyLock;
use web::App;

/// The shipped law, ready.
pub(crate) static BOOK: LazyLock<LawBook> = LazyLock::new(|| {
    let mut book = LawBook::open(&LawSource::Embedded).expect("the shipped law reads");
    book.make_ready().expect("the shipped law is ready");
    book
});

/// The pages on the shipped law and the published examples.
pub(crate) static APP: LazyLock<App> = LazyLock::new(|| {
    let examples = office::examples::examples().expect("the published examples are ready");
    let app = App::new(BOOK.clone(), examples);
    app.give_schemes(DrgSchemes::open(Path::new(SCHEMES)));
    app
});

/// The made-up grouping schemes, with cases.
pub(crate) const SCHEMES: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../shell/cli/src/demo/schemes");

/// An employee's stay at home: what the browser types, as a request.
pub(crate) const STAY: &str = r#"{
    "person": { "insurance": "employee", "status": "retired", "born": "1958-05-01" },
    "bills": [ {
        "id": "1", "care": "inpatient", "from": "2026-03-01", "to": "2026-03-09",
        "condition": "none",
        "institution": {
            "level": "二级", "rank": "city", "kind": "hospital", "place": "home",
            "designated": true
        },
        "filing": "none",
        "totals": { "total": "31234.56", "own_pay": "1200.00", "first_pay": "800.50" }
    } ]
}"#;

/// The same as fields of the form.
pub(crate) const STAY_QUERY: &str = "area=440700&insurance=employee&status=retired\
    &born=1958-05-01&care=inpatient&condition=none&from=2026-03-01&to=2026-03-09\
    &level=%E4%BA%8C%E7%BA%A7&rank=city&kind=hospital&place=home&designated=true&filing=none\
    &total=31234.56&own_pay=1200.00&first_pay=800.50";

/// What the office makes of a request in Jiangmen.
pub(crate) fn settled(request: &str) -> SettleOutput {
    let input: SettleInput = parse(request).expect("a request");
    settle(&BOOK, "440700", &input).expect("it is settled")
}

/// An amount as pages show it.
pub(crate) fn shown(amount: &str) -> String {
    let (yuan, fen) = amount.split_once('.').expect("two decimals");
    let mut out = String::new();
    for (at, digit) in yuan.chars().enumerate() {
        if at > 0 && (yuan.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{out}.{fen}")
}
