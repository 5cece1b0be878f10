//! The fields of the estimate's form: labels, hints and choices in words, with what was typed.

use crate::asked::Lang;
use crate::draft::{Draft, Mistake};
use crate::plain::Plain;
use law::{Area, Fact};
use units::{Day, PeriodKind};

/// A choice of a list.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// As law writes it.
    pub(crate) value: String,
    /// Its words.
    pub(crate) text: String,
    /// Whether it is chosen.
    pub(crate) on: bool,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// Name.
    pub(crate) name: &'static str,
    /// select, checks, check, date, amount, number or lines.
    pub(crate) kind: &'static str,
    /// Label.
    pub(crate) label: String,
    /// What helps to fill it in.
    pub(crate) hint: String,
    /// What was typed.
    pub(crate) value: String,
    /// Choices.
    pub(crate) choices: Vec<Choice>,
    /// What is wrong with it.
    pub(crate) error: String,
    /// Whether it must be given.
    pub(crate) required: bool,
}

/// Fields that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Its heading.
    pub(crate) legend: String,
    /// Folded in until something in it is typed.
    pub(crate) folded: bool,
    /// Fields.
    pub(crate) fields: Vec<Field>,
}

/// The label of a fact.
pub(crate) fn fact_label(lang: Lang, fact: Fact) -> &'static str {
    let (zh, en) = match fact {
        Fact::Insurance => ("险种", "Insurance"),
        Fact::Status => ("人员状态", "Status"),
        Fact::Class => ("救助身份", "Assistance class"),
        Fact::Tier => ("缴费档次", "Contribution tier"),
        Fact::Care => ("医疗类别", "Kind of care"),
        Fact::Condition => ("本次病种", "Condition treated"),
        Fact::Registered => ("已登记病种", "Registered condition"),
        Fact::Level => ("医院等级", "Hospital level"),
        Fact::Rank => ("行政层级", "Administrative rank"),
        Fact::Kind => ("机构类型", "Kind of institution"),
        Fact::Place => ("就医地", "Place of care"),
        Fact::Chosen => ("是否本人选定机构", "Chosen by the person"),
        Fact::Designated => ("是否定点机构", "Under agreement"),
        Fact::Filing => ("转诊或备案", "Referral or filing"),
        Fact::Age => ("年龄", "Age"),
        Fact::Stay => ("第几次住院", "Number of the stay"),
        Fact::Visit => ("第几次就诊", "Number of the visit"),
        Fact::Diseases => ("登记病种数", "Number of registered conditions"),
        Fact::YearsEnrolled => ("参保年限", "Years enrolled"),
        Fact::Band => ("费用段", "Band"),
        Fact::Group => ("项目类别", "Item group"),
        Fact::Label => ("来源", "Label"),
    };
    lang.pick(zh, en)
}

/// Makes fields from a draft.
struct Maker<'a> {
    lang: Lang,
    draft: &'a Draft,
    wrong: &'a [Mistake],
}

impl Maker<'_> {
    fn field(&self, name: &'static str, kind: &'static str, zh: &str, en: &str) -> Field {
        let errors = self.wrong.iter().filter(|m| m.field == name);
        let errors: Vec<String> = errors.map(|m| self.lang.of(&m.words)).collect();
        Field {
            name,
            kind,
            label: self.lang.pick(zh, en).to_string(),
            hint: String::new(),
            value: self.draft.text(name).to_string(),
            choices: Vec::new(),
            error: errors.join(" "),
            required: false,
        }
    }

    fn hinted(&self, field: Field, zh: &str, en: &str) -> Field {
        let hint = self.lang.pick(zh, en).to_string();
        Field { hint, ..field }
    }

    fn area(&self, areas: &[(String, String)]) -> Field {
        let here = self.draft.area.code.as_str();
        let choices = areas.iter().map(|(code, name)| Choice {
            value: code.clone(),
            text: name.clone(),
            on: code == here,
        });
        Field {
            choices: choices.collect(),
            ..self.field("area", "area", "参保地区", "Insured area")
        }
    }

    /// Values of a domain, without those that mean "no such thing" where `skip` says so.
    fn listed(&self, fact: Fact, chosen: &[String], skip: &str) -> Vec<Choice> {
        let values = self.draft.area.domains.of.get(&fact);
        let values = values.map_or(&[][..], |d| &d.values);
        let values = values.iter().filter(|v| v.id != skip);
        let choice = |v: &law::DomainValue| Choice {
            value: v.id.clone(),
            text: self.lang.of(&v.titles),
            on: chosen.contains(&v.id),
        };
        values.map(choice).collect()
    }

    fn select(&self, fact: Fact) -> Field {
        let name = fact.name();
        let (zh, en) = (fact_label(Lang::Zh, fact), fact_label(Lang::En, fact));
        let mut choices = self.listed(fact, &[self.draft.text(name).to_string()], "");
        let required = matches!(fact, Fact::Insurance | Fact::Care);
        match fact {
            Fact::Insurance => choices.retain(|c| self.has_scheme(&c.value)),
            Fact::Care => self.mark_care(&mut choices),
            _ => {}
        }
        if !required {
            choices.insert(0, self.unsaid(name));
        }
        Field { choices, required, ..self.field(name, "select", zh, en) }
    }

    fn unsaid(&self, name: &str) -> Choice {
        Choice {
            value: String::new(),
            text: self.lang.pick("未说明", "not stated").to_string(),
            on: self.draft.text(name).is_empty(),
        }
    }

    fn has_scheme(&self, insurance: &str) -> bool {
        let area = &self.draft.area;
        let code = area.domains.code(Fact::Insurance, insurance);
        area.schemes.iter().any(|s| Some(s.body.insurance) == code)
    }

    /// Kinds of care that no scheme covers stand last and say so.
    fn mark_care(&self, choices: &mut [Choice]) {
        let area = &self.draft.area;
        let covered = |id: &str| {
            let code = area.domains.code(Fact::Care, id);
            let mut covers = area.schemes.iter().flat_map(|s| &s.body.covers);
            covers.any(|c| Some(*c) == code)
        };
        choices.sort_by_key(|c| !covered(&c.value));
        for choice in choices.iter_mut().filter(|c| !covered(&c.value)) {
            choice.text += self.lang.pick("（规定未收录）", " (no rule read)");
        }
    }

    fn flag(&self, fact: Fact) -> Field {
        let name = fact.name();
        let (zh, en) = (fact_label(Lang::Zh, fact), fact_label(Lang::En, fact));
        let yes_no = [("true", "是", "yes"), ("false", "否", "no")];
        let said = yes_no.into_iter().map(|(value, zh, en)| Choice {
            value: value.to_string(),
            text: self.lang.pick(zh, en).to_string(),
            on: self.draft.text(name) == value,
        });
        Field {
            choices: [self.unsaid(name)].into_iter().chain(said).collect(),
            ..self.field(name, "select", zh, en)
        }
    }

    fn checks(&self, name: &'static str, fact: Fact, zh: &str, en: &str) -> Field {
        Field {
            choices: self.listed(fact, &self.draft.all(name), "none"),
            ..self.field(name, "checks", zh, en)
        }
    }

    fn person(&self, areas: &[(String, String)]) -> Vec<Field> {
        let mut fields = vec![
            self.area(areas),
            self.select(Fact::Insurance),
            self.select(Fact::Status),
            self.field("age", "number", "年龄", "Age"),
            self.hinted(
                self.field("born", "date", "出生日期", "Day of birth"),
                "填了出生日期就不看年龄。",
                "Given, it counts in place of the age.",
            ),
        ];
        if self.draft.area.domains.size(Fact::Tier) > 0 {
            fields.push(self.select(Fact::Tier));
        }
        let class = self.checks("class", Fact::Class, "救助身份", "Assistance classes");
        fields.push(self.hinted(class, "可多选；没有就不选。", "Any that hold; none otherwise."));
        let held = ("已登记的慢特病", "Registered conditions");
        fields.push(self.checks("conditions", Fact::Condition, held.0, held.1));
        fields
    }

    fn care(&self) -> Vec<Field> {
        let days = [
            self.field("from", "date", "就医开始日期", "First day of care"),
            self.field("to", "date", "就医结束日期", "Last day of care"),
        ];
        let facts = [
            Fact::Care,
            Fact::Condition,
            Fact::Level,
            Fact::Rank,
            Fact::Kind,
            Fact::Place,
            Fact::Filing,
        ];
        let mut fields: Vec<Field> = facts.into_iter().map(|f| self.select(f)).collect();
        fields.push(self.flag(Fact::Chosen));
        fields.push(self.flag(Fact::Designated));
        fields.splice(1..1, days);
        fields
    }

    fn cost(&self) -> Vec<Field> {
        let total = self.field("total", "amount", "医疗费总额", "Total of the bill");
        vec![
            Field { required: true, ..total },
            self.hinted(
                self.field("own_pay", "amount", "全自费", "Own-pay"),
                "目录外的费用。",
                "Outside the catalogue.",
            ),
            self.hinted(
                self.field("over_limit", "amount", "超限价", "Over the price limit"),
                "超过限价的部分。",
                "The part above price limits.",
            ),
            self.hinted(
                self.field("first_pay", "amount", "先行自付", "First-pay"),
                "乙类等项目先由个人付的部分。",
                "What the person pays first, as for class B items.",
            ),
        ]
    }

    fn before(&self) -> Vec<Field> {
        let use_account = self.field("use_account", "check", "用个人账户支付", "Use the account");
        let on = self.draft.text("use_account") == "true";
        let current = self.field("current", "amount", "当年账户余额", "This year's balance");
        let history = self.field("history", "amount", "历年账户余额", "Earlier years' balance");
        let counted = self.field("counted", "lines", "此前累计", "Counted before");
        let (zh, en) = ("待遇开始日期", "Benefits begin on");
        vec![
            Field { value: if on { "true".to_string() } else { String::new() }, ..use_account },
            current,
            history,
            self.field("stays", "number", "今年此前住院次数", "Stays before this year"),
            self.field("visits", "number", "今年此前就诊次数", "Visits before this year"),
            self.field("years", "number", "参保年限", "Years enrolled"),
            self.field("entitled", "date", zh, en),
            self.hinted(
                counted,
                "每行一项，如下表：累计项 = 金额（元）。",
                "One a line, as listed below: key = amount in yuan.",
            ),
        ]
    }
}

/// All fields of the form.
pub(crate) fn groups(
    lang: Lang,
    draft: &Draft,
    wrong: &[Mistake],
    areas: &[(String, String)],
) -> Vec<Group> {
    let maker = Maker { lang, draft, wrong };
    let group = |zh: &str, en: &str, folded: bool, fields: Vec<Field>| Group {
        legend: lang.pick(zh, en).to_string(),
        folded: folded && fields.iter().all(|f| f.value.is_empty() && f.error.is_empty()),
        fields,
    };
    vec![
        group("参保人", "Person", false, maker.person(areas)),
        group("就医", "Care", false, maker.care()),
        group("费用（元）", "Cost in yuan", false, maker.cost()),
        group(
            "个人账户与今年此前（可不填）",
            "Account, and this year so far (may stay empty)",
            true,
            maker.before(),
        ),
    ]
}

/// What an area counts: an example of the key, and what it means.
pub(crate) fn counters(lang: Lang, area: &Area, day: Day) -> Vec<(String, String)> {
    let plain = Plain { area, lang, day };
    let named = area.accumulators.iter().filter_map(|(name, timeline)| {
        let body = &timeline.on(day).or(timeline.pieces.last())?.body;
        if matches!(body.period, PeriodKind::Bill | PeriodKind::Chain) {
            return None;
        }
        let keys = body.keys.iter().map(|fact| {
            let value = area.domains.value(*fact, 2.min(area.domains.size(*fact)));
            format!("/{value}")
        });
        let keys: String = keys.collect();
        let period = body.period.of(day, "", "");
        Some((format!("{name}{keys}@{period}"), plain.accumulator(body)))
    });
    named.collect()
}
