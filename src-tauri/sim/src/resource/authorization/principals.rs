//! How those who hold roles are written down.

use crate::world::model::Principal;

pub(super) fn kind(principal: &Principal) -> &'static str {
    if principal.person.is_some() { "User" } else { "ServicePrincipal" }
}
