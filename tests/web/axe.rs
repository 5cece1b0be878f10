//! What shuts people out of a page (WCAG 2.2 AA): axe-core runs inside every page, in both languages,
//! light and dark, and what it finds fails the test.

use crate::driver::Browser;
use fantoccini::wd::TimeoutConfiguration;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

/// The version that `./test` fetches.
const FILE: &str = "axe-core-4.10.3.min.js";

/// The rules that must hold: levels A and AA of all versions up to 2.2.
const RULES: &str = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']";

fn file() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache");
    cache.unwrap_or_else(home).join("gongji").join(FILE)
}

/// The program, which is no part of the project.
static AXE: LazyLock<String> = LazyLock::new(|| {
    let file = file();
    std::fs::read_to_string(&file).unwrap_or_else(|error| {
        panic!(
            "{}: {error}. The browser tests need axe-core (MPL-2.0): run ./test, which fetches it, \
             or take package/axe.min.js out of \
             https://registry.npmjs.org/axe-core/-/axe-core-4.10.3.tgz and put it there",
            file.display()
        )
    })
});

/// The one of them that another scheme of colours can break.
const COLOURS: &str = "{ type: 'rule', values: ['color-contrast'] }";

/// A long page takes its time where much else is running.
const PATIENCE: Duration = Duration::from_secs(300);

/// What is wrong with the page that is open: each rule with where it is broken and how.
pub(crate) async fn violations(browser: &Browser) -> Vec<String> {
    broken(browser, &format!("{{ type: 'tag', values: {RULES} }}")).await
}

async fn broken(browser: &Browser, rules: &str) -> Vec<String> {
    let patient = TimeoutConfiguration::new(Some(PATIENCE), None, None);
    browser.client.update_timeouts(patient).await.expect("it waits");
    browser.client.execute(&AXE, vec![]).await.expect("axe-core is there");
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         const say = (rule) => rule.nodes.map((node) => \
            rule.id + ' (' + rule.help + ') at ' + node.target.join(' ') + ': ' + node.failureSummary); \
         axe.run(document, {{ runOnly: {rules}, resultTypes: ['violations'], preload: false }}) \
            .then((found) => done(found.violations.flatMap(say)), (error) => done(['axe-core: ' + error]));"
    );
    let found = browser.client.execute_async(&script, vec![]).await.expect("axe-core ran");
    serde_json::from_value(found).expect("texts")
}

/// Looks at pages in both languages, light and dark; `open` opens one in a language.
pub(crate) async fn look<P>(
    browser: &Browser,
    pages: &[P],
    open: impl AsyncFn(&Browser, &P, &str) -> String,
) {
    let (mut found, mut took) = (Vec::new(), Vec::new());
    for dark in [false, true] {
        browser.dark(dark).await;
        for page in pages {
            for lang in ["", "en"] {
                let path = open(browser, page, lang).await;
                let began = Instant::now();
                let scheme = if dark { "dark" } else { "light" };
                let wrong = match dark {
                    true => broken(browser, COLOURS).await,
                    false => violations(browser).await,
                };
                took.push((began.elapsed().as_millis(), path.clone()));
                let wrong = wrong.into_iter();
                found.extend(wrong.map(|one| format!("{path} {lang} {scheme}: {one}")));
            }
        }
    }
    browser.dark(false).await;
    took.sort();
    let slowest: Vec<&(u128, String)> = took.iter().rev().take(4).collect();
    println!("{} looks at pages; the longest in ms: {slowest:?}", took.len());
    found.sort();
    assert!(found.is_empty(), "{} to mend:\n{}\n", found.len(), found.join("\n"));
}
