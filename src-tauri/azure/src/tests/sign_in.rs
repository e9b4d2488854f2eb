//! Tokens: had once, replaced when refused, and what is said when there is none.

use std::io;
use std::process::{Command, ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jit_core::{Account, AccountId, Code, WayIn};
use serde_json::{Value, json};

use super::script::{Reply, START, Script};
use super::told;
use crate::{SignIn, Surroundings};

const FROM_AZ: &str = r#"{"accessToken":"from-az","expiresOn":"2099-01-02 03:04:05.000000","expires_on":4070912645,
    "subscription":"s1","tenant":"T1","tokenType":"Bearer"}"#;

fn none() -> Value {
    json!({ "value": [] })
}

fn refused(code: &str) -> Reply {
    Reply::error(401, code, "The access token expiry UTC time is earlier than current UTC time.").with(
        "www-authenticate",
        "Bearer authorization_uri=\"https://login.microsoftonline.com/t1\", error=\"invalid_token\"",
    )
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_replaced_once_and_the_call_repeated() {
    let (azure, script) = Script::new()
        .once("/tenants?", refused("ExpiredAuthenticationToken"))
        .on("/tenants?", none())
        .azure();
    azure.tenants().await.unwrap();
    azure.tenants().await.unwrap();
    let tokens: Vec<_> = script.asked("/tenants?").into_iter().map(|asked| asked.token).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2", "Bearer token-2"]);
}

#[tokio::test(start_paused = true)]
async fn calls_refused_side_by_side_share_one_new_token() {
    let mut script = Script::new().latency(std::time::Duration::from_millis(50));
    for _ in 0..4 {
        script = script.once("/tenants?", refused("InvalidAuthenticationToken"));
    }
    let (azure, script) = script.on("/tenants?", none()).azure();
    let all = [azure.tenants(), azure.tenants(), azure.tenants(), azure.tenants()];
    for answer in futures::future::join_all(all).await {
        answer.unwrap();
    }
    assert_eq!(script.count("/oauth2/"), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_that_wait_for_the_same_token_share_its_failure() {
    let (azure, script) =
        Script::new().always("/oauth2/v2.0/token", Reply::Unreachable).on("/tenants?", none()).azure();
    let began = tokio::time::Instant::now();
    let all = [azure.tenants(), azure.tenants(), azure.tenants(), azure.tenants()];
    for answer in futures::future::join_all(all).await {
        let (code, message, ..) = told(answer.unwrap_err());
        assert_eq!((code, message.as_str()), (Code::Offline, "login.microsoftonline.com cannot be reached."));
    }
    assert_eq!((script.count("/oauth2/"), began.elapsed().as_secs()), (4, 13), "one call with its repeats");
    azure.tenants().await.unwrap_err();
    assert_eq!(script.count("/oauth2/"), 8, "a later call asks anew");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_stays_refused_is_told_and_not_kept() {
    let (azure, script) = Script::new()
        .once("/tenants?", refused("InvalidAuthenticationToken"))
        .once("/tenants?", refused("InvalidAuthenticationToken"))
        .once("/tenants?", Reply::error(401, "InvalidAuthenticationToken", "no challenge"))
        .on("/tenants?", none())
        .azure();
    let (code, message, azure_code, status) = told(azure.tenants().await.unwrap_err());
    assert_eq!(
        (code, message.as_str(), azure_code.as_str(), status),
        (
            Code::NotSignedIn,
            "Azure did not accept the sign-in, not even with a fresh token.",
            "InvalidAuthenticationToken",
            401
        )
    );
    assert_eq!(script.count("/tenants?"), 2);
    azure.tenants().await.unwrap_err();
    azure.tenants().await.unwrap();
    let tokens: Vec<_> = script.asked("/tenants?").into_iter().map(|asked| asked.token).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-2", "Bearer token-3", "Bearer token-4"]);
}

#[tokio::test(start_paused = true)]
async fn a_claims_challenge_is_told_and_not_repeated() {
    let challenge = "Bearer authorization_uri=\"https://login.microsoftonline.com/t1\", error=\"insufficient_claims\", \
                     claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ\"";
    let reply = Reply::error(401, "InvalidAuthenticationToken", "MFA")
        .with("www-authenticate", challenge)
        .with("x-ms-correlation-request-id", "c-9");
    let az_hint = "Run az login --tenant t1 --scope https://management.azure.com/.default --claims-challenge \"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\", finish the check, then try again.";
    let principal_hint =
        "Ask your administrator which rule (Conditional Access) holds for this service principal.";
    let (surroundings, _) = az(FROM_AZ, "");
    let person = SignIn::AzureCli { tenant: Some("t1".to_owned()) };
    let by_az = Script::new().always("/tenants?", reply.clone()).azure_with(person, surroundings);
    let by_principal = Script::new().always("/tenants?", reply).azure();
    for ((azure, script), hint) in [(by_az, az_hint), (by_principal, principal_hint)] {
        let problem = azure.tenants().await.unwrap_err();
        assert_eq!((problem.code, problem.hint.as_str()), (Code::MoreProofNeeded, hint));
        assert_eq!(problem.details.unwrap().correlation_id.as_deref(), Some("c-9"));
        assert_eq!(script.count("/tenants?"), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn what_entra_id_refuses_is_told_in_plain_words() {
    let refusal = |error: &str, number: i64, text: &str| {
        Reply::json(
            401,
            json!({ "error": error, "error_description": text, "error_codes": [number],
            "correlation_id": "c-2", "trace_id": "t" }),
        )
    };
    for (reply, code, message) in [
        (
            refusal(
                "invalid_client",
                7_000_215,
                "AADSTS7000215: Invalid client secret provided. Trace ID: x",
            ),
            Code::NotSignedIn,
            "Entra ID refused the service principal's secret: it is wrong or has expired.",
        ),
        (
            refusal("invalid_request", 90_002, "AADSTS90002: Tenant 't1' not found."),
            Code::NotSignedIn,
            "Entra ID does not know the tenant.",
        ),
        (
            refusal("invalid_grant", 53_003, "AADSTS53003: Access has been blocked."),
            Code::BlockedByOrganisation,
            "A rule of your organisation (Conditional Access) blocks this sign-in.",
        ),
        (
            refusal("unauthorized_client", 7_000_112, "AADSTS7000112: Application is disabled. Trace ID: x"),
            Code::NotSignedIn,
            "Entra ID refused the sign-in.",
        ),
        (Reply::Unreachable, Code::Offline, "login.microsoftonline.com cannot be reached."),
        (Reply::Never, Code::Interrupted, "login.microsoftonline.com did not answer in time."),
        (
            Reply::Broken,
            Code::Interrupted,
            "The connection to login.microsoftonline.com broke before the answer arrived.",
        ),
    ] {
        let (azure, script) = Script::new().always("/oauth2/", reply).azure();
        for problem in [azure.whoami().await.unwrap_err(), azure.tenants().await.unwrap_err()] {
            let (found, said, ..) = told(problem);
            assert_eq!((found, said.as_str()), (code, message));
        }
        assert_eq!(script.count("/tenants?"), 0);
    }
}

fn az(stdout: &'static str, stderr: &'static str) -> (Surroundings, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&runs);
    let run: crate::RunProgram =
        Arc::new(move |_, args| {
            counted.fetch_add(1, Ordering::SeqCst);
            let line = args[1].to_string_lossy().into_owned();
            assert!(line.contains(
                "az account get-access-token -o json --scope https://management.azure.com/.default"
            ));
            Box::pin(async move {
                let status = if stderr.is_empty() { ExitStatus::default() } else { failure()? };
                Ok(Output { status, stdout: stdout.into(), stderr: stderr.into() })
            })
        });
    (Surroundings::new(run), runs)
}

/// An exit status, had from a real program, because each system makes its own: this one does not know the flag.
fn failure() -> io::Result<ExitStatus> {
    let this = std::env::current_exe()?;
    Command::new(this).arg("--no-such-flag").stdout(Stdio::null()).stderr(Stdio::null()).status()
}

#[tokio::test(start_paused = true)]
async fn az_is_asked_once_and_tells_the_tenant() {
    let (surroundings, runs) = az(FROM_AZ, "");
    let (azure, script) =
        Script::new().on("/tenants?", none()).azure_with(SignIn::AzureCli { tenant: None }, surroundings);
    let account = Account {
        id: AccountId("az".to_owned()),
        way: WayIn::AzureCli,
        name: "az login".to_owned(),
        tenant: Some("t1".to_owned()),
    };
    assert_eq!(azure.whoami().await.unwrap(), account);
    azure.tenants().await.unwrap();
    azure.tenants().await.unwrap();
    assert_eq!(script.asked("/tenants?")[1].token, "Bearer from-az");
    assert_eq!(runs.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_challenge_az_is_asked_anew_for_the_tenant_it_is_set_to() {
    let (surroundings, runs) = az(FROM_AZ, "");
    let challenge = "Bearer error=\"insufficient_claims\", claims=\"eyJhY2Nlc3NfdG9rZW4iOnt9fQ\"";
    let (azure, script) = Script::new()
        .once(
            "/tenants?",
            Reply::error(401, "InvalidAuthenticationToken", "MFA").with("www-authenticate", challenge),
        )
        .on("/tenants?", none())
        .azure_with(SignIn::AzureCli { tenant: None }, surroundings);
    let problem = azure.tenants().await.unwrap_err();
    assert!(problem.hint.contains("az login --tenant t1 "), "{}", problem.hint);
    assert!(
        problem.hint.contains(" --claims-challenge \"eyJhY2Nlc3NfdG9rZW4iOnt9fQ==\""),
        "{}",
        problem.hint
    );
    assert_eq!((script.count("/tenants?"), problem.sign_in), (1, None), "az asks in its own terminal");
    azure.tenants().await.unwrap();
    assert_eq!(runs.load(Ordering::SeqCst), 2, "the token from before the check is not used again");
}

#[tokio::test(start_paused = true)]
async fn az_is_run_again_near_the_end_only() {
    let ends = START.parse::<Timestamp>().unwrap().as_second() + 1_200;
    let answer = FROM_AZ.replace("4070912645", &ends.to_string());
    let (surroundings, runs) = az(Box::leak(answer.into_boxed_str()), "");
    let (azure, _) =
        Script::new().on("/tenants?", none()).azure_with(SignIn::AzureCli { tenant: None }, surroundings);
    for (after, times) in [(0, 1), (890, 1), (20, 2), (10, 2), (25, 3)] {
        tokio::time::advance(Duration::from_secs(after)).await;
        azure.tenants().await.unwrap();
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(runs.load(Ordering::SeqCst), times, "{after}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_az_says_is_told_in_plain_words() {
    for (stderr, code, message) in [
        (
            "'az' is not recognized as an internal or external command",
            Code::NotSignedIn,
            "You are not signed in: Azure CLI (az) was not found.",
        ),
        ("ERROR: Please run 'az login' to setup account.", Code::NotSignedIn, "You are not signed in."),
        (
            "ERROR: AADSTS50076: Due to a configuration change … interaction_required",
            Code::MoreProofNeeded,
            "Your organisation wants a second factor (MFA).",
        ),
        ("ERROR: AADSTS9999999: Something new.", Code::NotSignedIn, "Entra ID refused Azure CLI (az)."),
        (
            "ERROR: The sky fell. Run.",
            Code::NotSignedIn,
            "Azure CLI (az) gave no token: ERROR: The sky fell.",
        ),
    ] {
        let (surroundings, _) = az("", stderr);
        let (azure, _) = Script::new().azure_with(SignIn::AzureCli { tenant: None }, surroundings);
        let (found, said, ..) = told(azure.whoami().await.unwrap_err());
        assert_eq!((found, said.as_str()), (code, message));
    }
}
