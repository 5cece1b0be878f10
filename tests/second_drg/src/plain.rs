//! The second grouper: sets of texts, asked one by one, without compiling anything.
//!
//! It knows the defaults of a folder of tables and the question of ambiguity (QY), nothing else.

use std::collections::{BTreeMap, HashMap, HashSet};

/// Codes of one list.
type Set = HashSet<String>;

/// Letters of MDCs in the order in which they are tried.
pub const LETTERS: &str = "APYZMNBCDEFGHIJKLOQRSTUVWX";

/// A folder of tables, read.
#[derive(Debug, Default)]
pub struct Tables {
    mdc: HashMap<char, Set>,
    lists: HashMap<(String, String), Set>,
    rules: HashMap<String, String>,
    orders: HashMap<char, Vec<String>>,
    mcc: HashMap<String, String>,
    cc: HashMap<String, String>,
    cce: HashMap<String, String>,
    groups: HashSet<String>,
    valid: Set,
    sites: HashMap<String, HashSet<String>>,
    /// MDCs that tell ambiguous cases, and whether any procedure is asked or the first alone.
    pub ambiguous: BTreeMap<char, bool>,
}

/// A case as its columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Case {
    /// `gender`.
    pub gender: String,
    /// `age`.
    pub age: String,
    /// `ageDay`.
    pub age_day: String,
    /// `weight`.
    pub weight: String,
    /// `inHospitalTime`.
    pub stay: String,
    /// `zdList`.
    pub diagnoses: Vec<String>,
    /// `ssList`.
    pub procedures: Vec<String>,
}

/// Status, MDC, ADRG, group.
pub type Result = [String; 4];

fn rows(text: &str) -> impl Iterator<Item = Vec<String>> {
    let cells = |line: &str| line.split(',').map(|cell| cell.trim().to_string()).collect();
    text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(cells)
}

fn pairs(text: &str) -> impl Iterator<Item = (String, String)> {
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let line = line.trim();
        let (code, rest) = line.split_once(' ').unwrap_or((line, ""));
        (code.to_string(), rest.trim().to_string())
    })
}

impl Tables {
    /// Reads the texts of a folder.
    pub fn read(file: impl Fn(&str) -> String) -> Tables {
        let mut tables = Tables::default();
        for row in rows(&file("mdc_dx.csv")) {
            let letter = row[0].chars().next().unwrap_or(' ');
            tables.mdc.entry(letter).or_default().insert(row[1].clone());
        }
        for name in ["adrg_dx.csv", "adrg_op.csv"] {
            for row in rows(&file(name)) {
                let key = (row[0].clone(), row[1].clone());
                tables.lists.entry(key).or_default().insert(row[2].clone());
            }
        }
        for row in rows(&file("adrg_mdc_rule_order.csv")) {
            if row[1] == "order" {
                let letter = row[0].chars().nth(3).unwrap_or(' ');
                let nodes = row[2].split(' ').map(str::to_string).collect();
                tables.orders.insert(letter, nodes);
            } else if !row[0].starts_with("MDC") {
                tables.rules.insert(row[0].clone(), row[2].clone());
            }
        }
        tables.mcc = pairs(&file("MCC.dat")).collect();
        tables.cc = pairs(&file("CC.dat")).collect();
        tables.cce = pairs(&file("CCE.dat")).collect();
        tables.groups = pairs(&file("DRG.dat")).map(|(code, _)| code).collect();
        tables.valid = pairs(&file("SS_VALID.dat")).map(|(code, _)| code).collect();
        for row in rows(&file("mdcz_trauma_sites.csv")) {
            tables.sites.entry(row[1].clone()).or_default().insert(row[0].clone());
        }
        tables
    }

    /// What becomes of a case.
    pub fn group(&self, case: &Case) -> Result {
        let none = |status: &str| [status, "0000", "00", "0000"].map(str::to_string);
        if !is_valid(case) {
            return none("信息校验不通过");
        }
        for letter in LETTERS.chars() {
            let Some(order) = self.orders.get(&letter) else { continue };
            if self.enters(letter, case)
                && let Some(result) = self.inside(letter, order, case)
            {
                return result;
            }
        }
        none("无法入组")
    }

    fn enters(&self, letter: char, case: &Case) -> bool {
        if letter == 'A' {
            return self.first_is_valid(case);
        }
        let main = &case.diagnoses[0];
        let listed = self.mdc.get(&letter).is_some_and(|set| set.contains(main));
        listed
            && match letter {
                'P' => case.age == "0",
                'Z' => self.sites_of(case) >= 2,
                'M' => case.gender == "1",
                'N' => case.gender == "2",
                _ => true,
            }
    }

    fn sites_of(&self, case: &Case) -> usize {
        let sites = case.diagnoses.iter().filter_map(|code| self.sites.get(code));
        sites.flatten().collect::<HashSet<_>>().len()
    }

    fn inside(&self, letter: char, order: &[String], case: &Case) -> Option<Result> {
        let mdc = format!("MDC{letter}");
        let medical = |node: &&String| node.chars().nth(1).is_some_and(|second| second > 'Q');
        let (early, late): (Vec<_>, Vec<_>) = order.iter().partition(|node| !medical(node));
        for node in early {
            if let Some(group) = self.node(node, case) {
                return Some(["分组成功".to_string(), mdc, node.clone(), group]);
            }
        }
        let ambiguous = self.ambiguous.get(&letter).is_some_and(|any| match any {
            true => case.procedures.iter().any(|code| self.valid.contains(code)),
            false => self.first_is_valid(case),
        });
        if ambiguous {
            return Some(["歧义病案".to_string(), mdc, "QY".to_string(), format!("{letter}QY")]);
        }
        for node in late {
            if let Some(group) = self.node(node, case) {
                return Some(["分组成功".to_string(), mdc, node.clone(), group]);
            }
        }
        None
    }

    fn first_is_valid(&self, case: &Case) -> bool {
        case.procedures.first().is_some_and(|code| self.valid.contains(code))
    }

    /// The group of a node that takes the case.
    fn node(&self, node: &str, case: &Case) -> Option<String> {
        let rule = self.rules.get(node)?;
        let together = |part: &str| part.split('、').all(|word| self.holds(node, word, case));
        if !rule.split('或').any(together) {
            return None;
        }
        let level = self.level(case);
        let fits = [("1", level >= 2), ("3", level >= 1), ("5", true), ("9", true)];
        let groups = fits.iter().filter(|(_, fits)| *fits);
        groups.map(|(digit, _)| format!("{node}{digit}")).find(|group| self.groups.contains(group))
    }

    fn holds(&self, node: &str, word: &str, case: &Case) -> bool {
        let has = |list: &str, code: &String| {
            let key = (node.to_string(), list.to_string());
            self.lists.get(&key).is_some_and(|set| set.contains(code))
        };
        let any = |list: &str| case.procedures.iter().any(|code| has(list, code));
        let valid = |code: &String| self.valid.contains(code);
        let number = |text: &str| text.parse::<i64>().ok();
        let weight = number(&case.weight);
        match word {
            "" | "多手术处理" => true,
            "主诊断匹配" => has("zd", &case.diagnoses[0]),
            "某一诊断匹配" => case.diagnoses.iter().any(|code| has("zd", code)),
            "其他诊断匹配" => {
                let own = self.lists.contains_key(&(node.to_string(), "zd1".to_string()));
                let list = if own { "zd1" } else { "zd" };
                case.diagnoses[1..].iter().any(|code| has(list, code))
            }
            "任一手术匹配" => any("ss"),
            "三手术匹配" => any("ss") && any("ss1") && any("ss2"),
            "任一存在手术" => case.procedures.iter().any(valid),
            "主手术匹配" => case.procedures.first().is_some_and(|code| has("ss", code)),
            "双手术匹配" => any("ss") && any("ss1"),
            "存在手术" => self.first_is_valid(case),
            "无手术" => !case.procedures.iter().any(valid),
            "新生儿" => number(&case.age_day).is_some_and(|days| days <= 28),
            "婴儿" => case.age == "0",
            "男性" => case.gender == "1",
            "女性" => case.gender == "2",
            "体重小于1500克" => weight.is_some_and(|grams| grams < 1500),
            "体重1500至2000克" => weight.is_some_and(|grams| (1500..2000).contains(&grams)),
            "体重2000至2500克" => weight.is_some_and(|grams| (2000..2500).contains(&grams)),
            "体重大于2500克" => weight.is_some_and(|grams| grams >= 2500),
            "NA1特殊规则" => any("class1") || any("class2") && any("class3"),
            "JA1特殊规则" => any("class1") && (any("class2") || any("class3") && any("class4")),
            other => panic!("the description has no word '{other}'"),
        }
    }

    /// 2 with MCC, 1 with CC, 0 with neither.
    fn level(&self, case: &Case) -> u8 {
        let main = self.cce.get(&case.diagnoses[0]);
        let counts = |table: &HashMap<String, String>, code: &String| {
            table.get(code).is_some_and(|number| Some(number) != main)
        };
        let secondary = || case.diagnoses[1..].iter();
        if secondary().any(|code| counts(&self.mcc, code)) {
            2
        } else {
            u8::from(secondary().any(|code| counts(&self.cc, code)))
        }
    }
}

fn is_valid(case: &Case) -> bool {
    let number = |text: &str| text.parse::<u32>().is_ok();
    let maybe = |text: &str| text.is_empty() || number(text);
    case.diagnoses.first().is_some_and(|main| !main.is_empty())
        && (case.gender == "1" || case.gender == "2")
        && number(&case.age)
        && [&case.age_day, &case.weight, &case.stay].iter().all(|text| maybe(text))
}
