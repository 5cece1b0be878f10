//! Claims at the counter, as a clerk sees them: checked before they are settled, once for each form, taken
//! back, and shown to the person as theirs.

use crate::pages::get_as;
use crate::story::example;
use crate::{Told, told};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt;
use web::{App, Books};

const HERE: &str = "127.0.0.1:8080";
const AT: &str = "/counter/900004/persons/330000P0001/claims";
const OWN: &str = "person.900004.330000P0001";
/// A stay in August, of one line.
const FORM: &str = "token=t1&institution=H1&receipt=R1&total=70000&care=inpatient&from=2024-08-01\
                    &to=2024-08-09&code1=I1&qty1=1&price1=70000";

async fn app(told: &Told) -> App {
    let books = Books::new(told.story.store.clone(), "here");
    books.add_desk(told.story.desk.clone());
    books.catch_up().await.expect("derived");
    App::with_books(example("hb-db-06"), example("hb-db-06"), books)
}

/// Sends a form; status, where it leads, and the page.
async fn post(app: &App, [role, origin]: [&str; 2], form: &str) -> (StatusCode, String, String) {
    let request = Request::builder().method("POST").uri(AT).header("host", HERE);
    let request = request.header("cookie", format!("gongji-role={role}")).header("origin", origin);
    let request = request.body(Body::from(form.to_string())).expect("a request");
    let response = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let status = response.status();
    let leads = response.headers().get(header::LOCATION);
    let leads = leads.and_then(|to| to.to_str().ok()).unwrap_or_default().to_string();
    let bytes = to_bytes(response.into_body(), 8 << 20).await.expect("a body");
    (status, leads, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

const CLERK: [&str; 2] = ["clerk", "http://127.0.0.1:8080"];

#[tokio::test]
async fn a_claim_is_checked_settled_once_and_taken_back() {
    let told = told().await;
    let app = app(&told).await;
    let (status, _, checked) = post(&app, CLERK, &format!("{FORM}&act=check")).await;
    assert_eq!(status, StatusCode::OK, "{checked}");
    assert!(
        checked.contains("元付给本人")
            && checked.contains("为什么")
            && checked.contains("value=\"settle\""),
        "{checked}"
    );
    assert!(checked.contains("value=\"70000\""), "what was typed stays: {checked}");
    let (_, page) = get_as(&app, ["clerk", HERE], AT).await;
    assert!(page.contains("还没有手工报销"), "nothing was written: {page}");
    let mut leads = Vec::new();
    for _ in 0..2 {
        let (status, to, page) = post(&app, CLERK, &format!("{FORM}&act=settle")).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        leads.push(to);
    }
    assert_eq!(leads[0], leads[1], "a form counts once");
    let bill = leads[0].split("done=").nth(1).expect("a bill").to_string();
    let (_, page) = get_as(&app, ["clerk", HERE], &leads[0]).await;
    assert_eq!(page.matches("name=\"bill\"").count(), 1, "{page}");
    let (status, _, page) =
        post(&app, CLERK, &format!("{}&act=settle", FORM.replace("t1", "t2"))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("同一票据只能报销一次"), "{page}");
    // The person sees it as theirs, the hospital does not see it at all.
    let (_, own) = get_as(&app, [OWN, HERE], "/me/2024").await;
    assert!(own.contains("钱付给您本人"), "{own}");
    let (_, shown) = get_as(&app, [OWN, HERE], &format!("/me/bills/{bill}")).await;
    assert!(shown.contains("经办窗口手工报销") && shown.contains("R1"), "{shown}");
    let theirs = format!("/books/900004/bills/{bill}");
    let (status, _) = get_as(&app, ["hospital.H1", HERE], &theirs).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (_, bills) =
        get_as(&app, ["hospital.H1", HERE], "/hospital/H1/bills?from=2020-01-01").await;
    assert!(!bills.contains(&format!("/bills/{bill}\"")), "{bills}");
    let undo = format!("token=t3&act=undo&bill={bill}");
    assert_eq!(post(&app, CLERK, &undo).await.0, StatusCode::SEE_OTHER);
    let (_, page) = get_as(&app, ["clerk", HERE], AT).await;
    assert!(page.contains("已撤销") && !page.contains("name=\"bill\""), "{page}");
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let told = told().await;
    let app = app(&told).await;
    for (form, said) in [
        ("token=a&act=check&care=inpatient", "请填写医药机构代码"),
        ("token=b&act=settle&institution=H1&care=inpatient&from=x", "请填写就医日期"),
        (&FORM.replace("total=70000", "total=1"), "与已上传明细合计"),
        (&FORM.replace("I1", "I9"), "I9"),
        (&FORM.replace("&qty1=1", "&qty1=x"), "第 1 行的数量"),
        ("token=c&act=undo&bill=99999", "没有结算 99999"),
    ] {
        let (status, _, body) = post(&app, CLERK, form).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{form}: {body}");
        assert!(body.contains("role=\"alert\"") && body.contains(said), "{form}: {body}");
    }
    let (status, _, more) = post(&app, CLERK, &format!("{FORM}&code6=&act=more")).await;
    assert_eq!(status, StatusCode::OK);
    assert!(more.contains("name=\"code12\"") && more.contains("value=\"R1\""), "{more}");
    let settle = format!("{FORM}&act=settle");
    for who in ["fund", "", OWN, "hospital.H1"] {
        assert_eq!(post(&app, [who, CLERK[1]], &settle).await.0, StatusCode::FORBIDDEN);
    }
    let (status, _, page) = post(&app, ["clerk", "http://example.com"], &settle).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (_, page) = get_as(&app, ["clerk", HERE], AT).await;
    assert!(page.contains("还没有手工报销"), "nothing was settled: {page}");
}

#[tokio::test]
async fn what_was_checked_is_what_is_settled() {
    let told = told().await;
    let app = app(&told).await;
    let check = |form: &str| format!("{form}&act=check");
    // What was ticked stays ticked for the button that settles.
    let (_, _, page) = post(&app, CLERK, &check(&format!("{FORM}&undesignated=yes"))).await;
    assert!(page.contains("name=\"undesignated\" value=\"yes\" checked"), "{page}");
    let (_, _, page) = post(&app, CLERK, &check(FORM)).await;
    assert!(!page.contains("value=\"yes\" checked"), "{page}");
    // An institution may be typed by its name.
    let by_name = FORM.replace("institution=H1", "institution=第一人民医院");
    let (status, _, page) = post(&app, CLERK, &check(&by_name)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("元付给本人") && page.contains("value=\"H1\""), "{page}");
    // What a hospital settled is not taken back here.
    let undo = format!("token=u&act=undo&bill={}", told.bills[1]);
    let (status, _, page) = post(&app, CLERK, &undo).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("请由该机构撤销"), "{page}");
    let (_, shown) = get_as(&app, [OWN, HERE], &format!("/me/bills/{}", told.bills[1])).await;
    assert!(!shown.contains("已撤销，不再有效"), "{shown}");
}
