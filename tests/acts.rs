//! The acts of a desk, each in a file of its name, on both engines.

#[path = "acts/register_visit.rs"]
mod register_visit;
