//! A password that was forgotten: a link by mail, and nothing learned by whoever asks for another's.

use axum::http::StatusCode;
use chrono::Duration;
use domain::rights::{Grant, Role};
use mail_parser::MessageParser;
use tempfile::TempDir;
use unisson::adapters::mail::{MailFolder, Transport};
use unisson::jobs::Mailer;
use unisson::jobs::send_password_links;

use super::staff::{PASSWORD, account, address, at_work, browser, invited, tries};
use crate::flows::sending::mailer;
use crate::support::app::App;
use crate::support::both_databases;
use crate::support::browser::Browser;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![
    a_forgotten_password_is_reset_by_mail,
    asking_says_nothing_about_who_has_an_account,
    nobody_s_mailbox_is_filled,
    a_mail_that_could_not_leave_is_tried_again,
    a_link_that_was_used_is_not_sent_any_more,
    whoever_is_signed_in_changes_their_password,
    two_replicas_send_a_link_once,
    a_link_waits_for_the_public_address,
];

const DESK: Grant = Grant::territory_wide(Role::Receptionist);

/// The mails that have left into a folder, as plain text.
struct Mails {
    folder: TempDir,
}

impl Mails {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn mailer(&self) -> Mailer {
        mailer(self.folder.path())
    }

    async fn leave(&self, app: &App) {
        let mailer = self.mailer();
        while send_password_links::run(&app.ctx, &mailer, &mut mailer.session()).await.unwrap() {}
    }

    fn texts(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        files
            .map(|file| {
                let bytes = std::fs::read(file.unwrap().path()).unwrap();
                let mail = MessageParser::default().parse(&bytes).unwrap();
                let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
                format!("{to}\n{}\n{}", mail.subject().unwrap(), mail.body_text(0).unwrap())
            })
            .collect()
    }
}

/// The service with an address for its links.
async fn app(db: &TestDb) -> App {
    let mut app = db.app(small()).await;
    let mut links = app.ctx.links.clone().unwrap();
    links.public_url = unisson::keys::PublicUrl::parse("https://rdv.exemple.fr").ok();
    app.ctx = app.ctx.with_links(Some(links));
    app
}

async fn forgets(browser: &mut Browser, address: &str) -> (StatusCode, String) {
    let page = browser.asks("/sign-in/forgotten").await;
    let page = browser.fills(&page, "/sign-in/forgotten", &[("email", address)]).await;
    (page.status, page.words())
}

fn link_in(text: &str) -> String {
    let from = text.find("https://rdv.exemple.fr/sign-in/link/").unwrap();
    text[from..].split_whitespace().next().unwrap().replace("https://rdv.exemple.fr", "")
}

async fn a_forgotten_password_is_reset_by_mail(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    account(&app, "lea", DESK).await;
    let mut lea = browser(&app, 1);
    for _ in 0..6 {
        tries(&mut lea, "lea", "pas le bon mot").await;
    }
    assert_eq!(tries(&mut lea, "lea", PASSWORD).await.status, StatusCode::TOO_MANY_REQUESTS);
    let (status, words) = forgets(&mut lea, &address("lea").to_uppercase()).await;
    assert!(status == StatusCode::OK && words.contains("un lien est en route"), "{words}");
    mails.leave(&app).await;
    let texts = mails.texts();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].starts_with("lea@territoire.example\nUn nouveau mot de passe"), "{}", texts[0]);
    let page = lea.asks(&link_in(&texts[0])).await;
    let new = "un autre mot long";
    let page = lea.fills(&page, "/sign-in/link", &[("password", new), ("again", new)]).await;
    assert!(page.words().contains("Votre mot de passe est enregistré"), "{}", page.words());
    app.wait(Duration::hours(1));
    assert_eq!(tries(&mut lea, "lea", PASSWORD).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(tries(&mut lea, "lea", new).await.heading(), "Aujourd'hui");
}

async fn asking_says_nothing_about_who_has_an_account(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    account(&app, "lea", DESK).await;
    let gone = account(&app, "gone", DESK).await;
    unisson::actions::close_account(&app.ctx, app.territory, gone).await.unwrap();
    let mut answers = Vec::new();
    for (number, name) in [(1, "lea"), (2, "nobody"), (3, "gone")] {
        answers.push(forgets(&mut browser(&app, number), &address(name)).await);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:#?}");
    let (status, words) = forgets(&mut browser(&app, 4), "lea").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
    mails.leave(&app).await;
    assert_eq!(mails.texts().len(), 1);
}

async fn nobody_s_mailbox_is_filled(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    account(&app, "lea", DESK).await;
    for number in 1..=6 {
        let (status, _) = forgets(&mut browser(&app, number), &address("lea")).await;
        assert_eq!(status, StatusCode::OK, "the answer stays the same");
        mails.leave(&app).await;
    }
    assert_eq!(mails.texts().len(), 3);
}

async fn a_mail_that_could_not_leave_is_tried_again(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    account(&app, "lea", DESK).await;
    forgets(&mut browser(&app, 1), &address("lea")).await;
    let nowhere = mails.folder.path().join("a-file");
    std::fs::write(&nowhere, "in the way").unwrap();
    let broken = Mailer { transport: Transport::Folder(MailFolder::new(&nowhere)), ..mails.mailer() };
    assert!(send_password_links::run(&app.ctx, &broken, &mut broken.session()).await.unwrap());
    std::fs::remove_file(&nowhere).unwrap();
    assert!(
        !send_password_links::run(&app.ctx, &mails.mailer(), &mut mails.mailer().session()).await.unwrap(),
        "not at once"
    );
    app.wait(Duration::minutes(2));
    mails.leave(&app).await;
    assert_eq!(mails.texts().len(), 1);
}

async fn a_link_that_was_used_is_not_sent_any_more(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    let id = invited(&app, "lea", DESK).await;
    forgets(&mut browser(&app, 1), &address("lea")).await;
    super::staff::sets_password(&app, id, PASSWORD).await;
    mails.leave(&app).await;
    assert!(mails.texts().is_empty(), "a newer link has made it void");
}

async fn whoever_is_signed_in_changes_their_password(db: &TestDb) {
    let app = app(db).await;
    let mut lea = at_work(&app, "lea", DESK, 1).await;
    let mut other = browser(&app, 2);
    tries(&mut other, "lea", PASSWORD).await;
    let new = "un autre mot long";
    let page = lea.asks("/office/password").await;
    let wrong = [("current", "pas le bon mot"), ("password", new), ("again", new)];
    let page = lea.fills(&page, "/office/password", &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.words().contains("Ce n'est pas votre mot de passe actuel"), "{}", page.words());
    let right = [("current", PASSWORD), ("password", new), ("again", new)];
    let page = lea.fills(&page, "/office/password", &right).await;
    assert_eq!(page.path, "/office/sessions");
    assert_eq!(other.asks("/office").await.status, StatusCode::SEE_OTHER, "every other session has ended");
    // A browser found open gives ten guesses an hour and no more, the right one included.
    let page = lea.asks("/office/password").await;
    for _ in 0..10 {
        lea.fills(&page, "/office/password", &wrong).await;
    }
    let right = [("current", new), ("password", PASSWORD), ("again", PASSWORD)];
    let page = lea.fills(&page, "/office/password", &right).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

async fn two_replicas_send_a_link_once(db: &TestDb) {
    let (app, mails) = (app(db).await, Mails::new());
    for name in ["lea", "max", "zoe", "ana"] {
        account(&app, name, DESK).await;
        forgets(&mut browser(&app, 1), &address(name)).await;
    }
    let mut claims = Vec::new();
    for _ in 0..8 {
        let ctx = app.ctx.clone();
        claims.push(tokio::spawn(async move { unisson::actions::claim_link(&ctx).await.unwrap() }));
    }
    let mut claimed = Vec::new();
    for claim in claims {
        if let unisson::actions::Claimed::Mail(mail) = claim.await.unwrap() {
            claimed.push(mail.link.id);
        }
    }
    let all = claimed.len();
    claimed.sort_unstable();
    claimed.dedup();
    assert_eq!(claimed.len(), all, "each by one worker");
    // A worker that is lost holds its mails up for five minutes.
    app.wait(Duration::minutes(6));
    mails.leave(&app).await;
    assert_eq!(mails.texts().len(), 4);
}

async fn a_link_waits_for_the_public_address(db: &TestDb) {
    let (mut app, mails) = (app(db).await, Mails::new());
    account(&app, "lea", DESK).await;
    forgets(&mut browser(&app, 1), &address("lea")).await;
    let with_address = app.ctx.links.clone();
    app.ctx.links.as_mut().unwrap().public_url = None;
    for _ in 0..10 {
        mails.leave(&app).await;
        app.wait(Duration::minutes(1));
    }
    assert!(mails.texts().is_empty());
    app.ctx.links = with_address;
    mails.leave(&app).await;
    assert_eq!(mails.texts().len(), 1);
}
