//! One file a page; the router says which address leads where.

pub(crate) mod areas;
pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod compare;
pub(crate) mod estimate;
pub(crate) mod home;
pub(crate) mod law;
pub(crate) mod missing;
pub(crate) mod value;
