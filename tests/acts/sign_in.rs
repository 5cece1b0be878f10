//! Sign in: a row is kept, a repeat finds it, another content under the same message is refused.

use gongji_tests::desk::both;
use office::sign_in::{SignIn, sign_in};

fn ask(institution: &str, message: &str, operator: &str) -> SignIn {
    SignIn {
        institution: institution.into(),
        message: message.into(),
        operator: operator.into(),
        device: "02-00-00-00-00-01".into(),
        address: "192.0.2.1".into(),
    }
}

#[tokio::test]
async fn a_sign_in_is_kept_and_a_repeat_finds_it() {
    for region in both().await {
        let store = &*region.store;
        let row = sign_in(store, &ask("H3", "1", "001"), 1_000).await.expect("kept");
        let row = row.expect("signed in");
        assert_eq!((row.signed_in, row.signed_out, row.sign_no.len()), (1_000, None, 30));
        // Later, and by a clock that went back, the first moment stands.
        for now in [2_000, 500] {
            let again = sign_in(store, &ask("H3", "1", "001"), now).await.expect("read");
            assert_eq!(again.as_ref(), Ok(&row));
        }
        let found = store.sign_in_of("H3", &row.sign_no).await.expect("read");
        assert_eq!(found, Some(row.clone()));
        assert_eq!(store.sign_in_of("H2", &row.sign_no).await.expect("read"), None);
        for other in [
            ask("H3", "1", "002"),
            SignIn { device: "02-00-00-00-00-02".into(), ..ask("H3", "1", "001") },
            SignIn { address: "192.0.2.2".into(), ..ask("H3", "1", "001") },
        ] {
            let clash = sign_in(store, &other, 3_000).await.expect("read");
            assert_eq!(clash.map_err(|refused| refused.code), Err("clash"));
        }
        let mut numbers = vec![row.sign_no];
        for (institution, message) in [("H3", "2"), ("H2", "1"), ("H", "31")] {
            let row = sign_in(store, &ask(institution, message, "001"), 1_000).await;
            numbers.push(row.expect("kept").expect("signed in").sign_no);
        }
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 4, "each has a number of its own");
    }
}
