//! The acts of a desk, each in a file of its name, on both engines.

#[path = "acts/backup.rs"]
mod backup;
#[path = "acts/cancel_visit.rs"]
mod cancel_visit;
#[path = "acts/check_claim.rs"]
mod check_claim;
#[path = "acts/check_entitlement.rs"]
mod check_entitlement;
#[path = "acts/correct.rs"]
mod correct;
#[path = "acts/describe_visit.rs"]
mod describe_visit;
#[path = "acts/discharge.rs"]
mod discharge;
#[path = "acts/fetch_file.rs"]
mod fetch_file;
#[path = "acts/find_person.rs"]
mod find_person;
#[path = "acts/idle.rs"]
mod idle;
#[path = "acts/import_credentials.rs"]
mod import_credentials;
#[path = "acts/import_divisions.rs"]
mod import_divisions;
#[path = "acts/import_doctors.rs"]
mod import_doctors;
#[path = "acts/import_filings.rs"]
mod import_filings;
#[path = "acts/import_institutions.rs"]
mod import_institutions;
#[path = "acts/import_items.rs"]
mod import_items;
#[path = "acts/import_persons.rs"]
mod import_persons;
#[path = "acts/keep_file.rs"]
mod keep_file;
#[path = "acts/make_filing.rs"]
mod make_filing;
#[path = "acts/pre_settle.rs"]
mod pre_settle;
#[path = "acts/reconcile_details.rs"]
mod reconcile_details;
#[path = "acts/reconcile_totals.rs"]
mod reconcile_totals;
#[path = "acts/record_lines.rs"]
mod record_lines;
#[path = "acts/register_visit.rs"]
mod register_visit;
#[path = "acts/repeats.rs"]
mod repeats;
#[path = "acts/restore.rs"]
mod restore;
#[path = "acts/reverse.rs"]
mod reverse;
#[path = "acts/revoke_filing.rs"]
mod revoke_filing;
#[path = "acts/settle_batch.rs"]
mod settle_batch;
#[path = "acts/settle_claim.rs"]
mod settle_claim;
#[path = "acts/settle_mid_stay.rs"]
mod settle_mid_stay;
#[path = "acts/settle_visit.rs"]
mod settle_visit;
#[path = "acts/sign_in.rs"]
mod sign_in;
#[path = "acts/sign_out.rs"]
mod sign_out;
#[path = "acts/undo.rs"]
mod undo;
#[path = "acts/undo_discharge.rs"]
mod undo_discharge;
#[path = "acts/withdraw_lines.rs"]
mod withdraw_lines;
