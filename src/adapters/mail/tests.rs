//! Sending: the folder, and a scripted relay.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use std::fs;

use domain::ids::MessageId;
use domain::notifications::MessageKind;
use domain::secret::Secret;
use uuid::Uuid;

use super::*;
use crate::formats::email::tests::{letter, now, service, text_of};
use crate::formats::email::{Mail, write};
use crate::formats::mail_address::HostName;

fn mail() -> Mail {
    write(&letter(MessageKind::Invitation), &service(), now()).unwrap()
}

#[tokio::test]
async fn a_second_writing_replaces_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut line = RelaySession::over(Transport::Folder(MailFolder::new(dir.path().join("mails"))));
    for _ in 0..2 {
        line.send(&mail()).await.unwrap();
    }
    let names: Vec<_> =
        fs::read_dir(dir.path().join("mails")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["00000000-0000-0000-0000-000000000100.eml"]);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_temporary() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("file"), "").unwrap();
    let folder = MailFolder::new(dir.path().join("file"));
    assert!(matches!(folder.keep(&mail()).await, Err(SendError::Temporary(Cause::Folder(_)))));
}

/// What the relay does with one command.
#[derive(Clone, Copy)]
enum Reply {
    Say(&'static str),
    HangUp,
    KeepSilent,
}

/// What a relay does in a session: the first rule whose word begins the command; `.` is the end of the content.
type Script = &'static [(&'static str, Reply)];

/// A relay that answers by `script` in its only session. Gives back every line it was sent.
async fn relay(script: Script) -> (u16, JoinHandle<Vec<String>>) {
    let (port, heard) = relay_of(vec![script]).await;
    (port, tokio::spawn(async move { heard.await.unwrap().remove(0) }))
}

/// A relay that answers by one of `scripts` in each session, one after the other.
async fn relay_of(scripts: Vec<Script>) -> (u16, JoinHandle<Vec<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let mut heard = Vec::new();
        for script in scripts {
            heard.push(serve(listener.accept().await.unwrap().0, script).await);
        }
        heard
    });
    (port, heard)
}

fn line(port: u16, encryption: Encryption) -> RelaySession {
    RelaySession::over(Transport::Smtp(Smtp::new(settings(port, encryption)).unwrap()))
}

async fn serve(stream: TcpStream, script: &[(&str, Reply)]) -> Vec<String> {
    let mut stream = BufReader::new(stream);
    let mut heard = Vec::new();
    let mut content = false;
    stream.write_all(b"220 relay ready\r\n").await.unwrap();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return heard;
        }
        let line = line.trim_end().to_owned();
        heard.push(line.clone());
        if content && line != "." {
            continue;
        }
        content = line == "DATA";
        let usual = match line.as_str() {
            "DATA" => "354 go on\r\n",
            "QUIT" => "221 bye\r\n",
            _ => "250 ok\r\n",
        };
        let rule = script.iter().find(|(word, _)| line.starts_with(word));
        let said = match rule.map(|(_, reply)| *reply) {
            None => usual,
            Some(Reply::Say(said)) => said,
            Some(Reply::HangUp) => return heard,
            Some(Reply::KeepSilent) => {
                tokio::time::sleep(Duration::from_secs(30)).await;
                return heard;
            }
        };
        content = content && said.starts_with('3');
        if stream.write_all(said.as_bytes()).await.is_err() {
            return heard;
        }
    }
}

fn settings(port: u16, encryption: Encryption) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        encryption,
        login: None,
        hello: HostName::parse("rdv.dep77.fr").unwrap(),
        patience: Duration::from_millis(500),
    }
}

async fn sent(script: Script, encryption: Encryption) -> Result<(), SendError> {
    let (port, _) = relay(script).await;
    line(port, encryption).send(&mail()).await
}

#[tokio::test]
async fn a_relay_that_takes_it_gets_it_whole() {
    let (port, heard) = relay(&[]).await;
    let mut line = line(port, Encryption::None);
    line.send(&mail()).await.unwrap();
    line.rest().await;
    let heard = heard.await.unwrap();
    assert_eq!(
        heard[..4],
        ["EHLO rdv.dep77.fr", "MAIL FROM:<rdv@dep77.fr>", "RCPT TO:<anne.martin@dep77.fr>", "DATA"]
    );
    let dot = heard.iter().position(|line| line == ".").unwrap();
    assert_eq!(heard[4..dot].join("\r\n").trim_end(), text_of(&mail()).trim_end());
    assert_eq!(heard[dot + 1..], ["QUIT"]);
}

#[tokio::test]
async fn a_line_that_begins_with_a_dot_arrives_with_one() {
    let (port, heard) = relay(&[]).await;
    let text = "Subject: .\r\n\r\n.\r\n..two\r\n.end";
    let address = mail().from().clone();
    let mail = Mail::new(MessageId(Uuid::nil()), address.clone(), address, text.into());
    let mut line = line(port, Encryption::None);
    line.send(&mail).await.unwrap();
    line.rest().await;
    let heard = heard.await.unwrap();
    assert_eq!(heard[4..], ["Subject: .", "", "..", "...two", "..end", ".", "QUIT"]);
}

fn mails(heard: &[String]) -> usize {
    heard.iter().filter(|line| *line == ".").count()
}

#[tokio::test]
async fn mails_that_follow_each_other_share_a_session_of_a_hundred() {
    let (port, heard) = relay_of(vec![&[], &[]]).await;
    let mut line = line(port, Encryption::None);
    for _ in 0..101 {
        line.send(&mail()).await.unwrap();
    }
    line.rest().await;
    let heard = heard.await.unwrap();
    assert_eq!(heard.iter().map(|session| mails(session)).collect::<Vec<_>>(), [100, 1]);
    let count = |word: &str| heard[0].iter().filter(|line| line.starts_with(word)).count();
    assert_eq!(["EHLO", "MAIL", "QUIT"].map(count), [1, 100, 1]);
}

/// How the second of two mails leaves whose first session goes by `script`, and how many mails each session took.
async fn second_of_two(scripts: Vec<Script>) -> (Result<(), SendError>, Vec<usize>) {
    let (port, heard) = relay_of(scripts).await;
    let mut line = line(port, Encryption::None);
    line.send(&write(&letter(MessageKind::Confirmation), &service(), now()).unwrap()).await.unwrap();
    let sent = line.send(&mail()).await;
    line.rest().await;
    (sent, heard.await.unwrap().iter().map(|session| mails(session)).collect())
}

#[tokio::test]
async fn a_session_that_the_relay_ends_between_two_mails_loses_none() {
    use Reply::{HangUp, Say};
    const SECOND: &str = "RCPT TO:<anne.martin@dep77.fr>";
    let ends: [Script; 2] = [&[(SECOND, HangUp)], &[(SECOND, Say("421 enough for today\r\n"))]];
    for script in ends {
        assert_eq!(second_of_two(vec![script, &[]]).await, (Ok(()), vec![1, 1]));
    }
    // An answer is an answer.
    let refused = second_of_two(vec![&[(SECOND, Say("550 no such user\r\n"))]]).await;
    assert_eq!(refused, (Err(NOBODY), vec![1]));
}

#[tokio::test]
async fn refusals_tell_the_mail_from_the_settings() {
    use Reply::Say;
    let cases: [(Script, SendError); 11] = [
        (&[("RCPT", Say("550 no such user\r\n"))], NOBODY),
        (&[("RCPT", Say("550 5.1.1 <x@y.example>: nobody\r\n"))], NOBODY),
        (&[("RCPT", Say("550 5.2.1 mailbox disabled\r\n"))], permanent(Stage::Recipient, 550)),
        (&[("RCPT", Say("554 5.7.1 relay access denied\r\n"))], temporary(Stage::Recipient, 554)),
        (&[("RCPT", Say("550-5.7.54 unable\r\n550 5.7.54 to relay\r\n"))], temporary(Stage::Recipient, 550)),
        (&[(".", Say("554 not wanted\r\n"))], permanent(Stage::Content, 554)),
        (&[("RCPT", Say("450 later\r\n"))], temporary(Stage::Recipient, 450)),
        (&[(".", Say("451 later\r\n"))], temporary(Stage::Content, 451)),
        (&[("MAIL", Say("553 who are you\r\n"))], temporary(Stage::Sender, 553)),
        (&[("RCPT", Say("530 log in first\r\n"))], temporary(Stage::Recipient, 530)),
        (&[("EHLO", Say("554 go away\r\n"))], temporary(Stage::Connect, 554)),
    ];
    for (script, expected) in cases {
        assert_eq!(sent(script, Encryption::None).await, Err(expected));
    }
}

const NOBODY: SendError = SendError::Permanent(Cause::NoMailbox(550));

const fn permanent(stage: Stage, code: u16) -> SendError {
    SendError::Permanent(Cause::Answer { stage, code })
}

const fn temporary(stage: Stage, code: u16) -> SendError {
    SendError::Temporary(Cause::Answer { stage, code })
}

#[tokio::test]
async fn a_connection_lost_after_the_content_is_unknown() {
    let lost = sent(&[(".", Reply::HangUp)], Encryption::None).await;
    assert_eq!(lost, Err(SendError::Unknown(Cause::Lost(Stage::Content))));
}

#[tokio::test]
async fn a_connection_lost_or_late_before_the_content_is_temporary() {
    let lost = sent(&[("DATA", Reply::HangUp)], Encryption::None).await;
    assert_eq!(lost, Err(SendError::Temporary(Cause::Lost(Stage::Data))));
    let late = sent(&[("RCPT", Reply::KeepSilent)], Encryption::None).await;
    assert_eq!(late, Err(SendError::Temporary(Cause::Late(Stage::Recipient))));
    let nobody = line(1, Encryption::None).send(&mail()).await;
    assert_eq!(nobody, Err(SendError::Temporary(Cause::Lost(Stage::Connect))));
}

#[tokio::test]
async fn without_starttls_nothing_is_said() {
    let (port, heard) = relay(&[]).await;
    let sent = line(port, Encryption::default()).send(&mail()).await;
    assert_eq!(sent, Err(SendError::Temporary(Cause::Lost(Stage::Encrypt))));
    let heard = heard.await.unwrap();
    assert!(heard.iter().all(|line| line.starts_with("EHLO") || line == "QUIT"), "{heard:?}");
}

#[tokio::test]
async fn a_relay_that_does_not_speak_tls_after_starttls_is_temporary() {
    const SCRIPT: &[(&str, Reply)] = &[
        ("EHLO", Reply::Say("250-relay\r\n250 STARTTLS\r\n")),
        ("STARTTLS", Reply::Say("220 go\r\nnot tls")),
    ];
    assert!(matches!(sent(SCRIPT, Encryption::StartTls).await, Err(SendError::Temporary(_))));
}

#[test]
fn a_password_is_neither_shown_nor_sent_in_the_clear() {
    let login = Login { user: "rdv".to_owned(), password: Secret::new("hunter2") };
    let mut settings = SmtpSettings { login: Some(login), ..settings(25, Encryption::StartTls) };
    let shown = format!("{:?}", Transport::Smtp(Smtp::new(settings.clone()).unwrap()));
    assert!(shown.contains("rdv.dep77.fr") && !shown.contains("hunter2"), "{shown}");
    settings.encryption = Encryption::None;
    assert!(matches!(Smtp::new(settings), Err(SmtpSetupError::LoginInTheClear)));
}

#[test]
fn errors_name_no_address() {
    for error in [permanent(Stage::Recipient, 550), SendError::Unknown(Cause::Lost(Stage::Content))] {
        assert!(!format!("{error} {error:?}").contains('@'));
    }
}
