//! Random layers with all their parts, and the accumulators they ask for.

use super::values::{Here, START, Span, Writer};

/// An accumulator as it grows.
#[derive(Debug, Clone)]
pub(super) struct Acc {
    pub(super) name: String,
    pub(super) period: &'static str,
    pub(super) keys: Vec<&'static str>,
    pub(super) feeds: Vec<String>,
}

/// A layer that stands above in its scheme.
#[derive(Debug, Clone)]
pub(super) struct Above {
    pub(super) id: String,
    /// What it may do with fen: the outcomes of its labels. An account has none to name.
    pub(super) outcomes: Vec<&'static str>,
}

impl Above {
    /// A layer of an id; its texts on different days stand together, layer by layer.
    pub(super) fn of(id: &str, layers: &[Vec<String>]) -> Above {
        let parts = [
            ("first-pay", &["first-pay"][..]),
            ("in-deductible", &["deductible"]),
            ("over-cap", &["limits", "cost-limit-before", "cost-limit-after"]),
        ];
        let has = |text: &String, keys: &[&str]| {
            let begins = |line: &str, key: &&str| line.starts_with(&format!("{key} ="));
            text.lines().any(|line| keys.iter().any(|key| begins(line, key)))
        };
        let mut outcomes = vec!["co-share"];
        for (outcome, keys) in parts {
            let always = |texts: &Vec<String>| texts.iter().all(|text| has(text, keys));
            if layers.iter().any(always) {
                outcomes.push(outcome);
            }
        }
        Above { id: id.to_string(), outcomes }
    }
}

/// The layer that is being written.
struct At<'a> {
    name: &'a str,
    above: &'a [Above],
    here: Here,
    /// Whether its shares may ask for the label.
    by_label: bool,
    /// About how many fen its line has.
    scale: i64,
}

/// Writes layers.
pub(super) struct Layers {
    pub(super) writer: Writer,
    pub(super) accs: Vec<Acc>,
    /// Whether draws of this law ask for groups.
    pub(super) groups: bool,
}

const FACTS: [&str; 15] = [
    "status",
    "tier",
    "condition",
    "registered",
    "level",
    "rank",
    "kind",
    "place",
    "chosen",
    "designated",
    "filing",
    "age",
    "stay",
    "visit",
    "years-enrolled",
];
const PERIODS: [&str; 9] =
    ["bill", "day", "month", "quarter", "year", "year", "chain", "life", "month-carried"];
const DELTAS: [&str; 6] = ["entered", "first-pay", "deductible", "cost", "over-cap", "paid"];

impl Layers {
    /// A condition that may hold, on facts outside layers; those it names leave the list.
    pub(super) fn condition(&mut self, facts: &mut Vec<&'static str>) -> String {
        let fact = self.writer.random.pick(facts);
        facts.retain(|known| *known != fact);
        let split = self.writer.split(fact, &Here::default());
        self.writer.random.pick(&split)
    }

    /// A layer of the given name and id. `care` is what it must at least ask of the care.
    pub(super) fn layer(
        &mut self,
        name: &str,
        id: &str,
        care: &str,
        above: &[Above],
        from: &str,
    ) -> String {
        let random = &mut self.writer.random;
        let mut facts = FACTS.to_vec();
        let mut here = Here::default();
        // Labels are many: a layer that asks for them asks for little else.
        let by_label = random.chance(20);
        let per = ["year-of-age", "stay", "visit", "disease", "year-enrolled"];
        here.per = Some(random.pick(&per)).filter(|_| !by_label);
        for _ in 0..1 + random.below(if by_label { 1 } else { 2 }) {
            let fact = random.pick(&facts);
            facts.retain(|known| *known != fact);
            here.facts.push(fact);
        }
        let mut order = String::new();
        if !by_label && random.chance(35) {
            here.classes = random.some(&["orphan", "minimum-living", "village"]);
            here.facts.push("class");
            let list: Vec<String> = here.classes.iter().map(|c| format!("\"{c}\"")).collect();
            order = format!("class-order = [{}]\n", list.join(", "));
        }
        let mut applies = vec![care.to_string()];
        if !above.is_empty() && !by_label && self.writer.random.chance(30) {
            let more = self.condition(&mut facts);
            applies = vec![format!("{care}, {more}")];
            if self.writer.random.chance(40) {
                let other = self.condition(&mut facts);
                applies.push(format!("{care}, {other}"));
            }
        }
        let applies: Vec<String> = applies.iter().map(|a| format!("{{ {a} }}")).collect();
        let scales = [2_000, 200_000, 2_000_000, 20_000_000];
        let scale = self.writer.random.pick(&scales);
        let at = At { name, above, here, by_label, scale };
        let draws = self.draws(&at);
        let parts = self.parts(&at);
        let fund = self.writer.random.pick(&["basic", "large", "aid"]);
        format!(
            "[[layer]]\nname = \"{name}\"\nid = \"{id}\"\nfrom = {from}\n\
             title = {{ zh = \"{id}\", en = \"{id}\" }}\nfund = \"{fund}\"\n{order}\
             applies = [{}]\ndraws = [{}]\n{parts}\n",
            applies.join(", "),
            draws.join(", "),
        )
    }

    /// The personal account.
    pub(super) fn account(&mut self, name: &str, care: &str, above: &[Above]) -> String {
        let pots = ["\"current\", \"history\"", "\"history\", \"current\"", "\"current\""];
        let pots = self.writer.random.pick(&pots);
        let at = At { name, above, here: Here::default(), by_label: false, scale: 0 };
        let draws = self.draws(&at);
        let feed = format!("layer = \"{name}\", delta = \"paid\"");
        if !self.accs.is_empty() && self.writer.random.chance(40) {
            let acc = self.writer.random.below(self.accs.len());
            self.accs[acc].feeds.push(feed);
        }
        format!(
            "[[layer]]\nname = \"{name}\"\nid = \"account\"\nkind = \"account\"\nfrom = {START}\n\
             title = {{ zh = \"{name}\", en = \"{name}\" }}\nfund = \"account\"\n\
             pots = [{pots}]\napplies = [{{ {care} }}]\ndraws = [{}]\n\n",
            draws.join(", "),
        )
    }

    fn draws(&mut self, at: &At<'_>) -> Vec<String> {
        let mut buckets = Vec::new();
        for outcome in ["in-deductible", "co-share", "over-cap", "first-pay"] {
            let able = at.above.iter().filter(|above| above.outcomes.contains(&outcome));
            let ids: Vec<&str> = able.map(|above| above.id.as_str()).collect();
            if !ids.is_empty() {
                buckets.push(format!("{outcome}:*"));
                buckets.push(format!("{outcome}:{}", self.writer.random.pick(&ids)));
            }
        }
        let mut draws = Vec::new();
        if buckets.is_empty() || self.writer.random.chance(25) {
            draws.push(self.draw(at, "in-scope"));
        }
        for _ in 0..self.writer.random.below(3) + usize::from(draws.is_empty()) {
            let bucket = match buckets.is_empty() || self.writer.random.chance(15) {
                true => {
                    let split = ["in-scope", "own-pay", "over-limit", "first-pay"];
                    self.writer.random.pick(&split).to_string()
                }
                false => self.writer.random.pick(&buckets),
            };
            draws.push(self.draw(at, &bucket));
        }
        draws
    }

    fn draw(&mut self, at: &At<'_>, bucket: &str) -> String {
        let mut draw = format!("bucket = \"{bucket}\"");
        if self.groups && self.writer.random.chance(40) {
            let some = self.writer.random.some(super::national::values("group"));
            let list: Vec<String> = some.iter().map(|g| format!("\"{g}\"")).collect();
            let key = self.writer.random.pick(&["groups", "except-groups"]);
            draw += &format!(", {key} = [{}]", list.join(", "));
        }
        if self.writer.random.chance(20) {
            let here = Here {
                facts: at.here.facts.clone(),
                classes: at.here.classes.clone(),
                ..Here::default()
            };
            let share = self.writer.value(&here, Span::rate(true), 2);
            draw += &format!(", share = {share}");
        }
        let labels = labels_of(at.above);
        for key in ["through", "not-through"] {
            if !at.above.is_empty() && self.writer.random.chance(15) {
                let label = self.writer.random.pick(&labels);
                draw += &format!(", {key} = [\"{label}\"]");
            }
        }
        format!("{{ {draw} }}")
    }

    /// An accumulator to count over: an old one or a new one, fed by this layer.
    fn over(&mut self, at: &At<'_>, delta: Option<&str>, monthly: bool, bill: bool) -> String {
        if bill && self.writer.random.chance(35) {
            return "bill".to_string();
        }
        let wanted = match delta {
            Some(delta) => delta,
            None => self.writer.random.pick(&DELTAS),
        };
        let feed = format!("layer = \"{}\", delta = \"{wanted}\"", at.name);
        let fits = |acc: &Acc| monthly || acc.period != "month-carried";
        let old: Vec<usize> = (0..self.accs.len()).filter(|i| fits(&self.accs[*i])).collect();
        if !old.is_empty() && self.writer.random.chance(30) {
            let old = self.writer.random.pick(&old);
            let known = self.accs[old].feeds.iter().any(|f| f.starts_with(&feed));
            if !known && (delta.is_some() || self.writer.random.chance(50)) {
                self.accs[old].feeds.push(feed);
            }
            return self.accs[old].name.clone();
        }
        let periods = if monthly { &PERIODS[..] } else { &PERIODS[..8] };
        let period = self.writer.random.pick(periods);
        let keys = match self.writer.random.below(6) {
            0 => vec!["level"],
            1 => vec!["place", "kind"],
            _ => Vec::new(),
        };
        let when = match self.writer.random.chance(20) {
            true => {
                let mut facts = FACTS.to_vec();
                format!(", when = {{ {} }}", self.condition(&mut facts))
            }
            false => String::new(),
        };
        let feed = match delta {
            None if self.writer.random.chance(30) => {
                let measures = ["total", "own-pay", "first-pay", "in-scope"];
                format!("measure = \"{}\"{when}", self.writer.random.pick(&measures))
            }
            _ => format!("{feed}{when}"),
        };
        let name = self.writer.fresh("acc.");
        self.accs.push(Acc { name: name.clone(), period, keys, feeds: vec![feed] });
        name
    }

    /// An amount of some part of the layer's scale.
    fn money(&mut self, at: &At<'_>, from: i64, to: i64, none: bool) -> String {
        let span = Span::money(at.scale / 100 * from, at.scale / 100 * to, none);
        self.writer.value(&at.here, span, 2)
    }

    fn cost_limit(&mut self, at: &At<'_>, key: &str) -> String {
        if !self.writer.random.chance(15) {
            return String::new();
        }
        let amount = self.money(at, 20, 200, true);
        let over = self.over(at, None, false, true);
        format!("{key} = {{ amount = {amount}, over = \"{over}\" }}\n")
    }

    fn parts(&mut self, at: &At<'_>) -> String {
        let mut text = self.cost_limit(at, "cost-limit-before");
        let mut inner = at.here.clone();
        if !at.by_label && self.writer.random.chance(40) {
            inner.facts.push("group");
        }
        if at.by_label {
            inner.facts.push("label");
            let labels = labels_of(at.above);
            inner.labels = labels.into_iter().take(6).collect();
        }
        if self.writer.random.chance(25) {
            let first = self.writer.value(&inner, Span::rate(true), 2);
            text += &format!("first-pay = {first}\n");
        }
        let deductible = self.writer.random.chance(65);
        if deductible {
            text += &self.deductible(at);
        }
        text += &self.cost_limit(at, "cost-limit-after");
        if self.writer.random.chance(45) {
            let (bands, count) = self.bands(at);
            text += &bands;
            inner.bands = count;
            inner.facts.push("band");
            inner.facts.push("band");
        }
        let of = self.writer.random.pick(&["fund", "fund", "person"]);
        let rate = self.writer.value(&inner, Span::rate(true), 3);
        text += &format!("share = {{ of = \"{of}\", rate = {rate} }}\n");
        if self.writer.random.chance(50) {
            let mut limits = Vec::new();
            for _ in 0..1 + self.writer.random.below(2) {
                let amount = self.money(at, 5, 150, true);
                let delta = self.writer.random.chance(80).then_some("paid");
                let over = self.over(at, delta, true, true);
                limits.push(format!("{{ amount = {amount}, over = \"{over}\" }}"));
            }
            let how = self.writer.random.pick(&["cost", "payment"]);
            text += &format!("limits = [{}]\nover-cap = \"{how}\"\n", limits.join(", "));
            let when = ["deductible-stands", "no-deductible"];
            let when = self.writer.random.pick(&when);
            if deductible {
                text += &format!("when-exhausted = \"{when}\"\n");
            }
        }
        let mode = self.writer.mode();
        let place = self.writer.random.pick(&["layer", "layer", "piece"]);
        text + &format!("rounding = {{ mode = \"{mode}\", place = \"{place}\" }}\n")
    }

    fn deductible(&mut self, at: &At<'_>) -> String {
        let amount = self.money(at, 0, 40, true);
        let (mode, over) = match self.writer.random.below(3) {
            0 => ("each", String::new()),
            1 => ("taken", self.over(at, Some("deductible"), false, false)),
            _ => ("edge", self.over(at, Some("entered"), false, false)),
        };
        let over = match over.is_empty() {
            true => over,
            false => format!(", over = \"{over}\""),
        };
        let most = match self.writer.random.chance(25) {
            true => {
                let amount = self.money(at, 10, 60, true);
                let over = self.over(at, Some("deductible"), false, false);
                format!(", most = {{ amount = {amount}, over = \"{over}\" }}")
            }
            false => String::new(),
        };
        format!("deductible = {{ mode = \"{mode}\", amount = {amount}{over}{most} }}\n")
    }

    /// The bands and how many of them there are.
    fn bands(&mut self, at: &At<'_>) -> (String, usize) {
        let count = 1 + self.writer.random.below(3);
        let mut edges = Vec::new();
        for edge in 0..count as i64 {
            // Only the last may be none: behind it no edge may stand that is lower.
            let none = edge + 1 == count as i64;
            edges.push(self.money(at, 5 + 30 * edge, 25 + 30 * edge, none));
        }
        let axis = ["before-deductible", "after-deductible"];
        let axis = self.writer.random.pick(&axis);
        let delta = self.writer.random.chance(60).then_some("entered");
        let over = self.over(at, delta, false, true);
        let edges = edges.join(", ");
        let text =
            format!("bands = {{ axis = \"{axis}\", over = \"{over}\", edges = [{edges}] }}\n");
        (text, count + 1)
    }
}

/// Labels that fen may have had when a layer begins.
fn labels_of(above: &[Above]) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for layer in above {
        for outcome in &layer.outcomes {
            labels.push(format!("{outcome}:{}", layer.id));
        }
    }
    labels.extend(["in-scope", "own-pay", "over-limit", "first-pay"].map(str::to_string));
    labels
}
