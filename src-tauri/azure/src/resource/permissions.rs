//! What the account may do. A hint: deny assignments, locks and policies are not in it.

use jit_core::{Problem, ResourceId, Right};
use serde::Deserialize;

use crate::Azure;
use crate::arm::{Call, Purpose};

/// The effective roles of the account at a scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions(Vec<Role>);

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Role {
    actions: Option<Vec<String>>,
    not_actions: Option<Vec<String>>,
}

impl Azure {
    /// The account's permissions at a resource or resource group.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn permissions(
        &self,
        scope: &ResourceId,
        tenant: Option<&str>,
    ) -> Result<Permissions, Problem> {
        let path = format!("{scope}/providers/Microsoft.Authorization/permissions");
        let purpose = Purpose::Read(format!("the permissions on {}", scope.name()));
        let roles = self.arm(tenant).all(Call::get(path, "api-version=2022-04-01", purpose)).await?;
        Ok(Permissions(roles))
    }
}

impl Permissions {
    /// Whether one role grants the action. What a role takes away counts for that role alone.
    #[must_use]
    pub fn right(&self, action: &str) -> Right {
        let any = |patterns: &Option<Vec<String>>| patterns.iter().flatten().any(|p| matches(p, action));
        let granted = self.0.iter().any(|role| any(&role.actions) && !any(&role.not_actions));
        if granted { Right::Granted } else { Right::Missing }
    }
}

/// Without case; `*` stands for anything, also for several parts.
fn matches(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut pieces = pattern.split('*');
    let Some(rest) = pieces.next().and_then(|first| action.strip_prefix(first)) else { return false };
    let mut rest = rest;
    let mut last = None;
    for piece in pieces {
        if let Some(piece) = last.replace(piece) {
            match rest.find(piece) {
                Some(at) => rest = &rest[at + piece.len()..],
                None => return false,
            }
        }
    }
    last.map_or(rest.is_empty(), |piece| rest.ends_with(piece))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jit_core::START_ACTION;

    #[test]
    fn stars_span_parts_and_case_does_not_count() {
        for (pattern, fits) in [
            ("*", true),
            ("*/start/action", true),
            ("Microsoft.Compute/*/start/action", true),
            ("microsoft.compute/VIRTUALMACHINES/start/action", true),
            ("Microsoft.Compute/*", true),
            ("*/read", false),
            ("Microsoft.Compute/virtualMachines/start", false),
            ("Microsoft.Compute/*/start/*/action", false),
            ("", false),
        ] {
            assert_eq!(matches(pattern, START_ACTION), fits, "{pattern}");
        }
    }

    #[test]
    fn a_role_takes_away_only_from_itself() {
        let role = |actions: &[&str], not: &[&str]| Role {
            actions: Some(actions.iter().map(ToString::to_string).collect()),
            not_actions: Some(not.iter().map(ToString::to_string).collect()),
        };
        let limited = role(&["*"], &["Microsoft.Compute/*/start/action"]);
        assert_eq!(Permissions(vec![limited.clone()]).right(START_ACTION), Right::Missing);
        assert_eq!(
            Permissions(vec![limited, role(&[START_ACTION], &[])]).right(START_ACTION),
            Right::Granted
        );
        assert_eq!(Permissions(Vec::new()).right(START_ACTION), Right::Missing);
    }
}
