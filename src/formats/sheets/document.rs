//! The document of a territory (TOML): its fields, the line of each, and the sheets it names.

use std::collections::BTreeMap;

use domain::fault::{Fault, FaultLocation};
use domain::nir::holds_nir;
use domain::territory_document::TerritoryDocument;
use serde::Deserialize;
use toml::de::{DeTable, DeValue, Deserializer};

/// Largest document read, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// A document that was read.
#[derive(Debug)]
pub(super) struct Document {
    /// What it says, without its sheets.
    pub territory: TerritoryDocument,
    /// The sheets it names.
    pub sheets: Sheets,
    /// The line of each field, by its path.
    pub lines: BTreeMap<String, usize>,
}

/// The sheets beside a document, each a file relative to it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sheets {
    /// People.
    pub professionals: Option<String>,
    /// When they can be booked.
    pub openings: Option<String>,
    /// When they are away.
    pub absences: Option<String>,
    /// Requests.
    pub referrals: Option<String>,
}

impl Document {
    /// The document in `bytes`, called `file`.
    ///
    /// # Errors
    /// A [`Fault`] with its line: not TOML, an unknown or missing field, a value of another kind, a social security
    /// number.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Vec<Fault>> {
        let at = |line| FaultLocation::Document { file: file.to_owned(), line };
        let whole =
            |found: &str, suggestion: &str| vec![Fault::new("document", found, suggestion).at(at(None))];
        if bytes.len() > MAX_BYTES {
            let suggestion = format!(
                "keep it under {} MB: people and referrals may stand in sheets",
                MAX_BYTES / 1024 / 1024
            );
            return Err(whole("the document is too large", &suggestion));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| whole("it is not UTF-8", "save it as UTF-8"))?;
        let ends = LineEnds::of(text);
        let unread = |error: &toml::de::Error| {
            let line = error.span().map(|span| ends.line(span.start));
            let suggestion = "see docs/import.md for the fields";
            vec![Fault::new("document", error.message().replace('\n', " "), suggestion).at(at(line))]
        };
        let mut root = DeTable::parse(text).map_err(|error| unread(&error))?;
        let mut walk = Walk { ends: &ends, file, lines: BTreeMap::new(), faults: Vec::new() };
        walk.table("", root.get_mut());
        if !walk.faults.is_empty() {
            return Err(walk.faults);
        }
        let lines = walk.lines;
        let sheets = match root.get_mut().remove("sheets") {
            Some(sheets) => {
                let line = Some(ends.line(sheets.span().start));
                let sheets = Sheets::deserialize(toml::de::ValueDeserializer::from(sheets));
                sheets.map_err(|error| {
                    let suggestion = "name files for professionals, openings, absences, referrals";
                    vec![Fault::new("sheets", error.message().replace('\n', " "), suggestion).at(at(line))]
                })?
            }
            None => Sheets::default(),
        };
        let territory =
            TerritoryDocument::deserialize(Deserializer::from(root)).map_err(|error| unread(&error))?;
        Ok(Self { territory, sheets, lines })
    }
}

/// Where each line of a text ends.
struct LineEnds(Vec<usize>);

impl LineEnds {
    fn of(text: &str) -> Self {
        Self(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at).collect())
    }

    /// The line, from 1, on which that byte stands.
    fn line(&self, byte: usize) -> usize {
        1 + self.0.partition_point(|end| *end < byte)
    }
}

/// Notes the line of each field under the path that faults call it by.
struct Walk<'a> {
    ends: &'a LineEnds,
    file: &'a str,
    lines: BTreeMap<String, usize>,
    faults: Vec<Fault>,
}

impl Walk<'_> {
    fn table(&mut self, path: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = key.get_ref();
            let path = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
            self.value(path, value.get_ref(), value.span().start);
        }
    }

    fn value(&mut self, path: String, value: &DeValue<'_>, byte: usize) {
        let line = self.ends.line(byte);
        match value {
            DeValue::Table(table) => self.table(&path, table),
            DeValue::Array(array) => {
                for (index, item) in array.iter().enumerate() {
                    let key = item.get_ref().get("key").and_then(|key| key.get_ref().as_str());
                    let path = match key.filter(|key| !holds_nir(key)) {
                        Some(key) => format!("{path}[{key}]"),
                        None => format!("{path}[{index}]"),
                    };
                    self.value(path, item.get_ref(), item.span().start);
                }
            }
            _ => {
                let text = value.as_str().or_else(|| value.as_integer().map(toml::de::DeInteger::as_str));
                if text.is_some_and(holds_nir) {
                    let suggestion = "take it out: it is never kept here";
                    let place = FaultLocation::Document { file: self.file.to_owned(), line: Some(line) };
                    self.faults.push(
                        Fault::new(&path, "it holds a social security number (NIR)", suggestion).at(place),
                    );
                }
            }
        }
        self.lines.insert(path, line);
    }
}
