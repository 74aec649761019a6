//! A browser without scripts: keeps cookies, follows a way on, fills in forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;
use unisson::web::api::Api;
use unisson::web::{self, Public, State};

use super::app::App;
use crate::flows::sending::mailer;

/// The pages of a replica.
pub fn pages(app: &App) -> Router {
    pages_with(app, Public::default())
}

/// As [`pages`], with the files that territories supply.
pub fn pages_with(app: &App, public: Public) -> Router {
    let sender = mailer(std::path::Path::new("")).service;
    web::router(State {
        ctx: app.ctx.clone(),
        mail_folder: None,
        api: Api::new(None, NonZeroU32::MIN),
        sender,
        public,
        sms_price: Some(450),
        sso: None,
    })
}

/// A browser. Cheap to clone: a clone is another window that shares nothing from then on.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: SocketAddr,
    cookies: BTreeMap<String, String>,
    language: &'static str,
    /// Where forms are said to come from.
    pub site: &'static str,
}

/// What a browser shows.
#[derive(Clone, Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    /// The path it stands under, after every way on.
    pub path: String,
}

impl Browser {
    /// A browser at an address of its own.
    pub fn new(router: &Router, number: u16) -> Self {
        let [high, low] = number.to_be_bytes();
        Self {
            router: router.clone(),
            address: SocketAddr::from(([192, 0, high, low], 40000)),
            cookies: BTreeMap::new(),
            language: "fr",
            site: "same-origin",
        }
    }

    /// A browser that asks for another language.
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// The cookies of another browser, as two tabs share them.
    pub fn sharing(mut self, other: &Self) -> Self {
        self.cookies.clone_from(&other.cookies);
        self
    }

    /// What proves a form of the back office to be of this browser; empty without a cookie of it.
    pub fn proof(&self) -> String {
        let key = unisson::keys::ServiceKey::new(&[7; unisson::keys::KEY_BYTES]);
        let secret = self.cookie("__Host-unisson-office").unwrap_or_default();
        key.name(unisson::keys::Purpose::Form, secret.as_bytes())
    }

    /// The cookie called `name`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.get(name).cloned()
    }

    /// Forgets every cookie.
    pub fn forgets(&mut self) {
        self.cookies.clear();
    }

    /// Asks for a page and follows every way on.
    pub async fn opens(&mut self, path: &str) -> Page {
        let page = self.asks(path).await;
        self.follows(page).await
    }

    /// Asks for a page as it is.
    pub async fn asks(&mut self, path: &str) -> Page {
        let request = self.request("GET", path).body(Body::empty()).unwrap();
        self.sends(path, request).await
    }

    /// Sends fields to a path as they are, and follows every way on.
    pub async fn posts(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.posts_only(path, fields).await;
        self.follows(page).await
    }

    /// Sends fields to a path as they are.
    pub async fn posts_only(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        let request = self
            .request("POST", path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", self.site)
            .header(header::ORIGIN, "null")
            .body(Body::from(body.join("&")))
            .unwrap();
        self.sends(path, request).await
    }

    /// Fills in the first form of a page that sends to a path with `to` in it, and follows every way on. Fields given
    /// replace those of the form; ticked and hidden ones are sent as they are.
    pub async fn fills(&mut self, page: &Page, to: &str, fields: &[(&str, &str)]) -> Page {
        let (action, mut all) = page.form(to);
        all.retain(|(name, _)| fields.iter().all(|(given, _)| given != name));
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let all: Vec<(&str, &str)> =
            all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.posts(&action, &all).await
    }

    async fn follows(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            if page.status != StatusCode::SEE_OTHER {
                return page;
            }
            let to = page.headers[header::LOCATION].to_str().unwrap().to_owned();
            page = self.asks(&to).await;
        }
        panic!("a way on that does not end: {}", page.path)
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder().method(method).uri(path).header(header::HOST, "rdv.exemple.fr");
        let request = request.header(header::ACCEPT_LANGUAGE, self.language);
        let request = request.extension(ConnectInfo(self.address));
        if cookies.is_empty() { request } else { request.header(header::COOKIE, cookies.join("; ")) }
    }

    async fn sends(&mut self, path: &str, request: Request<Body>) -> Page {
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        for line in head.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            assert!(
                line.contains("HttpOnly") && line.contains("Secure") && line.contains("SameSite=Lax"),
                "{line}"
            );
            let (name, value) = line.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        // A stream of events has no end to wait for.
        let is_stream =
            head.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream { Bytes::new() } else { body.collect().await.unwrap().to_bytes() };
        let text = String::from_utf8(body.to_vec()).unwrap();
        Page { status: head.status, headers: head.headers, text, path: path.to_owned() }
    }
}

impl Page {
    /// The title of its question.
    pub fn heading(&self) -> String {
        let from = self.text.find("<h1").unwrap_or_else(|| panic!("no heading: {}", self.text));
        let text = &self.text[from..];
        let text = &text[text.find('>').unwrap() + 1..text.find("</h1>").unwrap()];
        plain(text)
    }

    /// Its words, tags left out.
    pub fn words(&self) -> String {
        let main = &self.text[self.text.find("<main").unwrap_or(0)..];
        plain(main)
    }

    /// The values of the radio buttons called `name`.
    pub fn choices(&self, name: &str) -> Vec<String> {
        inputs(&self.text)
            .into_iter()
            .filter(|input| {
                attribute(input, "type") == Some("radio") && attribute(input, "name") == Some(name)
            })
            .map(|input| attribute(input, "value").unwrap().to_owned())
            .collect()
    }

    /// The address of the first form that sends to a path with `to` in it, and what it sends untouched.
    pub fn form(&self, to: &str) -> (String, Vec<(String, String)>) {
        let form = self
            .text
            .split("<form")
            .skip(1)
            .map(|form| form.split("</form>").next().unwrap())
            .find(|form| attribute(form, "action").is_some_and(|action| action.contains(to)))
            .unwrap_or_else(|| panic!("{}: no form to {to}", self.path));
        let sent = inputs(form)
            .into_iter()
            .filter(|input| match attribute(input, "type") {
                Some("radio" | "checkbox") => input.contains(" checked"),
                _ => true,
            })
            .filter_map(|input| {
                let name = attribute(input, "name")?;
                Some((name.to_owned(), decoded(attribute(input, "value").unwrap_or("on"))))
            })
            .collect();
        (decoded(attribute(form, "action").unwrap()), sent)
    }

    /// Fails unless the page says what is wrong with a field: the summary leads to `owner`, which is the field or its
    /// group, the error stands beside it, and the field is marked invalid and described by the error.
    pub fn names_error(&self, field: &str, owner: &str) {
        let text = &self.text;
        assert!(text.contains("role=\"alert\""), "{}: no summary", self.path);
        assert!(text.contains(&format!("href=\"#{owner}\"")), "the summary leads to {owner}: {text}");
        assert!(text.contains(&format!("id=\"{owner}-error\"")), "no error beside {owner}: {text}");
        let tag = text
            .split('<')
            .map(|tag| tag.split('>').next().unwrap())
            .find(|tag| attribute(tag, "id") == Some(field))
            .unwrap_or_else(|| panic!("{}: no field {field}", self.path));
        assert_eq!(attribute(tag, "aria-invalid"), Some("true"), "{tag}");
        let described = attribute(tag, "aria-describedby").unwrap_or_default();
        assert!(described.split(' ').any(|id| id == format!("{owner}-error")), "{tag}");
    }

    /// The address of the first link with `part` in it.
    pub fn link(&self, part: &str) -> Option<String> {
        let links = self.text.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
        links.map(decoded).find(|link| link.contains(part))
    }
}

fn inputs(text: &str) -> Vec<&str> {
    text.split("<input").skip(1).map(|input| input.split('>').next().unwrap()).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let start = format!(" {name}=\"");
    let from = tag.find(&start)? + start.len();
    tag[from..].split('"').next()
}

fn plain(html: &str) -> String {
    let mut words = String::new();
    let mut in_tag = false;
    for letter in html.chars() {
        match letter {
            '<' => in_tag = true,
            '>' => {
                in_tag = false;
                words.push(' ');
            }
            _ if !in_tag => words.push(letter),
            _ => {}
        }
    }
    decoded(&words.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn decoded(text: &str) -> String {
    text.replace("&#39;", "'")
        .replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// A text encoded for a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
