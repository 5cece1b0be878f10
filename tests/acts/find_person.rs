//! Find a person: by document, card or voucher; with the name; and every read is written down.

use gongji_tests::desk::{AREA, NUMBER, Region, both, day, yuan};
use office::find_person::{Ask, PersonFound, Shown, find_person};
use office::import_credentials::{import_credentials, read};
use office::journal::Journal;
use office::read_person::{Purpose, Viewer};

const CREDENTIALS: &str = "\
person_id,kind,number,serial,from,to
E1,card,C1,S1,2026-01-01,2026-05-31
E1,card,C1,S2,2026-06-01,
E1,voucher,T1,,2026-01-01,2026-12-31
R2,card,C2,,2026-01-01,
";

async fn region(region: &Region) -> Journal {
    let rows = read(CREDENTIALS).expect("rows");
    let done = import_credentials(&*region.store, NUMBER, &rows).await.expect("the store");
    done.expect("sound rows");
    Journal::new(region.store.clone(), AREA).expect("a journal")
}

async fn find(journal: &Journal, ask: Ask, purpose: Purpose) -> Result<PersonFound, &'static str> {
    let viewer = Viewer::of("counter", purpose);
    let found = find_person(journal, &viewer, &ask).await.expect("it reads");
    found.map_err(|refused| refused.code)
}

fn ask(shown: Shown, on: &str) -> Ask {
    Ask { shown, name: None, day: day(on) }
}

fn document(number: &str) -> Shown {
    Shown::Document(number.to_string())
}

fn card(number: &str, serial: Option<&str>) -> Shown {
    Shown::Card { number: number.to_string(), serial: serial.map(str::to_string) }
}

fn voucher(token: &str) -> Shown {
    Shown::Voucher(token.to_string())
}

#[tokio::test]
async fn a_person_is_found_by_what_they_show() {
    for books in both().await {
        let journal = region(&books).await;
        let rows = [
            (document("D1"), "2026-03-01", Ok("E1")),
            (card("C1", Some("S1")), "2026-03-01", Ok("E1")),
            (card("C1", Some("S2")), "2026-06-01", Ok("E1")),
            (card("C2", None), "2026-03-01", Ok("R2")),
            (voucher("T1"), "2026-12-31", Ok("E1")),
            (document("D99"), "2026-03-01", Err("no-person")),
            (document(""), "2026-03-01", Err("no-person")),
            (card("C9", None), "2026-03-01", Err("no-person")),
            (voucher("C1"), "2026-03-01", Err("no-person")),
            (card("T1", None), "2026-03-01", Err("no-person")),
            (card("C1", None), "2026-03-01", Err("card-serial")),
            (card("C1", Some("S9")), "2026-03-01", Err("card-serial")),
            (card("C2", Some("S1")), "2026-03-01", Err("card-serial")),
            (card("C1", Some("S1")), "2026-06-01", Err("credential-days")),
            (voucher("T1"), "2027-01-01", Err("credential-days")),
        ];
        for (shown, on, wanted) in rows {
            let found = find(&journal, ask(shown.clone(), on), Purpose::Service).await;
            let id = found.map(|found| found.person.id);
            assert_eq!(id.as_deref().map_err(|code| *code), wanted, "{shown:?} on {on}");
        }
        for (name, wanted) in [("职工一", None), (" 职工一 ", None), ("职工二", Some("other-name"))]
        {
            let ask = Ask { name: Some(name.to_string()), ..ask(document("D1"), "2026-03-01") };
            let found = find(&journal, ask, Purpose::Service).await;
            assert_eq!(found.err(), wanted, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_found_is_of_the_day_and_the_read_is_written_down() {
    for books in both().await {
        let journal = region(&books).await;
        let found = find(&journal, ask(document("D1"), "2026-02-01"), Purpose::Service).await;
        let found = found.expect("a person");
        assert_eq!(found.account, [yuan("1020.00"), yuan("300.00")]);
        assert_eq!(found.cover.as_ref().map(|c| c.insurance.as_str()), Some("employee"));
        let filed: Vec<&str> = found.filings.iter().map(|f| f.value.as_str()).collect();
        assert_eq!(filed, ["special-class-3"]);
        let before = find(&journal, ask(document("D1"), "2026-01-31"), Purpose::Service).await;
        assert!(before.expect("a person").filings.is_empty());
        let aided = find(&journal, ask(document("D5"), "2026-02-01"), Purpose::Service).await;
        let cover = aided.expect("a person").cover.expect("a cover");
        assert_eq!(cover.classes, ["minimum-living"]);
        let none = find(&journal, ask(document("D7"), "2026-04-01"), Purpose::Service).await;
        assert!(none.expect("a person").cover.is_none(), "the cover has ended");
        let masked = find(&journal, ask(document("D1"), "2026-02-01"), Purpose::Check).await;
        let masked = masked.expect("a person").person;
        assert!(masked.masked && masked.name == "职**" && masked.id == "E***", "{masked:?}");
        let number = found.person.number as i64;
        let reads = books.store.models().reads(NUMBER, number, 10).await.expect("reads");
        let reads: Vec<(&str, &str)> =
            reads.iter().map(|row| (row.viewer.as_str(), row.purpose.as_str())).collect();
        assert!(reads.contains(&("counter", "service")) && reads.contains(&("counter", "check")));
    }
}

#[tokio::test]
async fn a_document_of_several_persons_needs_the_name() {
    for books in both().await {
        let journal = region(&books).await;
        let rows = office::import_persons::read(
            "person_id,name,document,from,insurance,status\nE9,职工九,D1,2026-01-01,employee,active\n",
            gongji_tests::desk::book().area(AREA).expect("an area"),
        );
        let rows = rows.expect("rows");
        books.ask(office::desk::Ask::EnterPersons(rows)).await.expect("entered");
        let both = find(&journal, ask(document("D1"), "2026-03-01"), Purpose::Service).await;
        assert_eq!(both.err(), Some("several-persons"));
        let named = Ask { name: Some("职工九".into()), ..ask(document("D1"), "2026-03-01") };
        let found = find(&journal, named, Purpose::Service).await.expect("one of them");
        assert_eq!(found.person.id, "E9");
    }
}
