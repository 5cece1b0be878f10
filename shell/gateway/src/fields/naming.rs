//! Which fields name a person (指明个人的字段): by what the table calls them, so that a field that is added
//! there is one at once.

use super::book::{envelope, shape};
use super::table::{Node, Shape};
use crate::transactions::OFFERED;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What titles of such fields say.
const WORDS: [&str; 8] =
    ["姓名", "人员编号", "证件号码", "凭证编号", "卡识别码", "电话", "地址", "联系人"];

static NAMING: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let mut names = BTreeSet::new();
    let shapes = OFFERED.iter().filter_map(|infno| shape(infno));
    for shape in shapes.chain([envelope()]) {
        sides(shape, &mut names);
    }
    names
});

fn sides(shape: &'static Shape, names: &mut BTreeSet<&'static str>) {
    let sides = [&shape.input, &shape.output, &shape.in_file, &shape.out_file];
    sides.into_iter().flatten().for_each(|node| fields(node, names));
}

fn fields(node: &'static Node, names: &mut BTreeSet<&'static str>) {
    let names_one = |title: &str| WORDS.iter().any(|word| title.contains(word));
    let of = node.fields.iter().filter(|field| names_one(field.title.zh));
    names.extend(of.map(|field| field.name));
    node.inner.iter().for_each(|inner| fields(inner, names));
}

/// Whether a field names a person.
pub fn naming(field: &str) -> bool {
    NAMING.contains(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_are_named_by_their_fields() {
        for field in ["psn_no", "psn_name", "certno", "mdtrt_cert_no", "card_sn", "tel", "addr"] {
            assert!(naming(field), "{field}");
        }
        for field in ["opter_name", "dr_name", "coner_name", "agnter_certno"] {
            assert!(naming(field), "{field}");
        }
        for field in ["infno", "mdtrt_id", "fixmedins_name", "med_list_codg", "fixmedins_code"] {
            assert!(!naming(field), "{field}");
        }
    }
}
