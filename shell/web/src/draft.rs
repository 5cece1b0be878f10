//! A draft: what was typed into the form of an estimate, and the request it makes.

use crate::app::{App, default_day};
use crate::asked::Query;
use crate::money::typed_number;
use law::{Area, Condition, Fact};
use office::settle::{AccountIn, BillIn, InstitutionIn, PersonIn, PriorIn, SettleInput, TotalsIn};
use record::AccKey;
use std::collections::BTreeMap;
use std::sync::Arc;
use units::{Day, Fen, Words};

/// Something typed that cannot be used.
#[derive(Debug, Clone)]
pub(crate) struct Mistake {
    /// Field.
    pub(crate) field: &'static str,
    /// What to do about it.
    pub(crate) words: Words,
}

/// A form as it was typed.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    /// The area that was chosen, or the first.
    pub(crate) area: Arc<Area>,
    /// Whether it should be reckoned.
    pub(crate) submitted: bool,
    query: Query,
    stray_area: Option<String>,
}

/// Facts that are chosen from lists, one value each.
pub(crate) const CHOSEN: [Fact; 10] = [
    Fact::Insurance,
    Fact::Status,
    Fact::Tier,
    Fact::Care,
    Fact::Condition,
    Fact::Level,
    Fact::Rank,
    Fact::Kind,
    Fact::Place,
    Fact::Filing,
];

/// Amounts of the form; the first must be given.
const AMOUNTS: [&str; 6] = ["total", "own_pay", "over_limit", "first_pay", "current", "history"];

/// No person has more lines of what was counted.
const MOST_COUNTED: usize = 60;

impl Draft {
    /// Reads a form; none if there is no area at all.
    pub(crate) fn read(app: &App, query: &Query) -> Option<Draft> {
        let asked = query.get("area");
        let found = asked.and_then(|code| app.book().area(code).ok());
        let area = found.or_else(|| app.first_area())?.clone();
        let typed = query.has("total") || query.has("change");
        let query = if typed { query.clone() } else { Draft::example(&area).query };
        Some(Draft {
            submitted: query.has("total") && !query.has("change") && typed,
            stray_area: asked.filter(|_| found.is_none()).map(str::to_string),
            query,
            area,
        })
    }

    /// A filled-in example for an area.
    pub(crate) fn example(area: &Arc<Area>) -> Draft {
        let mut query = Query::default();
        query.push("area", area.code.as_str());
        let scheme = area.schemes.first();
        let insurance = scheme.map(|s| area.domains.value(Fact::Insurance, s.body.insurance));
        let insurance = insurance.unwrap_or_default();
        let cares = scheme.map_or(&[][..], |s| &s.body.covers);
        let inpatient = area.domains.code(Fact::Care, "inpatient");
        let care = cares.iter().find(|c| Some(**c) == inpatient).or(cares.first());
        let care = care.map_or_else(String::new, |c| area.domains.value(Fact::Care, *c));
        let to = default_day(area);
        let from = (0..8).fold(to, |day, _| day.map(Day::previous));
        let from = from.filter(|f| to.is_some_and(|t| f.year() == t.year())).or(to);
        let status = statuses(area, &insurance).into_iter().next();
        let day = |day: Option<Day>| day.map_or_else(String::new, |d| d.to_string());
        for (name, value) in [
            ("insurance", insurance),
            ("status", status.unwrap_or_default()),
            ("age", "45".to_string()),
            ("care", care),
            ("condition", "none".to_string()),
            ("from", day(from)),
            ("to", day(to)),
            ("level", "三级".to_string()),
            ("rank", "city".to_string()),
            ("kind", "hospital".to_string()),
            ("place", "home".to_string()),
            ("filing", "none".to_string()),
            ("designated", "true".to_string()),
            ("total", "22000.00".to_string()),
            ("own_pay", "1500.00".to_string()),
            ("first_pay", "500.00".to_string()),
        ] {
            query.push(name, &value);
        }
        Draft { area: area.clone(), submitted: true, query, stray_area: None }
    }

    /// The fields as they stand in an address.
    pub(crate) fn to_query(&self) -> Query {
        self.query.with("change", "")
    }

    /// The same with other fields.
    pub(crate) fn with(&self, fields: &[(&str, &str)]) -> Draft {
        let mut draft = self.clone();
        for (name, value) in fields {
            draft.query = draft.query.with(name, value);
        }
        draft
    }

    /// What was typed into a field.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.query.get(name).unwrap_or("")
    }

    /// What was ticked.
    pub(crate) fn all(&self, name: &str) -> Vec<String> {
        self.query.all(name)
    }

    fn optional(&self, name: &str) -> Option<String> {
        self.query.get(name).map(str::to_string)
    }

    fn flag(&self, name: &str) -> Option<bool> {
        match self.text(name) {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }

    fn amount(&self, name: &str) -> Option<String> {
        self.query.get(name).map(typed_number)
    }

    fn days(&self) -> (String, String) {
        let default = || default_day(&self.area).map_or_else(String::new, |d| d.to_string());
        let to = self.optional("to").or_else(|| self.optional("from"));
        let to = to.unwrap_or_else(default);
        (self.optional("from").unwrap_or_else(|| to.clone()), to)
    }

    /// The request, or all that is wrong with it.
    pub(crate) fn input(&self) -> Result<SettleInput, Vec<Mistake>> {
        let mut wrong = Vec::new();
        if let Some(code) = &self.stray_area {
            wrong.push(mistake(
                "area",
                format!("没有收录代码为“{code}”的地区，请重新选择。"),
                format!("There is no area '{code}' here; choose one."),
            ));
        }
        self.check_choices(&mut wrong);
        self.check_figures(&mut wrong);
        let counted = self.counted(&mut wrong);
        if wrong.is_empty() { Ok(self.request(counted)) } else { Err(wrong) }
    }

    fn check_choices(&self, wrong: &mut Vec<Mistake>) {
        let domains = &self.area.domains;
        let mut check = |fact: Fact, field: &'static str, value: &str| {
            if domains.code(fact, value).is_none() {
                wrong.push(mistake(
                    field,
                    format!("“{value}”不是本地区的选项，请重新选择。"),
                    format!("'{value}' is not a choice in this area; choose again."),
                ));
            }
        };
        for fact in CHOSEN {
            if let Some(value) = self.query.get(fact.name()) {
                check(fact, fact.name(), value);
            }
        }
        for (field, fact) in [("class", Fact::Class), ("conditions", Fact::Condition)] {
            self.all(field).iter().for_each(|v| check(fact, field, v));
        }
        let insurance = self.text("insurance");
        for (field, zh, en) in [
            ("insurance", "请选择险种。", "Choose the insurance."),
            ("care", "请选择医疗类别。", "Choose the kind of care."),
        ] {
            if self.text(field).is_empty() {
                wrong.push(mistake(field, zh, en));
            }
        }
        let (status, allowed) = (self.text("status"), statuses(&self.area, insurance));
        let known = domains.code(Fact::Status, status).is_some();
        if known && !allowed.is_empty() && !allowed.iter().any(|s| s == status) {
            let words = |zh: bool| {
                let titles = allowed.iter().filter_map(|s| {
                    let titles = domains.titles(Fact::Status, domains.code(Fact::Status, s)?);
                    Some(if zh { titles.zh } else { titles.en })
                });
                titles.collect::<Vec<_>>()
            };
            wrong.push(mistake(
                "status",
                format!("这一险种的人员状态应为：{}。", words(true).join("、")),
                format!("With this insurance the status is one of: {}.", words(false).join(", ")),
            ));
        }
    }

    fn check_figures(&self, wrong: &mut Vec<Mistake>) {
        for name in AMOUNTS {
            match (self.amount(name), name) {
                (None, "total") => wrong.push(mistake(
                    "total",
                    "请填写医疗费总额。",
                    "Give the total of the bill.",
                )),
                (None, _) => {}
                (Some(text), name) => {
                    let typed = self.text(name);
                    match Fen::parse(&text) {
                        Ok(fen) if fen >= Fen::ZERO => {}
                        Ok(_) => wrong.push(mistake(
                            name,
                            format!("“{typed}”是负数；金额不能为负。"),
                            format!("'{typed}' is negative; an amount is not."),
                        )),
                        Err(error) => wrong.push(mistake(
                            name,
                            format!(
                                "“{typed}”不是可用的金额：请以元为单位，最多两位小数，如 1200.00。"
                            ),
                            error.to_string(),
                        )),
                    }
                }
            }
        }
        for (field, text) in [
            ("from", self.text("from")),
            ("to", self.text("to")),
            ("born", self.text("born")),
            ("entitled", self.text("entitled")),
        ] {
            if let (false, Err(error)) = (text.is_empty(), Day::parse(text)) {
                wrong.push(mistake(
                    field,
                    format!("“{text}”不是日期：请写成 2026-03-01 的样子。"),
                    error.to_string(),
                ));
            }
        }
        for field in ["age", "years", "stays", "visits"] {
            let (typed, text) = (self.text(field), typed_number(self.text(field)));
            let most = if field == "age" { 130 } else { 400 };
            if !typed.is_empty() && text.parse::<u32>().map_or(true, |n| n > most) {
                wrong.push(mistake(
                    field,
                    format!("“{typed}”不是 0 到 {most} 的整数。"),
                    format!("'{typed}' is not a whole number from 0 to {most}."),
                ));
            }
        }
    }

    /// What was counted before, from lines `key = amount`.
    fn counted(&self, wrong: &mut Vec<Mistake>) -> BTreeMap<String, String> {
        let mut counted = BTreeMap::new();
        let lines = self.text("counted").lines().map(str::trim);
        for line in lines.filter(|l| !l.is_empty()).take(MOST_COUNTED) {
            let parts = line.split_once(['=', '＝', '\t']).or(line.rsplit_once(' '));
            let pair = parts.and_then(|(key, amount)| {
                let amount = typed_number(amount);
                let key = AccKey::parse(key.trim())?;
                let fen = Fen::parse(&amount).ok().filter(|fen| *fen >= Fen::ZERO)?;
                let known = self.area.accumulators.contains_key(&key.name);
                known.then(|| (key.to_string(), fen.to_string()))
            });
            match pair {
                Some((key, amount)) => {
                    counted.insert(key, amount);
                }
                None => wrong.push(mistake(
                    "counted",
                    format!("“{line}”读不懂：每行写“累计项 = 金额”，累计项照抄下表。"),
                    format!(
                        "'{line}' is not readable: write 'key = amount', with a key of the list."
                    ),
                )),
            }
        }
        counted
    }

    fn request(&self, accumulators: BTreeMap<String, String>) -> SettleInput {
        let number = |name: &str| typed_number(self.text(name)).parse::<u32>().ok();
        let born = self.optional("born");
        let (from, to) = self.days();
        let person = PersonIn {
            insurance: self.text("insurance").to_string(),
            status: self.optional("status"),
            age: number("age").filter(|_| born.is_none()),
            born,
            classes: self.all("class"),
            tier: self.optional("tier"),
            conditions: self.all("conditions"),
            entitled_from: self.optional("entitled"),
            years_enrolled: number("years"),
            account: Some(AccountIn {
                current: self.amount("current"),
                history: self.amount("history"),
            }),
            prior: Some(PriorIn {
                stays: number("stays").unwrap_or(0),
                visits: number("visits").unwrap_or(0),
                chain: None,
                accumulators,
            }),
        };
        let bill = BillIn {
            id: "1".to_string(),
            care: self.text("care").to_string(),
            from,
            to,
            settled: None,
            continues: None,
            condition: self.optional("condition"),
            use_account: self.flag("use_account").unwrap_or(false),
            institution: InstitutionIn {
                level: self.optional("level"),
                rank: self.optional("rank"),
                kind: self.optional("kind"),
                place: self.optional("place"),
                chosen: self.flag("chosen"),
                designated: self.flag("designated"),
            },
            filing: self.optional("filing"),
            totals: Some(TotalsIn {
                total: self.amount("total").unwrap_or_default(),
                own_pay: self.amount("own_pay"),
                over_limit: self.amount("over_limit"),
                first_pay: self.amount("first_pay"),
                groups: BTreeMap::new(),
            }),
            groups: BTreeMap::new(),
            lines: None,
        };
        SettleInput { person, bills: vec![bill] }
    }
}

/// A mistake in a field.
pub(crate) fn mistake(
    field: &'static str,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Mistake {
    let words = Words { zh: zh.into(), en: en.into() };
    Mistake { field, words }
}

/// The statuses that some layer of an insurance speaks of.
fn statuses(area: &Area, insurance: &str) -> Vec<String> {
    let Some(code) = area.domains.code(Fact::Insurance, insurance) else {
        return Vec::new();
    };
    let names = area.schemes.iter().filter(|s| s.body.insurance == code);
    let names: Vec<&String> = names.flat_map(|s| &s.body.layers).collect();
    let layers = names.iter().filter_map(|name| area.layers.get(*name));
    let conditions: Vec<&Condition> = layers
        .flat_map(|t| &t.pieces)
        // A layer for assistance speaks of classes and lets any status through.
        .filter(|piece| piece.body.class_order.is_empty())
        .flat_map(|piece| &piece.body.applies)
        .collect();
    let admits = |status: u16| {
        conditions.iter().any(|condition| {
            condition.tests.iter().all(|test| match test.fact {
                Fact::Insurance => test.meets(code) != Some(false),
                Fact::Status => test.meets(status) != Some(false),
                _ => true,
            })
        })
    };
    let all = area.domains.size(Fact::Status);
    let codes = (1..=all).filter(|code| admits(*code));
    codes.map(|c| area.domains.value(Fact::Status, c)).collect()
}
