//! What people can do about Entra ID's refusals.

use jit_core::{Code, WayIn};

use super::entra::what_seems_so;
use crate::entra::{Challenge, Meaning, Refused, Signer, Who};

const RULE: &str = "Ask your administrator which rule (Conditional Access) holds for this service principal.";

/// What a person can do about a refusal.
pub(super) fn way_out(refused: &Refused, signer: &Signer) -> String {
    let administrator = "Ask your administrator, and give them the correlation id from the details.";
    let by_code = signer.who == Who::Newcomer(WayIn::DeviceCode);
    let hint = match refused.meaning() {
        Some(Meaning::SetUpSecondFactor) => {
            return format!("Set one up at https://aka.ms/mfasetup. {}", sign_in_again(signer));
        }
        Some(Meaning::SecondFactor) => return finish_the_check(signer, refused.claims.as_ref()),
        Some(Meaning::NoSession | Meaning::Ended | Meaning::TooOld) => return sign_in_again(signer),
        Some(Meaning::ManagedDevice | Meaning::Blocked) if by_code => {
            "Sign in with the browser instead: organisations often forbid sign-ins by code, which cannot show the \
             device."
        }
        Some(Meaning::ManagedDevice) if matches!(signer.who, Who::Person(_) | Who::Newcomer(_)) => {
            "Sign in on such a device, with a browser that shows it (Microsoft Edge, or another one with Microsoft's \
             single sign-on). On Windows az login shows it as well."
        }
        Some(Meaning::ManagedDevice | Meaning::Blocked | Meaning::Risk) if signer.who == Who::Principal => {
            RULE
        }
        Some(Meaning::ManagedDevice) => "Run az login on such a device, then try again.",
        Some(Meaning::Blocked) => administrator,
        Some(Meaning::Risk) => {
            "Ask your administrator, and give them the correlation id from the details. Often a new password ends it."
        }
        Some(Meaning::Disabled) => "Ask your administrator to switch it on, or sign in with another account.",
        Some(Meaning::NotInTenant) => {
            "Sign in with an account of that tenant, or ask its administrator to invite this one."
        }
        Some(Meaning::TenantsClosed) => {
            "Ask the administrators of both: it is a cross-tenant access setting or a tenant restriction."
        }
        Some(Meaning::NotAssigned) => "Ask your administrator to assign it to the application in Entra ID.",
        Some(Meaning::Consent) => {
            "Sign in again and consent, or ask an administrator to consent for your organisation."
        }
        Some(Meaning::AdminConsent) => {
            "Ask an administrator to consent for your organisation, or use your Azure CLI sign-in, which needs none."
        }
        Some(Meaning::ConsentDeclined) => {
            "Sign in again and accept, or ask an administrator to consent for your organisation."
        }
        Some(Meaning::Cancelled) => {
            "Sign in again when you want to. Where consent is asked for, an administrator can give it as well."
        }
        Some(Meaning::ServiceMissing) => "Ask your administrator. The service's name is in the details.",
        Some(Meaning::ApplicationUnknown) if signer.who == Who::Principal => {
            "Check AZURE_CLIENT_ID and AZURE_TENANT_ID."
        }
        Some(Meaning::ApplicationUnknown) => {
            "Correct \"client_id\" in the settings or remove it, or ask an administrator to add the application."
        }
        Some(Meaning::AddressUnknown) => {
            "Add the platform \"Mobile and desktop applications\" with the redirect URI http://localhost to it, or \
             correct \"client_id\" in the settings."
        }
        Some(Meaning::ApplicationNotPublic) => {
            "Switch on \"Allow public client flows\" for it, or correct \"client_id\" in the settings."
        }
        Some(Meaning::WrongSecret) => "Correct AZURE_CLIENT_SECRET, or make a new secret.",
        Some(Meaning::TenantUnknown) if signer.who == Who::Principal => "Check AZURE_TENANT_ID.",
        Some(Meaning::TenantUnknown) => "Check the tenant's id or domain, and that it belongs to this cloud.",
        Some(Meaning::TooOften) => "Wait five minutes, then try again.",
        Some(Meaning::DeviceCodeExpired) => "Sign in again: there will be a new code.",
        Some(Meaning::Pending | Meaning::CodeUnusable | Meaning::DeviceCodeDeclined) => "Sign in again.",
        None => match what_seems_so(refused).0 {
            Code::BlockedByOrganisation => administrator,
            code => {
                let again = match code {
                    Code::MoreProofNeeded => finish_the_check(signer, refused.claims.as_ref()),
                    _ => sign_in_again(signer),
                };
                return format!("{again} The details have Entra ID's reason.");
            }
        },
    };
    hint.to_owned()
}

/// Who can be asked here needs no command.
fn sign_in_again(signer: &Signer) -> String {
    match signer.who {
        Who::Az => format!("Run {}, then try again.", az_login(signer, None)),
        Who::Principal => RULE.to_owned(),
        Who::Person(_) | Who::Newcomer(_) => "Sign in again.".to_owned(),
    }
}

/// The same where more is asked for than the last time.
pub(super) fn finish_the_check(signer: &Signer, challenge: Option<&Challenge>) -> String {
    match signer.who {
        Who::Az => format!("Run {}, finish the check, then try again.", az_login(signer, challenge)),
        Who::Principal => RULE.to_owned(),
        Who::Person(_) | Who::Newcomer(_) => "Sign in once more and finish the check.".to_owned(),
    }
}

/// The command that signs in to Azure CLI for just this.
pub(super) fn az_login(signer: &Signer, challenge: Option<&Challenge>) -> String {
    let tenant = signer.tenant.as_ref().map_or_else(String::new, |tenant| format!(" --tenant {tenant}"));
    let challenge = challenge.map_or_else(String::new, |challenge| {
        format!(" --scope {} --claims-challenge \"{}\"", signer.scope, challenge.base64())
    });
    format!("az login{tenant}{challenge}")
}
