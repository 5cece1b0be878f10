//! A second, plain implementation of deciding a bill, and random laws, people and bills on which both are
//! compared. A crate of its own, since it alone of the test tree is worth being optimised.

pub mod random;
pub mod second;
