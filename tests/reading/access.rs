//! Who sees what: nothing of a person unless the books are the made-up region's and a role was chosen on
//! this machine; and each role its own.

use crate::pages::get_as;
use crate::story::example;
use crate::{AREA, Told, told};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use office::Address;
use office::demo_mark::demo_mark;
use tower::ServiceExt;
use web::{App, Books};

const PERSON: &str = "330000P0001";
const HERE: &str = "127.0.0.1:8080";
const OWN: &str = "person.900004.330000P0001";
/// All that a cookie can say, and some that it cannot.
const ROLES: [&str; 10] = [
    "",
    "king",
    "clerk",
    "fund",
    "decision",
    "operation",
    OWN,
    "person.900004.330000P0002",
    "hospital.H1",
    "hospital.H2",
];

async fn app(told: &Told) -> App {
    let books = Books::new(told.story.store.clone(), "here");
    books.add_desk(told.story.desk.clone());
    books.catch_up().await.expect("derived");
    App::with_books(example("hb-db-06"), example("hb-db-06"), books)
}

/// Every address on which something of a person stands, and the roles that see it.
fn personal(told: &Told) -> Vec<(String, Vec<&'static str>)> {
    let bill = told.bills[1];
    vec![
        ("/books/900004/persons".to_string(), vec!["clerk"]),
        (format!("/books/900004/persons/{PERSON}"), vec!["clerk"]),
        (format!("/books/900004/persons/{PERSON}/2024"), vec!["clerk"]),
        (format!("/books/900004/persons/{PERSON}/2024?for=service"), vec!["clerk"]),
        (format!("/books/900004/bills/{bill}"), vec!["clerk", "hospital.H1"]),
        (format!("/books/900004/bills/{bill}?for=service"), vec!["clerk", "hospital.H1"]),
        ("/books/900004/due".to_string(), vec!["clerk", "fund"]),
        ("/hospital/H1".to_string(), vec!["clerk", "hospital.H1"]),
        ("/hospital/H1/bills?for=service".to_string(), vec!["clerk", "hospital.H1"]),
        ("/hospital/H1/bills?as=csv".to_string(), vec!["clerk", "hospital.H1"]),
        (format!("/counter/900004/persons/{PERSON}/filings"), vec!["clerk"]),
        (format!("/counter/900004/persons/{PERSON}/claims"), vec!["clerk"]),
        ("/me".to_string(), vec![OWN]),
        ("/me/2024".to_string(), vec![OWN]),
        ("/me/2024/statement".to_string(), vec![OWN]),
        (format!("/me/bills/{bill}"), vec![OWN]),
    ]
}

/// What stands in the books of the person: names, numbers, amounts.
const THEIRS: [&str; 6] = ["张三丰", "张**", PERSON, "3300", "36,800.00", "70,000.00"];

#[track_caller]
fn holds_nothing(path: &str, role: &str, body: &str) {
    let asked = path.contains(PERSON);
    for piece in THEIRS.iter().filter(|piece| !(asked && piece.starts_with("3300"))) {
        assert!(!body.contains(piece), "{path} as '{role}' shows {piece}: {body}");
    }
}

#[tokio::test]
async fn each_role_sees_its_own_and_nothing_else_of_a_person() {
    let told = told().await;
    let app = app(&told).await;
    for (path, allowed) in personal(&told) {
        for role in ROLES {
            let (status, body) = get_as(&app, [role, HERE], &path).await;
            if allowed.contains(&role) {
                assert_eq!(status, StatusCode::OK, "{path} as '{role}': {body}");
                continue;
            }
            assert_ne!(status, StatusCode::OK, "{path} as '{role}'");
            holds_nothing(&path, role, &body);
            let chosen = status == StatusCode::FORBIDDEN && body.contains("/role?to=");
            assert!(chosen || status == StatusCode::NOT_FOUND, "{path} as '{role}': {body}");
        }
    }
    let (_, own) = get_as(&app, [OWN, HERE], "/me/2024").await;
    assert!(own.contains("张三丰") && own.contains("70,000.00"), "{own}");
    let (_, clerk) =
        get_as(&app, ["clerk", HERE], &format!("/books/900004/persons/{PERSON}")).await;
    assert!(clerk.contains("张**") && !clerk.contains("张三丰"), "{clerk}");
    // A hospital does not lift the mask by asking.
    let bill = format!("/books/900004/bills/{}?for=service", told.bills[1]);
    let (_, hospital) = get_as(&app, ["hospital.H1", HERE], &bill).await;
    assert!(hospital.contains("张**") && !hospital.contains("张三丰"), "{hospital}");
}

#[tokio::test]
async fn other_books_and_other_addresses_serve_nothing_of_a_person() {
    let told = told().await;
    let marked = app(&told).await;
    let paths: Vec<String> = personal(&told).into_iter().map(|(path, _)| path).collect();
    // The same journal in books without the mark: a copy from which it was left out.
    let store = crate::story::sqlite().await;
    let bare = crate::story::Story::open(store, &example("hb-db-06")).await;
    bare.person(PERSON, crate::story::resident("2024-01-01", &[])).await;
    bare.stay(PERSON, ["2024-03-01", "2024-03-09"], 70_000).await;
    assert_eq!(demo_mark(&*bare.store).await.expect("read"), None);
    let books = Books::new(bare.store.clone(), "here");
    books.catch_up().await.expect("derived");
    let unmarked = App::with_books(example("hb-db-06"), example("hb-db-06"), books);
    let elsewhere = ["gongji.example", "10.1.2.3:8080", "127.0.0.1.example.com"];
    let tries = elsewhere.into_iter().map(|host| (&marked, host)).chain([(&unmarked, HERE)]);
    for (app, host) in tries {
        for path in &paths {
            for role in ROLES {
                let (status, body) = get_as(app, [role, host], path).await;
                assert_eq!(status, StatusCode::FORBIDDEN, "{path} as '{role}' at {host}");
                assert!(body.contains("尚未配置访问权限"), "{path}: {body}");
                holds_nothing(path, role, &body);
            }
        }
        let (status, body) = get_as(app, ["", host], "/role").await;
        assert_eq!((status, body.contains("<form")), (StatusCode::FORBIDDEN, false));
        assert_eq!(choose(app, host, "kind=clerk", None).await.0, StatusCode::FORBIDDEN);
        // What holds nothing of a person is served.
        assert_eq!(get_as(app, ["", host], "/books").await.0, StatusCode::OK);
    }
    let reads = bare.store.models().reads(AREA, 1, 10).await.expect("reads");
    assert!(reads.is_empty(), "nobody was read: {reads:?}");
}

/// Sends the form of the chooser; the status, and the cookie.
async fn choose(
    app: &App,
    host: &str,
    form: &str,
    origin: Option<&str>,
) -> (StatusCode, Option<String>, String) {
    let mut request = Request::builder().method("POST").uri("/role").header("host", host);
    if let Some(origin) = origin {
        request = request.header("origin", origin);
    }
    let request = request.body(Body::from(form.to_string())).expect("a request");
    let response = web::router(app.clone()).oneshot(request).await.expect("an answer");
    let text = |name| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.map(str::to_string)
    };
    (response.status(), text("set-cookie"), text("location").unwrap_or_default())
}

#[tokio::test]
async fn a_role_is_chosen_by_a_form_of_ours() {
    let told = told().await;
    let app = app(&told).await;
    let (status, cookie, to) =
        choose(&app, HERE, "kind=clerk&to=%2Fbooks%2F900004%2Fdue", None).await;
    assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/books/900004/due"));
    let cookie = cookie.expect("a cookie");
    assert!(cookie.starts_with("gongji-role=clerk;"), "{cookie}");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"), "{cookie}");
    let person = format!("kind=person&area=900004&about={PERSON}&to=https%3A%2F%2Fexample.com");
    let (_, cookie, to) = choose(&app, HERE, &person, Some("http://127.0.0.1:8080")).await;
    assert_eq!(
        (cookie.expect("a cookie").split(';').next(), to.as_str()),
        (Some("gongji-role=person.900004.330000P0001"), "/me")
    );
    let (status, cookie, _) = choose(&app, HERE, "kind=clerk", Some("http://example.com")).await;
    assert_eq!((status, cookie), (StatusCode::FORBIDDEN, None));
    let (_, cookie, to) = choose(&app, HERE, "kind=person&area=900004", None).await;
    assert_eq!((cookie, to.as_str()), (None, "/role?wrong=1"));
    let (_, cookie, _) = choose(&app, HERE, "kind=none", None).await;
    assert!(cookie.expect("a cookie").contains("Max-Age=0"));
}

#[tokio::test]
async fn every_look_at_a_person_is_written_down() {
    let told = told().await;
    let app = app(&told).await;
    let person = told.story.store.persons(AREA, &[PERSON.to_string()]).await.expect("read");
    let person = person[0].person;
    for (role, path) in [
        (OWN, "/me".to_string()),
        ("clerk", format!("/books/900004/persons/{PERSON}?for=service")),
        ("hospital.H1", format!("/books/900004/bills/{}", told.bills[1])),
    ] {
        get_as(&app, [role, HERE], &path).await;
        let reads = told.story.store.models().reads(AREA, person, 1).await.expect("reads");
        assert_eq!(reads[0].viewer, role);
        let purpose = if role.starts_with("hospital") { "check" } else { "service" };
        assert_eq!(reads[0].purpose, purpose, "{role}");
    }
}

/// A copy of the made-up region is one, too.
#[tokio::test]
async fn the_mark_goes_with_a_copy() {
    let told = told().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("copy");
    office::backup::backup(&*told.story.store, &file).await.expect("copied");
    let checked = office::restore::check(&file).expect("a copy");
    let to = folder.path().join("restored");
    std::fs::create_dir(&to).expect("a folder");
    let to = Address::Data(to);
    let store = office::open_books(&to).await.expect("the books open");
    office::restore::restore(store.clone(), &file, &checked).await.expect("restored");
    assert!(demo_mark(&*store).await.expect("read").is_some_and(|mark| mark.ready));
}
