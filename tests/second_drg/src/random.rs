//! Chance that is always the same: schemes of a few dozen codes, and cases made of a scheme's codes.

use crate::plain::Case;
use std::collections::BTreeMap;

/// Numbers from a seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// From a seed.
    pub fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5bd1_e995)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound.max(1) as u64) as usize
    }

    /// True in so many of a hundred throws.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What cases are made of: lists of codes of which at least one fits somewhere.
#[derive(Debug, Default)]
pub struct Pool {
    /// Lists of diagnoses: of MDCs, of nodes, of complications.
    pub diagnoses: Vec<Vec<String>>,
    /// Lists of procedures.
    pub procedures: Vec<Vec<String>>,
    /// Lists of a node together: main diagnoses and procedures that may meet.
    pub nodes: Vec<(Vec<String>, Vec<String>)>,
}

impl Pool {
    /// The lists of a folder.
    pub fn of(file: impl Fn(&str) -> String) -> Pool {
        let mut pool = Pool::default();
        let mut nodes: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
        let mut lists: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, column) in [("mdc_dx.csv", 1), ("adrg_dx.csv", 2), ("adrg_op.csv", 2)] {
            for line in file(name).lines().skip(1) {
                let cells: Vec<&str> = line.trim().split(',').collect();
                let code = cells[column].to_string();
                let node = nodes.entry(cells[0].to_string()).or_default();
                let into = if name == "adrg_op.csv" { &mut node.1 } else { &mut node.0 };
                into.push(code);
            }
        }
        for name in ["MCC.dat", "CC.dat", "CCE.dat", "SS_VALID.dat", "mdcz_trauma_sites.csv"] {
            for line in file(name).lines() {
                let csv = name.ends_with(".csv");
                let mut cells = line.trim().split([',', ' ']);
                let code = if csv { cells.nth(1) } else { cells.next() };
                lists.entry(name.to_string()).or_default().extend(code.map(str::to_string));
            }
        }
        pool.procedures.extend(lists.remove("SS_VALID.dat"));
        pool.diagnoses.extend(lists.into_values());
        pool.diagnoses.extend(nodes.values().map(|node| node.0.clone()));
        pool.procedures.extend(nodes.values().map(|node| node.1.clone()));
        pool.nodes.extend(nodes.into_values());
        pool.diagnoses.retain(|list| !list.is_empty());
        pool.procedures.retain(|list| !list.is_empty());
        pool
    }

    /// A case, now and then without what a case must have.
    pub fn case(&self, dice: &mut Dice) -> Case {
        let mut case = Case::default();
        let infant = dice.percent(25);
        let (years, days) = (1 + dice.below(99), dice.below(60));
        let years = if infant { 0 } else { years };
        case.gender = dice.one(&["1", "2"]).to_string();
        case.age = years.to_string();
        case.age_day = if infant { days.to_string() } else { String::new() };
        if infant && dice.percent(80) {
            case.weight =
                dice.one(&["900", "1499", "1500", "1999", "2000", "2499", "2500"]).to_string();
        }
        case.stay = dice.below(90).to_string();
        let node = dice.one(&self.nodes);
        let any = |lists: &[Vec<String>], dice: &mut Dice| {
            let list = dice.one(lists);
            dice.one(list).clone()
        };
        let main = match node.0.as_slice() {
            list if !list.is_empty() && dice.percent(80) => dice.one(list).clone(),
            _ => any(&self.diagnoses, dice),
        };
        case.diagnoses.push(main);
        for _ in 0..dice.below(7) {
            case.diagnoses.push(any(&self.diagnoses, dice));
        }
        for _ in 0..dice.below(4) {
            let own = !node.1.is_empty() && dice.percent(60);
            let code = if own { dice.one(&node.1).clone() } else { any(&self.procedures, dice) };
            case.procedures.push(code);
        }
        if dice.percent(2) {
            match dice.below(6) {
                0 => case.gender = dice.one(&["", "0", "9", "x"]).to_string(),
                1 => case.age = dice.one(&["", "-1", "x"]).to_string(),
                2 => case.weight = "2,5kg".to_string(),
                3 => case.diagnoses[0] = dice.one(&["", "?", "Q00.000"]).to_string(),
                4 => case.diagnoses.clear(),
                _ => case.procedures.push("00.00".to_string()),
            }
        }
        case
    }
}

/// Rules that random nodes have.
const RULES: &[&str] = &[
    "主诊断匹配",
    "主诊断匹配",
    "主手术匹配",
    "主手术匹配",
    "主诊断匹配、主手术匹配",
    "双手术匹配",
    "主诊断匹配、双手术匹配",
    "某一诊断匹配",
    "某一诊断匹配、存在手术",
    "存在手术",
    "无手术",
    "主诊断匹配、新生儿",
    "主手术匹配、新生儿",
    "某一诊断匹配、体重小于1500克、新生儿",
    "某一诊断匹配、体重1500至2000克、新生儿",
    "主诊断匹配、体重2000至2500克",
    "体重大于2500克、新生儿",
    "主诊断匹配、NA1特殊规则、多手术处理",
    "主诊断匹配、JA1特殊规则、多手术处理",
    "其他诊断匹配",
    "主诊断匹配、其他诊断匹配、主手术匹配",
    "任一手术匹配",
    "三手术匹配、任一存在手术",
    "其他诊断匹配、无手术或双手术匹配",
    "主诊断匹配、男性或主手术匹配或主诊断匹配、NA1特殊规则",
    "主诊断匹配、女性",
    "主诊断匹配、男性",
    "主诊断匹配、婴儿",
    "",
];

/// A scheme of a few dozen made-up codes: texts by file name.
pub fn scheme(dice: &mut Dice) -> BTreeMap<String, String> {
    let dx: Vec<String> = (0..80).map(|n| format!("D{n:02}.{}", n % 7)).collect();
    let op: Vec<String> = (0..50).map(|n| format!("{n:02}.{}0", n % 3)).collect();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    let mut put = |file: &str, line: String| {
        let text = files.entry(file.to_string()).or_default();
        text.push_str(&line);
        text.push('\n');
    };
    put("mdc_dx.csv", "mdc,icd10".to_string());
    put("adrg_dx.csv", "adrg,list,icd10".to_string());
    put("adrg_op.csv", "adrg,list,icd9cm3".to_string());
    put("adrg_mdc_rule_order.csv", "node,kind,text".to_string());
    put("mdcz_trauma_sites.csv", "site,icd10".to_string());
    for letter in "APYZMNBCX".chars() {
        for code in dx.iter().filter(|_| letter != 'A') {
            if dice.percent(30) {
                put("mdc_dx.csv", format!("{letter},{code}"));
            }
        }
        let mut names: Vec<String> = (0..2 + dice.below(7))
            .map(|n| format!("{letter}{}{n}", dice.one(&["A", "B", "J", "K", "Q", "R", "S", "Z"])))
            .collect();
        names.sort();
        for name in &names {
            put("adrg_mdc_rule_order.csv", format!("{name},rule,{}", dice.one(RULES)));
            let second = dice.percent(50);
            for list in ["zd", "zd1", "ss", "ss1", "ss2", "class1", "class2", "class3", "class4"] {
                if list == "zd1" && !second {
                    continue;
                }
                let (file, codes) = if list.starts_with("zd") {
                    ("adrg_dx.csv", &dx)
                } else {
                    ("adrg_op.csv", &op)
                };
                for code in codes {
                    if dice.percent(20) {
                        put(file, format!("{name},{list},{code}"));
                    }
                }
            }
            for digit in dice.one(&["9", "135", "35", "15", "13"]).chars() {
                put("DRG.dat", format!("{name}{digit} made up"));
            }
        }
        put("adrg_mdc_rule_order.csv", format!("MDC{letter},order,{}", names.join(" ")));
        put("adrg_mdc_rule_order.csv", format!("MDC{letter},rule,主诊断匹配"));
    }
    for code in &dx {
        for (file, percent) in [("MCC.dat", 20), ("CC.dat", 40), ("CCE.dat", 80)] {
            if dice.percent(percent) {
                put(file, format!("{code} {}", 1 + dice.below(4)));
            }
        }
        if dice.percent(40) {
            let site = dice.one(&["头", "胸", "腹", "肢"]);
            put("mdcz_trauma_sites.csv", format!("{site},{code}"));
        }
    }
    for code in op.iter().filter(|_| dice.percent(60)) {
        put("SS_VALID.dat", format!("{code} made up"));
    }
    files
}
