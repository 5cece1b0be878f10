//! Office (经办): each business act in one file — read, decide, write — behind every door.
//!
//! Doors (`cli`, `web`, later `gateway`) translate; the acts here do. The law's files are read here,
//! since `core` reads nothing.

pub mod examples;
pub mod law_book;
pub mod law_check;
pub mod law_diff;
pub mod law_show;
pub mod law_test;
pub mod schema;
pub mod settle;
pub mod sheet;

mod texts {
    //! The shipped law and the published examples, as they stood when the binary was built.
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}
