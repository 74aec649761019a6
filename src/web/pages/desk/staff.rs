//! A member at the reception desk: what they may do, and their territory.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::ids::{AppointmentId, BeneficiaryId, SiteId};
use domain::rights::{AccessScope, AccessTarget, Action, access_scope};
use domain::territory::Site;
use domain::time::Quantum;
use domain::visit::VisitType;
use domain::zone;

use crate::store::access_scopes;
use crate::store::agenda_cache::Snapshot;
use crate::store::board::{self, BoardEntry};
use crate::store::referral_summaries;
use crate::store::referral_summaries::Card;
use crate::text::{Arg, Catalogue, Key, dates};
use crate::web::errors::not_in_territory::{self, NotInTerritory};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::office_session::SignedIn;
use crate::web::layout::alarms::alarms;
use crate::web::layout::messages::Wall;
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::routes;
use crate::web::state::State as App;

/// A member at the reception desk.
pub struct Desk {
    /// Who, and what they may do.
    pub signed_in: SignedIn,
    /// Their territory.
    pub snapshot: Arc<Snapshot>,
    /// The present instant.
    pub now: DateTime<Utc>,
}

impl FromRequestParts<App> for Desk {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, OfficeError> {
        let signed_in = SignedIn::from_request_parts(parts, app).await?;
        let now = app.ctx.now();
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, signed_in.actor.territory, now).await?;
        Ok(Self { signed_in, snapshot: snapshot.ok_or(OfficeError::Missing)?, now })
    }
}

impl Desk {
    /// Their territory.
    pub const fn territory(&self) -> domain::ids::TerritoryId {
        self.signed_in.actor.territory
    }

    /// The beneficiaries they may see.
    pub fn access_scope(&self) -> AccessScope {
        access_scope(&self.signed_in.actor)
    }

    /// The frame of a page.
    ///
    /// # Errors
    /// [`OfficeError::Broken`].
    pub fn layout(&self, tab: Tab) -> Result<OfficeLayout, OfficeError> {
        let mut layout = self.signed_in.layout(Some(tab))?;
        layout.scripts.push(routes::DESK_SCRIPT);
        Ok(layout)
    }

    /// As [`Desk::layout`], with the alarms of messages that are not sent: a beneficiary at the desk can be informed in
    /// person.
    ///
    /// # Errors
    /// [`OfficeError`].
    pub async fn layout_with_alarms(&self, app: &App, tab: Tab) -> Result<OfficeLayout, OfficeError> {
        let mut layout = self.layout(tab)?;
        layout.alarms = alarms(app, self.territory(), self.wall()).await?;
        Ok(layout)
    }

    /// The wall clock of the territory at the present instant.
    pub fn wall(&self) -> Wall {
        Wall { zone: self.snapshot.territory.zone, now: self.now }
    }

    /// The wall clock of a site, or of the territory.
    pub fn zone(&self, site: SiteId) -> Tz {
        self.snapshot.territory.sites.get(&site).map_or(self.snapshot.territory.zone, |site| site.zone)
    }

    /// The wall clock of a site when `at` starts.
    pub fn clock(&self, at: Quantum, site: SiteId) -> NaiveDateTime {
        zone::local_start(self.zone(site), at)
    }

    /// The local date.
    pub fn today(&self) -> NaiveDate {
        zone::to_local(self.snapshot.territory.zone, self.now).date()
    }

    /// The local date at a site.
    pub fn today_at(&self, site: SiteId) -> NaiveDate {
        zone::to_local(self.zone(site), self.now).date()
    }

    /// A site of the territory.
    ///
    /// # Errors
    /// [`NotInTerritory`].
    pub fn site(&self, site: SiteId) -> Result<&Site, NotInTerritory> {
        not_in_territory::site(&self.snapshot.territory, site)
    }

    /// A start in words: `mardi 12 janvier à 9 h 30, Maison de Melun`.
    ///
    /// # Errors
    /// [`OfficeError::Broken`].
    pub fn moment(&self, at: Quantum, site: SiteId) -> Result<String, OfficeError> {
        let when = self.when(at, site);
        let args = [("when", Arg::from(&when)), ("site", Arg::from(&self.site(site)?.name))];
        Ok(Catalogue::french()?.get(Key("desk-moment"), &args)?)
    }

    /// As [`Desk::moment`], without the site.
    pub fn when(&self, at: Quantum, site: SiteId) -> String {
        let local = self.clock(at, site);
        let day = dates::Dates::day(&dates::French, local.date(), self.today());
        format!("{day} à {}", dates::time(local.time()))
    }

    /// A person they may do `action` to, with what they have from today on.
    ///
    /// # Errors
    /// [`OfficeError::Missing`] for anybody they may not know of.
    pub async fn person(&self, app: &App, id: &str, action: Action) -> Result<Card, OfficeError> {
        let id: BeneficiaryId = id.parse().map_err(|_| OfficeError::Missing)?;
        let db = app.ctx.db.read();
        let thing = access_scopes::of_person(db, self.territory(), id).await?;
        self.signed_in.must(Action::SeeBeneficiary, &thing)?;
        self.signed_in.must(action, &thing)?;
        let since = zone::day_span(self.snapshot.territory.zone, self.today()).start;
        let card = referral_summaries::of(db, self.territory(), &[id], since).await?.pop();
        card.filter(|card| !card.files.is_empty()).ok_or(OfficeError::Missing)
    }

    /// An appointment they may do `action` to.
    ///
    /// # Errors
    /// [`OfficeError::Missing`] for any they may not know of.
    pub async fn line(&self, app: &App, id: &str, action: Action) -> Result<BoardEntry, OfficeError> {
        let id: AppointmentId = id.parse().map_err(|_| OfficeError::Missing)?;
        let line = board::line(app.ctx.db.read(), self.territory(), id).await?.ok_or(OfficeError::Missing)?;
        self.signed_in.must(action, &self.thing(&line))?;
        Ok(line)
    }

    /// An appointment as a thing of the rights.
    pub fn thing(&self, line: &BoardEntry) -> AccessTarget {
        let team = line.team.iter().map(|(member, _)| member.id);
        let organisations = line.organisations.iter().copied();
        AccessTarget::appointment(self.territory(), line.appointment.site, organisations, team)
    }

    /// The visit types of the territory, those that bring most people together first.
    pub fn kinds(&self) -> Vec<&VisitType> {
        let mut kinds: Vec<&VisitType> = self.snapshot.territory.visit_types.values().collect();
        kinds.sort_by(|one, other| (other.needs.len(), &one.key).cmp(&(one.needs.len(), &other.key)));
        kinds
    }
}
