//! The pages of the interface: the list of all transactions, and the fields of each, in both languages.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use axum::response::Response;
use gateway::fields::transactions;
use gateway::pages::{Bare, Extensions, router};
use tower::ServiceExt;

fn framed(page: &Bare, noted: &Extensions) -> Response {
    web::framed(noted, page.english, (&page.path, page.status), &page.title, &page.main)
}

async fn text(path: &str) -> (StatusCode, String) {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    let response = router(framed).oneshot(request).await.expect("an answer");
    let status = response.status();
    assert!(response.headers().contains_key("content-security-policy"), "{path} is guarded");
    let bytes = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

#[tokio::test]
async fn all_transactions_are_listed() {
    let (zh, en) = (text("/interface").await.1, text("/interface?lang=en").await.1);
    assert!(zh.contains("<html lang=\"zh-CN\">") && en.contains("<html lang=\"en\">"));
    for one in transactions() {
        assert!(zh.contains(&format!("<a href=\"/interface/{}\">", one.infno)), "{}", one.infno);
        assert!(zh.contains(one.title.zh), "{}", one.title.zh);
        assert!(en.contains(&format!("<a href=\"/interface/{}?lang=en\">", one.infno)));
    }
    let offered = transactions().iter().filter(|one| one.offered).count();
    assert_eq!(zh.matches("<span class=\"yes\">提供</span>").count(), offered);
    assert_eq!(en.matches("<span class=\"yes\">offered</span>").count(), offered);
    assert!(zh.contains("aria-current=\"page\">接口</a>"), "the site's own links stand above it");
}

#[tokio::test]
async fn every_transaction_has_a_page() {
    for one in transactions() {
        for lang in ["", "?lang=en"] {
            let (status, page) = text(&format!("/interface/{}{lang}", one.infno)).await;
            assert_eq!(status, StatusCode::OK, "{}", one.infno);
            assert_eq!(page.matches("<h1>").count(), 1);
            assert_eq!(page.contains("class=\"warn\""), !one.tabled, "{}", one.infno);
        }
    }
    let page = text("/interface/1101").await.1;
    for piece in ["card_sn", "卡识别码", "mdtrt_cert_type 为 03 时", "医保电子凭证", "本系统办理"]
    {
        assert!(page.contains(piece), "{piece}");
    }
    let page = text("/interface/1101?lang=en").await.1;
    for piece in ["card identifier", "when mdtrt_cert_type is 03", "carried out here"] {
        assert!(page.contains(piece), "{piece}");
    }
    assert!(text("/interface/envelope").await.1.contains("inf_refmsgid"));
}

#[tokio::test]
async fn what_is_not_there_is_said_and_nothing_typed_is_shown_back() {
    for path in ["/interface/0000", "/interface/%3Cscript%3E", "/interface/0000?lang=en"] {
        let (status, page) = text(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!page.contains("script"), "{path}");
    }
}
