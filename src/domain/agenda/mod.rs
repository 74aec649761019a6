//! A resource's time: from what is stored to when a visit may start.

mod facts;

pub use facts::{AgendaFacts, Engagement, Opening, OpeningException, Resource};
