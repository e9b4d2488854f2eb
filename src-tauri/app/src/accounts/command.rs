//! The command that mends a sign-in, for who cannot be asked where they are.

use jit_core::{Inventory, Problem, SignInNeeded};

use super::Accounts;

impl Accounts {
    /// The same problem with the exact command that mends it, where signing in once more does.
    pub(crate) fn with_command(&self, mut problem: Problem) -> Problem {
        if let Some(needed) = &problem.sign_in {
            // At the end and bare, so that it can be copied whole.
            problem.hint = format!("{} Run: {}", problem.hint, self.command(needed));
        }
        problem
    }

    /// The same for the parts of a list.
    pub(crate) fn with_commands(&self, mut inventory: Inventory) -> Inventory {
        for failure in &mut inventory.failures {
            failure.problem = self.with_command(failure.problem.clone());
        }
        inventory
    }

    pub(crate) fn command(&self, needed: &SignInNeeded) -> String {
        let client = self.of(Some(&needed.account)).ok();
        let tenant = needed.tenant.as_ref().map(|tenant| {
            let domain = client.as_ref().and_then(|client| client.azure.domain_of(tenant));
            jit_core::clean(&domain.unwrap_or_else(|| tenant.clone()))
        });
        let person = client.and_then(|client| client.person);
        let challenge = person.and_then(|person| person.open_challenge(needed.tenant.as_deref()));
        let tenant = tenant.map(|tenant| format!(" --tenant {tenant}"));
        let challenge = challenge.map(|challenge| format!(" --claims-challenge {}", challenge.base64()));
        format!("jit login{}{}", tenant.unwrap_or_default(), challenge.unwrap_or_default())
    }
}
