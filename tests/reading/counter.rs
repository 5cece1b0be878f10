//! The counter: a clerk finds a person, files and revokes for them; a form counts once, and only a clerk's.

use crate::pages::get_as;
use crate::story::example;
use crate::{Told, told};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;
use web::{App, Books};

const HERE: &str = "127.0.0.1:8080";
const AT: &str = "/counter/900004/persons/330000P0001/filings";

async fn app(told: &Told) -> App {
    let books = Books::new(told.story.store.clone(), "here");
    books.add_desk(told.story.desk.clone());
    books.catch_up().await.expect("derived");
    App::with_books(example("hb-db-06"), example("hb-db-06"), books)
}

async fn post(app: &App, who: [&str; 2], form: &str) -> (StatusCode, String) {
    post_at(app, AT, who, form).await
}

async fn post_at(
    app: &App,
    at: &str,
    [role, origin]: [&str; 2],
    form: &str,
) -> (StatusCode, String) {
    let request = Request::builder().method("POST").uri(at).header("host", HERE);
    let request = request.header("cookie", format!("gongji-role={role}")).header("origin", origin);
    let request = request.body(Body::from(form.to_string())).expect("a request");
    let response = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let status = response.status();
    let bytes = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

const OURS: &str = "http://127.0.0.1:8080";

#[tokio::test]
async fn a_clerk_finds_a_person_by_what_they_show() {
    let told = told().await;
    let app = app(&told).await;
    for typed in ["330000P0001", "440700199001011234"] {
        let (status, _) =
            get_as(&app, ["clerk", HERE], &format!("/counter?area=900004&q={typed}")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{typed}");
    }
    let (status, body) = get_as(&app, ["clerk", HERE], "/counter?area=900004&q=1").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(body.contains("role=\"alert\"") && body.contains("value=\"1\""), "{body}");
    let (_, body) = get_as(&app, ["clerk", HERE], "/counter").await;
    assert!(body.contains("待复核结算 1"), "{body}");
}

#[tokio::test]
async fn a_form_counts_once() {
    let told = told().await;
    let app = app(&told).await;
    let form = "token=t1&kind=chosen&value=H1&from=2024-06-01";
    for _ in 0..2 {
        let (status, body) = post(&app, ["clerk", OURS], form).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    }
    let (_, body) = get_as(&app, ["clerk", HERE], AT).await;
    assert_eq!(body.matches("name=\"filing\"").count(), 1, "{body}");
    assert!(body.contains("2024-06-01 – 至今"), "{body}");
    let id = body.split("name=\"filing\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let revoke = format!("token=t2&act=revoke&filing={}&from=2024-07-01", id.expect("an id"));
    assert_eq!(post(&app, ["clerk", OURS], &revoke).await.0, StatusCode::SEE_OTHER);
    let (_, body) = get_as(&app, ["clerk", HERE], AT).await;
    assert!(body.contains("2024-06-01 – 2024-06-30"), "{body}");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let told = told().await;
    let app = app(&told).await;
    for (form, said) in [
        ("token=a&kind=king&from=2024-06-01", "请选择备案类别"),
        ("token=b&kind=away&value=somewhere", "请填写开始日期"),
        ("token=c&kind=chosen&value=H9&from=2024-06-01", "H9"),
        ("token=d&act=revoke&filing=99999&from=2024-07-01", "没有备案 99999"),
        ("token=d&act=revoke&filing=99999&never=yes", "没有备案 99999"),
        ("token=d&act=revoke&filing=99999", "自哪天起无效"),
        ("token=g&kind=condition&from=2024-06-01", "请选择病种"),
    ] {
        let (status, body) = post(&app, ["clerk", OURS], form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {body}");
        assert!(body.contains("role=\"alert\"") && body.contains(said), "{form}: {body}");
    }
    let (_, body) = post(&app, ["clerk", OURS], "token=e&kind=away&value=somewhere").await;
    assert!(body.contains("value=\"somewhere\""), "{body}");
    let form = "token=f&kind=chosen&value=H1&from=2024-06-01";
    for who in [["fund", OURS], ["", OURS], ["person.900004.330000P0001", OURS]] {
        assert_eq!(post(&app, who, form).await.0, StatusCode::FORBIDDEN);
    }
    let (status, body) = post(&app, ["clerk", "http://example.com"], form).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}");
    let (_, body) = get_as(&app, ["clerk", HERE], AT).await;
    assert!(body.contains("没有备案。"), "nothing was filed: {body}");
}

#[tokio::test]
async fn a_bill_that_is_due_is_corrected_once() {
    let told = told().await;
    let app = app(&told).await;
    let (_, due) = get_as(&app, ["clerk", HERE], "/books/900004/due").await;
    let at = format!("/counter/900004/bills/{}/correct", told.bills[1]);
    assert!(due.contains(&format!("action=\"{at}\"")), "{due}");
    let (_, fund) = get_as(&app, ["fund", HERE], "/books/900004/due").await;
    assert!(!fund.contains(&at) && fund.contains("由经办人员核对后更正"), "{fund}");
    // A clerk sees whose bill it is; whoever keeps the funds does not.
    assert!(due.contains("33*******01") && !fund.contains("33*******01"), "{due}");
    for who in [["fund", OURS], ["hospital.H1", OURS]] {
        assert_eq!(post_at(&app, &at, who, "token=c1").await.0, StatusCode::FORBIDDEN);
    }
    let elsewhere = post_at(&app, &at, ["clerk", "http://example.com"], "token=c1").await;
    assert_eq!(elsewhere.0, StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        let (status, body) = post_at(&app, &at, ["clerk", OURS], "token=c1").await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{body}");
    }
    let (status, body) = post_at(&app, &at, ["clerk", OURS], "token=c2").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(body.contains("已撤销"), "{body}");
    let (_, due) = get_as(&app, ["clerk", HERE], "/books/900004/due").await;
    assert!(due.contains("没有待复核的结算"), "{due}");
}
