//! `unisson demo`: a fictional territory with its history, one referral walked through, then the running service.

mod database;
mod folder;
pub mod generator;
pub mod history;
mod today;
mod walkthrough;

use std::num::NonZeroU8;
use std::path::PathBuf;

use clap::Args;
use domain::credentials::Credential;
use domain::ids::ReferralId;
use domain::visit::Mode;
use domain::zone;

use super::error::CliError;
use super::serve::{self, Serving};
use crate::actions::{self, LinkSet, SlotRequest};
use crate::adapters::mail::{MailFolder, Transport};
use crate::adapters::sms::{EventSink, Gateway, Provider, SmsFolder};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::output::Output;
use crate::cli::waiting_time;
use crate::cli::wiring::api::token_keys;
use crate::cli::wiring::sms::SmsOutlet;
use crate::clock::{Clock, RandomSource};
use crate::config::{HttpSettings, ListenSettings, TokenSettings};
use crate::context::Context;
use crate::formats::email::Service;
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::jobs::receive_sms::ProviderEvents;
use crate::jobs::send_sms::{self, Replies, SmsSender};
use crate::jobs::{Mailer, Outlets, send_messages};
use crate::keys::{LinkSigner, PublicUrl, ServiceKey, choose_path};
use crate::store::professionals;
use crate::store::referrals;
use crate::store::waiting_time::Filter;
use crate::text::{Arg, Catalogue, Key};
use crate::web;
use crate::web::api::token::{Grant, Keys, Scope};
use crate::web::api::{Api, take_over};
use folder::DemoFolder;
use generator::{GeneratedTerritory, Recipe, Stage};

/// How the demo is generated.
#[derive(Args, Debug)]
pub struct Demo {
    /// Another seed makes another territory
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many professionals, 6 to 5000
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(6..=5000))]
    professionals: u16,
    /// Where the demo keeps its files
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// End after the walk-through
    #[arg(long)]
    no_serve: bool,
    #[command(flatten)]
    listen: ListenSettings,
}

/// API calls per minute: more than anybody makes by hand.
const CALLS_PER_MINUTE: std::num::NonZeroU32 = std::num::NonZeroU32::new(1_200).unwrap();

/// SMS sent at once.
const TEXTS_AT_ONCE: usize = 10;

impl Demo {
    /// Creates the territory, walks one referral through, serves. `database_url` is the database to use instead of the
    /// SQLite file in the folder of the demo.
    ///
    /// # Errors
    /// [`CliError`] of the first step that fails.
    pub async fn run(&self, database_url: Option<&str>, out: &mut Output) -> Result<(), CliError> {
        let words = Catalogue::french()?;
        // First, so that a port in use is known before the work and not after it.
        let listener =
            if self.no_serve { None } else { Some(serve::bind("--listen", self.listen.listen).await?) };
        let folder = folder::prepare(&self.dir)?;
        let db = database::open(&folder, database_url).await?;
        let mut links = LinkSigner::with_key(ServiceKey::new(&RandomSource::fair().bytes()));
        links.public_url = listener
            .as_ref()
            .and_then(|listener| listener.local_addr().ok())
            .and_then(|address| PublicUrl::parse(&format!("http://{address}")).ok());
        let ctx = Context::new(db, Clock::System, RandomSource::seeded(self.seed)).with_links(Some(links));
        let found = self.make(&ctx, &folder, words, out).await?;
        let mailer = mailer(&folder)?;
        let walked = walkthrough::walk(&ctx, &found, &mailer, &folder, words, out).await?;
        out.line("");
        waiting_time::say(&ctx, &found, Filter::default(), Some(&self.dir.join("attente.svg")), out).await?;
        let Some(listener) = listener else { return Ok(()) };
        message_links(&ctx, &found, walked, words, out).await?;
        today::begin(&ctx, &found, words, out).await?;
        let address = listener.local_addr().map_err(CliError::io("listen"))?;
        out.line("");
        out.line(words.get(Key("demo-serving"), &[])?);
        for path in [web::HOME, web::OUTBOX, web::READY] {
            out.line(format!("  http://{address}{path}"));
        }
        super::token::write_key(&RandomSource::fair(), &folder.token_key)?;
        let tokens = TokenSettings { token_key_file: Some(folder.token_key.clone()) };
        let keys = token_keys(&tokens)?.ok_or_else(|| CliError::said("the demo's key is gone"))?;
        out.line(words.get(Key("demo-api"), &[])?);
        out.line(format!(
            "  curl -H 'Authorization: Bearer {}' http://{address}{}",
            token(&ctx, &found, &keys)?,
            web::TERRITORY
        ));
        out.line(words.get(Key("demo-stop"), &[])?);
        let api = Api::new(Some(keys), CALLS_PER_MINUTE);
        let sender = mailer.service.clone();
        let sms = sms_outlet(&folder);
        let state = web::State {
            ctx,
            mail_folder: Some(folder.outbox),
            api,
            sender,
            public: web::Public::default(),
            sms_price: sms.sender.price,
            sso: None,
        };
        let outlets = Outlets {
            mailer,
            mail_sessions: NonZeroU8::MIN,
            sms: sms.sender,
            provider_events: sms.events,
            incoming_mail: None,
        };
        let http = HttpSettings { request_id_header: None, drain_seconds: 0 };
        let webhooks = sms.webhooks;
        serve::serve(Serving { state, outlets, webhooks, listener, metrics: None, http }).await
    }

    /// Creates the territory with its agendas, the external calendars and its history.
    async fn make(
        &self,
        ctx: &Context,
        folder: &DemoFolder,
        words: &Catalogue,
        out: &mut Output,
    ) -> Result<FoundTerritory, CliError> {
        let today = zone::to_local(chrono_tz::Tz::Europe__Paris, ctx.now()).date();
        let recipe =
            Recipe { professionals: usize::from(self.professionals), ..Recipe::new(self.seed, today) };
        let generated = generator::generate(&recipe);
        out.line(words.get(Key("demo-territory"), &[("name", Arg::from(&generated.document.name))])?);
        let id = actions::create_territory(ctx, &generated.document).await?;
        folder.record(id)?;
        for (what, count) in [
            (Key("demo-sites"), generated.document.sites.len()),
            (Key("demo-organisations"), generated.document.organisations.len()),
            (Key("demo-professionals"), generated.document.professionals.len()),
            (Key("demo-rooms"), generated.document.rooms.len()),
            (Key("demo-referrals"), generated.document.referrals.len()),
        ] {
            out.line(format!("  {}", words.get(what, &[("count", Arg::from(count))])?));
        }
        let which = TerritoryArgument { territory: None };
        let found = which.find(ctx).await?;
        calendars(ctx, &found, &generated, folder, words, out).await?;
        let label = words.get(Key("demo-history"), &[])?;
        let now = ctx.now();
        let tally =
            history::play(ctx, id, &generated, now, &mut |done, all| out.progress(&label, done, all)).await?;
        for (stage, count) in &tally.reached {
            out.line(format!("    {}", words.get(stage_key(*stage), &[("count", Arg::from(*count))])?));
        }
        // Messages of the history: those out of date are dropped, the rest goes to the outbox. The service would report
        // them as stuck otherwise.
        let mails = send_messages::run_all(ctx, &mailer(folder)?).await?;
        let texts = send_sms::run(ctx, &sms_outlet(folder).sender, || true).await?.looked_at;
        let settled = mails + texts;
        out.line(format!("  {}", words.get(Key("demo-settled"), &[("count", Arg::from(settled))])?));
        which.find(ctx).await
    }
}

/// Writes the external calendars to files, then imports them.
async fn calendars(
    ctx: &Context,
    found: &FoundTerritory,
    generated: &GeneratedTerritory,
    folder: &DemoFolder,
    words: &Catalogue,
    out: &mut Output,
) -> Result<(), CliError> {
    let label = words.get(Key("demo-calendars"), &[])?;
    let people = professionals::professionals(ctx.db.read(), found.id).await?;
    for (done, calendar) in (1..).zip(&generated.calendars) {
        let file = folder.calendars.join(format!("{}-{}.ics", calendar.professional, calendar.name));
        std::fs::write(&file, &calendar.text).map_err(CliError::io(file.display()))?;
        let owner = people.iter().find(|person| person.key == calendar.professional);
        let owner = owner.ok_or_else(|| CliError::said("a calendar of nobody"))?;
        let bytes = calendar.text.clone().into_bytes();
        let read = take_over(ctx, &found.snapshot.territory, owner, &calendar.name, bytes).await?;
        read.map_err(|problem| CliError::said(format!("{}: {problem}", file.display())))?;
        out.progress(&label, done, generated.calendars.len());
    }
    Ok(())
}

/// Prints the personal links of the referral just booked and of the oldest that still waits.
async fn message_links(
    ctx: &Context,
    found: &FoundTerritory,
    walked: ReferralId,
    words: &Catalogue,
    out: &mut Output,
) -> Result<(), CliError> {
    let kind = found.visit_type(Some(generator::JOINT))?;
    let mut waiting = None;
    for referral in referrals::waiting(ctx.db.read(), found.id).await? {
        let ask = SlotRequest::any(found.id, referral, kind, Mode::Onsite);
        if !actions::starts(ctx, &ask).await?.is_empty() {
            waiting = Some(referral);
            break;
        }
    }
    out.line("");
    for (key, referral) in [(Key("demo-link-booked"), Some(walked)), (Key("demo-link-waiting"), waiting)] {
        let Some(referral) = referral else { continue };
        let invited = actions::invite(ctx, found.id, referral, kind, LinkSet::Current).await?;
        let known = referrals::get(ctx.db.read(), found.id, referral).await?;
        let person = match known {
            Some(known) => referrals::beneficiary(ctx.db.read(), found.id, known.beneficiary).await?,
            None => None,
        };
        let born = person.and_then(|person| person.born_on);
        let born = born.map(|day| day.format("%d %m").to_string()).unwrap_or_default();
        out.line(words.get(key, &[("birthday", Arg::from(&born))])?);
        let url = ctx.links.as_ref().and_then(|links| links.public_url.as_ref());
        let path = choose_path(&Credential::Token(invited.token));
        out.line(format!("  {}", url.map_or(path.clone(), |url| url.to(&path))));
    }
    Ok(())
}

/// A token of the API for a day, with every scope.
fn token(ctx: &Context, found: &FoundTerritory, keys: &Keys) -> Result<String, CliError> {
    let grant = Grant { client: "demo".to_owned(), territory: found.id, scopes: Scope::ALL.into() };
    let token = keys.mint(&grant, ctx.now(), 86_400, ctx.new_id());
    token.map_err(|wrong| CliError::said(wrong.to_string()))
}

const fn stage_key(stage: Stage) -> Key {
    match stage {
        Stage::Waiting => Key("stage-waiting"),
        Stage::Offered => Key("stage-offered"),
        Stage::Held => Key("stage-held"),
        Stage::Closed => Key("stage-closed"),
        Stage::Booked => Key("stage-booked"),
        Stage::Moved => Key("stage-moved"),
        Stage::Cancelled => Key("stage-cancelled"),
        Stage::Attended => Key("stage-attended"),
        Stage::NoShow => Key("stage-no-show"),
    }
}

/// SMS are kept in the mail folder.
fn sms_outlet(folder: &DemoFolder) -> SmsOutlet {
    let gateway = Gateway::new(Provider::Folder(SmsFolder::new(&folder.outbox)), None, TEXTS_AT_ONCE);
    let (_, events) = EventSink::new(1);
    let sender = SmsSender { gateway, replies: Replies::Come, price: None };
    SmsOutlet { sender, events: ProviderEvents::new(events), webhooks: Vec::new() }
}

fn mailer(folder: &DemoFolder) -> Result<Mailer, CliError> {
    let wrong = |_| CliError::said("the demo's own address is wrong");
    let address = Address::parse("rendez-vous@unisson.example").map_err(wrong)?;
    let sender = Mailbox { name: "Vos rendez-vous".to_owned(), address };
    let host =
        HostName::parse("unisson.example").map_err(|_| CliError::said("the demo's own host is wrong"))?;
    Ok(Mailer {
        transport: Transport::Folder(MailFolder::new(&folder.outbox)),
        service: Service { from: sender.clone(), reply_to: sender, host, dkim: None, reads_returns: false },
    })
}
