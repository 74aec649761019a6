//! The session of a beneficiary: who they are, their referral, their appointments.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{NaiveDate, NaiveDateTime};
use domain::appointment_state::State as Life;
use domain::ids::SiteId;
use domain::territory::Site;
use domain::time::Quantum;
use domain::visit::VisitType;
use domain::zone;

use crate::actions::{self, BookingSession, SlotRequest};
use crate::keys::Purpose;
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::{self, Appointment};
use crate::text::Catalogue;
use crate::web::errors::beneficiary_error::BeneficiaryError;
use crate::web::extract::beneficiary_cookie::Cookie;
use crate::web::extract::client_address;
use crate::web::layout::beneficiary_layout::{BeneficiaryLayout, phone};
use crate::web::layout::media::Media;
use crate::web::layout::style;
use crate::web::layout::style::StyleSheet;
use crate::web::state::State as App;

/// A beneficiary in a session.
pub struct BeneficiarySession {
    /// Who, and what they chose so far.
    pub booking: BookingSession,
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

impl BeneficiarySession {
    /// The frame of a page of theirs.
    #[must_use]
    pub fn layout(&self) -> BeneficiaryLayout {
        BeneficiaryLayout {
            text: self.text,
            service: self.snapshot.territory.name.clone(),
            style: style::sheet(&self.snapshot.territory.theme, StyleSheet::Person),
            phone: phone(
                &self.snapshot,
                self.booked().map(|booked| booked.site).or(self.booking.referral.site),
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
    /// [`BeneficiaryError::Over`] when the territory no longer has it.
    pub fn kind(&self) -> Result<&VisitType, BeneficiaryError> {
        self.snapshot
            .territory
            .visit_types
            .get(&self.booking.invitation.visit_type)
            .ok_or(BeneficiaryError::Over)
    }

    /// What they want, as far as they said.
    ///
    /// # Errors
    /// As [`BeneficiarySession::kind`].
    pub fn ask(&self) -> Result<SlotRequest, BeneficiaryError> {
        let kind = self.kind()?;
        // What is booked keeps its way when it moves.
        let wanted = self.booked().map(|booked| booked.mode).or(self.booking.answers.mode);
        let wanted = wanted.filter(|mode| kind.modes.contains(*mode)).or(kind.modes.iter().next());
        let mode = wanted.ok_or(BeneficiaryError::Over)?;
        let invitation = &self.booking.invitation;
        let ask = SlotRequest::any(invitation.territory, invitation.referral, kind.id, mode);
        let known = |site: &SiteId| self.snapshot.territory.sites.contains_key(site);
        Ok(SlotRequest { sites: self.booking.answers.site.filter(known).into_iter().collect(), ..ask })
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

impl FromRequestParts<App> for BeneficiarySession {
    type Rejection = BeneficiaryError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, BeneficiaryError> {
        let links = app.ctx.links.as_ref().ok_or(BeneficiaryError::SessionOver)?;
        let cookie = Cookie::read(&parts.headers, Some(links)).ok_or(BeneficiaryError::SessionOver)?;
        let booking = actions::find_booking_session(&app.ctx, &cookie.secret)
            .await?
            .ok_or(BeneficiaryError::SessionOver)?;
        let text = Catalogue::for_language(&booking.person.language)?;
        let territory = booking.invitation.territory;
        let snapshot = app.ctx.agendas.snapshot(&app.ctx.db, territory, app.ctx.now()).await?;
        let snapshot = snapshot.ok_or(BeneficiaryError::SessionOver)?;
        let states = [Life::Held, Life::Booked];
        let live =
            appointments::of_referral(app.ctx.db.read(), territory, booking.referral.id, &states).await?;
        Ok(Self {
            text,
            snapshot,
            live,
            from: client_address::address(parts, links.trusted_proxies),
            form: links.key.name(Purpose::Form, cookie.secret.as_bytes()),
            secret: cookie.secret,
            media: Arc::clone(&app.public.media),
            booking,
        })
    }
}
