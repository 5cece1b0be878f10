//! What shuts people out of a page (WCAG 2.2 AA): axe-core runs inside every page, in both languages,
//! light and dark, and what it finds fails the test.

use crate::driver::Browser;
use std::path::PathBuf;
use std::sync::LazyLock;

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

/// What is wrong with the page that is open: each rule with where it is broken and how.
pub(crate) async fn violations(browser: &Browser) -> Vec<String> {
    browser.client.execute(&AXE, vec![]).await.expect("axe-core is there");
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         const say = (rule) => rule.nodes.map((node) => \
            rule.id + ' (' + rule.help + ') at ' + node.target.join(' ') + ': ' + node.failureSummary); \
         axe.run(document, {{ runOnly: {{ type: 'tag', values: {RULES} }}, resultTypes: ['violations'] }}) \
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
    let mut found = Vec::new();
    for dark in [false, true] {
        browser.dark(dark).await;
        for page in pages {
            for lang in ["", "en"] {
                let path = open(browser, page, lang).await;
                let scheme = if dark { "dark" } else { "light" };
                let wrong = violations(browser).await.into_iter();
                found.extend(wrong.map(|one| format!("{path} {lang} {scheme}: {one}")));
            }
        }
    }
    browser.dark(false).await;
    found.sort();
    assert!(found.is_empty(), "{} to mend:\n{}\n", found.len(), found.join("\n"));
}
