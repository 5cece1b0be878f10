//! One file a page; the router says which address leads where.

pub(crate) mod areas;
pub(crate) mod batch;
pub(crate) mod batch_list;
pub(crate) mod bill_shown;
pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod compare;
pub(crate) mod counter;
pub(crate) mod drg;
pub(crate) mod due_list;
pub(crate) mod estimate;
pub(crate) mod fund_books;
pub(crate) mod fund_statement;
pub(crate) mod home;
pub(crate) mod hospital;
pub(crate) mod institution_owed;
pub(crate) mod law;
pub(crate) mod me;
pub(crate) mod missing;
pub(crate) mod operation;
pub(crate) mod person_year;
pub(crate) mod persons;
pub(crate) mod proof_status;
pub(crate) mod region;
pub(crate) mod role;
pub(crate) mod value;
