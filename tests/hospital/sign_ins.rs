//! 9001 and 9002: operators sign in and out; a repeat is answered as at first.

use crate::{hospital, text};
use gongji_tests::desk::both;
use gongji_tests::hospital::{Hospital, door, envelope};
use serde_json::{Value, json};

fn signin(operator: &str, ip: &str) -> Value {
    json!({ "signin": { "opter_no": operator, "mac": "02-00-00-00-00-01", "ip": ip } })
}

fn signout(number: &str, operator: &str) -> Value {
    json!({ "signout": { "sign_no": number, "opter_no": operator } })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_signs_in_and_out() {
    for region in both().await {
        let (h, other) = (hospital(&region), Hospital::new(door(&region), "H2"));
        let first = h.done_as("M-in", "9001", signin("001", "192.0.2.1")).await;
        let number = text(&first["signinoutb"]["sign_no"]);
        assert_eq!(text(&first["signinoutb"]["sign_time"]), "2026-03-01 09:00:00");
        assert_eq!(h.done_as("M-in", "9001", signin("001", "192.0.2.1")).await, first);
        for clash in [signin("002", "192.0.2.1"), signin("001", "192.0.2.2")] {
            assert_eq!(h.refused_as("M-in", "9001", clash).await, "clash");
        }
        // The same message number of another institution, and another message, are other sign-ins.
        let second = other.done_as("M-in", "9001", signin("001", "192.0.2.1")).await;
        let third = h.done("9001", signin("001", "192.0.2.1")).await;
        let numbers = [&second, &third].map(|one| text(&one["signinoutb"]["sign_no"]));
        assert!(!numbers.contains(&number) && numbers[0] != numbers[1], "{number} {numbers:?}");
        assert_eq!(other.refused("9002", signout(&number, "001")).await, "no-sign-in");
        assert_eq!(h.refused("9002", signout("nothing", "001")).await, "no-sign-in");
        assert_eq!(h.refused("9002", signout(&number, "002")).await, "other-operator");
        let out = h.done_as("M-out", "9002", signout(&number, "001")).await;
        assert_eq!(text(&out["signoutoutb"]["sign_time"]), "2026-03-01 09:00:00");
        assert_eq!(h.done_as("M-out", "9002", signout(&number, "001")).await, out);
        assert_eq!(h.refused_as("M-out", "9002", signout(&numbers[1], "001")).await, "clash");
        assert_eq!(h.refused("9002", signout(&number, "001")).await, "signed-out-before");
        // A repeat of the sign-in still gets the first answer.
        assert_eq!(h.done_as("M-in", "9001", signin("001", "192.0.2.1")).await, first);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_may_stand_in_the_envelope() {
    for region in both().await {
        let h = hospital(&region);
        let first = h.done("9001", signin("001", "192.0.2.1")).await;
        let input = json!({ "signout": { "opter_no": "001" } });
        assert_eq!(h.refused("9002", input.clone()).await, "missing");
        let mut message = envelope("9002", "H3", input);
        message["msgid"] = json!("M-out");
        message["sign_no"] = first["signinoutb"]["sign_no"].clone();
        let reply = door(&region).answer(Some("9002"), message.to_string().as_bytes()).await;
        let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
        assert_eq!(body["infcode"], json!(0), "{body}");
    }
}
