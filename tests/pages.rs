//! The pages without a browser: each answers, in both languages, and nothing typed breaks one.

#[path = "web/grouping_pages.rs"]
mod grouping_pages;
#[path = "web/mod.rs"]
mod web_app;

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode};
use tower::ServiceExt;
use web_app::{APP, STAY, STAY_QUERY, settled, shown};

/// No page is larger.
const LARGEST: usize = 8 << 20;

async fn get(path: &str) -> Response<Body> {
    let request = Request::builder().uri(path).body(Body::empty()).expect("a request");
    web::router(APP.clone()).oneshot(request).await.expect("an answer")
}

async fn text(path: &str) -> (StatusCode, String) {
    let response = get(path).await;
    let status = response.status();
    let bytes = to_bytes(response.into_body(), LARGEST).await.expect("a body");
    (status, String::from_utf8(bytes.to_vec()).expect("UTF-8"))
}

const PAGES: [&str; 21] = [
    "/",
    "/books",
    "/hospital",
    "/operation",
    "/estimate",
    "/compare",
    "/law",
    "/law/440700?on=2026-03-01",
    "/law/411600",
    "/law/440700/value/employee-inpatient-deductible",
    "/cases",
    "/cases/900002/NB-03",
    "/drg",
    "/drg/2026?q=J18",
    "/drg/2026/mdc/F",
    "/drg/2026/adrg/ES1",
    "/drg/2026/code/J18.900",
    "/drg/2026/check",
    "/drg/2026/case?sex=1&age=70&dx=J18.900%7CA41.900",
    "/drg/compare",
    "/drg/compare?a=2025&b=2026&cases=example",
];

#[tokio::test]
async fn every_page_answers_in_both_languages() {
    for page in PAGES {
        let mark = if page.contains('?') { '&' } else { '?' };
        let (zh, en) = (text(page).await, text(&format!("{page}{mark}lang=en")).await);
        assert_eq!((zh.0, en.0), (StatusCode::OK, StatusCode::OK), "{page}");
        assert!(zh.1.contains("<html lang=\"zh-CN\">"), "{page}");
        assert!(en.1.contains("<html lang=\"en\">"), "{page}");
        // Links of an English page stay English.
        let links = en.1.split("href=\"/").skip(1).filter_map(|s| s.split('"').next());
        let ours = links.filter(|l| !l.starts_with("static/") && !l.contains("lang=en"));
        let lost: Vec<&str> = ours.collect();
        assert!(lost.len() <= 1, "{page}: only the switch leaves English: {lost:?}");
    }
}

#[tokio::test]
async fn pages_are_guarded_and_load_nothing_from_elsewhere() {
    for page in PAGES {
        let response = get(page).await;
        let policy = response.headers().get("content-security-policy").expect("a policy");
        assert!(policy.to_str().expect("ASCII").starts_with("default-src 'self'"));
        let (_, body) = text(page).await;
        assert!(!body.contains("<script") && !body.contains("style=\""), "{page}");
        assert!(!body.contains("src=\"http"), "{page}");
    }
}

#[tokio::test]
async fn the_style_sheet_and_the_icon_are_there() {
    let (_, body) = text("/").await;
    for link in body.split("href=\"/static/").skip(1).filter_map(|s| s.split('"').next()) {
        let response = get(&format!("/static/{link}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{link}");
        assert!(response.headers()["cache-control"].to_str().expect("ASCII").contains("immutable"));
    }
    assert_eq!(get("/static/other.css").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_estimate_shows_what_the_office_settles() {
    let (status, body) = text(&format!("/estimate?{STAY_QUERY}")).await;
    assert_eq!(status, StatusCode::OK);
    let output = settled(STAY);
    let bill = &output.bills[0];
    assert_eq!(bill.status, "settled");
    for layer in &bill.layers {
        assert!(body.contains(&shown(&layer.paid)), "{} {}", layer.id, layer.paid);
    }
    let person = bill.person.as_ref().expect("a person's part");
    assert!(body.contains(&shown(&person.total)));
}

#[tokio::test]
async fn wrong_fields_come_back_with_a_sentence() {
    let typed = "total=abc&own_pay=-5&insurance=x&status=adult&care=inpatient&area=440700\
        &from=2026-13-01&age=999&counted=nonsense";
    let (status, body) = text(&format!("/estimate?{typed}")).await;
    assert_eq!(status, StatusCode::OK);
    for piece in ["“abc”", "“-5”", "“x”", "“2026-13-01”", "“999”", "“nonsense”"]
    {
        assert!(body.contains(piece), "{piece} is answered");
    }
    assert!(body.contains("value=\"abc\""), "what was typed stays");
    assert!(!body.contains("class=\"tiles\""), "nothing is reckoned");
}

#[tokio::test]
async fn a_status_of_another_insurance_is_said() {
    let (_, body) =
        text("/estimate?area=440700&insurance=employee&status=adult&care=inpatient&total=100")
            .await;
    assert!(body.contains("这一险种的人员状态应为：在职、退休。"), "{body}");
}

#[tokio::test]
async fn a_gap_is_explained_and_names_the_missing_value() {
    let query = STAY_QUERY
        .replace("employee&status=retired", "resident&status=adult")
        .replace("place=home", "place=away");
    let (_, body) = text(&format!("/estimate?{query}")).await;
    assert!(body.contains("规定未定，不能结算"));
    assert!(body.contains("/law/440700/value/resident-away-share-step"));
}

#[tokio::test]
async fn what_is_not_there_is_said_in_words() {
    for path in ["/nothing", "/law/1", "/law/440700/value/x", "/cases/1/2", "/law/%ff"] {
        let (status, body) = text(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(body.contains("没有"), "{path}");
    }
    let post =
        Request::builder().method("POST").uri("/law").body(Body::empty()).expect("a request");
    let answer = web::router(APP.clone()).oneshot(post).await.expect("an answer");
    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// A small generator, so that each run tries the same garbage.
struct Garbage(u64);

impl Garbage {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % below as u64) as usize
    }

    fn query(&mut self) -> String {
        const NAMES: [&str; 24] = [
            "area",
            "insurance",
            "status",
            "born",
            "age",
            "class",
            "conditions",
            "care",
            "level",
            "rank",
            "kind",
            "place",
            "filing",
            "chosen",
            "from",
            "to",
            "total",
            "own_pay",
            "current",
            "stays",
            "counted",
            "on",
            "lang",
            "elsewhere",
        ];
        const VALUES: [&str; 26] = [
            "440700",
            "411600",
            "900002",
            "employee",
            "resident",
            "active",
            "inpatient",
            "true",
            "-1",
            "0",
            "99999999999999999999",
            "10000000000",
            "0.001",
            "1e9",
            "2026-02-29",
            "2026-12-31",
            "0000-00-00",
            "9999-12-31",
            "%ff%fe",
            "%00",
            "%E4%B8%89%E7%BA%A7",
            "<script>",
            "a=b%0Aa=b",
            "resident.entered@2026%20=%201",
            "%",
            "",
        ];
        let fields = (0..self.next(30)).map(|_| {
            format!("{}={}", NAMES[self.next(NAMES.len())], VALUES[self.next(VALUES.len())])
        });
        fields.collect::<Vec<_>>().join("&").replace(['<', '>'], "%3C")
    }
}

#[tokio::test]
async fn garbage_never_breaks_a_page() {
    let mut garbage = Garbage(0x9e37_79b9_7f4a_7c15);
    let pages = [
        "/",
        "/estimate",
        "/compare",
        "/law",
        "/law/440700",
        "/cases",
        "/nothing",
        "/drg",
        "/drg/2026",
        "/drg/2026/case",
        "/drg/compare",
    ];
    for page in pages {
        for _ in 0..60 {
            let path = format!("{page}?{}", garbage.query());
            let (status, body) = text(&path).await;
            assert!(!status.is_server_error(), "{path}");
            assert!(!body.contains("<script"), "{path}");
        }
    }
}

#[tokio::test]
async fn only_loopback_is_served() {
    let error = web::listen("0.0.0.0:0".parse().expect("an address")).expect_err("refused");
    assert!(error.to_string().contains("is not a loopback address"), "{error}");
    let open = std::net::TcpListener::bind("0.0.0.0:0").expect("a socket");
    let error = web::serve(APP.clone(), open).await.expect_err("refused");
    assert!(error.to_string().contains("is not configured"), "{error}");
}
