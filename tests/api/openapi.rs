//! The OpenAPI document is what `docs/openapi.json` says: a change of it is a change that reviewers see.

use std::fs;
use std::path::PathBuf;

use crate::support::both_databases;
use crate::support::database::TestDb;
use crate::support::territory::small;

both_databases![the_document_is_the_one_checked_in];

/// Set to anything, the checked-in document is written anew (`make generate`).
const WRITE: &str = "UNISSON_WRITE_DOCS";

async fn the_document_is_the_one_checked_in(db: &TestDb) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json");
    let document = db.app(small()).await.partner().get("/v1/openapi.json").await.json();
    let served = serde_json::to_string_pretty(&document).unwrap() + "\n";
    if std::env::var_os(WRITE).is_some() {
        fs::write(&file, &served).unwrap();
    }
    let checked_in = fs::read_to_string(&file).unwrap_or_default();
    let differs = served.lines().zip(checked_in.lines()).position(|(one, other)| one != other);
    assert!(
        served == checked_in,
        "docs/openapi.json differs from what the service gives, first in line {}. When the change is meant: make generate",
        differs.map_or("after the shorter one".to_owned(), |line| (line + 1).to_string()),
    );
}
