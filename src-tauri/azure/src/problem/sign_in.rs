//! No token: what Entra ID or `az` said, and what to do about it.

use azure_core::error::ErrorKind;
use jiff::Timestamp;
use jit_core::{Code, Details, Problem};

use super::az::az_failed;
use super::breakage::{causes, timed_out};
use super::connection::{behind, unreachable};
use super::entra::{entra_refused, extra_check};
use super::missing::mended;
use crate::entra::{Missing, MoreProof, Refused, Signer, Ungranted, Who};

/// The problem behind a token that could not be had, or that Azure wants more proof for.
pub(crate) fn sign_in_failed(error: &azure_core::Error, signer: &Signer, now: Timestamp) -> Problem {
    let mut details = Details { time: Some(now), ..Details::default() };
    for cause in causes(error) {
        if let Some(proof) = cause.downcast_ref::<MoreProof>() {
            details.status = Some(401);
            details.correlation_id.clone_from(&proof.correlation_id);
            return extra_check(signer, proof.challenge.as_ref()).with_details(details);
        }
        if let Some(problem) = cause.downcast_ref::<Missing>().and_then(Missing::problem) {
            return mended(problem.with_details(details), signer);
        }
        if let Some(ungranted) = cause.downcast_ref::<Ungranted>() {
            return not_granted(ungranted, signer, now);
        }
        let Some(cause) = cause.downcast_ref::<azure_core::Error>() else { continue };
        // With `az` the network is its own affair, and what failed is the running of a program.
        let by_az = signer.who == Who::Az;
        match cause.kind() {
            ErrorKind::Connection => return unreached(cause, signer).with_details(details),
            ErrorKind::Io if !by_az => return unreached(cause, signer).with_details(details),
            ErrorKind::HttpResponse { status, raw_response, .. } => {
                let status = u16::from(*status);
                let body = raw_response.as_ref().map(|raw| raw.body().as_ref()).unwrap_or_default();
                let ungranted =
                    Refused::read(status, body).map_or(Ungranted::Strange(status), Ungranted::refused);
                return not_granted(&ungranted, signer, now);
            }
            _ => {}
        }
    }
    let said = causes(error).last().map_or_else(|| error.to_string(), ToString::to_string);
    az_failed(&said, signer, details)
}

/// The problem behind tokens that Entra ID did not grant.
pub(crate) fn not_granted(ungranted: &Ungranted, signer: &Signer, now: Timestamp) -> Problem {
    let details = Details { time: Some(now), ..Details::default() };
    match ungranted {
        Ungranted::Refused(refused) => entra_refused(refused, signer, details),
        Ungranted::Unreached(error) => unreached(error, signer).with_details(details),
        Ungranted::Strange(status) => {
            strange(*status, signer).with_details(Details { status: Some(*status), ..details })
        }
    }
}

fn unreached(error: &azure_core::Error, signer: &Signer) -> Problem {
    let authority = &signer.authority;
    match error.kind() {
        ErrorKind::Io if timed_out(error) => {
            let message = format!("{authority} did not answer in time{}.", behind(error));
            Problem::new(Code::Interrupted, message, "Try again.")
        }
        ErrorKind::Io => {
            let message =
                format!("The connection to {authority}{} broke before the answer arrived.", behind(error));
            Problem::new(Code::Interrupted, message, "Try again.")
        }
        _ => unreachable(error, authority),
    }
}

/// An answer that Entra ID does not give.
fn strange(status: u16, signer: &Signer) -> Problem {
    let authority = &signer.authority;
    if status == 429 || status >= 500 {
        let message = format!("{authority} could not give a token now (error {status}).");
        return Problem::new(Code::AzureFailed, message, "Try again in a minute.");
    }
    Problem::new(
        Code::NotUnderstood,
        format!("The answer of {authority} was not understood (status {status})."),
        "A web proxy or a sign-in page of the network may have answered in its place. Check it, then try again.",
    )
}
