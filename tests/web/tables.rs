//! Tables as people use them: sorted and filtered by links, a page at a time, taken along as a file, on
//! paper; at a desk and on a phone.

use crate::driver::{Browser, Wishes, browse};
use crate::filled::{FILLED, REFUSED, choose};
use fantoccini::Locator;

async fn open(browser: &Browser, path: &str) {
    browser.open_at(&FILLED.0, path).await;
}

/// Words of the first cells of all rows of a table.
async fn firsts(browser: &Browser, table: &str) -> Vec<String> {
    let script = format!(
        "return [...document.querySelectorAll('#t-{table} tbody tr')].map(row => row.cells[0].innerText.trim())"
    );
    let found = browser.client.execute(&script, vec![]).await.expect("a list");
    serde_json::from_value(found).expect("texts")
}

/// Presses a link of a table by its words, and waits for the page it leads to.
async fn press(browser: &Browser, table: &str, words: &str) {
    let path = format!("//*[@id='t-{table}']//a[starts-with(normalize-space(.), '{words}')]");
    let link = browser.client.find(Locator::XPath(&path)).await.expect(words);
    browser.press(&link).await;
}

/// A file behind a link of a table: its headers in one text, and how it begins.
async fn taken(browser: &Browser, table: &str, words: &str) -> (String, String) {
    let script = format!(
        "const done = arguments[arguments.length - 1]; \
         const link = [...document.querySelectorAll('#t-{table} .files a')].find(a => a.innerText === '{words}'); \
         fetch(link.href).then(async answer => done([ \
            [...answer.headers].map(pair => pair.join(': ')).join('\\n'), \
            [...new Uint8Array(await answer.arrayBuffer())].map(byte => String.fromCharCode(byte)).join('')]));"
    );
    let found = browser.client.execute_async(&script, vec![]).await.expect("a file");
    serde_json::from_value(found).expect("two texts")
}

/// Bytes that stand as characters, as the text they are.
fn utf8(bytes: &str) -> String {
    let bytes: Vec<u8> = bytes.chars().map(|c| c as u8).collect();
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn a_table_is_sorted_by_the_heads_of_its_columns() {
    for width in [1280, 390] {
        browse(Wishes { width, ..Wishes::default() }, |browser| async move {
            choose(&browser, "clerk").await;
            open(&browser, "/books/900004/funds/resident-catastrophic?from=2020-01-01").await;
            let given = firsts(&browser, "accounts").await;
            assert!(given.len() > 1, "{given:?}");
            press(&browser, "accounts", "科目").await;
            let mut sorted = given.clone();
            sorted.sort();
            assert_eq!(firsts(&browser, "accounts").await, sorted);
            let up = browser.client.find(Locator::Css("#t-accounts [aria-sort=ascending]")).await;
            assert!(up.is_ok(), "the column says how it is sorted");
            press(&browser, "accounts", "科目").await;
            sorted.reverse();
            assert_eq!(firsts(&browser, "accounts").await, sorted);
            assert!(browser.path().await.contains("from=2020-01-01"), "what was asked stays");
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        });
    }
}

#[test]
fn a_long_table_has_pages_and_filters() {
    for width in [1280, 390] {
        browse(Wishes { width, ..Wishes::default() }, |browser| async move {
            choose(&browser, "clerk").await;
            open(&browser, "/hospital/H1/refused").await;
            assert_eq!(firsts(&browser, "refused").await.len(), 50);
            let text = browser.text().await;
            assert!(text.contains(&format!("第 1–50 条，共 {REFUSED} 条")), "{text}");
            press(&browser, "refused", "下一页").await;
            assert_eq!(firsts(&browser, "refused").await.len(), REFUSED - 50);
            press(&browser, "refused", "2207").await;
            let half = REFUSED / 2;
            assert_eq!(firsts(&browser, "refused").await.len(), half);
            let on = browser.client.find(Locator::Css(".filters [aria-current]")).await;
            let on = on.expect("a choice").text().await.expect("its words");
            assert!(on.contains("2207"), "{on}");
            let (head, file) = taken(&browser, "refused", "下载 CSV").await;
            assert!(head.contains("text/csv"), "{head}");
            let file = utf8(&file);
            assert_eq!(file.lines().count(), half + 1, "the filter holds in the file: {file}");
            press(&browser, "refused", "全部").await;
            assert_eq!(firsts(&browser, "refused").await.len(), 50);
        });
    }
}

#[test]
fn a_table_is_taken_along_as_text_and_as_a_workbook() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        open(&browser, "/books/900004/institutions?lang=en").await;
        let (head, file) = taken(&browser, "payable", "Download CSV").await;
        assert!(head.contains("attachment; filename=\"payable-"), "{head}");
        let file = utf8(&file);
        let mut lines = file.trim_start_matches('\u{feff}').lines();
        assert!(file.starts_with('\u{feff}'), "spreadsheets need the mark");
        let head = lines.next().expect("a head");
        assert!(head.starts_with("Institution,Code,") && head.ends_with("Total (yuan)"), "{head}");
        assert!(lines.next().expect("a row").ends_with(",60500.00"), "{file}");
        let (head, file) = taken(&browser, "payable", "Download XLSX").await;
        assert!(head.contains("spreadsheetml") && file.starts_with("PK"), "{head}");
    });
}

#[test]
fn totals_are_reconciled_in_words() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        open(&browser, "/hospital/H1/reconcile").await;
        let send = async |count: &str, total: &str| {
            browser.fill("结算及退费笔数", count).await;
            browser.fill("医疗费总额", total).await;
            browser.fill("基金支付", "60500").await;
            browser.fill("个人账户支付", "0").await;
            let button = Locator::XPath("//form//button[normalize-space(.)='对账']");
            let button = browser.client.find(button).await.expect("a button");
            browser.press(&button).await;
            browser.text().await
        };
        let text = send("4", "90000").await;
        assert!(text.contains("结果：两边账一致。"), "{text}");
        let text = send("3", "90000").await;
        assert!(text.contains("中心账多于机构账") && text.contains("+1"), "{text}");
        let text = send("很多", "90000").await;
        assert!(text.contains("“很多”读不成数字"), "{text}");
    });
}

#[test]
fn a_day_is_turned_by_links_and_persons_are_masked() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        open(&browser, "/hospital/H1").await;
        let text = browser.text().await;
        assert!(text.contains("33*******01") && !text.contains("330000P0001"), "{text}");
        browser.follow("为办理本人业务显示").await;
        assert!(browser.text().await.contains("330000P0001"));
        browser.follow("前一天").await;
        let text = browser.text().await;
        assert!(text.contains("这一天没有结算"), "{text}");
        browser.follow("后一天").await;
        assert_eq!(firsts(&browser, "bills").await.len(), 4, "three settlements and a refund");
    });
}

#[test]
fn on_paper_there_are_no_links_to_press() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        browser.print().await;
        for page in ["/books/900004/institutions", "/hospital/H1", "/operation"] {
            open(&browser, page).await;
            let script = "return [...document.querySelectorAll('.noprint, nav')].filter(one => one.checkVisibility()).length";
            let shown = browser.client.execute(script, vec![]).await.expect("a number");
            assert_eq!(shown, 0, "{page}");
            let paper = "return getComputedStyle(document.body).backgroundColor";
            let paper = browser.client.execute(paper, vec![]).await.expect("a colour");
            assert_eq!(paper, "rgb(255, 255, 255)", "{page}");
        }
    });
}
