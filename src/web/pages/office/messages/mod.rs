//! What becomes of messages: numbers for those who answer for the territory, and what waits for somebody.

mod filter;
mod numbers;
mod waiting;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::MessageId;
use domain::notices::GivenUp;
use domain::rights::Action;
use uuid::Uuid;

use crate::actions::{self, Error};
use crate::store::deliveries;
use crate::store::messages::Message;
use crate::text::{Key, TextError};
use crate::web::State as App;
use crate::web::parts::alarms::alarms;
use crate::web::parts::denied::Denied;
use crate::web::parts::frame::{Frame, Tab, Wrong, show as show_page};
use crate::web::parts::messages::{Wall, given_up_key};
use crate::web::parts::posted::Posted;
use crate::web::parts::session::{OfficeForm, SignedIn};
use filter::{Asked, Choices, Filter};
use numbers::Numbers;
use waiting::Waiting;

#[derive(Template)]
#[template(path = "web/pages/office/messages.html")]
struct Page {
    frame: Frame,
    notice: Option<String>,
    wrong: Vec<Wrong>,
    choices: Choices,
    /// What forms send along, to come back to the same page.
    kept: Vec<(&'static str, String)>,
    /// None for whoever does not see the territory's.
    numbers: Option<Numbers>,
    /// None for whoever sees no single message.
    waiting: Option<Waiting>,
    reasons: Vec<(&'static str, String)>,
}

/// `GET /office/messages`
///
/// # Errors
/// [`Denied`].
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(asked): Query<Asked>,
) -> Result<Response, Denied> {
    let filter = Filter::of(&asked.period, &asked.channel, &asked.state, &asked.before);
    let notice = match asked.noted.as_str() {
        "retried" => Some(Key("messages-retried")),
        "dropped" => Some(Key("messages-dropped")),
        "already" => Some(Key("messages-already")),
        "overtaken" => Some(Key("messages-overtaken")),
        _ => None,
    };
    show_page(StatusCode::OK, &page(&app, &signed_in, filter, notice, None).await?)
}

/// The page; `wrong` is the message whose reason lacks.
async fn page(
    app: &App,
    signed_in: &SignedIn,
    filter: Filter,
    notice: Option<Key>,
    wrong: Option<MessageId>,
) -> Result<Page, Denied> {
    let (sees_numbers, sees_messages) =
        (signed_in.may_here(Action::SeeDeliveries), signed_in.may_here(Action::SeeMessages));
    if !sees_numbers {
        signed_in.must_here(Action::SeeMessages)?;
    }
    let mut frame = signed_in.frame(Some(Tab::Messages))?;
    let (territory, now) = (signed_in.actor.territory, app.ctx.now());
    let snapshot = app.ctx.pool.snapshot(&app.ctx.db, territory, now).await?.ok_or(Denied::Missing)?;
    let wall = Wall { zone: snapshot.territory.zone, now };
    frame.alarms = alarms(app, territory, wall).await?;
    let numbers =
        if sees_numbers { Some(Numbers::of(app, &frame, territory, filter, wall).await?) } else { None };
    let waiting = if sees_messages {
        Some(Waiting::of(app, signed_in, &frame, filter, wall, wrong).await?)
    } else {
        None
    };
    let mut errors = Vec::new();
    if wrong.is_some() {
        errors.push(Wrong { field: "why", text: frame.say(Key("messages-drop-wrong"))? });
    }
    let reasons = GivenUp::ALL
        .into_iter()
        .map(|why| Ok((why.word(), frame.say(given_up_key(why))?)))
        .collect::<Result<_, TextError>>()?;
    Ok(Page {
        notice: notice.map(|key| frame.say(key)).transpose()?,
        wrong: errors,
        choices: Choices::of(filter, &frame)?,
        kept: filter.kept(),
        numbers,
        waiting,
        reasons,
        frame,
    })
}

/// The message of an address, to which they may do `action`.
async fn found(app: &App, signed_in: &SignedIn, id: &str, action: Action) -> Result<Message, Denied> {
    let id: Uuid = id.parse().map_err(|_| Denied::Missing)?;
    let territory = signed_in.actor.territory;
    let message =
        deliveries::one(app.ctx.db.read(), territory, MessageId(id)).await?.ok_or(Denied::Missing)?;
    let things = waiting::things(app, territory, std::slice::from_ref(&message)).await?;
    let thing = things.get(&message.id).ok_or(Denied::Missing)?;
    signed_in.must(action, thing)?;
    Ok(message)
}

/// `POST /office/messages/{message}/retry`
///
/// # Errors
/// [`Denied`].
pub async fn retry(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, Denied> {
    let message = found(&app, &signed_in, &id, Action::RetryMessage).await?;
    let done = actions::retry_message(&app.ctx, signed_in.actor.territory, message.id).await;
    answer(done, "retried", &posted)
}

/// `POST /office/messages/{message}/drop`
///
/// # Errors
/// [`Denied`].
pub async fn give_up(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, Denied> {
    let message = found(&app, &signed_in, &id, Action::DropMessage).await?;
    match GivenUp::from_word(posted.one("why")) {
        Some(why) => {
            let done = actions::drop_message(&app.ctx, signed_in.actor.territory, message.id, why).await;
            answer(done, "dropped", &posted)
        }
        None if message.status.is_stuck() => {
            let page = page(&app, &signed_in, Filter::posted(&posted), None, Some(message.id)).await?;
            show_page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        // Somebody else has decided meanwhile: there is nothing left to give a reason for.
        None => answer(Err(Error::MessageNotStuck), "dropped", &posted),
    }
}

/// Back to the page with what was done; the same sent twice was done once.
fn answer(done: Result<(), Error>, word: &str, posted: &Posted) -> Result<Response, Denied> {
    let noted = match done {
        Ok(()) => word,
        Err(Error::MessageNotStuck) => "already",
        Err(Error::MessageOvertaken) => "overtaken",
        Err(other) => return Err(other.into()),
    };
    let to = Filter::posted(posted).address(&[("noted", noted)]);
    Ok(Redirect::to(&to).into_response())
}
