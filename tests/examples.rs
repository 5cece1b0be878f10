//! The published worked examples (公开算例): each is reproduced to the fen, or its publisher's mistake is.

use office::examples::run_examples;
use std::collections::BTreeMap;

#[test]
fn every_example_comes_out_to_the_fen() {
    let runs = run_examples().expect("the examples are readable");
    let mut counts: BTreeMap<(String, String), u64> = BTreeMap::new();
    for run in &runs {
        assert!(run.passed(), "{} {:?} {:?}", run.id, run.problem, run.compared);
        let usable = run.usable.clone().expect("each says how far it may be used");
        if usable == "negative-test" {
            assert!(run.note.en.len() > 20, "{} does not say what its publisher did wrong", run.id);
            assert!(!run.published.is_empty(), "{} does not say what was printed", run.id);
        }
        *counts.entry((run.kind.clone(), usable)).or_default() += 1;
    }
    for ((kind, usable), count) in &counts {
        println!("examples: {count:>2} {kind} cases of use {usable}");
    }
    println!("examples: {} cases in all", runs.len());
    assert!(runs.len() >= 49);
}

/// Where the collection of published examples lies beside the project, none of its rows is missing.
#[test]
fn no_published_row_is_missing() {
    let path = gongji_tests::root().join("../shared/policy/worked-examples.jsonl");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!(
            "skipped no_published_row_is_missing: the collection of examples is not beside the project"
        );
        return;
    };
    let runs = run_examples().expect("the examples are readable");
    let (mut found, mut other) = (0, 0);
    for line in text.lines() {
        let row: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let of = |key: &str| row[key].as_str().unwrap_or("").to_string();
        let (id, kind, usable) = (of("id"), of("kind"), of("usable_as"));
        let asked = ["bill", "layer", "threshold", "waiting"].contains(&kind.as_str())
            && !["fact-only", "sum-check-only"].contains(&usable.as_str());
        if !asked {
            other += 1;
            continue;
        }
        let own = |run: &&office::law_test::CaseRun| {
            run.id == id || run.id.starts_with(&format!("{id}-"))
        };
        let runs: Vec<_> = runs.iter().filter(own).collect();
        assert!(!runs.is_empty(), "{id} has no case");
        assert!(runs.iter().all(|r| r.usable.as_deref() == Some(&usable)), "{id} is {usable}");
        found += 1;
    }
    println!("examples: {found} published rows reproduced, {other} of other kinds");
}
