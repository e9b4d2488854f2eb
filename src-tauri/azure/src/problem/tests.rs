//! Every refusal of Entra ID that is known: what people are told, what they can do, and whether a sign-in mends it.

use jit_core::{AccountId, Code, Details, Problem, SignInNeeded, WayIn};
use serde_json::json;

use super::entra::{entra_refused, extra_check};
use crate::entra::{Challenge, Refused, Signer, Who};

const PERSON: fn() -> Who = || Who::Person(AccountId("b1.c1".to_owned()));

fn signer(who: Who) -> Signer {
    Signer {
        authority: "login.microsoftonline.com".to_owned(),
        who,
        tenant: Some("fabrikam.com".to_owned()),
        scope: "https://management.azure.com/.default".to_owned(),
    }
}

fn told(who: Who, error: &str, suberror: &str, number: i64) -> Problem {
    let body = json!({ "error": error, "suberror": suberror, "error_codes": [number], "correlation_id": "c-1",
        "error_description": format!("AADSTS{number}: Entra ID's own words. Trace ID: t") });
    let refused = Refused::read(400, body.to_string().as_bytes()).unwrap();
    entra_refused(&refused, &signer(who), Details::default())
}

/// Number, code, message, hint for a person, and whether a sign-in here mends it.
const ROWS: [(i64, Code, &str, &str, bool); 37] = {
    use Code::{
        BlockedByOrganisation as Blocked, Busy, ConsentNeeded as Consent, MoreProofNeeded as More,
        NotSignedIn as Not, TimedOut, WrongAccount as Wrong,
    };
    const FACTOR: &str = "Your organisation wants a second factor (MFA).";
    const NO_FACTOR: &str =
        "Your organisation wants a second factor (MFA), and none is set up for your account yet.";
    const CHECK: &str = "Sign in once more and finish the check.";
    const SET_UP: &str = "Set one up at https://aka.ms/mfasetup. Sign in again.";
    const AGAIN: &str = "Sign in again.";
    const ENDED: &str = "Your sign-in was ended: the password was changed, or somebody revoked it.";
    const OLD: &str = "Your sign-in has expired.";
    const DEVICE: &str = "Your organisation wants a sign-in from a device that it manages.";
    const ON_DEVICE: &str = "Sign in on such a device, with a browser that shows it (Microsoft Edge, or another one \
                             with Microsoft's single sign-on). On Windows az login shows it as well.";
    const RULE: &str = "A rule of your organisation (Conditional Access) blocks this sign-in.";
    const ADMIN: &str = "Ask your administrator, and give them the correlation id from the details.";
    const RISK: &str = "Entra ID takes this sign-in for risky and blocks it.";
    const PASSWORD: &str = "Ask your administrator, and give them the correlation id from the details. Often a new \
                            password ends it.";
    const FOREIGN: &str = "This account is not in the tenant fabrikam.com.";
    const INVITE: &str =
        "Sign in with an account of that tenant, or ask its administrator to invite this one.";
    const CROSS: &str = "Your organisation and that of the tenant do not let this account cross over.";
    const BOTH: &str =
        "Ask the administrators of both: it is a cross-tenant access setting or a tenant restriction.";
    const UNKNOWN: &str =
        "Entra ID does not know the application that signs in, at least not in this tenant.";
    const CORRECT: &str =
        "Correct \"client_id\" in the settings or remove it, or ask an administrator to add the application.";
    const USED: &str = "The browser's answer had been used already, or was not meant for this sign-in.";
    const NO_TENANT: &str = "Check the tenant's id or domain, and that it belongs to this cloud.";
    [
        (50_076, More, FACTOR, CHECK, true),
        (50_074, More, FACTOR, CHECK, true),
        (50_078, More, FACTOR, CHECK, true),
        (50_158, More, FACTOR, CHECK, true),
        (50_079, More, NO_FACTOR, SET_UP, true),
        (50_072, More, NO_FACTOR, SET_UP, true),
        (50_058, Not, "Entra ID wants you to sign in once more.", AGAIN, true),
        (
            50_105,
            Blocked,
            "This account is not assigned to the application that signs in.",
            "Ask your administrator to assign it to the application in Entra ID.",
            false,
        ),
        (50_020, Wrong, FOREIGN, INVITE, false),
        (50_034, Wrong, FOREIGN, INVITE, false),
        (51_004, Wrong, FOREIGN, INVITE, false),
        (16_000, Wrong, FOREIGN, INVITE, false),
        (500_213, Blocked, CROSS, BOTH, false),
        (500_212, Blocked, CROSS, BOTH, false),
        (500_021, Blocked, CROSS, BOTH, false),
        (
            50_057,
            Blocked,
            "This account is switched off.",
            "Ask your administrator to switch it on, or sign in with another account.",
            false,
        ),
        (50_173, Not, ENDED, AGAIN, true),
        (50_133, Not, ENDED, AGAIN, true),
        (50_132, Not, ENDED, AGAIN, true),
        (700_082, Not, OLD, AGAIN, true),
        (70_008, Not, OLD, AGAIN, true),
        (70_043, Not, OLD, AGAIN, true),
        (53_000, More, DEVICE, ON_DEVICE, true),
        (53_001, More, DEVICE, ON_DEVICE, true),
        (50_097, More, DEVICE, ON_DEVICE, true),
        (53_003, Blocked, RULE, ADMIN, false),
        (53_004, Blocked, RISK, PASSWORD, false),
        (53_011, Blocked, RISK, PASSWORD, false),
        (
            65_001,
            Consent,
            "The application that signs in needs your consent or an administrator's.",
            "Sign in again and consent, or ask an administrator to consent for your organisation.",
            true,
        ),
        (
            65_004,
            Consent,
            "The application that signs in was not given consent.",
            "Sign in again and accept, or ask an administrator to consent for your organisation.",
            false,
        ),
        (
            650_052,
            Consent,
            "The tenant has not switched on the service that the application asks for.",
            "Ask your administrator. The service's name is in the details.",
            false,
        ),
        (700_016, Not, UNKNOWN, CORRECT, false),
        (501_481, Not, USED, AGAIN, false),
        (54_005, Not, USED, AGAIN, false),
        (
            50_196,
            Busy,
            "Entra ID was asked for the same too often and refuses for a while.",
            "Wait five minutes, then try again.",
            false,
        ),
        (
            70_019,
            TimedOut,
            "The code expired before the sign-in was finished.",
            "Sign in again: there will be a new code.",
            false,
        ),
        (90_002, Not, "Entra ID does not know the tenant.", NO_TENANT, false),
    ]
};

#[test]
fn every_known_refusal_leads_to_its_action() {
    for (number, code, message, hint, mended) in ROWS {
        let problem = told(PERSON(), "invalid_grant", "", number);
        assert_eq!(
            (problem.code, problem.message.as_str(), problem.hint.as_str()),
            (code, message, hint),
            "{number}"
        );
        let needed =
            SignInNeeded { account: AccountId("b1.c1".to_owned()), tenant: Some("fabrikam.com".to_owned()) };
        assert_eq!(problem.sign_in.as_deref(), mended.then_some(&needed), "{number}");
        let details = problem.details.unwrap();
        assert_eq!((details.status, details.correlation_id.as_deref()), (Some(400), Some("c-1")));
        let said = details.azure_message.unwrap();
        assert!(said.starts_with(&format!("AADSTS{number}: Entra ID's own words.")), "{said}");
    }
}

#[test]
fn no_number_and_no_raw_line_gets_into_what_people_read() {
    let who =
        [PERSON(), Who::Az, Who::Principal, Who::Newcomer(WayIn::Browser), Who::Newcomer(WayIn::DeviceCode)];
    let numbers = ROWS.iter().map(|row| row.0).chain([7_000_215, 7_000_218, 50_011, 90_094, 9_999_999]);
    for number in numbers {
        for who in &who {
            for (error, suberror) in
                [("invalid_grant", ""), ("invalid_client", ""), ("interaction_required", "basic_action")]
            {
                let problem = told(who.clone(), error, suberror, number);
                let read = format!("{} {}", problem.message, problem.hint);
                assert!(!read.contains("AADSTS") && !read.contains(&number.to_string()), "{read}");
                assert!(problem.message.ends_with('.') && problem.hint.ends_with('.'), "{read}");
                assert!(problem.sign_in.is_none() || *who == PERSON(), "{read}");
            }
        }
    }
}

#[test]
fn what_has_no_known_number_is_told_by_its_kind() {
    let again = "Sign in again. The details have Entra ID's reason.";
    let check = "Sign in once more and finish the check. The details have Entra ID's reason.";
    for (error, suberror, code, message, hint, mended) in [
        (
            "interaction_required",
            "",
            Code::MoreProofNeeded,
            "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).",
            check,
            true,
        ),
        (
            "invalid_grant",
            "basic_action",
            Code::MoreProofNeeded,
            "Your organisation wants an extra check (a second factor, a device rule or a new sign-in).",
            check,
            true,
        ),
        ("invalid_grant", "bad_token", Code::NotSignedIn, "Your sign-in has ended.", again, true),
        (
            "invalid_grant",
            "message_only",
            Code::BlockedByOrganisation,
            "A rule of your organisation blocks this sign-in.",
            "Ask your administrator, and give them the correlation id from the details.",
            false,
        ),
        (
            "invalid_grant",
            "consent_required",
            Code::ConsentNeeded,
            "The application that signs in needs your consent or an administrator's.",
            "Sign in again and consent, or ask an administrator to consent for your organisation.",
            true,
        ),
        ("unauthorized_client", "", Code::NotSignedIn, "Entra ID refused the sign-in.", again, false),
    ] {
        let problem = told(PERSON(), error, suberror, 9_999_999);
        assert_eq!(
            (problem.code, problem.message.as_str(), problem.hint.as_str(), problem.sign_in.is_some()),
            (code, message, hint, mended),
            "{error} {suberror}"
        );
    }
}

#[test]
fn who_signs_in_elsewhere_is_told_where() {
    let claims = json!({ "access_token": { "acrs": { "value": "p1" } } }).to_string();
    let body = json!({ "error": "interaction_required", "error_codes": [50_076], "claims": claims });
    let refused = Refused::read(400, body.to_string().as_bytes()).unwrap();
    let hint = |who| entra_refused(&refused, &signer(who), Details::default()).hint;
    let base64 = Challenge::of_json(&claims).unwrap().base64();
    assert_eq!(
        hint(Who::Az),
        format!(
            "Run az login --tenant fabrikam.com --scope https://management.azure.com/.default --claims-challenge \
             \"{base64}\", finish the check, then try again."
        )
    );
    assert_eq!(
        hint(Who::Principal),
        "Ask your administrator which rule (Conditional Access) holds for this service principal."
    );
    assert_eq!(
        told(Who::Az, "invalid_grant", "", 700_082).hint,
        "Run az login --tenant fabrikam.com, then try again."
    );
    assert_eq!(
        told(Who::Newcomer(WayIn::DeviceCode), "invalid_grant", "", 53_003).hint,
        "Sign in with the browser instead: organisations often forbid sign-ins by code, which cannot show the device."
    );
    assert_eq!(
        told(Who::Principal, "invalid_client", "", 700_016).hint,
        "Check AZURE_CLIENT_ID and AZURE_TENANT_ID."
    );
    let check = extra_check(&signer(PERSON()), None);
    assert_eq!((check.code, check.sign_in.is_some()), (Code::MoreProofNeeded, true));
}

#[test]
fn what_entra_id_cannot_do_now_is_no_refusal() {
    for (status, error, code) in [
        (429, "temporarily_unavailable", Code::Busy),
        (503, "temporarily_unavailable", Code::AzureFailed),
        (400, "temporarily_unavailable", Code::AzureFailed),
        (500, "server_error", Code::AzureFailed),
    ] {
        let body = json!({ "error": error, "error_codes": [90_033] });
        let refused = Refused::read(status, body.to_string().as_bytes()).unwrap();
        let problem = entra_refused(&refused, &signer(PERSON()), Details::default());
        assert_eq!((problem.code, problem.sign_in), (code, None), "{status} {error}");
    }
}
