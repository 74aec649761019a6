//! A territory as files: a document for its structure (TOML), and sheets for its professionals, their openings and
//! absences, and the referrals (CSV, as spreadsheets export it).
//!
//! `document` reads the document, `table` the cells of a sheet, `columns` names the columns, `values` parses cells, `rows`
//! makes specs of the domain of them. The origin of each value is remembered, so that a fault found later still names its
//! file, line and column.

mod columns;
mod document;
mod rows;
mod table;
#[cfg(test)]
mod tests;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::fault::{Fault, FaultLocation};
use domain::territory_document::{
    AbsenceSpec, OpeningSpec, ProfessionalSpec, ReferralSpec, TerritoryDocument,
};

use columns::Column;
use document::{Document, Sheets};
use rows::{Of, Read};
use table::{Headers, Table};

pub use table::MAX_BYTES;

/// A sheet with its rows.
#[derive(Debug)]
struct ParsedSheet<T> {
    table: Table,
    rows: Vec<Read<T>>,
}

/// A territory that was handed in, row by row.
#[derive(Debug)]
pub struct Handed {
    file: String,
    document: Document,
    professionals: Option<ParsedSheet<ProfessionalSpec>>,
    openings: Option<ParsedSheet<Of<OpeningSpec>>>,
    absences: Option<ParsedSheet<Of<AbsenceSpec>>>,
    referrals: Option<ParsedSheet<ReferralSpec>>,
    /// Rows that are left out, by file and line.
    left_out: BTreeSet<(String, usize)>,
}

/// What the rows that are not left out make of the document.
#[derive(Clone, Debug)]
pub struct Assembled {
    /// The whole territory.
    pub territory: TerritoryDocument,
    /// What is wrong with rows; they are not in it.
    pub faults: Vec<Fault>,
    origins: BTreeMap<String, Origin>,
}

/// Where a thing of the territory came from, when not from the document.
#[derive(Clone, Debug)]
struct Origin {
    headers: Arc<Headers>,
    line: usize,
}

/// Reads the document in `bytes`, called `file`, and the sheets that it names, which `open` fetches.
///
/// # Errors
/// Every [`Fault`] that keeps the document or a sheet as a whole from being read, and those of the rows of the others.
pub fn read(
    file: &str,
    bytes: &[u8],
    mut open: impl FnMut(&str) -> Result<Vec<u8>, String>,
) -> Result<Handed, Vec<Fault>> {
    let document = Document::read(file, bytes)?;
    let mut faults = Vec::new();
    let mut table = |field: &str, name: &Option<String>, known: &'static [Column]| {
        let name = name.as_ref()?;
        let read = match open(name) {
            Ok(bytes) => Table::read(name, &bytes, known),
            Err(problem) => {
                let line = document.lines.get(&format!("sheets.{field}")).copied();
                let place = FaultLocation::Document { file: file.to_owned(), line };
                let found = format!("{name:?} cannot be read: {problem}");
                let suggestion = "name a file by its way from the folder of this document";
                Err(vec![Fault::new(format!("sheets.{field}"), found, suggestion).at(place)])
            }
        };
        read.map_err(|found| faults.extend(found)).ok()
    };
    let Sheets { professionals, openings, absences, referrals } = &document.sheets;
    let professionals = table("professionals", professionals, columns::PROFESSIONALS);
    let openings = table("openings", openings, columns::OPENINGS);
    let absences = table("absences", absences, columns::ABSENCES);
    let referrals = table("referrals", referrals, columns::REFERRALS);
    let professionals = professionals.map(|table| ParsedSheet { rows: rows::professionals(&table), table });
    let openings = openings.map(|table| ParsedSheet { rows: rows::openings(&table), table });
    let absences = absences.map(|table| ParsedSheet { rows: rows::absences(&table), table });
    let referrals = referrals.map(|table| ParsedSheet { rows: rows::referrals(&table), table });
    let handed = Handed {
        file: file.to_owned(),
        document,
        professionals,
        openings,
        absences,
        referrals,
        left_out: BTreeSet::new(),
    };
    if faults.is_empty() {
        return Ok(handed);
    }
    // A sheet that is missing as a whole would make half of the others' keys unknown: only what a row says of itself.
    faults.extend(handed.faults_of_rows());
    Err(faults)
}

impl Handed {
    /// What can be read of it: faulty rows are reported and left out of the document.
    #[must_use]
    pub fn assemble(&self) -> Assembled {
        let mut assembled = Assembled {
            territory: self.document.territory.clone(),
            faults: Vec::new(),
            origins: BTreeMap::new(),
        };
        let absent = assembled.people(self);
        assembled.openings(self, &absent);
        assembled.absences(self, &absent);
        assembled.referrals(self);
        assembled
    }

    /// `faults` with the place of each.
    #[must_use]
    pub fn locate(&self, assembled: &Assembled, faults: Vec<Fault>) -> Vec<Fault> {
        let located = |fault: Fault| {
            if fault.place.is_some() {
                return fault;
            }
            let place = self.place_of(assembled, &fault.field);
            fault.at(place)
        };
        faults.into_iter().map(located).collect()
    }

    fn place_of(&self, assembled: &Assembled, field: &str) -> FaultLocation {
        let mut path = field;
        loop {
            if let Some(origin) = assembled.origins.get(path) {
                let part = field[path.len()..].trim_start_matches('.');
                let part = part.split(['.', '[']).next().unwrap_or_default();
                return origin.headers.place(origin.line, part);
            }
            if let Some(line) = self.document.lines.get(path) {
                return FaultLocation::Document { file: self.file.clone(), line: Some(*line) };
            }
            match path.rfind(['.', '[']) {
                Some(end) => path = &path[..end],
                None => return FaultLocation::Document { file: self.file.clone(), line: None },
            }
        }
    }

    /// Leaves out the rows in which `faults` stand; false, and nothing is left out, when one stands elsewhere.
    pub fn leave_out(&mut self, faults: &[Fault]) -> bool {
        let mut rows = BTreeSet::new();
        for fault in faults {
            match &fault.place {
                Some(FaultLocation::Row { file, line, .. }) => rows.insert((file.clone(), *line)),
                Some(FaultLocation::Document { .. }) | None => return false,
            };
        }
        let before = self.left_out.len();
        self.left_out.extend(rows);
        self.left_out.len() > before
    }

    fn faults_of_rows(&self) -> Vec<Fault> {
        fn of<T>(sheet: Option<&ParsedSheet<T>>) -> impl Iterator<Item = Fault> {
            let rows = sheet.map(|sheet| sheet.rows.iter()).into_iter().flatten();
            rows.filter_map(|row| row.said.as_ref().err()).flatten().cloned()
        }
        of(self.professionals.as_ref())
            .chain(of(self.openings.as_ref()))
            .chain(of(self.absences.as_ref()))
            .chain(of(self.referrals.as_ref()))
            .collect()
    }

    fn is_left_out(&self, table: &Table, line: usize) -> bool {
        self.left_out.contains(&(table.file.clone(), line))
    }
}

impl Origin {
    fn new(table: &Table, line: usize) -> Self {
        Self { headers: Arc::clone(&table.headers), line }
    }
}

/// Rows of people that are not in the territory: where each stands, and whether it was left out before.
type Absent = BTreeMap<String, (usize, bool)>;

impl Assembled {
    fn people(&mut self, handed: &Handed) -> Absent {
        let mut absent = Absent::new();
        let Some(sheet) = &handed.professionals else { return absent };
        let inline = self.territory.professionals.iter().map(|person| person.key.clone());
        let mut seen = Seen::new(handed, "professionals", inline);
        for row in &sheet.rows {
            let is_left_out = handed.is_left_out(&sheet.table, row.line);
            if let Some(key) = row.key.clone() {
                let is_double = !is_left_out && seen.twice(&sheet.table, row.line, &key, &mut self.faults);
                if is_double {
                    continue;
                }
                if is_left_out || row.said.is_err() {
                    absent.entry(key).or_insert((row.line, is_left_out));
                }
            }
            match &row.said {
                _ if is_left_out => {}
                Err(faults) => self.faults.extend(faults.iter().cloned()),
                Ok(person) => {
                    let origin = Origin::new(&sheet.table, row.line);
                    self.origins.insert(format!("professionals[{}]", person.key), origin);
                    self.territory.professionals.push(person.clone());
                }
            }
        }
        absent
    }

    fn openings(&mut self, handed: &Handed, absent: &Absent) {
        let Some(sheet) = &handed.openings else { return };
        for (line, opening) in self.of_people(handed, sheet, absent) {
            let (index, whose) = opening;
            let person = &mut self.territory.professionals[index];
            let path = format!("professionals[{}].openings[{}]", person.key, person.openings.len());
            person.openings.push(whose);
            self.origins.insert(path, Origin::new(&sheet.table, line));
        }
    }

    fn absences(&mut self, handed: &Handed, absent: &Absent) {
        let Some(sheet) = &handed.absences else { return };
        for (line, (index, absence)) in self.of_people(handed, sheet, absent) {
            let person = &mut self.territory.professionals[index];
            let path = format!("professionals[{}].absences[{}]", person.key, person.absences.len());
            person.absences.push(absence);
            self.origins.insert(path, Origin::new(&sheet.table, line));
        }
    }

    /// The rows that belong to somebody: each with its line and the number of its person.
    fn of_people<T: Clone>(
        &mut self,
        handed: &Handed,
        sheet: &ParsedSheet<Of<T>>,
        absent: &Absent,
    ) -> Vec<(usize, (usize, T))> {
        let people: BTreeMap<&str, usize> = self
            .territory
            .professionals
            .iter()
            .zip(0..)
            .map(|(person, index)| (person.key.as_str(), index))
            .collect();
        let mut found = Vec::new();
        let mut faults = Vec::new();
        for row in sheet.rows.iter().filter(|row| !handed.is_left_out(&sheet.table, row.line)) {
            let of = match &row.said {
                Ok(of) => of,
                Err(wrong) => {
                    faults.extend(wrong.iter().cloned());
                    continue;
                }
            };
            let unknown = |what: String, suggestion: &str| {
                let place = sheet.table.place(row.line, "professional");
                Fault::new("professional", what, suggestion).at(place)
            };
            match (people.get(of.professional.as_str()), absent.get(&of.professional)) {
                (Some(index), _) => found.push((row.line, (*index, of.what.clone()))),
                (None, Some((line, true))) => {
                    let what = format!("line {line} of the professionals, which it belongs to, is left out");
                    faults.push(unknown(what, "mend that line"));
                }
                // Its faults are reported there.
                (None, Some((_, false))) => {}
                (None, None) => {
                    let what = format!("{:?} does not stand among the professionals", of.professional);
                    faults.push(unknown(what, "write the identifier of one of them"));
                }
            }
        }
        self.faults.append(&mut faults);
        found
    }

    fn referrals(&mut self, handed: &Handed) {
        let Some(sheet) = &handed.referrals else { return };
        let inline = self.territory.referrals.iter().map(|referral| referral.key.clone());
        let mut seen = Seen::new(handed, "referrals", inline);
        for row in sheet.rows.iter().filter(|row| !handed.is_left_out(&sheet.table, row.line)) {
            let key = row.key.as_ref();
            if key.is_some_and(|key| seen.twice(&sheet.table, row.line, key, &mut self.faults)) {
                continue;
            }
            match &row.said {
                Err(faults) => self.faults.extend(faults.iter().cloned()),
                Ok(referral) => {
                    let origin = Origin::new(&sheet.table, row.line);
                    self.origins.insert(format!("referrals[{}]", referral.key), origin);
                    self.territory.referrals.push(referral.clone());
                }
            }
        }
    }
}

/// The keys of a list that stand somewhere already.
struct Seen {
    first: BTreeMap<String, String>,
}

impl Seen {
    fn new(handed: &Handed, list: &str, inline: impl Iterator<Item = String>) -> Self {
        let place = |key: &String| match handed.document.lines.get(&format!("{list}[{key}]")) {
            Some(line) => format!("line {line} of {}", handed.file),
            None => handed.file.clone(),
        };
        Self { first: inline.map(|key| (key.clone(), place(&key))).collect() }
    }

    /// True when `key` has been seen before, which is then a fault of the row on `line`.
    fn twice(&mut self, table: &Table, line: usize, key: &str, faults: &mut Vec<Fault>) -> bool {
        if let Some(first) = self.first.get(key) {
            let found = format!("this identifier stands on {first} already");
            faults.push(Fault::new("key", found, "give each its own").at(table.place(line, "key")));
            return true;
        }
        self.first.insert(key.to_owned(), format!("line {line}"));
        false
    }
}
