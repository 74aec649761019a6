//! Somebody in a session: who, what about, what they have.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{NaiveDate, NaiveDateTime};
use domain::ids::SiteId;
use domain::life::State as Life;
use domain::territory::Site;
use domain::time::Quantum;
use domain::visit::VisitType;
use domain::zone;

use super::client;
use super::cookie::Cookie;
use super::here::{Here, phone};
use super::media::Media;
use super::style::{self, Sheet};
use super::trouble::Trouble;
use crate::actions::{self, Ask, Visitor};
use crate::links::Purpose;
use crate::store::appointments::{self, Appointment};
use crate::store::pool::Snapshot;
use crate::text::Catalogue;
use crate::web::State as App;

/// Somebody in a session.
pub struct Guest {
    /// Who, and what they chose so far.
    pub visitor: Visitor,
    /// Their language.
    pub text: &'static Catalogue,
    /// Their territory.
    pub snapshot: Arc<Snapshot>,
    /// What they hold, or have booked.
    pub live: Vec<Appointment>,
    /// Where they come from, for limits.
    pub from: Option<String>,
    /// The secret of the session.
    pub secret: String,
    form: String,
    media: Arc<Media>,
}

impl Guest {
    /// What stands around a question to them.
    #[must_use]
    pub fn here(&self) -> Here {
        Here {
            text: self.text,
            service: self.snapshot.territory.name.clone(),
            style: style::sheet(&self.snapshot.territory.theme, Sheet::Person),
            phone: phone(
                &self.snapshot,
                self.booked().map(|booked| booked.site).or(self.visitor.referral.site),
            ),
            form: self.form.clone(),
            media: (Arc::clone(&self.media), self.snapshot.territory.key.clone()),
        }
    }

    /// What they hold.
    #[must_use]
    pub fn held(&self) -> Option<&Appointment> {
        self.live.iter().find(|appointment| appointment.state == Life::Held)
    }

    /// What they have booked.
    #[must_use]
    pub fn booked(&self) -> Option<&Appointment> {
        self.live.iter().find(|appointment| appointment.state.is_expected())
    }

    /// The kind of appointment their link is for.
    ///
    /// # Errors
    /// [`Trouble::Over`] when the territory no longer has it.
    pub fn kind(&self) -> Result<&VisitType, Trouble> {
        self.snapshot.territory.visit_types.get(&self.visitor.invitation.visit_type).ok_or(Trouble::Over)
    }

    /// What they want, as far as they said.
    ///
    /// # Errors
    /// As [`Guest::kind`].
    pub fn ask(&self) -> Result<Ask, Trouble> {
        let kind = self.kind()?;
        let wanted = self.visitor.answers.mode.or(self.booked().map(|booked| booked.mode));
        let wanted = wanted.filter(|mode| kind.modes.contains(*mode)).or(kind.modes.iter().next());
        let mode = wanted.ok_or(Trouble::Over)?;
        let invitation = &self.visitor.invitation;
        let ask = Ask::any(invitation.territory, invitation.referral, kind.id, mode);
        let known = |site: &SiteId| self.snapshot.territory.sites.contains_key(site);
        Ok(Ask { sites: self.visitor.answers.site.filter(known).into_iter().collect(), ..ask })
    }

    /// A site of theirs.
    #[must_use]
    pub fn site(&self, id: SiteId) -> Option<&Site> {
        self.snapshot.territory.sites.get(&id)
    }

    /// The wall clock of a site when `at` starts.
    #[must_use]
    pub fn clock(&self, at: Quantum, site: SiteId) -> NaiveDateTime {
        let zone = self.site(site).map_or(self.snapshot.territory.zone, |site| site.zone);
        zone::local_start(zone, at)
    }

    /// The local date.
    #[must_use]
    pub fn today(&self, app: &App) -> NaiveDate {
        zone::to_local(self.snapshot.territory.zone, app.ctx.now()).date()
    }

    /// The cookie that keeps them in, with their language.
    #[must_use]
    pub fn cookie(&self, language: &str) -> Cookie {
        Cookie { secret: self.secret.clone(), language: language.to_owned() }
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = Trouble;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let links = app.ctx.links.as_ref().ok_or(Trouble::SessionOver)?;
        let cookie = Cookie::read(&parts.headers, Some(links)).ok_or(Trouble::SessionOver)?;
        let visitor = actions::visitor(&app.ctx, &cookie.secret).await?.ok_or(Trouble::SessionOver)?;
        let text = Catalogue::for_language(&visitor.person.language)?;
        let territory = visitor.invitation.territory;
        let snapshot = app.ctx.pool.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        let snapshot = snapshot.ok_or(Trouble::SessionOver)?;
        let states = [Life::Held, Life::Booked, Life::Moved];
        let live =
            appointments::of_referral(app.ctx.db.read(), territory, visitor.referral.id, &states).await?;
        Ok(Self {
            text,
            snapshot,
            live,
            from: client::address(parts, links.proxies),
            form: links.key.name(Purpose::Form, cookie.secret.as_bytes()),
            secret: cookie.secret,
            media: Arc::clone(&app.public.media),
            visitor,
        })
    }
}
