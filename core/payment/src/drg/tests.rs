//! Tests of grouping on a small scheme of our own.
