//! No token: what Entra ID or `az` said, and what to do about it.

use azure_core::error::ErrorKind;
use jiff::Timestamp;
use jit_core::{Code, Details, Problem};

use super::breakage::causes;
use super::connection::unreachable;
use super::missing::mended;
use super::words::plain;
use crate::entra::{Challenge, Missing, MoreProof, Refused, Signer, Ungranted, Who};

/// The problem behind a token that could not be had, or that Azure wants more proof for.
pub(crate) fn sign_in_failed(error: &azure_core::Error, signer: &Signer, now: Timestamp) -> Problem {
    let authority = &signer.authority;
    let mut details = Details { time: Some(now), ..Details::default() };
    for cause in causes(error) {
        if let Some(proof) = cause.downcast_ref::<MoreProof>() {
            details.status = Some(401);
            details.correlation_id.clone_from(&proof.correlation_id);
            return mended(extra_check(signer, proof.challenge.as_ref()).with_details(details), signer);
        }
        if let Some(problem) = cause.downcast_ref::<Missing>().and_then(Missing::problem) {
            return mended(problem.with_details(details), signer);
        }
        if let Some(Ungranted::Refused(refused)) = cause.downcast_ref::<Ungranted>() {
            details.status = Some(refused.status);
            let problem = entra_refused(refused, signer, details);
            return if refused.needs_a_person() { mended(problem, signer) } else { problem };
        }
        let Some(cause) = cause.downcast_ref::<azure_core::Error>() else { continue };
        match cause.kind() {
            ErrorKind::Connection => return unreachable(cause, authority).with_details(details),
            ErrorKind::Io if cause.get_ref().is_some_and(|inner| inner.is::<reqwest::Error>()) => {
                let message = format!("The connection to {authority} broke before the answer arrived.");
                return Problem::new(Code::Interrupted, message, "Try again.").with_details(details);
            }
            ErrorKind::HttpResponse { status, raw_response, .. } => {
                let status = u16::from(*status);
                details.status = Some(status);
                let body = raw_response.as_ref().map(|raw| raw.body().as_ref()).unwrap_or_default();
                let refused = Refused::read(status, body).unwrap_or_default();
                return entra_refused(&refused, signer, details);
            }
            _ => {}
        }
    }
    let said = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    az_failed(&said, signer, details)
}

/// Azure or Entra ID wants more than was given. With the claims of the challenge `az` asks for just that.
fn extra_check(signer: &Signer, challenge: Option<&Challenge>) -> Problem {
    let message = "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).";
    let hint = if signer.who == Who::Az {
        let claims = challenge.map(|challenge| format!(" --claims-challenge \"{}\"", challenge.base64()));
        let claims = claims.unwrap_or_default();
        format!("Run {}{claims}, finish the check, then try again.", az_login(signer))
    } else if matches!(signer.who, Who::Person(_)) {
        "Sign in once more and finish the check.".to_owned()
    } else {
        "Ask your administrator which rule (Conditional Access) holds for this service principal.".to_owned()
    };
    Problem::new(Code::MoreProofNeeded, message, hint)
}

fn az_login(signer: &Signer) -> String {
    match &signer.tenant {
        Some(tenant) => format!("az login --tenant {tenant}"),
        None => "az login".to_owned(),
    }
}

/// What needs a person: a second factor, a compliant device, a session that ended for good.
const NEEDS_A_PERSON: [i64; 14] = [
    50_072, 50_074, 50_076, 50_078, 50_079, 50_097, 50_158, 53_000, 53_001, 53_003, 53_004, 53_011, 50_173,
    700_082,
];

fn entra_refused(refusal: &Refused, signer: &Signer, mut details: Details) -> Problem {
    details.azure_code = Some(refusal.error.clone()).filter(|code| !code.is_empty());
    details.azure_message = Some(plain(&refusal.description)).filter(|text| !text.is_empty());
    details.correlation_id = Some(plain(&refusal.correlation)).filter(|id| !id.is_empty());
    let has = |codes: &[i64]| refusal.numbers.iter().any(|code| codes.contains(code));
    let status = details.status.unwrap_or_default();
    let authority = &signer.authority;
    let not_signed_in = |message: &str, hint| Problem::new(Code::NotSignedIn, message, hint);
    let problem = if status == 429 || status >= 500 {
        let message = format!("{authority} could not give a token now (error {status}).");
        Problem::new(Code::AzureFailed, message, "Try again in a minute.")
    } else if has(&NEEDS_A_PERSON) || refusal.error == "interaction_required" {
        extra_check(signer, None)
    } else if has(&[7_000_215, 7_000_222]) {
        let message = "Entra ID refused the service principal's secret: it is wrong or has expired.";
        not_signed_in(message, "Correct AZURE_CLIENT_SECRET, or make a new secret.")
    } else if has(&[700_016]) {
        let message = "Entra ID does not know the service principal in this tenant.";
        not_signed_in(message, "Check AZURE_CLIENT_ID and AZURE_TENANT_ID.")
    } else if has(&[90_002, 90_013]) {
        not_signed_in("Entra ID does not know the tenant.", "Check AZURE_TENANT_ID.")
    } else {
        let message = match &details.azure_message {
            Some(text) => format!("Entra ID refused the sign-in: {}.", first_sentence(text)),
            None => format!("{authority} refused the sign-in (error {status})."),
        };
        not_signed_in(&message, "Sign in again. The details have what Entra ID said.")
    };
    problem.with_details(details)
}

fn az_failed(said: &str, signer: &Signer, mut details: Details) -> Problem {
    let said = plain(said.split("To troubleshoot, visit").next().unwrap_or_default());
    let low = said.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| low.contains(word));
    let not_signed_in = |message: &str, hint: String| Problem::new(Code::NotSignedIn, message, hint);
    let login = format!("Run {}, then try again.", az_login(signer));
    let problem = if has(&["not found on path"]) {
        let hint = "Install Azure CLI and run az login, \
                    or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.";
        not_signed_in("You are not signed in: Azure CLI (az) was not found.", hint.to_owned())
    } else if has(&["interaction_required", "claims-challenge", "aadsts5007"]) {
        extra_check(signer, None)
    } else if has(&["az login"]) {
        not_signed_in("You are not signed in.", login)
    } else if has(&["timed out"]) {
        not_signed_in(
            "Azure CLI (az) did not answer in time.",
            "See whether az account show answers.".to_owned(),
        )
    } else {
        not_signed_in(&format!("Azure CLI (az) gave no token: {}.", first_sentence(&said)), login)
    };
    details.azure_message = Some(said).filter(|text| !text.is_empty());
    problem.with_details(details)
}

fn first_sentence(text: &str) -> &str {
    text.split(". ").next().unwrap_or_default().trim_end_matches('.')
}
