//! Wording of an appointment on beneficiaries' pages.

use chrono::NaiveDateTime;
use domain::needs::BeneficiaryNeed;
use domain::territory::Site;
use domain::visit::{Language, Mode};

use crate::actions;
use crate::store::appointments::Appointment;
use crate::text::{Arg, Catalogue, Key, TextError};
use crate::web::extract::beneficiary_session::BeneficiarySession;
use crate::web::layout::beneficiary_layout::BeneficiaryLayout;
use crate::web::pages::booking::choice::way;
use crate::web::state::State as App;

/// An appointment in words.
pub struct AppointmentFacts {
    /// Day and hour.
    pub when: String,
    /// Name and address of the site, when the person goes there.
    pub place: Option<(String, String)>,
    /// The photo of the entrance, and its description. There is no map: it would tell another server where this
    /// beneficiary goes; the address is shown in full, to be read out or copied.
    pub entrance: Option<(String, String)>,
    /// How they are received.
    pub way: String,
    /// How long it takes.
    pub duration: String,
    /// What they need.
    pub needs: Vec<String>,
}

/// An appointment in words.
///
/// # Errors
/// [`TextError`].
pub fn facts(
    app: &App,
    session: &BeneficiarySession,
    layout: &BeneficiaryLayout,
    appointment: &Appointment,
) -> Result<AppointmentFacts, TextError> {
    let place = session.site(appointment.site).filter(|_| appointment.mode == Mode::Onsite);
    Ok(AppointmentFacts {
        when: when(app, session, appointment),
        place: place.map(|site| (site.name.clone(), site.address.clone())),
        entrance: place.and_then(|site| entrance(layout, site)).transpose()?,
        way: way(layout, appointment.mode)?,
        duration: layout.text.dates().duration(appointment.visit.minutes()),
        needs: needs(session, layout)?,
    })
}

/// The photo of a site's entrance.
fn entrance(layout: &BeneficiaryLayout, site: &Site) -> Option<Result<(String, String), TextError>> {
    let photo = layout.photo(&site.key)?;
    let shows = layout.text.get(Key("territory-photo"), &[("site", Arg::from(&site.name))]);
    Some(shows.map(|shows| (photo, shows)))
}

/// Day and hour of an appointment.
pub fn when(app: &App, session: &BeneficiarySession, appointment: &Appointment) -> String {
    let at: NaiveDateTime = session.clock(appointment.visit.start, appointment.site);
    session.text.dates().offered(at, session.today(app))
}

fn needs(session: &BeneficiarySession, layout: &BeneficiaryLayout) -> Result<Vec<String>, TextError> {
    let mut needs = Vec::new();
    if let Some(language) = &session.booking.referral.interpreter {
        let name = language_name(language)?;
        needs.push(layout.text.get(Key("needs-interpreter-of"), &[("language", Arg::from(&name))])?);
    }
    for wish in &session.booking.referral.wishes {
        needs.push(layout.say(wish_key(*wish))?);
    }
    Ok(needs)
}

/// The words of a wish.
pub const fn wish_key(wish: BeneficiaryNeed) -> Key {
    match wish {
        BeneficiaryNeed::StepFree => Key("needs-step-free"),
        BeneficiaryNeed::SignLanguage => Key("needs-sign-language"),
        BeneficiaryNeed::Child => Key("needs-child"),
        BeneficiaryNeed::Helper => Key("needs-helper"),
    }
}

/// The name of a language in that language; its code when the name is not known.
///
/// # Errors
/// [`TextError`].
pub fn language_name(language: &Language) -> Result<String, TextError> {
    const NAMES: [(&str, &str); 22] = [
        ("am", "አማርኛ"),
        ("bm", "Bamanankan"),
        ("bn", "বাংলা"),
        ("es", "Español"),
        ("fa", "فارسی / دری"),
        ("hy", "Հայերեն"),
        ("it", "Italiano"),
        ("ka", "ქართული"),
        ("ku", "Kurdî"),
        ("ps", "پښتو"),
        ("pt", "Português"),
        ("ro", "Română"),
        ("ru", "Русский"),
        ("so", "Soomaali"),
        ("sq", "Shqip"),
        ("ta", "தமிழ்"),
        ("ti", "ትግርኛ"),
        ("tr", "Türkçe"),
        ("uk", "Українська"),
        ("ur", "اردو"),
        ("wo", "Wolof"),
        ("zh", "中文"),
    ];
    let code = language.code();
    let ours = Catalogue::all()?.iter().find(|text| text.code() == code);
    let known = NAMES.iter().find(|(known, _)| *known == code).map(|(_, name)| *name);
    Ok(ours.map(Catalogue::own_name).or(known).unwrap_or(code).to_owned())
}

/// Whole minutes that a hold still has, rounded up.
pub fn minutes_left(app: &App, held: &Appointment) -> u32 {
    let left = held.hold_ends.map_or(0, |ends| (ends - app.ctx.now()).num_seconds());
    u32::try_from((left + 59).div_euclid(60)).unwrap_or(0)
}

/// How many minutes the time is still held, in words: at first, and then at every minute less until it is over. A script
/// counts down with these sentences, for only the catalogue knows the plurals of a language.
pub struct Countdown {
    /// The sentence now.
    pub now: String,
    /// The sentences from now on, the last of them that the time is over, with `|` between them.
    pub sentences: String,
}

impl Countdown {
    /// From `minutes` on.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn of(layout: &BeneficiaryLayout, minutes: u32) -> Result<Self, TextError> {
        let kept = |minutes| match minutes {
            0 => layout.say(Key("kept-over")),
            _ => layout.text.get(Key("kept"), &[("count", Arg::Count(minutes))]),
        };
        let sentences: Vec<String> = (0..=minutes).rev().map(kept).collect::<Result<_, _>>()?;
        Ok(Self { now: kept(minutes)?, sentences: sentences.join("|") })
    }
}

/// The key under which a confirmation is done once, however often it is sent.
pub fn once(session: &BeneficiarySession, what: &str) -> crate::store::idempotency::Key {
    crate::store::idempotency::Key {
        client: format!("link {}", session.booking.invitation.id),
        key: what.to_owned(),
    }
}

/// What is nearest to a time that was just taken, the nearest first, and the nearest on another day.
///
/// # Errors
/// [`actions::OfferError`].
pub async fn nearest(
    app: &App,
    session: &BeneficiarySession,
    ask: &actions::SlotRequest,
    wanted: domain::time::Quantum,
) -> Result<Vec<domain::search::Start>, actions::OfferError> {
    let mut starts = actions::starts(&app.ctx, ask).await?;
    starts.sort_by_key(|start| ((start.at.0 - wanted.0).abs(), *start));
    let mut chosen: Vec<_> = starts.iter().take(2).copied().collect();
    // Somebody who cannot come then at all is shown another day.
    let day = |start: &domain::search::Start| session.clock(start.at, start.site).date();
    let other = starts.iter().find(|start| chosen.iter().all(|known| day(known) != day(start))).copied();
    chosen.extend(other);
    Ok(chosen)
}
