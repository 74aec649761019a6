//! The API from outside: the router itself, asked as a partner system would.

mod authorization;
mod booking;
mod idempotency;
mod openapi;
mod referral_import;
mod refusals;
mod waiting;

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use domain::ids::TerritoryId;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use unisson::web::api::Api;
use unisson::web::api::token::{Grant, Keys, Scope};
use unisson::web::{self, State};

use crate::flows::sending::mailer;
use crate::support::app::App;
use crate::support::territory::DIAGNOSTIC;

/// More calls than any test makes.
const MANY: NonZeroU32 = NonZeroU32::new(100_000).unwrap();

/// The key of the tests' tokens.
pub fn keys() -> Keys {
    Keys::parse(&Keys::line(&[7; 32])).unwrap()
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    /// The body, which must be JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The word of a refusal, which must be problem details of the answer's own status.
    pub fn problem(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text);
        let body = self.json();
        assert_eq!(body["status"], self.status.as_u16(), "{body}");
        assert!(body["detail"].as_str().is_some_and(|detail| detail.len() > 5), "{body}");
        body["type"].as_str().unwrap().strip_prefix("urn:unisson:problem:").unwrap().to_owned()
    }

    /// The names of the fields that are wrong.
    pub fn wrong_fields(&self) -> Vec<String> {
        let body = self.json();
        let errors = body["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect()
    }
}

/// A partner system. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Partner {
    router: Router,
    token: Option<String>,
}

impl App {
    /// A partner system of this territory that may do everything.
    pub fn partner(&self) -> Partner {
        self.partner_of(self.territory, Scope::ALL.into())
    }

    /// A caller with a token for any territory and scopes.
    pub fn partner_of(&self, territory: TerritoryId, scopes: BTreeSet<Scope>) -> Partner {
        let grant = Grant { client: "caf".to_owned(), territory, scopes };
        let token = keys().mint(&grant, self.ctx.now(), 3600, self.ctx.new_id()).unwrap();
        Partner { router: self.service(MANY), token: Some(token) }
    }

    /// A caller with that text for a token.
    pub fn stranger(&self, token: Option<&str>) -> Partner {
        Partner { router: self.service(MANY), token: token.map(str::to_owned) }
    }

    /// The service, with so many calls a minute for each client.
    pub fn service(&self, calls: NonZeroU32) -> Router {
        let api = Api::new(Some(keys()), calls);
        let sender = mailer(std::path::Path::new("")).service;
        web::router(State {
            ctx: self.ctx.clone(),
            mail_folder: None,
            api,
            sender,
            public: web::Public::default(),
            sms_price: None,
            sso: None,
        })
    }
}

impl Partner {
    /// The same caller at another service.
    #[must_use]
    pub fn at(&self, router: Router) -> Self {
        Self { router, token: self.token.clone() }
    }

    /// Sends a request with these headers and this body.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = &self.token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        let text = String::from_utf8(body.to_vec()).unwrap();
        Answer { status: head.status, headers: head.headers, text }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], Body::empty()).await
    }

    async fn with_json(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &Value) -> Answer {
        let mut all = vec![("content-type", "application/json")];
        all.extend_from_slice(headers);
        self.send(method, path, &all, Body::from(body.to_string())).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.with_json(Method::POST, path, &[], body).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.with_json(Method::PUT, path, &[], body).await
    }

    /// A POST under an idempotency key.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.with_json(Method::POST, path, &[("idempotency-key", key)], body).await
    }

    /// A PATCH of the version that was read.
    pub async fn patch(&self, path: &str, version: &str, body: &Value) -> Answer {
        self.with_json(Method::PATCH, path, &[("if-match", version)], body).await
    }

    /// Searches for a referral; all sites, on site, any day.
    pub async fn search(&self, referral: &str) -> Answer {
        self.post("/v1/joint-availability", &json!({"visit_type": DIAGNOSTIC, "referral": referral})).await
    }

    /// The hold token of the first offer for a referral.
    pub async fn first_token(&self, referral: &str) -> String {
        let found = self.search(referral).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text);
        found.json()["offers"][0]["hold_token"].as_str().unwrap().to_owned()
    }

    /// Holds the first offer for a referral.
    pub async fn holds_the_first(&self, referral: &str) -> String {
        let token = self.first_token(referral).await;
        let held = self.post_once("/v1/holds", referral, &json!({"hold_token": token})).await;
        assert_eq!(held.status, StatusCode::CREATED, "{}", held.text);
        held.json()["id"].as_str().unwrap().to_owned()
    }

    /// Holds and books the first offer for a referral.
    pub async fn books_the_first(&self, referral: &str) -> String {
        let id = self.holds_the_first(referral).await;
        let booked =
            self.post_once("/v1/appointments", &format!("{referral} book"), &json!({"hold": id})).await;
        assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.text);
        id
    }
}
