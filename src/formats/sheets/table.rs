//! From the bytes of a sheet to named cells: encoding, separator, columns.

use std::borrow::Cow;
use std::sync::Arc;

use csv::{ReaderBuilder, StringRecord};
use domain::fault::{Fault, FaultLocation};
use domain::nir::holds_nir;
use encoding_rs::{Encoding, WINDOWS_1252};

use crate::formats::sheets::columns::Column;

/// Largest sheet read, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most rows of a sheet.
const MAX_ROWS: usize = 200_000;
/// Longest cell, in bytes: more is a quotation mark that was never closed.
const MAX_CELL: usize = 4_000;

/// A sheet whose columns are known.
#[derive(Debug)]
pub(super) struct Table {
    /// Its file, as the document names it.
    pub file: String,
    /// The header's name of each field that has a column, and the column's number.
    columns: Vec<(&'static str, String, usize)>,
    /// Where to look for the place of a fault.
    pub headers: Arc<Headers>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// One row.
#[derive(Debug)]
pub(super) struct Row {
    /// The line of the file it starts on, from 1.
    pub line: usize,
    cells: Vec<String>,
    /// What is wrong with it, whatever it means.
    pub faults: Vec<Fault>,
}

impl Table {
    /// The sheet in `bytes`, called `file`.
    ///
    /// # Errors
    /// A [`Fault`] for all that keeps the sheet as a whole from being read: its size, its letters, its header.
    pub fn read(file: &str, bytes: &[u8], known: &'static [Column]) -> Result<Self, Vec<Fault>> {
        let whole = |found: &str, suggestion: &str| vec![fault(file, 1, None, found, suggestion)];
        if bytes.len() > MAX_BYTES {
            let suggestion = format!("hand in {} MB at most, in several imports", MAX_BYTES / 1024 / 1024);
            return Err(whole("the sheet is too large", &suggestion));
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
            return Err(whole("this is a workbook, not a CSV sheet", "save the sheet as CSV"));
        }
        let text = decode(bytes);
        if text.contains('\0') {
            return Err(whole("this is not text", "save the sheet as CSV"));
        }
        let records =
            records(&text).map_err(|_| whole("this is not a CSV sheet", "save the sheet as CSV"))?;
        let mut records = records.into_iter();
        let Some((line, header)) = records.next() else {
            return Err(whole("the sheet is empty", "begin with the names of the columns"));
        };
        let columns = columns(file, line, &header, known)?;
        let width = filled(&header);
        let rows: Vec<Row> = records.map(|(line, record)| row(file, line, &record, &header, width)).collect();
        if rows.len() > MAX_ROWS {
            let suggestion = format!("hand in {MAX_ROWS} rows at most, in several imports");
            return Err(whole("the sheet has too many rows", &suggestion));
        }
        let names = columns.iter().map(|(field, name, _)| (*field, name.clone())).collect();
        let headers = Arc::new(Headers { file: file.to_owned(), names });
        Ok(Self { file: file.to_owned(), columns, headers, rows })
    }

    /// The cell in the column of `field`, trimmed; empty when there is no such column.
    pub fn cell<'r>(&self, row: &'r Row, field: &str) -> &'r str {
        let number = self.columns.iter().find(|(known, ..)| *known == field).map(|(.., number)| *number);
        number.and_then(|number| row.cells.get(number)).map_or("", String::as_str)
    }

    /// The position of the column of `field` in the row on `line`.
    pub fn place(&self, line: usize, field: &str) -> FaultLocation {
        self.headers.place(line, field)
    }
}

/// A file and what its columns are called.
#[derive(Debug)]
pub(super) struct Headers {
    file: String,
    names: Vec<(&'static str, String)>,
}

impl Headers {
    /// The position of the column of `field` in the row on `line`.
    pub fn place(&self, line: usize, field: &str) -> FaultLocation {
        let header = |field: &str| self.names.iter().find(|(known, _)| *known == field);
        // A rule may be made of other cells.
        let found = header(field).or_else(|| header("days").filter(|_| field == "repeat"));
        FaultLocation::Row { file: self.file.clone(), line, column: found.map(|(_, name)| name.clone()) }
    }
}

fn fault(file: &str, line: usize, column: Option<&str>, found: &str, suggestion: &str) -> Fault {
    let place = FaultLocation::Row { file: file.to_owned(), line, column: column.map(str::to_owned) };
    Fault::new(file, found, suggestion).at(place)
}

/// Unicode where its mark or its shape says so, or else Windows-1252, as French Excel writes CSV.
fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The rows that hold something, each with its line; what separates cells is whatever stands most in the first one.
fn records(text: &str) -> Result<Vec<(usize, StringRecord)>, csv::Error> {
    // Excel's own first line, which says what separates cells, is no row.
    let (told, body) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((separator, body)) => (separator.trim_end_matches('\r').bytes().next(), body),
        None => (None, text),
    };
    let separator = told.unwrap_or_else(|| separator(body));
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(body.as_bytes());
    let mut lines = Lines { bytes: body.as_bytes(), at: 0, line: 1 + usize::from(told.is_some()) };
    let mut found = Vec::new();
    for record in reader.records() {
        let record = record?;
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.of(usize::try_from(start).unwrap_or(usize::MAX));
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            found.push((line, record));
        }
    }
    Ok(found)
}

/// Counts lines as an editor does.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of what starts at `byte`, or behind the line ends that stand there; asked in rising order.
    fn of(&mut self, byte: usize) -> usize {
        while let Some(next) = self.bytes.get(self.at) {
            let is_end = matches!(next, b'\r' | b'\n');
            if self.at >= byte && !is_end {
                break;
            }
            let is_half = *next == b'\r' && self.bytes.get(self.at + 1) == Some(&b'\n');
            self.line += usize::from(is_end && !is_half);
            self.at += 1;
        }
        self.line
    }
}

/// Up to which cell something is written.
fn filled(record: &StringRecord) -> usize {
    record.iter().zip(1..).filter(|(cell, _)| !cell.trim().is_empty()).last().map_or(0, |(_, number)| number)
}

fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mut is_quoted = false;
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    for byte in first.bytes() {
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(byte == *separator && !is_quoted);
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most).map_or(b';', |(separator, _)| *separator)
}

/// Which column fills which field.
fn columns(
    file: &str,
    line: usize,
    header: &StringRecord,
    known: &'static [Column],
) -> Result<Vec<(&'static str, String, usize)>, Vec<Fault>> {
    let mut columns: Vec<(&'static str, String, usize)> = Vec::new();
    let mut faults = Vec::new();
    let names = || known.iter().map(|column| column.french).collect::<Vec<_>>().join(", ");
    let width = filled(header);
    for (number, name) in header.iter().take(width).enumerate() {
        let name = name.trim();
        // A header may be a row of data: then it must not be repeated.
        let shown: String = if holds_nir(name) { String::new() } else { name.chars().take(40).collect() };
        let Some(column) = known.iter().find(|column| column.is_called(name)) else {
            let suggestion = format!("take it out, or call it one of {}", names());
            faults.push(fault(file, line, Some(&shown), "this column is unknown", &suggestion));
            continue;
        };
        if let Some((_, first, _)) = columns.iter().find(|(field, ..)| *field == column.field) {
            let found = format!("the column {first:?} says the same");
            faults.push(fault(file, line, Some(&shown), &found, "keep one of them"));
            continue;
        }
        columns.push((column.field, shown, number));
    }
    for column in known.iter().filter(|column| column.is_needed) {
        if columns.iter().all(|(field, ..)| *field != column.field) {
            let found = format!("the column {:?} is missing", column.french);
            let suggestion = format!("add it; {:?} is read too", column.field);
            faults.push(fault(file, line, None, &found, &suggestion));
        }
    }
    if faults.is_empty() { Ok(columns) } else { Err(faults) }
}

fn row(file: &str, line: usize, record: &StringRecord, header: &StringRecord, width: usize) -> Row {
    let mut faults = Vec::new();
    // Spreadsheets write blank cells behind the last column.
    let filled = filled(record);
    if filled > width || record.len() < width {
        let found = format!("{} cells stand under {width} columns", record.len().max(filled));
        let suggestion =
            "give each column one cell, and put quotation marks around a cell that holds a separator";
        faults.push(fault(file, line, None, &found, suggestion));
    }
    let mut cells = Vec::new();
    for (number, cell) in record.iter().enumerate() {
        let name = header.get(number).filter(|name| !holds_nir(name)).map(str::trim);
        if holds_nir(cell) {
            let suggestion = "take it out: it is never kept here";
            faults.push(fault(file, line, name, "it holds a social security number (NIR)", suggestion));
        } else if cell.len() > MAX_CELL || cell.trim().chars().any(char::is_control) {
            let suggestion = "write it on one line, and close each quotation mark";
            faults.push(fault(
                file,
                line,
                name,
                "the cell holds a line break or is far too long",
                suggestion,
            ));
        }
        cells.push(cell.trim().to_owned());
    }
    Row { line, cells, faults }
}
