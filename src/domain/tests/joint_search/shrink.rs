//! Shrinks a failing case, and prints it.

use std::fmt::Write as _;

use super::cases::Case;

/// Removes parts of the case as long as `differs` holds.
pub fn smallest(mut case: Case, differs: impl Fn(&Case) -> bool) -> Case {
    while let Some(smaller) = smaller(&case).into_iter().find(|smaller| differs(smaller)) {
        case = smaller;
    }
    case
}

/// The case with one part removed, for each removable part.
fn smaller(case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    let mut less = |change: &dyn Fn(&mut Case)| {
        let mut other = case.clone();
        change(&mut other);
        all.push(other);
    };
    for one in (0..case.facts.len()).filter(|_| case.facts.len() > 1) {
        less(&|case| {
            case.facts.remove(one);
        });
    }
    for one in (0..case.question.needs.len()).filter(|_| case.question.needs.len() > 1) {
        less(&|case| {
            case.question.needs.remove(one);
        });
    }
    for one in (0..case.question.sites.len()).filter(|_| case.question.sites.len() > 1) {
        less(&|case| {
            case.question.sites.remove(one);
        });
    }
    for one in 0..case.question.unavailable.len() {
        less(&|case| {
            case.question.unavailable.remove(one);
        });
    }
    for (one, facts) in case.facts.iter().enumerate() {
        for item in 0..facts.openings.len() {
            less(&|case| {
                case.facts[one].openings.remove(item);
            });
            for exception in 0..facts.openings[item].exceptions.len() {
                less(&|case| {
                    case.facts[one].openings[item].exceptions.remove(exception);
                });
            }
        }
        for item in 0..facts.busy.len() {
            less(&|case| {
                case.facts[one].busy.remove(item);
            });
        }
        for item in 0..facts.engagements.len() {
            less(&|case| {
                case.facts[one].engagements.remove(item);
            });
        }
        if facts.resource.daily_cap.is_some() {
            less(&|case| case.facts[one].resource.daily_cap = None);
        }
        if facts.resource.weekly_cap.is_some() {
            less(&|case| case.facts[one].resource.weekly_cap = None);
        }
    }
    for pair in case.territory.travel.keys() {
        less(&|case| {
            case.territory.travel.remove(pair);
        });
    }
    for site in case.territory.sites.keys() {
        for hours in 0..case.territory.sites[site].hours.len() {
            less(&|case| {
                if let Some(site) = case.territory.sites.get_mut(site) {
                    site.hours.remove(hours);
                }
            });
        }
    }
    if case.question.referent.is_some() {
        less(&|case| case.question.referent = None);
    }
    for one in 0..case.question.keep.len() {
        less(&|case| {
            case.question.keep.remove(one);
        });
    }
    if case.question.language.is_some() {
        less(&|case| case.question.language = None);
    }
    if case.question.own.is_some() {
        less(&|case| case.question.own = None);
    }
    all
}

/// The case as readable text.
pub fn dump(case: &Case) -> String {
    let Case { territory, facts, question, horizon } = case;
    let visit = &question.visit_type;
    let mut text = format!(
        "territory {} travel {:?}\nhorizon {horizon:?}\n{:?} for {:?} every {:?} buffers {:?} {:?}\n",
        territory.zone,
        territory.travel,
        question.mode,
        visit.duration,
        visit.grid,
        visit.buffer_before,
        visit.buffer_after
    );
    let mut line = |written: std::fmt::Arguments| {
        // Writing to a string cannot fail.
        let _ = text.write_fmt(written);
        text.push('\n');
    };
    line(format_args!(
        "window {:?} {} .. {}",
        question.window,
        question.window.start.instant(),
        question.window.end.instant()
    ));
    line(format_args!("needs {:?}\nsites {:?}", question.needs, question.sites));
    line(format_args!("unavailable {:?} now {} own {:?}", question.unavailable, question.now, question.own));
    line(format_args!(
        "referent {:?} keep {:?} language {:?}",
        question.referent, question.keep, question.language
    ));
    for site in territory.sites.values() {
        line(format_args!("{} {} {:?}", site.id, site.zone, site.hours));
    }
    for facts in facts {
        line(format_args!("{:?}", facts.resource));
        for opening in &facts.openings {
            line(format_args!("  {opening:?}"));
        }
        line(format_args!("  busy {:?}", facts.busy));
        for engagement in &facts.engagements {
            line(format_args!("  {engagement:?}"));
        }
    }
    text
}
