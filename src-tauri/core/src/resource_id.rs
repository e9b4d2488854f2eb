//! Azure resource ids: compared without case, shown and sent as they were stored.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};

/// The id of a resource in Azure Resource Manager, such as
/// `/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/web-01`.
///
/// ARM treats ids as case-insensitive and echoes the casing a resource was created with, so two lists may
/// spell the same machine differently. Equality, order and hash therefore ignore ASCII case.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(type = "string"))]
#[serde(try_from = "String", into = "String")]
pub struct ResourceId(String);

impl ResourceId {
    /// Reads an id that names a resource below a subscription.
    ///
    /// # Errors
    /// When the text is not of the form `/subscriptions/{id}/…`, or holds characters no id has.
    pub fn parse(text: &str) -> Result<Self, NotAResourceId> {
        let text = text.trim_end_matches('/');
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && !b"?#%\\\"<>".contains(&b) || b == b' ');
        let mut parts = text.split('/');
        let rooted = parts.next() == Some("")
            && parts.next().is_some_and(|word| word.eq_ignore_ascii_case("subscriptions"))
            && parts.clone().count() >= 1
            && parts.all(|part| !part.is_empty() && part != "." && part != "..");
        if plain && rooted { Ok(Self(text.to_owned())) } else { Err(NotAResourceId(text.to_owned())) }
    }

    /// The id as it was stored.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id in lower case: the form to use as a key in other systems.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }

    /// The subscription the resource belongs to.
    #[must_use]
    pub fn subscription(&self) -> &str {
        self.after("subscriptions").unwrap_or_default()
    }

    /// The resource group, where the id has one.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        self.after("resourceGroups")
    }

    /// The last part of the id: the resource's own name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or_default()
    }

    /// The id of the resource group this resource lies in, where it lies in one.
    #[must_use]
    pub fn resource_group_id(&self) -> Option<ResourceId> {
        let group = self.resource_group()?;
        Some(Self(format!("/subscriptions/{}/resourceGroups/{group}", self.subscription())))
    }

    fn after(&self, word: &str) -> Option<&str> {
        let mut parts = self.0.split('/');
        parts.by_ref().find(|part| part.eq_ignore_ascii_case(word))?;
        parts.next()
    }
}

/// The text is no Azure resource id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAResourceId(pub String);

impl fmt::Display for NotAResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not an Azure resource id (expected /subscriptions/…)", self.0)
    }
}

impl std::error::Error for NotAResourceId {}

impl TryFrom<String> for ResourceId {
    type Error = NotAResourceId;
    fn try_from(text: String) -> Result<Self, NotAResourceId> {
        Self::parse(&text)
    }
}

impl From<ResourceId> for String {
    fn from(id: ResourceId) -> String {
        id.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for ResourceId {}

impl Hash for ResourceId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // In pieces: an inventory hashes ten thousand ids of 150 bytes, again and again.
        let mut piece = [0; 64];
        for bytes in self.0.as_bytes().chunks(piece.len()) {
            let piece = &mut piece[..bytes.len()];
            piece.copy_from_slice(bytes);
            piece.make_ascii_lowercase();
            state.write(piece);
        }
        state.write_u8(0xFF);
    }
}

impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        let lower = |byte: u8| byte.to_ascii_lowercase();
        self.0.bytes().map(lower).cmp(other.0.bytes().map(lower))
    }
}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_differ_in_case_are_the_same_machine_and_keep_their_casing() {
        let a =
            ResourceId::parse("/subscriptions/S/resourceGroups/RG-WEB/providers/x/virtualMachines/web-01")
                .unwrap();
        let b =
            ResourceId::parse("/SUBSCRIPTIONS/s/resourcegroups/rg-web/providers/x/virtualmachines/WEB-01")
                .unwrap();
        assert_eq!(a, b);
        assert_eq!(a.as_str(), "/subscriptions/S/resourceGroups/RG-WEB/providers/x/virtualMachines/web-01");
        assert_eq!((a.subscription(), a.resource_group(), b.name()), ("S", Some("RG-WEB"), "WEB-01"));
        assert_eq!(std::collections::HashSet::from([a, b]).len(), 1);
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in
            ["", "web-01", "/tenants/x", "/subscriptions/s/../x", "/subscriptions/s?x=1", "/subscriptions//x"]
        {
            assert_eq!(ResourceId::parse(text), Err(NotAResourceId(text.to_owned())), "{text}");
        }
    }
}
