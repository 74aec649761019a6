//! An SMS as it is stored in a folder (JSON) when there is no provider.

use serde::{Deserialize, Serialize};

/// The name of the folder where providers have names.
pub const FOLDER: &str = "folder";

/// The content of a stored short message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredSms {
    /// The number it would have been sent to.
    pub to: String,
    /// The text.
    pub text: String,
    /// How many messages would have been billed.
    pub segments: u32,
}
