//! Fields (接口字段): our own curated table of the national interface for institutions, and what
//! follows from it: the check of a message, reading it, OpenAPI, and a page for each transaction.
//!
//! The table is data in `shell/gateway/fields`: a file a transaction, dictionaries, sources. Each
//! row says where it comes from. Nothing here touches the world, and nothing fails on any JSON.
//!
//! A row without a field is a node, and `list` says whether it is an array; a node inside another
//! is written `outer.inner`. Types are C text, N number, D day, T moment, B file, O object. What is
//! required is `yes`, `no`, `when a=1|2`, `unless a` or `when input holds a`. A source `as 2204`
//! means that the row is read in the shape of that transaction.

mod book;
mod canon;
mod check;
mod file_lines;
mod files;
mod lines;
mod mistake;
mod moment;
mod naming;
mod number;
mod openapi;
mod page;
mod read;
mod required;
mod table;
mod value;

#[cfg(test)]
mod tests;

pub use book::{dictionaries, dictionary, envelope, problems, shape, transaction, transactions};
pub use canon::canonical;
pub use check::{check, check_envelope, check_output, check_response, not_offered};
pub use file_lines::{file_line, file_rows};
pub use mistake::{Fault, Mistake};
pub use moment::Moment;
pub use naming::naming;
pub use number::Number;
pub use openapi::openapi;
pub use page::{DictionaryTable, FieldRow, Page, Table, envelope_model, page_model};
pub use read::{Input, Row, input, request};
pub use required::Required;
pub use table::{Code, Dictionary, Does, Field, Kind, Many, Node, Shape, Side, Title, Transaction};
