//! Who looks (访问): on the books of the made-up region, from this machine, whoever comes chooses a role
//! (角色) without a password. From any other books, and under any other address, nothing of a person is
//! served until access is configured.

use crate::app::App;
use crate::asked::{Asked, Lang};
use crate::frame::{Frame, page as send, segment};
use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use office::read_person::{Purpose, Reach, Viewer};
use std::net::IpAddr;

/// The cookie that holds the role.
pub(crate) const COOKIE: &str = "gongji-role";

/// A kind of role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An insured person (参保人).
    Person,
    /// A clerk at a counter (经办人员).
    Clerk,
    /// The insurance office of an institution (医药机构医保办).
    Hospital,
    /// Whoever keeps the funds (基金管理).
    Fund,
    /// Whoever decides (决策).
    Decision,
    /// Whoever runs the platform (运行维护).
    Operation,
}

impl Kind {
    /// All of them, in the order in which they are shown.
    pub(crate) const ALL: [Kind; 6] =
        [Kind::Person, Kind::Clerk, Kind::Hospital, Kind::Fund, Kind::Decision, Kind::Operation];

    /// The word in the cookie.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Person => "person",
            Kind::Clerk => "clerk",
            Kind::Hospital => "hospital",
            Kind::Fund => "fund",
            Kind::Decision => "decision",
            Kind::Operation => "operation",
        }
    }

    /// Its words.
    pub(crate) fn words(self, lang: Lang) -> &'static str {
        let (zh, en) = match self {
            Kind::Person => ("参保人", "insured person"),
            Kind::Clerk => ("经办人员", "counter clerk"),
            Kind::Hospital => ("医药机构医保办", "hospital's insurance office"),
            Kind::Fund => ("基金管理", "fund keeper"),
            Kind::Decision => ("决策", "decision maker"),
            Kind::Operation => ("运行维护", "operator"),
        };
        lang.pick(zh, en)
    }
}

/// A role with whom or what it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// The person of an id in an area.
    Person {
        /// Area.
        area: String,
        /// Id.
        id: String,
    },
    /// A clerk.
    Clerk,
    /// The institution of a code.
    Hospital {
        /// Code.
        code: String,
    },
    /// Whoever keeps the funds.
    Fund,
    /// Whoever decides.
    Decision,
    /// Whoever runs the platform.
    Operation,
}

impl Role {
    /// Its kind.
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Role::Person { .. } => Kind::Person,
            Role::Clerk => Kind::Clerk,
            Role::Hospital { .. } => Kind::Hospital,
            Role::Fund => Kind::Fund,
            Role::Decision => Kind::Decision,
            Role::Operation => Kind::Operation,
        }
    }

    /// As the cookie holds it.
    pub(crate) fn to_cookie(&self) -> String {
        let name = self.kind().name();
        match self {
            Role::Person { area, id } => format!("{name}.{area}.{}", segment(id)),
            Role::Hospital { code } => format!("{name}.{}", segment(code)),
            _ => name.to_string(),
        }
    }

    /// From a kind and what it is about; none where that is missing.
    pub(crate) fn of(kind: &str, area: &str, about: &str) -> Option<Role> {
        let kind = Kind::ALL.into_iter().find(|known| known.name() == kind)?;
        let some = |text: &str| Some(text.trim().to_string()).filter(|text| !text.is_empty());
        Some(match kind {
            Kind::Person => Role::Person { area: some(area)?, id: some(about)? },
            Kind::Clerk => Role::Clerk,
            Kind::Hospital => Role::Hospital { code: some(about)? },
            Kind::Fund => Role::Fund,
            Kind::Decision => Role::Decision,
            Kind::Operation => Role::Operation,
        })
    }

    /// Reads a cookie.
    fn from_cookie(text: &str) -> Option<Role> {
        let mut parts = text.splitn(3, '.');
        let kind = parts.next()?;
        let rest: Vec<String> = parts.map(unescaped).collect();
        match rest.as_slice() {
            [] => Role::of(kind, "", ""),
            [about] => Role::of(kind, "", about),
            [area, about, ..] => Role::of(kind, area, about),
        }
    }

    /// Where its pages begin.
    pub(crate) fn home(&self) -> String {
        match self {
            Role::Person { .. } => "/me".to_string(),
            Role::Clerk => "/counter".to_string(),
            Role::Hospital { code } => format!("/hospital/{}", segment(code)),
            Role::Fund => "/books".to_string(),
            Role::Decision => "/region".to_string(),
            Role::Operation => "/operation".to_string(),
        }
    }

    /// Who reads in this role, and what for. Only a clerk chooses: to look, or to handle a matter.
    fn viewer(&self, asked: &Asked) -> Viewer {
        let service = asked.query.get("for") == Some("service");
        let who = self.to_cookie();
        match self {
            Role::Person { id, .. } => {
                Viewer::of(who, Purpose::Service).within(Reach::Own(id.clone()))
            }
            Role::Clerk if service => Viewer::of(who, Purpose::Service),
            Role::Clerk | Role::Hospital { .. } => Viewer::of(who, Purpose::Check),
            _ => Viewer::of(who, Purpose::Check).within(Reach::Nobody),
        }
    }
}

/// One part of a cookie, as it was before it was escaped.
fn unescaped(text: &str) -> String {
    let pair = form_urlencoded::parse(text.as_bytes()).next();
    pair.map_or_else(String::new, |(name, _)| name.into_owned())
}

/// How a request may look at persons.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nobody is known here: nothing of a person is shown.
    #[default]
    Unconfigured,
    /// The made-up region: any role, once it was chosen.
    Demo(Option<Role>),
}

impl Access {
    /// The role that was chosen.
    pub(crate) fn role(&self) -> Option<&Role> {
        match self {
            Access::Demo(role) => role.as_ref(),
            Access::Unconfigured => None,
        }
    }

    /// Whether these are the books of the made-up region.
    pub(crate) fn demo(&self) -> bool {
        matches!(self, Access::Demo(_))
    }
}

/// Notes for every page who asks.
pub(crate) async fn note(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let access = match is_local(request.headers()) && app.demo().await.is_some() {
        true => Access::Demo(role_of(request.headers())),
        false => Access::Unconfigured,
    };
    request.extensions_mut().insert(access);
    next.run(request).await
}

/// Whether a request was sent to this machine by a name that only it has: a page from elsewhere whose
/// name was pointed here does not pass.
fn is_local(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(header::HOST) else { return true };
    let Ok(host) = host.to_str() else { return false };
    let name = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((inside, _)) => inside,
        None => host.split(':').next().unwrap_or(host),
    };
    let loopback = |ip: IpAddr| ip.is_loopback();
    name.eq_ignore_ascii_case("localhost") || name.parse().is_ok_and(loopback)
}

fn role_of(headers: &HeaderMap) -> Option<Role> {
    let all = headers.get_all(header::COOKIE).iter().filter_map(|text| text.to_str().ok());
    let mut pairs =
        all.flat_map(|text| text.split(';')).filter_map(|one| one.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| *name == COOKIE)?;
    Role::from_cookie(value)
}

#[derive(Template)]
#[template(path = "access.html")]
struct Refused {
    frame: Frame,
    demo: bool,
    present: String,
    wanted: String,
    choose: String,
}

/// Lets some roles in, or says why not. Who reads, for every look at a person.
pub(crate) fn enter(asked: &Asked, kinds: &[Kind]) -> Result<Viewer, Box<Response>> {
    let role = asked.access.role();
    if let Some(role) = role.filter(|role| kinds.contains(&role.kind())) {
        return Ok(role.viewer(asked));
    }
    Err(refuse(asked, kinds))
}

/// Keeps an institution off the pages of another.
pub(crate) fn enter_own(asked: &Asked, code: &str) -> Result<(), Box<Response>> {
    match asked.access.role() {
        Some(Role::Hospital { code: own }) if own != code => Err(refuse(asked, &[Kind::Hospital])),
        _ => Ok(()),
    }
}

/// Says which roles see a page.
fn refuse(asked: &Asked, kinds: &[Kind]) -> Box<Response> {
    let role = asked.access.role();
    let lang = asked.lang;
    let words: Vec<&str> = kinds.iter().map(|kind| kind.words(lang)).collect();
    let here: String = form_urlencoded::byte_serialize(here(asked).as_bytes()).collect();
    let template = Refused {
        frame: Frame::new(asked, "请选择角色", "Choose a role"),
        demo: asked.access.demo(),
        present: role.map_or_else(String::new, |role| role.kind().words(lang).to_string()),
        wanted: words.join(lang.pick("、", ", ")),
        choose: format!("/role?to={here}"),
    };
    Box::new(send(StatusCode::FORBIDDEN, &template))
}

/// This page, to come back to.
fn here(asked: &Asked) -> String {
    let query = asked.query.to_string();
    if query.is_empty() { asked.path.clone() } else { format!("{}?{query}", asked.path) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_comes_back_from_its_cookie() {
        let person = Role::Person { area: "440700".into(), id: "A 1.2;三".into() };
        let hospital = Role::Hospital { code: "H1".into() };
        for role in [person, hospital, Role::Clerk, Role::Fund, Role::Decision, Role::Operation] {
            assert_eq!(Role::from_cookie(&role.to_cookie()), Some(role));
        }
        for text in ["", "person", "person.440700", "person.440700.", "hospital", "king"] {
            assert_eq!(Role::from_cookie(text), None, "{text}");
        }
    }

    #[track_caller]
    fn check(host: &str, local: bool) {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, host.parse().expect("a header"));
        assert_eq!(is_local(&headers), local, "{host}");
    }

    #[test]
    fn only_names_of_this_machine_are_local() {
        check("127.0.0.1:8080", true);
        check("localhost", true);
        check("LOCALHOST:1", true);
        check("[::1]:8080", true);
        check("127.0.0.1.example.com", false);
        check("gongji.example", false);
        check("10.0.0.1:8080", false);
        check("", false);
    }
}
