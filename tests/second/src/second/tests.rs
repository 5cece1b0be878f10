//! Published examples (算例) decided the second way; the figures are read from their cases by eye.

use super::*;
use law::Text;
use record::{Account, Cost, Institution, ItemClass, Line, Totals};
use std::path::Path;
use units::{Decimal, Rate};

fn texts(folder: &Path, name: &str, into: &mut Vec<Text>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|e| e == "toml") {
            into.push(Text {
                folder: name.to_string(),
                path: path.display().to_string(),
                text: std::fs::read_to_string(&path).expect("a text"),
            });
        }
    }
}

fn example(id: &str) -> Area {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut all = Vec::new();
    texts(&root.join("law/national"), "national", &mut all);
    texts(&root.join("tests/examples").join(id), id, &mut all);
    let (mut law, findings) = law::read_law(&all);
    assert_eq!(findings, []);
    law.areas.remove(0)
}

fn person(insurance: &str, status: &str) -> Person {
    Person {
        insurance: insurance.to_string(),
        status: Some(status.to_string()),
        ..Person::default()
    }
}

fn bill(care: &str, day: &str, level: Option<&str>, total: i64) -> Bill {
    let day = Day::parse(day).expect("a day");
    Bill {
        id: BillId::from("1"),
        care: care.to_string(),
        from: day,
        to: day,
        settled: None,
        continues: None,
        condition: None,
        use_account: false,
        institution: Institution {
            level: level.map(str::to_string),
            kind: Some("hospital".to_string()),
            designated: true,
            ..Institution::default()
        },
        filing: None,
        cost: Cost::Totals(Totals { total: Fen(total), ..Totals::default() }),
    }
}

fn settled(area: &Area, person: &Person, bills: &[Bill]) -> Settled {
    let (mut outcomes, _) = settle(area, person, bills, &Accumulators::default());
    match outcomes.pop().expect("an outcome").verdict {
        Verdict::Settled(settled) => *settled,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(settled: &Settled, layers: &[(&str, i64, i64)], person: i64) {
    let got: Vec<(&str, i64, i64)> =
        settled.layers.iter().map(|l| (l.id.as_str(), l.paid.0, l.deductible.0)).collect();
    assert_eq!(got, layers);
    assert_eq!(settled.person.total, Fen(person));
}

#[test]
fn nb_03_one_stay() {
    let mut one = bill("inpatient", "2023-06-10", Some("三级"), 2_200_000);
    one.cost = Cost::Totals(Totals {
        total: Fen(2_200_000),
        own_pay: Fen(150_000),
        first_pay: Fen(50_000),
        ..Totals::default()
    });
    let area = example("nb-03");
    let got = settled(&area, &person("resident", "adult"), &[one.clone()]);
    check(&got, &[("basic", 1_316_000, 120_000)], 884_000);
    assert_eq!(got.split.in_scope, Fen(2_000_000));
    let deltas: Vec<String> = got.deltas.iter().map(|(k, d)| format!("{k} {d}")).collect();
    let want = ["inpatient.deductible@2023 120000", "inpatient.paid@2023 1316000"];
    assert_eq!(deltas, want);
    // The level matters: without it the bill is a gap, outside the window too, and a level that
    // is not listed is refused.
    let verdict = |bill: Bill| {
        let bills = [bill];
        let person = person("resident", "adult");
        settle(&area, &person, &bills, &Accumulators::default()).0.remove(0).verdict
    };
    let mut other = one.clone();
    other.institution.level = None;
    assert!(matches!(verdict(other.clone()), Verdict::Gap(_)));
    other.institution.level = Some("四级".to_string());
    assert!(matches!(verdict(other), Verdict::Refused(_)));
    let mut late = one;
    late.to = Day::parse("2024-01-01").expect("a day");
    assert!(matches!(verdict(late), Verdict::Gap(_)));
}

#[test]
fn cq_yb_01_basic_then_aid_then_second_aid() {
    let mut one = bill("inpatient", "2023-06-15", Some("二级"), 5_200_000);
    one.cost =
        Cost::Totals(Totals { total: Fen(5_200_000), own_pay: Fen(200_000), ..Totals::default() });
    let mut edge = person("resident", "adult");
    edge.tier = Some("first".to_string());
    edge.classes = vec!["minimum-living-edge".to_string()];
    let got = settled(&example("cq-yb-01"), &edge, &[one]);
    let want = [
        ("basic", 3_479_000, 30_000),
        ("assistance", 1_064_700, 0),
        ("second-aid", 93_780, 300_000),
    ];
    check(&got, &want, 562_520);
}

#[test]
fn hb_db_06_bands_over_the_year() {
    let area = example("hb-db-06");
    let one = bill("inpatient", "2024-06-20", None, 15_000_000);
    let adult = person("resident", "adult");
    let got = settled(&area, &adult, std::slice::from_ref(&one));
    check(&got, &[("catastrophic", 9_380_000, 1_200_000)], 5_620_000);
    // The same burden in two bills: the second continues on the axis where the first stopped.
    let mut first = bill("inpatient", "2024-03-01", None, 5_000_000);
    first.id = BillId::from("0");
    let mut second = one;
    second.cost = bill("inpatient", "2024-06-20", None, 10_000_000).cost;
    let got = settled(&area, &adult, &[first, second]);
    check(&got, &[("catastrophic", 7_000_000, 0)], 3_000_000);
}

#[test]
fn qy_07_over_cap_as_cost() {
    let one = bill("inpatient", "2023-07-20", None, 30_000_000);
    let got = settled(&example("qy-07"), &person("employee", "active"), &[one]);
    let want = [
        ("basic", 6_500_000, 120_000),
        ("large-sum", 21_600_286, 0),
        ("catastrophic", 205_628, 1_437_000),
    ];
    check(&got, &want, 1_694_086);
    assert_eq!(got.layers[0].over_cap, Fen(22_737_143));
}

#[test]
fn old_77_first_pay_by_group() {
    let mut one = bill("inpatient", "2012-03-12", Some("三级"), 2_000_000);
    let group = |id: &str, fen: i64| (id.to_string(), Fen(fen));
    one.cost = Cost::Totals(Totals {
        total: Fen(2_000_000),
        own_pay: Fen(170_000),
        groups: vec![group("A", 1_570_000), group("B", 200_000), group("relaxed", 60_000)],
        ..Totals::default()
    });
    let got = settled(&example("old-77"), &person("employee", "active"), &[one]);
    check(&got, &[("basic", 1_472_320, 80_000)], 527_680);
    assert_eq!(got.layers[0].first_pay, Fen(38_000));
}

#[test]
fn zj_113_the_account_pays_what_is_left() {
    let mut one = bill("outpatient", "2023-06-01", Some("一级"), 800_000);
    one.institution.kind = Some("community".to_string());
    one.use_account = true;
    let mut zhang = person("employee", "active");
    zhang.account = Account { current: Fen(102_000), history: Fen(0) };
    let area = example("zj-113");
    let got = settled(&area, &zhang, &[one.clone()]);
    check(&got, &[("basic", 648_000, 80_000)], 152_000);
    assert_eq!(got.person.account.current, Fen(102_000));
    assert_eq!(got.person.cash, Fen(50_000));
    // The balance is used: of a second bill all that is left is cash.
    let mut second = one.clone();
    second.id = BillId::from("2");
    second.cost = bill("outpatient", "2023-06-01", None, 100_000).cost;
    let got = settled(&area, &zhang, &[one, second]);
    check(&got, &[("basic", 90_000, 0)], 10_000);
    assert_eq!(got.person.cash, Fen(10_000));
}

#[test]
fn lines_are_split_before_the_layers() {
    let decimal = |text: &str| Decimal::parse(text).expect("a number");
    let line = |class, price_limit: Option<&str>, first_pay| Line {
        code: "x".to_string(),
        qty: decimal("3"),
        price: decimal("100"),
        amount: Fen(30_000),
        class,
        group: None,
        first_pay: Rate(first_pay),
        price_limit: price_limit.map(decimal),
    };
    let mut one = bill("inpatient", "2023-06-10", Some("三级"), 0);
    one.cost = Cost::Lines(vec![
        line(ItemClass::A, None, 0),
        line(ItemClass::B, Some("80.005"), 100_000),
        line(ItemClass::C, Some("80"), 100_000),
    ]);
    let got = settled(&example("nb-03"), &person("resident", "adult"), &[one]);
    // 3 × 80.005 = 240.015, half up 240.02; a tenth of it, 24.00, is first-pay.
    let want = Split {
        total: Fen(90_000),
        own_pay: Fen(30_000),
        over_limit: Fen(5_998),
        first_pay: Fen(2_400),
        in_scope: Fen(51_602),
    };
    assert_eq!(got.split, want);
    check(&got, &[("basic", 0, 51_602)], 90_000);
}
