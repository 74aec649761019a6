//! Tests of the rights: properties for every actor and target, and the cases of the desk.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;

use super::*;
use crate::ids::{AccountId, SiteId, TerritoryId};

const HERE: TerritoryId = TerritoryId(Uuid::from_u128(1));
const ELSEWHERE: TerritoryId = TerritoryId(Uuid::from_u128(2));

fn organisation(number: u8) -> OrganisationId {
    OrganisationId(Uuid::from_u128(u128::from(number)))
}

fn site(number: u8) -> SiteId {
    SiteId(Uuid::from_u128(u128::from(number)))
}

fn resource(number: u8) -> ResourceId {
    ResourceId(Uuid::from_u128(u128::from(number)))
}

fn account(number: u8) -> AccountId {
    AccountId(Uuid::from_u128(u128::from(number)))
}

fn organisations() -> impl Strategy<Value = BTreeSet<OrganisationId>> {
    btree_set((0..3_u8).prop_map(organisation), 0..3)
}

fn resources() -> impl Strategy<Value = BTreeSet<ResourceId>> {
    btree_set((0..3_u8).prop_map(resource), 0..3)
}

/// Any grant, fit or not.
fn grant() -> impl Strategy<Value = Grant> {
    let organisation = option::of((0..3_u8).prop_map(organisation));
    let site = option::of((0..3_u8).prop_map(site));
    (select(Role::ALL.as_slice()), organisation, site).prop_map(|(role, organisation, site)| Grant {
        role,
        organisation,
        site,
    })
}

fn actor() -> impl Strategy<Value = Actor> {
    let account = option::of((0..3_u8).prop_map(account));
    let professional = option::of((0..3_u8).prop_map(resource));
    (account, vec(grant(), 0..4), professional).prop_map(|(account, grants, professional)| Actor {
        account,
        territory: HERE,
        grants,
        professional,
    })
}

/// The roles that one organisation may have.
fn of_an_organisation() -> impl Strategy<Value = Role> {
    select([Role::Receptionist, Role::Professional, Role::OrganisationManager].as_slice())
}

fn kind() -> impl Strategy<Value = TargetKind> {
    let site = || (0..3_u8).prop_map(site);
    prop_oneof![
        Just(TargetKind::Territory),
        (0..3_u8).prop_map(|number| TargetKind::Organisation(organisation(number))),
        site().prop_map(TargetKind::Site),
        (organisations(), resources()).prop_map(|(organisations, professionals)| TargetKind::Beneficiary {
            organisations,
            professionals
        }),
        (site(), organisations(), resources())
            .prop_map(|(site, organisations, team)| TargetKind::Appointment { site, organisations, team }),
        (0..3_u8, organisations()).prop_map(|(number, organisations)| TargetKind::Agenda {
            resource: resource(number),
            organisations
        }),
        (0..3_u8, vec(grant(), 0..3))
            .prop_map(|(number, grants)| TargetKind::Account { account: account(number), grants }),
        grant().prop_map(TargetKind::Grant),
    ]
}

fn action() -> impl Strategy<Value = Action> {
    select(Action::ALL.as_slice())
}

fn here(kind: TargetKind) -> AccessTarget {
    AccessTarget { territory: HERE, kind }
}

/// Somebody with those grants and the first agenda.
fn with(grants: &[Grant]) -> Actor {
    let (account, professional) = (Some(account(9)), Some(resource(0)));
    Actor { account, territory: HERE, grants: grants.to_vec(), professional }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn nobody_reaches_over_the_border_of_a_territory(actor in actor(), action in action(), kind in kind()) {
        let thing = AccessTarget { territory: ELSEWHERE, kind };
        prop_assert!(!may(&actor, action, &thing));
        prop_assert_eq!(visibility(&actor, &thing), Visibility::Nothing);
    }

    #[test]
    fn whoever_loses_a_grant_gains_nothing(actor in actor(), action in action(), kind in kind(), lost in 0..4_usize) {
        let mut poorer = actor.clone();
        if lost < poorer.grants.len() {
            poorer.grants.remove(lost);
        }
        let thing = here(kind);
        prop_assert!(!may(&poorer, action, &thing) || may(&actor, action, &thing));
        prop_assert!(visibility(&poorer, &thing) <= visibility(&actor, &thing));
    }

    #[test]
    fn a_narrower_scope_allows_no_more(actor in actor(), grant in grant(), action in action(), kind in kind()) {
        let narrow = Actor { grants: vec![grant], ..actor };
        for wide in [Grant { site: None, ..grant }, Grant { organisation: None, ..grant }] {
            // What is narrower than fits its role allows nothing; a manager of no organisation does not fit.
            if wide.is_valid() {
                let wide = Actor { grants: vec![wide], ..narrow.clone() };
                let thing = here(kind.clone());
                prop_assert!(!may(&narrow, action, &thing) || may(&wide, action, &thing));
            }
        }
    }

    #[test]
    fn without_a_grant_there_is_only_ones_own_account(actor in actor(), action in action(), kind in kind()) {
        let bare = Actor { grants: Vec::new(), ..actor };
        let own = matches!(&kind, TargetKind::Account { account, .. } if Some(*account) == bare.account);
        prop_assert_eq!(may(&bare, action, &here(kind)), own && action == Action::ManageOwnAccount);
    }

    #[test]
    fn nobody_gives_what_they_do_not_have(actor in actor(), given in grant(), action in action(), kind in kind()) {
        if !may(&actor, Action::GiveGrant, &here(TargetKind::Grant(given))) {
            return Ok(());
        }
        prop_assert!(given.role != Role::System && given.is_valid());
        // A professional's rights are those over an agenda that is theirs and not the giver's.
        if given.role == Role::Professional {
            return Ok(());
        }
        let receiver = Actor { account: None, grants: vec![given], ..actor.clone() };
        let thing = here(kind);
        prop_assert!(!may(&receiver, action, &thing) || may(&actor, action, &thing), "{action:?}");
    }

    #[test]
    fn the_scope_of_a_query_is_what_may_be_seen(actor in actor(), of in organisations(), by in resources()) {
        let scope = access_scope(&actor);
        let found = scope.is_whole
            || !scope.organisations.is_disjoint(&of)
            || scope.professional.is_some_and(|me| by.contains(&me));
        let person = AccessTarget::beneficiary(HERE, of, by);
        prop_assert_eq!(found, may(&actor, Action::SeeBeneficiary, &person));
    }

    #[test]
    fn another_organisation_sees_that_time_is_taken_and_no_more(role in of_an_organisation(), at in 0..3_u8, action in action()) {
        let grant = Grant::new(role, Some(organisation(0)), None).unwrap();
        let actor = Actor { professional: None, ..with(&[grant]) };
        let theirs = AccessTarget::appointment(HERE, site(at), [organisation(1)], [resource(1)]);
        prop_assert_eq!(visibility(&actor, &theirs), Visibility::Occupied);
        prop_assert!(!may(&actor, action, &theirs));
        let agenda = AccessTarget::agenda(HERE, resource(1), [organisation(1)]);
        prop_assert_eq!(visibility(&actor, &agenda), Visibility::Occupied);
        prop_assert!(!may(&actor, action, &AccessTarget::beneficiary(HERE, [organisation(1)], [resource(1)])));
    }

    #[test]
    fn an_auditor_sees_no_person(kind in kind(), action in action()) {
        let actor = with(&[Grant::territory_wide(Role::Auditor)]);
        if matches!(kind, TargetKind::Beneficiary { .. } | TargetKind::Appointment { .. }) {
            prop_assert!(!may(&actor, action, &here(kind)) || !matches!(action, Action::SeeBeneficiary | Action::SeeAppointment));
        }
    }
}

#[test]
fn every_action_stands_in_the_list_once_and_the_territory_s_manager_does_it() {
    let all: BTreeSet<Action> = Action::ALL.into();
    assert_eq!(all.len(), Action::ALL.len());
    for action in Action::ALL {
        assert_eq!(Role::TerritoryManager.does(action), action != Action::ManageOwnAccount, "{action:?}");
    }
}

#[test]
fn every_role_is_found_by_its_word() {
    for role in Role::ALL {
        assert_eq!(Role::from_word(role.word()), Some(role));
    }
    assert_eq!(Role::from_word("Receptionist"), None);
}

#[test]
fn the_shared_desk_serves_everybody_and_its_board_is_its_own() {
    let desk = with(&[Grant::new(Role::Receptionist, None, Some(site(0))).unwrap()]);
    let person = AccessTarget::beneficiary(HERE, [organisation(1)], []);
    assert!(may(&desk, Action::SeeBeneficiary, &person) && may(&desk, Action::Book, &person));
    let (own, other) = (
        AccessTarget::appointment(HERE, site(0), [organisation(1)], []),
        AccessTarget::appointment(HERE, site(1), [organisation(1)], []),
    );
    assert!(may(&desk, Action::Move, &other), "whoever stands here is helped here");
    assert!(may(&desk, Action::CheckIn, &own) && !may(&desk, Action::CheckIn, &other));
    assert!(may(&desk, Action::SeeBoard, &AccessTarget::site(HERE, site(0))));
    assert!(!may(&desk, Action::SeeBoard, &AccessTarget::site(HERE, site(1))));
    assert!(!may(&desk, Action::SeeAccounts, &AccessTarget::of_territory(HERE)));
}

#[test]
fn the_desk_of_an_organisation_serves_its_own_persons() {
    let desk = with(&[Grant::new(Role::Receptionist, Some(organisation(0)), None).unwrap()]);
    assert!(may(
        &desk,
        Action::SeeBeneficiary,
        &AccessTarget::beneficiary(HERE, [organisation(0), organisation(1)], [])
    ));
    assert!(!may(&desk, Action::SeeBeneficiary, &AccessTarget::beneficiary(HERE, [organisation(1)], [])));
    assert!(
        !may(&desk, Action::SeeBeneficiary, &AccessTarget::beneficiary(HERE, [], [])),
        "nobody's yet is the shared desk's"
    );
    assert!(may(&desk, Action::SearchBeneficiaries, &AccessTarget::of_territory(HERE)), "the page is there");
}

#[test]
fn a_professional_sees_whom_they_receive() {
    let professional = with(&[Grant::territory_wide(Role::Professional)]);
    let mine = AccessTarget::appointment(HERE, site(0), [organisation(1)], [resource(0), resource(1)]);
    let other = AccessTarget::appointment(HERE, site(0), [organisation(1)], [resource(1)]);
    assert_eq!(
        (visibility(&professional, &mine), visibility(&professional, &other)),
        (Visibility::Whole, Visibility::Occupied)
    );
    assert!(may(&professional, Action::SeeBeneficiary, &AccessTarget::beneficiary(HERE, [], [resource(0)])));
    assert!(!may(
        &professional,
        Action::SeeBeneficiary,
        &AccessTarget::beneficiary(HERE, [organisation(0)], [resource(1)])
    ));
    assert!(may(&professional, Action::DeclareAbsence, &AccessTarget::agenda(HERE, resource(0), [])));
    assert!(!may(&professional, Action::DeclareAbsence, &AccessTarget::agenda(HERE, resource(1), [])));
    let without_agenda = Actor { professional: None, ..professional };
    assert!(!may(
        &without_agenda,
        Action::SeeBeneficiary,
        &AccessTarget::beneficiary(HERE, [organisation(0)], [resource(0)])
    ));
}

#[test]
fn a_manager_sees_to_the_accounts_of_their_own_organisation() {
    let own = Grant::new(Role::Receptionist, Some(organisation(0)), None).unwrap();
    let other = Grant::new(Role::Receptionist, Some(organisation(1)), None).unwrap();
    let shared = Grant::territory_wide(Role::Receptionist);
    let manager = with(&[Grant::new(Role::OrganisationManager, Some(organisation(0)), None).unwrap()]);
    let may_manage = |grants: Vec<Grant>| {
        may(&manager, Action::ManageAccount, &AccessTarget::account(HERE, account(1), grants))
    };
    assert!(may_manage(vec![own]));
    for theirs in [vec![other], vec![own, other], vec![own, shared], vec![]] {
        assert!(!may_manage(theirs.clone()), "{theirs:?}");
    }
    let may_give = |grant| may(&manager, Action::GiveGrant, &AccessTarget::grant(HERE, grant));
    assert!(may_give(own));
    for grant in
        [other, shared, Grant::territory_wide(Role::TerritoryManager), Grant::territory_wide(Role::System)]
    {
        assert!(!may_give(grant), "{grant:?}");
    }
    let invalid = Grant { role: Role::Auditor, organisation: Some(organisation(0)), site: None };
    assert!(!may_give(invalid));
}

#[test]
fn a_scope_goes_with_its_role() {
    let (ours, here) = (Some(organisation(0)), Some(site(0)));
    assert_eq!(Grant::new(Role::OrganisationManager, None, None), Err(InvalidGrant::NeedsOrganisation));
    assert_eq!(Grant::new(Role::TerritoryManager, ours, None), Err(InvalidGrant::TakesNoOrganisation));
    assert_eq!(Grant::new(Role::Auditor, None, here), Err(InvalidGrant::TakesNoSite));
    assert_eq!(Grant::new(Role::Professional, ours, here), Err(InvalidGrant::TakesNoSite));
    assert!(Grant::new(Role::Receptionist, ours, here).is_ok());
}

#[test]
fn whoever_is_signed_in_sees_to_their_own_account_only() {
    let actor = with(&[Grant::territory_wide(Role::TerritoryManager)]);
    assert!(may(&actor, Action::ManageOwnAccount, &AccessTarget::account(HERE, account(9), vec![])));
    assert!(!may(&actor, Action::ManageOwnAccount, &AccessTarget::account(HERE, account(1), vec![])));
    let system = Actor::system(HERE);
    assert!(!may(&system, Action::ManageOwnAccount, &AccessTarget::account(HERE, account(1), vec![])));
}
