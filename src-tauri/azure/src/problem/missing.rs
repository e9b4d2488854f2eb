//! A person's sign-in that is not there any more.

use jit_core::{Code, Problem, SignInNeeded};

use crate::entra::{Missing, Signer, Who};

impl Missing {
    /// The problem, unless Entra ID's own refusal tells it better.
    pub(super) fn problem(&self) -> Option<Problem> {
        match self {
            Self::SignedOut => Some(Problem::new(
                Code::NotSignedIn,
                "You are not signed in any more: this computer's secret store holds no sign-in for this account.",
                "Sign in again.",
            )),
            Self::NotReadable(reason) => Some(Problem::new(
                Code::NotSignedIn,
                format!("Your sign-in cannot be read. {}", reason.problem.message),
                format!("{} Or sign in again.", reason.problem.hint),
            )),
            Self::Ended(_) => None,
        }
    }
}

/// The same problem with the sign-in that mends it, where a person can be asked here.
pub(super) fn mended(problem: Problem, signer: &Signer) -> Problem {
    match &signer.who {
        Who::Person(account) => {
            problem.mended_by(SignInNeeded { account: account.clone(), tenant: signer.tenant.clone() })
        }
        Who::Az | Who::Principal | Who::Newcomer(_) => problem,
    }
}
