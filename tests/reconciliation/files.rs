//! Files at the door: what goes up comes down again to its owner alone; what is no file of rows is
//! refused with words, and nothing is compared half.

use crate::books::{Books, details, fetch, fetched, packed, text, upload, uploaded};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicI64, Ordering};

static NOW: AtomicI64 = AtomicI64::new(0);

async fn books(engine: &str) -> Books {
    Books::new(engine, || NOW.load(Ordering::Relaxed), &NOW).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_to_its_owner_alone() {
    for engine in ["sqlite", "postgres"] {
        let books = books(engine).await;
        let h = &books.hospital;
        let bytes: Vec<u8> = (0..=255).collect();
        let text = upload(json!(STANDARD.encode(&bytes)));
        let first = h.done_as("M-file", "9101", text.clone()).await;
        assert_eq!(h.done_as("M-file", "9101", text).await, first);
        // The same content as a list of bytes, with a sign or without.
        let signed: Vec<i64> = bytes.iter().map(|byte| i64::from(byte.cast_signed())).collect();
        assert_eq!(h.done_as("M-file", "9101", upload(json!(bytes))).await, first);
        assert_eq!(h.done_as("M-file", "9101", upload(json!(signed))).await, first);
        let number = first["file_qury_no"].as_str().expect("a number");
        assert_eq!(fetched(h, number).await, bytes);
        let body = h.answer_as("M-file", "9101", upload(json!(STANDARD.encode("other")))).await;
        assert_eq!(body["output"]["errors"][0]["code"], json!("clash"));
        assert!(body["err_msg"].as_str().expect("words").contains("fsuploadin.in"), "{body}");
        let other = books.other("H2");
        assert_eq!(other.refused("9102", fetch(number)).await, "other-institution");
        let mut own = fetch(number);
        own["fsdownloadin"]["fixmedins_code"] = json!("H2");
        assert_eq!(other.refused("9102", own).await, "no-file");
        assert_eq!(other.refused("9101", upload(json!("YQ=="))).await, "other-institution");
        assert_eq!(h.refused("9102", fetch("0123456789")).await, "no-file");
        for wrong in [json!("no Base64!"), json!([1, 256]), json!([-129]), json!([1.5]), json!({})]
        {
            assert_eq!(h.refused("9101", upload(wrong)).await, "type");
        }
        assert_eq!(h.refused("9101", upload(json!(""))).await, "missing");
        let long = h.send_as("M-long", "9101", upload(json!("A".repeat(1 << 20)))).await;
        assert_eq!(long.status, 400, "a message has 1 MiB at most");
    }
}

/// The code and all the words by which a file is refused.
async fn refused(books: &Books, bytes: &[u8]) -> (String, Vec<String>) {
    let number = uploaded(&books.hospital, bytes).await;
    let ask = details(&number, &[]);
    let body = books.hospital.answer_as(&books.hospital.msgid(), "3202", ask).await;
    assert_eq!(body["infcode"], json!(-1), "{body}");
    let errors = body["output"]["errors"].as_array().expect("errors").clone();
    let text = |error: &Value, name: &str| error[name].as_str().expect("a text").to_string();
    for error in &errors {
        let (zh, en) = (text(error, "message"), text(error, "message_en"));
        assert!(zh.contains('请') && !en.is_empty(), "says what to do: {error}");
    }
    let words = errors.iter().map(|error| text(error, "message_en")).collect();
    (text(&errors[0], "code"), words)
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_is_refused_with_words() {
    for engine in ["sqlite", "postgres"] {
        let mut books = books(engine).await;
        let row = books.settle("E2", 12_345).await;
        let good = text(&[row]);
        let good = good.as_bytes();
        let one = |bytes: &[u8]| packed(&[("a.txt", bytes)]);
        assert_eq!(refused(&books, b"this is no archive").await.0, "no-archive");
        let mut torn = one(good);
        torn.truncate(torn.len() / 2);
        assert_eq!(refused(&books, &torn).await.0, "no-archive");
        let two = packed(&[("a.txt", good), ("b.txt", good)]);
        assert_eq!(refused(&books, &two).await.0, "archive-entries");
        assert_eq!(refused(&books, &packed(&[])).await.0, "archive-entries");
        let bomb = one(&vec![b'0'; 50_000_001]);
        assert!(bomb.len() < 100_000, "a bomb is small: {}", bomb.len());
        assert_eq!(refused(&books, &bomb).await.0, "archive-long");
        // 医保 in GBK, in the second line.
        let gbk = [good, b"\xD2\xBD\xB1\xA3\t1\n"].concat();
        let (code, words) = refused(&books, &one(&gbk)).await;
        assert!(code == "not-utf-8" && words[0].contains("line 2"), "{words:?}");
        let (code, words) = refused(&books, &one(b"440700-1\t440700-2\tE2\n")).await;
        assert_eq!(code, "node");
        assert!(words[0].contains("line 1 has 3 columns, 7 are due"), "{words:?}");
        let bad = [good, b"440700-1\t440700-2\tE2\t1.234\tmuch\t0\t9\n", good].concat();
        let (code, words) = refused(&books, &one(&bad)).await;
        assert_eq!((code.as_str(), words.len()), ("precision", 3));
        for (at, column) in [(0, 4), (1, 5), (2, 7)] {
            let place = format!("line 2, column {column}:");
            assert!(words[at].starts_with(&place), "{words:?}");
        }
        let ask = details("0123456789", &[]);
        assert_eq!(books.hospital.refused("3202", ask).await, "no-file");
        let other = books.other("H2");
        let number = uploaded(&books.hospital, &one(good)).await;
        assert_eq!(other.refused("3202", details(&number, &[])).await, "no-file");
    }
}
