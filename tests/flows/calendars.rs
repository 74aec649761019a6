//! Calendars as they come, attached to the demo's professionals: whoever is busy there is not offered.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chrono::{Duration, NaiveDate};
use domain::ids::ResourceId;
use domain::search::{SearchQuestion, SeatNeed};
use domain::time::Span;
use domain::visit::{Mode, Modes, SeatLocation};
use unisson::actions;
use unisson::actions::Explain;
use unisson::actions::create_territory;
use unisson::actions::import_calendar;
use unisson::cli::demo::generator::{self, Recipe};
use unisson::formats::calendars::{ReadOptions, read};
use unisson::store::calendars::Reading;
use unisson::store::professionals;
use unisson::store::professionals::Member;
use unisson::store::referrals;

use crate::support::both_databases;
use crate::support::database::TestDb;

both_databases![busy_hours_of_any_calendar_are_respected, a_calendar_that_cannot_be_read_never_means_free];

const PARIS: chrono_tz::Tz = chrono_tz::Tz::Europe__Paris;

/// Our own calendars, or those of the folder named by `UNISSON_ICS_CORPUS`.
fn files() -> Vec<PathBuf> {
    let folder = env::var_os("UNISSON_ICS_CORPUS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/calendars"),
        PathBuf::from,
    );
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "ics"))
        .collect();
    files.sort();
    assert!(files.len() > 10);
    files
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every calendar is attached to one of the demo's professionals in turn. Then, for each of them, no start that the
/// search knows of touches a busy time; and nobody who is offered is busy.
async fn busy_hours_of_any_calendar_are_respected(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let now = ctx.now();
    let made = generator::generate(&Recipe { referrals: 20, ..Recipe::new(1, day("2027-01-04")) });
    let territory = create_territory(&ctx, &made.document).await.unwrap();
    let people: Vec<Member> = professionals::professionals(ctx.db.read(), territory).await.unwrap();
    let window = Span::covering(now - Duration::days(8), now + Duration::days(402));
    let mut busy: Vec<(ResourceId, Vec<Span>)> = Vec::new();
    let mut refused: Vec<String> = Vec::new();
    for (file, owner) in files().iter().zip(people.iter().cycle()) {
        let options = ReadOptions {
            zone: PARIS,
            window,
            owner_emails: owner.email.iter().cloned().collect(),
            invited_to: BTreeSet::new(),
        };
        let name = file.file_stem().unwrap().to_string_lossy();
        match read(&fs::read(file).unwrap(), &options) {
            Ok(calendar) => {
                let reading = Reading::Good(&calendar.busy);
                import_calendar(&ctx, territory, owner.id, &name, reading, None).await.unwrap();
                busy.push((owner.id, calendar.busy));
            }
            Err(error) => refused.push(format!("{}: {error}", file.display())),
        }
    }
    assert!(busy.len() > 10, "{refused:#?}");
    assert!(!refused.is_empty(), "hostile ones are among them, and named");
    let snapshot = ctx.agendas.snapshot(&ctx.db, territory, now).await.unwrap().unwrap();
    let mut starts_seen = 0;
    for visit_type in snapshot.territory.visit_types.values() {
        for mode in Mode::ALL {
            let question = SearchQuestion::new(visit_type.clone(), mode, snapshot.site_order.to_vec(), now);
            for (owner, spans) in &busy {
                let agenda = snapshot.agenda(*owner).unwrap();
                for role in &agenda.resource().roles {
                    let need = SeatNeed { role: role.clone(), count: 1, place: SeatLocation::AtSite };
                    for site in snapshot.site_order.iter() {
                        let Some(starts) = agenda.starts(&snapshot.territory, &question, &need, *site) else {
                            continue;
                        };
                        for start in starts.iter() {
                            let visit = Span::new(start, start.plus(question.length()));
                            starts_seen += 1;
                            assert!(spans.iter().all(|span| !span.overlaps(visit)), "{start:?} of {owner}");
                        }
                    }
                }
            }
        }
    }
    assert!(starts_seen > 1_000, "the search saw something: {starts_seen}");
    for referral in referrals::waiting(ctx.db.read(), territory).await.unwrap() {
        let joint =
            snapshot.territory.visit_types.values().find(|kind| kind.key == generator::JOINT).unwrap();
        for mode in Modes::ALL.iter() {
            let ask = actions::SlotRequest::any(territory, referral, joint.id, mode);
            for offer in actions::offer(&ctx, &ask, Explain::No).await.unwrap().offers {
                let visit = Span::covering(offer.start, offer.end);
                for seat in &offer.team.seats {
                    let theirs = busy.iter().filter(|(owner, _)| *owner == seat.resource);
                    assert!(theirs.flat_map(|(_, spans)| spans).all(|span| !span.overlaps(visit)));
                }
            }
        }
    }
}

async fn a_calendar_that_cannot_be_read_never_means_free(db: &TestDb) {
    let ctx = db.ctx(1).await;
    let now = ctx.now();
    let made =
        generator::generate(&Recipe { referrals: 1, professionals: 6, ..Recipe::new(1, day("2027-01-04")) });
    let territory = create_territory(&ctx, &made.document).await.unwrap();
    let owner = professionals::professionals(ctx.db.read(), territory).await.unwrap().remove(0);
    let all_year = [Span::covering(now - Duration::days(1), now + Duration::days(400))];
    import_calendar(&ctx, territory, owner.id, "outlook", Reading::Good(&all_year), None).await.unwrap();
    let failed = Reading::Failed("the file stops at line 3 before END:VCALENDAR; fetch it again");
    import_calendar(&ctx, territory, owner.id, "outlook", failed, None).await.unwrap();
    let snapshot = ctx.agendas.snapshot(&ctx.db, territory, now).await.unwrap().unwrap();
    assert_eq!(snapshot.agenda(owner.id).unwrap().busy(), all_year);
    let degraded = unisson::store::calendars::degraded(ctx.db.read()).await.unwrap();
    assert_eq!(degraded.len(), 1);
    assert_eq!((degraded[0].owner.as_str(), degraded[0].good_at), (owner.key.as_str(), Some(now)));
    assert!(degraded[0].problem.contains("fetch it again"));
}
