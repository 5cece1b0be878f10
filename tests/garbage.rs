//! Bad input at the door: bodies made from the table of fields for every transaction, then spoilt; clients
//! that are slow, cut off, or send what is no HTTP. No fault of the server, no panic, nothing half
//! written, and memory stays bounded.

use gateway::door::{Door, router};
use gateway::fields::{
    Field, Kind, Many, Node, check_output, check_response, dictionary, shape, transactions,
};
use gongji_tests::desk::Region;
use gongji_tests::hospital::{Hospital, batch, door, envelope, lines};
use gongji_tests::random::Random;
use gongji_tests::scale;
use serde_json::{Map, Value, json};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// A visit that is there, or not: with its person and insurance, and a bill.
#[derive(Clone)]
struct Turn {
    visit: String,
    person: String,
    insutype: &'static str,
    bill: String,
}

/// What messages may name.
struct Known {
    turns: Vec<Turn>,
    /// What the message at hand is about.
    now: Turn,
}

/// Visits of several persons with lines, some settled.
async fn known(h: &Hospital) -> Known {
    let nothing = Turn {
        visit: "440700-1".into(),
        person: "none".into(),
        insutype: "310",
        bill: "440700-2".into(),
    };
    let mut turns = vec![nothing.clone()];
    for (at, person) in ["E1", "E2", "R1", "R2"].into_iter().enumerate() {
        let insutype = if person.starts_with('E') { "310" } else { "390" };
        let visit = h.register(person, insutype, "2026-03-01").await;
        h.done("2204", lines(&visit, person, "b1", &[("1", "A1", "10"), ("2", "C1", "5")])).await;
        let mut turn =
            Turn { visit, person: person.to_string(), insutype, bill: nothing.bill.clone() };
        if at == 0 {
            let output = h.done("2207", batch(&turn.visit, person, insutype, "b1", "15")).await;
            turn.bill = output["setlinfo"]["setl_id"].as_str().expect("a bill").to_string();
        }
        let stay = h.admit(person, insutype, "2026-02-20").await;
        turns.extend([turn.clone(), Turn { visit: stay, ..turn }]);
    }
    Known { turns, now: nothing }
}

/// A value as its field may hold it.
fn value(random: &mut Random, field: &Field, known: &Known) -> Value {
    let now = match random.chance(95) {
        true => known.now.clone(),
        false => random.pick(&known.turns),
    };
    let pick = |random: &mut Random, all: &[&str]| json!(random.pick(all));
    match (field.name, field.kind) {
        ("psn_no", _) => json!(now.person),
        ("mdtrt_id", _) => json!(now.visit),
        ("setl_id", _) => json!(now.bill),
        ("insutype", _) => json!(now.insutype),
        ("med_list_codg", _) => pick(random, &["A1", "A1", "B1", "L1", "C1", "none"]),
        ("chrg_bchno", _) => pick(random, &["b1", "b1", "b2", "0000"]),
        ("feedetl_sn", _) => json!(random.below(100_000).to_string()),
        ("mdtrt_cert_type", _) => json!("02"),
        ("mdtrt_cert_no", _) => Value::Null,
        ("fixmedins_code", _) => pick(random, &["H1", "H3"]),
        ("oinfno", _) => pick(random, &["2207", "2304", "2201"]),
        ("med_type", _) => pick(random, &["11", "11", "13", "21", "24", "14"]),
        ("cnt", _) => json!("2"),
        ("pric", _) => json!("7.5"),
        ("det_item_fee_sumamt", _) => json!("15.00"),
        ("medfee_sumamt", _) => pick(random, &["15.00", "15", "30", "45"]),
        (_, Kind::Text) => match field.dictionary.and_then(dictionary) {
            Some(dictionary) if !dictionary.codes.is_empty() => {
                json!(dictionary.codes[random.below(dictionary.codes.len())].code)
            }
            _ => {
                let most = if field.length == 0 { 20 } else { field.length.min(20) };
                json!("甲".repeat(1 + random.below(most)))
            }
        },
        (_, Kind::Number) => {
            let text = ["0", "1", "2", "5", "10", "15", "100"][random.below(7)];
            let text = if field.length == 2 && text.len() > 2 { "9" } else { text };
            if random.chance(50) {
                json!(text)
            } else {
                serde_json::from_str(text).expect("digits")
            }
        }
        (_, Kind::Day) => json!(format!("2026-03-1{}", random.below(9))),
        (_, Kind::Moment) => json!(format!("2026-03-1{} 08:30:00", random.below(9))),
        (_, Kind::File) => json!("UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA=="),
        (_, Kind::Object) => json!({}),
    }
}

fn object(random: &mut Random, node: &Node, known: &Known) -> Value {
    let mut map = Map::new();
    for field in &node.fields {
        map.insert(field.name.to_string(), value(random, field, known));
    }
    for inner in &node.inner {
        map.insert(inner.name.to_string(), nodes(random, inner, known));
    }
    Value::Object(map)
}

fn nodes(random: &mut Random, node: &Node, known: &Known) -> Value {
    match node.many {
        Many::One => object(random, node, known),
        Many::List | Many::Either => {
            (0..1 + random.below(3)).map(|_| object(random, node, known)).collect()
        }
    }
}

/// The input of a transaction as the table has it.
fn sound(random: &mut Random, infno: &str, known: &Known) -> Value {
    let mut input = Map::new();
    for node in shape(infno).map_or(&[][..], |shape| &shape.input) {
        input.insert(node.name.to_string(), nodes(random, node, known));
    }
    Value::Object(input)
}

/// Something that no field wants.
fn rubbish(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => json!(true),
        2 => json!([]),
        3 => json!({}),
        4 => json!("9".repeat(40_000)),
        5 => serde_json::from_str("1e999999").expect("a number"),
        6 => serde_json::from_str(&"9".repeat(500)).expect("a number"),
        7 => json!("-0.00"),
        8 => json!("\u{0}\u{202e}\u{feff}'; DROP TABLE events; --"),
        9 => json!("2026-02-30"),
        10 => (0..60).fold(json!(1), |inner, _| json!([inner])),
        _ => json!("９.５"),
    }
}

/// Spoils something, anywhere.
fn spoil(random: &mut Random, value: &mut Value) {
    match value {
        Value::Object(map) if !map.is_empty() && random.chance(85) => {
            let names: Vec<String> = map.keys().cloned().collect();
            let name = random.pick(&names);
            match random.below(6) {
                0 => drop(map.remove(&name)),
                1 => drop(map.insert(name.to_uppercase(), rubbish(random))),
                _ => map.get_mut(&name).into_iter().for_each(|value| spoil(random, value)),
            }
        }
        Value::Array(list) if !list.is_empty() && random.chance(85) => {
            let at = random.below(list.len());
            match random.below(6) {
                0 => drop(list.remove(at)),
                1 => list.push(list[at].clone()),
                _ => spoil(random, &mut list[at]),
            }
        }
        other => *other = rubbish(random),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_made_from_the_table_do_no_harm() {
    for engine in ["sqlite", "postgres"] {
        let region = Region::new(engine).await;
        let h = Hospital::new(door(&region), "H3");
        let mut known = known(&h).await;
        let mut random = Random::new(11);
        let offered: Vec<&str> = transactions()
            .iter()
            .filter(|transaction| transaction.offered)
            .map(|transaction| transaction.infno)
            .collect();
        let (mut done, mut refused) = (0_u64, 0_u64);
        let rounds = scale(25, 2_500);
        for round in 0..rounds {
            for infno in &offered {
                known.now = random.pick(&known.turns);
                let mut input = sound(&mut random, infno, &known);
                for _ in 0..random.below(2) {
                    spoil(&mut random, &mut input);
                }
                let before = region.last().await;
                let reply = h.send_as(&h.msgid(), infno, input.clone()).await;
                let body: Value = serde_json::from_slice(&reply.body).expect("JSON");
                let said = || format!("{engine} {round} {infno} {}: {body}", reply.status);
                assert!(matches!(reply.status, 200 | 503), "{}", said());
                assert_eq!(check_response(&body), [], "{}", said());
                if body["infcode"] == json!(0) {
                    done += 1;
                    if *infno != "1201" {
                        assert_eq!(check_output(infno, &body["output"]), [], "{}", said());
                    }
                } else {
                    refused += 1;
                    let errors = body["output"]["errors"].as_array().expect("errors");
                    assert!(!errors.is_empty(), "{}", said());
                    assert_ne!(errors[0]["code"], json!("internal"), "{}", said());
                    assert_eq!(region.last().await, before, "half written: {}", said());
                }
            }
        }
        println!("{engine}: {done} carried out, {refused} refused");
        assert!(done > 3 * rounds && refused > rounds, "{done} {refused}");
        region.verify().await;
    }
}

/// A server on a port of its own; it ends with the test.
fn serve(door: Door) -> SocketAddr {
    let listener = web::listen("127.0.0.1:0".parse().expect("an address")).expect("a port");
    let address = listener.local_addr().expect("an address");
    let law = office::law_book::LawSource::Embedded;
    let law = office::law_book::LawBook::open(&law).expect("the law");
    let examples = office::examples::examples().expect("the examples");
    let app = web::App::new(law, examples);
    tokio::spawn(async move {
        web::serve_beside(app, router(door), listener, std::future::pending()).await
    });
    address
}

/// What a server says to these bytes; empty if it says nothing within some seconds.
fn said_to(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    stream.set_read_timeout(Some(Duration::from_secs(3))).expect("a limit");
    // The server may have hung up before all of it was sent.
    let _ = stream.write_all(bytes);
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

/// Kibibytes that this program holds.
fn held() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_broken_clients_are_in_nobodys_way() {
    let region = Region::new("sqlite").await;
    let address = serve(door(&region));
    let done = tokio::task::spawn_blocking(move || broken(address)).await;
    done.expect("the clients ran");
    region.verify().await;
}

fn broken(address: SocketAddr) {
    let asked = json!({ "data": {
        "type": "gend", "admdvs": "440700", "date": "2026-03-01", "valiFlag": "1",
    } });
    let mut message = envelope("1901", "H3", asked);
    message["msgid"] = json!("H3202603010900000001");
    let body = message.to_string();
    let whole = format!(
        "POST /hsa/1901 HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    assert!(said_to(address, whole.as_bytes()).contains("\"infcode\":0"));
    let before = held();
    // Two thousand clients that begin a message and never end it.
    let half = &whole.as_bytes()[..whole.len() - 40];
    let begun: Vec<TcpStream> = (0..scale(500, 2_000))
        .map(|at| {
            let mut stream = TcpStream::connect(address).expect("it listens");
            stream.write_all(if at % 2 == 0 { half } else { &half[..30] }).expect("written");
            stream
        })
        .collect();
    let began = Instant::now();
    for _ in 0..20 {
        assert!(said_to(address, whole.as_bytes()).contains("\"infcode\":0"));
    }
    assert!(began.elapsed() < Duration::from_secs(5), "others wait for slow clients");
    let grown = held().saturating_sub(before);
    assert!(grown < 200 * 1024, "{grown} KiB for {} slow clients", begun.len());
    drop(begun);
    for (bytes, wanted) in [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01".to_vec(), "400"),
        (b"POST /hsa/2207 HTTP/1.1\r\nContent-Length: x\r\n\r\n".to_vec(), "400"),
        (b"GET /hsa/2207 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".to_vec(), "405"),
        (format!("POST /{} HTTP/1.1\r\n\r\n", "a".repeat(200_000)).into_bytes(), "4"),
        (b"POST /hsa HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n{".to_vec(), "413"),
    ] {
        let said = said_to(address, &bytes);
        let status = said.split(' ').nth(1).unwrap_or_default();
        assert!(status.starts_with(wanted) || said.is_empty(), "{said}");
    }
    assert!(said_to(address, whole.as_bytes()).contains("\"infcode\":0"));
}
