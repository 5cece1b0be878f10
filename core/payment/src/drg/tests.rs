//! Tests of grouping on a small scheme of our own.

use super::*;
use std::collections::BTreeSet;

/// A made-up scheme: files with their lines.
const FILES: &[(&str, &str)] = &[
    (
        "mdc_dx.csv",
        "mdc,icd10\nB,D1\nB,D2\nB,D3\nB,D9\nC,D4\nC,D2\nP,P1\nP,D5\nY,V1\nZ,T1\nM,G1\nN,G1\nN,G2\n",
    ),
    (
        "adrg_dx.csv",
        "adrg,list,icd10\nBB1,zd,D1\nBR1,zd,D1\nBR1,zd,D9\nBS1,zd,D2\nCR1,zd,D4\nCR1,zd,D2\nPR1,zd,P1\nYR1,zd,V1\n\
         NA1,zd,G1\nMR1,zd,G1\nBL1,zd,D3\nBL1,zd1,S1\n",
    ),
    (
        "adrg_op.csv",
        "adrg,list,icd9cm3\nAA1,ss,10\nBB1,ss,20\nBC1,ss,21\nBC1,ss1,22\nBD1,ss,23\nNA1,class1,31\nNA1,class2,32\nNA1,class3,33\n",
    ),
    (
        "adrg_mdc_rule_order.csv",
        "node,kind,text\nAA1,rule,主手术匹配\nBB1,rule,主诊断匹配、主手术匹配\nBC1,rule,双手术匹配\nBD1,rule,任一手术匹配\n\
         BL1,rule,主诊断匹配、其他诊断匹配\nBR1,rule,主诊断匹配\nBS1,rule,主诊断匹配\nCR1,rule,主诊断匹配\n\
         PR1,rule,主诊断匹配、新生儿\nPS1,rule,体重小于1500克、新生儿\nPV1,rule,\nYR1,rule,主诊断匹配\nZZ1,rule,无手术\n\
         NA1,rule,主诊断匹配、NA1特殊规则、多手术处理\nMR1,rule,主诊断匹配\n\
         MDCA,order,AA1\nMDCB,order,BB1 BC1 BD1 BL1 BR1 BS1\nMDCC,order,CR1\nMDCP,order,PR1 PS1 PV1\nMDCY,order,YR1\n\
         MDCZ,order,ZZ1\nMDCM,order,MR1\nMDCN,order,NA1\nMDCA,rule,存在手术\n",
    ),
    ("MCC.dat", "S1 1\nS3 2\n"),
    ("CC.dat", "S2 1\nS3 3\n"),
    ("CCE.dat", "D1 1\nD4 2\nS1 9\nS2 9\nS3 9\nD2 3\n"),
    (
        "DRG.dat",
        "AA19 transplant\nBB11 a\nBB13 b\nBB15 c\nBC19 d\nBD19 e\nBL19 e\nBR11 f\nBR13 g\nBR15 h\nBS19 i\nCR11 j\nCR15 k\nPR19 l\n\
         PS19 m\nPV19 n\nYR19 o\nZZ19 p\nNA19 q\nMR19 r\n",
    ),
    ("SS_VALID.dat", "10 a\n20 b\n21 c\n22 d\n23 e\n31 f\n40 g\n"),
    ("mdcz_trauma_sites.csv", "site,icd10\n头,T1\n胸,T2\n头,T3\n"),
];

fn tables() -> Tables {
    FILES.iter().fold(Tables::new(), |tables, (name, text)| tables.with(name, text))
}

/// The tables with more lines in one of them.
fn and(name: &str, more: &str) -> Tables {
    let tables = tables();
    let text = tables.text(name).unwrap_or("").to_string() + more;
    tables.with(name, &text)
}

const CASE: Case = Case {
    sex: 1,
    age: 40,
    days: None,
    weight: None,
    stay: Some(5),
    leaving: "1",
    diagnoses: Codes::Joined(""),
    procedures: Codes::Joined(""),
};

fn case<'a>(dx: &'a str, op: &'a str) -> Case<'a> {
    Case { diagnoses: Codes::Joined(dx), procedures: Codes::Joined(op), ..CASE }
}

/// The group of a case, or the code of the reason why it has none.
#[track_caller]
fn check(settings: &Settings, tables: &Tables, case: Case, want: &str) {
    let scheme = Scheme::read(settings, tables).expect("a good scheme");
    let mut scratch = Scratch::default();
    let (outcome, steps) = scheme.why(&case, &mut scratch);
    let got =
        if outcome.drg == "0000" { outcome.reason.map_or("", Reason::code) } else { outcome.drg };
    let told: Vec<String> = steps.iter().map(|step| tell(&scheme, &case, *step).en).collect();
    assert_eq!(got, want, "{case:?}\n{}", told.join("\n"));
    assert_eq!(scheme.group(&case, &mut scratch), outcome, "{case:?}");
    assert!(told.iter().all(|sentence| !sentence.is_empty()));
}

#[track_caller]
fn plain(dx: &str, op: &str, want: &str) {
    check(&Settings::default(), &tables(), case(dx, op), want);
}

fn word(name: &str, means: Meaning) -> Word {
    Word { name: name.to_string(), means }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| text.to_string()).collect()
}

#[test]
fn mdcs_are_tried_in_order_and_left_when_nothing_fits() {
    plain("D1", "", "BR15");
    plain("D4", "10", "AA19");
    plain("D4", "40", "CR15");
    plain("V1", "", "YR19");
    plain("D2", "", "BS19");
    plain("T1|T2", "", "ZZ19");
    plain("T1|T3", "", "no-mdc");
    plain("T1|T2", "40", "no-adrg");
    plain("G1", "", "MR19");
    check(&Settings::default(), &tables(), Case { sex: 2, ..case("G1", "") }, "no-adrg");
    plain("?", "", "no-mdc");
    plain("", "", "no-main-diagnosis");
    plain("|D1", "", "no-main-diagnosis");
}

#[test]
fn every_kind_of_match_holds_where_it_should() {
    plain("D1", "20", "BB15");
    plain("D1", "40|20", "BR15");
    plain("D2", "20", "BS19");
    plain("D2", "22|21", "BC19");
    plain("D2", "21|21", "BS19");
    plain("D2", "40|23", "BD19");
    plain("D3|S2|S1", "", "BL19");
    plain("D3|S2", "", "no-adrg");
    let woman = |op| Case { sex: 2, ..case("G1", op) };
    let check = |op, want| check(&Settings::default(), &tables(), woman(op), want);
    check("31", "NA19");
    check("40|31", "NA19");
    check("32|33", "NA19");
    check("32", "no-adrg");
    check("33|33", "no-adrg");
}

#[test]
fn infants_go_by_days_and_weight() {
    #[track_caller]
    fn infant(days: Option<u32>, weight: Option<u32>, want: &str) {
        let dx = if want == "PR19" { "P1" } else { "D5" };
        let case = Case { age: 0, days, weight, ..case(dx, "") };
        check(&Settings::default(), &tables(), case, want);
    }
    infant(Some(28), None, "PR19");
    infant(Some(28), Some(1_499), "PS19");
    infant(Some(28), Some(1_500), "PV19");
    infant(Some(29), Some(900), "PV19");
    infant(None, Some(900), "PV19");
    plain("P1", "", "no-mdc");
}

#[test]
fn complications_count_unless_excluded() {
    plain("D9", "", "BR15");
    plain("D9|S2", "", "BR13");
    plain("D9|S2|S1", "", "BR11");
    // D1 is in exclusion table 1, as S1 and S2 are.
    plain("D1|S1|S2", "", "BR15");
    // S3 is MCC by table 2 and CC by table 3; D4 is in table 2, and CR1 has no group for CC.
    plain("D1|S3", "", "BR11");
    plain("D4|S3", "", "CR15");
    plain("D4|S1", "", "CR11");
    plain("S1|D1", "", "no-mdc");
}

#[test]
fn ambiguous_cases_are_told_where_settings_say() {
    let on = |mode: QyMode, on: &[&str], off: &[&str]| Settings {
        qy: Qy { on: texts(on), off: texts(off), mode, ..Qy::default() },
        ..Settings::default()
    };
    let check = |settings: &Settings, op: &str, want: &str| {
        check(settings, &tables(), case("D1", op), want);
    };
    check(&on(QyMode::Any, &["B"], &[]), "40", "BQY");
    check(&on(QyMode::Any, &["B"], &[]), "50|40", "BQY");
    check(&on(QyMode::First, &["B"], &[]), "50|40", "BR15");
    check(&on(QyMode::First, &["B"], &[]), "40", "BQY");
    check(&on(QyMode::Any, &["B"], &[]), "20", "BB15");
    check(&on(QyMode::Any, &["B"], &[]), "50", "BR15");
    check(&on(QyMode::Any, &["C"], &[]), "40", "BR15");
    check(&on(QyMode::Any, &["*"], &[]), "40", "AQY");
    check(&on(QyMode::Any, &["*"], &["A"]), "40", "BQY");
    let mut mixed = on(QyMode::Any, &["*"], &["A"]);
    mixed.qy.modes.insert("B".to_string(), QyMode::First);
    check(&mixed, "50|40", "BR15");
}

#[test]
fn ambiguous_cases_are_told_where_tables_name_them() {
    let settings = Settings::default();
    let rules = "adrg_mdc_rule_order.csv";
    let text = tables().text(rules).unwrap_or("").to_string();
    let order = text.lines().find(|line| line.starts_with("MDCB,order,")).expect("an order");
    for name in ["QY", "BQY"] {
        let named = text.replace(order, &format!("{order} {name}")) + "BQY,rule,歧义\n";
        let named = tables().with(rules, &named);
        check(&settings, &named, case("D1", "40"), "BQY");
        check(&settings, &named, case("D1", "20"), "BB15");
        assert!(super::check(&settings, &named).iter().all(|f| f.severity != Severity::Error));
    }
    let grouped = and("DRG.dat", "BQY 歧义病案\n");
    check(&settings, &grouped, case("D1", "40"), "BQY");
    assert!(super::check(&settings, &grouped).iter().all(|f| f.severity != Severity::Error));
    let first = Settings { qy: Qy { mode: QyMode::First, ..Qy::default() }, ..settings };
    check(&first, &grouped, case("D1", "50|40"), "BR15");
}

#[test]
fn another_edition_is_data() {
    let mut settings = Settings::default();
    settings.words.extend([
        word("先期操作", Meaning::ProcedureOneOf { of: Position::First, codes: texts(&["96"]) }),
        word("P07", Meaning::DiagnosisStarts { of: Of::Any, with: texts(&["P07."]) }),
        word("新生儿", Meaning::Days(Range::to(27))),
    ]);
    settings.enter.insert("A".to_string(), "存在手术或先期操作".to_string());
    settings.enter.insert("P".to_string(), "主诊断匹配、婴儿或P07、婴儿".to_string());
    settings.enter.insert("Y".to_string(), "某一诊断匹配".to_string());
    let tables = and("adrg_op.csv", "AA1,ss,96\n");
    let infant = |dx| Case { age: 0, days: Some(28), ..case(dx, "") };
    check(&settings, &tables, case("D1", "96"), "AA19");
    check(&settings, &tables, infant("P1"), "PV19");
    check(&settings, &tables, infant("D1|P07.222"), "PV19");
    check(&settings, &tables, infant("D1|P08"), "BR15");
    check(&settings, &tables, case("D1|P07.222", ""), "BR15");
    check(&settings, &tables, case("D1|V1", ""), "BR15");
    let rules = and("adrg_mdc_rule_order.csv", "YR1,rule,某一诊断匹配\n");
    check(&settings, &rules, case("D1|V1", ""), "YR19");
}

#[test]
fn local_groups_are_data() {
    let mut settings = Settings::default();
    let split = |suffix: &str, leaving: &[&str], age: Range, stay: Range| Split {
        suffix: suffix.to_string(),
        complication: Complication::Any,
        leaving: texts(leaving),
        age,
        stay,
    };
    let open = Range::default();
    settings.splits.insert(0, split("7", &["2", "5"], open, open));
    settings.splits.insert(1, split("H", &[], Range::from(70), open));
    settings.splits.insert(2, split("S", &[], open, Range::to(1)));
    let tables = and("DRG.dat", "BR17 died\nBS1H old\nBS1S short\n");
    check(&settings, &tables, Case { leaving: "5", ..case("D9|S1", "") }, "BR17");
    check(&settings, &tables, case("D9|S1", ""), "BR11");
    check(&settings, &tables, Case { age: 70, ..case("D2", "") }, "BS1H");
    check(&settings, &tables, Case { age: 69, stay: Some(1), ..case("D2", "") }, "BS1S");
    check(&settings, &tables, Case { age: 69, stay: None, ..case("D2", "") }, "BS19");
    // Without a group that takes it, a case goes on: D2 is a main diagnosis of MDC C, too.
    let few = tables.text("DRG.dat").map(|text| text.replace("BS19 i\n", "")).expect("there");
    check(&settings, &tables.with("DRG.dat", &few), case("D2", ""), "CR15");
}

#[test]
fn a_secondary_diagnosis_may_take_the_place_of_the_main_one() {
    let swap =
        Swap { name: "康复".to_string(), main: texts(&["R1"]), other: texts(&["D1", "D4"]) };
    let settings = Settings { swaps: vec![swap], ..Settings::default() };
    check(&settings, &tables(), case("R1|S9|D4|D1", ""), "CR15");
    check(&settings, &tables(), case("R1|S9", ""), "no-mdc");
    check(&settings, &tables(), case("D9|D4", ""), "BR15");
    let table = and("main_swap.csv", "swap,side,icd10\n康复,main,R1\n康复,other,D9\n");
    check(&Settings::default(), &table, case("R1|D9|S1", ""), "BR11");
}

#[test]
fn checks_and_conversion_are_switched_on_by_settings() {
    let settings = |codes: bool, convert: bool| Settings {
        check_codes: codes,
        convert_diagnoses: convert,
        convert_procedures: convert,
        ..Settings::default()
    };
    let tables = tables()
        .with("ZD_INFO.dat", "D1 a\nS1 b\n")
        .with("SS_INFO.dat", "20 a\n")
        .with("ZD_MAP.dat", "X1 D1\nX2 Q9\nS1 S1\n")
        .with("SS_MAP.dat", "77 20\n");
    check(&settings(true, false), &tables, case("D1|S1|", "20"), "BB15");
    check(&settings(true, false), &tables, case("D1|S9", "20"), "unknown-diagnosis");
    check(&settings(true, false), &tables, case("D1", "40"), "unknown-procedure");
    check(&settings(true, false), &tables, case("D1|S2", "40"), "unknown-diagnosis");
    check(&settings(false, true), &tables, case("X1", "77"), "BB15");
    check(&settings(false, true), &tables, case("D1", "77"), "diagnosis-not-converted");
    check(&settings(false, true), &tables, case("X1", "20"), "procedure-not-converted");
    check(&settings(false, true), &tables, case("X2", ""), "no-mdc");
    check(&settings(true, true), &tables, case("X2", ""), "unknown-diagnosis");
    let sex = Settings { check_sex: true, ..Settings::default() };
    let table = and("dx_sex.csv", "sex,icd10\n2,D9\n");
    check(&sex, &table, case("D1|D9", ""), "sex-disagrees");
    check(&sex, &table, Case { sex: 2, ..case("D1|D9", "") }, "BR15");
    let missing = Scheme::read(&settings(true, true), &self::tables()).expect_err("no tables");
    assert_eq!(missing.len(), 4, "{missing:?}");
}

#[test]
fn a_scheme_that_cannot_be_read_says_where_and_what_to_do() {
    #[track_caller]
    fn wrong(tables: Tables, sentence: &str) {
        let found = Scheme::read(&Settings::default(), &tables).expect_err("a bad scheme");
        assert_eq!(found[0].to_string(), sentence);
    }
    assert_eq!(
        Scheme::read(&Settings::default(), &Tables::new()).map_err(|f| f.len()).err(),
        Some(9)
    );
    wrong(Tables::new(), "mdc_dx.csv: the scheme has no table mdc_dx.csv; add the file");
    wrong(and("MCC.dat", "S7\n"), "MCC.dat:3: 'S7' is a code alone; write code, space, value");
    wrong(and("mdc_dx.csv", "B\n"), "mdc_dx.csv:15: 'B' lacks a cell; write mdc,icd10");
    wrong(
        tables().with("adrg_op.csv", "a,b\n"),
        "adrg_op.csv:1: there is no column adrg; the first line is adrg,list,icd9cm3",
    );
    wrong(
        and("adrg_mdc_rule_order.csv", "BB1,rule,主手术匹\n"),
        "adrg_mdc_rule_order.csv:26: the rule of BB1 has '主手术匹', which means nothing; define it among the words of the settings, or correct it",
    );
    wrong(
        and("adrg_mdc_rule_order.csv", "MDCD,order,DB1\n"),
        "adrg_mdc_rule_order.csv:26: the order names DB1, which has no rule; add DB1,rule,…",
    );
}

#[test]
fn marks_of_bytes_and_ends_of_lines_do_no_harm() {
    let dos = FILES.iter().fold(Tables::new(), |tables, (name, text)| {
        tables.with(name, &format!("\u{feff}{}", text.replace('\n', "\r\n")))
    });
    check(&Settings::default(), &dos, case("D9|S1", ""), "BR11");
    check(&Settings::default(), &dos, case("D1", "20"), "BB15");
}

#[test]
fn the_reasons_of_a_case_are_told() {
    let scheme = Scheme::read(&Settings::default(), &tables()).expect("a good scheme");
    let case = case("D1|S1|S3", "50");
    let (outcome, steps) = scheme.why(&case, &mut Scratch::default());
    assert_eq!(outcome.drg, "BR11");
    let told: BTreeSet<String> = steps.iter().map(|step| tell(&scheme, &case, *step).en).collect();
    for sentence in [
        "MDCA: '存在手术' does not hold",
        "MDCB is entered",
        "BB1: '主手术匹配' does not hold",
        "ADRG BR1 fits",
        "S1 is a MCC, but the main diagnosis is in its exclusion table 1",
        "S3 counts as MCC (exclusion table 2)",
        "the group is BR11 (f)",
    ] {
        assert!(told.contains(sentence), "{sentence}\n{told:#?}");
    }
    let changes = explain(&scheme, &case, &mut Scratch::default());
    let words: Vec<String> = changes.iter().map(|change| change.words().en).collect();
    let want = [
        "with S1 as the main diagnosis the case would be ungrouped",
        "without diagnosis S3 the group would be BR15",
        "with S3 as the main diagnosis the case would be ungrouped",
    ];
    assert_eq!(words, want);
}

#[test]
fn reasons_stand_in_order_and_have_codes_of_their_own() {
    let codes: BTreeSet<&str> = Reason::ALL.iter().map(|reason| reason.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
    assert!(Reason::ALL.is_sorted());
    assert!(Reason::ALL.iter().all(|reason| !reason.words().zh.is_empty()));
}

#[test]
fn many_codes_and_odd_texts_do_no_harm() {
    let scheme = Scheme::read(&Settings::default(), &tables()).expect("a good scheme");
    let mut scratch = Scratch::default();
    let many: Vec<&str> = std::iter::once("D9").chain(std::iter::repeat_n("S1", 1_000)).collect();
    let case = Case { diagnoses: Codes::Each(&many), procedures: Codes::Each(&many), ..CASE };
    assert_eq!(scheme.group(&case, &mut scratch).drg, "BR11");
    for text in ["|", "||||", "诊断|诊断", "\0", " ", "D9|\u{feff}", "D9||S1|", "D9 | S1"] {
        let case = Case { procedures: Codes::Joined(text), ..self::case(text, "") };
        let drg = scheme.group(&case, &mut scratch).drg;
        assert_eq!(drg.starts_with("BR1"), text.starts_with("D9"), "{text}");
    }
}

#[test]
fn threads_may_share_a_scheme() {
    fn shared<T: Send + Sync>() {}
    shared::<Scheme>();
    shared::<Settings>();
}

/// Kinds of findings with what they are about, notes left out.
fn findings(tables: &Tables) -> Vec<(&'static str, String)> {
    let found = super::check(&Settings::default(), tables).into_iter();
    let found = found.filter(|finding| finding.severity != Severity::Note);
    found.map(|finding| (finding.kind.name(), finding.code)).collect()
}

#[test]
fn a_check_finds_what_does_not_fit() {
    #[track_caller]
    fn finds(file: &str, more: &str, want: &[(&str, &str)]) {
        let before = findings(&tables());
        let mut now = findings(&and(file, more));
        now.retain(|finding| !before.contains(finding));
        let now: Vec<(&str, &str)> =
            now.iter().map(|(kind, code)| (*kind, code.as_str())).collect();
        assert_eq!(now, want, "{more}");
    }
    let rules = "adrg_mdc_rule_order.csv";
    assert_eq!(findings(&tables()), []);
    finds(
        rules,
        "BT1,rule,主诊断匹配\n",
        &[("node-without-order", "BT1"), ("missing-list", "BT1"), ("node-without-group", "BT1")],
    );
    finds(
        rules,
        "MDC0,order,BR1\n",
        &[("unknown-node", "BR1"), ("node-without-order", "MDC0"), ("missing-list", "MDC0")],
    );
    finds("adrg_op.csv", "BR1,ss,20\n", &[("idle-list", "BR1")]);
    finds("adrg_op.csv", "BX1,ss,20\n", &[("list-without-node", "BX1")]);
    finds("DRG.dat", "BX19 x\n", &[("group-without-node", "BX19")]);
    finds("DRG.dat", "BR1X x\n", &[("group-out-of-reach", "BR1X")]);
    finds("CC.dat", "S2 1\n", &[("duplicate", "S2")]);
    finds(
        "ZD_INFO.dat",
        "D1 a\n",
        &[
            ("dangling-code", "D2"),
            ("dangling-code", "D9"),
            ("dangling-code", "S1"),
            ("dangling-code", "S2"),
            ("dangling-code", "D4"),
            ("dangling-code", "T1"),
        ],
    );
    // What BR1 takes leaves nothing to a node behind it that asks for the same and more.
    let order = tables().text(rules).map(|text| text.replace("BR1 BS1\n", "BR1 BS1 BT1 BU1\n"));
    let order = order.expect("there") + "BT1,rule,主诊断匹配、男性\nBU1,rule,主诊断匹配\n";
    let base = tables();
    let [dx, drg] = ["adrg_dx.csv", "DRG.dat"].map(|name| base.text(name).expect("there"));
    let late = base
        .clone()
        .with(rules, &order)
        .with("adrg_dx.csv", &format!("{dx}BT1,zd,D1\nBU1,zd,V1\n"))
        .with("DRG.dat", &format!("{drg}BT19 x\nBU19 y\n"));
    let want = [("unreachable", "BT1".to_string()), ("unreachable", "BU1".to_string())];
    assert_eq!(findings(&late), want);
}

#[test]
fn a_diff_names_what_changed() {
    assert_eq!(diff(&tables(), &tables()), []);
    let after = and("CC.dat", "S7 1\n").with("MCC.dat", "S1 4\n");
    let found = diff(&tables(), &after);
    let words: Vec<String> = found.iter().map(|difference| difference.words().en).collect();
    let want = [
        "MCC: 0 added, 1 (S3) removed, 1 (S1: 1 → 4) changed",
        "CC: 1 (S7) added, 0 removed, 0 changed",
    ];
    assert_eq!(words, want);
}

#[test]
fn moves_are_counted_from_group_to_group() {
    let before = Scheme::read(&Settings::default(), &tables()).expect("a good scheme");
    let after = Scheme::read(&Settings::default(), &tables().with("MCC.dat", "S3 2\n"));
    let after = after.expect("a good scheme");
    let mut scratch = Scratch::default();
    let (mut early, mut late) = (Moves::keeping(2), Moves::keeping(2));
    for (index, dx) in (0..).zip(["D9|S1", "D9|S3", "D9|S1", "?", "D9|S1", "D9|S1"]) {
        let part = if index < 3 { &mut early } else { &mut late };
        let case = case(dx, "");
        let outcomes = [&before, &after].map(|scheme| scheme.group(&case, &mut scratch));
        part.add(index, &outcomes[0], &outcomes[1]);
    }
    early.merge(late);
    assert_eq!((early.cases, early.same), (6, 2));
    let key = ("BR11".to_string(), "BR15".to_string());
    assert_eq!(early.moved[&key], Moved { count: 4, examples: vec![0, 2] });
}
