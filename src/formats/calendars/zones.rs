//! Resolves the time zone names of calendars: an embedded VTIMEZONE first, then the name, then X-WR-TIMEZONE, then the
//! agenda's own zone with a warning. Never silently UTC.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use chrono::{DateTime, Duration, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use domain::recurrence::{self, Budget};
use domain::time::Span;
use domain::zone;

use crate::formats::calendars::lines::{Component, Kind};
use crate::formats::calendars::report::Warning;
use crate::formats::calendars::values::{Stamp, parse_offset};
use crate::formats::calendars::windows_zones::{PLACES, WINDOWS};

/// Characters shown of the name of an unknown zone.
const MAX_SHOWN: usize = 64;
/// Longest name looked up, in bytes.
const LONGEST_NAME: usize = 255;

/// One reading of wall-clock time.
#[derive(Clone, Debug)]
pub(super) enum Clock {
    Iana(Tz),
    Fixed(FixedOffset),
    /// As a VTIMEZONE tells it.
    Observed(Rc<Observed>),
}

impl Clock {
    /// The instant of a wall-clock time, gap and fold by RFC 5545 section 3.3.5.
    pub fn to_utc(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Iana(tz) => zone::to_utc(*tz, local),
            Self::Fixed(offset) => (local - *offset).and_utc(),
            Self::Observed(observed) => observed.to_utc(local),
        }
    }

    /// The wall clock at `instant`.
    pub fn to_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        instant.naive_utc() + self.offset_at(instant)
    }

    fn offset_at(&self, instant: DateTime<Utc>) -> FixedOffset {
        match self {
            Self::Iana(tz) => tz.offset_from_utc_datetime(&instant.naive_utc()).fix(),
            Self::Fixed(offset) => *offset,
            Self::Observed(observed) => observed.offset_at(instant),
        }
    }
}

/// The changes of offset that a VTIMEZONE gives: from when on (UTC), from which, to which; sorted, never empty.
#[derive(Debug)]
pub(super) struct Observed(Vec<(DateTime<Utc>, FixedOffset, FixedOffset)>);

impl Observed {
    /// `None` when the VTIMEZONE says nothing that can be used. Looks no further than `until`.
    fn read(timezone: &Component, until: NaiveDateTime, budget: &mut Budget) -> Option<Self> {
        let mut changes = Vec::new();
        for observance in timezone.children.iter().filter(|child| child.kind == Kind::Observance) {
            let from = parse_offset(&observance.get("TZOFFSETFROM")?.value)?;
            let to = parse_offset(&observance.get("TZOFFSETTO")?.value)?;
            let first = Stamp::parse(&observance.get("DTSTART")?.value)?.written();
            let mut onsets = vec![first];
            for rdate in observance.all("RDATE") {
                for text in rdate.value.split(',').filter(|text| !text.trim().is_empty()) {
                    onsets.push(Stamp::parse(text.split('/').next()?)?.written());
                }
            }
            for rule in observance.all("RRULE") {
                // UNTIL is in UTC here, the onsets in the time that holds before them.
                let rule = recurrence::until_to_local(&rule.value, |utc| utc.naive_utc() + from);
                let since = NaiveDate::from_ymd_opt(1970, 1, 1)?.and_time(NaiveTime::MIN);
                onsets.extend(recurrence::expand_within(&rule, first, since..until, budget).ok()?);
            }
            changes.extend(onsets.into_iter().map(|onset| ((onset - from).and_utc(), from, to)));
        }
        changes.sort_unstable_by_key(|(at, ..)| *at);
        if changes.is_empty() { None } else { Some(Self(changes)) }
    }

    fn offset_at(&self, instant: DateTime<Utc>) -> FixedOffset {
        let after = self.0.partition_point(|(at, ..)| *at <= instant);
        let known = after.checked_sub(1).and_then(|last| self.0.get(last)).map(|(.., to)| *to);
        known.or_else(|| self.0.first().map(|(_, from, _)| *from)).unwrap_or_else(|| Utc.fix())
    }

    fn to_utc(&self, local: NaiveDateTime) -> DateTime<Utc> {
        // No offset is a day long, so what holds within a day on either side is all that can matter.
        let (before, after) = ((local - Duration::days(1)).and_utc(), (local + Duration::days(1)).and_utc());
        let near =
            self.0.partition_point(|(at, ..)| *at <= before)..self.0.partition_point(|(at, ..)| *at <= after);
        let changes = self.0.get(near).unwrap_or_default();
        let first = self.offset_at(before);
        let offsets = std::iter::once(first).chain(changes.iter().map(|(.., to)| *to));
        let fitting = offsets.map(|offset| (local - offset).and_utc());
        let fitting = fitting.filter(|instant| instant.naive_utc() + self.offset_at(*instant) == local).min();
        fitting.unwrap_or_else(|| {
            // In a gap: the offset before it (RFC 5545 section 3.3.5).
            let gap = changes.iter().find(|(at, _, to)| at.naive_utc() + *to > local);
            (local - gap.map_or(first, |(_, from, _)| *from)).and_utc()
        })
    }
}

/// The clocks that a time may be read on: one, or two where a file contradicts itself. Then both are busy.
#[derive(Debug)]
pub(super) struct Zone {
    /// The likelier reading.
    pub main: Clock,
    /// The other one.
    pub other: Option<Clock>,
}

impl Zone {
    const fn of(main: Clock) -> Self {
        Self { main, other: None }
    }

    /// Every reading.
    pub fn clocks(&self) -> impl Iterator<Item = &Clock> {
        std::iter::once(&self.main).chain(&self.other)
    }

    /// The latest wall-clock time at `instant`.
    pub fn latest_local(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let main = self.main.to_local(instant);
        self.other.as_ref().map_or(main, |clock| clock.to_local(instant).max(main))
    }
}

/// The zones that one VCALENDAR speaks of.
pub(super) struct Zones {
    /// The agenda's own: for floating times and whole days.
    pub own: Rc<Zone>,
    /// UTC.
    pub utc: Rc<Zone>,
    embedded: HashMap<String, Rc<Observed>>,
    of_calendar: Option<Clock>,
    window: Span,
    known: HashMap<String, Rc<Zone>>,
    /// What was uncertain.
    pub warnings: BTreeSet<Warning>,
}

impl Zones {
    /// Reads the VTIMEZONEs and X-WR-TIMEZONE of `calendar`.
    pub fn of(calendar: &Component, own: Tz, window: Span, budget: &mut Budget) -> Self {
        let until = window.end.instant().naive_utc() + Duration::days(400);
        let mut embedded = HashMap::new();
        for timezone in calendar.children.iter().filter(|child| child.kind == Kind::TimeZone) {
            if let Some(tzid) = timezone.get("TZID")
                && let Some(observed) = Observed::read(timezone, until, budget)
            {
                embedded.insert(plain(&tzid.value), Rc::new(observed));
            }
        }
        let of_calendar = calendar.get("X-WR-TIMEZONE").and_then(|name| by_name(&plain(&name.value)));
        Self {
            own: Rc::new(Zone::of(Clock::Iana(own))),
            utc: Rc::new(Zone::of(Clock::Iana(Tz::UTC))),
            embedded,
            of_calendar: of_calendar.map(|named| named.clock),
            window,
            known: HashMap::new(),
            warnings: BTreeSet::new(),
        }
    }

    /// The zone called `tzid`.
    pub fn named(&mut self, tzid: &str) -> Rc<Zone> {
        let tzid = plain(tzid);
        if let Some(zone) = self.known.get(&tzid) {
            return Rc::clone(zone);
        }
        let zone = Rc::new(self.resolve(&tzid));
        self.known.insert(tzid, Rc::clone(&zone));
        zone
    }

    fn resolve(&mut self, tzid: &str) -> Zone {
        let named = by_name(tzid);
        let observed = self.embedded.get(tzid).cloned();
        match (observed, named) {
            (Some(observed), Some(named)) => {
                let observed = Clock::Observed(observed);
                if self.agree(&observed, &named.clock) {
                    return Zone::of(named.clock);
                }
                self.warn(tzid);
                // Everyone reads an IANA name by that name; any other name says less than the rules beside it.
                let (main, other) =
                    if named.iana { (named.clock, observed) } else { (observed, named.clock) };
                Zone { main, other: Some(other) }
            }
            (Some(observed), None) => Zone::of(Clock::Observed(observed)),
            (None, Some(named)) => Zone::of(named.clock),
            (None, None) => {
                let of_calendar = self.of_calendar.clone();
                of_calendar.map_or_else(
                    || {
                        self.warn(tzid);
                        Zone::of(self.own.main.clone())
                    },
                    Zone::of,
                )
            }
        }
    }

    /// True when both show the same wall clock all through the window, looked at every six hours and at every change.
    fn agree(&self, observed: &Clock, named: &Clock) -> bool {
        let (start, end) = (self.window.start.instant(), self.window.end.instant());
        let samples = std::iter::successors(Some(start), |at| at.checked_add_signed(Duration::hours(6)));
        let samples = samples.take_while(|at| *at < end).take(300_000);
        // A change is seen from its own instant on, in both: six hours between samples could hide one an hour late.
        let changes = match observed {
            Clock::Observed(observed) => {
                observed.0.iter().map(|(at, ..)| *at).filter(|at| *at >= start && *at < end)
            }
            _ => return true,
        };
        let edges = changes.flat_map(|at| [at - Duration::seconds(1), at]);
        samples.chain(edges).all(|at| observed.offset_at(at) == named.offset_at(at))
    }

    fn warn(&mut self, tzid: &str) {
        let tzid = tzid.chars().filter(|character| !character.is_control()).take(MAX_SHOWN).collect();
        self.warnings.insert(Warning::ZoneUncertain { tzid });
    }
}

/// What a name stands for.
struct Named {
    clock: Clock,
    /// True when the name is one of IANA's, bare or behind a vendor's prefix.
    iana: bool,
}

/// The clock that a name alone tells.
fn by_name(name: &str) -> Option<Named> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    if let Some(tz) = iana(name) {
        return Some(Named { clock: Clock::Iana(tz), iana: true });
    }
    let clock = windows(name).or_else(|| display_name(name)).map(Clock::Iana);
    clock.or_else(|| fixed(name).map(Clock::Fixed)).map(|clock| Named { clock, iana: false })
}

/// `Europe/Paris`, or `/mozilla.org/20070129_1/Europe/Paris`: the longest end that IANA knows.
fn iana(name: &str) -> Option<Tz> {
    let find = |name: &str| TZ_VARIANTS.into_iter().find(|tz| tz.name().eq_ignore_ascii_case(name));
    find(name).or_else(|| {
        let ends = name.match_indices('/').filter_map(|(slash, _)| name.get(slash + 1..));
        ends.filter(|end| end.contains('/')).find_map(find)
    })
}

fn windows(name: &str) -> Option<Tz> {
    let key = name.to_lowercase();
    if key == "tzone://microsoft/utc" {
        return Some(Tz::UTC);
    }
    WINDOWS.iter().find(|(windows, _)| *windows == key).map(|(_, tz)| *tz)
}

/// `(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris`, `Paris, Madrid`: the first place known, if its winter time
/// is the one written in front.
fn display_name(name: &str) -> Option<Tz> {
    let folded: String = name.to_lowercase().chars().map(without_accent).collect();
    let (offset, places) = match folded.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((offset, places)) => (Some(offset), places),
        None => (None, folded.as_str()),
    };
    let offset =
        offset.and_then(|text| parse_offset(text.trim_start_matches(['u', 't', 'c', 'g', 'm', ' '])));
    let places = places.split([',', ';']).map(|place| place.split('(').next().unwrap_or_default().trim());
    let fits = |tz: &Tz| offset.is_none_or(|offset| winter_offset(*tz) == Some(offset));
    places.filter_map(|place| PLACES.iter().find(|(known, _)| *known == place)).map(|(_, tz)| *tz).find(fits)
}

/// The offset that display names carry: the one without summer time.
fn winter_offset(tz: Tz) -> Option<FixedOffset> {
    let instant = |month| Some(Utc.with_ymd_and_hms(2026, month, 1, 0, 0, 0).single()?.naive_utc());
    let offset = |month| Some(tz.offset_from_utc_datetime(&instant(month)?).fix());
    [offset(1)?, offset(7)?].into_iter().min_by_key(FixedOffset::local_minus_utc)
}

/// `GMT+0100`, `UTC-04:00`, `+0100`: an offset and nothing else.
fn fixed(name: &str) -> Option<FixedOffset> {
    let upper = name.to_ascii_uppercase();
    let offset = upper.strip_prefix("GMT").or_else(|| upper.strip_prefix("UTC")).unwrap_or(&upper).trim();
    let (sign, digits) = offset.split_at_checked(1)?;
    if digits.len() == 1 { parse_offset(&format!("{sign}0{digits}")) } else { parse_offset(offset) }
}

/// A name without quotes, escapes and blanks around it.
fn plain(name: &str) -> String {
    name.trim().trim_matches('"').replace('\\', "").trim().to_owned()
}

/// The letters of French and English place names without their accents.
const fn without_accent(character: char) -> char {
    match character {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        '’' => '\'',
        other => other,
    }
}
