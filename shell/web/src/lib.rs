//! Web (网页): pages for persons, counters and decision makers, made on the server, without scripts.
//!
//! In: a law book that is ready, and requests. Out: HTML in Chinese or English.
//! Not here: deciding anything (see `office`). The router is the table of contents.

mod access;
mod app;
mod asked;
mod books;
mod chart;
mod describe;
mod draft;
mod fields;
mod figure;
mod frame;
mod framed;
mod glossary;
mod health;
mod metrics;
mod money;
mod nav;
mod outcome;
mod pages;
mod paging;
mod plain;
mod router;
mod serve;
mod source;
mod statics;
mod table;
mod unsettled;
mod uploads;

pub use app::App;
pub use books::{Books, Transactions};
pub use framed::{framed, noted};
pub use router::router;
pub use serve::{ServeError, listen, serve, serve_beside, serve_until};
