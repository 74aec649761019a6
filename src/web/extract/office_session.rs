//! The session of a member of the back office: who they are, and what they may do.

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::Method;
use axum::http::request::Parts;
use domain::rights::{AccessTarget, Action, Actor, TargetKind, may};

use crate::actions::{self, Present};
use crate::keys::Purpose;
use crate::store::territories;
use crate::web::errors::office_error::OfficeError;
use crate::web::extract::form::PostedForm;
use crate::web::extract::office_cookie;
use crate::web::layout::office_layout::{Member, OfficeLayout, Tab};
use crate::web::routes;
use crate::web::state::State as App;

/// Longest address that a member is sent on to after signing in.
const LONGEST_NEXT: usize = 300;

/// A member who is signed in. A page that takes it is closed to everybody else: a GET leads to signing in and from there
/// back to the page, anything else is answered 401.
pub struct SignedIn {
    /// What they may do.
    pub actor: Actor,
    /// Who, and by which session.
    pub present: Present,
    /// The name of their territory.
    pub territory_name: String,
    form: String,
}

impl SignedIn {
    /// Goes on only when they may do `action` to `thing`.
    ///
    /// # Errors
    /// [`OfficeError::NotAllowed`] for the territory as a whole, which everybody knows to be there; [`OfficeError::Missing`] for
    /// anything else: an answer does not reveal what exists.
    pub fn must(&self, action: Action, thing: &AccessTarget) -> Result<(), OfficeError> {
        match (may(&self.actor, action, thing), &thing.kind) {
            (true, _) => Ok(()),
            (false, TargetKind::Territory) if thing.territory == self.actor.territory => {
                Err(OfficeError::NotAllowed)
            }
            (false, _) => Err(OfficeError::Missing),
        }
    }

    /// As [`SignedIn::must`], of their territory as a whole: for a page.
    ///
    /// # Errors
    /// [`OfficeError::NotAllowed`].
    pub fn must_here(&self, action: Action) -> Result<(), OfficeError> {
        self.must(action, &AccessTarget::of_territory(self.actor.territory))
    }

    /// True when they may do `action` in their territory.
    #[must_use]
    pub fn may_here(&self, action: Action) -> bool {
        may(&self.actor, action, &AccessTarget::of_territory(self.actor.territory))
    }

    /// The frame of a page of theirs; `current` is the tab it belongs to.
    ///
    /// # Errors
    /// [`OfficeError::Broken`].
    pub fn layout(&self, current: Option<Tab>) -> Result<OfficeLayout, OfficeError> {
        let member = Member {
            actor: &self.actor,
            name: &self.present.account.name,
            territory_name: &self.territory_name,
            form: &self.form,
        };
        Ok(OfficeLayout::signed_in(&member, current)?)
    }

    /// Proves that a form is of this session: the value of its hidden field `form`.
    #[must_use]
    pub fn form(&self) -> &str {
        &self.form
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = OfficeError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, OfficeError> {
        let stranger = || match parts.method {
            Method::GET | Method::HEAD => {
                OfficeError::SignInFirst(parts.uri.path_and_query().map(ToString::to_string))
            }
            _ => OfficeError::SessionOver,
        };
        let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
        let secret = office_cookie::read(&parts.headers, Some(links)).ok_or_else(stranger)?;
        let present = actions::signed_in(&app.ctx, &secret).await?.ok_or_else(stranger)?;
        let all = territories::list(app.ctx.db.read()).await?;
        let own = all.into_iter().find(|(id, ..)| *id == present.actor.territory);
        let Some((.., territory_name)) = own else {
            tracing::error!(territory = %present.actor.territory, "an account is of a territory that is not there");
            return Err(OfficeError::Broken);
        };
        Ok(Self {
            actor: present.actor.clone(),
            territory_name,
            form: links.key.name(Purpose::Form, secret.as_bytes()),
            present,
        })
    }
}

/// A form of the back office, made for the browser that sends it.
pub struct OfficeForm(pub PostedForm);

impl FromRequest<App> for OfficeForm {
    type Rejection = OfficeError;

    async fn from_request(request: Request, app: &App) -> Result<Self, OfficeError> {
        let links = app.ctx.links.as_ref().ok_or(OfficeError::Broken)?;
        let secret = office_cookie::read(request.headers(), Some(links)).ok_or(OfficeError::SessionOver)?;
        Ok(Self(PostedForm::of(request, app, &secret).await?))
    }
}

/// The address in `next`, when it is one of ours: a path, no other host, nothing that a header could not hold.
#[must_use]
pub fn next(next: &str) -> &str {
    let ours = next.starts_with('/') && !next.starts_with("//") && !next.starts_with("/\\");
    let plain = next.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if ours && plain && next.len() <= LONGEST_NEXT { next } else { routes::OFFICE }
}

#[cfg(test)]
mod tests {
    use crate::web::extract::office_session::*;

    #[test]
    fn nobody_is_sent_elsewhere_after_signing_in() {
        assert_eq!(next("/office/accounts?page=2"), "/office/accounts?page=2");
        for wrong in [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/a\r\nSet-Cookie: x",
            "/é",
            "office",
        ] {
            assert_eq!(next(wrong), routes::OFFICE, "{wrong}");
        }
        assert_eq!(next(&format!("/{}", "a".repeat(400))), routes::OFFICE);
    }
}
