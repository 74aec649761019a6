//! SMS over SMPP, with an exchange that throttles, forgets, breaks off and comes back.

mod protected;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::ids::MessageId;
use domain::secret::Secret;
use domain::sms::{PhoneNumber, ReceiptStatus, SenderId, encode};
use tokio::sync::{mpsc, oneshot};
use unisson::adapters::sms::smpp::{Smpp, SmppSettings};
use unisson::adapters::sms::{Cause, EventSink, Outcome};
use unisson::formats::sms::OutgoingSms;
use unisson::formats::sms::provider_event::{ProviderEvent, Receipt};
use uuid::Uuid;

use crate::support::exchange::{Exchange, Submitted, Verdict};

/// The receiving end of the event sink.
type Brought = mpsc::Receiver<(ProviderEvent, oneshot::Sender<bool>)>;

pub fn settings(exchange: &Exchange) -> SmppSettings {
    SmppSettings {
        host: "127.0.0.1".to_owned(),
        port: exchange.port,
        tls: false,
        system_id: "unisson".to_owned(),
        password: Secret::new("secret"),
        system_type: String::new(),
        sender: SenderId::parse("38123").unwrap(),
        window: NonZeroU32::new(10).unwrap(),
        per_second: None,
        patience: Duration::from_secs(5),
        silence: Duration::from_secs(30),
        pause: Duration::from_millis(20),
        chance: 0,
    }
}

fn smpp(settings: SmppSettings) -> (Smpp, Brought) {
    let (ear, brought) = EventSink::new(10);
    (Smpp::new(settings, ear).unwrap(), brought)
}

pub fn sms(number: u128, text: &str) -> OutgoingSms {
    OutgoingSms {
        message: MessageId(Uuid::from_u128(number)),
        to: PhoneNumber::parse("0612345678").unwrap(),
        text: text.to_owned(),
        encoded: encode(text),
    }
}

/// What is brought next, written down.
async fn next(brought: &mut Brought) -> ProviderEvent {
    let (heard, written) = brought.recv().await.unwrap();
    written.send(true).unwrap();
    heard
}

/// Waits until `it` is so; the test fails when it never is.
async fn until(it: impl Fn() -> bool) {
    for _ in 0..2_000 {
        if it() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("it never came so far");
}

#[tokio::test]
async fn a_message_leaves_with_everything_the_protocol_wants() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    let outcome = smpp.send(&sms(1, "RDV noté : mardi, 10 €.")).await;
    assert_eq!(outcome, Outcome::Accepted { provider: "smpp", references: vec!["A000".to_owned()] });
    let taken = &exchange.taken()[0];
    assert_eq!(taken.from, (3, 0, "38123".to_owned()), "a short number");
    assert_eq!(taken.to, (1, 1, "33612345678".to_owned()), "E.164 without its plus");
    assert_eq!((taken.esm_class, taken.registered, taken.coding), (0, 1, 0));
    assert_eq!(taken.plain(), "RDV noté : mardi, 10 €.");
}

#[tokio::test]
async fn a_name_as_sender_is_said_to_be_one() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let sender = SenderId::parse("DEPT99").unwrap();
    let (smpp, _brought) = smpp(SmppSettings { sender, ..settings(&exchange) });
    smpp.send(&sms(1, "a")).await;
    assert_eq!(exchange.taken()[0].from, (5, 0, "DEPT99".to_owned()));
}

#[tokio::test]
async fn a_long_text_leaves_in_parts_that_belong_together() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    let text = format!("{}€ et la fin 😀", "مرحبا ".repeat(30));
    let outcome = smpp.send(&sms(0xab, &text)).await;
    assert!(matches!(outcome, Outcome::Accepted { references, .. } if references.len() == 3));
    let taken = exchange.taken();
    let mut whole = Vec::new();
    for (place, part) in (1..).zip(&taken) {
        assert_eq!((part.esm_class, part.coding), (0x40, 8));
        assert_eq!(part.data[..6], [5, 0, 3, 0xab, 3, place]);
        assert!(part.data.len() <= 140);
        whole.extend(&part.data[6..]);
    }
    assert_eq!(domain::sms::alphabet::ucs2(&whole), text);
}

#[tokio::test]
async fn no_more_than_a_window_is_on_its_way() {
    let exchange = Exchange::listening(|_| Verdict::TakesInSilence);
    let window = NonZeroU32::new(3).unwrap();
    let (smpp, mut brought) = smpp(SmppSettings { window, ..settings(&exchange) });
    let sending: Vec<_> = (0..6)
        .map(|number| {
            let smpp = smpp.clone();
            tokio::spawn(async move { smpp.send(&sms(number, "a")).await })
        })
        .collect();
    until(|| exchange.count() == 3).await;
    // What is brought and thanked for in between proves that the session writes, and that no fourth message was.
    exchange.hears("33612345678", "1");
    next(&mut brought).await;
    until(|| exchange.thanks().len() == 1).await;
    assert_eq!(exchange.count(), 3);
    exchange.breaks();
    let mut unknown = 0;
    for sent in sending {
        unknown += usize::from(sent.await.unwrap() == Outcome::Unknown(Cause::Lost));
        exchange.breaks();
    }
    assert_eq!(unknown, exchange.count(), "what was written is in doubt, nothing else");
}

#[tokio::test]
async fn a_window_full_of_messages_is_answered_without_waiting_one_by_one() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    let sending = (0..500).map(|number| {
        let smpp = smpp.clone();
        async move { smpp.send(&sms(number, "a")).await }
    });
    let outcomes = futures_util::future::join_all(sending).await;
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })));
    assert_eq!(exchange.count(), 500);
    assert!(exchange.most_at_once() <= 10, "{}", exchange.most_at_once());
}

#[tokio::test]
async fn who_is_asked_for_less_waits_and_the_message_is_free_again() {
    for status in [0x58, 0x14] {
        let mut said_no = false;
        let exchange = Exchange::listening(move |_| {
            if std::mem::replace(&mut said_no, true) { Verdict::Takes } else { Verdict::Answers(status) }
        });
        let (smpp, _brought) = smpp(settings(&exchange));
        let Outcome::Throttled { after } = smpp.send(&sms(1, "a")).await else { panic!("it was not heeded") };
        let before = tokio::time::Instant::now();
        assert!(matches!(smpp.send(&sms(1, "a")).await, Outcome::Accepted { .. }));
        assert!(before.elapsed() + Duration::from_millis(20) >= after, "nothing was written in between");
        assert_eq!(exchange.binds(), 1);
    }
}

#[tokio::test]
async fn a_status_says_whether_to_try_again() {
    for (status, outcome) in [
        (0x0b, Outcome::Permanent(Cause::NoSuchNumber(0x0b))),
        (0x65, Outcome::Permanent(Cause::Refused(0x65))),
        (0x45, Outcome::temporary(Cause::Refused(0x45))),
        (0x08, Outcome::temporary(Cause::Refused(0x08))),
        (0x0a, Outcome::temporary(Cause::Refused(0x0a))),
        (0x432, Outcome::temporary(Cause::Refused(0x432))),
    ] {
        let exchange = Exchange::listening(move |_| Verdict::Answers(status));
        let (smpp, _brought) = smpp(settings(&exchange));
        assert_eq!(smpp.send(&sms(1, "a")).await, outcome);
    }
}

#[tokio::test]
async fn an_answer_that_never_comes_leaves_a_doubt() {
    let exchange = Exchange::listening(|_| Verdict::TakesInSilence);
    let patience = Duration::from_millis(50);
    let (smpp, _brought) = smpp(SmppSettings { patience, ..settings(&exchange) });
    assert_eq!(smpp.send(&sms(1, "a")).await, Outcome::Unknown(Cause::Late));
    assert_eq!(exchange.count(), 1, "and it was not sent again");
}

#[tokio::test]
async fn a_connection_cut_after_a_message_leaves_a_doubt_and_the_next_one_goes() {
    let mut cut = false;
    let exchange = Exchange::listening(move |_| {
        if std::mem::replace(&mut cut, true) { Verdict::Takes } else { Verdict::TakesAndBreaks }
    });
    let (smpp, _brought) = smpp(settings(&exchange));
    assert_eq!(smpp.send(&sms(1, "a")).await, Outcome::Unknown(Cause::Lost));
    loop {
        match smpp.send(&sms(2, "b")).await {
            Outcome::Accepted { .. } => break,
            Outcome::Temporary { cause: Cause::Lost, after: Some(after) } => tokio::time::sleep(after).await,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(exchange.taken().iter().map(Submitted::plain).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(exchange.binds(), 2);
}

#[tokio::test]
async fn who_is_not_let_in_sends_nothing_and_comes_back_later_and_later() {
    let binds = Arc::new(AtomicUsize::new(0));
    let metered = Arc::clone(&binds);
    let bind = move |before: usize| {
        metered.store(before + 1, Ordering::SeqCst);
        [0x0d, 0x0e, 0].into_iter().nth(before).unwrap_or(0)
    };
    let exchange = Exchange::binding(bind, |_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    let mut pauses = Vec::new();
    loop {
        match smpp.send(&sms(1, "a")).await {
            Outcome::Temporary { cause: Cause::NotLetIn(status), after: Some(after) } => {
                pauses.push((status, after));
                tokio::time::sleep(after).await;
            }
            Outcome::Accepted { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    let statuses: std::collections::BTreeSet<u32> = pauses.iter().map(|(status, _)| *status).collect();
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [0x0d, 0x0e]);
    assert_eq!((binds.load(Ordering::SeqCst), exchange.count()), (3, 1));
    let longest = |of: u32| pauses.iter().filter(|(status, _)| *status == of).map(|(_, after)| *after).max();
    assert!(longest(0x0e) > longest(0x0d), "{pauses:?}");
}

#[tokio::test]
async fn nobody_there_is_no_doubt() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (smpp, _brought) = smpp(SmppSettings { port, ..settings(&exchange) });
    let outcome = smpp.send(&sms(1, "a")).await;
    assert!(
        matches!(outcome, Outcome::Temporary { cause: Cause::Unreachable, after: Some(_) }),
        "{outcome:?}"
    );
    assert_eq!(smpp.probe().await, Err(Cause::Unreachable));
}

#[tokio::test]
async fn a_silence_is_asked_about_and_a_dead_line_is_left() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let silence = Duration::from_millis(20);
    let (smpp, _brought) = smpp(SmppSettings { silence, ..settings(&exchange) });
    smpp.listen();
    until(|| exchange.asked() >= 3).await;
    assert_eq!(exchange.binds(), 1, "a line that answers is kept");
    // A listener that never answers anything, not even the bind.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = mute.local_addr().unwrap().port();
    let patience = Duration::from_millis(50);
    let (smpp, _brought) = self::smpp(SmppSettings { port, silence, patience, ..settings(&exchange) });
    assert!(matches!(smpp.send(&sms(1, "a")).await, Outcome::Temporary { cause: Cause::Late, .. }));
}

#[tokio::test]
async fn a_goodbye_of_the_exchange_is_answered_and_the_line_comes_back() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    smpp.listen();
    until(|| exchange.binds() == 1).await;
    exchange.says_goodbye();
    until(|| exchange.binds() == 2).await;
    drop(smpp);
    until(|| exchange.unbound() == 1).await;
}

#[tokio::test]
async fn receipts_and_answers_are_thanked_for_once_they_are_written_down() {
    let exchange = Exchange::listening(|_| Verdict::TellsFirst);
    let (smpp, mut brought) = smpp(settings(&exchange));
    let sending = tokio::spawn({
        let smpp = smpp.clone();
        async move { smpp.send(&sms(1, "a")).await }
    });
    let receipt =
        Receipt { provider: "smpp", reference: "A000".to_owned(), status: ReceiptStatus::Delivered };
    assert_eq!(next(&mut brought).await, ProviderEvent::Receipt(receipt));
    assert!(matches!(sending.await.unwrap(), Outcome::Accepted { .. }));
    for (text, read) in [("1", "1"), ("نعم", "نعم"), ("Oui a demain", "Oui a demain")] {
        exchange.hears("33612345678", text);
        let ProviderEvent::Reply(said) = next(&mut brought).await else { panic!("somebody wrote") };
        assert_eq!((said.from, said.text.as_str()), (PhoneNumber::parse("0612345678").unwrap(), read));
    }
    until(|| exchange.thanks().len() == 4).await;
    exchange.hears("33612345678", "2");
    let (_, written) = brought.recv().await.unwrap();
    written.send(false).unwrap();
    until(|| exchange.thanks().len() == 5).await;
    assert_eq!(exchange.thanks(), [0, 0, 0, 0, 0x64], "what was not written down is to be brought again");
}

#[tokio::test]
async fn an_exchange_is_tried_without_handing_anything_over() {
    let exchange = Exchange::listening(|_| Verdict::Takes);
    let (smpp, _brought) = smpp(settings(&exchange));
    assert_eq!(smpp.probe().await, Ok(()));
    until(|| exchange.unbound() == 1).await;
    assert_eq!(exchange.count(), 0);
    let refuses = Exchange::binding(|_| 0x0e, |_| Verdict::Takes);
    let (smpp, _brought) = self::smpp(settings(&refuses));
    assert_eq!(smpp.probe().await, Err(Cause::NotLetIn(0x0e)));
}

#[tokio::test]
async fn a_late_answer_is_kept_until_it_is_stored_even_when_the_session_ends() {
    let exchange = Exchange::listening(|_| Verdict::TakesInSilence);
    let patience = Duration::from_millis(50);
    let (smpp, mut brought) = smpp(SmppSettings { patience, ..settings(&exchange) });
    assert_eq!(smpp.send(&sms(7, "a")).await, Outcome::Unknown(Cause::Late));
    exchange.answers_at_last();
    let (heard, written) = brought.recv().await.unwrap();
    let ProviderEvent::LateAcceptance(taken) = &heard else { panic!("{heard:?}") };
    assert_eq!((taken.message, taken.reference.as_str()), (sms(7, "a").message, "A000"));
    // The database fails, and the connection breaks: the exchange will not say it again.
    exchange.breaks();
    written.send(false).unwrap();
    assert_eq!(next(&mut brought).await, heard);
    drop(smpp);
    while let Some((again, written)) = brought.recv().await {
        assert_ne!(again, heard, "written down once");
        let _ = written.send(true);
    }
}

#[tokio::test]
async fn numbers_of_a_lost_connection_mean_nothing_in_the_next() {
    let mut taken = 0;
    let exchange = Exchange::listening(move |_| {
        taken += 1;
        if taken == 1 { Verdict::TakesInSilence } else { Verdict::Takes }
    });
    let patience = Duration::from_millis(50);
    let (smpp, mut brought) = smpp(SmppSettings { patience, ..settings(&exchange) });
    assert_eq!(smpp.send(&sms(1, "a")).await, Outcome::Unknown(Cause::Late));
    exchange.breaks();
    until(|| exchange.binds() == 2).await;
    // The first message of the new connection has the number that the doubtful one had in the old.
    let outcome = loop {
        match smpp.send(&sms(2, "b")).await {
            Outcome::Temporary { after, .. } => tokio::time::sleep(after.unwrap_or_default()).await,
            other => break other,
        }
    };
    assert_eq!(outcome, Outcome::Accepted { provider: "smpp", references: vec!["A001".to_owned()] });
    drop(smpp);
    assert!(brought.recv().await.is_none(), "nobody says that the first was taken");
}
