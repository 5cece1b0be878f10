//! Pages of grouping without a browser: what they show, what they refuse, files in and out.

use crate::web_app::{APP, SCHEMES};
use crate::{LARGEST, get, text};
use axum::body::{Body, to_bytes};
use axum::http::{Request, Response, StatusCode, header};
use tower::ServiceExt;

#[track_caller]
fn holds(body: &str, pieces: &[&str]) {
    for piece in pieces {
        assert!(body.contains(piece), "no {piece:?} in {body}");
    }
}

#[tokio::test]
async fn a_scheme_is_looked_around_in() {
    let (_, body) = text("/drg").await;
    holds(&body, &["虚构分组方案（演示） 2025", "2025-01-01 – 2025-12-31", "2026-01-01 起"]);
    let (_, body) = text("/drg/2026?q=es1").await;
    holds(&body, &["/drg/2026/adrg/ES1", "肺炎（演示），伴严重并发症或合并症"]);
    let (_, body) = text("/drg/2026/mdc/P").await;
    holds(&body, &["新生儿（演示）", "主诊断匹配、婴儿", "某一诊断匹配、体重小于1500克、新生儿"]);
    let (_, body) = text("/drg/2026/mdc/F").await;
    holds(&body, &["归为歧义病案（QY）", "I21.000"]);
    let (_, body) = text("/drg/2026/code/E11.900?lang=en").await;
    holds(&body, &["not beside a main diagnosis of table 5", "MDCK", "KR1", "2型糖尿病"]);
    let (_, body) = text("/drg/2026/code/47.0901").await;
    holds(&body, &["手术室手术", "GD1"]);
}

#[tokio::test]
async fn what_is_not_there_is_said() {
    for path in [
        "/drg/2030",
        "/drg/2026/mdc/Y",
        "/drg/2026/adrg/XX1",
        "/drg/2026/code/%3Cscript%3E",
        "/drg/2030/case",
    ] {
        let (status, body) = text(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!body.contains("<script"), "{path}");
    }
    assert_eq!(text("/drg/compare?a=2025&b=none").await.0, StatusCode::NOT_FOUND);
    let (_, body) = text("/drg/2026/case?sex=1&age=4&dx=j20.9").await;
    holds(&body, &["不在本方案的编码表中"]);
    let (status, body) = text("/drg/compare?a=2025&b=2026&cases=0123").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&body, &["已不在内存里"]);
}

#[tokio::test]
async fn a_case_that_cannot_be_grouped_says_why() {
    let (_, body) = text("/drg/2026/case?sex=1&age=x&dx=J18.900").await;
    holds(&body, &["信息校验不通过", "年龄（age）不是非负整数"]);
    let (_, body) = text("/drg/2026/case?sex=1&age=4&dx=Z99.999&lang=en").await;
    holds(&body, &["ungrouped", "no MDC is entered"]);
}

/// Sends a file of cases with the names of two schemes.
async fn send(file: &[u8], more: &str) -> Response<Body> {
    let mut body = Vec::new();
    for (name, value) in [("a", "2025"), ("b", "2026"), ("as", more)] {
        let field =
            format!("--x\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        if !value.is_empty() {
            body.extend_from_slice(field.as_bytes());
        }
    }
    body.extend_from_slice(
        b"--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"c.csv\"\r\n\r\n",
    );
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--x--\r\n");
    let request = Request::builder().method("POST").uri("/drg/compare");
    let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let request = request.body(Body::from(body)).expect("a request");
    web::router(APP.clone()).oneshot(request).await.expect("an answer")
}

#[tokio::test]
async fn a_file_is_compared_and_saved() {
    let cases = std::fs::read(format!("{SCHEMES}/cases.csv")).expect("cases");
    let response = send(&cases, "").await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    let to = response.headers()[header::LOCATION].to_str().expect("ASCII").to_string();
    let (_, body) = text(&to).await;
    holds(&body, &["入组不变 475 例", "ES13", "EQY", "歧义病案"]);
    let response = send(&cases, "xlsx").await;
    let to = response.headers()[header::LOCATION].to_str().expect("ASCII").to_string();
    let sheet = to_bytes(get(&to).await.into_body(), LARGEST).await.expect("a body");
    assert!(sheet.starts_with(b"PK"), "a workbook");
    // A file that is none of cases, and an empty one.
    let response = send(b"", "").await;
    let to = response.headers()[header::LOCATION].to_str().expect("ASCII").to_string();
    holds(&text(&to).await.1, &["文件是空的"]);
    let response = send(b"name,age\n", "").await;
    let to = response.headers()[header::LOCATION].to_str().expect("ASCII").to_string();
    let (status, body) = text(&to).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    holds(&body, &["表头缺少列gender"]);
}

#[tokio::test]
async fn without_schemes_it_is_said_how_to_bring_one() {
    let app = web::App::new(crate::web_app::BOOK.clone(), crate::web_app::BOOK.clone());
    let request = Request::builder().uri("/drg").body(Body::empty()).expect("a request");
    let response = web::router(app).oneshot(request).await.expect("an answer");
    let body = to_bytes(response.into_body(), LARGEST).await.expect("a body");
    holds(&String::from_utf8_lossy(&body), &["gongji serve --schemes"]);
}
