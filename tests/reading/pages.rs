//! The pages of the books: in both languages, guarded, masked; health and figures.

use crate::story::example;
use crate::told;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;
use web::{App, Books};

async fn get(app: &App, path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
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
