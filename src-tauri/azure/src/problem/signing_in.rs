//! Sign-ins that came to nothing although Entra ID did not refuse.

use std::io;

use jiff::Timestamp;
use jit_core::{Code, Details, Problem, Remedy, WayIn, clean};

use crate::entra::Signer;

/// Nobody finished the sign-in in time.
pub(crate) fn nobody_signed_in(way: WayIn) -> Problem {
    let (message, hint) = match way {
        WayIn::DeviceCode => {
            ("The code expired before the sign-in was finished.", "Sign in again: there will be a new code.")
        }
        _ => (
            "Nobody finished the sign-in in the browser in time.",
            "Sign in again. If the browser cannot reach this computer, sign in with a code instead.",
        ),
    };
    Problem::new(Code::TimedOut, message, hint).with_remedy(Remedy::NobodySignedIn)
}

/// Another account signed in than the one that has to.
pub(crate) fn another_account(wanted: &str, came: &str) -> Problem {
    Problem::new(
        Code::WrongAccount,
        format!("{} signed in, but {} has to.", clean(came), clean(wanted)),
        "Nothing was changed. Sign in again and choose that account, or add the other one as an account of its own.",
    )
}

/// What came is no answer to this sign-in: another application's, another tenant's, or one from before.
pub(crate) fn foreign_answer(signer: &Signer, now: Timestamp) -> Problem {
    Problem::new(
        Code::NotUnderstood,
        format!("What {} granted does not belong to this sign-in. It was not kept.", signer.authority),
        "Sign in again. If it stays, report it: something changes the answers on the way.",
    )
    .with_details(Details { time: Some(now), ..Details::default() })
}

/// No port can be opened for the browser's answer.
pub(crate) fn no_port(error: &io::Error) -> Problem {
    Problem::new(
        Code::NotSignedIn,
        format!("This computer lets nobody wait for the browser's answer: {}.", clean(&error.to_string())),
        "Sign in with a code instead.",
    )
}
