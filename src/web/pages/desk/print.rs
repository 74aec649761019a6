//! The board on paper: one table on one A4, initials unless names are asked for.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use domain::reception::{ReceptionStage, stage};
use domain::rights::{Action, Visibility, visibility};

use crate::store::board;
use crate::text::{Key, dates};
use crate::web::errors::office_error::OfficeError;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::desk::answer::{Answer, show as answer};
use crate::web::pages::desk::board::{BoardQuery, wanted};
use crate::web::pages::desk::labels::stage_key;
use crate::web::pages::desk::staff::Desk;
use crate::web::state::State as App;

/// A line of the sheet.
struct PrintRow {
    time: String,
    name: String,
    key: String,
    people: String,
    room: String,
    stage: String,
}

#[derive(Template)]
#[template(path = "web/pages/desk/print.html")]
struct Page {
    layout: OfficeLayout,
    site: String,
    site_key: String,
    day: String,
    day_key: String,
    has_names: bool,
    rows: Vec<PrintRow>,
}

/// `GET /desk/board/print`
pub async fn show(State(app): State<App>, desk: Desk, Query(asked): Query<BoardQuery>) -> Answer {
    let wanted = wanted(&desk, &asked, Action::PrintBoard)?;
    let layout = desk.layout(Tab::Board)?;
    let has_names = asked.names == "yes";
    let mut rows = Vec::new();
    for line in board::of(app.ctx.db.read(), desk.territory(), wanted.site, wanted.span).await? {
        let Some(stage) = stage(line.appointment.state, &line.day) else { continue };
        if visibility(&desk.signed_in.actor, &desk.thing(&line)) != Visibility::Whole {
            continue;
        }
        let members = |rooms: bool| {
            let of = line.team.iter().filter(|(_, role)| role.is_room() == rooms);
            of.map(|(member, _)| member.name.as_str()).collect::<Vec<_>>().join(", ")
        };
        rows.push(PrintRow {
            time: dates::time_short(desk.clock(line.appointment.visit.start, wanted.site).time()),
            name: if has_names {
                format!("{} {}", line.given_name, line.family_name)
            } else {
                initials(&line.given_name, &line.family_name)
            },
            key: line.key.clone(),
            people: members(false),
            room: members(true),
            // What is still to come is filled in by hand.
            stage: match stage {
                ReceptionStage::Expected => String::new(),
                other => layout.say(stage_key(other))?,
            },
        });
    }
    let site = desk.snapshot.territory.sites.get(&wanted.site).ok_or(OfficeError::Missing)?;
    let page = Page {
        site: site.name.clone(),
        site_key: site.key.clone(),
        day: dates::day_long(wanted.day),
        day_key: wanted.day.to_string(),
        has_names,
        rows,
        layout,
    };
    answer(StatusCode::OK, &page)
}

/// `S. B.`
fn initials(given: &str, family: &str) -> String {
    let first =
        |name: &str| name.chars().find(|letter| letter.is_alphabetic()).map(|letter| format!("{letter}."));
    [first(given), first(family)].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::initials;

    #[test]
    fn a_sheet_that_lies_about_names_nobody() {
        assert_eq!(initials("Samia", "Ben Saïd"), "S. B.");
        assert_eq!(initials("", "d'Almeida"), "d.");
        assert_eq!(initials("", ""), "");
    }
}
