//! Connections that failed, and answers that make no sense.

use std::error::Error as StdError;

use azure_core::error::ErrorKind;
use jiff::Timestamp;
use jit_core::{Code, Problem};

use super::connection::{behind, unreachable};
use super::place::Place;
use super::sign_in::sign_in_failed;
use super::words::plain;
use crate::entra::Signer;

/// The problem behind a call that got no answer.
pub(crate) fn broken(error: &azure_core::Error, place: &Place, signer: &Signer, now: Timestamp) -> Problem {
    match error.kind() {
        ErrorKind::Connection => unreachable(error, &place.host),
        ErrorKind::Io if timed_out(error) => Problem::new(
            Code::Interrupted,
            format!("{} did not answer in time{}.", place.host, behind(error)),
            "Try again. Whether Azure got the call is looked at first.",
        ),
        ErrorKind::Credential => return sign_in_failed(error, signer, now),
        ErrorKind::Io => Problem::new(
            Code::Interrupted,
            format!("The connection to {}{} broke before the answer arrived.", place.host, behind(error)),
            "Try again. Whether Azure got the call is looked at first.",
        ),
        _ => Problem::new(
            Code::NotUnderstood,
            format!("The call to {} could not be made: {}.", place.host, plain(&root(error))),
            "Try again. If it stays, report it with the details.",
        ),
    }
    .with_details(place.details(now))
}

/// A link in an answer that would carry the token to another host.
pub(crate) fn foreign_host(place: &Place, host: &str, now: Timestamp) -> Problem {
    Problem::new(
        Code::NotUnderstood,
        format!(
            "Azure's answer points to {host} instead of {}. It was not followed, to keep the sign-in safe.",
            place.host
        ),
        "If a gateway rewrites Azure's addresses, set its address as the cloud's \"arm\".",
    )
    .with_details(place.details(now))
}

/// An answer of success whose body is not what it should be.
pub(crate) fn not_understood(place: &Place, reason: &str, now: Timestamp) -> Problem {
    let mut details = place.details(now);
    details.azure_message = Some(plain(reason));
    Problem::new(
        Code::NotUnderstood,
        format!("The answer to {} was not understood.", place.request),
        "A web proxy or a sign-in page of the network may have answered in Azure's place. Check it, then try again.",
    )
    .with_details(details)
}

pub(super) fn timed_out(error: &azure_core::Error) -> bool {
    causes(error).any(|cause| {
        cause.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout)
            || cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|e| e.kind() == std::io::ErrorKind::TimedOut)
    })
}

/// The innermost reason, in its own words.
pub(super) fn root(error: &azure_core::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

/// An error and everything behind it. `io::Error` hides what it carries from `source`.
pub(crate) fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let cause = next?;
        let carried = cause.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        next = carried.map(|inner| inner as &(dyn StdError + 'static)).or_else(|| cause.source());
        Some(cause)
    })
}
