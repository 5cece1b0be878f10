//! The table of contents: every address and the page behind it.

use crate::app::App;
use crate::pages::{
    areas, batch, batch_list, bill_shown, case, cases, compare, counter, drg, due_list, estimate,
    fund_books, fund_statement, home, hospital, institution_owed, law, me, missing, operation,
    person_year, persons, proof_status, region, role, value,
};
use crate::{access, health, metrics, statics};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::{from_fn_with_state, map_response};
use axum::response::Response;
use axum::routing::{get, post};

/// All pages.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(home::page))
        .route("/estimate", get(estimate::page))
        .route("/compare", get(compare::page))
        .route("/law", get(areas::page))
        .route("/law/{area}", get(law::page))
        .route("/law/{area}/value/{name}", get(value::page))
        .route("/cases", get(cases::page))
        .route("/cases/{area}/{id}", get(case::page))
        .route("/books", get(fund_books::page))
        .route("/books/{area}/funds/{fund}", get(fund_statement::page))
        .route("/books/{area}/institutions", get(institution_owed::page))
        .route("/books/{area}/batches", get(batch_list::page))
        .route("/books/{area}/proof", get(proof_status::page))
        .route("/books/{area}/batches/{first}", get(batch::page))
        .route("/books/{area}/persons", get(persons::page))
        .route("/books/{area}/persons/{id}", get(person_year::last))
        .route("/books/{area}/persons/{id}/{year}", get(person_year::page))
        .route("/books/{area}/bills/{seq}", get(bill_shown::page))
        .route("/books/{area}/due", get(due_list::page))
        .route("/hospital", get(hospital::list::page))
        .route("/hospital/{code}", get(hospital::day::page))
        .route("/hospital/{code}/bills", get(hospital::bills::page))
        .route("/hospital/{code}/reconcile", get(hospital::reconcile::page))
        .route("/hospital/{code}/owed", get(hospital::owed::page))
        .route("/hospital/{code}/refused", get(hospital::refused_messages::page))
        .route("/operation", get(operation::page))
        .route("/counter", get(counter::find_person::page))
        .route(
            "/counter/{area}/persons/{id}/filings",
            get(counter::filing_list::page).post(counter::filing_list::act),
        )
        .route("/counter/{area}/bills/{seq}/correct", post(counter::correct::act))
        .route(
            "/counter/{area}/persons/{id}/claims",
            get(counter::settle_claim::page).post(counter::settle_claim::act),
        )
        .route("/region", get(region::headline::all))
        .route("/region/{area}", get(region::headline::page))
        .route("/region/{area}/indicators", get(region::plan_indicators::page))
        .route("/region/{area}/burden", get(region::burden::page))
        .route("/region/{area}/costs", get(region::cost_drivers::page))
        .route("/me", get(me::last))
        .route("/me/{year}", get(me::page))
        .route("/me/{year}/statement", get(me::statement))
        .route("/me/bills/{seq}", get(me::bill))
        .route("/drg", get(drg::list::page))
        .route(
            "/drg/compare",
            get(drg::drg_diff::page)
                .post(drg::drg_diff::act)
                .layer(DefaultBodyLimit::max(drg::drg_diff::LARGEST)),
        )
        .route("/drg/{scheme}", get(drg::scheme::page))
        .route("/drg/{scheme}/check", get(drg::drg_check::page))
        .route("/drg/{scheme}/case", get(drg::drg_explain::page))
        .route("/drg/{scheme}/mdc/{letter}", get(drg::mdc::page))
        .route("/drg/{scheme}/adrg/{adrg}", get(drg::adrg::page))
        .route("/drg/{scheme}/code/{code}", get(drg::code::page))
        .route("/role", get(role::page).post(role::choose))
        .route("/healthz", get(health::page))
        .route("/metrics", get(metrics::page))
        .route("/static/{name}", get(statics::file))
        .fallback(missing::page)
        .method_not_allowed_fallback(missing::method)
        .layer(map_response(guard))
        .layer(from_fn_with_state(app.clone(), access::note))
        .layer(from_fn_with_state(app.clone(), metrics::count))
        .with_state(app)
}

/// Nothing from elsewhere is loaded, nothing is framed, no address leaks to elsewhere. To us a browser says
/// where a form comes from: with `no-referrer` it would hide that, and no form would be taken.
const GUARDS: [(&str, &str); 5] = [
    (
        "content-security-policy",
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
];

async fn guard(response: Response) -> Response {
    guarded(response)
}

/// A response with its guards.
pub(crate) fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in GUARDS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
