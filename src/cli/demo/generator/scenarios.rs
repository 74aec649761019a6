//! What must have become of each referral by today.

use domain::visit::Mode;

use super::random::{Random, Topic};
use super::season::DAYS_OF_REFERRALS;

/// Where a referral stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Nothing has been done yet.
    Waiting,
    /// Offers were shown, none was taken.
    Offered,
    /// A start is held at this very moment.
    Held,
    /// A start was held and given back; the referral waits.
    Closed,
    /// An appointment is to come.
    Booked,
    /// An appointment is to come, at a later time than first agreed.
    Moved,
    /// The appointment was called off; the referral waits.
    Cancelled,
    /// The person came.
    Attended,
    /// The person did not come; the referral waits.
    NoShow,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Self; 9] = [
        Self::Waiting,
        Self::Offered,
        Self::Held,
        Self::Closed,
        Self::Booked,
        Self::Moved,
        Self::Cancelled,
        Self::Attended,
        Self::NoShow,
    ];

    /// Its share of a thousand referrals.
    const fn share(self) -> usize {
        match self {
            Self::Waiting => 250,
            Self::Offered => 60,
            Self::Held => 15,
            Self::Closed => 25,
            Self::Booked => 120,
            Self::Moved => 30,
            Self::Cancelled => 80,
            Self::Attended => 350,
            Self::NoShow => 70,
        }
    }
}

/// The scenario of one referral. Days are counted from the day it was received; `None` where the stage does not get so
/// far. What the agendas have no room for stays waiting instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralScenario {
    /// Key of the referral.
    pub referral: String,
    /// Where it stands today.
    pub stage: Stage,
    /// How the person wants to be received.
    pub mode: Mode,
    /// When offers were shown.
    pub offered_after: Option<u16>,
    /// When a start was held, and booked unless the stage is `Held` or `Closed`.
    pub booked_after: Option<u16>,
    /// The appointment is on that day at the earliest: the first free start from there on.
    pub start_after: Option<u16>,
    /// When it was moved or called off.
    pub changed_after: Option<u16>,
}

/// The stages of so many referrals: in exact shares, in any order.
pub(super) fn stages(count: usize, seed: u64) -> Vec<Stage> {
    let mut stages = Vec::with_capacity(count);
    let mut share = 0;
    for stage in Stage::ALL {
        share += stage.share();
        stages.resize((count * share).div_ceil(1_000).min(count), stage);
    }
    Random::new(seed, Topic::Stages, 0).shuffle(&mut stages);
    stages
}

/// How many days ago a referral that stands there was received, in all likelihood.
pub(super) fn age(stage: Stage, random: &mut Random) -> u32 {
    // Two days are kept for what came in at a weekend.
    let most = u32::from(DAYS_OF_REFERRALS) - 2;
    match stage {
        Stage::Waiting => match random.weighted(&[60, 30, 10]) {
            0 => random.below(21),
            1 => random.between(21, 50),
            _ => random.between(51, most),
        },
        Stage::Offered | Stage::Held => random.between(2, 25),
        Stage::Closed => random.between(3, 40),
        Stage::Booked => random.between(3, 30),
        Stage::Moved => random.between(8, 35),
        Stage::Cancelled => random.between(10, most),
        Stage::Attended | Stage::NoShow => random.between(14, most),
    }
}

/// The scenario of a referral that was received `age` days ago.
pub(super) fn scenario(referral: String, stage: Stage, age: u32, random: &mut Random) -> ReferralScenario {
    let mode = [Mode::Onsite, Mode::Phone, Mode::Video][random.weighted(&[80, 12, 8])];
    let offered = random.below(age.clamp(1, 6));
    let booked = (offered + random.below(3)).min(age);
    let [mut offered_after, mut booked_after, mut start_after, mut changed_after] = [None; 4];
    if stage != Stage::Waiting {
        offered_after = Some(offered);
    }
    match stage {
        Stage::Waiting | Stage::Offered => {}
        // Holds last for minutes: one that stands now was made today.
        Stage::Held => booked_after = Some(age),
        Stage::Closed => booked_after = Some(booked),
        Stage::Booked => {
            booked_after = Some(booked);
            start_after = Some(age + wish(random));
        }
        Stage::Moved => {
            booked_after = Some(booked);
            changed_after = Some(random.between(booked + 1, age.max(booked + 1)).min(age));
            // Far enough that the start it leaves is not the first free one.
            start_after = Some(age + random.between(8, 16));
        }
        Stage::Cancelled => {
            booked_after = Some(booked);
            let start = booked + lead(random);
            changed_after = Some(random.between(booked + 1, (start - 1).min(age).max(booked + 1)));
            start_after = Some(start);
        }
        Stage::Attended | Stage::NoShow => {
            booked_after = Some(booked);
            // Room is left for a first free start some days after the wanted one.
            start_after = Some((booked + lead(random)).min(age.saturating_sub(4)).max(booked + 2));
        }
    }
    let days = |days: Option<u32>| days.map(|days| u16::try_from(days).unwrap_or(u16::MAX));
    ReferralScenario {
        referral,
        stage,
        mode,
        offered_after: days(offered_after),
        booked_after: days(booked_after),
        start_after: days(start_after),
        changed_after: days(changed_after),
    }
}

/// Days from booking to the wanted start: a week to six, about three mostly.
fn lead(random: &mut Random) -> u32 {
    7 + random.below(18) + random.below(18)
}

/// Days from today to the wanted start of what is to come: most want the first there is, which fills the next days.
fn wish(random: &mut Random) -> u32 {
    match random.weighted(&[6, 82, 12]) {
        0 => 0,
        1 => 1,
        _ => random.between(2, 20),
    }
}
