//! Sign out: once; unknown numbers, those of others, and those that ended are refused.

use gongji_tests::desk::{Region, both};
use office::sign_in::{SignIn, sign_in};
use office::sign_out::{SignOut, sign_out};
use std::sync::Arc;

async fn signed_in(region: &Region, message: &str) -> String {
    let ask = SignIn {
        institution: "H3".into(),
        message: message.into(),
        operator: "001".into(),
        device: "02-00-00-00-00-01".into(),
        address: "192.0.2.1".into(),
    };
    sign_in(&*region.store, &ask, 1_000).await.expect("kept").expect("signed in").sign_no
}

fn ask(institution: &str, message: &str, sign_no: &str, operator: &str) -> SignOut {
    SignOut {
        institution: institution.into(),
        message: message.into(),
        sign_no: sign_no.into(),
        operator: operator.into(),
    }
}

#[tokio::test]
async fn a_sign_in_ends_once() {
    for region in both().await {
        let number = signed_in(&region, "1").await;
        let other = signed_in(&region, "2").await;
        let out = async |ask: SignOut, now: i64| {
            let done = sign_out(&*region.store, &ask, now).await.expect("written");
            done.map(|row| row.signed_out).map_err(|refused| refused.code)
        };
        assert_eq!(out(ask("H2", "9", &number, "001"), 2_000).await, Err("no-sign-in"));
        assert_eq!(out(ask("H3", "9", "unknown", "001"), 2_000).await, Err("no-sign-in"));
        assert_eq!(out(ask("H3", "9", &number, "002"), 2_000).await, Err("other-operator"));
        assert_eq!(out(ask("H3", "9", &number, "001"), 2_000).await, Ok(Some(2_000)));
        assert_eq!(out(ask("H3", "9", &number, "001"), 3_000).await, Ok(Some(2_000)), "a repeat");
        assert_eq!(out(ask("H3", "9", &other, "001"), 3_000).await, Err("clash"));
        assert_eq!(out(ask("H3", "9", &number, "002"), 3_000).await, Err("clash"));
        assert_eq!(out(ask("H3", "8", &number, "001"), 3_000).await, Err("signed-out-before"));
        assert_eq!(out(ask("H3", "8", &other, "001"), 3_000).await, Ok(Some(3_000)));
    }
}

/// Many messages race for one sign-in: one ends it.
#[tokio::test(flavor = "multi_thread")]
async fn of_those_who_race_one_ends_it() {
    for region in both().await {
        let number = signed_in(&region, "1").await;
        let mut races = Vec::new();
        for racer in 0..8 {
            let (store, number) = (Arc::clone(&region.store), number.clone());
            races.push(tokio::spawn(async move {
                let ask = ask("H3", &format!("r{racer}"), &number, "001");
                sign_out(&*store, &ask, racer).await.expect("written").is_ok()
            }));
        }
        let mut ended = 0;
        for race in races {
            ended += u32::from(race.await.expect("it runs"));
        }
        assert_eq!(ended, 1);
    }
}
