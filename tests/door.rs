//! The hospital's door (接口): what is no message, what is not offered, what is wrong with a message,
//! and the transactions that it carries out; also over HTTP, and with bodies made of chance.

use axum::body::{Body, to_bytes};
use axum::http::Request;
use gateway::door::{Door, Reply, router};
use gateway::fields::{check_output, check_response, transactions};
use gongji_tests::desk::Region;
use gongji_tests::hospital::door;
use gongji_tests::random::Random;
use gongji_tests::scale;
use serde_json::{Value, json};
use tower::ServiceExt;

fn message(infno: &str, input: Value) -> Value {
    json!({
        "infno": infno,
        "msgid": "H44070000001202603010900000001",
        "mdtrtarea_admvs": "440700",
        "recer_sys_code": "GONGJI",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "001",
        "opter_name": "张三",
        "inf_time": "2026-03-01 09:00:00",
        "fixmedins_code": "H3",
        "fixmedins_name": "社区医院",
        "input": input,
    })
}

fn body(reply: &Reply) -> Value {
    serde_json::from_slice(&reply.body).expect("JSON")
}

/// The answer to a message; its envelope is sound.
async fn answer(door: &Door, infno: &str, input: Value) -> Value {
    let sent = message(infno, input).to_string();
    let reply = door.answer(Some(infno), sent.as_bytes()).await;
    assert_eq!(reply.status, 200);
    let body = body(&reply);
    assert_eq!(check_response(&body), [], "{body}");
    body
}

/// The output of a message that is carried out.
async fn done(door: &Door, infno: &str, input: Value) -> Value {
    let body = answer(door, infno, input).await;
    assert_eq!((&body["infcode"], &body["err_msg"]), (&json!(0), &json!("")), "{body}");
    body["output"].clone()
}

/// Paths and codes of what is wrong with a message.
async fn wrong(door: &Door, infno: &str, input: Value) -> Vec<(String, String)> {
    let body = answer(door, infno, input).await;
    assert_eq!(body["infcode"], json!(-1));
    let first = body["output"]["errors"][0].clone();
    let said = body["err_msg"].as_str().expect("a text");
    assert!(said.contains(first["code"].as_str().expect("a code")), "{said}");
    let errors = body["output"]["errors"].as_array().expect("a list").clone();
    let text = |error: &Value, name: &str| error[name].as_str().expect("a text").to_string();
    errors.iter().map(|error| (text(error, "path"), text(error, "code"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_is_told_so() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    let whole = message("1901", json!({}));
    let deep = format!("{{\"infno\": \"1901\", \"input\": {}1", "[".repeat(50_000));
    let long = json!({ "infno": "1901", "input": "x".repeat(1 << 20) }).to_string();
    for (path, sent) in [
        (None, Vec::new()),
        (None, b"{".to_vec()),
        (None, b"[]".to_vec()),
        (None, vec![0xB9, 0xB2]),
        (None, b"{\"input\": {}}".to_vec()),
        (Some("1201"), whole.to_string().into_bytes()),
        (None, deep.into_bytes()),
        (None, long.into_bytes()),
    ] {
        let reply = door.answer(path, &sent).await;
        let body = body(&reply);
        assert_eq!((reply.status, &body["infcode"]), (400, &json!(-1)), "{body}");
        assert_eq!(body["output"]["errors"][0]["code"], "unreadable");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_offered_is_told_by_its_name() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    for known in transactions().iter().filter(|known| !known.offered && !known.infno.contains('x'))
    {
        let body = answer(&door, known.infno, json!({})).await;
        let said = body["err_msg"].as_str().expect("a text");
        assert!(said.contains(known.infno) && said.contains(known.title.zh), "{said}");
    }
    let none = wrong(&door, "0000", json!({})).await;
    assert_eq!(none, [("infno".to_string(), "transaction".to_string())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_mistake_is_named_with_its_place() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    let input =
        json!({ "data": { "type": "x".repeat(31), "date": "2026-02-30", "valiFlag": "7" } });
    let pair = |path: &str, code: &str| (path.to_string(), code.to_string());
    assert_eq!(
        wrong(&door, "1901", input).await,
        [
            pair("input.data.type", "length"),
            pair("input.data.admdvs", "missing"),
            pair("input.data.date", "date"),
            pair("input.data.valiFlag", "dictionary"),
        ]
    );
    let mut sent = message("1901", json!({}));
    sent["inf_time"] = json!("2026-03-01 24:00:00");
    sent.as_object_mut().expect("an object").remove("opter");
    let reply = body(&door.answer(None, sent.to_string().as_bytes()).await);
    let errors = reply["output"]["errors"].as_array().expect("a list");
    let paths: Vec<&str> =
        errors.iter().map(|error| error["path"].as_str().expect("text")).collect();
    assert_eq!(paths, ["opter", "inf_time", "input.data"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn dictionaries_are_given() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    let asked = |name: &str, valid: &str| json!({ "data": { "type": name, "admdvs": "440700", "date": "2026-03-01", "valiFlag": valid } });
    let output = done(&door, "1901", asked("insutype", "1")).await;
    assert_eq!(check_output("1901", &output), []);
    let rows = output["list"].as_array().expect("a list");
    let resident = rows.iter().find(|row| row["value"] == "390").expect("390");
    assert!(resident["label"].as_str().is_some_and(|label| label.contains("居民")), "{resident}");
    assert_eq!(done(&door, "1901", asked("insutype", "0")).await["list"], json!([]));
    let found = wrong(&door, "1901", asked("weather", "1")).await;
    assert_eq!(found, [("input.data.type".to_string(), "no-dictionary".to_string())]);
}

#[tokio::test(flavor = "multi_thread")]
async fn institutions_are_given_as_they_are_on_the_day() {
    for region in gongji_tests::desk::both().await {
        let door = door(&region);
        let asked = |kind: &str, code: &str, name: &str| {
            json!({ "medinsinfo": {
                "fixmedins_type": kind, "fixmedins_code": code, "fixmedins_name": name,
            } })
        };
        let output = done(&door, "1201", asked("1", "HR", "")).await;
        let rows = output["medinsinfo"].as_array().expect("a list");
        let level = |row: &Value| row["hosp_lv"].as_str().map(str::to_string);
        assert_eq!(rows.iter().map(level).collect::<Vec<_>>(), [Some("14".to_string())]);
        // Its code of social credit is not registered.
        let mistakes = check_output("1201", &output);
        let paths: Vec<&str> = mistakes.iter().map(|mistake| mistake.path.as_str()).collect();
        assert_eq!(paths, ["output.medinsinfo[0].uscc"]);
        let output = done(&door, "1201", asked("1", "", "医院")).await;
        assert_eq!(output["medinsinfo"].as_array().map(Vec::len), Some(8));
        for nothing in [asked("2", "", "医院"), asked("1", "H0", "")] {
            assert_eq!(done(&door, "1201", nothing).await["medinsinfo"], json!([]));
        }
        let found = wrong(&door, "1201", asked("1", "", "")).await;
        assert_eq!(found, [("input.medinsinfo".to_string(), "missing".to_string())]);
    }
}

/// JSON of chance, with names of the interface among others.
fn chance(random: &mut Random, depth: u32) -> Value {
    const NAMES: [&str; 9] = [
        "data",
        "medinsinfo",
        "type",
        "date",
        "valiFlag",
        "fixmedins_type",
        "fixmedins_name",
        "共",
        "",
    ];
    match random.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(random.below(2) == 0),
        2 => serde_json::from_str(
            ["1e400", "-0", "0.1", "12345678901234567890123456789"][random.below(4)],
        )
        .expect("a number"),
        3 => json!(
            ["1", "2026-02-29", "9".repeat(40_000).as_str(), "\u{0}\u{202e}医", ""]
                [random.below(5)]
        ),
        4 => json!("x".repeat(random.below(60))),
        5 => (0..random.below(4)).map(|_| chance(random, depth - 1)).collect(),
        _ => {
            let names = (0..random.below(4)).map(|_| NAMES[random.below(9)].to_string());
            let names: Vec<String> = names.collect();
            Value::Object(names.into_iter().map(|name| (name, chance(random, depth - 1))).collect())
        }
    }
}

/// Bodies of chance are refused or done, never a fault of the server.
#[tokio::test(flavor = "multi_thread")]
async fn bodies_of_chance_do_no_harm() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    let mut random = Random::new(4);
    let mut refused = 0;
    let count = scale(4_000, 200_000);
    for _ in 0..count {
        let infno = ["1201", "1901", "2207", "9999"][random.below(4)];
        let mut sent = message(infno, chance(&mut random, 4));
        if random.below(4) == 0 {
            sent = chance(&mut random, 5);
        }
        let mut bytes = sent.to_string().into_bytes();
        if random.below(4) == 0 && !bytes.is_empty() {
            let at = random.below(bytes.len());
            bytes[at] = random.number() as u8;
        }
        let reply = door.answer(None, &bytes).await;
        assert!([200, 400].contains(&reply.status), "{}", reply.status);
        refused += u64::from(body(&reply)["infcode"] == json!(-1));
    }
    println!("{count} bodies of chance, {refused} refused");
    assert!(refused > count / 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_stands_at_its_addresses() {
    let region = Region::new("sqlite").await;
    let ask = async |method: &str, address: &str, body: &str| {
        let request = Request::builder().method(method).uri(address);
        let request = request.body(Body::from(body.to_string())).expect("a request");
        let response = router(door(&region)).oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    };
    let input = json!({ "data": { "type": "gend", "admdvs": "440700", "date": "2026-03-01", "valiFlag": "1" } });
    let sent = message("1901", input).to_string();
    for address in ["/hsa/1901", "/hsa"] {
        let (status, said) = ask("POST", address, &sent).await;
        assert!(status == 200 && said.contains("\"infcode\":0"), "{said}");
    }
    assert_eq!(ask("POST", "/hsa/1201", &sent).await.0, 400);
    assert_eq!(ask("POST", "/hsa", &"x".repeat((1 << 20) + 1)).await.0, 400);
    assert_eq!(ask("POST", "/hsa", &"x".repeat(2 << 20)).await.0, 413);
    let (status, said) = ask("GET", "/hsa/openapi.json", "").await;
    assert_eq!(status, 200);
    assert!(said.contains("/hsa/1901") && !said.contains("/hsa/2102"), "what is offered");
}

/// More at once than the door holds: each is done or refused at once, and nothing stays inside.
#[tokio::test]
async fn what_comes_when_the_door_is_full_is_refused_unread() {
    let region = Region::new("sqlite").await;
    let door = door(&region);
    let asked = json!({ "medinsinfo": { "fixmedins_type": "1", "fixmedins_code": "H3" } });
    let sent = message("1201", asked).to_string();
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..2_000 {
        let (door, sent) = (door.clone(), sent.clone());
        all.spawn(async move { door.answer(Some("1201"), sent.as_bytes()).await });
    }
    let (mut done, mut full) = (0, 0);
    while let Some(reply) = all.join_next().await {
        let reply = reply.expect("answered");
        match reply.status {
            200 => done += 1,
            status => {
                assert_eq!((status, reply.retry_after), (503, Some(1)));
                assert_eq!(body(&reply)["output"]["errors"][0]["code"], "door-full");
                full += 1;
            }
        }
    }
    assert!(done >= 512 && full > 0 && done + full == 2_000, "{done} {full}");
    let reply = door.answer(Some("1201"), sent.as_bytes()).await;
    assert_eq!(reply.status, 200, "the door is free again");
}
