//! The state of the proof: checks that were written down, the last signed head, and what a page says.

use crate::story::{example, postgres, sqlite};
use crate::{AREA, told};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use office::proof_status::{proof_status, write_down};
use office::verify::{Ask, verify};
use seal::Sm2Signer;
use std::path::Path;
use store::CheckRow;
use tower::ServiceExt;
use web::{App, Books};

async fn page(app: &App, path: &str) -> String {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let response = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let bytes = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

#[track_caller]
fn says(page: &str, pieces: &[&str]) {
    pieces.iter().for_each(|piece| assert!(page.contains(piece), "no {piece} in {page}"));
}

#[tokio::test]
async fn the_last_check_and_the_last_anchor_are_shown() {
    let told = told().await;
    let store = told.story.store.clone();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("anchors.jsonl");
    let books = Books::anchored(store.clone(), "here", Some(file.clone()));
    let app = App::with_books(example("hb-db-06"), example("hb-db-06"), books);
    let pages = ["/books", "/books/900004/proof"];
    for path in pages {
        says(&page(&app, path).await, &["还没有核验记录", "还没有锚定"]);
    }
    let report = verify(store.clone(), &Ask::default()).await.expect("checked");
    write_down(&*store, &report).await.expect("written");
    let signer = Sm2Signer::generate().expect("random");
    let anchors = office::anchor::anchor(&*store, &signer, &file).await.expect("anchored");
    let status = proof_status(&*store, AREA, Some(&file), 9).await.expect("it reads");
    let [check] = &status.checks[..] else { panic!("{status:?}") };
    assert_eq!((check.last, check.found, check.bills), (status.last, 0, 3));
    assert!(status.anchor.is_some_and(|of| of.met && of.anchor.head == anchors[0].head));
    for path in pages {
        says(&page(&app, path).await, &["全部相符", "账簿与签名的链头相符"]);
        let english = page(&app, &format!("{path}?lang=en")).await;
        says(&english, &["all holds", "3 bills decided again", "still meet the signed head"]);
    }
    says(&page(&app, pages[1]).await, &[&anchors[0].head, "anchors.jsonl"]);
    // What comes later is said, and so is a difference.
    told.story.stay("330000P0001", ["2024-05-01", "2024-05-02"], 1_000).await;
    says(&page(&app, "/books").await, &["此后又写入 3 个事项"]);
    let first = "replay, area 900004, event 9: planted".to_string();
    let bad = CheckRow { moment: check.moment + 1, found: 1385, first, ..check.clone() };
    store.models().put_check(&bad).await.expect("written");
    says(&page(&app, "/books").await, &["1,385 处不符"]);
    says(&page(&app, pages[1]).await, &["1,385 处不符", "event 9: planted", "全部相符"]);
    // A head that the books do not have, and a file that does not read.
    let text = std::fs::read_to_string(&file).expect("there");
    std::fs::write(&file, text.replace(&anchors[0].head, &"0".repeat(64))).expect("ours");
    says(&page(&app, "/books").await, &["账簿与签名的链头不符"]);
    std::fs::write(&file, &text[..30]).expect("ours");
    says(&page(&app, "/books").await, &["锚定文件读不出来"]);
}

#[tokio::test]
async fn checks_are_kept_on_both_engines() {
    for store in [sqlite().await, postgres().await] {
        let first = String::new();
        let row = |moment| CheckRow {
            area: AREA,
            moment,
            last: 7,
            bills: 2,
            answered: 1,
            anchors: 3,
            found: 0,
            first: first.clone(),
        };
        for moment in [5, 9, 7, 7] {
            store.models().put_check(&row(moment)).await.expect("written");
        }
        let checks = store.models().checks(AREA, 2).await.expect("read");
        assert_eq!(checks, [row(9), row(7)]);
        let none = proof_status(&*store, 1, Some(Path::new("/nowhere")), 9).await.expect("read");
        assert!(none.checks.is_empty() && none.anchor.is_none() && none.trouble.is_none());
    }
}
