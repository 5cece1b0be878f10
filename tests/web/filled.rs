//! The pages of books that hold something, in the browser: in both languages, without a complaint of
//! the console, reached by keyboard, on a phone.

use crate::axe;
use crate::driver::{Browser, Wishes, browse, serve_in_thread};
use crate::story::{Story, example, resident, sqlite};
use fantoccini::Locator;
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;
use office::RefusalRow;
use office::demo_mark::{DemoMark, put_demo_mark};
use office::proof_status::write_down;
use office::verify::{Ask, verify};
use seal::Sm2Signer;
use std::sync::LazyLock;
use web::{App, Books};

const PERSON: &str = "330000P0001";

/// Address of the pages, and the paths to look at, each with words that stand on it.
pub(crate) static FILLED: LazyLock<(String, Vec<Shown>)> =
    LazyLock::new(|| serve_in_thread(filled));

/// A page: its path, and what it shows in Chinese and in English.
#[derive(Clone)]
pub(crate) struct Shown {
    path: String,
    words: [&'static str; 2],
    /// In which role it is looked at.
    role: &'static str,
}

/// The person of the story, at their own pages.
const OWN: &str = "person.900004.330000P0001";

/// So many messages were refused; half of them are of one transaction.
pub(crate) const REFUSED: usize = 60;

/// What the door refused of the institution.
fn refused() -> Vec<RefusalRow> {
    let row = |at: usize| RefusalRow {
        institution: "H1".to_string(),
        no: at as i64 + 1,
        moment: 1_772_326_800_000 + at as i64 * 60_000,
        transaction: if at.is_multiple_of(2) { "2207" } else { "2204" }.to_string(),
        message: format!("H1-{at}"),
        code: "no-lines".to_string(),
        zh: "就诊 9 没有待结算的明细。请先上传费用明细。".to_string(),
        en: "visit 9 has no lines to settle; record its lines first".to_string(),
        more: at as i64 % 3,
    };
    (0..REFUSED).map(row).collect()
}

/// A person with an undone bill, one that is due and one in order; checked and anchored.
pub(crate) async fn filled() -> (App, Vec<Shown>) {
    let story = Story::open(sqlite().await, &example("hb-db-06")).await;
    story.person(PERSON, resident("2024-01-01", &[])).await;
    let (_, first) = story.stay(PERSON, ["2024-02-01", "2024-02-09"], 50_000).await;
    let (_, second) = story.stay(PERSON, ["2024-03-01", "2024-03-09"], 70_000).await;
    story.undo(first).await;
    story.stay(PERSON, ["2024-04-01", "2024-04-09"], 20_000).await;
    let store = story.store.clone();
    let mark = DemoMark { people: 1, ready: true, ..DemoMark::default() };
    put_demo_mark(&*store, &mark).await.expect("marked");
    let file = tempfile::tempdir().expect("a folder").keep().join("anchors.jsonl");
    let signer = Sm2Signer::generate().expect("random");
    office::anchor::anchor(&*store, &signer, &file).await.expect("anchored");
    let report = verify(store.clone(), &Ask::default()).await.expect("checked");
    write_down(&*store, &report).await.expect("written");
    store.models().put_refusals(&refused(), 1000).await.expect("written");
    let books = Books::anchored(store, "here", Some(file));
    books.name_transactions(|number| {
        let title = gateway::fields::transaction(number)?.title;
        Some((title.zh, title.en))
    });
    books.add_desk(story.desk.clone());
    books.catch_up().await.expect("derived");
    let app = App::with_books(example("hb-db-06"), example("hb-db-06"), books);
    (app, pages(first, second))
}

/// The pages to look at, with the bill that was undone and the one that is due.
fn pages(first: u64, second: u64) -> Vec<Shown> {
    let shown = |path: String, zh, en| Shown {
        path: format!("/books{path}"),
        words: [zh, en],
        role: "clerk",
    };
    let of = |path: &str, zh, en| shown(format!("/900004{path}"), zh, en);
    let other =
        |role| move |path: &str, zh, en| Shown { path: path.to_string(), words: [zh, en], role };
    let (own, me, region) = (other("hospital.H1"), other(OWN), other("decision"));
    vec![
        shown(String::new(), "借贷相等", "balanced"),
        of("/persons", "人员编号", "Number of the person"),
        of(&format!("/persons/{PERSON}"), "已撤销", "undone"),
        of(&format!("/persons/{PERSON}/2024?for=service"), "张三丰", "张三丰"),
        of(&format!("/bills/{first}"), "已撤销", "was undone"),
        of(&format!("/bills/{second}"), "36,800.00", "36,800.00"),
        of("/funds/resident-catastrophic?from=2020-01-01", "借贷相等", "Balanced"),
        of("/institutions", "60,500.00", "60,500.00"),
        of("/batches", "证明头", "Head"),
        of("/batches/1", "规定生效", "law in force"),
        of("/proof", "全部相符", "all holds"),
        of("/due", "36,800.00", "36,800.00"),
        of("/institutions?sort=-total&from=2020-01-01", "第一人民医院", "第一人民医院"),
        own("/hospital", "第一人民医院", "第一人民医院"),
        own("/hospital/H1", "逐笔", "Row by row"),
        own("/hospital/H1/bills", "退费", "refund"),
        own("/hospital/H1/bills?state=nothing", "没有符合", "of the kind chosen"),
        own("/hospital/H1/reconcile", "中心账", "Our books"),
        own(
            "/hospital/H1/reconcile?count=3&total=1&funds=x&account=0",
            "读不成数字",
            "is no figure",
        ),
        own("/hospital/H1/reconcile?count=3&total=1&funds=2&account=0", "结果：", "Outcome:"),
        own("/hospital/H1/owed", "60,500.00", "60,500.00"),
        own("/hospital/H1/refused", "门诊结算", "record its lines first"),
        other("operation")("/operation", "运行正常", "All is well"),
        region("/region", "参保、费用与支付", "what care cost"),
        region("/region/900004", "参保、费用与支付", "what care cost"),
        region("/region/900004/indicators", "规划主要指标", "main indicators"),
        region("/region/900004/burden", "群众负担", "burden"),
        region("/region/900004/costs", "费用为什么变化", "why cost changes"),
        me("/me", "您好", "Hello"),
        me("/me/2024", "您自己付了", "You paid"),
        me("/me/2024/statement", "年度对账单", "yearly statement"),
        me(&format!("/me/bills/{second}"), "36,800.00", "36,800.00"),
        other("clerk")("/counter", "经办台", "The counter"),
        other("clerk")(
            &format!("/counter/900004/persons/{PERSON}/filings"),
            "新办备案",
            "A new filing",
        ),
        other("clerk")(
            &format!("/counter/900004/persons/{PERSON}/claims"),
            "费用清单",
            "List of items",
        ),
        me("/role", "选择角色", "Choose a role"),
    ]
}

/// Chooses a role, as whoever comes does on the made-up region.
pub(crate) async fn choose(browser: &Browser, role: &str) {
    browser.open_at(&FILLED.0, "/law").await;
    take(browser, role).await;
}

async fn take(browser: &Browser, role: &str) {
    let cookie = format!("document.cookie = 'gongji-role={role}; path=/'");
    browser.client.execute(&cookie, vec![]).await.expect("a role");
}

/// Opens a page in a language.
async fn open(browser: &Browser, page: &Shown, lang: &str) {
    take(browser, page.role).await;
    let mark = if page.path.contains('?') { '&' } else { '?' };
    let lang = if lang.is_empty() { String::new() } else { format!("{mark}lang={lang}") };
    browser.open_at(&FILLED.0, &format!("{}{lang}", page.path)).await;
}

#[test]
fn pages_of_filled_books_show_what_they_hold() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        for page in &FILLED.1 {
            for (lang, words, code) in [("", page.words[0], "zh-CN"), ("en", page.words[1], "en")] {
                open(&browser, page, lang).await;
                let (path, text) = (&page.path, browser.text().await);
                assert!(text.contains(words), "{path} {lang}: no {words:?} in {text}");
                let headings = browser.client.find_all(Locator::Css("h1")).await.expect("h1");
                assert_eq!(headings.len(), 1, "{path} has one heading");
                let html = browser.client.find(Locator::Css("html")).await.expect("a page");
                assert_eq!(html.attr("lang").await.expect("an attribute").as_deref(), Some(code));
                assert_eq!(browser.complaints().await, Vec::<String>::new(), "{path} {lang}");
            }
        }
    });
}

/// Everything that can be used and that the tabulator, from the beginning of the page's own part to
/// its end, did not come to.
async fn unreached(browser: &Browser) -> Vec<String> {
    let begin = "window.came = new Set(); \
        document.addEventListener('focusin', event => window.came.add(event.target)); \
        document.getElementById('main').focus(); \
        window.there = [...document.querySelectorAll( \
            'main a[href], main button, main input, main select, main summary')] \
            .filter(one => one.type !== 'hidden' && one.checkVisibility()); \
        return window.there.length";
    let count = browser.client.execute(begin, vec![]).await.expect("a count");
    let count = count.as_u64().expect("a number");
    assert!(count > 0, "a page leads somewhere");
    // A day has a stop for each of its parts.
    let mut keys = KeyActions::new("keys".to_string());
    for _ in 0..count + 30 {
        let value = char::from(Key::Tab);
        keys = keys.then(KeyAction::Down { value }).then(KeyAction::Up { value });
    }
    browser.client.perform_actions(keys).await.expect("keys");
    let left = "return window.there.filter(one => !window.came.has(one)).map(one => one.outerHTML)";
    let left = browser.client.execute(left, vec![]).await.expect("a list");
    serde_json::from_value(left).expect("texts")
}

#[test]
fn no_page_of_filled_books_shuts_anybody_out() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        let open = async |browser: &Browser, page: &Shown, lang: &str| {
            open(browser, page, lang).await;
            page.path.clone()
        };
        axe::look(&browser, &FILLED.1, open).await;
    });
}

#[test]
fn pages_of_filled_books_are_reached_by_keyboard() {
    browse(Wishes::default(), |browser| async move {
        choose(&browser, "clerk").await;
        for page in &FILLED.1 {
            open(&browser, page, "").await;
            assert_eq!(unreached(&browser).await, Vec::<String>::new(), "{}", page.path);
        }
        // The check finds what the keyboard does not come to.
        open(&browser, &FILLED.1[0], "").await;
        let hide = "document.querySelector('main a').tabIndex = -1";
        browser.client.execute(hide, vec![]).await.expect("hidden");
        assert_eq!(unreached(&browser).await.len(), 1);
    });
}

#[test]
fn pages_of_filled_books_fit_a_phone() {
    browse(Wishes { width: 360, ..Wishes::default() }, |browser| async move {
        choose(&browser, "clerk").await;
        for page in &FILLED.1 {
            for lang in ["", "en"] {
                open(&browser, page, lang).await;
                let script = "return document.documentElement.scrollWidth";
                let width = browser.client.execute(script, vec![]).await.expect("a width");
                assert_eq!(width, 360, "{} {lang}", page.path);
            }
        }
    });
}
