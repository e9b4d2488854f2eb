//! No token: what Entra ID or `az` said, and what to do about it.

use azure_core::error::ErrorKind;
use jiff::Timestamp;
use jit_core::{Code, Details, Problem};
use serde::Deserialize;

use super::breakage::{causes, unreachable};
use super::words::plain;
use crate::entra::MoreProof;

/// The problem behind a token that could not be had, or that Azure wants more proof for.
pub(crate) fn sign_in_failed(error: &azure_core::Error, authority: &str, now: Timestamp) -> Problem {
    let mut details = Details { time: Some(now), ..Details::default() };
    for cause in causes(error) {
        if let Some(proof) = cause.downcast_ref::<MoreProof>() {
            details.status = Some(401);
            details.correlation_id.clone_from(&proof.correlation_id);
            return more_proof(proof.claims.as_deref()).with_details(details);
        }
        let Some(cause) = cause.downcast_ref::<azure_core::Error>() else { continue };
        match cause.kind() {
            ErrorKind::Connection => return unreachable(cause, authority).with_details(details),
            ErrorKind::Io if cause.get_ref().is_some_and(|inner| inner.is::<reqwest::Error>()) => {
                let message = format!("The connection to {authority} broke before the answer arrived.");
                return Problem::new(Code::Interrupted, message, "Try again.").with_details(details);
            }
            ErrorKind::HttpResponse { status, raw_response, .. } => {
                details.status = Some(u16::from(*status));
                let body = raw_response.as_ref().map(|raw| raw.body().as_ref()).unwrap_or_default();
                return entra_refused(body, authority, details);
            }
            _ => {}
        }
    }
    let said = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    az_failed(&said, details)
}

fn more_proof(claims: Option<&str>) -> Problem {
    let hint = claims.map_or_else(
        || "Sign in again with az login, finish the check, then try again.".to_owned(),
        |claims| format!("Run az login --claims-challenge \"{claims}\", finish the check, then try again."),
    );
    let message = "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).";
    Problem::new(Code::MoreProofNeeded, message, hint)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refusal {
    error: String,
    error_description: String,
    error_codes: Vec<i64>,
    correlation_id: Option<String>,
}

/// What needs a person: a second factor, a compliant device, a session that ended for good.
const NEEDS_A_PERSON: [i64; 14] = [
    50_072, 50_074, 50_076, 50_078, 50_079, 50_097, 50_158, 53_000, 53_001, 53_003, 53_004, 53_011, 50_173,
    700_082,
];

fn entra_refused(body: &[u8], authority: &str, mut details: Details) -> Problem {
    let refusal: Refusal = serde_json::from_slice(body).unwrap_or_default();
    details.azure_code = Some(refusal.error.clone()).filter(|code| !code.is_empty());
    details.azure_message = Some(plain(&refusal.error_description)).filter(|text| !text.is_empty());
    details.correlation_id = refusal.correlation_id;
    let has = |codes: &[i64]| refusal.error_codes.iter().any(|code| codes.contains(code));
    let status = details.status.unwrap_or_default();
    let (code, message, hint) = if status == 429 || status >= 500 {
        let message = format!("{authority} could not give a token now (error {status}).");
        (Code::AzureFailed, message, "Try again in a minute.")
    } else if has(&NEEDS_A_PERSON) || refusal.error == "interaction_required" {
        let message = "Your organisation wants an extra check before it lets you sign in.".to_owned();
        (Code::MoreProofNeeded, message, "Sign in again with az login and finish the check there.")
    } else if has(&[7_000_215, 7_000_222]) {
        let message =
            "Entra ID refused the service principal's secret: it is wrong or has expired.".to_owned();
        (Code::NotSignedIn, message, "Correct AZURE_CLIENT_SECRET, or make a new secret.")
    } else if has(&[700_016]) {
        let message = "Entra ID does not know the service principal in this tenant.".to_owned();
        (Code::NotSignedIn, message, "Check AZURE_CLIENT_ID and AZURE_TENANT_ID.")
    } else if has(&[90_002, 90_013]) {
        let message = "Entra ID does not know the tenant.".to_owned();
        (Code::NotSignedIn, message, "Check AZURE_TENANT_ID.")
    } else {
        let message = match &details.azure_message {
            Some(text) => format!("Entra ID refused the sign-in: {}.", first_sentence(text)),
            None => format!("{authority} refused the sign-in (error {status})."),
        };
        (Code::NotSignedIn, message, "Sign in again. The details have what Entra ID said.")
    };
    Problem::new(code, message, hint).with_details(details)
}

fn az_failed(said: &str, mut details: Details) -> Problem {
    let said = plain(said.split("To troubleshoot, visit").next().unwrap_or_default());
    let low = said.to_ascii_lowercase();
    let (code, message, hint) = if low.contains("not found on path") {
        let message = "You are not signed in: Azure CLI (az) was not found.".to_owned();
        let hint = "Install Azure CLI and run az login, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.";
        (Code::NotSignedIn, message, hint)
    } else if low.contains("interaction_required")
        || low.contains("claims-challenge")
        || low.contains("aadsts5007")
    {
        let message = "Your organisation wants an extra check before it lets you sign in.".to_owned();
        (Code::MoreProofNeeded, message, "Run az login again and finish the check there.")
    } else if low.contains("az login") {
        (Code::NotSignedIn, "You are not signed in.".to_owned(), "Run az login, then try again.")
    } else if low.contains("timed out") {
        (
            Code::NotSignedIn,
            "Azure CLI (az) did not answer in time.".to_owned(),
            "Try az account show, then try again.",
        )
    } else {
        let message = format!("Azure CLI (az) gave no token: {}.", first_sentence(&said));
        (Code::NotSignedIn, message, "Run az login, then try again.")
    };
    details.azure_message = Some(said).filter(|text| !text.is_empty());
    Problem::new(code, message, hint).with_details(details)
}

fn first_sentence(text: &str) -> &str {
    text.split(". ").next().unwrap_or_default().trim_end_matches('.')
}
