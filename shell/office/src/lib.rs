//! Office (经办): each business act in one file — read, decide, write — behind every door.
//!
//! Doors (`cli`, `web`, later `gateway`) translate; the acts here do. The law's files are read here,
//! since `core` reads nothing.

mod again;
pub mod anchor;
pub mod backup;
pub mod backup_file;
pub mod batch_list;
pub mod bill_shown;
pub mod burden;
pub mod cancel_visit;
pub mod check_claim;
pub mod check_codes;
pub mod check_entitlement;
pub mod code_files;
pub mod convert_codes;
pub mod correct;
pub mod cost_drivers;
pub mod csv;
mod dated;
pub mod demo_mark;
pub mod describe_visit;
pub mod desk;
pub mod discharge;
pub mod drg_cases;
pub mod drg_check;
pub mod drg_diff;
pub mod drg_explain;
pub mod drg_group;
pub mod drg_schemes;
mod drg_settings;
pub mod drg_weights;
pub mod due_list;
pub mod examples;
pub mod fetch_file;
pub mod filing_list;
pub mod find_person;
pub mod follow;
pub mod fund_books;
pub mod gather;
pub mod import_codes;
pub mod import_credentials;
pub mod import_divisions;
pub mod import_doctors;
pub mod import_filings;
pub mod import_institutions;
pub mod import_items;
pub mod import_persons;
pub mod institution_owed;
pub mod institution_rows;
pub mod journal;
pub mod keep_file;
pub mod law_book;
pub mod law_check;
pub mod law_diff;
pub mod law_show;
pub mod law_test;
pub mod make_filing;
pub mod person_year;
pub mod plan_indicators;
pub mod plans;
pub mod postings;
pub mod pre_settle;
pub mod proof_status;
pub mod read_person;
pub mod reconcile_details;
pub mod reconcile_totals;
pub mod record_lines;
mod refuse;
pub mod refused_messages;
pub mod region_sums;
pub mod register_visit;
pub mod remember;
pub mod report_codes;
pub mod restore;
pub mod reverse;
pub mod revoke_filing;
pub mod schema;
pub mod settle;
pub mod settle_batch;
pub mod settle_claim;
pub mod settle_mid_stay;
pub mod settle_visit;
pub mod sheet;
pub mod sign_in;
pub mod sign_out;
pub mod told;
pub mod undo;
pub mod undo_discharge;
pub mod verify;
pub mod withdraw_lines;

pub use store::{
    Address, BillRow, CareMonthRow, CareSums, CheckRow, CredentialRow, DivisionRow, DoctorRow,
    DuePart, DueRow, FILE as BOOKS_FILE, FileRow, InstitutionRow, ItemRow, Models, Particulars,
    RefusalRow, SettlementRow, SettlementSum, SignInRow, Store, StoreError, open as open_books,
    raw,
};

mod texts {
    //! The shipped law and the published examples, as they stood when the binary was built.
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}
