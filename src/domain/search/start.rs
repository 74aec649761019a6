//! A joint start: time and site.

use crate::ids::SiteId;
use crate::time::Quantum;

/// A joint start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Start {
    /// First quantum of the visit.
    pub at: Quantum,
    /// Where.
    pub site: SiteId,
}
