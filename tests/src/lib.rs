//! The test tree (测试): what the tests of all rooms share.

pub mod random;
pub mod second;
