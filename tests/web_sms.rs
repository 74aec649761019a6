//! Providers of short messages on the web: what they are asked, what their answers mean, and how they call back.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::secret::Secret;
use domain::sms::{PhoneNumber, ReceiptStatus, SenderId};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tower::ServiceExt;
use unisson::adapters::sms::http::{Brevo, Described, Ovh, Web, WebProvider};
use unisson::adapters::sms::{Cause, Gateway, Outcome, Provider, SmsFolder};
use unisson::formats::sms::OutgoingSms;
use unisson::formats::sms::provider_event::{ProviderEvent, Receipt};
use unisson::formats::sms::provider_webhooks::ProviderWebhooks;
use unisson::keys::provider_webhook_path;

use crate::smpp::sms;
use crate::support::database::{TestDb, play};

/// A call that a provider got.
#[derive(Clone, Debug)]
struct Got {
    path: String,
    headers: HeaderMap,
    body: Value,
    raw: String,
}

type Calls = Arc<Mutex<Vec<Got>>>;

/// A provider on this machine that answers everything alike.
async fn provider(
    status: u16,
    answer: Value,
    headers: &'static [(&'static str, &'static str)],
) -> (String, Calls) {
    let calls = Calls::default();
    let kept = Arc::clone(&calls);
    let answer = move |State(calls): State<Calls>, _: Method, uri: Uri, got: HeaderMap, body: Bytes| async move {
        let raw = String::from_utf8(body.to_vec()).unwrap();
        let body = serde_json::from_str(&raw).unwrap_or_default();
        calls.lock().unwrap().push(Got { path: uri.to_string(), headers: got, body, raw });
        let mut response: Response =
            (StatusCode::from_u16(status).unwrap(), answer.to_string()).into_response();
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        response
    };
    let router = Router::new().fallback(answer).with_state(kept);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    (format!("http://{address}"), calls)
}

fn ovh(endpoint: &str) -> WebProvider {
    WebProvider::Ovh(Ovh {
        endpoint: endpoint.to_owned(),
        service: "sms-ab1-1".to_owned(),
        application_key: "the-key".to_owned(),
        application_secret: Secret::new("the-secret"),
        consumer_key: Secret::new("the-consumer"),
    })
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

async fn sent(kind: WebProvider, sender: Option<&str>, sms: &OutgoingSms) -> Outcome {
    let sender = sender.map(|sender| SenderId::parse(sender).unwrap());
    Web::new(kind, sender).unwrap().send(sms, now()).await
}

#[tokio::test]
async fn ovh_is_asked_with_a_signature_and_without_a_stop_clause() {
    let answer = json!({"ids": [260_001], "validReceivers": ["+33612345678"], "invalidReceivers": []});
    let (url, calls) = provider(200, answer, &[]).await;
    let outcome = sent(ovh(&url), Some("DEPT99"), &sms(1, "RDV à 9h")).await;
    assert_eq!(outcome, Outcome::Accepted { provider: "ovh", references: vec!["260001".to_owned()] });
    let call = calls.lock().unwrap()[0].clone();
    assert_eq!(call.path, "/sms/sms-ab1-1/jobs");
    assert_eq!(call.body["noStopClause"], true, "a reminder leaves at night and on Sundays too");
    assert_eq!(call.body["receivers"], json!(["+33612345678"]));
    assert_eq!((&call.body["sender"], &call.body["coding"]), (&json!("DEPT99"), &json!("7bit")));
    assert_eq!((&call.body["message"], &call.body["senderForResponse"]), (&json!("RDV à 9h"), &json!(false)));
    // The signature, reckoned anew by another hand: openssl.
    let said = format!("the-secret+the-consumer+POST+{url}/sms/sms-ab1-1/jobs+{}+1800000000", call.raw);
    let mut openssl = std::process::Command::new("openssl")
        .args(["dgst", "-sha1", "-r"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut openssl.stdin.take().unwrap(), said.as_bytes()).unwrap();
    let digest = String::from_utf8(openssl.wait_with_output().unwrap().stdout).unwrap();
    let signature = format!("$1${}", &digest[..40]);
    assert_eq!(call.headers["x-ovh-signature"], signature);
    assert_eq!(call.headers["x-ovh-timestamp"], "1800000000");
    assert_eq!(call.headers["x-ovh-application"], "the-key");
    assert_eq!(call.headers["x-ovh-consumer"], "the-consumer");
}

#[tokio::test]
async fn ovh_says_when_a_number_is_none() {
    let answer = json!({"ids": [], "validReceivers": [], "invalidReceivers": ["+33612345678"]});
    let (url, calls) = provider(200, answer, &[]).await;
    let outcome = sent(ovh(&url), None, &sms(1, "مرحبا")).await;
    assert_eq!(outcome, Outcome::Permanent(Cause::NoSuchNumber(200)));
    let body = calls.lock().unwrap()[0].body.clone();
    assert_eq!((&body["coding"], &body["senderForResponse"]), (&json!("8bit"), &json!(true)));
    assert!(body.get("sender").is_none());
}

#[tokio::test]
async fn brevo_is_asked_as_it_wants() {
    let (url, calls) =
        provider(201, json!({"reference": "ab", "messageId": 1_511_882_900_176_220_u64}), &[]).await;
    let brevo = WebProvider::Brevo(Brevo { endpoint: url, key: Secret::new("xkeysib") });
    let outcome = sent(brevo, Some("DEPT99"), &sms(1, "RDV à 9h")).await;
    let reference = "1511882900176220".to_owned();
    assert_eq!(outcome, Outcome::Accepted { provider: "brevo", references: vec![reference] });
    let call = calls.lock().unwrap()[0].clone();
    assert_eq!(call.path, "/transactionalSMS/sms");
    assert_eq!(call.headers["api-key"], "xkeysib");
    assert_eq!(
        call.body,
        json!({"content": "RDV à 9h", "recipient": "33612345678", "sender": "DEPT99", "type": "transactional",
               "unicodeEnabled": false})
    );
}

#[tokio::test]
async fn a_described_provider_is_asked_as_its_file_says() {
    let (url, calls) = provider(200, json!({"data": [{"id": "x-1"}]}), &[]).await;
    let text = format!(
        "url = \"{url}/send\"\nbody = '{{\"to\": \"{{to}}\", \"text\": \"{{text}}\", \"n\": [1, \"{{digits}} {{id}} {{x}}\"]}}'\n\
         reference = \"/data/0/id\"\n[headers]\nAuthorization = \"Bearer {{secret}}\"\n"
    );
    let described = Described::parse(&text, Some(Secret::new("s3"))).unwrap();
    // What people wrote cannot end the JSON around it, nor be taken for a mark.
    let said = r#"Lieu : "4 rue {to}", \n {id}"#;
    let outcome = sent(WebProvider::Described(described), None, &sms(1, said)).await;
    assert_eq!(outcome, Outcome::Accepted { provider: "web", references: vec!["x-1".to_owned()] });
    let call = calls.lock().unwrap()[0].clone();
    assert_eq!(
        (call.path.as_str(), &call.headers["authorization"]),
        ("/send", &"Bearer s3".parse().unwrap())
    );
    let id = "00000000-0000-0000-0000-000000000001";
    assert_eq!(
        call.body,
        json!({"to": "+33612345678", "text": said, "n": [1, format!("33612345678 {id} {{x}}")]})
    );
}

#[test]
fn a_wrong_description_is_named_by_its_key() {
    let good = "url = \"https://x.fr\"\nbody = '{\"a\": \"{to} {text}\"}'\n";
    assert!(Described::parse(good, None).is_ok());
    for (text, words) in [
        (good.replace("https://x.fr", "x.fr"), "url: write an address"),
        (good.replace("{to}", ""), "body: it lacks {to}"),
        (good.replace('}', ""), "body: this is not JSON"),
        (format!("{good}colour = \"red\"\n"), "unknown field `colour`"),
        (format!("{good}[receipt]\nreference = \"/id\"\n"), "missing field `fate`"),
        ("url = 3".to_owned(), "url"),
    ] {
        let error = Described::parse(&text, None).unwrap_err().to_string();
        assert!(error.contains(words), "{text}: {error}");
    }
}

#[tokio::test]
async fn an_answer_says_whether_to_try_again() {
    let seconds = std::time::Duration::from_secs;
    for (status, headers, outcome) in [
        (429, &[("retry-after", "7")][..], Outcome::Throttled { after: seconds(7) }),
        (429, &[], Outcome::Throttled { after: seconds(5) }),
        (
            503,
            &[("retry-after", "60")],
            Outcome::Temporary { cause: Cause::Refused(503), after: Some(seconds(60)) },
        ),
        (401, &[], Outcome::temporary(Cause::NotLetIn(401))),
        (402, &[], Outcome::temporary(Cause::NotLetIn(402))),
        (302, &[("location", "http://127.0.0.1:1/")], Outcome::temporary(Cause::NotLetIn(302))),
        (400, &[], Outcome::Permanent(Cause::Refused(400))),
        (500, &[], Outcome::Unknown(Cause::Refused(500))),
        (504, &[], Outcome::Unknown(Cause::Refused(504))),
    ] {
        let (url, calls) = provider(status, json!({}), headers).await;
        assert_eq!(sent(ovh(&url), None, &sms(1, "a")).await, outcome, "{status}");
        assert_eq!(calls.lock().unwrap().len(), 1);
    }
    assert_eq!(
        sent(ovh("http://127.0.0.1:1"), None, &sms(1, "a")).await,
        Outcome::temporary(Cause::Unreachable)
    );
    // A provider that hangs up after it has read the call.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = std::io::Read::read(&mut stream, &mut [0; 4096]);
    });
    assert_eq!(sent(ovh(&url), None, &sms(1, "a")).await, Outcome::Unknown(Cause::Lost));
}

#[tokio::test]
async fn a_second_provider_takes_over_unless_the_first_may_have_taken_it() {
    for (status, who) in
        [(503, Some("brevo")), (401, Some("brevo")), (429, Some("brevo")), (500, None), (400, None)]
    {
        let (first, _) = provider(status, json!({}), &[]).await;
        let (second, calls) = provider(201, json!({"messageId": 7}), &[]).await;
        let brevo = WebProvider::Brevo(Brevo { endpoint: second, key: Secret::new("k") });
        let web = |kind| Provider::Web(Web::new(kind, None).unwrap());
        let gateway = Gateway::new(web(ovh(&first)), Some(web(brevo)), 1);
        let outcome = gateway.send(&sms(1, "a"), now()).await;
        let taken = match outcome {
            Outcome::Accepted { provider, .. } => Some(provider),
            _ => None,
        };
        assert_eq!((taken, calls.lock().unwrap().len()), (who, usize::from(who.is_some())), "{status}");
    }
    let (first, _) = provider(429, json!({}), &[("retry-after", "9")]).await;
    let web = |kind| Provider::Web(Web::new(kind, None).unwrap());
    let gateway = Gateway::new(web(ovh(&first)), Some(web(ovh("http://127.0.0.1:1"))), 1);
    let nine = std::time::Duration::from_secs(9);
    assert_eq!(gateway.send(&sms(1, "a"), now()).await, Outcome::Throttled { after: nine });
}

#[tokio::test]
async fn without_a_provider_messages_are_files() {
    let folder = tempfile::tempdir().unwrap();
    let gateway = Gateway::new(Provider::Folder(SmsFolder::new(folder.path())), None, 1);
    assert!(gateway.replaces());
    for text in ["a", "RDV noté"] {
        let outcome = gateway.send(&sms(1, text), now()).await;
        assert_eq!(outcome, Outcome::Accepted { provider: "folder", references: Vec::new() });
    }
    let file = folder.path().join("00000000-0000-0000-0000-000000000001.sms");
    let kept: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(kept, json!({"to": "+33612345678", "text": "RDV noté", "segments": 1}));
}

#[test]
fn calls_back_are_read_as_json_form_or_query() {
    let text = "[receipt]\nreference = \"/id\"\nfate = \"/dlr\"\ndelivered = [\"1\"]\nundelivered = [\"2\"]\n\
                [said]\nid = \"/mo\"\nfrom = \"/sender\"\ntext = \"/message\"\n";
    let calls = ProviderWebhooks::parse(text).unwrap();
    let receipt = |reference: &str, fate| {
        ProviderEvent::Receipt(Receipt { provider: "ovh", reference: reference.to_owned(), status: fate })
    };
    let read = |query: &str, body: &str| calls.events("ovh", query, body.as_bytes());
    assert_eq!(read("id=260001&dlr=1", ""), [receipt("260001", ReceiptStatus::Delivered)]);
    assert_eq!(read("", "id=260001&dlr=2"), [receipt("260001", ReceiptStatus::Undelivered)]);
    assert_eq!(
        read("", r#"[{"id": 1, "dlr": 1}, {"x": 1}, {"id": "b", "dlr": "8"}, 3]"#),
        [receipt("1", ReceiptStatus::Delivered), receipt("b", ReceiptStatus::InTransit)]
    );
    let ProviderEvent::Reply(said) =
        &read("", "mo=9&sender=%2B33612345678&message=Je+viens+%C3%A0+9h+%zz")[0]
    else {
        panic!("somebody wrote")
    };
    assert_eq!(said.from, PhoneNumber::parse("0612345678").unwrap());
    assert_eq!((said.id.as_deref(), said.text.as_str()), (Some("9"), "Je viens à 9h %zz"));
    for nothing in ["", "{}", "null", "[[]]", "sender=DEPT99&message=x", "\u{fffd}"] {
        assert_eq!(read("", nothing), [], "{nothing}");
    }
    let brevo = ProviderWebhooks::brevo();
    let body = br#"{"id": 26570, "to": "33612345678", "messageId": 123, "msg_status": "hard_bounce"}"#;
    let bounced =
        Receipt { provider: "brevo", reference: "123".to_owned(), status: ReceiptStatus::Undelivered };
    assert_eq!(brevo.events("brevo", "", body), [ProviderEvent::Receipt(bounced)]);
}

/// What a provider gets when it calls.
async fn calls_back(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let key = ctx.links.clone().unwrap().key;
    let router =
        unisson::web::sms_provider_webhooks::router(ctx.clone(), vec![("brevo", ProviderWebhooks::brevo())]);
    let good = provider_webhook_path(&key, "brevo");
    let event = r#"{"messageId": 123, "msg_status": "delivered"}"#;
    for (path, body, status) in [
        (good.as_str(), event, StatusCode::NO_CONTENT),
        (good.as_str(), event, StatusCode::NO_CONTENT),
        (good.as_str(), "nothing of ours", StatusCode::NO_CONTENT),
        ("/sms/brevo/guessed", event, StatusCode::NOT_FOUND),
        (&provider_webhook_path(&key, "ovh"), event, StatusCode::NOT_FOUND),
        (&good.replace("brevo", "ovh"), event, StatusCode::NOT_FOUND),
        (good.as_str(), &"x".repeat(300_000), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let request = Request::post(path).body(Body::from(body.to_owned())).unwrap();
        let response = router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_provider_can_call_back_on_sqlite() {
    play(unisson::store::DatabaseKind::Sqlite, calls_back).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_provider_can_call_back_on_postgresql() {
    play(unisson::store::DatabaseKind::Postgres, calls_back).await;
}
