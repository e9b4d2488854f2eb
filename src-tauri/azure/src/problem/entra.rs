//! What Entra ID's refusals mean to people, and what they can do about them.

use jit_core::{Code, Details, Problem};

use super::missing::mended;
use super::way_out::{finish_the_check, way_out};
use super::words::plain;
use crate::entra::{Challenge, Meaning, Refused, Signer, Who};

/// The problem behind a refusal. Entra ID's own words are left to the details.
pub(crate) fn entra_refused(refused: &Refused, signer: &Signer, mut details: Details) -> Problem {
    let some = |text: &str| Some(plain(text)).filter(|text| !text.is_empty());
    details.azure_code = some(&match refused.suberror.as_str() {
        "" => refused.error.clone(),
        suberror => format!("{} ({suberror})", refused.error),
    });
    details.azure_message = some(&refused.description);
    details.correlation_id = some(&refused.correlation);
    details.status = Some(refused.status).filter(|status| *status != 0);
    let problem = if refused.passes() {
        cannot_now(refused, signer)
    } else {
        let (code, message) = what_is_so(refused, signer);
        Problem::new(code, message, way_out(refused, signer))
    };
    let problem = if refused.needs_a_person() { mended(problem, signer) } else { problem };
    problem.with_details(details)
}

/// Azure wants more than was given, without saying more about it. With the challenge `az` asks for just that.
pub(crate) fn extra_check(signer: &Signer, challenge: Option<&Challenge>) -> Problem {
    let message = "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).";
    mended(Problem::new(Code::MoreProofNeeded, message, finish_the_check(signer, challenge)), signer)
}

fn cannot_now(refused: &Refused, signer: &Signer) -> Problem {
    let (authority, status) = (&signer.authority, refused.status);
    if status == 429 {
        let message = format!("{authority} is busy and gave no token.");
        return Problem::new(Code::Busy, message, "Wait a minute, then try again.");
    }
    let status = if status == 0 { String::new() } else { format!(" (error {status})") };
    let message = format!("{authority} could not give a token now{status}.");
    Problem::new(Code::AzureFailed, message, "Try again in a minute.")
}

fn what_is_so(refused: &Refused, signer: &Signer) -> (Code, String) {
    use Code::{BlockedByOrganisation, ConsentNeeded, MoreProofNeeded, NotSignedIn, WrongAccount};
    let Some(meaning) = refused.meaning() else { return what_seems_so(refused) };
    let account = match signer.who {
        Who::Principal => "This service principal",
        _ => "This account",
    };
    let (code, message) = match meaning {
        Meaning::SecondFactor => (MoreProofNeeded, "Your organisation wants a second factor (MFA)."),
        Meaning::SetUpSecondFactor => (
            MoreProofNeeded,
            "Your organisation wants a second factor (MFA), and none is set up for your account yet.",
        ),
        Meaning::NoSession => (NotSignedIn, "Entra ID wants you to sign in once more."),
        Meaning::Ended => {
            (NotSignedIn, "Your sign-in was ended: the password was changed, or somebody revoked it.")
        }
        Meaning::TooOld => (NotSignedIn, "Your sign-in has expired."),
        Meaning::ManagedDevice => {
            (MoreProofNeeded, "Your organisation wants a sign-in from a device that it manages.")
        }
        Meaning::Blocked => {
            (BlockedByOrganisation, "A rule of your organisation (Conditional Access) blocks this sign-in.")
        }
        Meaning::Risk => (BlockedByOrganisation, "Entra ID takes this sign-in for risky and blocks it."),
        Meaning::Disabled => return (BlockedByOrganisation, format!("{account} is switched off.")),
        Meaning::NotInTenant => {
            let tenant =
                signer.tenant.as_ref().map_or_else(String::new, |tenant| format!(" {}", plain(tenant)));
            return (WrongAccount, format!("{account} is not in the tenant{tenant}."));
        }
        Meaning::TenantsClosed => (
            BlockedByOrganisation,
            "Your organisation and that of the tenant do not let this account cross over.",
        ),
        Meaning::NotAssigned => {
            return (
                BlockedByOrganisation,
                format!("{account} is not assigned to the application that signs in."),
            );
        }
        Meaning::Consent => {
            (ConsentNeeded, "The application that signs in needs your consent or an administrator's.")
        }
        Meaning::AdminConsent => {
            (ConsentNeeded, "The application that signs in needs the consent of an administrator.")
        }
        Meaning::ConsentDeclined => (ConsentNeeded, "The application that signs in was not given consent."),
        Meaning::Cancelled => (Code::Cancelled, "The sign-in was cancelled in the browser."),
        Meaning::ServiceMissing => {
            (ConsentNeeded, "The tenant has not switched on the service that the application asks for.")
        }
        Meaning::ApplicationUnknown if signer.who == Who::Principal => {
            (NotSignedIn, "Entra ID does not know the service principal in this tenant.")
        }
        Meaning::ApplicationUnknown => (
            NotSignedIn,
            "Entra ID does not know the application that signs in, at least not in this tenant.",
        ),
        Meaning::AddressUnknown => {
            (NotSignedIn, "The application that signs in is not registered for programs on a computer.")
        }
        Meaning::ApplicationNotPublic => {
            (NotSignedIn, "The application that signs in is registered as one that has a secret.")
        }
        Meaning::WrongSecret => {
            (NotSignedIn, "Entra ID refused the service principal's secret: it is wrong or has expired.")
        }
        Meaning::TenantUnknown => (NotSignedIn, "Entra ID does not know the tenant."),
        Meaning::CodeUnusable => {
            (NotSignedIn, "The browser's answer had been used already, or was not meant for this sign-in.")
        }
        Meaning::TooOften => {
            (Code::Busy, "Entra ID was asked for the same too often and refuses for a while.")
        }
        Meaning::Pending => (NotSignedIn, "The sign-in on the other device is not finished."),
        Meaning::DeviceCodeExpired => (Code::TimedOut, "The code expired before the sign-in was finished."),
        Meaning::DeviceCodeDeclined => (Code::Cancelled, "The sign-in was declined on the other device."),
    };
    (code, message.to_owned())
}

/// Where no number is known, by what OAuth calls it.
pub(super) fn what_seems_so(refused: &Refused) -> (Code, String) {
    let (code, message) = match (refused.error.as_str(), refused.suberror.as_str()) {
        (_, "message_only") | ("access_denied", _) => {
            (Code::BlockedByOrganisation, "A rule of your organisation blocks this sign-in.")
        }
        _ if refused.is_about_the_grant() => (Code::NotSignedIn, "Your sign-in has ended."),
        _ if refused.needs_a_person() => (
            Code::MoreProofNeeded,
            "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).",
        ),
        _ => (Code::NotSignedIn, "Entra ID refused the sign-in."),
    };
    (code, message.to_owned())
}
