//! A second, plain implementation of DRG grouping.
