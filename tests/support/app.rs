//! The service over a test's database, and the people who use it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::channel::Channel;
use domain::ids::{AppointmentId, ReferralId, ResourceId, SiteId, TerritoryId, VisitTypeId};
use domain::search::Team;
use domain::territory_document::TerritoryDocument;
use domain::time::{Minutes, Span};
use domain::visit::Mode;
use domain::zone;
use entity::{professional, referral, room, site, visit_type};
use sea_orm::EntityTrait;
use unisson::actions::{
    self, AppointmentError, Booked, Explain, Held, Hold, Offer, OfferError, Offers, Reschedule, Rescheduled,
    SlotRequest,
};
use unisson::clock::{Clock, RandomSource};
use unisson::context::Context;
use unisson::keys::{KEY_BYTES, LinkSigner, ServiceKey};
use unisson::store::appointments::{self, Appointment};
use unisson::store::idempotency;
use unisson::store::{messages, referrals};

use super::database::TestDb;
use super::territory::{DIAGNOSTIC, Draft};

/// The instant of a wall-clock time in Paris: `2027-01-05 09:00`.
pub fn at(local: &str) -> DateTime<Utc> {
    zone::to_utc(Tz::Europe__Paris, NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap())
}

/// The quanta between two wall-clock times in Paris.
pub fn between(from: &str, to: &str) -> Span {
    Span::covering(at(from), at(to))
}

/// One replica of the service, in which one territory is set up. Cheap to clone.
#[derive(Clone, Debug)]
pub struct App {
    pub ctx: Context,
    pub territory: TerritoryId,
    names: Arc<Names>,
}

/// The keys of a territory's things, and their identifiers.
#[derive(Debug, Default)]
struct Names {
    resources: BTreeMap<String, ResourceId>,
    sites: BTreeMap<String, SiteId>,
    visit_types: BTreeMap<String, VisitTypeId>,
    referrals: BTreeMap<String, ReferralId>,
}

impl TestDb {
    /// A context over this database: the clock shows 08:00 on Monday 4 January 2027.
    pub async fn ctx(&self, seed: u64) -> Context {
        let links = LinkSigner::with_key(ServiceKey::new(&[7; KEY_BYTES]));
        Context::new(
            self.open().await,
            Clock::standing_at(at("2027-01-04 08:00")),
            RandomSource::seeded(seed),
        )
        .with_links(Some(links))
    }

    /// The service with the territory of `draft`.
    pub async fn app(&self, draft: Draft) -> App {
        let ctx = self.ctx(1).await;
        let blueprint: TerritoryDocument = draft.0;
        let territory = actions::create_territory(&ctx, &blueprint).await.unwrap();
        self.app_over(ctx, territory).await
    }

    /// The service with a territory that is there already.
    pub async fn app_over(&self, ctx: Context, territory: TerritoryId) -> App {
        let names = Arc::new(Names::read(&ctx).await);
        App { ctx, territory, names }
    }

    /// Another replica over the same database, or the same service after a restart: nothing in memory yet.
    pub async fn replica(&self, of: &App) -> App {
        let ctx = self.ctx(2).await;
        ctx.clock.set(of.ctx.now());
        App { ctx, ..of.clone() }
    }
}

impl Names {
    async fn read(ctx: &Context) -> Self {
        let db = ctx.db.read();
        let mut names = Self::default();
        for row in professional::Entity::find().all(db).await.unwrap() {
            names.resources.insert(row.key, row.resource_id.0);
        }
        for row in room::Entity::find().all(db).await.unwrap() {
            names.resources.insert(row.key, row.resource_id.0);
        }
        for row in site::Entity::find().all(db).await.unwrap() {
            names.sites.insert(row.key, row.id.0);
        }
        for row in visit_type::Entity::find().all(db).await.unwrap() {
            names.visit_types.insert(row.key, row.id.0);
        }
        for row in referral::Entity::find().all(db).await.unwrap() {
            names.referrals.insert(row.key, row.id.0);
        }
        names
    }
}

impl App {
    /// The person whose file number is `key`, who wants the diagnostic on site.
    pub fn client(&self, key: &str) -> Client {
        let referral = self.names.referrals[key];
        let ask =
            SlotRequest::any(self.territory, referral, self.names.visit_types[DIAGNOSTIC], Mode::Onsite);
        Client { app: self.clone(), ask }
    }

    /// The professional or room called `key`.
    pub fn resource(&self, key: &str) -> ResourceId {
        self.names.resources[key]
    }

    /// The site called `key`.
    pub fn site(&self, key: &str) -> SiteId {
        self.names.sites[key]
    }

    /// Lets time pass.
    pub fn wait(&self, time: Duration) {
        self.ctx.clock.set(self.ctx.now() + time);
    }

    /// Lets time pass until a wall-clock time in Paris.
    pub fn wait_until(&self, local: &str) {
        self.ctx.clock.set(at(local));
    }

    /// Writes down that somebody is away; says how many expected appointments that touches.
    pub async fn is_away(&self, key: &str, from: &str, to: &str) -> Vec<AppointmentId> {
        let span = between(from, to);
        actions::declare_absence(&self.ctx, self.territory, self.resource(key), span, None).await.unwrap()
    }

    /// The appointment as it is stored.
    pub async fn appointment(&self, id: AppointmentId) -> Appointment {
        appointments::get(self.ctx.db.read(), self.territory, id).await.unwrap().unwrap()
    }

    /// The keys of everybody in an appointment, sorted.
    pub async fn team_of(&self, id: AppointmentId) -> Vec<&str> {
        self.keys_of(&appointments::team(self.ctx.db.read(), id).await.unwrap())
    }

    /// The keys of everybody in a team, sorted.
    pub fn keys_of(&self, team: &Team) -> Vec<&str> {
        let mut keys: Vec<&str> = team.seats.iter().map(|seat| self.key_of(seat.resource)).collect();
        keys.sort_unstable();
        keys
    }

    /// The key of a professional or room.
    pub fn key_of(&self, id: ResourceId) -> &str {
        self.names.resources.iter().find(|(_, known)| **known == id).map(|(key, _)| key.as_str()).unwrap()
    }

    /// The news of an appointment by mail, sorted: `invitation to s-1, sequence 0, planned`.
    pub async fn messages_about(&self, id: AppointmentId) -> Vec<String> {
        let found = messages::about(self.ctx.db.read(), self.territory, id).await.unwrap();
        let mut lines: Vec<String> = found
            .iter()
            .filter(|message| message.kind.is_change() && message.channel == Channel::Mail)
            .map(|message| {
                let to = self.names.resources.iter().find(|(_, id)| id.0 == message.recipient_id);
                let to = to.map_or("the person", |(key, _)| key.as_str());
                let (kind, status) = (message.kind.word(), message.status.word());
                format!("{kind} to {to}, sequence {}, {status}", message.facts.sequence)
            })
            .collect();
        lines.sort_unstable();
        lines
    }

    /// Has every planned message leave.
    pub async fn sends_everything(&self) {
        let now = self.ctx.now();
        let tx = self.ctx.db.begin().await.unwrap();
        for channel in Channel::ALL {
            while let due = messages::claim(&tx, self.ctx.db.kind(), channel, 100, now).await.unwrap()
                && !due.is_empty()
            {
                for message in due {
                    messages::settle(&tx, message.id, messages::Status::Sent, None, now).await.unwrap();
                }
            }
        }
        tx.commit().await.unwrap();
    }

    /// Confirms a hold.
    pub async fn books(&self, held: &Held) -> Result<Booked, AppointmentError> {
        actions::book(&self.ctx, self.territory, held.appointment, None).await
    }

    /// Moves an appointment to another start, at the same site and in the same way.
    pub async fn moves(&self, id: AppointmentId, to: DateTime<Utc>) -> Result<Rescheduled, AppointmentError> {
        let Appointment { site, mode, .. } = self.appointment(id).await;
        let to = Reschedule { appointment: id, start: to, site, mode, version: None };
        actions::reschedule(&self.ctx, self.territory, to, None).await
    }
}

/// Somebody who wants an appointment. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    pub app: App,
    pub ask: SlotRequest,
}

impl Client {
    /// Wants another visit type.
    #[must_use]
    pub fn wanting(mut self, visit_type: &str) -> Self {
        self.ask.visit_type = self.app.names.visit_types[visit_type];
        self
    }

    /// Can only come to that site.
    #[must_use]
    pub fn only_at(mut self, site: &str) -> Self {
        self.ask.sites = vec![self.app.site(site)];
        self
    }

    /// Wants to be received that way.
    #[must_use]
    pub fn by(mut self, mode: Mode) -> Self {
        self.ask.mode = mode;
        self
    }

    /// Is shown offers.
    pub async fn is_offered(&self) -> Result<Offers, OfferError> {
        actions::offer(&self.app.ctx, &self.ask, Explain::No).await
    }

    /// Is shown offers, of which there is one at least.
    pub async fn first_offer(&self) -> Offer {
        self.is_offered().await.unwrap().offers.into_iter().next().unwrap()
    }

    /// Holds an offer for ten minutes.
    pub async fn takes(&self, offer: &Offer) -> Result<Held, AppointmentError> {
        self.holds(offer.start, offer.site).await
    }

    /// Holds a start for ten minutes.
    pub async fn holds(&self, start: DateTime<Utc>, site: SiteId) -> Result<Held, AppointmentError> {
        actions::hold(&self.app.ctx, &self.wish(start, site), None).await
    }

    /// As [`Client::holds`], under an idempotency key.
    pub async fn holds_once(
        &self,
        start: DateTime<Utc>,
        site: SiteId,
        key: &str,
    ) -> Result<Held, AppointmentError> {
        actions::hold(&self.app.ctx, &self.wish(start, site), Some(&key_of(key))).await
    }

    fn wish(&self, start: DateTime<Utc>, site: SiteId) -> Hold {
        Hold { ask: self.ask.clone(), start, site, minutes: Minutes(10) }
    }

    /// Holds a wall-clock time at a site and confirms it.
    pub async fn books_at(&self, local: &str, site: &str) -> Result<Booked, AppointmentError> {
        let held = self.holds(at(local), self.app.site(site)).await?;
        self.app.books(&held).await
    }

    /// Takes the first offer and confirms it.
    pub async fn books_the_earliest(&self) -> Booked {
        let held = self.takes(&self.first_offer().await).await.unwrap();
        self.app.books(&held).await.unwrap()
    }

    /// The referral as it is stored.
    pub async fn referral(&self) -> referrals::Referral {
        let db = self.app.ctx.db.read();
        referrals::get(db, self.app.territory, self.ask.referral).await.unwrap().unwrap()
    }
}

/// An idempotency key of the tests' one client.
pub fn key_of(key: &str) -> idempotency::Key {
    idempotency::Key { client: "guichet".to_owned(), key: key.to_owned() }
}
