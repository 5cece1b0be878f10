//! The frame of the site around a page that another door makes: the same head, links and look.

use crate::access::{self, Access};
use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, page as send};
use crate::router::guarded;
use askama::Template;
use axum::Router;
use axum::http::{Extensions, StatusCode};
use axum::middleware::from_fn_with_state;
use axum::response::Response;

#[derive(Template)]
#[template(path = "framed.html")]
struct Framed<'p> {
    frame: Frame,
    main: &'p str,
}

/// Pages of another door, for each of which it is noted who asks.
pub fn noted(app: &App, pages: Router) -> Router {
    pages.layer(from_fn_with_state(app.clone(), access::note))
}

/// A page of ours around what is in `main`: HTML that is already safe. Who asks was noted.
pub fn framed(
    noted: &Extensions,
    english: bool,
    (path, status): (&str, StatusCode),
    title: &str,
    main: &str,
) -> Response {
    let lang = if english { Lang::En } else { Lang::Zh };
    let query = Default::default();
    let access = noted.get::<Access>().cloned().unwrap_or_default();
    let asked = Asked { lang, path: path.to_string(), query, access };
    let frame = Frame::new(&asked, title, title);
    guarded(send(status, &Framed { frame, main }))
}
