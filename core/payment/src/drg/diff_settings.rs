//! What differs between the settings of two schemes, in the words in which settings are written.

use super::diff::{Difference, Entries, Topic, compare};
use super::settings::{Complication, QyMode, Range, Settings, Split};

/// The difference between two settings; none if they say the same. Names, versions, areas and days are
/// what tells two schemes apart anyway.
pub fn diff_settings(before: &Settings, after: &Settings) -> Option<Difference> {
    let (one, other) = (said(before), said(after));
    compare(&(Topic::Settings, String::new()), &view(&one), &view(&other))
}

fn view(said: &[(String, String)]) -> Entries<'_> {
    said.iter().map(|(key, value)| (key.as_str(), value.clone())).collect()
}

/// Every setting that moves cases, by its key.
fn said(settings: &Settings) -> Vec<(String, String)> {
    let mut all = vec![
        ("order".to_string(), settings.order.join(" ")),
        ("enter_else".to_string(), settings.enter_else.clone()),
        ("qy".to_string(), qy(settings)),
        ("splits".to_string(), splits(&settings.splits)),
    ];
    let enter =
        settings.enter.iter().map(|(letter, rule)| (format!("enter.{letter}"), rule.clone()));
    all.extend(enter);
    let words = settings
        .words
        .iter()
        .map(|word| (format!("words.{}", word.name), format!("{:?}", word.means)));
    all.extend(words);
    let swaps = settings.swaps.iter().map(|swap| {
        (
            format!("swaps.{}", swap.name),
            format!("{} / {}", swap.main.join(" "), swap.other.join(" ")),
        )
    });
    all.extend(swaps);
    let switches = [
        ("check_codes", settings.check_codes),
        ("check_sex", settings.check_sex),
        ("convert_diagnoses", settings.convert_diagnoses),
        ("convert_procedures", settings.convert_procedures),
    ];
    all.extend(switches.map(|(key, on)| (key.to_string(), on.to_string())));
    let limits = [
        ("limits.oldest", settings.limits.oldest),
        ("limits.first_year", settings.limits.first_year),
        ("limits.longest_stay", settings.limits.longest_stay),
    ];
    let limit = |(key, limit): (&str, Option<u32>)| Some((key.to_string(), limit?.to_string()));
    all.extend(limits.into_iter().filter_map(limit));
    all
}

fn qy(settings: &Settings) -> String {
    let qy = &settings.qy;
    if qy.on.is_empty() {
        return "off".to_string();
    }
    let mode = |mode: QyMode| if mode == QyMode::Any { "any" } else { "first" };
    let mut text = format!("{} {}", qy.on.join(" "), mode(qy.mode));
    if !qy.off.is_empty() {
        text += &format!(", not {}", qy.off.join(" "));
    }
    for (letter, own) in &qy.modes {
        text += &format!(", {letter} {}", mode(*own));
    }
    text + &format!(", up to {}", qy.last)
}

fn splits(splits: &[Split]) -> String {
    let span = |name: &str, range: Range| match (range.from, range.to) {
        (None, None) => String::new(),
        (from, to) => {
            let end = |end: Option<u32>| end.map_or_else(String::new, |end| end.to_string());
            format!(" {name} {}-{}", end(from), end(to))
        }
    };
    let one = |split: &Split| {
        let complication = match split.complication {
            Complication::Mcc => " mcc",
            Complication::Cc => " cc",
            Complication::Any => "",
        };
        let leaving = match split.leaving.as_slice() {
            [] => String::new(),
            codes => format!(" leaving {}", codes.join(",")),
        };
        let (age, stay) = (span("age", split.age), span("stay", split.stay));
        format!("{}{complication}{leaving}{age}{stay}", split.suffix)
    };
    splits.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_compared_by_their_keys() {
        let before = Settings::default();
        assert_eq!(diff_settings(&before, &before), None);
        let mut after = before.clone();
        after.qy.on = vec!["*".to_string()];
        after.splits.remove(0);
        after.enter.insert("Y".to_string(), "某一诊断匹配".to_string());
        let found = diff_settings(&before, &after).expect("they differ");
        assert_eq!(found.added, ["enter.Y"]);
        let changed: Vec<_> =
            found.changed.iter().map(|(key, a, b)| [key.as_str(), a, b]).collect();
        let splits = ["splits", "1 mcc; 3 cc; 5; 9", "3 cc; 5; 9"];
        assert_eq!(changed, [["qy", "off", "* any, up to Q"], splits]);
    }
}
