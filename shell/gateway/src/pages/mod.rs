//! Pages of the interface (接口说明): which transactions there are, which of them are carried out here, and the
//! fields of each. They stand beside the door; the frame around them is that of the site.

mod list;
mod one;

use crate::fields::Title;
use axum::Router;
use axum::extract::{Path, RawQuery, Request, State};
pub use axum::http::Extensions;
use axum::http::StatusCode;
pub use axum::response::Response;
use axum::routing::get;
use units::Words;

/// Address of the list.
const LIST: &str = "/interface";

/// A page without its frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bare {
    /// Whether it is in English; else in Chinese.
    pub english: bool,
    /// Its address.
    pub path: String,
    /// Whether there is such a page.
    pub status: StatusCode,
    /// Its title.
    pub title: String,
    /// What stands in it, in safe HTML.
    pub main: String,
}

/// Puts the frame of the site around a page; what the site noted of the request goes with it.
pub type Frame = fn(&Bare, &Extensions) -> Response;

/// All pages of the interface.
pub fn router(frame: Frame) -> Router {
    Router::new()
        .route(LIST, get(whole))
        .route("/interface/{infno}", get(numbered))
        .with_state(frame)
}

async fn whole(
    State(frame): State<Frame>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    frame(&list::page(Tongue::asked(query.as_deref())), request.extensions())
}

async fn numbered(
    State(frame): State<Frame>,
    Path(infno): Path<String>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Response {
    frame(&one::page(Tongue::asked(query.as_deref()), &infno), request.extensions())
}

/// The language of a page.
#[derive(Debug, Clone, Copy)]
struct Tongue {
    english: bool,
}

impl Tongue {
    fn asked(query: Option<&str>) -> Tongue {
        let mut fields = query.unwrap_or("").split('&');
        Tongue { english: fields.any(|field| field == "lang=en") }
    }

    /// One of two texts.
    fn t<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        if self.english { en } else { zh }
    }

    /// Of a name in the table.
    fn title(self, title: Title) -> &'static str {
        if self.english { title.en } else { title.zh }
    }

    /// Of words.
    fn of(self, words: &Words) -> &str {
        if self.english { &words.en } else { &words.zh }
    }

    /// A path of ours in this language.
    fn link(self, path: &str) -> String {
        if self.english { format!("{path}?lang=en") } else { path.to_string() }
    }

    /// The page of a number.
    fn page(self, infno: &str) -> String {
        self.link(&format!("{LIST}/{infno}"))
    }
}

/// A page made of a template.
fn bare(tongue: Tongue, path: &str, title: String, template: &impl askama::Template) -> Bare {
    let english = tongue.english;
    match template.render() {
        Ok(main) => Bare { english, path: path.to_string(), status: StatusCode::OK, title, main },
        Err(error) => {
            let status = StatusCode::INTERNAL_SERVER_ERROR;
            let main = format!("<p>页面无法生成 / the page could not be made: {error}</p>");
            Bare { english, path: path.to_string(), status, title, main }
        }
    }
}
