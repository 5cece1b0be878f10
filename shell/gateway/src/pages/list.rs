//! The list of all transactions (交易一览), by area of care or work.

use super::{Bare, LIST, Tongue, bare};
use crate::fields::{Transaction, transactions};
use askama::Template;

#[derive(Template)]
#[template(path = "list.html")]
struct List {
    tongue: Tongue,
    all: usize,
    offered: usize,
    areas: Vec<Area>,
}

/// The transactions of an area of care or work.
struct Area {
    id: &'static str,
    name: &'static str,
    transactions: Vec<&'static Transaction>,
}

/// The page.
pub(super) fn page(tongue: Tongue) -> Bare {
    let all = transactions();
    let mut areas: Vec<Area> = Vec::new();
    for one in all {
        match areas.iter_mut().find(|area| area.id == one.area) {
            Some(area) => area.transactions.push(one),
            None => areas.push(Area {
                id: one.area,
                name: tongue.title(one.area_title),
                transactions: vec![one],
            }),
        }
    }
    let offered = all.iter().filter(|one| one.offered).count();
    let list = List { tongue, all: all.len(), offered, areas };
    bare(tongue, LIST, tongue.t("机构接口", "Institution interface").to_string(), &list)
}
