//! How those who hold roles are written down.

use serde_json::{Value, json};

use crate::world::model::Principal;

pub(super) fn kind(principal: &Principal) -> &'static str {
    if principal.person.is_some() { "User" } else { "ServicePrincipal" }
}
/// A principal as the expanded properties of an answer show it.
pub(super) fn view(principal: &Principal) -> Value {
    let mut view = json!({
        "id": principal.object_id,
        "displayName": principal.person.as_ref().map_or(&principal.name, |person| &person.display_name),
        "type": kind(principal),
    });
    if let Some(person) = &principal.person {
        view["email"] = json!(person.user_principal_name);
    }
    view
}
