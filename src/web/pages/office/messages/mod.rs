//! What became of messages: figures of the territory, and messages that need a decision.

mod filter;
mod numbers;
mod waiting;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use domain::ids::MessageId;
use domain::notifications::AbandonReason;
use domain::rights::Action;
use uuid::Uuid;

use crate::actions::{self, MessageError};
use crate::store::message_statistics;
use crate::store::messages::Message;
use crate::text::{Key, TextError};
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_session::{OfficeForm, SignedIn};
use crate::web::layout::alarms::alarms;
use crate::web::layout::form::FieldError;
use crate::web::layout::messages::{Wall, given_up_key};
use crate::web::layout::office_layout::{OfficeLayout, Tab};
use crate::web::pages::office::answer::show as show_page;
use crate::web::state::State as App;
use filter::{Choices, Filter, MessagesQuery};
use numbers::Numbers;
use waiting::Waiting;

#[derive(Template)]
#[template(path = "web/pages/office/messages.html")]
struct Page {
    layout: OfficeLayout,
    notice: Option<String>,
    wrong: Vec<FieldError>,
    choices: Choices,
    /// What forms send along, to come back to the same page.
    kept: Vec<(&'static str, String)>,
    /// None for members who do not see those of the territory.
    numbers: Option<Numbers>,
    /// None for members who may not see single messages.
    waiting: Option<Waiting>,
    reasons: Vec<(&'static str, String)>,
}

/// `GET /office/messages`
///
/// # Errors
/// [`OfficeError`].
pub async fn show(
    State(app): State<App>,
    signed_in: SignedIn,
    Query(asked): Query<MessagesQuery>,
) -> Result<Response, OfficeError> {
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
) -> Result<Page, OfficeError> {
    let (sees_numbers, sees_messages) =
        (signed_in.may_here(Action::SeeDeliveries), signed_in.may_here(Action::SeeMessages));
    if !sees_numbers {
        signed_in.must_here(Action::SeeMessages)?;
    }
    let mut layout = signed_in.layout(Some(Tab::Messages))?;
    let (territory, now) = (signed_in.actor.territory, app.ctx.now());
    let snapshot =
        app.ctx.agendas.snapshot(&app.ctx.db, territory, now).await?.ok_or(OfficeError::Missing)?;
    let wall = Wall { zone: snapshot.territory.zone, now };
    layout.alarms = alarms(app, territory, wall).await?;
    let numbers =
        if sees_numbers { Some(Numbers::of(app, &layout, territory, filter, wall).await?) } else { None };
    let waiting = if sees_messages {
        Some(Waiting::of(app, signed_in, &layout, filter, wall, wrong).await?)
    } else {
        None
    };
    let mut errors = Vec::new();
    if wrong.is_some() {
        errors.push(FieldError { field: "why", text: layout.say(Key("messages-drop-wrong"))? });
    }
    let reasons = AbandonReason::ALL
        .into_iter()
        .map(|why| Ok((why.word(), layout.say(given_up_key(why))?)))
        .collect::<Result<_, TextError>>()?;
    Ok(Page {
        notice: notice.map(|key| layout.say(key)).transpose()?,
        wrong: errors,
        choices: Choices::of(filter, &layout)?,
        kept: filter.kept(),
        numbers,
        waiting,
        reasons,
        layout,
    })
}

/// The message of an address, to which they may do `action`.
async fn found(app: &App, signed_in: &SignedIn, id: &str, action: Action) -> Result<Message, OfficeError> {
    let id: Uuid = id.parse().map_err(|_| OfficeError::Missing)?;
    let territory = signed_in.actor.territory;
    let message = message_statistics::one(app.ctx.db.read(), territory, MessageId(id))
        .await?
        .ok_or(OfficeError::Missing)?;
    let things = waiting::things(app, territory, std::slice::from_ref(&message)).await?;
    let thing = things.get(&message.id).ok_or(OfficeError::Missing)?;
    signed_in.must(action, thing)?;
    Ok(message)
}

/// `POST /office/messages/{message}/retry`
///
/// # Errors
/// [`OfficeError`].
pub async fn retry(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, OfficeError> {
    let message = found(&app, &signed_in, &id, Action::RetryMessage).await?;
    let done = actions::retry_message(&app.ctx, signed_in.actor.territory, message.id).await;
    answer(done, "retried", &posted)
}

/// `POST /office/messages/{message}/drop`
///
/// # Errors
/// [`OfficeError`].
pub async fn give_up(
    State(app): State<App>,
    signed_in: SignedIn,
    Path(id): Path<String>,
    OfficeForm(posted): OfficeForm,
) -> Result<Response, OfficeError> {
    let message = found(&app, &signed_in, &id, Action::DropMessage).await?;
    match AbandonReason::from_word(posted.one("why")) {
        Some(why) => {
            let done = actions::drop_message(&app.ctx, signed_in.actor.territory, message.id, why).await;
            answer(done, "dropped", &posted)
        }
        None if message.status.is_stuck() => {
            let page = page(&app, &signed_in, Filter::posted(&posted), None, Some(message.id)).await?;
            show_page(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        // Somebody else has decided meanwhile: there is nothing left to give a reason for.
        None => answer(Err(MessageError::NotStuck), "dropped", &posted),
    }
}

/// Back to the page with what was done; the same sent twice was done once.
fn answer(done: Result<(), MessageError>, word: &str, posted: &PostedForm) -> Result<Response, OfficeError> {
    let noted = match done {
        Ok(()) => word,
        Err(MessageError::NotStuck) => "already",
        Err(MessageError::Overtaken) => "overtaken",
        Err(other) => return Err(other.into()),
    };
    let to = Filter::posted(posted).address(&[("noted", noted)]);
    Ok(Redirect::to(&to).into_response())
}
