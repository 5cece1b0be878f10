//! What people do on the pages of grouping: find a code, have a case explained and change it, compare two
//! schemes on a file of theirs.

use crate::driver::{Browser, Wishes, browse};
use crate::web_app::SCHEMES;
use fantoccini::Locator;

async fn press(browser: &Browser, words: &str) {
    let path = format!("//button[normalize-space(.)='{words}']");
    let button = browser.client.find(Locator::XPath(&path)).await.expect(words);
    browser.press(&button).await;
}

async fn says(browser: &Browser, words: &str) {
    let text = browser.text().await;
    assert!(text.contains(words), "no {words:?} in {text}");
}

#[test]
fn a_coder_finds_codes_and_sees_why_a_case_is_where_it_is() {
    browse(Wishes { no_scripts: true, ..Wishes::default() }, |browser| async move {
        browser.open("/drg").await;
        browser.follow("虚构分组方案（演示） 2026").await;
        browser.fill("编码、病组或名称", "肺炎").await;
        press(&browser, "查找").await;
        browser.follow("J18.900").await;
        says(&browser, "主诊断表").await;
        browser.follow("病案入组说明").await;
        browser.fill("年龄（岁）", "70").await;
        browser.fill("诊断编码", "J18.900、A41.900").await;
        press(&browser, "说明").await;
        says(&browser, "分组成功 ES11").await;
        says(&browser, "A41.900是MCC").await;
        says(&browser, "去掉诊断A41.900，则入组ES15。").await;
        // What was typed is there to be changed.
        browser.fill("手术操作编码", "32.4902").await;
        press(&browser, "说明").await;
        says(&browser, "分组成功 EB19").await;
    });
}

#[test]
fn two_schemes_are_compared_on_a_file_of_ones_own() {
    browse(Wishes { no_scripts: true, ..Wishes::default() }, |browser| async move {
        browser.open("/drg/compare").await;
        browser.choose("原方案", "虚构分组方案（演示） 2025").await;
        browser.choose("新方案", "虚构分组方案（演示） 2026").await;
        let file = browser.labelled("病例文件").await;
        let cases = std::fs::canonicalize(format!("{SCHEMES}/cases.csv")).expect("cases");
        file.send_keys(&cases.to_string_lossy()).await.expect("a file is chosen");
        press(&browser, "比较").await;
        says(&browser, "病例 500 例，入组不变 475 例，改变 25 例。").await;
        says(&browser, "FM15").await;
        // The page about the file can be sorted by links.
        browser.follow("现入组").await;
        says(&browser, "病例 500 例，入组不变 475 例，改变 25 例。").await;
        assert_eq!(browser.path().await.split('?').next(), Some("/drg/compare"));
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
