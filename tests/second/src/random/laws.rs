//! Random areas: schemes, layers, accumulators, counters and statistics as one text.

use super::Random;
use super::layers::{Above, Layers};
use super::national::{OWN, listed, text};
use super::values::{START, Writer};
use law::{Area, Text};

const HEAD: &str = r#"code = "999999"
name = { zh = "随机", en = "Random" }

[source]
document = "random"
article = "not seen"
read_on = 2026-01-01
grade = "made-up"

[[statistic.income]]
from = 2024-01-01
to = 2025-12-31
use = "tests"
is = "40123.45"

[[statistic.income]]
from = 2026-01-01
use = "tests"
is = "43210.99"

"#;

/// The text of a random area's only file. It parses without findings.
pub fn law_text(seed: u64) -> String {
    let mut random = Random::new(seed);
    let groups = random.chance(30);
    let both = random.chance(35);
    let mut layers = Layers { writer: Writer::new(random), accs: Vec::new(), groups };
    let mut body = String::new();
    let mut schemes = vec!["employee"];
    if both {
        schemes.push("resident");
    }
    for insurance in &schemes {
        body += &scheme(&mut layers, insurance);
    }
    for insurance in &schemes {
        body += &counters(&mut layers, insurance);
    }
    body += &meters(&mut layers);
    let mut all = HEAD.to_string();
    for (fact, id) in OWN {
        all += &listed(fact, id);
    }
    all += &body;
    for named in &layers.writer.named {
        all += named;
    }
    for acc in &layers.accs {
        let quoted: Vec<String> = acc.keys.iter().map(|k| format!("\"{k}\"")).collect();
        let feeds: Vec<String> = acc.feeds.iter().map(|f| format!("{{ {f} }}")).collect();
        all += &format!(
            "[[accumulator]]\nname = \"{}\"\nperiod = \"{}\"\nfrom = {START}\n\
             keys = [{}]\nfeeds = [{}]\n",
            acc.name,
            acc.period,
            quoted.join(", "),
            feeds.join(", "),
        );
    }
    all
}

/// The land's text and that of the area, as `law::read_law` takes them.
pub fn texts(seed: u64) -> Vec<Text> {
    let text_of = |folder: &str, path: &str, text: String| Text {
        folder: folder.to_string(),
        path: path.to_string(),
        text,
    };
    vec![
        text_of("national", "national/domains.toml", text()),
        text_of("999999-random", "999999-random/area.toml", law_text(seed)),
    ]
}

/// The random area of a seed, whether or not a check finds something in it.
pub fn area(seed: u64) -> Area {
    let (mut law, findings) = law::read_law(&texts(seed));
    assert!(findings.is_empty(), "seed {seed}: {findings:#?}");
    law.areas.remove(0)
}

/// The first area from a seed on in which `law::check_area` finds nothing, with its own seed.
pub fn sound_area(seed: u64) -> (u64, Area) {
    let mut seed = seed;
    loop {
        let area = area(seed);
        if law::check_area(&area).findings.is_empty() {
            return (seed, area);
        }
        seed = seed.wrapping_add(0x1_0000_0000);
    }
}

fn scheme(layers: &mut Layers, insurance: &str) -> String {
    let covers = match layers.writer.random.below(3) {
        0 => vec!["inpatient"],
        1 => vec!["inpatient", "outpatient"],
        _ => vec!["inpatient", "outpatient", "chronic"],
    };
    let quoted: Vec<String> = covers.iter().map(|c| format!("\"{c}\"")).collect();
    let every = format!("care = [{}]", quoted.join(", "));
    let mut above: Vec<Above> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    let mut text = String::new();
    let count = 1 + layers.writer.random.below(4);
    let account_at = match layers.writer.random.chance(40) {
        true => Some(layers.writer.random.below(count + 1)),
        false => None,
    };
    for at in 0..=count {
        if account_at == Some(at) {
            let name = format!("{insurance}-account");
            text += &layers.account(&name, &every, &above);
            names.push(name);
            above.push(Above { id: "account".to_string(), outcomes: Vec::new() });
        }
        if at == count {
            break;
        }
        let id = ["basic", "large-sum", "catastrophic", "assistance"][at];
        // The first may be two layers of one id that exclude each other by kind of care.
        let cares = match at == 0 && covers.len() > 1 && layers.writer.random.chance(40) {
            true => vec![
                "care = \"inpatient\"".to_string(),
                format!("care = [{}]", quoted[1..].join(", ")),
            ],
            false => vec![every.clone()],
        };
        let mut written = Vec::new();
        for (part, care) in cares.iter().enumerate() {
            let name = format!("{insurance}-{id}-{part}");
            let mut texts = vec![layers.layer(&name, id, care, &above, START)];
            if layers.writer.random.chance(12) {
                texts.push(layers.layer(&name, id, care, &above, "2026-06-16"));
            }
            text += &texts.concat();
            written.push(texts);
            names.push(name);
        }
        above.push(Above::of(id, &written));
    }
    let random = &mut layers.writer.random;
    let from = random.pick(&["2026-01-01", "2026-01-01", "2025-01-01", "2026-02-15"]);
    let day = random.pick(&["admission", "discharge", "settlement", "split"]);
    let once = random.pick(&["once", "each"]);
    let mode = layers.writer.mode();
    let names: Vec<String> = names.iter().map(|n| format!("\"{n}\"")).collect();
    text + &format!(
        "[[scheme]]\ninsurance = \"{insurance}\"\n\
         name = {{ zh = \"{insurance}\", en = \"{insurance}\" }}\n\
         from = {from}\nto = 2026-12-31\ncovers = [{}]\nlayers = [{}]\nruling-day = \"{day}\"\n\
         continued-deductible = \"{once}\"\nline-rounding = \"{mode}\"\ncarries-over = []\n\
         class-gained = \"later-bills\"\n\n",
        quoted.join(", "),
        names.join(", "),
    )
}

/// Counters of stays and of visits; always both, so that any layer may ask for them.
fn counters(layers: &mut Layers, insurance: &str) -> String {
    let mut text = String::new();
    for (fact, care) in [("stay", "inpatient"), ("visit", "outpatient")] {
        let random = &mut layers.writer.random;
        let zero = random.chance(50);
        let under = random.chance(60);
        let period = random.pick(&["year", "life"]);
        let more = match random.chance(20) {
            true => format!(", {}", layers.condition(&mut vec!["level", "kind", "filing"])),
            false => String::new(),
        };
        text += &format!(
            "[[counter]]\nfact = \"{fact}\"\ninsurance = \"{insurance}\"\nperiod = \"{period}\"\n\
             counts = [{{ care = \"{care}\"{more} }}]\nzero = {zero}\nunder-deductible = {under}\n\
             from = {START}\n\n"
        );
    }
    text
}

/// A meter now and then, and a waiting rule, which no bill asks for.
fn meters(layers: &mut Layers) -> String {
    let random = &mut layers.writer.random;
    if random.chance(50) {
        return String::new();
    }
    let period = random.pick(&["day", "month", "quarter", "year", "life", "chain"]);
    let period = if period == "chain" { "year" } else { period };
    format!(
        "[[accumulator]]\nname = \"meter\"\nperiod = \"{period}\"\nfrom = {START}\n\
         feeds = [{{ measure = \"total\" }}, \
         {{ measure = \"in-scope\", when = {{ care = \"inpatient\" }} }}]\n\n\
         [[waiting]]\ninsurance = \"resident\"\nfrom = {START}\nfixed-months = 3\n\
         free-broken-years = 1\nmonths-per-further-broken-year = 1\n\n"
    )
}
