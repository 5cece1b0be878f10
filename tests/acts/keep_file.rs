//! A file is kept once a message, whatever comes twice.

use gongji_tests::desk::{address, both};
use office::fetch_file::fetch_file;
use office::keep_file::{Asked, File, digest, keep_file, kept_before};

fn asked(name: &str, body: &[u8]) -> Asked {
    vec![("name".to_string(), name.to_string()), ("content".to_string(), digest(body))]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_meets_the_first_file_and_another_content_its_field() {
    for region in both().await {
        let store = &*region.store;
        let keep = async |id: &str, name: &str, body: &[u8], now: i64| {
            let file = File { name: name.to_string(), body: body.to_vec() };
            let kept = keep_file(store, &address(id), (file, &asked(name, body)), now).await;
            kept.expect("it is written").map_err(|refused| (refused.code, refused.sentence.en))
        };
        let first = keep("m1", "a.zip", b"one", 1000).await.expect("kept");
        assert_eq!((first.body.as_slice(), first.number.len()), (&b"one"[..], 30));
        assert_eq!(keep("m1", "a.zip", b"one", 2000).await, Ok(first.clone()), "made once");
        let (code, words) = keep("m1", "a.zip", b"two", 2000).await.expect_err("other content");
        assert!(code == "clash" && words.contains("field content"), "{code} {words}");
        let (code, words) = keep("m1", "b.zip", b"one", 2000).await.expect_err("another name");
        assert!(code == "clash" && words.contains("field name"), "{code} {words}");
        let second = keep("m2", "a.zip", b"one", 2000).await.expect("kept");
        assert_ne!(second.number, first.number, "another message, another number");
        let known = kept_before(store, &address("m1"), &asked("a.zip", b"one"), 2000).await;
        assert_eq!(known.expect("read"), Ok(Some(first.clone())));
        let new = kept_before(store, &address("m9"), &asked("a.zip", b"one"), 2000).await;
        assert_eq!(new.expect("read"), Ok(None));
        // Past its time it is as if it had never been, and the next file takes it away.
        let later = first.until + 1;
        let past = kept_before(store, &address("m1"), &asked("a.zip", b"one"), later).await;
        assert_eq!(past.expect("read"), Ok(None));
        keep("m3", "c.zip", b"three", later).await.expect("kept");
        assert_eq!(store.file("H3", &first.number).await, Ok(None));
        let again = keep("m1", "a.zip", b"other", later).await.expect("kept anew");
        assert_eq!(again.body, b"other");
        let found = fetch_file(store, "H3", &again.number, later).await.expect("read");
        assert_eq!(found, Ok(again));
    }
}
