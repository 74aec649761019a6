//! From named cells to specs of the domain. A value that cannot be read is a fault of its row, never guessed.

use chrono::{Datelike, NaiveDate};
use domain::fault::Fault;
use domain::territory_document::{AbsenceSpec, OpeningSpec, ProfessionalSpec, ReferralSpec};

use crate::formats::sheets::table::{Row, Table};
use crate::formats::sheets::values;

/// A row, and what it says if it can be read.
#[derive(Debug)]
pub(super) struct Read<T> {
    /// The line it starts on.
    pub line: usize,
    /// The key of whom it is about, faulty or not; none in a sheet without keys.
    pub key: Option<String>,
    /// What it says, or what is wrong with it.
    pub said: Result<T, Vec<Fault>>,
}

/// Something of somebody.
#[derive(Clone, Debug)]
pub(super) struct Of<T> {
    /// Key of the professional.
    pub professional: String,
    /// What.
    pub what: T,
}

/// A row being read.
struct Reader<'a> {
    table: &'a Table,
    row: &'a Row,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    fn fault(&mut self, field: &str, found: &str, suggestion: &str) {
        let place = self.table.place(self.row.line, field);
        self.faults.push(Fault::new(field, found, suggestion).at(place));
    }

    fn cell(&self, field: &str) -> &'a str {
        self.table.cell(self.row, field)
    }

    fn filled(&self, field: &str) -> Option<&'a str> {
        Some(self.cell(field)).filter(|cell| !cell.is_empty())
    }

    /// A cell that must not be empty.
    fn needed(&mut self, field: &str) -> String {
        let cell = self.cell(field);
        if cell.is_empty() {
            self.fault(field, "nothing is written", "fill the cell");
        }
        cell.to_owned()
    }

    /// Given and family name; one of them may be empty.
    fn names(&mut self) -> (String, String) {
        let (given, family) = (self.cell("given_name").to_owned(), self.cell("family_name").to_owned());
        if given.is_empty() && family.is_empty() {
            self.fault("family_name", "no name is written", "fill in at least one of the two names");
        }
        (given, family)
    }

    fn key(&mut self, field: &str) -> String {
        values::key(&self.needed(field))
    }

    fn keys(&self, field: &str) -> Vec<String> {
        values::list(self.cell(field)).map(values::key).collect()
    }

    /// What `read` makes of a filled cell.
    fn read<T>(
        &mut self,
        field: &str,
        read: impl Fn(&str) -> Option<T>,
        found: &str,
        suggestion: &str,
    ) -> Option<T> {
        let value = read(self.filled(field)?);
        if value.is_none() {
            self.fault(field, found, suggestion);
        }
        value
    }

    fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.read(field, values::date, "this is not a date", "write it as 31/12/2026 or 2026-12-31")
    }

    fn minute(&mut self, field: &str) -> String {
        self.needed(field);
        self.read(field, values::minute, "this is not a time", "write it as 09:30 or 9h30")
            .unwrap_or_default()
    }

    fn number<T: std::str::FromStr>(&mut self, field: &str) -> Option<T> {
        self.read(field, |text| text.parse().ok(), "this is not a number in range", "write a whole number")
    }

    fn finish<T>(mut self, said: T) -> Read<T> {
        let line = self.row.line;
        let mut faults = self.row.faults.clone();
        // In a row of another width cells stand under the wrong columns: what they say means nothing.
        if faults.is_empty() {
            faults.append(&mut self.faults);
        }
        let key = Some(values::key(self.table.cell(self.row, "key")))
            .filter(|key| !key.is_empty() && self.row.faults.is_empty());
        Read { line, key, said: if faults.is_empty() { Ok(said) } else { Err(faults) } }
    }
}

fn each<T>(table: &Table, read: impl Fn(Reader<'_>) -> Read<T>) -> Vec<Read<T>> {
    table.rows.iter().map(|row| read(Reader { table, row, faults: Vec::new() })).collect()
}

pub(super) fn professionals(table: &Table) -> Vec<Read<ProfessionalSpec>> {
    each(table, |mut row| {
        let (given, name) = (row.cell("given_name"), row.needed("name"));
        let share = row.read("share", values::per_cent, "this is not a share", "write 1 to 100, per cent");
        let sheet = ProfessionalSpec {
            key: row.key("key"),
            name: format!("{given} {name}").trim().to_owned(),
            email: row.needed("email"),
            organisations: row.keys("organisations"),
            roles: row.keys("roles"),
            languages: row.keys("languages"),
            share,
            daily_cap: row.number("daily_cap"),
            weekly_cap: row.number("weekly_cap"),
            openings: Vec::new(),
            absences: Vec::new(),
        };
        row.finish(sheet)
    })
}

pub(super) fn openings(table: &Table) -> Vec<Read<Of<OpeningSpec>>> {
    each(table, |mut row| {
        row.needed("first_day");
        let first_day = row.date("first_day");
        let repeat = repeat(&mut row, first_day);
        let mut modes = Vec::new();
        for word in values::list(row.cell("modes")) {
            match values::mode(word) {
                Some(mode) => modes.push(mode.to_owned()),
                None => row.fault("modes", "this mode is unknown", "use présentiel, téléphone, visio"),
            }
        }
        let opening = OpeningSpec {
            site: row.key("site"),
            first_day: first_day.unwrap_or_default(),
            from: row.minute("from"),
            to: row.minute("to"),
            repeat,
            modes,
            visit_types: row.keys("visit_types"),
            except: Vec::new(),
        };
        let professional = row.key("professional");
        row.finish(Of { professional, what: opening })
    })
}

/// The recurrence rule of a row: written out, or made of its days of the week, its last day and every how many weeks.
fn repeat(row: &mut Reader<'_>, first_day: Option<NaiveDate>) -> Option<String> {
    let rule = row.filled("repeat").map(str::to_owned);
    let last_day = row.date("last_day");
    let mut days: Vec<&str> = Vec::new();
    for word in values::list(row.cell("days")) {
        match values::weekday(word) {
            Some(day) if days.contains(&day) => {}
            Some(day) => days.push(day),
            None => row.fault("days", "this is not a day of the week", "write lun mar mer jeu ven sam dim"),
        }
    }
    let every = row.number::<u8>("every");
    if every.is_some_and(|every| !(1..=52).contains(&every)) {
        row.fault("every", "this number of weeks is out of range", "use 1 to 52");
    }
    if let (Some(first), Some(last)) = (first_day, last_day)
        && last < first
    {
        row.fault("last_day", "it comes before the first day", "give a later day");
    }
    if rule.is_some() {
        if !days.is_empty() || every.is_some() || last_day.is_some() {
            row.fault("repeat", "the rule stands beside days, weeks or a last day", "write one or the other");
        }
        return rule;
    }
    if days.is_empty() && last_day.is_none() && every.is_none() {
        return None;
    }
    if days.is_empty() {
        let weekday = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
        let index = first_day.map(|day| day.weekday().num_days_from_monday());
        days.extend(index.and_then(|index| weekday.get(usize::try_from(index).ok()?)));
    }
    let every =
        every.filter(|every| *every > 1).map(|every| format!(";INTERVAL={every}")).unwrap_or_default();
    let until = last_day.map(|last| format!(";UNTIL={}", last.format("%Y%m%d"))).unwrap_or_default();
    Some(format!("FREQ=WEEKLY{every};BYDAY={}{until}", days.join(",")))
}

pub(super) fn absences(table: &Table) -> Vec<Read<Of<AbsenceSpec>>> {
    each(table, |mut row| {
        let mut moment = |field: &str| {
            row.needed(field);
            let suggestion = "write it as 21/12/2026, or 21/12/2026 14:00";
            row.read(field, values::moment, "this is not a day or a time", suggestion).unwrap_or_default()
        };
        let absence = AbsenceSpec { from: moment("from"), to: moment("to") };
        let professional = row.key("professional");
        row.finish(Of { professional, what: absence })
    })
}

pub(super) fn referrals(table: &Table) -> Vec<Read<ReferralSpec>> {
    each(table, |mut row| {
        row.needed("received_on");
        let (given_name, family_name) = row.names();
        let text = |row: &Reader<'_>, field: &str| row.filled(field).map(str::to_owned);
        let key = |row: &Reader<'_>, field: &str| row.filled(field).map(values::key);
        let sheet = ReferralSpec {
            key: row.key("key"),
            given_name,
            family_name,
            email: text(&row, "email"),
            phone: text(&row, "phone"),
            born_on: row.date("born_on"),
            language: key(&row, "language"),
            received_on: row.date("received_on").unwrap_or_default(),
            organisation: key(&row, "organisation"),
            site: key(&row, "site"),
            referent: key(&row, "referent"),
            interpreter: key(&row, "interpreter"),
        };
        row.finish(sheet)
    })
}
