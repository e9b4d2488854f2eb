//! Signing in to the simulated Entra ID, over TLS on loopback: a browser without a screen walks its pages, and codes are
//! entered by themselves.

use std::sync::Arc;
use std::time::Duration;

use azure_sim::{CodeEntry, Config, Consent, Demand, Demands, PersonChange, Running};
use jit_azure::{Challenge, Entra, Pace, SignedIn, Surroundings, Wanted};
use jit_core::{Account, Cloud, Code, ExtraCa, Problem, Settings, SigningInNews, WayIn};
use jit_tests::Walker;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

const BARBARA: &str = "barbara@contoso.com";
/// Contoso has not let this one in for everybody.
const OWN: &str = "3f0a6b1e-58c1-4c0e-9d53-7a1b7a0e5a01";

/// A company, a browser, and Entra ID as the app reaches it.
struct Bench {
    sim: Running,
    entra: Entra,
    walker: Walker,
}

/// A sign-in that waits for its browser.
struct Waiting(JoinHandle<Result<SignedIn, Problem>>);

impl Bench {
    async fn new() -> Self {
        Self::of(Settings::CLIENT_ID).await
    }

    async fn of(application: &str) -> Self {
        let sim = azure_sim::start(Config::default()).await.unwrap();
        let cloud = Cloud::from_json(&sim.cloud_json()).unwrap();
        let Some(ExtraCa::Pem(ca)) = cloud.ca.clone() else { panic!("the simulator brings its authority") };
        let mut surroundings =
            Surroundings::new(Arc::new(|_, _| Box::pin(async { panic!("az is not asked") })))
                .trusting(Some(ca.into_bytes()));
        surroundings.pace = Pace { first_wait: Duration::from_millis(1), ..Pace::default() };
        let entra = Entra::new(&cloud, application, &surroundings).unwrap();
        let walker = Walker::new(sim.ca_pem());
        Self { sim, entra, walker }
    }

    fn demand(&self, demands: Demands) {
        self.sim.demand("contoso.com", demands).unwrap();
    }

    /// Begins a sign-in and opens its page.
    async fn open(&mut self, wanted: Wanted) -> Waiting {
        let (tell, told) = oneshot::channel();
        let entra = self.entra.clone();
        let ended = tokio::spawn(async move {
            let tell = std::sync::Mutex::new(Some(tell));
            entra
                .by_browser(&wanted, &|news| {
                    let SigningInNews::BrowserOpened { address, .. } = news else { panic!("{news:?}") };
                    tell.lock().unwrap().take().unwrap().send(address).unwrap();
                })
                .await
        });
        let address = told.await.unwrap();
        self.walker.open(&address).await;
        Waiting(ended)
    }

    /// Signs somebody in who is asked for nothing more.
    async fn sign_in(&mut self, wanted: Wanted, person: &str) -> Result<SignedIn, Problem> {
        let waiting = self.open(wanted).await;
        self.walker.press(person).await;
        waiting.ended().await
    }

    fn heading(&self) -> String {
        self.walker.shown().heading()
    }
}

impl Waiting {
    async fn ended(self) -> Result<SignedIn, Problem> {
        self.0.await.unwrap()
    }
}

fn at(tenant: &str) -> Wanted {
    Wanted { tenant: Some(tenant.to_owned()), ..Wanted::default() }
}

fn more_of(account: &Account, tenant: Option<&str>) -> Wanted {
    Wanted { account: Some(account.clone()), tenant: tenant.map(str::to_owned), ..Wanted::default() }
}

#[tokio::test]
async fn a_person_picks_an_account_and_is_signed_in() {
    let mut bench = Bench::new().await;
    let signed_in = bench.sign_in(Wanted::default(), BARBARA).await.unwrap();
    assert_eq!(bench.heading(), "You are signed in, you can close this page");
    let account = signed_in.account;
    assert_eq!((account.name.as_str(), account.way), (BARBARA, WayIn::Browser));
    assert_eq!(account.tenant.as_deref(), Some(bench.sim.tenant()));
    assert!(account.id.0.ends_with(&format!(".{}", bench.sim.tenant())), "{}", account.id);
    // The code and its form never were in an address.
    assert_eq!(bench.walker.shown().address.query(), None);
}

#[tokio::test]
async fn a_guest_is_the_same_account_in_every_tenant() {
    let mut bench = Bench::new().await;
    let home = bench.sign_in(Wanted::default(), BARBARA).await.unwrap().account;
    let waiting = bench.open(at("contosorobotics.com")).await;
    bench.walker.press(BARBARA).await;
    assert_eq!(waiting.ended().await.unwrap().account, home);
}

#[tokio::test]
async fn a_second_factor_is_shown_where_it_is_demanded() {
    let mut bench = Bench::new().await;
    bench.demand(Demands::mfa());
    let waiting = bench.open(Wanted::default()).await;
    bench.walker.press(BARBARA).await;
    assert_eq!(bench.heading(), "Approve sign in request");
    bench.walker.press("Deny").await;
    assert_eq!(bench.heading(), "Approve sign in request", "there is another chance");
    bench.walker.press("Approve").await;
    assert_eq!(waiting.ended().await.unwrap().account.name, BARBARA);
}

#[tokio::test]
async fn more_proof_is_asked_of_the_account_that_is_known() {
    let mut bench = Bench::new().await;
    let account = bench.sign_in(Wanted::default(), BARBARA).await.unwrap().account;
    let challenge = Challenge::of_json(r#"{"access_token":{"acrs":{"essential":true,"value":"p1"}}}"#);
    let wanted = Wanted { challenge, ..more_of(&account, None) };
    let waiting = bench.open(wanted).await;
    assert_eq!(bench.heading(), "Approve sign in request", "nobody has to pick an account");
    bench.walker.press("Approve").await;
    assert_eq!(waiting.ended().await.unwrap().account, account);
}

#[tokio::test]
async fn another_account_than_the_wanted_one_is_turned_away() {
    let mut bench = Bench::new().await;
    let account = bench.sign_in(Wanted::default(), BARBARA).await.unwrap().account;
    bench.walker = Walker::new(bench.sim.ca_pem());
    let stranger = Account { name: "patlong@contoso.com".to_owned(), ..account };
    let waiting = bench.open(more_of(&stranger, None)).await;
    if bench.heading() == "Pick an account" {
        bench.walker.press("patlong@contoso.com").await;
    }
    assert_eq!(waiting.ended().await.unwrap_err().code, Code::WrongAccount);
    assert_eq!(bench.heading(), "You are not signed in");
}

#[tokio::test]
async fn who_cancels_in_the_browser_is_told_so() {
    let mut bench = Bench::new().await;
    let waiting = bench.open(Wanted::default()).await;
    bench.walker.press("Cancel").await;
    let problem = waiting.ended().await.unwrap_err();
    assert_eq!(problem.code, Code::Cancelled, "{problem:?}");
    assert_eq!(bench.heading(), "You are not signed in");
}

#[tokio::test]
async fn what_keeps_a_person_out_is_told_with_its_correlation_id() {
    for (demand, code) in [
        (Demand::Block, Code::BlockedByOrganisation),
        (Demand::NoRiskAtHome, Code::BlockedByOrganisation),
        (Demand::Assignment, Code::BlockedByOrganisation),
        (Demand::CompliantDevice, Code::MoreProofNeeded),
    ] {
        let mut bench = Bench::new().await;
        bench.demand(Demands::only(demand));
        let waiting = bench.open(Wanted::default()).await;
        bench.walker.press(BARBARA).await;
        if bench.heading() != "You are not signed in" {
            bench.walker.press("Return to the application").await;
        }
        let problem = waiting.ended().await.unwrap_err();
        assert_eq!(problem.code, code, "{problem:?}");
        let read = format!("{} {}", problem.message, problem.hint);
        let details = problem.details.unwrap();
        assert!(!read.contains("AADSTS") && details.azure_message.unwrap().contains("AADSTS"), "{read}");
        assert_eq!(details.correlation_id.map(|id| id.len()), Some(36));
    }
}

#[tokio::test]
async fn consent_is_given_in_the_browser_or_by_an_administrator() {
    let mut bench = Bench::of(OWN).await;
    bench.demand(Demands { consent: Some(Consent::People), ..Demands::default() });
    let waiting = bench.open(Wanted::default()).await;
    bench.walker.press(BARBARA).await;
    assert_eq!(bench.heading(), "Permissions requested");
    bench.walker.press("Accept").await;
    assert_eq!(waiting.ended().await.unwrap().account.name, BARBARA);

    let mut bench = Bench::of(OWN).await;
    bench.demand(Demands { consent: Some(Consent::Admins), ..Demands::default() });
    let waiting = bench.open(Wanted::default()).await;
    bench.walker.press(BARBARA).await;
    assert_eq!(bench.heading(), "Need admin approval");
    bench.walker.press("Return to the application").await;
    assert_eq!(waiting.ended().await.unwrap_err().code, Code::ConsentNeeded);
}

#[tokio::test]
async fn a_code_is_entered_elsewhere() {
    let bench = Bench::new().await;
    bench.sim.device(&CodeEntry { interval: Some(1), ..CodeEntry::default() }).unwrap();
    let shown = std::sync::Mutex::new(Vec::new());
    let signed_in =
        bench.entra.by_device_code(&Wanted::default(), &|news| shown.lock().unwrap().push(news)).await;
    let account = signed_in.unwrap().account;
    assert_eq!((account.name.as_str(), account.way), (BARBARA, WayIn::DeviceCode));
    let shown = shown.into_inner().unwrap();
    let [SigningInNews::CodeShown { code, address, .. }] = shown.as_slice() else { panic!("{shown:?}") };
    assert!(!code.is_empty() && address.starts_with(bench.sim.https()), "{shown:?}");
}

#[tokio::test]
async fn a_code_that_is_declined_or_forbidden_says_so() {
    let bench = Bench::new().await;
    let quickly = CodeEntry { interval: Some(1), ..CodeEntry::default() };
    bench.sim.device(&CodeEntry { approve: Some(false), ..quickly.clone() }).unwrap();
    let problem = bench.entra.by_device_code(&Wanted::default(), &|_| ()).await.unwrap_err();
    assert_eq!(problem.code, Code::Cancelled, "{problem:?}");
    bench.sim.device(&CodeEntry { approve: Some(true), ..quickly }).unwrap();
    bench.demand(Demands::only(Demand::BlockDeviceCode));
    let problem = bench.entra.by_device_code(&Wanted::default(), &|_| ()).await.unwrap_err();
    assert_eq!(problem.code, Code::BlockedByOrganisation, "{problem:?}");
    assert!(problem.hint.starts_with("Sign in with the browser instead"), "{problem:?}");
}

#[tokio::test]
async fn an_account_that_is_switched_off_and_a_tenant_that_is_none_are_told() {
    let bench = Bench::new().await;
    bench.sim.device(&CodeEntry { interval: Some(1), ..CodeEntry::default() }).unwrap();
    let problem = bench.entra.by_device_code(&at("nobody.example"), &|_| ()).await.unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::NotSignedIn, "Entra ID does not know the tenant.")
    );
    bench
        .sim
        .change_person("barbara", PersonChange { disabled: Some(true), ..PersonChange::default() })
        .unwrap();
    let problem = bench.entra.by_device_code(&Wanted::default(), &|_| ()).await.unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (Code::BlockedByOrganisation, "This account is switched off.")
    );
}
