//! The pages in a browser: filled in by their labels, by keyboard, on a phone, without scripts.

#[path = "web/axe.rs"]
mod axe;
#[path = "web/driver.rs"]
mod driver;
#[path = "web/filled.rs"]
mod filled;
#[path = "web/flows.rs"]
mod flows;
#[path = "web/grouping.rs"]
mod grouping;
#[path = "story/mod.rs"]
mod story;
#[path = "web/tables.rs"]
mod tables;
#[path = "web/mod.rs"]
mod web_app;

use driver::{Browser, Wishes, browse};
use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use web_app::{STAY, STAY_QUERY, settled, shown};

const PAGES: [&str; 22] = [
    "/",
    "/books",
    "/hospital",
    "/operation",
    "/estimate",
    "/compare",
    "/law",
    "/law/440700",
    "/law/440700/value/employee-inpatient-deductible",
    "/cases",
    "/cases/900002/NB-03",
    "/drg",
    "/drg/2026",
    "/drg/2026/mdc/F",
    "/drg/2026/adrg/ES1",
    "/drg/2026/code/J18.900",
    "/drg/2026/check",
    "/drg/2026/case",
    "/drg/compare",
    "/interface",
    "/interface/2207",
    "/interface/envelope",
];

#[test]
fn every_page_has_a_title_and_no_console_error() {
    browse(Wishes::default(), |browser| async move {
        for page in PAGES {
            for lang in ["", "?lang=en"] {
                browser.open(&format!("{page}{lang}")).await;
                let title = browser.client.title().await.expect("a title");
                let name = if lang.is_empty() { "共济" } else { "Gongji" };
                assert!(title.contains(name), "{page}: {title}");
                let headings = browser.client.find_all(Locator::Css("h1")).await.expect("h1");
                assert_eq!(headings.len(), 1, "{page} has one heading");
                assert_eq!(browser.complaints().await, Vec::<String>::new(), "{page}{lang}");
            }
        }
        browser.open("/nothing").await;
        assert!(!browser.complaints().await.is_empty(), "a missing page is heard of at all");
    });
}

#[test]
fn no_page_shuts_anybody_out() {
    browse(Wishes::default(), |browser| async move {
        let estimate = format!("/estimate?{STAY_QUERY}");
        let compare = format!("/compare?{STAY_QUERY}");
        let more = [estimate.as_str(), compare.as_str(), "/nothing", "/estimate?total=x"];
        // Of the list of all cases a part is enough: it is the same for each.
        let part = |page| if page == "/cases" { "/cases?use=truth-official" } else { page };
        let pages: Vec<&str> = PAGES.into_iter().map(part).chain(more).collect();
        let open = async |browser: &Browser, page: &&str, lang: &str| {
            let mark = if page.contains('?') { '&' } else { '?' };
            let path = format!("{page}{mark}lang={lang}");
            browser.open(&path).await;
            path
        };
        axe::look(&browser, &pages, open).await;
        // The check finds what is wrong.
        let plant = "document.querySelector('main').append(document.createElement('img'))";
        browser.client.execute(plant, vec![]).await.expect("planted");
        let found = axe::violations(&browser).await;
        assert!(found.iter().any(|one| one.starts_with("image-alt")), "{found:?}");
    });
}

/// Fills in the stay that the office settles in [`STAY`].
async fn fill_stay(browser: &Browser) {
    browser.open("/estimate").await;
    browser.choose("险种", "职工基本医疗保险").await;
    browser.choose("人员状态", "退休").await;
    browser.fill("年龄", "").await;
    // A day is typed in the order of the browser's own language.
    set_day(browser, "出生日期", "1958-05-01").await;
    set_day(browser, "就医开始日期", "2026-03-01").await;
    set_day(browser, "就医结束日期", "2026-03-09").await;
    browser.choose("医疗类别", "住院").await;
    browser.choose("医院等级", "二级").await;
    browser.choose("就医地", "统筹区内").await;
    browser.fill("医疗费总额", "31,234.56").await;
    browser.fill("全自费", "1200").await;
    browser.fill("先行自付", "800.50").await;
}

async fn set_day(browser: &Browser, label: &str, day: &str) {
    let field = browser.labelled(label).await;
    let id = field.attr("id").await.expect("an id").expect("an id");
    let script = format!("document.getElementById('{id}').value = '{day}'");
    browser.client.execute(&script, vec![]).await.expect("the day is set");
}

async fn submit(browser: &Browser) {
    let button = Locator::XPath("//form//button[normalize-space(.)='计算']");
    let button = browser.client.find(button).await.expect("a button");
    browser.press(&button).await;
}

#[track_caller]
fn shows_the_stay(text: &str) {
    let output = settled(STAY);
    let bill = &output.bills[0];
    let person = bill.person.as_ref().expect("a person's part");
    let paid = bill.layers.iter().map(|layer| &layer.paid);
    for amount in paid.chain([&person.total, &person.cash]) {
        assert!(text.contains(&shown(amount)), "{amount} is shown in:\n{text}");
    }
}

#[test]
fn an_estimate_filled_in_by_labels_shows_what_the_office_settles() {
    browse(Wishes::default(), |browser| async move {
        fill_stay(&browser).await;
        submit(&browser).await;
        let text = browser.text().await;
        shows_the_stay(&text);
        assert!(text.contains("31,234.56") && text.contains("职工住院"));
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        browser.follow("English").await;
        let text = browser.text().await;
        shows_the_stay(&text);
        assert!(text.contains("Employee inpatient") && browser.path().await.contains("lang=en"));
        browser.follow("中文").await;
        assert!(!browser.path().await.contains("lang="));
        shows_the_stay(&browser.text().await);
    });
}

#[test]
fn what_is_wrong_is_said_and_kept() {
    browse(Wishes::default(), |browser| async move {
        browser.open("/estimate").await;
        browser.fill("医疗费总额", "很多").await;
        submit(&browser).await;
        assert!(browser.text().await.contains("“很多”不是可用的金额"));
        let field = browser.labelled("医疗费总额").await;
        let value = field.prop("value").await.expect("a value");
        assert_eq!(value.as_deref(), Some("很多"));
        let invalid = field.attr("aria-invalid").await.expect("an attribute");
        assert_eq!(invalid.as_deref(), Some("true"));
    });
}

#[test]
fn a_bill_is_compared_with_other_hospitals() {
    browse(Wishes::default(), |browser| async move {
        browser.open(&format!("/estimate?{STAY_QUERY}")).await;
        browser.follow("比较各级医院与异地").await;
        let rows = browser.client.find_all(Locator::Css(".compare tbody tr")).await.expect("rows");
        assert_eq!(rows.len(), 15, "three places, each with a heading and four levels");
        let chosen = browser.client.find(Locator::Css("tr.chosen")).await.expect("the chosen");
        let output = settled(STAY);
        let person = output.bills[0].person.as_ref().expect("a person's part");
        assert!(chosen.text().await.expect("text").contains(&shown(&person.total)));
        browser.follow("省内异地").await;
        assert!(browser.text().await.contains("省内异地 · 异地备案"));
        browser.follow("回到这张单").await;
        shows_the_stay(&browser.text().await);
    });
}

#[test]
fn the_law_is_read_on_a_day_and_a_value_through_time() {
    browse(Wishes::default(), |browser| async move {
        browser.open("/law").await;
        browser.follow("江门市").await;
        let text = browser.text().await;
        assert!(text.contains("职工住院") && text.contains("条款未见原文"), "{text}");
        assert!(text.contains("未核实") && text.contains("沿用"), "grades and years show");
        browser.open("/law/440700?on=2019-01-01").await;
        assert!(browser.text().await.contains("这一天没有方案生效"));
        browser.open("/law/440700?on=yesterday").await;
        assert!(browser.text().await.contains("“yesterday”不是日期"));
        browser.open("/law/440700/value/aid-threshold-low-income").await;
        let pieces = browser.client.find_all(Locator::Css("article.piece")).await.expect("pieces");
        assert!(pieces.len() >= 2, "all dated pieces");
    });
}

#[test]
fn a_worked_case_stands_beside_what_was_printed() {
    browse(Wishes::default(), |browser| async move {
        browser.open("/cases").await;
        browser.follow("官方算例").await;
        assert!(browser.path().await.contains("use=truth-official"));
        browser.follow("NB-03").await;
        let text = browser.text().await;
        for piece in ["13,160.00", "8,840.00", "三级医院首次住院", "一致"] {
            assert!(text.contains(piece), "{piece}");
        }
    });
}

#[test]
fn the_interface_is_read_from_the_list_to_a_field() {
    browse(Wishes::default(), |browser| async move {
        browser.open("/").await;
        browser.follow("接口").await;
        browser.follow("2207").await;
        let text = browser.text().await;
        for piece in ["门诊结算", "acct_used_flag", "字符，最多"] {
            assert!(text.contains(piece), "{piece}");
        }
        browser.follow("English").await;
        assert_eq!(browser.path().await, "/interface/2207?lang=en");
        assert!(browser.text().await.contains("carried out here"));
        browser.follow("Institution interface").await;
        assert_eq!(browser.path().await, "/interface?lang=en");
    });
}

/// The key itself, wherever the focus is: to send it to an element would focus that first.
async fn tab(browser: &Browser) {
    let key = char::from(Key::Tab);
    let keys = KeyActions::new("keys".to_string())
        .then(KeyAction::Down { value: key })
        .then(KeyAction::Up { value: key });
    browser.client.perform_actions(keys).await.expect("a key");
}

#[test]
fn tab_reaches_the_button() {
    browse(Wishes::default(), |browser| async move {
        browser.open("/estimate").await;
        let body = browser.client.find(Locator::Css("body")).await.expect("a body");
        body.send_keys(&Key::Tab.to_string()).await.expect("a key");
        let first = browser.client.active_element().await.expect("focus");
        assert_eq!(first.text().await.expect("text"), "跳到正文");
        for _ in 0..90 {
            let here = browser.client.active_element().await.expect("focus");
            if here.text().await.expect("text") == "计算" {
                here.send_keys(&Key::Enter.to_string()).await.expect("a key");
                assert!(browser.text().await.contains("个人负担"));
                return;
            }
            tab(&browser).await;
        }
        panic!("the button is not reached in 90 steps");
    });
}

#[test]
fn pages_work_without_scripts() {
    let wishes = Wishes { no_scripts: true, ..Wishes::default() };
    browse(wishes, |browser| async move {
        let scripted = "data:text/html,<title>off</title><script>document.title='on'</script>";
        browser.client.goto(scripted).await.expect("a page with a script");
        assert_eq!(browser.client.title().await.expect("a title"), "off");
        browser.open(&format!("/estimate?{STAY_QUERY}")).await;
        shows_the_stay(&browser.text().await);
        browser.fill("医疗费总额", "40000").await;
        submit(&browser).await;
        assert!(browser.text().await.contains("40,000.00"));
        browser.follow("规定").await;
        browser.follow("江门市").await;
        assert!(browser.text().await.contains("职工住院"));
    });
}

#[test]
fn no_page_scrolls_sideways_on_a_phone() {
    browse(Wishes { width: 360, ..Wishes::default() }, |browser| async move {
        let estimate = format!("/estimate?{STAY_QUERY}");
        let compare = format!("/compare?{STAY_QUERY}");
        let more = [estimate.as_str(), compare.as_str()];
        for page in PAGES.into_iter().chain(more) {
            for lang in ["", "en"] {
                let mark = if page.contains('?') { '&' } else { '?' };
                browser.open(&format!("{page}{mark}lang={lang}")).await;
                let script = "const d = document.documentElement; \
                    return [window.innerWidth, d.scrollWidth]";
                let width = browser.client.execute(script, vec![]).await.expect("a width");
                assert_eq!(width[0], 360, "{page} {lang}: {width}");
                assert_eq!(width[1], 360, "{page} {lang}: {width}");
            }
        }
    });
}
