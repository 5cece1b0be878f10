//! A week's books that differ by 61.20 yuan: the totals say so, the details lead to the row.

use crate::books::{Books, details, packed, reconciled, text, totals, uploaded, yuan};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

fn said(output: &Value) -> (String, String) {
    let text = |name: &str| output["stmtinfo"][name].as_str().expect("a text").to_string();
    (text("stmt_rslt"), text("stmt_rslt_dscr"))
}

async fn a_week(engine: &str, clock: fn() -> i64, now: &'static AtomicI64) {
    let mut books = Books::new(engine, clock, now).await;
    for day in 0..7 {
        books.on(day);
        for at in 0..6 {
            books.settle(["E1", "E2"][at % 2], 9_000 + day * 137 + at as i64 * 11).await;
        }
    }
    let undone = books.rows[3].clone();
    books.undo(&undone).await;
    let h = &books.hospital;
    let week = books.of(0..7);
    let (result, words) = said(&h.done("3201", totals(&week)).await);
    let total: i64 = week.iter().map(|row| row.fen[0]).sum();
    assert_eq!(result, "0", "{words}");
    assert!(words.contains(&yuan(total)) && words.contains("43 笔"), "{words}");
    // One patient's bill stands in the hospital's books without one item of 61.20.
    let mut wrong = week.clone();
    wrong[20].fen[0] -= 6120;
    let (result, words) = said(&h.done("3201", totals(&wrong)).await);
    assert_eq!(result, "1", "{words}");
    assert!(words.contains("61.20") && words.contains(&yuan(total)), "{words}");
    let found = reconciled(h, &wrong).await;
    let [row] = &found[..] else { panic!("{found:?}") };
    assert_eq!((&row.settlement, &row.person), (&week[20].settlement, &week[20].person));
    let both = [week[20].fen[0], wrong[20].fen[0]].map(yuan);
    assert!(both.iter().all(|figure| row.memo.contains(figure)), "{row:?}");
    assert_eq!((row.result.as_str(), &row.total), ("3", &both[0]));
    assert!(row.message.starts_with("H3"), "the message that settled it: {row:?}");
    // More on one side and less on the other; more of theirs alone; without refunds.
    wrong[5].fen[2] += 100;
    assert_eq!(said(&h.done("3201", totals(&wrong)).await).0, "3");
    wrong[20].fen[0] += 6120;
    assert_eq!(said(&h.done("3201", totals(&wrong)).await).0, "2");
    let settled: Vec<_> = week.iter().filter(|row| !row.refund).cloned().collect();
    let mut without = totals(&settled);
    without["data"]["refd_setl_flag"] = json!("0");
    assert_eq!(said(&h.done("3201", without).await).0, "0");
    // Nothing of residents, of stays, of another hospital, of other days.
    for (name, value) in [("insutype", "390"), ("clr_type", "21"), ("stmt_begndate", "2026-03-08")]
    {
        let mut nothing = totals(&[]);
        nothing["data"][name] = json!(value);
        let want = if name == "stmt_begndate" { "1" } else { "0" };
        assert_eq!(said(&h.done("3201", nothing).await).0, want, "{name}");
    }
    assert_eq!(said(&books.other("H2").done("3201", totals(&[])).await).0, "0");
    let mut reversed = totals(&week);
    reversed["data"]["stmt_enddate"] = json!("2026-03-01");
    assert_eq!(h.refused("3201", reversed).await, "days-reversed");
    a_repeat(&books).await;
    books.region.verify().await;
}

/// The same message gets the same file, another input under its number is refused.
async fn a_repeat(books: &Books) {
    let (h, week) = (&books.hospital, books.of(0..7));
    let number = uploaded(h, &packed(&[("a.txt", text(&week).as_bytes())])).await;
    let first = h.done_as("M-books", "3202", details(&number, &week)).await;
    books.on(8);
    assert_eq!(h.done_as("M-books", "3202", details(&number, &week)).await, first);
    let mut other = details(&number, &week);
    other["data"]["stmt_enddate"] = json!("2026-03-07");
    let body = h.answer_as("M-books", "3202", other).await;
    assert_eq!(body["output"]["errors"][0]["code"], json!("clash"));
    assert!(body["err_msg"].as_str().expect("words").contains("data.stmt_enddate"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weeks_difference_leads_to_its_row_in_sqlite() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_week("sqlite", || NOW.load(Ordering::Relaxed), &NOW).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_weeks_difference_leads_to_its_row_in_postgres() {
    static NOW: AtomicI64 = AtomicI64::new(0);
    a_week("postgres", || NOW.load(Ordering::Relaxed), &NOW).await;
}
