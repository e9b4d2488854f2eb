//! No token from `az`: what it said, and what to do about it.

use jit_core::{Code, Details, Problem};

use super::entra::{entra_refused, extra_check};
use super::way_out::az_login;
use super::words::plain;
use crate::entra::{Refused, Signer};

/// The problem behind the words of `az`.
pub(super) fn az_failed(said: &str, signer: &Signer, mut details: Details) -> Problem {
    let said = plain(said.split("To troubleshoot, visit").next().unwrap_or_default());
    let low = said.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| low.contains(word));
    let not_signed_in = |message: &str, hint: String| Problem::new(Code::NotSignedIn, message, hint);
    let login = format!("Run {}, then try again.", az_login(signer, None));
    let refused = Refused::quoted(&said);
    let problem = if has(&["not found on path"]) {
        let hint = "Install Azure CLI and run az login, \
                    or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.";
        not_signed_in("You are not signed in: Azure CLI (az) was not found.", hint.to_owned())
    } else if refused.meaning().is_some() {
        return entra_refused(&refused, signer, details);
    } else if has(&["interaction_required", "claims-challenge"]) {
        extra_check(signer, None)
    } else if has(&["az login"]) {
        not_signed_in("You are not signed in.", login)
    } else if has(&["timed out"]) {
        not_signed_in(
            "Azure CLI (az) did not answer in time.",
            "See whether az account show answers.".to_owned(),
        )
    } else if has(&["aadsts"]) {
        not_signed_in("Entra ID refused Azure CLI (az).", login)
    } else {
        not_signed_in(&format!("Azure CLI (az) gave no token: {}.", first_sentence(&said)), login)
    };
    details.azure_message = Some(said).filter(|text| !text.is_empty());
    problem.with_details(details)
}

fn first_sentence(text: &str) -> &str {
    text.split(". ").next().unwrap_or_default().trim_end_matches('.')
}
