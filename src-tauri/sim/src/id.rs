//! Resource ids: kept as written, compared without case.

use std::fmt;

use serde::{Deserialize, Serialize};

/// `/subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME[/TYPE/NAME]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResourceId(String);

impl ResourceId {
    /// Reads an id and says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let form = "/subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME";
        let parts: Vec<&str> = text.split('/').collect();
        let shape = parts.len() >= 9
            && parts.len() % 2 == 1
            && parts[0].is_empty()
            && parts[1].eq_ignore_ascii_case("subscriptions")
            && parts[3].eq_ignore_ascii_case("resourceGroups")
            && parts[5].eq_ignore_ascii_case("providers")
            && parts[1..].iter().all(|part| !part.is_empty());
        if shape {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("`{text}` is not a resource id like {form}"))
        }
    }

    /// An id that is known to have the right form because it is put together here.
    pub(crate) fn from_parts(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The id as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id for comparing and joining.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// The subscription's GUID, as written.
    #[must_use]
    pub fn subscription(&self) -> &str {
        self.part(2)
    }

    /// The resource group's name, as written.
    #[must_use]
    pub fn group(&self) -> &str {
        self.part(4)
    }

    /// The last name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// Namespace and types, as in `Microsoft.Compute/virtualMachines`.
    #[must_use]
    pub fn kind(&self) -> String {
        let mut kind = self.part(6).to_owned();
        for part in self.0.split('/').skip(7).step_by(2) {
            kind.push('/');
            kind.push_str(part);
        }
        kind
    }

    /// The name that follows a type, as in the location of a JIT policy.
    #[must_use]
    pub fn named(&self, kind: &str) -> Option<&str> {
        let mut parts = self.0.split('/').skip(7);
        while let (Some(of), Some(name)) = (parts.next(), parts.next()) {
            if of.eq_ignore_ascii_case(kind) {
                return Some(name);
            }
        }
        None
    }

    fn part(&self, index: usize) -> &str {
        self.0.split('/').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ResourceId {}

impl TryFrom<String> for ResourceId {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl From<ResourceId> for String {
    fn from(id: ResourceId) -> Self {
        id.0
    }
}

/// Whether a text is written like a GUID.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_and_case_is_kept() {
        let id = ResourceId::parse(
            "/subscriptions/S1/resourceGroups/RG-Web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default",
        )
        .unwrap();
        assert_eq!((id.subscription(), id.group(), id.name()), ("S1", "RG-Web", "default"));
        assert_eq!(id.kind(), "Microsoft.Security/locations/jitNetworkAccessPolicies");
        assert_eq!(id.named("LOCATIONS"), Some("westeurope"));
        assert_eq!(id, ResourceId::parse(&id.as_str().to_uppercase()).unwrap());
    }

    #[test]
    fn other_texts_are_refused_with_the_form() {
        for text in [
            "",
            "web-01",
            "/subscriptions/S/resourceGroups/G",
            "/subscriptions//resourceGroups/G/providers/N/T/V",
        ] {
            let error = ResourceId::parse(text).unwrap_err();
            assert_eq!(
                error,
                format!(
                    "`{text}` is not a resource id like /subscriptions/S/resourceGroups/G/providers/NAMESPACE/TYPE/NAME"
                )
            );
        }
    }
}
