//! The pages of the books: in both languages, guarded, masked; health and figures.

use crate::story::example;
use crate::told;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use office::desk::Ask;
use office::import_filings::Row;
use office::record_lines::{Item, Lines};
use record::{Filing, FilingKind};
use tower::ServiceExt;
use units::{Day, Decimal, Fen};
use web::{App, Books};

pub(crate) async fn get(app: &App, path: &str) -> (StatusCode, String) {
    get_as(app, ["clerk", "127.0.0.1:8080"], path).await
}

/// The same in a role, under an address.
pub(crate) async fn get_as(app: &App, [role, host]: [&str; 2], path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).header("host", host);
    let request = request.header("cookie", format!("other=1; gongji-role={role}"));
    let request = request.body(Body::empty()).expect("a request");
    let response = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

#[tokio::test]
async fn the_pages_of_the_books_answer_in_both_languages() {
    let told = told().await;
    let books = Books::new(told.story.store.clone(), "here");
    books.add_desk(told.story.desk.clone());
    let app = App::with_books(example("hb-db-06"), example("hb-db-06"), books.clone());
    books.catch_up().await.expect("derived");
    let [first, second, _] = told.bills;
    let pages = [
        ("/books".to_string(), "60,500.00"),
        ("/books/900004/funds/resident-catastrophic?from=2020-01-01".to_string(), "60,500.00"),
        ("/books/900004/institutions".to_string(), "60,500.00"),
        ("/books/900004/batches".to_string(), "/books/900004/batches/1"),
        ("/books/900004/batches/1".to_string(), "class=\"yes\""),
        ("/books/900004/proof".to_string(), "gongji verify"),
        ("/books/900004/persons".to_string(), "name=\"id\""),
        ("/books/900004/persons/330000P0001".to_string(), "90,000.00"),
        ("/books/900004/persons/330000P0001/2024".to_string(), "张**"),
        (format!("/books/900004/bills/{first}"), "23,800.00"),
        (format!("/books/900004/bills/{second}"), "36,800.00"),
        ("/books/900004/due".to_string(), "36,800.00"),
    ];
    for (page, piece) in &pages {
        let mark = if page.contains('?') { '&' } else { '?' };
        for (path, lang) in [(page.clone(), "zh-CN"), (format!("{page}{mark}lang=en"), "en")] {
            let (status, body) = get(&app, &path).await;
            assert_eq!(status, StatusCode::OK, "{path}: {body}");
            assert!(body.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(body.contains(piece), "{path} shows {piece}: {body}");
            assert!(!body.contains("张三丰") && !body.contains("<script"), "{path}");
            assert!(!body.contains("catastrophic.entered"), "{path}: words, never codes");
        }
    }
    let service = get(&app, "/books/900004/persons/330000P0001/2024?for=service").await;
    assert!(service.1.contains("张三丰"));
    for path in ["/books/1", "/books/440700/due", "/books/900004/bills/1", "/books/900004/bills/x"]
    {
        let (status, body) = get(&app, path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(body.contains("没有"), "{path}");
    }
    let (status, said) = get(&app, "/healthz").await;
    assert_eq!(status, StatusCode::OK, "{said}");
    assert!(said.contains("the desk of 900004 is open") && said.contains("0 events behind"));
    let (_, figures) = get(&app, "/metrics").await;
    for line in [
        "gongji_due{area=\"900004\"} 1",
        "gongji_follower_lag{area=\"900004\"} 0",
        "gongji_desk_settled{area=\"900004\"} 3",
        "gongji_requests_total{route=\"/books/{area}/due\",status=\"200\"} 2",
    ] {
        assert!(figures.contains(line), "{line} in:\n{figures}");
    }
    told.story.store.close().await;
    let (status, said) = get(&app, "/healthz").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{said}");
    assert_eq!(get(&app, "/books").await.0, StatusCode::SERVICE_UNAVAILABLE);
}

/// Large counts have their thousands apart; numbers that name something stay as they are typed.
#[tokio::test]
async fn counts_are_grouped() {
    let told = told().await;
    let visit = told.story.open_stay("330000P0001", "2024-06-01", 5_000).await;
    let one = Decimal::parse("1").expect("one");
    let line = |number: u64| Item {
        batch: String::new(),
        id: number.to_string(),
        code: "I1".to_string(),
        qty: one,
        price: one,
        amount: Fen(100),
    };
    let lines = Lines { visit, person: None, lines: (2..=1385).map(line).collect() };
    let done = told.story.ask(Ask::RecordLines(lines)).await;
    done.unwrap_or_else(|refused| panic!("{}", refused.sentence.en));
    let bill = told.story.settle(visit, "2024-06-09").await;
    let books = Books::new(told.story.store.clone(), "here");
    let app = App::with_books(example("hb-db-06"), example("hb-db-06"), books.clone());
    books.catch_up().await.expect("derived");
    let (_, body) = get(&app, &format!("/books/900004/bills/{bill}")).await;
    assert!(body.contains("（1,385）") && !body.contains("1385"), "{body}");
    // The follower lies behind by more than a thousand events: the page says by how many.
    let filing = |line: u64| Row {
        line,
        person: "330000P0001".to_string(),
        filing: Filing {
            kind: FilingKind::Chosen,
            value: format!("H{line}"),
            from: Day::parse("2024-06-01").expect("a day"),
            to: None,
        },
    };
    let rows = (1..=1100).map(filing).collect();
    told.story.ask(Ask::EnterFilings(rows)).await.expect("filed");
    let (_, body) = get(&app, "/books").await;
    assert!(body.contains("1,100 个事项未汇总"), "{body}");
}

#[tokio::test]
async fn empty_books_say_what_to_do() {
    let store = crate::story::sqlite().await;
    let app = App::with_books(example("hb-db-06"), example("hb-db-06"), Books::new(store, "here"));
    let (status, body) = get(&app, "/books").await;
    assert_eq!(status, StatusCode::OK);
    assert!(body.contains("gongji import persons") && body.contains("here"), "{body}");
    let without = App::new(example("hb-db-06"), example("hb-db-06"));
    assert!(get(&without, "/books").await.1.contains("gongji serve"));
    assert_eq!(get(&without, "/healthz").await.0, StatusCode::OK);
}
