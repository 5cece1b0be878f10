//! The frame of the site around a page that another door makes: the same head, links and look.

use crate::asked::{Asked, Lang};
use crate::frame::{Frame, page as send};
use crate::router::guarded;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;

#[derive(Template)]
#[template(path = "framed.html")]
struct Framed<'p> {
    frame: Frame,
    main: &'p str,
}

/// A page of ours around what is in `main`: HTML that is already safe.
pub fn framed(
    english: bool,
    (path, status): (&str, StatusCode),
    title: &str,
    main: &str,
) -> Response {
    let lang = if english { Lang::En } else { Lang::Zh };
    let (query, access) = Default::default();
    let asked = Asked { lang, path: path.to_string(), query, access };
    let frame = Frame::new(&asked, title, title);
    guarded(send(status, &Framed { frame, main }))
}
