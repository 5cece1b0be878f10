//! Compare: the same bill at every hospital level, at home and away.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::chart::{Bar, bar};
use crate::describe::{self, Facts};
use crate::draft::{Draft, Mistake};
use crate::fields::fact_label;
use crate::frame::{Frame, page as send};
use crate::money::{percent, signed, yuan};
use crate::unsettled::unsettled;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use law::Fact;
use office::settle::settle_request;
use record::Verdict;
use units::Fen;

/// One line: a level, and what comes of it.
struct Row {
    level: String,
    chosen: bool,
    funds: String,
    funds_percent: String,
    person: String,
    difference: String,
    sign: &'static str,
    bar: Option<Bar>,
    gap: String,
    link: String,
}

/// Lines of one place and filing.
struct Block {
    title: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "compare.html")]
struct Compare {
    frame: Frame,
    mistakes: Vec<String>,
    person: Facts,
    bill: Facts,
    baseline: String,
    blocks: Vec<Block>,
    back: String,
    places: Vec<(String, String, bool)>,
}

/// What the person bears, or why it is not known.
fn borne(app: &App, lang: Lang, draft: &Draft) -> Result<(Fen, Fen), String> {
    let said = |wrong: &[Mistake]| wrong.first().map_or_else(String::new, |m| lang.of(&m.words));
    let input = draft.input().map_err(|wrong| said(&wrong))?;
    let code = draft.area.code.as_str();
    let (_, settlement) = settle_request(app.book(), code, &input).map_err(|e| e.to_string())?;
    match settlement.decisions.first().map(|d| &d.verdict) {
        Some(Verdict::Settled(settled)) => Ok((settled.split.total, settled.person.total)),
        Some(Verdict::Refused(refusal)) => Err(unsettled(lang, &draft.area, refusal, false).what),
        Some(Verdict::Gap(refusal)) => Err(unsettled(lang, &draft.area, refusal, true).what),
        None => Err(String::new()),
    }
}

/// Makes the lines of a page.
struct Maker<'a> {
    app: &'a App,
    lang: Lang,
    draft: &'a Draft,
    chosen: Option<Fen>,
}

impl Maker<'_> {
    fn words(&self, fact: Fact, value: &str) -> String {
        let domains = &self.draft.area.domains;
        let code = domains.code(fact, value).unwrap_or(law::UNKNOWN);
        self.lang.of(&domains.titles(fact, code))
    }

    fn block(&self, place: &str, filing: &str, at: usize) -> Block {
        let levels = self.draft.area.domains.of.get(&Fact::Level);
        let levels = levels.map_or(&[][..], |d| &d.values);
        let row = |(n, level): (usize, &law::DomainValue)| {
            let fields = [("level", level.id.as_str()), ("place", place), ("filing", filing)];
            let id = format!("bar-{at}-{n}");
            self.row(&self.draft.with(&fields), self.lang.of(&level.titles), &id)
        };
        let (where_, how) = (self.words(Fact::Place, place), self.words(Fact::Filing, filing));
        Block {
            title: format!("{where_} · {how}"),
            rows: levels.iter().enumerate().map(row).collect(),
        }
    }

    fn row(&self, draft: &Draft, level: String, id: &str) -> Row {
        let same = |name: &str| draft.text(name) == self.draft.text(name);
        let mut row = Row {
            chosen: ["level", "place", "filing"].into_iter().all(same),
            level,
            funds: String::new(),
            funds_percent: String::new(),
            person: String::new(),
            difference: String::new(),
            sign: "same",
            bar: None,
            gap: String::new(),
            link: format!("/estimate?{}", draft.to_query()),
        };
        match borne(self.app, self.lang, draft) {
            Ok((total, person)) => {
                let funds = total - person;
                row.funds = yuan(funds);
                row.funds_percent = percent(funds, total);
                row.person = yuan(person);
                if let Some(chosen) = self.chosen {
                    let more = person - chosen;
                    row.difference = signed(more);
                    row.sign = match more.0 {
                        0 => "same",
                        n if n > 0 => "more",
                        _ => "less",
                    };
                }
                let part = |id: &str, zh: &str, en: &str, fen: Fen| {
                    let words = self.lang.pick(zh, en).to_string();
                    (id.to_string(), words, String::new(), fen)
                };
                let parts = [
                    part("basic", "基金支付", "funds", funds),
                    part("cash", "个人负担", "person", person),
                ];
                row.bar = Some(bar(id, row.level.clone(), &parts));
            }
            Err(gap) => row.gap = gap,
        }
        row
    }
}

/// Where else the bill could have been: what was chosen, else another province.
fn away(draft: &Draft) -> String {
    match draft.text("place") {
        "" | "home" => "away".to_string(),
        place => place.to_string(),
    }
}

fn show(app: &App, asked: &Asked, draft: &Draft) -> Compare {
    let lang = asked.lang;
    let input = draft.input();
    let mistakes = input
        .as_ref()
        .err()
        .map_or_else(Vec::new, |wrong| wrong.iter().map(|m| lang.of(&m.words)).collect());
    let chosen = borne(app, lang, draft);
    let maker = Maker { app, lang, draft, chosen: chosen.as_ref().ok().map(|(_, person)| *person) };
    let away = match asked.query.get("elsewhere") {
        Some(place @ ("province" | "away")) => place.to_string(),
        _ => away(draft),
    };
    let home_filing = match (draft.text("place"), draft.text("filing")) {
        ("home", filing) if !filing.is_empty() => filing.to_string(),
        _ => "none".to_string(),
    };
    let blocks = [("home", home_filing.as_str()), (&away, "filed"), (&away, "none")];
    let blocks = blocks.iter().enumerate();
    let places = ["province", "away"].into_iter().map(|place| {
        let query = draft.to_query().with("elsewhere", place);
        let words = maker.words(Fact::Place, place);
        (words, format!("/compare?{query}"), place == away)
    });
    let facts = input.as_ref().ok().map(|input| {
        let bill = input.bills.first();
        let bill = bill.map(|b| describe::bill(lang, &draft.area, b));
        let person = describe::person(lang, &draft.area, &input.person);
        (person, without_levels(lang, bill.unwrap_or_default()))
    });
    let (person, bill) = facts.unwrap_or_default();
    Compare {
        frame: Frame::new(asked, "换一家医院会怎样", "The same bill elsewhere"),
        blocks: if mistakes.is_empty() {
            blocks.map(|(at, (p, f))| maker.block(p, f, at)).collect()
        } else {
            Vec::new()
        },
        places: places.collect(),
        mistakes,
        person,
        bill,
        baseline: match chosen {
            Ok((_, person)) => yuan(person),
            Err(_) => String::new(),
        },
        back: format!("/estimate?{}", draft.to_query().with("elsewhere", "")),
    }
}

/// The bill without what varies on this page.
fn without_levels(lang: Lang, facts: Facts) -> Facts {
    let varied = [Fact::Level, Fact::Place, Fact::Filing].map(|f| fact_label(lang, f));
    let stays = |label: &str| !varied.contains(&label);
    facts.into_iter().filter(|(label, _)| stays(label)).collect()
}

/// The page.
pub(crate) async fn page(State(app): State<App>, asked: Asked) -> Response {
    match Draft::read(&app, &asked.query) {
        Some(draft) => send(StatusCode::OK, &show(&app, &asked, &draft)),
        None => super::missing::not_found(
            &asked,
            "这里没有收录任何地区的规定。",
            "There is no area's law here.",
        ),
    }
}
