//! Random values and conditions, written as law text. Tables are complete by their making.

use super::Random;
use super::national::values;

/// What a value may depend on where it stands.
#[derive(Debug, Clone, Default)]
pub(super) struct Here {
    /// Facts that tables may still split.
    pub(super) facts: Vec<&'static str>,
    /// Classes that the layer orders.
    pub(super) classes: Vec<&'static str>,
    /// How many bands there are, where `band` may be asked for.
    pub(super) bands: usize,
    /// Labels, where `label` may be asked for.
    pub(super) labels: Vec<String>,
    /// What steps may count, if anything.
    pub(super) per: Option<&'static str>,
}

impl Here {
    fn without(&self, fact: &str) -> Here {
        let mut here = self.clone();
        here.facts.retain(|known| *known != fact);
        here
    }
}

/// Between which figures a value must land (fen or ten-thousandths of a per cent).
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) low: i64,
    pub(super) high: i64,
    /// Whether it is an amount, else a rate.
    pub(super) money: bool,
    /// Whether it may be `none`.
    pub(super) none: bool,
}

impl Span {
    /// An amount in whole yuan from `low` to `high`, in fen.
    pub(super) fn money(low: i64, high: i64, none: bool) -> Span {
        Span { low: low / 100 * 100, high: high / 100 * 100, money: true, none }
    }

    /// A rate from 0 to 100 %.
    pub(super) fn rate(none: bool) -> Span {
        Span { low: 0, high: 1_000_000, money: false, none }
    }

    /// A figure as law writes it.
    fn write(self, figure: i64) -> String {
        let sign = if figure < 0 { "-" } else { "" };
        let abs = figure.abs();
        if self.money {
            format!("\"{sign}{}.{:02}\"", abs / 100, abs % 100)
        } else {
            format!("\"{sign}{}.{:04}%\"", abs / 10_000, abs % 10_000)
        }
    }
}

/// Writes values; the named ones it makes on the way are kept aside.
pub(super) struct Writer {
    pub(super) random: Random,
    /// Text of `[[value.NAME]]` entries.
    pub(super) named: Vec<String>,
    /// Of a hundred figures so many are unknown.
    pub(super) unknown: usize,
    count: usize,
}

const MODES: [&str; 4] = ["half-up", "down", "up", "half-even"];
/// Day from which every entry holds, before all windows.
pub(super) const START: &str = "2024-01-01";

impl Writer {
    pub(super) fn new(random: Random) -> Writer {
        let mut random = random;
        let unknown = random.pick(&[0, 0, 1, 3]);
        Writer { random, named: Vec::new(), unknown, count: 0 }
    }

    /// A name that was not used before.
    pub(super) fn fresh(&mut self, stem: &str) -> String {
        self.count += 1;
        format!("{stem}{}", self.count)
    }

    pub(super) fn mode(&mut self) -> &'static str {
        self.random.pick(&MODES)
    }

    /// A list of texts as law writes it: one alone, several in brackets.
    fn any_of(list: &[String]) -> String {
        match list {
            [one] => one.clone(),
            _ => format!("[{}]", list.join(", ")),
        }
    }

    /// Conditions on one fact of which exactly one holds, whatever it is.
    pub(super) fn split(&mut self, fact: &'static str, here: &Here) -> Vec<String> {
        let quoted = |ids: &[&str]| ids.iter().map(|id| format!("\"{id}\"")).collect::<Vec<_>>();
        let all: Vec<String> = match fact {
            "age" | "stay" | "visit" | "diseases" | "years-enrolled" => {
                let first = match fact {
                    "age" => self.random.between(10, 70),
                    // Stays and visits are numbered from 1.
                    "stay" | "visit" => self.random.between(2, 4),
                    _ => self.random.between(1, 3),
                };
                let second = first + self.random.between(1, 20);
                if self.random.chance(30) {
                    return vec![
                        format!("{fact} = \"..{first}\""),
                        format!("{fact} = \"{first}..{second}\""),
                        format!("{fact} = \"{second}..\""),
                    ];
                }
                return vec![format!("{fact} = \"..{first}\""), format!("{fact} = \"{first}..\"")];
            }
            "registered" | "chosen" | "designated" => {
                return vec![format!("{fact} = true"), format!("{fact} = false")];
            }
            "band" => (1..=here.bands).map(|band| band.to_string()).collect(),
            "label" => here.labels.iter().map(|l| format!("\"{l}\"")).collect(),
            "class" => quoted(&[&["none"], &here.classes[..]].concat()),
            fact => quoted(values(fact)),
        };
        // Labels and classes beyond those named here exist too: one condition takes the rest.
        let open = matches!(fact, "label" | "class");
        if !open && self.random.chance(25) {
            return all.iter().map(|id| format!("{fact} = {id}")).collect();
        }
        let some = self.random.some(&all);
        let list = Writer::any_of(&some);
        if some.len() == all.len() && !open {
            return vec![format!("{fact} = {list}")];
        }
        vec![format!("{fact} = {list}"), format!("{fact} = {{ not = {list} }}")]
    }

    fn fact(&mut self, here: &Here) -> Option<&'static str> {
        let known = |fact: &&'static str| match *fact {
            "class" => !here.classes.is_empty(),
            "band" => here.bands > 1,
            "label" => !here.labels.is_empty(),
            _ => true,
        };
        let facts: Vec<&'static str> = here.facts.iter().copied().filter(known).collect();
        (!facts.is_empty()).then(|| self.random.pick(&facts))
    }

    /// A literal inside the span.
    fn literal(&mut self, span: Span) -> String {
        if self.random.chance(self.unknown) {
            return "\"unknown\"".to_string();
        }
        if span.none && self.random.chance(5) {
            return "\"none\"".to_string();
        }
        let figure = self.random.between(span.low, span.high);
        let grain = match span.money {
            true => self.random.pick(&[1, 100, 10_000]),
            false => self.random.pick(&[1, 1_000, 10_000, 50_000]),
        };
        let figure = (figure / grain * grain).clamp(span.low, span.high);
        span.write(figure)
    }

    /// A value that lands in the span, whatever the facts are.
    pub(super) fn value(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let Some(depth) = depth.checked_sub(1) else {
            return self.literal(span);
        };
        match self.random.below(12) {
            0..=3 => self.literal(span),
            4..=6 => self.table(here, span, depth),
            7 => self.by_name(here, span, depth),
            8 => self.stepped(here, span, depth),
            9 => self.elsewhere(here, span, depth),
            10 => self.by_name_with(here, span, depth),
            _ => self.largest(here, span, depth),
        }
    }

    fn table(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let mut rows = Vec::new();
        self.rows(here, span, depth, "", &mut rows);
        format!("{{ table = [{}] }}", rows.join(", "))
    }

    fn rows(&mut self, here: &Here, span: Span, depth: u8, prefix: &str, rows: &mut Vec<String>) {
        let Some(fact) = self.fact(here) else {
            let is = self.value(here, span, 0);
            rows.push(format!("{{ {prefix}is = {is} }}"));
            return;
        };
        let inner = here.without(fact);
        for when in self.split(fact, here) {
            let prefix = format!("{prefix}{when}, ");
            if self.random.chance(30) {
                self.rows(&inner, span, depth, &prefix, rows);
            } else {
                let is = self.value(&inner, span, depth.min(1));
                rows.push(format!("{{ {prefix}is = {is} }}"));
            }
        }
    }

    /// A named value with one or two entries in time.
    fn by_name(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let name = self.fresh("v");
        let mut days = vec![START.to_string()];
        if self.random.chance(40) {
            let (month, day) = (self.random.between(1, 12), self.random.between(1, 28));
            days.push(format!("2026-{month:02}-{day:02}"));
        }
        for from in days {
            let body = self.value(here, span, depth);
            self.named
                .push(format!("[[value.{name}]]\nfrom = {from}\nuse = \"tests\"\nis = {body}\n"));
        }
        format!("{{ value = \"{name}\" }}")
    }

    /// A named value as it is and with one fact fixed.
    fn by_name_with(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let outer: Vec<&'static str> = here.facts.clone();
        let outer: Vec<&'static str> = outer
            .into_iter()
            .filter(|f| !matches!(*f, "band" | "label" | "group" | "class"))
            .collect();
        if outer.is_empty() {
            return self.literal(span);
        }
        let fact = self.random.pick(&outer);
        let fixed = match fact {
            "registered" | "chosen" | "designated" => "true".to_string(),
            "age" => "40".to_string(),
            "stay" | "visit" | "diseases" | "years-enrolled" => "1".to_string(),
            fact => format!("\"{}\"", self.random.pick(values(fact))),
        };
        let mut rows = Vec::new();
        let inner = here.without(fact);
        for when in self.split(fact, here) {
            let is = self.value(&inner, span, depth.min(1));
            rows.push(format!("{{ {when}, is = {is} }}"));
        }
        let name = self.fresh("v");
        self.named.push(format!(
            "[[value.{name}]]\nfrom = {START}\nuse = \"tests\"\ntable = [{}]\n",
            rows.join(", ")
        ));
        let plain = format!("{{ value = \"{name}\" }}");
        let with = format!("{{ value = \"{name}\", with = {{ {fact} = {fixed} }} }}");
        format!("{{ largest = [{plain}, {with}] }}")
    }

    fn largest(&mut self, here: &Here, span: Span, depth: u8) -> String {
        if self.random.chance(50) {
            let (one, other) = (self.value(here, span, depth), self.value(here, span, depth));
            return format!("{{ largest = [{one}, {other}] }}");
        }
        let mut here = here.without("condition");
        here.facts.push("condition");
        let mut rows = Vec::new();
        let inner = here.without("condition");
        for when in self.split("condition", &here) {
            let is = self.value(&inner, span, depth.min(1));
            rows.push(format!("{{ {when}, is = {is} }}"));
        }
        let (rows, floor) = (rows.join(", "), span.write(span.low));
        format!("{{ largest-of-conditions = {{ table = [{rows}] }}, floor = {floor} }}")
    }

    /// Floor, ceiling and rounding that bring any figure into the span.
    fn tail(&mut self, span: Span) -> String {
        let mode = self.mode();
        let round = match (span.money, self.random.below(3)) {
            (true, 0) => format!("{{ to = \"yuan\", mode = \"{mode}\" }}"),
            (true, 1) => format!("{{ to = \"fen\", mode = \"{mode}\" }}"),
            _ => format!("\"{mode}\""),
        };
        let (low, high) = (span.write(span.low), span.write(span.high));
        format!("floor = {low}, ceiling = {high}, round = {round}")
    }

    fn stepped(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let start = self.value(here, span, depth);
        let mut steps = Vec::new();
        for _ in 0..1 + self.random.below(3) {
            steps.push(self.step(here, span, depth));
        }
        let tail = self.tail(span);
        format!("{{ is = {start}, steps = [{}], {tail} }}", steps.join(", "))
    }

    fn step(&mut self, here: &Here, span: Span, depth: u8) -> String {
        let (mut when, mut here) = (String::new(), here.clone());
        if self.random.chance(35)
            && let Some(fact) = self.fact(&here)
        {
            let split = self.split(fact, &here);
            when = format!(", when = {{ {} }}", self.random.pick(&split));
            here = here.without(fact);
        }
        let small = Span {
            low: -(span.high - span.low) / 20,
            high: (span.high - span.low) / 10,
            none: false,
            ..span
        };
        match (self.random.below(3), here.per) {
            (0, _) => {
                let mut factor = Span::rate(false);
                factor.high = 1_500_000;
                let by = self.value(&here, factor, depth.min(1));
                format!("{{ times = {by}{when} }}")
            }
            (1, _) | (_, None) => {
                let by = self.value(&here, small, depth.min(1));
                format!("{{ add = {by}{when} }}")
            }
            (_, Some(per)) => {
                let by = self.literal(small);
                let after = match per {
                    "year-of-age" => self.random.between(40, 70),
                    _ => self.random.between(0, 2),
                };
                let most = self.random.between(1, 8);
                let after = match self.random.chance(20) {
                    true => String::new(),
                    false => format!(", after = {after}"),
                };
                format!("{{ add = {by}, per = \"{per}\"{after}, at-most = {most}{when} }}")
            }
        }
    }

    /// From a statistic or, for amounts, a measure of the bill.
    fn elsewhere(&mut self, here: &Here, span: Span, depth: u8) -> String {
        if !span.money {
            return self.stepped(here, span, depth);
        }
        let measures = ["total", "own-pay", "over-limit", "first-pay", "in-scope"];
        let start = match self.random.chance(50) {
            true => "statistic = \"income\"".to_string(),
            false => format!("measure = \"{}\"", self.random.pick(&measures)),
        };
        let step = self.step(here, span, depth);
        let tail = self.tail(span);
        let part = Span::rate(false).write(self.random.between(1, 40) * 10_000);
        format!("{{ {start}, steps = [{{ times = {part} }}, {step}], {tail} }}")
    }
}
