//! The main pages in the head of each page: for who looks around all of them, for a role those it works
//! with, its own first. The front page leads to all.

use crate::access::{Kind, Role};

/// An entry: path, Chinese, English.
pub(crate) type Entry = (String, &'static str, &'static str);

const ESTIMATE: (&str, &str, &str) = ("/estimate", "试算", "Estimate");
const COMPARE: (&str, &str, &str) = ("/compare", "比较", "Compare");
const LAW: (&str, &str, &str) = ("/law", "规定", "Law");
const CASES: (&str, &str, &str) = ("/cases", "算例", "Cases");
const REGION: (&str, &str, &str) = ("/region", "地区", "Region");
const BOOKS: (&str, &str, &str) = ("/books", "账簿", "Books");
const GROUPING: (&str, &str, &str) = ("/drg", "分组", "Grouping");
const HOSPITALS: (&str, &str, &str) = ("/hospital", "机构", "Institutions");
const OPERATION: (&str, &str, &str) = ("/operation", "运行", "Operation");
const INTERFACE: (&str, &str, &str) = ("/interface", "接口", "Interface");

/// The entries for a role, or for nobody in particular.
pub(crate) fn nav(role: Option<&Role>) -> Vec<Entry> {
    let Some(role) = role else {
        let all = [
            ESTIMATE, COMPARE, LAW, CASES, REGION, BOOKS, HOSPITALS, GROUPING, OPERATION, INTERFACE,
        ];
        return all.map(entry).to_vec();
    };
    let (zh, en, others): (_, _, &[_]) = match role.kind() {
        Kind::Person => ("我的医保", "My insurance", &[ESTIMATE, LAW, CASES]),
        Kind::Clerk => ("经办台", "The counter", &[BOOKS, HOSPITALS, ESTIMATE, LAW]),
        Kind::Hospital => ("本机构", "This institution", &[GROUPING, INTERFACE, ESTIMATE, LAW]),
        Kind::Fund => ("账簿", "Books", &[REGION, GROUPING, OPERATION, LAW]),
        Kind::Decision => ("地区", "Region", &[BOOKS, GROUPING, COMPARE, ESTIMATE, LAW, CASES]),
        Kind::Operation => ("运行", "Operation", &[BOOKS, INTERFACE, LAW]),
    };
    let own = (role.home(), zh, en);
    std::iter::once(own).chain(others.iter().copied().map(entry)).collect()
}

fn entry((path, zh, en): (&str, &'static str, &'static str)) -> Entry {
    (path.to_string(), zh, en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_begins_at_home_and_nothing_stands_twice() {
        for kind in Kind::ALL {
            let role = Role::of(kind.name(), "440700", "A1").expect("a role");
            let entries = nav(Some(&role));
            assert_eq!(entries[0].0, role.home());
            let mut paths: Vec<&String> = entries.iter().map(|(path, ..)| path).collect();
            paths.sort_unstable();
            paths.dedup();
            assert_eq!(paths.len(), entries.len(), "{kind:?}");
        }
        assert_eq!(nav(None).len(), 10);
    }
}
