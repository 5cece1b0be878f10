//! A person and a bill in words, as one reads them on a sheet or beside a worked case.

use crate::asked::Lang;
use crate::fields::fact_label;
use crate::money::yuan_text;
use law::{Area, Fact};
use office::settle::{BillIn, PersonIn};

/// Labels with what holds.
pub(crate) type Facts = Vec<(String, String)>;

fn words(lang: Lang, area: &Area, fact: Fact, value: &str) -> String {
    let code = area.domains.code(fact, value);
    code.map_or_else(|| value.to_string(), |c| lang.of(&area.domains.titles(fact, c)))
}

struct Teller<'a> {
    lang: Lang,
    area: &'a Area,
    facts: Facts,
}

impl Teller<'_> {
    fn say(&mut self, zh: &str, en: &str, value: impl Into<String>) {
        let label = self.lang.pick(zh, en).to_string();
        self.facts.push((label, value.into()));
    }

    fn fact(&mut self, fact: Fact, value: Option<&String>) {
        if let Some(value) = value {
            let words = words(self.lang, self.area, fact, value);
            self.facts.push((fact_label(self.lang, fact).to_string(), words));
        }
    }

    fn flag(&mut self, fact: Fact, value: Option<bool>) {
        if let Some(value) = value {
            let words = match value {
                true => self.lang.pick("是", "yes"),
                false => self.lang.pick("否", "no"),
            };
            let label = fact_label(self.lang, fact).to_string();
            self.facts.push((label, words.to_string()));
        }
    }

    fn list(&mut self, fact: Fact, zh: &str, en: &str, values: &[String]) {
        if !values.is_empty() {
            let all = values.iter().map(|v| words(self.lang, self.area, fact, v));
            let all: Vec<String> = all.collect();
            self.say(zh, en, all.join(self.lang.pick("、", ", ")));
        }
    }

    fn amount(&mut self, zh: &str, en: &str, value: Option<&String>) {
        let zero = |v: &String| matches!(v.as_str(), "" | "0" | "0.0" | "0.00");
        if let Some(value) = value.filter(|v| !zero(v)) {
            let unit = self.lang.pick("元", "yuan");
            self.say(zh, en, format!("{} {unit}", yuan_text(value)));
        }
    }
}

/// The person.
pub(crate) fn person(lang: Lang, area: &Area, person: &PersonIn) -> Facts {
    let mut teller = Teller { lang, area, facts: Vec::new() };
    teller.fact(Fact::Insurance, Some(&person.insurance));
    teller.fact(Fact::Status, person.status.as_ref());
    match (&person.born, person.age) {
        (Some(born), _) => teller.say("出生日期", "Born", born),
        (None, Some(age)) => teller.say("年龄", "Age", age.to_string()),
        (None, None) => {}
    }
    teller.list(Fact::Class, "救助身份", "Assistance class", &person.classes);
    teller.fact(Fact::Tier, person.tier.as_ref());
    let held = ("已登记病种", "Registered conditions");
    teller.list(Fact::Condition, held.0, held.1, &person.conditions);
    if let Some(from) = &person.entitled_from {
        teller.say("待遇开始日期", "Benefits begin on", from);
    }
    if let Some(years) = person.years_enrolled {
        teller.say("参保年限", "Years enrolled", years.to_string());
    }
    if let Some(account) = &person.account {
        teller.amount("当年账户余额", "This year's balance", account.current.as_ref());
        teller.amount("历年账户余额", "Earlier years' balance", account.history.as_ref());
    }
    if let Some(prior) = &person.prior {
        if prior.stays > 0 {
            teller.say("此前住院次数", "Stays before", prior.stays.to_string());
        }
        if prior.visits > 0 {
            teller.say("此前就诊次数", "Visits before", prior.visits.to_string());
        }
        for (key, sum) in &prior.accumulators {
            let name = key.split(['@', '/']).next().unwrap_or(key);
            let body = area.accumulators.get(name).and_then(|t| t.pieces.first());
            let words = body.map_or_else(
                || key.clone(),
                |piece| {
                    let day = piece.entry.from;
                    crate::plain::Plain { area, lang, day }.accumulator(&piece.body)
                },
            );
            let (zh, en) = (format!("此前累计：{words}"), format!("Counted before: {words}"));
            teller.amount(&zh, &en, Some(sum));
        }
    }
    teller.facts
}

/// The bill.
pub(crate) fn bill(lang: Lang, area: &Area, bill: &BillIn) -> Facts {
    let mut teller = Teller { lang, area, facts: Vec::new() };
    teller.fact(Fact::Care, Some(&bill.care));
    let days = match (bill.from == bill.to, lang) {
        (true, _) => bill.from.clone(),
        (false, Lang::Zh) => format!("{} 至 {}", bill.from, bill.to),
        (false, Lang::En) => format!("{} to {}", bill.from, bill.to),
    };
    teller.say("就医日期", "Days", days);
    let condition = bill.condition.as_ref().filter(|c| *c != "none");
    teller.fact(Fact::Condition, condition);
    let at = &bill.institution;
    teller.fact(Fact::Level, at.level.as_ref());
    teller.fact(Fact::Rank, at.rank.as_ref());
    teller.fact(Fact::Kind, at.kind.as_ref());
    teller.fact(Fact::Place, at.place.as_ref());
    teller.fact(Fact::Filing, bill.filing.as_ref());
    teller.flag(Fact::Chosen, at.chosen);
    teller.flag(Fact::Designated, at.designated);
    if let Some(totals) = &bill.totals {
        teller.amount("医疗费总额", "Total", Some(&totals.total));
        teller.amount("全自费", "Own-pay", totals.own_pay.as_ref());
        teller.amount("超限价", "Over the price limit", totals.over_limit.as_ref());
        teller.amount("先行自付", "First-pay", totals.first_pay.as_ref());
        for (group, amount) in totals.groups.iter().chain(&bill.groups) {
            let name = words(lang, area, Fact::Group, group);
            teller.amount(&format!("其中{name}"), &format!("Of it {name}"), Some(amount));
        }
    }
    for line in bill.lines.iter().flatten() {
        let class = words(lang, area, Fact::Group, &line.class);
        let label = format!("{} ({class})", line.code);
        teller.amount(&label, &label, Some(&line.amount));
    }
    if bill.use_account {
        teller.say("个人账户", "Account", lang.pick("使用", "used"));
    }
    teller.facts
}
