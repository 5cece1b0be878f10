//! Reading: from texts of TOML files to the rules of areas, or findings with their places.

mod entry;
mod expr;
mod layer;
mod node;
mod scheme;

use crate::entry::{Dated, Finding, Place, Source, Titles};
use crate::fact::{Domain, DomainValue, Domains, Fact};
use crate::model::{Area, Fund, Label, Law, Outcome};
use crate::words_label::{id_titles, label_titles, label_words};
use layer::Known;
use node::{Doc, Tab};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;
use toml::de::DeTable;
use units::{AreaCode, FundId};

/// The text of one file.
#[derive(Debug, Clone)]
pub struct Text {
    /// Name of its area folder, or `national`.
    pub folder: String,
    /// Path as findings show it.
    pub path: String,
    /// What stands in it.
    pub text: String,
}

type Parsed<'a> = (Doc<'a>, Spanned<DeTable<'a>>);
const NATIONAL: &str = "national";

/// Reads the law of all areas. Whatever could not be read is in the findings.
pub fn read_law(texts: &[Text]) -> (Law, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut folders: BTreeMap<&str, Vec<Parsed<'_>>> = BTreeMap::new();
    let mut torn: BTreeSet<&str> = BTreeSet::new();
    for text in texts {
        let doc = Doc { path: &text.path, text: &text.text };
        match DeTable::parse(&text.text) {
            Ok(table) => folders.entry(&text.folder).or_default().push((doc, table)),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                findings.push(doc.finding(at..at, format!("not TOML: {}", error.message())));
                torn.insert(&text.folder);
            }
        }
    }
    let national = folders.remove(NATIONAL).unwrap_or_default();
    let mut domains = Domains::default();
    let mut funds = Vec::new();
    for (doc, table) in &national {
        let root = Tab::root(doc, table);
        let read = root
            .only(&["domain", "fund"])
            .and_then(|()| read_domains(root, &mut domains, true))
            .and_then(|()| read_funds(root, &mut funds));
        findings.extend(read.err());
    }
    let mut law = Law::default();
    for (folder, docs) in &folders {
        if let Some(mut area) = read_area(docs, &domains, &funds, &mut findings) {
            area.broken.extend(torn.contains(folder).then(|| "*".to_string()));
            let twice = law.area(area.code.as_str()).map(|other| other.place.clone());
            if let Some(other) = twice {
                let sentence = format!("area {} stands twice; the other is {other}", area.code);
                findings.push(Finding { place: area.place.clone(), sentence });
            }
            law.areas.push(area);
        }
    }
    findings.sort();
    (law, findings)
}

fn read_domains(root: Tab<'_>, domains: &mut Domains, national: bool) -> Result<(), Finding> {
    const OWN: [Fact; 6] =
        [Fact::Class, Fact::Status, Fact::Tier, Fact::Care, Fact::Condition, Fact::Kind];
    let Some(val) = root.get("domain") else {
        return Ok(());
    };
    let table = val.table()?;
    for key in table.keys() {
        let list = table.need(key)?;
        let fact = match Fact::named(key) {
            Some(fact) if !fact.is_flag() && !fact.is_number() && fact != Fact::Label => fact,
            _ => return list.wrong(format!("'{key}' is not a fact with listed values")),
        };
        if !national && !OWN.contains(&fact) && fact != Fact::Group {
            return list.wrong(format!(
                "an area cannot add values of '{key}'; it can add to: class, status, tier, care, condition, kind, group"
            ));
        }
        for value in list.array()? {
            let value = value.table()?;
            value.only(&["id", "zh", "en"])?;
            value.has(&["id", "zh", "en"])?;
            let id = value.need("id")?;
            let titles = Titles {
                zh: value.need("zh")?.str()?.to_string(),
                en: value.need("en")?.str()?.to_string(),
            };
            let domain: &mut Domain = domains.of.entry(fact).or_default();
            if domain.values.iter().any(|v| v.id == id.as_str().unwrap_or("")) {
                return id.wrong(format!("this value of '{key}' is already listed"));
            }
            domain.values.push(DomainValue { id: id.str()?.to_string(), titles });
        }
    }
    Ok(())
}

fn read_funds(root: Tab<'_>, funds: &mut Vec<Fund>) -> Result<(), Finding> {
    for table in root.tables("fund")? {
        table.only(&["id", "zh", "en", "fund_pay_type"])?;
        table.has(&["id", "zh", "en", "fund_pay_type"])?;
        let pay_type = table.need("fund_pay_type")?;
        let code = pay_type.str()?;
        if code != "unknown" && !code.bytes().all(|b| b.is_ascii_digit()) {
            return pay_type.wrong(
                "'fund_pay_type' is the national code of the kind of payment, in digits, or \"unknown\"",
            );
        }
        let id = FundId(table.need("id")?.str()?.to_string());
        if funds.iter().any(|fund| fund.id == id) {
            return table.wrong(format!("fund '{id}' is already listed"));
        }
        funds.push(Fund {
            id,
            titles: Titles {
                zh: table.need("zh")?.str()?.to_string(),
                en: table.need("en")?.str()?.to_string(),
            },
            pay_type: code.to_string(),
        });
    }
    Ok(())
}

/// Labels are values too: of every layer id, every outcome.
fn label_domain(ids: &[String], titles: &BTreeMap<String, Titles>) -> Domain {
    let plain = [Label::InScope, Label::OwnPay, Label::OverLimit, Label::FirstPay];
    let of_layers = ids.iter().flat_map(|id| {
        Outcome::NAMES.iter().map(move |(_, outcome)| Label::Of(*outcome, id.clone()))
    });
    let value = |label: Label| {
        let layer = match &label {
            Label::Of(_, id) => titles.get(id).cloned().unwrap_or_else(|| Titles::same(id)),
            _ => Titles::default(),
        };
        DomainValue { id: label_words(&label), titles: label_titles(&label, &layer) }
    };
    Domain { values: plain.into_iter().chain(of_layers).map(value).collect() }
}

fn read_area(
    docs: &[Parsed<'_>],
    national: &Domains,
    funds: &[Fund],
    findings: &mut Vec<Finding>,
) -> Option<Area> {
    let header = docs.iter().map(|(doc, table)| Tab::root(doc, table)).find(|root| {
        let path = root.doc.path;
        path == "area.toml" || path.ends_with("/area.toml")
    });
    let Some(header) = header else {
        let path = docs.first().map_or("", |(doc, _)| doc.path);
        let place = Place { file: path.to_string(), line: 1, column: 1 };
        let sentence = "this folder has no area.toml; add one with code and name".to_string();
        findings.push(Finding { place, sentence });
        return None;
    };
    let mut area = match read_header(header, national, funds) {
        Ok(area) => area,
        Err(finding) => {
            findings.push(finding);
            return None;
        }
    };
    let ids = layer_ids(docs);
    area.domains.of.insert(Fact::Label, label_domain(&ids, &layer_titles(docs)));
    for (doc, table) in docs {
        read_file(Tab::root(doc, table), &ids, &mut area, findings);
    }
    Some(area)
}

fn read_header(root: Tab<'_>, national: &Domains, funds: &[Fund]) -> Result<Area, Finding> {
    let code = root.need("code")?;
    let text = code.str()?;
    root.has(&["name"])?;
    if text.len() != 6 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return code.wrong("an area's code has six digits, such as \"440700\"");
    }
    let mut domains = national.clone();
    read_domains(root, &mut domains, false)?;
    let mut funds = funds.to_vec();
    read_funds(root, &mut funds)?;
    Ok(Area {
        code: AreaCode(text.to_string()),
        name: entry::titles(root.need("name")?)?,
        domains,
        funds,
        schemes: Vec::new(),
        layers: BTreeMap::new(),
        accumulators: BTreeMap::new(),
        counters: Vec::new(),
        values: BTreeMap::new(),
        statistics: BTreeMap::new(),
        waiting: Vec::new(),
        findings: Vec::new(),
        broken: BTreeSet::new(),
        place: root.place(),
    })
}

/// The ids of all layers, before anything else of them is read, in the order of the text.
fn layer_ids(docs: &[Parsed<'_>]) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    let mut seen = BTreeSet::new();
    for (doc, table) in docs {
        for layer in Tab::root(doc, table).tables("layer").unwrap_or_default() {
            if let Some(id) = layer.get("id").and_then(|v| v.as_str())
                && seen.insert(id.to_string())
            {
                ids.push(id.to_string());
            }
        }
    }
    ids
}

/// The titles of the layers of an id; where they differ, the words of the id or all of them.
fn layer_titles(docs: &[Parsed<'_>]) -> BTreeMap<String, Titles> {
    let mut all: BTreeMap<String, Vec<Titles>> = BTreeMap::new();
    for (doc, table) in docs {
        for layer in Tab::root(doc, table).tables("layer").unwrap_or_default() {
            let id = layer.get("id").and_then(|v| v.as_str());
            let titles = layer.get("title").and_then(|v| entry::titles(v).ok());
            if let (Some(id), Some(titles)) = (id, titles) {
                let list = all.entry(id.to_string()).or_default();
                if !list.contains(&titles) {
                    list.push(titles);
                }
            }
        }
    }
    let one = |(id, mut list): (String, Vec<Titles>)| {
        let titles = match (list.len(), id_titles(&id)) {
            (1, _) => list.remove(0),
            (_, Some(known)) => known,
            _ => Titles {
                zh: list.iter().map(|t| t.zh.as_str()).collect::<Vec<_>>().join("或"),
                en: list.iter().map(|t| t.en.as_str()).collect::<Vec<_>>().join(" or "),
            },
        };
        (id, titles)
    };
    all.into_iter().map(one).collect()
}

const ENTRIES: [&str; 8] =
    ["source", "scheme", "layer", "accumulator", "counter", "value", "statistic", "waiting"];
const HEADER: [&str; 4] = ["code", "name", "domain", "fund"];

fn read_file(root: Tab<'_>, ids: &[String], area: &mut Area, findings: &mut Vec<Finding>) {
    let is_header = root.get("code").is_some();
    let allowed = if is_header { [&ENTRIES[..], &HEADER].concat() } else { ENTRIES.to_vec() };
    findings.extend(root.only(&allowed).err());
    let source = match root.get("source").map(entry::source).transpose() {
        Ok(source) => source,
        Err(finding) => {
            findings.push(finding);
            area.broken.insert("*".to_string());
            return;
        }
    };
    for key in ["scheme", "layer", "accumulator", "counter", "waiting"] {
        match root.tables(key) {
            Ok(tables) => {
                for table in tables {
                    if let Err(finding) = read_entry(key, table, source.as_ref(), ids, area) {
                        findings.push(finding);
                        let name = table.get("name").and_then(|v| v.as_str()).unwrap_or("");
                        area.broken.insert(format!("{key} {name}").trim_end().to_string());
                    }
                }
            }
            Err(finding) => {
                findings.push(finding);
                area.broken.insert("*".to_string());
            }
        }
    }
    for key in ["value", "statistic"] {
        if let Err(finding) = read_named(key, root, source.as_ref(), area, findings) {
            findings.push(finding);
            area.broken.insert("*".to_string());
        }
    }
}

fn read_entry(
    key: &str,
    table: Tab<'_>,
    source: Option<&Source>,
    ids: &[String],
    area: &mut Area,
) -> Result<(), Finding> {
    match key {
        "scheme" => {
            let body = scheme::scheme(table, &area.domains)?;
            area.schemes.push(Dated { entry: entry::entry(table, source)?, body });
        }
        "layer" => {
            let known = Known { domains: &area.domains, funds: &area.funds, ids };
            let body = layer::layer(table, &known)?;
            let name = body.name.clone();
            let piece = Dated { entry: entry::entry(table, source)?, body };
            entry::add(area.layers.entry(name.clone()).or_default(), &name, piece)?;
        }
        "accumulator" => {
            let body = scheme::accumulator(table, &area.domains)?;
            let name = table.need("name")?.str()?.to_string();
            let piece = Dated { entry: entry::entry(table, source)?, body };
            entry::add(area.accumulators.entry(name.clone()).or_default(), &name, piece)?;
        }
        "counter" => {
            let body = scheme::counter(table, &area.domains)?;
            area.counters.push(Dated { entry: entry::entry(table, source)?, body });
        }
        _ => {
            let body = scheme::waiting(table, &area.domains)?;
            area.waiting.push(Dated { entry: entry::entry(table, source)?, body });
        }
    }
    Ok(())
}

/// `[[value.NAME]]` and `[[statistic.NAME]]`.
fn read_named(
    key: &str,
    root: Tab<'_>,
    source: Option<&Source>,
    area: &mut Area,
    findings: &mut Vec<Finding>,
) -> Result<(), Finding> {
    let Some(val) = root.get(key) else {
        return Ok(());
    };
    let names = val.table()?;
    for name in names.keys() {
        for piece in names.need(name)?.array()? {
            let read = (|| {
                let table = piece.table()?;
                table.only(&[&expr::EXPR[..], &entry::ENTRY, &[entry::USE]].concat())?;
                table.has(&["from"])?;
                let body = expr::expr_in(table, &area.domains)?;
                let piece = Dated { entry: entry::entry(table, source)?, body };
                let all = if key == "value" { &mut area.values } else { &mut area.statistics };
                entry::add(all.entry(name.to_string()).or_default(), name, piece)
            })();
            if let Err(finding) = read {
                findings.push(finding);
                area.broken.insert(format!("{key} {name}"));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
