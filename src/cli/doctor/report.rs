//! What the doctor found: one line each.

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Ok,
    /// Works, and somebody should look at it.
    Attention,
    /// Does not work, or may cost data.
    Fault,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub grade: Grade,
    /// What was looked at, one word or two: `database`.
    pub about: &'static str,
    /// What was found, and how to fix it when it is wrong. Has no secrets and no personal data.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let grade = match self.grade {
            Grade::Ok => "ok",
            Grade::Attention => "attention",
            Grade::Fault => "fault",
        };
        write!(f, "{grade:9}  {:13}  {}", self.about, self.what.replace('\n', " "))
    }
}

/// Everything that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report(pub Vec<Finding>);

impl Report {
    /// As it should be.
    pub fn ok(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Ok, about, what);
    }

    /// Somebody should look at it.
    pub fn attention(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Attention, about, what);
    }

    /// It does not work.
    pub fn fault(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Fault, about, what);
    }

    /// It is so bad.
    pub fn add(&mut self, grade: Grade, about: &'static str, what: impl Into<String>) {
        self.0.push(Finding { grade, about, what: what.into() });
    }

    /// How many findings are that bad.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.0.iter().filter(|finding| finding.grade == grade).count()
    }
}
