//! The places of a territory: where, when, how to get in, and the first day there.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::accessibility::AccessibilityFeature;
use domain::zone;

use crate::text::{Arg, Key, TextError, opening_hours};
use crate::web::layout::page::Failure;
use crate::web::pages::territory::public_layout::PublicLayout;
use crate::web::routes;
use crate::web::state::State as App;

#[derive(Template)]
#[template(path = "web/pages/territory/places.html")]
struct Page<'a> {
    layout: &'a PublicLayout,
    audio: Option<String>,
    /// Where anybody books, and what the button says.
    book: Vec<(String, String)>,
    no_link: String,
    title: String,
    places: Vec<PlaceView>,
}

struct PlaceView {
    name: String,
    address: String,
    phone: Option<String>,
    hours: Vec<String>,
    features: Vec<String>,
    note: Option<String>,
    first: Option<String>,
    photo: Option<String>,
    entrance: String,
}

/// Shows the places.
///
/// # Errors
/// [`Failure`].
pub async fn show(State(app): State<App>, layout: PublicLayout) -> Result<Response, Failure> {
    let territory = &layout.snapshot.territory;
    let first = app.public.first_days.of(&app.ctx, layout.id).await?;
    let today = zone::to_local(territory.zone, app.ctx.now()).date();
    let (text, media) = (layout.text, &app.public.media);
    let mut places = Vec::new();
    for (site, day) in first.iter().filter_map(|first| Some((territory.sites.get(&first.site)?, first.day))) {
        let features = site.access.features.iter().map(|feature| layout.say(feature_key(*feature)));
        places.push(PlaceView {
            name: site.name.clone(),
            address: site.address.clone(),
            phone: Some(site.phone.clone()).filter(|phone| !phone.is_empty()),
            hours: opening_hours::lines(text, &site.hours)?,
            features: features.collect::<Result<_, _>>()?,
            note: Some(site.access.note.clone()).filter(|note| !note.is_empty()),
            first: day.map(|day| text.dates().day(day, today)),
            photo: media.photo(&territory.key, &site.key),
            entrance: text.get(Key("territory-photo"), &[("site", Arg::from(&site.name))])?,
        });
    }
    let page = Page {
        book: book(&layout)?,
        audio: media.audio(&territory.key, text, "territory"),
        no_link: layout.with_phone(Key("territory-link-phone"), Key("territory-link-desk"))?,
        title: text.get(Key("territory-sites"), &[("count", Arg::from(places.len()))])?,
        places,
        layout: &layout,
    };
    layout.show(&page)
}

/// What anybody may book.
fn book(layout: &PublicLayout) -> Result<Vec<(String, String)>, TextError> {
    let territory = &layout.snapshot.territory;
    let kinds: Vec<_> = territory.visit_types.values().filter(|kind| kind.is_public).collect();
    let label = |name: &String| match kinds.len() {
        1 => layout.say(Key("territory-book")),
        _ => layout.text.get(Key("territory-book-kind"), &[("kind", Arg::from(name))]),
    };
    let address = |kind: &str| routes::public_book(&territory.key, kind);
    let lang = layout.text.code();
    kinds.iter().map(|kind| Ok((format!("{}?lang={lang}", address(&kind.key)), label(&kind.name)?))).collect()
}

const fn feature_key(feature: AccessibilityFeature) -> Key {
    match feature {
        AccessibilityFeature::StepFree => Key("access-step-free"),
        AccessibilityFeature::Lift => Key("access-lift"),
        AccessibilityFeature::Toilet => Key("access-toilet"),
        AccessibilityFeature::HearingLoop => Key("access-hearing-loop"),
        AccessibilityFeature::Parking => Key("access-parking"),
    }
}
