//! Tests of the notifications.

use crate::appointment_state::{Party, State};
use crate::ids::ResourceId;
use crate::notifications::*;
use uuid::Uuid;

fn person(number: u128) -> ResourceId {
    ResourceId(Uuid::from_u128(number))
}

fn said(change: Change<'_>) -> Vec<(Option<u128>, &'static str)> {
    plan(change)
        .into_iter()
        .map(|notice| match notice.to {
            Recipient::Beneficiary => (None, notice.kind.word()),
            Recipient::Professional(id) => (Some(id.0.as_u128()), notice.kind.word()),
        })
        .collect()
}

#[test]
fn a_booking_invites_the_team_and_confirms_to_the_person() {
    let team = [person(1), person(2)];
    assert_eq!(
        said(Change::Booked { team: &team }),
        [(Some(1), "invitation"), (Some(2), "invitation"), (None, "confirmation")]
    );
}

#[test]
fn a_move_tells_who_leaves_who_stays_and_who_comes() {
    let (before, after) = ([person(1), person(2)], [person(2), person(3)]);
    assert_eq!(
        said(Change::Moved { before: &before, after: &after }),
        [(Some(1), "withdrawal"), (Some(2), "update"), (Some(3), "invitation"), (None, "moved")]
    );
}

#[test]
fn a_replacement_is_not_the_persons_business() {
    let (before, after) = ([person(1), person(2)], [person(3), person(2)]);
    assert_eq!(
        said(Change::Replaced { before: &before, after: &after }),
        [(Some(1), "withdrawal"), (Some(2), "update"), (Some(3), "invitation")]
    );
}

#[test]
fn a_cancellation_reaches_everyone() {
    assert_eq!(
        said(Change::Cancelled { team: &[person(1)], by: Party::Service }),
        [(Some(1), "cancellation"), (None, "called_off")]
    );
    assert_eq!(
        said(Change::Cancelled { team: &[person(1)], by: Party::Beneficiary }),
        [(Some(1), "cancellation"), (None, "cancelled_by_person")]
    );
}

#[test]
fn what_was_never_said_is_not_taken_back() {
    assert_eq!(merge(MessageKind::Invitation, MessageKind::Cancellation), None);
    assert_eq!(merge(MessageKind::Confirmation, MessageKind::CancelledByPerson), None);
    assert_eq!(merge(MessageKind::Confirmation, MessageKind::CalledOff), Some(MessageKind::CalledOff));
    assert_eq!(merge(MessageKind::Invitation, MessageKind::Update), Some(MessageKind::Invitation));
    assert_eq!(merge(MessageKind::Confirmation, MessageKind::Moved), Some(MessageKind::Confirmation));
    assert_eq!(merge(MessageKind::Update, MessageKind::Cancellation), Some(MessageKind::Cancellation));
    assert_eq!(merge(MessageKind::Withdrawal, MessageKind::Invitation), Some(MessageKind::Update));
}

#[test]
fn nothing_is_said_that_is_no_longer_so() {
    let stands = DeliveryContext {
        state: State::Booked,
        in_team: true,
        same_facts: true,
        is_late: false,
        is_settled: false,
    };
    for kind in MessageKind::ALL.into_iter().filter(|kind| kind.is_change()) {
        let said = check_still_valid(kind, stands).is_ok();
        assert_eq!(said, !kind.retracts(), "{kind:?} about a booked appointment");
        let cancelled = DeliveryContext { state: State::Cancelled, in_team: false, ..stands };
        assert_eq!(
            check_still_valid(kind, cancelled).is_ok(),
            kind.retracts(),
            "{kind:?} about a cancelled one"
        );
        assert!(check_still_valid(kind, DeliveryContext { is_late: true, ..stands }).is_err());
        if !kind.retracts() {
            assert!(check_still_valid(kind, DeliveryContext { same_facts: false, ..stands }).is_err());
        }
    }
    let replaced = DeliveryContext { in_team: false, ..stands };
    assert!(check_still_valid(MessageKind::Withdrawal, replaced).is_ok());
    assert!(check_still_valid(MessageKind::Update, replaced).is_err());
    for state in State::ALL {
        let now = DeliveryContext { state, ..stands };
        assert_eq!(check_still_valid(MessageKind::Reminder, now).is_ok(), state.is_expected(), "{state:?}");
        assert_eq!(check_still_valid(MessageKind::Missed, now).is_ok(), state == State::NoShow, "{state:?}");
    }
    let missed = DeliveryContext { state: State::NoShow, is_settled: true, ..stands };
    assert_eq!(check_still_valid(MessageKind::Missed, missed), Err(DropReason::Overtaken));
}

#[test]
fn who_has_an_appointment_or_needs_none_is_not_asked_to_choose_one() {
    for (is_booked, is_over, asked) in
        [(false, false, true), (true, false, false), (false, true, false), (true, true, false)]
    {
        assert_eq!(check_still_invited(InvitationContext { is_booked, is_over }).is_ok(), asked);
    }
}

#[test]
fn a_place_is_offered_to_whom_it_helps_while_it_is_free() {
    let free = OfferContext { is_over: false, is_late: false, is_served: false, is_free: true };
    for (offering, told) in [
        (free, Ok(())),
        (OfferContext { is_free: false, ..free }, Err(DropReason::PlaceTaken)),
        (OfferContext { is_served: true, ..free }, Err(DropReason::Overtaken)),
        (OfferContext { is_late: true, ..free }, Err(DropReason::TooLate)),
        (OfferContext { is_over: true, ..free }, Err(DropReason::NotExpected)),
    ] {
        assert_eq!(check_still_offered(offering), told, "{offering:?}");
    }
}

#[test]
fn words_are_read_back() {
    for kind in MessageKind::ALL.into_iter().chain(MessageKind::ANSWERS) {
        assert_eq!(MessageKind::from_word(kind.word()), Some(kind));
    }
    for why in DropReason::ALL {
        assert_eq!(DropReason::from_word(why.word()), Some(why));
    }
}
