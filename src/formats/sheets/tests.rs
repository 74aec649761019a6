//! Reading sheets: encodings, separators, columns, positions of faults.

use crate::formats::sheets::*;

const DOCUMENT: &str = "key = \"k\"\nname = \"n\"\ntime_zone = \"Europe/Paris\"\nholidays = \"metropolitan\"\nsites = []\n\
     visit_types = []\n[sheets]\nabsences = \"a.csv\"\n";

/// The faults of a sheet of absences, a line each.
fn faults(sheet: &[u8]) -> Vec<String> {
    let handed = read("t.toml", DOCUMENT.as_bytes(), |_| Ok(sheet.to_vec()));
    let faults = handed.map_or_else(|faults| faults, |handed| handed.assemble().faults);
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn lines_are_counted_as_an_editor_does() {
    for end in ["\n", "\r\n", "\r"] {
        let lines =
            ["", "Agent;Du;Au", "", "\"a;b\";1/1/2027", "a;1/1/2027;demain", "", "", "b;hier;2/1/2027"];
        let found = faults(lines.join(end).as_bytes());
        assert_eq!(found.len(), 3, "{found:?}");
        for (fault, line) in found.iter().zip([4, 5, 8]) {
            assert!(fault.starts_with(&format!("a.csv, line {line}")), "{end:?}: {fault}");
        }
    }
}

#[test]
fn a_cell_over_several_lines_is_one_row() {
    let found = faults(b"Agent;Du;Au\n\"a\nb\";1/1/2027;2/1/2027\nc;x;2/1/2027\n");
    assert!(
        found[0].starts_with("a.csv, line 2, column \"Agent\": the cell holds a line break"),
        "{found:?}"
    );
    assert!(found[1].starts_with("a.csv, line 4, column \"Du\""), "{found:?}");
}

#[test]
fn a_document_names_the_line_of_what_it_cannot_read() {
    let said = |text: &str| match read("t.toml", text.as_bytes(), |_| Err("no".to_owned())) {
        Ok(_) => String::new(),
        Err(faults) => faults.iter().map(ToString::to_string).collect(),
    };
    assert!(said("key = \"k\"\nname = ").starts_with("t.toml, line 2, document: "));
    assert!(
        said(&DOCUMENT.replace("holidays", "vacances"))
            .starts_with("t.toml, line 4, document: unknown field")
    );
    assert!(said(DOCUMENT).starts_with("t.toml, line 8, sheets.absences: "));
    assert!(said(&"x".repeat(MAX_BYTES + 1)).contains("too large"));
}

#[test]
fn a_sheet_has_an_end() {
    let large = faults(&vec![b' '; MAX_BYTES + 1]);
    assert!(large[0].contains("too large"), "{large:?}");
    let long = "a;1/1/2027;2/1/2027\n".repeat(200_001);
    let long = faults(format!("Agent;Du;Au\n{long}").as_bytes());
    assert!(long[0].contains("too many rows"), "{long:?}");
}
