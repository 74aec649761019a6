//! What hostile calendars cost before they are refused: the time of the slowest of three readings, and the most memory
//! beside the file itself. Each must end within 2 s and 512 MB.
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on must stop there")]
#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use chrono_tz::Tz;
use domain::time::Span;
use unisson::formats::calendars::{ReadOptions, read};

#[path = "../tests/support/hostile.rs"]
mod hostile;

fn main() {
    let new_year =
        |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap().and_hms_opt(0, 0, 0).unwrap().and_utc();
    let options = ReadOptions {
        zone: Tz::Europe__Paris,
        window: Span::covering(new_year(2026), new_year(2028)),
        owner_emails: vec![],
        invited_to: BTreeSet::new(),
    };
    println!("calendar | bytes | ms | MB beside it | refused because");
    for (name, text) in hostile::calendars() {
        let before = forget_the_most();
        let mut worst = Duration::ZERO;
        let mut refusal = None;
        for _ in 0..3 {
            let begun = Instant::now();
            refusal = Some(read(text.as_bytes(), &options).unwrap_err());
            worst = worst.max(begun.elapsed());
        }
        println!(
            "{name} | {} | {} | {} | {}",
            text.len(),
            worst.as_millis(),
            most_memory().saturating_sub(before) / 1024,
            refusal.unwrap()
        );
    }
}

/// Makes the kernel forget the most memory this process had (proc(5), `clear_refs`), and gives what it has now, in kB.
fn forget_the_most() -> u64 {
    fs::write("/proc/self/clear_refs", "5").unwrap();
    most_memory()
}

/// The most memory this process had, in kB.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
