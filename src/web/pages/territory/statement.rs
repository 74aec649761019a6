//! The accessibility statement (loi n° 2005-102, art. 47; décret n° 2019-768, art. 4; model of RGAA 4.1.2): what is
//! true today, no more.

use axum::extract::{RawQuery, State};
use axum::response::{Redirect, Response};
use chrono::NaiveDate;

use crate::store::territories;
use crate::text::{Arg, Key};
use crate::web::layout::page::Failure;
use crate::web::pages::territory::public_layout::{PublicLayout, Section, Sections, unbroken};
use crate::web::routes;
use crate::web::state::State as App;

/// The last day on which every page was judged by axe-core and its screenshots were looked at. Whoever does it again
/// changes it.
const LAST_TEST: Option<NaiveDate> = NaiveDate::from_ymd_opt(2026, 11, 26);
/// The Défenseur des droits answers here, free of charge.
const DEFENDER: &str = "09 69 39 00 00";

/// Leads to the statement of the territory; to the list of the territories, where there are several.
///
/// # Errors
/// [`Failure`].
pub async fn lead(State(app): State<App>, RawQuery(query): RawQuery) -> Result<Redirect, Failure> {
    let all = territories::list(app.ctx.db.read()).await?;
    let [(_, key, _)] = all.as_slice() else { return Ok(Redirect::to(routes::HOME)) };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    Ok(Redirect::to(&format!("{}{query}", routes::public_statement(key))))
}

/// Shows the statement.
///
/// # Errors
/// [`Failure`].
pub async fn show(layout: PublicLayout) -> Result<Response, Failure> {
    let text = layout.text;
    let say = |key| text.html(key, &[]).map(|html| html.0);
    let day = LAST_TEST.map(|day| text.dates().day_long(day)).unwrap_or_default();
    let parts = vec![
        Section {
            title: layout.say(Key("statement-state-title"))?,
            lines: vec![text.html(Key("statement-state"), &[("name", Arg::from(&layout.name))])?.0],
        },
        Section {
            title: layout.say(Key("statement-tests-title"))?,
            lines: vec![
                say(Key("statement-tests-machine"))?,
                say(Key("statement-tests-eye"))?,
                text.html(Key("statement-tests-date"), &[("day", Arg::from(&day))])?.0,
            ],
        },
        Section {
            title: layout.say(Key("statement-limits-title"))?,
            lines: vec![
                say(Key("statement-limits-audit"))?,
                say(Key("statement-limits-languages"))?,
                say(Key("statement-limits-sign"))?,
            ],
        },
        Section {
            title: layout.say(Key("statement-contact-title"))?,
            lines: vec![
                layout.with_phone(Key("statement-contact-phone"), Key("statement-contact-desk"))?,
                text.html(Key("statement-defender"), &[("phone", (&unbroken(DEFENDER)).into())])?.0,
            ],
        },
    ];
    let page = Sections {
        title: layout.say(Key("statement-title"))?,
        lead: layout.say(Key("statement-lead"))?,
        parts,
        layout,
    };
    page.layout.show(&page)
}
