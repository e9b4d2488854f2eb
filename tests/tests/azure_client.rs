//! The client against the simulator, over TLS on loopback: two independent readings of what Azure documents.

use std::sync::Arc;
use std::time::Duration;

use azure_sim::{Config, Fault, Running, Tempo};
use jit_azure::{Azure, ClientSecret, Pace, SignIn, Surroundings};
use jit_core::{
    AccessRequest, Cloud, Code, ExtraCa, Initiate, Machine, OperationState, Policy, Power, Problem,
    RequestStatus, Right,
};

/// A simulator whose time stands still, and a client that waits milliseconds between repeats.
struct Bench {
    sim: Running,
    azure: Azure,
}

impl Bench {
    async fn new() -> Self {
        Self::with(Config::default()).await
    }

    async fn with(config: Config) -> Self {
        let sim = azure_sim::start(Config { tempo: Tempo::Driven, ..config }).await.unwrap();
        let azure = client(&sim, None);
        Self { sim, azure }
    }

    async fn machine(&self, name: &str) -> Machine {
        let inventory = self.azure.inventory().await.unwrap();
        let named = inventory.named(name);
        assert_eq!(named.len(), 1, "one machine is called {name}");
        named[0].clone()
    }

    async fn wish(&self, name: &str) -> Initiate {
        let vm = self.machine(name).await.vm.at;
        let look = self.azure.look(&vm).await.unwrap();
        let policy = look.policies.first().unwrap();
        let port = policy.machine(&vm.id).unwrap().ports[0].number;
        Initiate {
            policy: policy.id.clone(),
            vm,
            port,
            source: "203.0.113.9".parse().unwrap(),
            until: self.sim.now() + Duration::from_secs(1_800),
            justification: Some("ticket 4711".to_owned()),
        }
    }

    async fn policy(&self, wish: &Initiate) -> Policy {
        self.azure.policy(&wish.policy, wish.vm.tenant.as_deref()).await.unwrap()
    }

    fn fault(&self, fault: Fault) {
        self.sim.fault(fault).unwrap();
    }

    fn count(&self, method: &str, part: &str) -> usize {
        let entries = self.sim.journal();
        entries.iter().filter(|entry| entry.method == method && entry.path.contains(part)).count()
    }
}

/// The newest request of a wish in its policy.
fn newest<'p>(policy: &'p Policy, wish: &Initiate) -> Option<&'p AccessRequest> {
    let same =
        |r: &&AccessRequest| r.vm == wish.vm.id && r.port == wish.port && r.source == Some(wish.source);
    policy.requests.iter().filter(same).max_by_key(|request| request.from)
}

fn client(sim: &Running, sign_in: Option<SignIn>) -> Azure {
    let cloud = Cloud::from_json(&sim.cloud_json()).unwrap();
    let Some(ExtraCa::Pem(ca)) = cloud.ca.clone() else { panic!("the simulator brings its authority") };
    let sign_in = sign_in.unwrap_or_else(|| SignIn::of_cloud(&cloud).unwrap());
    let mut surroundings = surroundings().trusting(Some(ca.into_bytes()));
    surroundings.pace = Pace { first_wait: Duration::from_millis(1), ..Pace::default() };
    Azure::new(&cloud, sign_in, surroundings).unwrap()
}

fn surroundings() -> Surroundings {
    Surroundings::new(Arc::new(|_, _| Box::pin(async { panic!("az is not asked") })))
}

fn matching(what: &str) -> Fault {
    Fault { matching: Some(what.to_owned()), ..Fault::default() }
}

fn said(problem: Problem) -> (Code, Option<String>) {
    (problem.code, problem.details.and_then(|details| details.azure_code))
}

#[tokio::test]
async fn the_inventory_has_every_machine_once_however_it_is_paged() {
    let whole = Bench::new().await;
    let paged = Bench::with(Config { page: Some(2), ..Config::default() }).await;
    let inventory = whole.azure.inventory().await.unwrap();
    assert_eq!(inventory.failures, []);
    let ids: std::collections::HashSet<_> =
        inventory.machines.iter().map(|machine| &machine.vm.at.id).collect();
    assert_eq!(ids.len(), inventory.machines.len());
    assert!(inventory.machines.len() >= 30, "{}", inventory.machines.len());
    let names = |machines: &[Machine]| machines.iter().map(|m| m.vm.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&paged.azure.inventory().await.unwrap().machines), names(&inventory.machines));
    assert!(paged.count("POST", "ResourceGraph") > 10);
    let web = inventory.named("WEB-01");
    assert_eq!(web[0].vm.power, Power::Running);
    assert_eq!(web[0].jit.ports()[0].longest.to_string(), "3 h");
    let tenants: std::collections::HashSet<_> =
        inventory.machines.iter().map(|m| m.vm.at.tenant.clone()).collect();
    assert_eq!(tenants.len(), 2, "both tenants answered");
    let off = inventory.named("build-agent");
    assert_eq!((off[0].vm.power, off[0].vm.public_address), (Power::Deallocated, None));
    assert_eq!(inventory.named("lab-01")[0].jit, jit_core::Jit::Off);
}

#[tokio::test]
async fn a_look_agrees_with_the_inventory_and_knows_the_rights() {
    let bench = Bench::new().await;
    for (name, request, start) in [
        ("web-01", Right::Granted, Right::Granted),
        ("meter-gw-01", Right::Granted, Right::Missing),
        ("vault-01", Right::Missing, Right::Granted),
        ("robot-01", Right::Granted, Right::Granted),
    ] {
        let listed = bench.machine(name).await.vm;
        let look = bench.azure.look(&listed.at).await.unwrap();
        assert_eq!((look.may_request, look.may_start), (request, start), "{name}");
        assert_eq!((look.vm.power, look.vm.public_address), (listed.power, listed.public_address), "{name}");
        assert_eq!((&look.vm.at, &look.vm.subscription), (&listed.at, &listed.subscription), "{name}");
        assert_eq!(look.vm.at.id.as_str(), listed.at.id.as_str(), "the stored casing");
        assert!(look.vm.vm_guid.is_some() && look.clock_offset.as_secs().abs() < 120, "{name}");
        assert!(!look.policies.is_empty(), "{name}");
    }
}

#[tokio::test]
async fn a_request_is_taken_written_and_ends() {
    let bench = Bench::new().await;
    let wish = bench.wish("web-01").await;
    let accepted = bench.azure.initiate(&wish).await.unwrap();
    assert!(accepted.until <= wish.until);
    let status = |policy: Policy| newest(&policy, &wish).map(|r| (r.from, r.until, r.status.clone()));
    let taken = (accepted.from, accepted.until, RequestStatus::Initiating);
    assert_eq!(status(bench.policy(&wish).await), Some(taken));
    bench.sim.advance(Duration::from_secs(10));
    assert_eq!(status(bench.policy(&wish).await).unwrap().2, RequestStatus::Initiated);
    bench.sim.advance(Duration::from_secs(3_600));
    assert_eq!(status(bench.policy(&wish).await).unwrap().2, RequestStatus::Revoked("Expired".to_owned()));
}

#[tokio::test]
async fn a_machine_behind_a_firewall_is_reached_through_its_port() {
    let bench = Bench::new().await;
    let wish = bench.wish("fw-app-01").await;
    let policy = bench.policy(&wish).await;
    assert!(policy.machine(&wish.vm.id).unwrap().public_address.is_some());
    let accepted = bench.azure.initiate(&wish).await.unwrap();
    bench.sim.advance(Duration::from_secs(10));
    let policy = bench.policy(&wish).await;
    let request = newest(&policy, &wish).unwrap();
    assert!(request.mapped_port.or(accepted.mapped_port).is_some());
}

#[tokio::test]
async fn a_start_is_followed_to_its_end_and_brings_an_address() {
    let bench = Bench::new().await;
    let vm = bench.machine("build-agent").await.vm.at;
    let operation = bench.azure.start(&vm).await.unwrap().unwrap();
    assert_eq!(operation.wait.as_secs(), 10);
    let state = || bench.azure.operation(&operation, vm.tenant.as_deref());
    assert!(matches!(state().await.unwrap(), OperationState::Running(_)));
    let rising = bench.azure.observe(&vm).await.unwrap();
    assert_eq!(rising.power, Power::Starting);
    bench.sim.advance(Duration::from_secs(60));
    assert_eq!(state().await.unwrap(), OperationState::Succeeded);
    let up = bench.azure.observe(&vm).await.unwrap();
    assert!(up.power == Power::Running && up.public_address.is_some() && up.failure.is_none());
    let operation = bench.azure.deallocate(&vm).await.unwrap();
    assert!(operation.is_some());
    bench.sim.advance(Duration::from_secs(60));
    let down = bench.azure.observe(&vm).await.unwrap();
    assert_eq!((down.power, down.public_address), (Power::Deallocated, None));
}

#[tokio::test]
async fn a_start_without_capacity_fails_in_plain_words() {
    let bench = Bench::new().await;
    let vm = bench.machine("gpu-01").await.vm.at;
    let operation = bench.azure.start(&vm).await.unwrap().unwrap();
    bench.sim.advance(Duration::from_secs(60));
    let state = bench.azure.operation(&operation, vm.tenant.as_deref()).await.unwrap();
    let OperationState::Failed(problem) = state else { panic!("no capacity: {state:?}") };
    assert_eq!(problem.message, "gpu-01 did not start: Azure has no free capacity for its size right now.");
    assert_eq!(said(problem), (Code::StartFailed, Some("AllocationFailed".to_owned())));
}

#[tokio::test]
async fn what_the_account_may_not_do_is_refused_by_name() {
    let bench = Bench::new().await;
    let request = bench.azure.initiate(&bench.wish("vault-01").await).await.unwrap_err();
    assert!(request.message.starts_with("You may not request access to vault-01: "), "{}", request.message);
    assert_eq!(request.code, Code::MayNotRequest);
    let start = bench.azure.start(&bench.machine("meter-gw-01").await.vm.at).await.unwrap_err();
    assert!(start.message.starts_with("You may not start meter-gw-01: "), "{}", start.message);
    let details = start.details.unwrap();
    assert!(details.correlation_id.is_some_and(|id| !id.is_empty()));
    assert!(details.request.is_some_and(|request| request.ends_with("/start")));
}

#[tokio::test]
async fn what_goes_beyond_the_policy_is_refused_as_such() {
    let bench = Bench::new().await;
    let fine = bench.wish("db-01").await;
    let outside = Initiate { source: "192.0.2.1".parse().unwrap(), ..fine.clone() };
    let long = Initiate { until: bench.sim.now() + Duration::from_secs(9 * 3_600), ..fine.clone() };
    for wish in [outside, long] {
        assert_eq!(bench.azure.initiate(&wish).await.unwrap_err().code, Code::OutsidePolicy);
    }
    let gone = fine.policy.as_str().replace("default", "gone");
    let gone = Initiate { policy: jit_core::ResourceId::parse(&gone).unwrap(), ..fine };
    assert_eq!(bench.azure.initiate(&gone).await.unwrap_err().code, Code::NoPolicy);
}

#[tokio::test]
async fn a_token_that_expires_half_way_is_replaced_without_a_word() {
    let bench = Bench::new().await;
    let wish = bench.wish("web-01").await;
    bench.sim.expire_tokens();
    bench.azure.initiate(&wish).await.unwrap();
    bench.sim.expire_tokens();
    bench.azure.look(&wish.vm).await.unwrap();
    let taken = bench.sim.journal().into_iter().filter(|e| e.path.contains("/initiate") && e.status == 202);
    assert_eq!(taken.count(), 1);
}

#[tokio::test]
async fn a_busy_azure_is_asked_again_or_told() {
    let bench = Bench::new().await;
    let wish = bench.wish("web-01").await;
    bench.fault(Fault {
        status: Some(429),
        retry_after: Some(0),
        count: Some(2),
        ..matching("POST .*/initiate")
    });
    bench.azure.initiate(&wish).await.unwrap();
    assert_eq!(bench.count("POST", "/initiate"), 3);
    bench.fault(Fault { status: Some(503), count: Some(3), ..matching("GET .*/jitNetworkAccessPolicies/") });
    bench.policy(&wish).await;
    bench.fault(Fault { status: Some(429), retry_after: Some(600), ..matching("POST .*/start") });
    let problem = bench.azure.start(&wish.vm).await.unwrap_err();
    assert_eq!((problem.code, problem.hint.as_str()), (Code::Busy, "Wait 10 min, then try again."));
}

#[tokio::test]
async fn a_connection_that_breaks_repeats_reads_and_never_a_request() {
    let bench = Bench::new().await;
    let wish = bench.wish("web-01").await;
    for fault in [
        Fault { drop: true, count: Some(2), ..matching("GET .*/jitNetworkAccessPolicies/") },
        Fault { truncate: true, ..matching("GET .*/jitNetworkAccessPolicies/") },
    ] {
        bench.fault(fault);
        bench.policy(&wish).await;
    }
    bench.fault(Fault { drop: true, after: true, ..matching("POST .*/initiate") });
    assert_eq!(bench.azure.initiate(&wish).await.unwrap_err().code, Code::Interrupted);
    assert_eq!(bench.count("POST", "/initiate"), 1);
    let policy = bench.policy(&wish).await;
    assert!(newest(&policy, &wish).is_some(), "it had arrived");
    bench.azure.reconnect();
    bench.policy(&wish).await;
}

#[tokio::test]
async fn an_unknown_authority_and_a_silent_port_are_told_apart() {
    let bench = Bench::new().await;
    let cloud = Cloud::from_json(&bench.sim.cloud_json()).unwrap();
    let other = azure_sim::start(Config::default()).await.unwrap();
    let mut surroundings = surroundings().trusting(Some(other.ca_pem().as_bytes().to_vec()));
    surroundings.pace = Pace { first_wait: Duration::from_millis(1), ..Pace::default() };
    let untrusting = Azure::new(&cloud, SignIn::of_cloud(&cloud).unwrap(), surroundings.clone()).unwrap();
    let problem = untrusting.whoami().await.unwrap_err();
    assert_eq!(
        (problem.code, problem.message.as_str()),
        (
            Code::NotTrusted,
            "127.0.0.1 cannot be trusted: its certificate comes from an authority this computer does not know."
        )
    );
    assert!(problem.hint.contains("\"ca_file\" in the settings"), "{}", problem.hint);
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let text = bench.sim.cloud_json().replace(bench.sim.https(), &format!("https://{nobody}"));
    let cloud = Cloud::from_json(&text).unwrap();
    let nowhere = Azure::new(&cloud, SignIn::of_cloud(&cloud).unwrap(), surroundings).unwrap();
    let problem = nowhere.inventory().await.unwrap_err();
    assert_eq!((problem.code, problem.message.as_str()), (Code::Offline, "127.0.0.1 cannot be reached."));
}

#[tokio::test]
async fn a_wrong_secret_is_told_as_one() {
    let bench = Bench::new().await;
    let sign_in = SignIn::ServicePrincipal {
        tenant: bench.sim.tenant().to_owned(),
        client_id: bench.sim.service_principal().client_id.clone(),
        client_secret: ClientSecret::new("wrong".to_owned()),
    };
    let problem = client(&bench.sim, Some(sign_in)).whoami().await.unwrap_err();
    assert_eq!(problem.code, Code::NotSignedIn);
    assert_eq!(
        problem.message,
        "Entra ID refused the service principal's secret: it is wrong or has expired."
    );
    let account = bench.azure.whoami().await.unwrap();
    assert_eq!(account.tenant.as_deref(), Some(bench.sim.tenant()));
}
