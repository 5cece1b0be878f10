//! The closed domains and funds under which random laws are written: short lists, so that every
//! case can be counted through.

/// Closed facts with a few values each, as the land and the area of a random law list them.
pub(super) const VALUES: [(&str, &[&str]); 13] = [
    ("insurance", &["employee", "resident"]),
    ("status", &["active", "retired", "child"]),
    ("class", &["none", "orphan", "minimum-living", "village"]),
    ("tier", &["low", "high"]),
    ("care", &["inpatient", "outpatient", "chronic"]),
    ("condition", &["none", "hypertension", "diabetes", "rare"]),
    ("level", &["一级", "二级", "三级", "none"]),
    ("rank", &["township", "county", "city"]),
    ("kind", &["hospital", "community", "clinic"]),
    ("place", &["home", "province", "away"]),
    ("filing", &["none", "referred", "filed"]),
    ("group", &["A", "B", "relaxed", "implant"]),
    ("fund", &["basic", "large", "aid", "account"]),
];

/// What the area of a random law adds.
pub(super) const OWN: [(&str, &str); 5] = [
    ("class", "village"),
    ("tier", "low"),
    ("tier", "high"),
    ("condition", "rare"),
    ("group", "implant"),
];

/// The values of a closed fact.
pub(super) fn values(fact: &str) -> &'static [&'static str] {
    let found = VALUES.iter().find(|(name, _)| *name == fact);
    found.map_or(&[], |(_, values)| values)
}

/// One listed value.
pub(super) fn listed(fact: &str, id: &str) -> String {
    format!("[[domain.{fact}]]\nid = \"{id}\"\nzh = \"{id}\"\nen = \"{id}\"\n")
}

/// The national text.
pub(super) fn text() -> String {
    let mut text = String::from("# The land of random laws.\n");
    for (fact, values) in VALUES {
        for id in values {
            if fact == "fund" {
                text += &format!("[[fund]]\nid = \"{id}\"\nzh = \"{id}\"\nen = \"{id}\"\n");
                text += "fund_pay_type = \"310100\"\n";
            } else if !OWN.contains(&(fact, id)) {
                text += &listed(fact, id);
            }
        }
    }
    text
}
