//! Transactions (交易), one file each: what is read of a message's input, which act carries it out,
//! and what goes out.

mod about;
mod amounts;
mod archive;
mod books;
mod call;
mod codes;
mod credential;
mod filings;
mod lines;
mod money;
mod settling;
mod t1101;
mod t1201;
mod t1901;
mod t2001;
mod t2201;
mod t2202;
mod t2203;
mod t2204;
mod t2205;
mod t2206;
mod t2207;
mod t2208;
mod t2301;
mod t2302;
mod t2303;
mod t2304;
mod t2305;
mod t2401;
mod t2402;
mod t2403;
mod t2404;
mod t2405;
mod t2503;
mod t2504;
mod t2505;
mod t2506;
mod t2601;
mod t3201;
mod t3202;
mod t9001;
mod t9002;
mod t9101;
mod t9102;

pub(crate) use archive::pack;
pub(crate) use call::Call;
pub(crate) use codes::{insutype, item_class};

use crate::door::Turned;
use serde_json::Value;

/// The numbers that are carried out here; any other is answered by its name.
pub(crate) const OFFERED: &[&str] = &[
    "1101", "1201", "1901", "2001", "2201", "2202", "2203", "2203A", "2204", "2205", "2206",
    "2206A", "2207", "2207A", "2208", "2301", "2302", "2303", "2304", "2305", "2401", "2402",
    "2403", "2404", "2405", "2503", "2504", "2505", "2506", "2601", "9001", "9002", "3201", "3202",
    "9101", "9102",
];

/// Carries a message out; the output, or why there is none.
pub(crate) async fn carry_out(call: &Call<'_>) -> Result<Value, Turned> {
    match call.infno() {
        "1101" => t1101::person(call).await,
        "1201" => t1201::institutions(call).await,
        "1901" => t1901::dictionary(call),
        "2001" => t2001::check(call).await,
        "2201" => t2201::register(call).await,
        "2202" => t2202::cancel(call).await,
        "2203" | "2203A" => t2203::describe(call).await,
        "2204" => t2204::record(call).await,
        "2205" => t2205::withdraw(call).await,
        "2206" | "2206A" => t2206::pre_settle(call).await,
        "2207" | "2207A" => t2207::settle(call).await,
        "2208" => t2208::undo(call).await,
        "2301" => t2301::record(call).await,
        "2302" => t2302::withdraw(call).await,
        "2303" => t2303::pre_settle(call).await,
        "2304" => t2304::settle(call).await,
        "2305" => t2305::undo(call).await,
        "2401" => t2401::admit(call).await,
        "2402" => t2402::discharge(call).await,
        "2403" => t2403::change(call).await,
        "2404" => t2404::cancel(call).await,
        "2405" => t2405::undo(call).await,
        "2503" => t2503::file(call).await,
        "2504" => t2504::revoke(call).await,
        "2505" => t2505::file(call).await,
        "2506" => t2506::revoke(call).await,
        "2601" => t2601::reverse(call).await,
        "9001" => t9001::sign_in(call).await,
        "9002" => t9002::sign_out(call).await,
        "3201" => t3201::reconcile(call).await,
        "3202" => t3202::reconcile(call).await,
        "9101" => t9101::upload(call).await,
        "9102" => t9102::fetch(call).await,
        other => Err(crate::fields::not_offered(other).into()),
    }
}
