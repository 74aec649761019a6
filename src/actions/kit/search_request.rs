//! From what somebody wants to the question of a search.

use chrono::{DateTime, Utc};
use domain::ids::{ReferralId, SiteId, TerritoryId, VisitTypeId};
use domain::search::{SearchQuestion, SeatNeed, Start, UnavailableHalfDay};
use domain::time::{Minutes, QUANTUM_MINUTES, Quantum, Span};
use domain::visit::{Mode, Modes, Role, SeatLocation, VisitType};

use crate::actions::kit::error::{Noun, QuestionError, SlotRequestError};
use crate::store::agenda_cache::Snapshot;
use crate::store::appointments::Appointment;
use crate::store::referrals::Referral;

/// The grid on which every start lies, minutes: one quantum.
const GRID_OF_ANY_START: u32 = 5;

/// Whether the visit type's notice is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notice {
    /// It is.
    #[default]
    Kept,
    /// The person is at the desk: the next minute will do.
    Waived,
}

/// What somebody wants for a referral.
#[derive(Clone, Debug)]
pub struct SlotRequest {
    /// The territory.
    pub territory: TerritoryId,
    /// The referral.
    pub referral: ReferralId,
    /// The kind of appointment.
    pub visit_type: VisitTypeId,
    /// How the person is received.
    pub mode: Mode,
    /// The sites to look at; all of the territory when empty, the referral's preferred one first.
    pub sites: Vec<SiteId>,
    /// Nothing before this instant.
    pub not_before: Option<DateTime<Utc>>,
    /// Over by this instant.
    pub not_after: Option<DateTime<Utc>>,
    /// When the person cannot come.
    pub unavailable: Vec<UnavailableHalfDay>,
    /// Whether the visit type's notice is kept.
    pub notice: Notice,
}

impl SlotRequest {
    /// Anything for that referral: every site, any day.
    #[must_use]
    pub const fn any(
        territory: TerritoryId,
        referral: ReferralId,
        visit_type: VisitTypeId,
        mode: Mode,
    ) -> Self {
        Self {
            territory,
            referral,
            visit_type,
            mode,
            sites: Vec::new(),
            not_before: None,
            not_after: None,
            unavailable: Vec::new(),
            notice: Notice::Kept,
        }
    }

    /// The question this asks of `snapshot`.
    ///
    /// # Errors
    /// [`SlotRequestError`].
    pub(in crate::actions) fn question(
        &self,
        snapshot: &Snapshot,
        referral: &Referral,
        now: DateTime<Utc>,
    ) -> Result<SearchQuestion, SlotRequestError> {
        let sites = if self.sites.is_empty() { every_site(snapshot, referral) } else { self.sites.clone() };
        let mut question = question(snapshot, referral, self.visit_type, self.mode, sites, now)?;
        if self.notice == Notice::Waived {
            question.window.start = Quantum::ceil(now);
        }
        if let Some(first) = self.not_before {
            question.window.start = question.window.start.max(Quantum::ceil(first));
        }
        if let Some(last) = self.not_after {
            question.window.end = question.window.end.min(Quantum::floor(last));
        }
        if question.window.len() < question.length() {
            return Err(SlotRequestError::EmptyWindow);
        }
        question.unavailable.clone_from(&self.unavailable);
        Ok(question)
    }
}

/// Every site of the territory, the preferred one of the referral first.
pub(in crate::actions) fn every_site(snapshot: &Snapshot, referral: &Referral) -> Vec<SiteId> {
    let preferred = referral.site;
    let others = snapshot.site_order.iter().copied().filter(|site| Some(*site) != preferred);
    preferred.into_iter().chain(others).collect()
}

/// The question a referral asks of a visit type: its roles, the interpreter and the room it needs, its referent first.
pub(in crate::actions) fn question(
    snapshot: &Snapshot,
    referral: &Referral,
    visit_type: VisitTypeId,
    mode: Mode,
    sites: Vec<SiteId>,
    now: DateTime<Utc>,
) -> Result<SearchQuestion, QuestionError> {
    let kind =
        snapshot.territory.visit_types.get(&visit_type).ok_or(QuestionError::NotFound(Noun::VisitType))?;
    question_of(snapshot, referral, kind.clone(), mode, sites, now)
}

/// As [`question`], of a visit type as it is given.
fn question_of(
    snapshot: &Snapshot,
    referral: &Referral,
    kind: VisitType,
    mode: Mode,
    mut sites: Vec<SiteId>,
    now: DateTime<Utc>,
) -> Result<SearchQuestion, QuestionError> {
    if !kind.modes.contains(mode) {
        return Err(QuestionError::ModeNotOffered(mode.word()));
    }
    if sites.iter().any(|site| !snapshot.territory.sites.contains_key(site)) {
        return Err(QuestionError::NotFound(Noun::Site));
    }
    let mut seen = Vec::new();
    sites.retain(|site| {
        let new = !seen.contains(site);
        seen.push(*site);
        new
    });
    let mut question = SearchQuestion::new(kind, mode, sites, now);
    if let Some(language) = &referral.interpreter {
        let role = Role::interpreter(language);
        question = question.with(SeatNeed { role, count: 1, place: SeatLocation::Anywhere });
    }
    for wish in &referral.wishes {
        for need in &mut question.needs {
            if let Some(instead) = wish.replacement_for(&need.role) {
                need.role = instead;
            }
        }
        if let Some(role) = wish.additional_role() {
            question = question.with(SeatNeed { role, count: 1, place: SeatLocation::Anywhere });
        }
    }
    question.referent = referral.referent;
    question.language = Some(referral.language.spoken());
    Ok(question)
}

/// The question an appointment answers where it is, its own time not in its way. Its length, its start and its mode are
/// what they were when it was taken, whatever has become of the visit type since.
///
/// # Errors
/// [`QuestionError`].
pub(in crate::actions) fn question_of_appointment(
    snapshot: &Snapshot,
    appointment: &Appointment,
    referral: &Referral,
    now: DateTime<Utc>,
) -> Result<SearchQuestion, QuestionError> {
    let Appointment { visit_type, mode, site, .. } = *appointment;
    let kind =
        snapshot.territory.visit_types.get(&visit_type).ok_or(QuestionError::NotFound(Noun::VisitType))?;
    // No team is free for longer than any visit can be: an impossible length is refused, not replaced by another.
    let minutes = u32::try_from(appointment.visit.len() * QUANTUM_MINUTES).unwrap_or(u32::MAX);
    let kind = VisitType {
        duration: Minutes(minutes),
        grid: Minutes(GRID_OF_ANY_START),
        modes: Modes::of(kind.modes.iter().chain([mode])),
        ..kind.clone()
    };
    let mut question = question_of(snapshot, referral, kind, mode, vec![site], now)?;
    question.own = Some(appointment.id);
    Ok(at(question, appointment.start()))
}

/// The same question for one start only. Notice and horizon are judged by [`is_in_window`] when the start is first
/// chosen; a hold that was in time stays so.
pub(in crate::actions) fn at(mut question: SearchQuestion, start: Start) -> SearchQuestion {
    question.window = Span::new(start.at, start.at.plus(question.length()));
    question.sites = vec![start.site];
    question
}

/// True when a visit from `start` lies in the question's window.
pub(in crate::actions) fn is_in_window(question: &SearchQuestion, start: Start) -> bool {
    question.window.start <= start.at && start.at.plus(question.length()) <= question.window.end
}
