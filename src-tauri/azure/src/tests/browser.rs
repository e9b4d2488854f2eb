//! Signing in with a browser: Entra ID is a script, the browser a real client of real ports.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jit_core::{Account, AccountId, Code, Problem, SigningInNews, WayIn};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::form_urlencoded;

use super::script::{Reply, Script, no_programs};
use crate::{Challenge, Entra, Pace, SignedIn, Wanted};

/// A sign-in that waits for its browser, and what its address holds.
struct Waiting {
    ended: JoinHandle<Result<SignedIn, Problem>>,
    script: Arc<Script>,
    address: url::Url,
}

impl Waiting {
    fn sent(&self, name: &str) -> String {
        self.address
            .query_pairs()
            .find(|(field, _)| field == name)
            .map(|(_, value)| value.into_owned())
            .unwrap()
    }

    fn port(&self) -> u16 {
        self.sent("redirect_uri").rsplit_once(':').unwrap().1.parse().unwrap()
    }

    /// From now on Entra ID grants, to this account.
    fn granting(&self, account: &Value) {
        self.script.answer_once("/token", Reply::json(200, granted(account, &self.sent("nonce"))));
    }

    async fn bring(&self, fields: &[(&str, &str)]) -> String {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n",
            self.port(),
            body.len()
        );
        exchange(Ipv4Addr::LOCALHOST.into(), self.port(), &(head + &body)).await
    }

    async fn get(&self, target: &str, host: &str) -> String {
        let request = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        exchange(Ipv4Addr::LOCALHOST.into(), self.port(), &request).await
    }

    async fn bring_code(&self) -> String {
        self.bring(&[("code", "c1"), ("state", &self.sent("state"))]).await
    }
}

/// Sends a request and gives back all that is answered.
async fn exchange(address: IpAddr, port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect((address, port)).await.unwrap();
    // Who is turned away early may not be listened to until the end.
    let _ = stream.write_all(request.as_bytes()).await;
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

fn barbara() -> Value {
    json!({ "aud": "app", "oid": "b1", "tid": "c1", "preferred_username": "barbara@contoso.com" })
}

fn granted(account: &Value, nonce: &str) -> Value {
    let mut payload = account.clone();
    payload["nonce"] = nonce.into();
    json!({ "token_type": "Bearer", "expires_in": 3599, "access_token": "at", "refresh_token": "rt",
        "id_token": format!("e30.{}.x", URL_SAFE_NO_PAD.encode(payload.to_string())) })
}

async fn waiting(wanted: Wanted) -> Waiting {
    waiting_for(wanted, Pace::default().person).await
}

async fn waiting_for(wanted: Wanted, person: Duration) -> Waiting {
    let mut surroundings = no_programs();
    surroundings.pace = Pace { person, first_wait: Duration::ZERO, ..Pace::default() };
    let (entra, script) = Script::new().entra_with(surroundings);
    begin(entra, script, wanted).await
}

async fn begin(entra: Entra, script: Arc<Script>, wanted: Wanted) -> Waiting {
    let (tell, mut told) = mpsc::unbounded_channel();
    let ended = tokio::spawn(async move {
        let tell = move |news| tell.send(news).unwrap();
        entra.by_browser(&wanted, &tell).await
    });
    let Some(SigningInNews::BrowserOpened { address, .. }) = told.recv().await else {
        panic!("{:?}", ended.await.unwrap())
    };
    Waiting { ended, script, address: address.parse().unwrap() }
}

fn code_of(ended: Result<SignedIn, Problem>) -> Code {
    ended.unwrap_err().code
}

#[tokio::test]
async fn a_person_signs_in_and_the_page_says_so() {
    let waiting = waiting(Wanted::default()).await;
    let address = waiting.address.as_str();
    assert!(
        address.starts_with("https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize?"),
        "{address}"
    );
    for (name, value) in [
        ("client_id", "app"),
        ("response_type", "code"),
        ("response_mode", "form_post"),
        ("prompt", "select_account"),
        ("scope", "https://management.azure.com/.default offline_access openid profile"),
        ("code_challenge_method", "S256"),
        ("claims", r#"{"access_token":{"xms_cc":{"values":["CP1"]}}}"#),
    ] {
        assert_eq!(waiting.sent(name), value);
    }
    waiting.granting(&barbara());
    let page = waiting.bring_code().await;
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");
    assert!(page.contains("<title>You are signed in, you can close this page</title>"), "{page}");
    let (challenge, redirect, script) =
        (waiting.sent("code_challenge"), waiting.sent("redirect_uri"), Arc::clone(&waiting.script));
    let signed_in = waiting.ended.await.unwrap().unwrap();
    let account = Account {
        id: AccountId("b1.c1".to_owned()),
        way: WayIn::Browser,
        name: "barbara@contoso.com".to_owned(),
        tenant: Some("c1".to_owned()),
    };
    assert_eq!((signed_in.account, signed_in.tenant.as_str()), (account, "c1"));
    let form = &script.asked("/organizations/oauth2/v2.0/token")[0].form;
    assert_eq!((form["code"].as_str(), form["redirect_uri"].as_str()), ("c1", redirect.as_str()));
    let verifier = form["code_verifier"].as_bytes();
    assert_eq!(URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier)), challenge);
}

#[tokio::test]
async fn more_proof_is_asked_of_the_known_account_in_its_tenant() {
    let account = Account {
        id: AccountId("b1.c1".to_owned()),
        way: WayIn::Browser,
        name: "barbara@contoso.com".to_owned(),
        tenant: Some("c1".to_owned()),
    };
    let challenge = Challenge::of_json(r#"{"access_token":{"acrs":{"value":"p1"}}}"#);
    let wanted = || Wanted { tenant: None, account: Some(account.clone()), challenge: challenge.clone() };
    let more = waiting(wanted()).await;
    assert!(more.address.path().starts_with("/c1/oauth2/"));
    assert_eq!(more.sent("login_hint"), "barbara@contoso.com");
    assert!(!more.address.query_pairs().any(|(name, _)| name == "prompt"));
    let claims = r#"{"access_token":{"acrs":{"value":"p1"},"xms_cc":{"values":["CP1"]}}}"#;
    assert_eq!(more.sent("claims"), claims);
    more.granting(&barbara());
    more.bring_code().await;
    assert_eq!(more.script.asked("/c1/oauth2/v2.0/token")[0].form["claims"], claims);
    assert_eq!(more.ended.await.unwrap().unwrap().account, account);

    let other = waiting(wanted()).await;
    let adam = json!({ "aud": "app", "oid": "a1", "tid": "c1", "preferred_username": "adam@contoso.com" });
    other.granting(&adam);
    let page = other.bring_code().await;
    assert!(page.contains("<h1>You are not signed in</h1>"), "{page}");
    let problem = other.ended.await.unwrap().unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::WrongAccount, "adam@contoso.com signed in, but barbara@contoso.com has to.")
    );
}

#[tokio::test]
async fn only_the_answer_to_this_sign_in_ends_the_wait() {
    let (waiting, other) = tokio::join!(waiting(Wanted::default()), waiting(Wanted::default()));
    let foreign = other.sent("state");
    for fields in [
        vec![("code", "c1"), ("state", "guessed")],
        vec![("code", "c1"), ("state", foreign.as_str())],
        vec![("error", "access_denied"), ("error_description", "<script>alert(1)</script>")],
    ] {
        let page = waiting.bring(&fields).await;
        assert!(page.starts_with("HTTP/1.1 400 "), "{page}");
        assert!(
            page.contains("not the sign-in that JIT Tray waits for") && !page.contains("alert"),
            "{page}"
        );
    }
    let (ours, state) = (format!("localhost:{}", waiting.port()), waiting.sent("state"));
    assert!(waiting.get("/favicon.ico", &ours).await.starts_with("HTTP/1.1 404 "));
    let rebound = waiting.get(&format!("/?code=c1&state={state}"), "contoso.com").await;
    assert!(rebound.starts_with("HTTP/1.1 400 "), "{rebound}");
    assert!(!waiting.ended.is_finished());
    waiting.granting(&barbara());
    waiting.bring_code().await;
    waiting.ended.await.unwrap().unwrap();
    assert_eq!(other.script.count("/token"), 0);
}

#[tokio::test]
async fn an_answer_in_the_address_counts_as_well() {
    let waiting = waiting(Wanted::default()).await;
    waiting.granting(&barbara());
    let target = format!("/?code=c1&state={}", waiting.sent("state"));
    let answer = waiting.get(&target, &format!("127.0.0.1:{}", waiting.port())).await;
    let head = answer.split("\r\n\r\n").next().unwrap();
    assert!(
        head.contains("content-security-policy: default-src 'none';") && !head.contains("script"),
        "{head}"
    );
    assert!(head.contains("cache-control: no-store"), "{head}");
    waiting.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_second_answer_changes_nothing() {
    let (entra, script) = Script::new().latency(Duration::from_millis(300)).entra();
    let waiting = begin(entra, script, Wanted::default()).await;
    waiting.granting(&barbara());
    // Entra ID takes its time over the first; meanwhile the same comes again.
    let (first, second) = tokio::join!(waiting.bring_code(), async {
        while waiting.script.count("/token") == 0 {
            tokio::task::yield_now().await;
        }
        waiting.bring(&[("code", "c2"), ("state", &waiting.sent("state"))]).await
    });
    assert!(first.contains("You are signed in"), "{first}");
    assert!(second.contains("<h1>This sign-in is finished already</h1>"), "{second}");
    let codes: Vec<_> =
        waiting.script.asked("/token").into_iter().map(|asked| asked.form["code"].clone()).collect();
    assert_eq!(codes, ["c1"]);
    waiting.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn both_addresses_of_this_computer_are_answered_at() {
    if TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await.is_err() {
        return;
    }
    let waiting = waiting(Wanted::default()).await;
    waiting.granting(&barbara());
    let request = format!(
        "GET /?code=c1&state={} HTTP/1.1\r\nHost: [::1]:{}\r\n\r\n",
        waiting.sent("state"),
        waiting.port()
    );
    let page = exchange(Ipv6Addr::LOCALHOST.into(), waiting.port(), &request).await;
    assert!(page.contains("You are signed in"), "{page}");
    waiting.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_is_too_large_or_never_ends_holds_nobody_up() {
    let waiting = waiting(Wanted::default()).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(TcpStream::connect(("127.0.0.1", waiting.port())).await.unwrap());
    }
    let large = "x".repeat(1_000_000);
    let state = waiting.sent("state");
    let answer = waiting.bring(&[("state", &state), ("code", &large)]).await;
    // Who still sends when the answer comes may see only that nobody listens.
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    waiting.granting(&barbara());
    waiting.bring_code().await;
    waiting.ended.await.unwrap().unwrap();
}

#[tokio::test]
async fn a_sign_in_that_is_given_up_frees_its_port() {
    let waiting = waiting(Wanted::default()).await;
    let port = waiting.port();
    waiting.ended.abort();
    assert!(waiting.ended.await.unwrap_err().is_cancelled());
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    TcpListener::bind(("127.0.0.1", port)).await.unwrap();
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let waiting = waiting_for(Wanted::default(), Duration::from_millis(50)).await;
    assert_eq!(code_of(waiting.ended.await.unwrap()), Code::TimedOut);
}

#[tokio::test]
async fn what_entra_id_says_to_the_browser_is_told() {
    for (error, subcode, text, code) in [
        ("access_denied", "cancel", "the user canceled the authentication", Code::Cancelled),
        (
            "access_denied",
            "",
            "AADSTS65004: User declined to consent to access the app.",
            Code::ConsentNeeded,
        ),
        (
            "access_denied",
            "",
            "AADSTS53003: Access has been blocked by policies.",
            Code::BlockedByOrganisation,
        ),
        ("access_denied", "", "AADSTS9999999: Something new.", Code::BlockedByOrganisation),
        ("server_error", "", "AADSTS90033: A transient error has occurred.", Code::AzureFailed),
    ] {
        let waiting = waiting(Wanted::default()).await;
        let state = waiting.sent("state");
        let fields =
            [("error", error), ("error_subcode", subcode), ("error_description", text), ("state", &state)];
        let page = waiting.bring(&fields).await;
        assert!(page.contains("You are not signed in") && !page.contains("AADSTS"), "{page}");
        let problem = waiting.ended.await.unwrap().unwrap_err();
        assert_eq!(problem.code, code, "{text}");
        assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
        assert_eq!(problem.details.unwrap().azure_message.as_deref(), Some(text));
    }
}

#[tokio::test]
async fn tokens_of_another_sign_in_are_not_taken() {
    let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    let wanted = Wanted { tenant: Some(tenant.to_owned()), ..Wanted::default() };
    let other_tenant = barbara();
    let other_app = json!({ "aud": "else", "oid": "b1", "tid": tenant, "name": "Barbara" });
    for account in [other_tenant, other_app] {
        let waiting = waiting(wanted.clone()).await;
        waiting.granting(&account);
        waiting.bring_code().await;
        assert_eq!(code_of(waiting.ended.await.unwrap()), Code::NotUnderstood);
    }
    let mut without_refresh = granted(&barbara(), "");
    without_refresh.as_object_mut().unwrap().remove("refresh_token");
    for body in [granted(&barbara(), "another"), without_refresh, json!({ "token_type": "Bearer" })] {
        let waiting = waiting(Wanted::default()).await;
        waiting.script.answer_once("/token", Reply::json(200, body));
        waiting.bring_code().await;
        assert_eq!(code_of(waiting.ended.await.unwrap()), Code::NotUnderstood);
    }
}

#[tokio::test]
async fn a_tenant_that_is_none_is_told_before_anything_opens() {
    let (entra, _) = Script::new().entra();
    for tenant in ["", "..", "contoso.com/x", "a b", "täst.de"] {
        let wanted = Wanted { tenant: Some(tenant.to_owned()), ..Wanted::default() };
        let problem = entra.by_browser(&wanted, &|news| panic!("{news:?}")).await.unwrap_err();
        assert_eq!(problem.code, Code::Usage, "{tenant}");
    }
}
