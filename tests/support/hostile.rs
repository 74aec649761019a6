//! Calendars written to keep a reader busy for ever, to fill its memory, or to pass for free time.

/// What each does, and its text: every one must be refused.
pub fn calendars() -> Vec<(&'static str, String)> {
    let wrap = |events: &str| format!("BEGIN:VCALENDAR\n{events}END:VCALENDAR\n");
    let event = |rest: &str| {
        format!("BEGIN:VEVENT\nUID:1\nDTSTART:19700101T080000Z\nDURATION:PT1H\n{rest}END:VEVENT\n")
    };
    let ruled = |rule: &str, times| wrap(&event(&format!("RRULE:{rule}\n")).repeat(times));
    let hours = "BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,5,10,15";
    vec![
        ("a rule a second", ruled("FREQ=SECONDLY", 1)),
        ("days that do not exist, daily", ruled("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 2_000)),
        ("days that do not exist, monthly", ruled("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2,4,6", 50)),
        ("a rare day", ruled("FREQ=YEARLY;COUNT=9999;BYDAY=MO;BYMONTH=2;BYMONTHDAY=29", 2_000)),
        ("a million days each", ruled("FREQ=DAILY;COUNT=1000000", 2_000)),
        (
            "every hour of every year",
            ruled("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=0,1,2,3,4,5,6,7", 50),
        ),
        ("one of many", ruled(&format!("FREQ=YEARLY;COUNT=9999;BYDAY=MO,TU;{hours};BYSETPOS=1"), 2_000)),
        ("a million events", wrap(&event("").repeat(1_000_000))),
        ("one event more than allowed", wrap(&event("").repeat(50_001))),
        ("a long line", wrap(&event(&format!("EXDATE:{}\n", "20260105T080000Z,".repeat(20_000))))),
        ("never closed", wrap(&"BEGIN:X\n".repeat(100_000))),
        (
            "time zones",
            wrap(&format!("BEGIN:VTIMEZONE\nTZID:{}\nEND:VTIMEZONE\n", "/a".repeat(1_000)).repeat(6_000)),
        ),
        ("blank lines", "\n".repeat(1_000_000) + "BEGIN:VCALENDAR"),
        ("blanks", "BEGIN:VCALENDAR\n".to_owned() + &" ".repeat(10 * 1024 * 1024)),
        ("50 MB", "x".repeat(50 * 1024 * 1024)),
    ]
}
