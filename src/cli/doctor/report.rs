//! The findings of the doctor, a line each.

use std::fmt;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// As it should be.
    Ok,
    /// Works, and needs attention.
    Attention,
    /// Does not work, or may cost data.
    Fault,
}

/// One check and its result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The severity of a finding.
    pub grade: Grade,
    /// The subject of the check, one word or two: `database`.
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

/// All checks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report(pub Vec<Finding>);

impl Report {
    /// Adds a finding without fault.
    pub fn ok(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Ok, about, what);
    }

    /// Adds a finding that needs attention.
    pub fn attention(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Attention, about, what);
    }

    /// Adds a fault.
    pub fn fault(&mut self, about: &'static str, what: impl Into<String>) {
        self.add(Grade::Fault, about, what);
    }

    /// Adds a finding of that grade.
    pub fn add(&mut self, grade: Grade, about: &'static str, what: impl Into<String>) {
        self.0.push(Finding { grade, about, what: what.into() });
    }

    /// How many findings have that grade.
    #[must_use]
    pub fn count(&self, grade: Grade) -> usize {
        self.0.iter().filter(|finding| finding.grade == grade).count()
    }
}
