//! `unisson demo`: a made-up territory, one referral walked through, then the running service.

mod day;
pub mod generator;
pub mod history;
mod place;

use std::path::PathBuf;

use clap::Args;
use domain::channel::Channel;
use domain::credentials::Credential;
use domain::ids::{AppointmentId, ReferralId};
use domain::visit::Mode;
use domain::zone;

use super::error::CliError;
use super::offer::say;
use super::serve;
use super::token;
use crate::actions::{self, Ask, Explain, LinkSet};
use crate::adapters::mail::{MailFolder, Transport};
use crate::adapters::sms::{EventSink, Gateway, Provider, SmsFolder};
use crate::cli::lookup::{FoundTerritory, TerritoryArgument};
use crate::cli::output::Out;
use crate::cli::waiting_time;
use crate::clock::{Clock, RandomSource};
use crate::config::{FrontSettings, Line, ListenSettings, TokenSettings};
use crate::context::Context;
use crate::formats::email::Service;
use crate::formats::mail_address::{Address, HostName, Mailbox};
use crate::jobs::send_messages::{self, Mailer};
use crate::jobs::send_sms::{Replies, Texter};
use crate::keys::{LinkSigner, PublicUrl, ServiceKey, choose_path};
use crate::store::messages::{self, Status};
use crate::store::professionals;
use crate::store::waiting_time::Filter;
use crate::store::{Db, referrals};
use crate::text::{Arg, Catalogue, Key};
use crate::web;
use crate::web::api::token::{Grant, Keys, Scope};
use crate::web::api::{Api, take_over};
use crate::web::layout::messages as shown;
use crate::web::layout::messages::Wall;
use generator::{Made, Recipe, Stage};

/// How the demo is made.
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

/// Enough for anybody who tries the demo by hand.
const CALLS_PER_MINUTE: std::num::NonZeroU32 = std::num::NonZeroU32::new(1_200).unwrap();

/// How many short messages are kept at once.
const TEXTS_AT_ONCE: usize = 10;

impl Demo {
    /// Makes the territory, walks one referral through, serves.
    ///
    /// # Errors
    /// [`CliError`] of the first step that fails.
    pub async fn run(self, out: &mut Out) -> Result<(), CliError> {
        let words = Catalogue::french()?;
        // First of all, so that a port in use is known before the work and not after it.
        let listener =
            if self.no_serve { None } else { Some(serve::bind("--listen", self.listen.listen).await?) };
        let place = place::prepare(&self.dir)?;
        let db = Db::open(&place.database_url()).await?;
        db.migrate().await?;
        let mut links = LinkSigner::with_key(ServiceKey::new(&RandomSource::fair().bytes()));
        links.public_url = listener
            .as_ref()
            .and_then(|listener| listener.local_addr().ok())
            .and_then(|address| PublicUrl::parse(&format!("http://{address}")).ok());
        let ctx = Context::new(db, Clock::System, RandomSource::seeded(self.seed)).with_links(Some(links));
        let found = self.make(&ctx, &place, words, out).await?;
        let mailer = mailer(&place)?;
        let walked = walk(&ctx, &found, &mailer, &place, words, out).await?;
        out.line("");
        waiting_time::say(&ctx, &found, Filter::default(), Some(&self.dir.join("attente.svg")), out).await?;
        let Some(listener) = listener else { return Ok(()) };
        message_links(&ctx, &found, walked, words, out).await?;
        day::begin(&ctx, &found, words, out).await?;
        let address = listener.local_addr().map_err(CliError::io("listen"))?;
        out.line("");
        out.line(words.get(Key("demo-serving"), &[])?);
        for path in [web::HOME, web::OUTBOX, web::READY] {
            out.line(format!("  http://{address}{path}"));
        }
        token::write_key(&RandomSource::fair(), &place.token_key)?;
        let tokens = TokenSettings { token_key_file: Some(place.token_key.clone()) };
        let keys = tokens.keys()?.ok_or_else(|| CliError::said("the demo's key is gone"))?;
        out.line(words.get(Key("demo-api"), &[])?);
        out.line(format!(
            "  curl -H 'Authorization: Bearer {}' http://{address}{}",
            pass(&ctx, &found, &keys)?,
            web::TERRITORY
        ));
        out.line(words.get(Key("demo-stop"), &[])?);
        let api = Api::new(Some(keys), CALLS_PER_MINUTE);
        let sender = mailer.service.clone();
        let line = line(&place);
        let state = web::State {
            ctx,
            mail_folder: Some(place.outbox),
            api,
            sender,
            public: web::Public::default(),
            sms_price: line.texter.price,
            sso: None,
        };
        let front = FrontSettings { request_id_header: None, drain_seconds: 0 };
        serve::serve(state, mailer, line, listener, front, None).await
    }

    /// The territory with its agendas, the calendars kept elsewhere, and what has happened so far.
    async fn make(
        &self,
        ctx: &Context,
        place: &place::DemoFolder,
        words: &Catalogue,
        out: &mut Out,
    ) -> Result<FoundTerritory, CliError> {
        let today = zone::to_local(chrono_tz::Tz::Europe__Paris, ctx.now()).date();
        let recipe =
            Recipe { professionals: usize::from(self.professionals), ..Recipe::new(self.seed, today) };
        let made = generator::make(&recipe);
        out.line(words.get(Key("demo-territory"), &[("name", Arg::from(&made.blueprint.name))])?);
        let id = actions::create_territory(ctx, &made.blueprint).await?;
        for (what, count) in [
            (Key("demo-sites"), made.blueprint.sites.len()),
            (Key("demo-organisations"), made.blueprint.organisations.len()),
            (Key("demo-professionals"), made.blueprint.professionals.len()),
            (Key("demo-rooms"), made.blueprint.rooms.len()),
            (Key("demo-referrals"), made.blueprint.referrals.len()),
        ] {
            let count = u32::try_from(count).unwrap_or(u32::MAX);
            out.line(format!("  {}", words.get(what, &[("count", Arg::Count(count))])?));
        }
        let which = TerritoryArgument { territory: None };
        let found = which.find(ctx).await?;
        calendars(ctx, &found, &made, place, words, out).await?;
        let label = words.get(Key("demo-history"), &[])?;
        let now = ctx.now();
        let tally =
            history::live(ctx, id, &made, now, &mut |done, all| out.progress(&label, done, all)).await?;
        for (stage, count) in &tally.reached {
            let count = u32::try_from(*count).unwrap_or(u32::MAX);
            out.line(format!("    {}", words.get(stage_key(*stage), &[("count", Arg::Count(count))])?));
        }
        // What the past wrote is settled before the walk begins: nobody is told of what is over.
        let settled = send_messages::run_all(ctx, &mailer(place)?).await?;
        let settled = u32::try_from(settled).unwrap_or(u32::MAX);
        out.line(format!("  {}", words.get(Key("demo-settled"), &[("count", Arg::Count(settled))])?));
        which.find(ctx).await
    }
}

/// Writes the foreign calendars to files, then reads them as anybody's would be.
async fn calendars(
    ctx: &Context,
    found: &FoundTerritory,
    made: &Made,
    place: &place::DemoFolder,
    words: &Catalogue,
    out: &mut Out,
) -> Result<(), CliError> {
    let label = words.get(Key("demo-calendars"), &[])?;
    let people = professionals::professionals(ctx.db.read(), found.id).await?;
    for (done, calendar) in (1..).zip(&made.calendars) {
        let file = place.calendars.join(format!("{}-{}.ics", calendar.professional, calendar.name));
        std::fs::write(&file, &calendar.text).map_err(CliError::io(file.display()))?;
        let owner = people.iter().find(|person| person.key == calendar.professional);
        let owner = owner.ok_or_else(|| CliError::said("a calendar of nobody"))?;
        let bytes = calendar.text.clone().into_bytes();
        let read = take_over(ctx, &found.snapshot.territory, owner, &calendar.name, bytes).await?;
        read.map_err(|problem| CliError::said(format!("{}: {problem}", file.display())))?;
        out.progress(&label, done, made.calendars.len());
    }
    Ok(())
}

/// The links by which a newcomer can be the person just booked, and the one who has waited longest since.
async fn message_links(
    ctx: &Context,
    found: &FoundTerritory,
    walked: ReferralId,
    words: &Catalogue,
    out: &mut Out,
) -> Result<(), CliError> {
    let kind = found.visit_type(Some(generator::JOINT))?;
    let mut waiting = None;
    for referral in referrals::waiting(ctx.db.read(), found.id).await? {
        let ask = Ask::any(found.id, referral, kind, Mode::Onsite);
        if !actions::starts(ctx, &ask).await?.is_empty() {
            waiting = Some(referral);
            break;
        }
    }
    out.line("");
    for (key, referral) in [(Key("demo-link-booked"), Some(walked)), (Key("demo-link-waiting"), waiting)] {
        let Some(referral) = referral else { continue };
        let invited = actions::invite(ctx, found.id, referral, kind, LinkSet::DeliveryContext).await?;
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

/// One referral: offers, why not earlier, hold, booking, invitations. Says which.
async fn walk(
    ctx: &Context,
    found: &FoundTerritory,
    mailer: &Mailer,
    place: &place::DemoFolder,
    words: &Catalogue,
    out: &mut Out,
) -> Result<ReferralId, CliError> {
    let nobody = || CliError::said("nobody who waits can be offered anything: take another --seed");
    let waiting = referrals::waiting(ctx.db.read(), found.id).await?;
    let kind = found.visit_type(Some(generator::JOINT))?;
    // The one who has waited longest, unless the interpreter they need is taken for the whole horizon.
    let mut chosen = None;
    for referral in &waiting {
        let ask = Ask::any(found.id, *referral, kind, Mode::Onsite);
        if !actions::starts(ctx, &ask).await?.is_empty() {
            chosen = Some((*referral, ask));
            break;
        }
    }
    let (referral, ask) = chosen.ok_or_else(nobody)?;
    let known = referrals::get(ctx.db.read(), found.id, referral).await?.ok_or_else(nobody)?;
    out.line("");
    let waiting = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
    let received = crate::text::dates::day_long(known.received_on);
    out.line(words.get(
        Key("demo-referral"),
        &[("key", Arg::from(&known.key)), ("received", Arg::from(&received)), ("count", Arg::Count(waiting))],
    )?);
    let answer = actions::offer(ctx, &ask, Explain::Yes).await?;
    say(ctx, found, &answer, out).await?;
    let first = answer.offers.first().ok_or_else(nobody)?;
    let wanted =
        actions::Hold { start: first.start, site: first.site, minutes: domain::time::Minutes(10), ask };
    let held = actions::hold(ctx, &wanted, None).await?;
    out.line("");
    let ends =
        crate::text::dates::time_long(zone::to_local(found.snapshot.territory.zone, held.ends_at).time());
    out.line(words.get(Key("demo-held"), &[("until", Arg::from(&ends))])?);
    let booked = actions::book(ctx, found.id, held.appointment, None).await?;
    let id = booked.appointment.to_string();
    out.line(words.get(Key("demo-booked"), &[("id", Arg::from(&id))])?);
    send_messages::run_all(ctx, mailer).await?;
    written(ctx, found, booked.appointment, place, words, out).await?;
    Ok(referral)
}

/// A token for a day, for everything.
fn pass(ctx: &Context, found: &FoundTerritory, keys: &Keys) -> Result<String, CliError> {
    let grant = Grant { client: "demo".to_owned(), territory: found.id, scopes: Scope::ALL.into() };
    let token = keys.mint(&grant, ctx.now(), 86_400, ctx.new_id());
    token.map_err(|wrong| CliError::said(wrong.to_string()))
}

/// The mails of the booking, by path.
async fn written(
    ctx: &Context,
    found: &FoundTerritory,
    appointment: AppointmentId,
    place: &place::DemoFolder,
    words: &Catalogue,
    out: &mut Out,
) -> Result<(), CliError> {
    let messages = messages::about(ctx.db.read(), found.id, appointment).await?;
    let count = u32::try_from(messages.len()).unwrap_or(u32::MAX);
    out.line(words.get(Key("demo-mails"), &[("count", Arg::Count(count))])?);
    let wall = Wall { zone: found.snapshot.territory.zone, now: ctx.now() };
    for message in &messages {
        let path = place.outbox.join(format!("{}.eml", message.id));
        let has_file = message.status == Status::Sent && message.channel == Channel::Mail;
        let line = match &message.problem {
            _ if has_file => path.display().to_string(),
            Some(problem) => shown::why(problem, words)?.unwrap_or_else(|| problem.clone()),
            None => shown::life(message, wall, words)?,
        };
        let channel = words.get(shown::channel_key(message.channel), &[])?;
        out.line(format!("  {} ({channel}) : {line}", shown::kind(message, words)?));
        if message.status == Status::Failed || (has_file && !path.exists()) {
            return Err(CliError::said(format!("{}: the mail was not written", path.display())));
        }
    }
    Ok(())
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

/// Short messages stay in the folder of mails.
fn line(place: &place::DemoFolder) -> Line {
    let gateway = Gateway::new(Provider::Folder(SmsFolder::new(&place.outbox)), None, TEXTS_AT_ONCE);
    let (_, brought) = EventSink::new(1);
    Line { texter: Texter { gateway, replies: Replies::Come, price: None }, brought, callbacks: Vec::new() }
}

fn mailer(place: &place::DemoFolder) -> Result<Mailer, CliError> {
    let wrong = |_| CliError::said("the demo's own address is wrong");
    let address = Address::parse("rendez-vous@unisson.example").map_err(wrong)?;
    let sender = Mailbox { name: "Vos rendez-vous".to_owned(), address };
    let host =
        HostName::parse("unisson.example").map_err(|_| CliError::said("the demo's own host is wrong"))?;
    Ok(Mailer {
        transport: Transport::Folder(MailFolder::new(&place.outbox)),
        service: Service { from: sender.clone(), reply_to: sender, host, dkim: None, reads_returns: false },
    })
}
