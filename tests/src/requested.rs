//! Access requests, as Azure remembers them.

use jiff::Timestamp;
use serde_json::Value;

use crate::simulated_azure::text;

/// One port of one access request, as Azure remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requested {
    /// The policy it was posted to.
    pub policy: String,
    /// The port.
    pub port: u16,
    /// Who may come in.
    pub source: String,
    /// When it was taken.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// `Initiating`, `Initiated` or `Revoked`.
    pub status: String,
}

impl Requested {
    pub(crate) fn read(policy: &Value, request: &Value, port: &Value) -> Self {
        Self {
            policy: text(&policy["id"]).rsplit('/').next().unwrap().to_owned(),
            port: u16::try_from(port["number"].as_u64().unwrap()).unwrap(),
            source: text(&port["source"]).to_owned(),
            from: text(&request["start"]).parse().unwrap(),
            until: text(&port["end"]).parse().unwrap(),
            status: text(&port["status"]).to_owned(),
        }
    }

    /// Whether this is the end, as it was told. Azure tells its clock in whole seconds only.
    #[must_use]
    pub fn ends_at(&self, told: &str) -> bool {
        let told: Timestamp = told.parse().unwrap();
        told.duration_since(self.until).abs().as_millis() <= 1_500
    }

    /// How long the window is, in whole seconds.
    #[must_use]
    pub fn seconds(&self) -> i64 {
        self.until.duration_since(self.from).as_secs()
    }
}
