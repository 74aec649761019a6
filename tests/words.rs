//! The words of the code: names that are banned, each with the better one, in files, definitions, comments and documents.
//!
//! The list is that of the words that the code once used and no longer does; the glossary (docs/glossary.md) has those it
//! uses. Strings are not looked at: texts of screens, messages and routes have words of their own.

use std::fs;
use std::path::Path;

use syn::visit::{self, Visit};

use super::rust_source::{files_below, root};

/// Names of files, folders and modules.
const MODULES: &[(&str, &str)] = &[
    ("ask_call", "callbacks/request"),
    ("authentic", "authentication_results"),
    ("blueprint", "territory_document"),
    ("calls", "callbacks"),
    ("cards", "referral_summaries"),
    ("cast", "candidates"),
    ("chance", "random"),
    ("checker", "validator"),
    ("circles", "access_scopes"),
    ("clocks", "waiting_time"),
    ("counted", "metered"),
    ("cover", "replace_or_escalate"),
    ("crowd", "beneficiaries, clients or replicas"),
    ("ctx", "context"),
    ("denied", "office_error"),
    ("dice", "random"),
    ("diary", "personal_calendar"),
    ("divert", "fall_back_to_mail"),
    ("door", "sign_in_by_link"),
    ("doors", "office_routes, message_links"),
    ("doubles", "duplicates"),
    ("ensemble", "agenda_index"),
    ("enter", "sign_in_by_link"),
    ("faces", "public_profile"),
    ("fates", "scenarios"),
    ("fill_places", "notify_waitlist"),
    ("finding", "beneficiary_search"),
    ("forget", "purge"),
    ("freed", "waitlist"),
    ("freed_places", "waitlist"),
    ("front", "drain"),
    ("guest", "beneficiary_session"),
    ("hand_in", "import_referrals"),
    ("hand_over", "settle_sms_batch"),
    ("hear_sms", "receive_sms"),
    ("heard", "provider_event"),
    ("here", "beneficiary_layout"),
    ("insist", "retry"),
    ("introduce", "self_register"),
    ("kept", "atomic_file"),
    ("letter", "content"),
    ("letters", "messages"),
    ("life", "appointment_state"),
    ("newcomer", "self_register"),
    ("newcomers", "self_registrations"),
    ("notices", "notifications"),
    ("once", "idempotent"),
    ("parts", "extract, layout, middleware, errors; macros"),
    ("people", "professionals, beneficiaries"),
    ("persons", "beneficiaries"),
    ("plans", "territory_documents"),
    ("pool", "agenda_cache"),
    ("posted", "form"),
    ("promise", "callbacks/open"),
    ("quiet", "contact_hours"),
    ("seat", "reserve_team"),
    ("seek", "retry_on_conflict"),
    ("stories", "tests"),
    ("surroundings", "diagnostics"),
    ("tell", "notify"),
    ("told", "error_page"),
    ("trouble", "beneficiary_error"),
    ("visitor", "booking_session"),
    ("wait", "waiting_time"),
    ("waits", "waiting_time"),
    ("wishes", "needs"),
    ("words", "vocabulary, columns"),
    ("worklist", "callbacks"),
];

/// Names of types, traits and variants.
const TYPES: &[(&str, &str)] = &[
    ("Blueprint", "TerritoryDocument"),
    ("Cast", "Candidates"),
    ("Chance", "Random"),
    ("Checker", "Validator"),
    ("Circle", "AccessScope"),
    ("Crew", "Staff"),
    ("Ctx", "Context"),
    ("DecentHours", "ContactHours"),
    ("Diary", "PersonalCalendar"),
    ("Dice", "RandomSource"),
    ("Door", "Credential, OfficeRoute"),
    ("Doors", "OfficeRoutes, message links"),
    ("Ear", "EventSink"),
    ("Ensemble", "AgendaIndex"),
    ("Facts", "Payload"),
    ("Fate", "the outcome it is about"),
    ("FileView", "ReferralSummary"),
    ("FreedPlace", "WaitlistSlot"),
    ("Guest", "beneficiary"),
    ("Harms", "Redelivery::Unsafe"),
    ("Heard", "ProviderEvent"),
    ("Houses", "Sites"),
    ("IsHarmless", "Redelivery::Safe"),
    ("Letter", "EmailContent"),
    ("Lot", "TieBreak"),
    ("Move", "Reschedule"),
    ("NewFile", "NewReferral"),
    ("Newcomer", "SelfRegistration"),
    ("News", "Change"),
    ("Plan", "ValidatedTerritory"),
    ("Pool", "AgendaCache"),
    ("Sheet", "the Spec of its noun"),
    ("Standing", "DeliveryContext"),
    ("Twice", "Redelivery"),
    ("Untold", "DropReason"),
    ("Visitor", "BookingSession"),
    ("Which", "the set or the filter it is"),
    ("Wish", "Need"),
];

/// Names of functions, constants, fields and columns.
const VALUES: &[(&str, &str)] = &[
    ("announce", "notify"),
    ("ask_call", "request_callback"),
    ("blueprint", "document"),
    ("circle", "access_scope"),
    ("counted", "metered"),
    ("crowded", "contended"),
    ("dice", "rng"),
    ("divert", "fall_back_to_mail"),
    ("door", "credential, link"),
    ("doors", "message_links"),
    ("fill_places", "notify_waitlist"),
    ("fresh", "new_id"),
    ("freed_place", "waitlist_slot"),
    ("gain_days", "min_gain_days"),
    ("guest", "beneficiary"),
    ("hand_in", "import_referrals"),
    ("hand_over", "settle_sms_batch"),
    ("hear_sms", "receive_sms"),
    ("introduce", "self_register"),
    ("insist", "retry"),
    ("mend", "suggestion, fix"),
    ("move", "reschedule"),
    ("newcomer", "self_registration"),
    ("person_term", "beneficiary_term"),
    ("pool", "agendas"),
    ("promise", "open_callback"),
    ("referral_wish", "referral_need"),
    ("seek", "retry_on_conflict"),
    ("tell", "notify"),
    ("unseat", "release_team"),
    ("visitor", "booking_session"),
    ("worklist", "callbacks"),
];

/// Words and phrases of comments and documents, in lower case.
const PHRASES: &[(&str, &str)] = &[
    ("ask to choose", "invite"),
    ("bear", "have, hold"),
    ("bears", "has, holds"),
    ("belongs to the house", "is generated"),
    ("by heart", "in memory"),
    ("came alone", "registered themselves"),
    ("decent hour", "contact hour"),
    ("decent hours", "contact hours"),
    ("dice", "randomness, random source"),
    ("did not do it", "failed: `database error`"),
    ("door", "link, credential, route"),
    ("doors", "links, credentials, routes"),
    ("faces", "public profiles"),
    ("fit the state of things", "conflicts with the current state"),
    ("freed place", "waitlist slot"),
    ("freed places", "waitlist slots"),
    ("gives way", "is replaced, yields"),
    ("guest", "beneficiary; attendee of a calendar event"),
    ("guests", "beneficiaries; attendees of a calendar event"),
    ("is told", "is notified, is passed"),
    ("are told", "are notified"),
    ("be told", "be notified"),
    ("was told", "was notified"),
    ("were told", "were notified"),
    ("looks elsewhere", "stops routing here"),
    ("mend", "fix"),
    ("mended", "fixed"),
    ("mends", "fixes"),
    ("newcomer", "self-registration; new reader of the code"),
    ("newcomers", "self-registrations; new readers of the code"),
    ("no dice", "no randomness"),
    ("one verb a file", "one use case per file"),
    ("proves who may open", "the access-matrix test"),
    ("stand in", "are in, are stored in"),
    ("stand on", "use, are built on"),
    ("stands above", "is above"),
    ("stands at", "is at"),
    ("stands before", "is in front of"),
    ("stands in", "is in, is stored in"),
    ("stands on", "uses, is built on"),
    ("stories stand", "tests use"),
    ("the face of", "the HTTP layer of, the interface of"),
    ("visitor", "beneficiary, browser session"),
    ("visitors", "beneficiaries, browser sessions"),
    ("whom a place", "who is notified when a slot"),
    ("whom they speak for", "the client, in X-Forwarded-For"),
    ("worklist", "callbacks"),
];

#[test]
fn no_file_or_folder_has_a_banned_name() {
    let mut found = Vec::new();
    for path in code_files() {
        let inside = path.strip_prefix(root()).unwrap().to_owned();
        for part in &inside.with_extension("") {
            let part = part.to_str().unwrap();
            if part != "words" || inside != Path::new("tests/words.rs") {
                found.extend(better(MODULES, part).map(|word| format!("{}: {word}", inside.display())));
            }
        }
    }
    assert_none(found);
}

#[test]
fn no_definition_has_a_banned_name() {
    let mut found = Vec::new();
    for path in code_files().into_iter().filter(|path| path.extension().is_some_and(|kind| kind == "rs")) {
        let file = path.strip_prefix(root()).unwrap().display().to_string();
        for name in definitions(&fs::read_to_string(&path).unwrap()) {
            if file == "tests/main.rs" && name == Definition::Module("words".to_owned()) {
                continue;
            }
            found.extend(banned_definition(&name).map(|word| format!("{file}: {word}")));
        }
    }
    assert_none(found);
}

#[test]
fn no_comment_and_no_document_has_a_banned_phrase() {
    let mut found = Vec::new();
    for path in code_files() {
        let file = path.strip_prefix(root()).unwrap().display().to_string();
        if ["tests/words.rs"].contains(&file.as_str()) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let is_document = path.extension().is_some_and(|kind| kind == "md");
        let prose = if is_document { document_prose(&text) } else { comments(&text) };
        for (line, prose) in prose {
            found.extend(banned_phrases(&prose).map(|word| format!("{file}:{line}: {word}")));
        }
    }
    assert_none(found);
}

#[test]
fn a_banned_word_is_found_where_it_is_defined_or_said_and_nowhere_else() {
    let text = "struct Door; enum A { Harms(u8), Other } fn dice() {} struct B { mend: String }\n\
                mod doors { fn f() { let door = dice(); } }";
    let found: Vec<String> = definitions(text).iter().filter_map(banned_definition).collect();
    assert_eq!(
        found,
        [
            "Door, better: Credential, OfficeRoute",
            "Harms, better: Redelivery::Unsafe",
            "dice, better: rng",
            "mend, better: suggestion, fix",
            "doors, better: office_routes, message_links",
        ]
    );
    let said = |text: &str| banned_phrases(text).collect::<Vec<_>>();
    assert_eq!(
        said("Whoever stands in line has DICE."),
        ["dice, better: randomness, random source", "stands in, better: is in, is stored in"]
    );
    assert!(said("Amends the outdoor bearer; understands indices; recommend.").is_empty());
    let text = "let a = \"// a door\"; // stands on\n/// mend\nlet url = \"http://door\";";
    assert_eq!(comments(text), [(1, " stands on".to_owned()), (2, "/ mend".to_owned())]);
    assert_eq!(
        document_prose("a `door` b\n```\ndoor\n```\nc"),
        [(1, "a  b".to_owned()), (5, "c".to_owned())]
    );
}

fn assert_none(mut found: Vec<String>) {
    found.retain(|line| !NOT_YET.iter().any(|place| line.starts_with(place)));
    assert!(found.is_empty(), "{} banned words:\n{}", found.len(), found.join("\n"));
}

/// Sources, tests and documents of ours. Steps of the schema that are frozen keep the names they were written with.
fn code_files() -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for folder in ["src", "entity/src", "migration/src", "tests", "benches", "docs"] {
        for kind in ["rs", "md"] {
            files.extend(files_below(&root().join(folder), kind));
        }
    }
    files.extend(["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name)));
    files.retain(|path| {
        let frozen = path.file_name().unwrap().to_str().unwrap();
        let is_frozen = frozen.starts_with("m00") && frozen < "m0019";
        path.exists() && !is_frozen && !path.components().any(|part| part.as_os_str() == "node_modules")
    });
    files
}

fn better(list: &[(&str, &str)], name: &str) -> Option<String> {
    let (word, better) = list.iter().find(|(word, _)| *word == name)?;
    Some(format!("{word}, better: {better}"))
}

fn banned_definition(name: &Definition) -> Option<String> {
    match name {
        Definition::Module(name) => better(MODULES, name),
        Definition::Type(name) => better(TYPES, name),
        Definition::Value(name) => better(VALUES, name),
    }
}

/// Every banned phrase in a line of prose, whole words only.
fn banned_phrases(prose: &str) -> impl Iterator<Item = String> {
    let lower = prose.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    // To tell things apart is plain English.
    let text = format!(" {} ", words.join(" ")).replace(" told apart ", " ");
    PHRASES
        .iter()
        .filter(move |(phrase, _)| text.contains(&format!(" {phrase} ")))
        .map(|(phrase, better)| format!("{phrase}, better: {better}"))
}

/// The comments of a Rust file, with their line.
fn comments(text: &str) -> Vec<(usize, String)> {
    let begins = |line: &str| {
        let mut is_string = false;
        let mut before = ' ';
        for (at, character) in line.char_indices() {
            match character {
                '"' if before != '\\' && before != '\'' => is_string = !is_string,
                '/' if !is_string && line[at..].starts_with("//") => return Some(at + 2),
                _ => {}
            }
            before = character;
        }
        None
    };
    let line = |(number, line): (usize, &str)| begins(line).map(|at| (number, line[at..].to_owned()));
    (1..).zip(text.lines()).filter_map(line).collect()
}

/// The prose of a document: without code, with the number of each line.
fn document_prose(text: &str) -> Vec<(usize, String)> {
    let mut is_code = false;
    let mut prose = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            is_code = !is_code;
        } else if !is_code {
            prose.push((number, line.split('`').step_by(2).collect::<Vec<_>>().concat()));
        }
    }
    prose
}

/// A name that a file defines.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Definition {
    Module(String),
    Type(String),
    Value(String),
}

fn definitions(text: &str) -> Vec<Definition> {
    let mut names = Names::default();
    names.visit_file(&syn::parse_file(text).unwrap());
    names.found
}

#[derive(Default)]
struct Names {
    found: Vec<Definition>,
}

impl Names {
    fn add(&mut self, kind: fn(String) -> Definition, name: &syn::Ident) {
        let name = name.to_string();
        self.found.push(kind(name.strip_prefix("r#").unwrap_or(&name).to_owned()));
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.add(Definition::Module, &item.ident);
        visit::visit_item_mod(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.add(Definition::Type, &item.ident);
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.add(Definition::Type, &item.ident);
        visit::visit_item_enum(self, item);
    }

    fn visit_variant(&mut self, variant: &'ast syn::Variant) {
        // Variants are read with their enum: only those of a banned enum are banned themselves.
        if ["Harms", "IsHarmless"].iter().any(|banned| variant.ident == banned) {
            self.add(Definition::Type, &variant.ident);
        }
        visit::visit_variant(self, variant);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.add(Definition::Type, &item.ident);
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.add(Definition::Type, &item.ident);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.add(Definition::Value, &signature.ident);
        visit::visit_signature(self, signature);
    }

    fn visit_field(&mut self, field: &'ast syn::Field) {
        if let Some(name) = &field.ident {
            self.add(Definition::Value, name);
        }
        visit::visit_field(self, field);
    }

    fn visit_item_const(&mut self, item: &'ast syn::ItemConst) {
        self.add(|name| Definition::Value(name.to_lowercase()), &item.ident);
        visit::visit_item_const(self, item);
    }
}

/// Places that still have some: empty when the work is done.
const NOT_YET: &[&str] = &[];
