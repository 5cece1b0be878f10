//! What people do on the pages, by pressing and typing, on books of their own: a role is chosen, a person is
//! found, something is filed, a claim is checked and settled and taken back, a bill is corrected.

use crate::driver::{Browser, Wishes, browse, serve_in_thread};
use crate::filled::filled;
use fantoccini::Locator;
use std::sync::LazyLock;

/// Books that only this file changes.
static OWN: LazyLock<String> = LazyLock::new(|| serve_in_thread(filled).0);

const PERSON: &str = "330000P0001";

/// Presses the button of these words.
async fn press(browser: &Browser, words: &str) {
    let path = format!("//button[normalize-space(.)='{words}' or b[normalize-space(.)='{words}']]");
    let button = browser.client.find(Locator::XPath(&path)).await.expect(words);
    browser.press(&button).await;
}

/// Sets a field of the form by its name; a day is typed in another order in every country.
async fn set(browser: &Browser, name: &str, value: &str) {
    let script = format!("document.querySelector('[name={name}]').value = '{value}'");
    browser.client.execute(&script, vec![]).await.expect(name);
}

async fn says(browser: &Browser, words: &str) {
    let text = browser.text().await;
    assert!(text.contains(words), "no {words:?} in {text}");
}

#[test]
fn a_clerk_does_a_days_work() {
    browse(Wishes::default(), |browser| async move {
        browser.open_at(&OWN, "/role").await;
        press(&browser, "经办人员").await;
        says(&browser, "待复核结算").await;
        assert_eq!(browser.path().await, "/counter");
        browser.fill("人员编号、证件号", PERSON).await;
        press(&browser, "查找").await;
        says(&browser, "张三丰").await;
        filing(&browser).await;
        claim(&browser).await;
        correction(&browser).await;
        // The console notes that a form was answered with what is wrong with it, and nothing else.
        let others = |complaint: &String| !complaint.contains("422");
        let complaints: Vec<String> = browser.complaints().await;
        assert_eq!(complaints.into_iter().filter(others).collect::<Vec<_>>(), Vec::<String>::new());
    });
}

async fn filing(browser: &Browser) {
    browser.follow("办理或撤销备案").await;
    browser.choose("类别", "定点备案").await;
    browser.fill("医药机构代码", "H1").await;
    set(browser, "from", "2024-06-01").await;
    press(browser, "办理").await;
    says(browser, "已办理").await;
    says(browser, "2024-06-01 – 至今").await;
    browser.follow("张三丰").await;
}

async fn claim(browser: &Browser) {
    browser.follow("手工报销").await;
    browser.fill("医药机构（输入名称或代码）", "H1").await;
    browser.fill("票据号", "0001").await;
    browser.fill("票据总额", "60000").await;
    set(browser, "from", "2024-08-01").await;
    set(browser, "to", "2024-08-09").await;
    for (name, value) in [("code1", "I1"), ("qty1", "1"), ("price1", "50000")] {
        set(browser, name, value).await;
    }
    press(browser, "试算").await;
    // The receipt and its lines differ: it is said, and what was typed is there to be mended.
    says(browser, "与已上传明细合计").await;
    set(browser, "price1", "60000").await;
    press(browser, "试算").await;
    says(browser, "元付给本人").await;
    says(browser, "还没有手工报销").await;
    press(browser, "报销").await;
    says(browser, "已办理").await;
    press(browser, "撤销").await;
    says(browser, "已撤销").await;
}

async fn correction(browser: &Browser) {
    browser.open_at(&OWN, "/books/900004/due").await;
    press(browser, "更正").await;
    says(browser, "更正").await;
    browser.open_at(&OWN, "/books/900004/due").await;
    says(browser, "没有待复核的结算").await;
    // The pages of another door know who asks, too.
    browser.open_at(&OWN, "/interface").await;
    says(browser, "经办台").await;
}
