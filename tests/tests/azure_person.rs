//! A person's tokens against the simulated Entra ID, over TLS on loopback: one sign-in for every tenant, and what happens
//! when Azure wants more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use azure_sim::{
    Challenge, CodeEntry, CodeMode, Condition, Config, Demand, Demands, Ending, Habits, Running, Shape, Tempo,
};
use futures::future::join_all;
use jit_azure::{Azure, Entra, NotKept, Pace, Person, Secrets, SignIn, Surroundings, Wanted};
use jit_core::{Cloud, Code, ExtraCa, Inventory, Problem, Settings, SigningInNews, VmRef};
use secrecy::SecretString;

/// A company with two tenants, and what Barbara, who is in both, uses.
struct Bench {
    sim: Running,
    cloud: Cloud,
    surroundings: Surroundings,
    kept: Arc<Kept>,
}

/// A secret store.
#[derive(Default)]
struct Kept(Mutex<HashMap<String, SecretString>>);

#[async_trait]
impl Secrets for Kept {
    async fn get(&self, key: &str) -> Result<Option<SecretString>, NotKept> {
        Ok(self.0.lock().unwrap().get(key).cloned())
    }

    async fn put(&self, key: &str, secret: &SecretString) -> Result<(), NotKept> {
        self.0.lock().unwrap().insert(key.to_owned(), secret.clone());
        Ok(())
    }

    async fn remove(&self, key: &str) -> Result<(), NotKept> {
        self.0.lock().unwrap().remove(key);
        Ok(())
    }
}

impl Bench {
    async fn new() -> Self {
        let sim = azure_sim::start(Config { tempo: Tempo::Driven, ..Config::default() }).await.unwrap();
        let by_hand = CodeEntry { mode: Some(CodeMode::Manual), interval: Some(1), ..CodeEntry::default() };
        sim.device(&by_hand).unwrap();
        let cloud = Cloud::from_json(&sim.cloud_json()).unwrap();
        let Some(ExtraCa::Pem(ca)) = cloud.ca.clone() else { panic!("the simulator brings its authority") };
        let no_programs = Surroundings::new(Arc::new(|_, _| Box::pin(async { unreachable!() })));
        let mut surroundings = no_programs.trusting(Some(ca.into_bytes()));
        surroundings.pace = Pace { first_wait: Duration::from_millis(1), ..Pace::default() };
        Self { sim, cloud, surroundings, kept: Arc::default() }
    }

    fn entra(&self) -> Entra {
        Entra::new(&self.cloud, Settings::CLIENT_ID, &self.surroundings).unwrap()
    }

    /// Barbara enters every code that is shown, and approves what is asked of her.
    async fn signs_in(&self, wanted: &Wanted) -> jit_azure::SignedIn {
        let enter = |news: SigningInNews| {
            let SigningInNews::CodeShown { code, .. } = news else { panic!("a code is shown: {news:?}") };
            let barbara = CodeEntry {
                user: Some("barbara".to_owned()),
                approve: Some(true),
                code: Some(code),
                ..CodeEntry::default()
            };
            self.sim.device(&barbara).unwrap();
        };
        self.entra().by_device_code(wanted, &enter).await.unwrap()
    }

    /// Barbara's first sign-in on this computer.
    async fn barbara(&self) -> (Arc<Person>, Azure) {
        let signed_in = self.signs_in(&Wanted::default()).await;
        let (person, azure) = self.starts(signed_in.account.clone());
        person.signed_in(signed_in).await.unwrap();
        (person, azure)
    }

    /// Another program, or the same one after a restart: it knows the account and has the store.
    fn starts(&self, account: jit_core::Account) -> (Arc<Person>, Azure) {
        let person = Person::new(self.entra(), account, Arc::clone(&self.kept) as Arc<dyn Secrets>);
        let sign_in = SignIn::Person(Arc::clone(&person));
        (person, Azure::new(&self.cloud, sign_in, self.surroundings.clone()).unwrap())
    }

    /// Signs in once more to mend a problem, as the app does.
    async fn mends(&self, person: &Person, problem: &Problem) {
        let needed = problem.sign_in.as_deref().expect("a sign-in mends it");
        assert_eq!(needed.account, person.account().id);
        let wanted = Wanted {
            tenant: needed.tenant.clone(),
            account: Some(person.account()),
            challenge: person.open_challenge(needed.tenant.as_deref()),
        };
        person.signed_in(self.signs_in(&wanted).await).await.unwrap();
    }

    fn redeemed(&self) -> usize {
        self.count("/oauth2/v2.0/token", 200)
    }

    fn count(&self, part: &str, status: u16) -> usize {
        let journal = self.sim.journal();
        journal.iter().filter(|entry| entry.path.contains(part) && entry.status == status).count()
    }
}

fn gaps(inventory: &Inventory) -> Vec<(&str, Code)> {
    inventory.failures.iter().map(|gap| (gap.scope.as_str(), gap.problem.code)).collect()
}

fn machine(inventory: &Inventory) -> VmRef {
    inventory.machines.iter().find(|machine| machine.vm.name == "web-01").unwrap().vm.at.clone()
}

#[tokio::test]
async fn one_sign_in_reaches_both_tenants_and_survives_a_restart() {
    let bench = Bench::new().await;
    let (person, azure) = bench.barbara().await;
    let before = bench.redeemed();
    let inventory = azure.inventory().await.unwrap();
    assert_eq!(gaps(&inventory), []);
    assert_eq!(
        bench.redeemed(),
        before + 1,
        "the first token came with the sign-in; one more for the other tenant"
    );
    let tenants: std::collections::BTreeSet<_> =
        inventory.machines.iter().filter_map(|machine| machine.vm.at.tenant.clone()).collect();
    assert_eq!(tenants.len(), 2);
    assert!(inventory.machines.iter().all(|machine| machine.vm.at.account == Some(person.account().id)));

    let (again, azure) = bench.starts(person.account());
    let second = azure.inventory().await.unwrap();
    assert_eq!((second.machines.len(), gaps(&second)), (inventory.machines.len(), vec![]));
    assert_eq!(bench.redeemed(), before + 3);
    again.sign_out().await.unwrap();
    assert!(bench.kept.0.lock().unwrap().is_empty(), "nothing is left behind");
    let problem = azure.inventory().await.unwrap_err();
    assert_eq!(problem.code, Code::NotSignedIn);
}

#[tokio::test]
async fn a_tenant_with_its_own_second_factor_is_a_gap_until_it_is_shown() {
    let bench = Bench::new().await;
    for interaction_required in [false, true] {
        let habits = Habits { interaction_required: Some(interaction_required), ..Habits::default() };
        bench.sim.entra(habits).unwrap();
        let (person, azure) = bench.barbara().await;
        bench.sim.demand("contosorobotics.com", Demands::mfa()).unwrap();
        let inventory = azure.inventory().await.unwrap();
        assert_eq!(gaps(&inventory), [("Contoso Robotics", Code::MoreProofNeeded)]);
        assert!(!inventory.machines.is_empty(), "the other tenant is read");

        bench.mends(&person, &inventory.failures[0].problem).await;
        assert_eq!(gaps(&azure.inventory().await.unwrap()), []);
        let (_, restarted) = bench.starts(person.account());
        assert_eq!(gaps(&restarted.inventory().await.unwrap()), [], "the proof is in what was stored");
        bench.sim.demand("contosorobotics.com", Demands { mfa: Some(false), ..Demands::default() }).unwrap();
    }
}

#[tokio::test]
async fn whatever_another_tenant_demands_is_told_in_words_and_costs_no_sign_in() {
    use Code::{BlockedByOrganisation, MoreProofNeeded, NotSignedIn};
    let cases = [
        (Demand::Mfa, "50076", MoreProofNeeded, true),
        (Demand::ExternalMfa, "50158", MoreProofNeeded, true),
        (Demand::SignInFrequency, "70043", NotSignedIn, true),
        (Demand::CompliantDevice, "53000", MoreProofNeeded, true),
        (Demand::JoinedDevice, "53001", MoreProofNeeded, true),
        (Demand::DeviceAuthentication, "50097", MoreProofNeeded, true),
        (Demand::Block, "53003", BlockedByOrganisation, false),
        (Demand::NoRisk, "53004", BlockedByOrganisation, false),
        (Demand::NoRiskAtHome, "53011", BlockedByOrganisation, false),
        (Demand::Assignment, "50105", BlockedByOrganisation, false),
        (Demand::OutboundAccess, "500212", BlockedByOrganisation, false),
        (Demand::InboundAccess, "500213", BlockedByOrganisation, false),
        (Demand::KnownApplication, "700016", NotSignedIn, false),
    ];
    let bench = Bench::new().await;
    let (person, _) = bench.barbara().await;
    bench.sim.advance(Duration::from_secs(3 * 3600));
    for (demand, number, code, mendable) in cases {
        let hours = (demand == Demand::SignInFrequency).then_some(2);
        let condition = Condition { hours, ..Condition::everybody(demand) };
        let demands = |conditions| Demands { conditions: Some(conditions), ..Demands::default() };
        bench.sim.demand("contosorobotics.com", demands(vec![condition])).unwrap();
        let (_, azure) = bench.starts(person.account());
        let inventory = azure.inventory().await.unwrap();
        assert_eq!(gaps(&inventory), [("Contoso Robotics", code)], "{demand:?}");
        assert!(!inventory.machines.is_empty(), "{demand:?}: the other tenant is read");
        let problem = &inventory.failures[0].problem;
        assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
        let details = problem.details.as_deref().unwrap();
        let said = details.azure_message.as_deref().unwrap();
        assert!(said.starts_with(&format!("AADSTS{number}:")), "{said}");
        assert!(details.correlation_id.is_some(), "{demand:?}");
        assert_eq!(problem.sign_in.is_some(), mendable, "{demand:?}: {problem:?}");

        bench.sim.demand("contosorobotics.com", demands(Vec::new())).unwrap();
        let (_, azure) = bench.starts(person.account());
        assert_eq!(gaps(&azure.inventory().await.unwrap()), [], "{demand:?}: nothing was forgotten");
    }
}

#[tokio::test]
async fn a_challenge_of_any_shape_is_met_silently_where_a_newer_token_is_enough() {
    let bench = Bench::new().await;
    let (_, azure) = bench.barbara().await;
    let vm = machine(&azure.inventory().await.unwrap());
    for shape in [Shape::Plain, Shape::Padded, Shape::Standard, Shape::Schemes, Shape::Repeated, Shape::Odd] {
        let before = bench.redeemed();
        let challenge =
            Challenge { matching: Some("^GET .*instanceView".to_owned()), shape, ..Challenge::default() };
        bench.sim.challenge(challenge).unwrap();
        azure.observe(&vm).await.unwrap_or_else(|problem| panic!("{shape:?}: {problem:?}"));
        assert_eq!(bench.redeemed(), before + 1, "{shape:?}");
        bench.sim.no_challenges();
    }
}

#[tokio::test]
async fn a_challenge_that_needs_her_is_met_by_one_sign_in_and_the_call_goes_on() {
    let bench = Bench::new().await;
    let (person, azure) = bench.barbara().await;
    let vm = machine(&azure.inventory().await.unwrap());
    let challenge = Challenge {
        acrs: Some("p1".to_owned()),
        matching: Some("^POST .*/deallocate".to_owned()),
        ..Challenge::default()
    };
    bench.sim.challenge(challenge).unwrap();
    let problem = azure.deallocate(&vm).await.unwrap_err();
    assert_eq!(problem.code, Code::MoreProofNeeded);
    assert!(!format!("{} {}", problem.message, problem.hint).contains("AADSTS"), "{problem:?}");
    assert!(person.open_challenge(None).is_some());
    azure.observe(&vm).await.unwrap();
    assert_eq!(bench.count("/deallocate", 202), 0);

    bench.mends(&person, &problem).await;
    assert!(person.open_challenge(None).is_none());
    azure.deallocate(&vm).await.unwrap();
    assert_eq!(bench.count("/deallocate", 202), 1);
}

#[tokio::test]
async fn a_revoked_sign_in_is_forgotten_and_mended() {
    for why in [Ending::SessionsRevoked, Ending::PasswordChanged, Ending::SessionOver] {
        let bench = Bench::new().await;
        let (person, azure) = bench.barbara().await;
        let vm = machine(&azure.inventory().await.unwrap());
        bench.sim.revoke(Some("barbara"), why).unwrap();
        let problem = azure.observe(&vm).await.unwrap_err();
        assert!(matches!(problem.code, Code::NotSignedIn | Code::MoreProofNeeded), "{why:?}: {problem:?}");
        assert!(bench.kept.0.lock().unwrap().is_empty(), "{why:?}");
        bench.mends(&person, &problem).await;
        azure.observe(&vm).await.unwrap();
        assert_eq!(bench.kept.0.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_sign_in_of_another_application_is_given_up_and_leaves_nothing() {
    let bench = Bench::new().await;
    let (person, _) = bench.barbara().await;
    let ours = "11111111-2222-3333-4444-555555555555";
    let entra = Entra::new(&bench.cloud, ours, &bench.surroundings).unwrap();
    let now = Person::new(entra, person.account(), Arc::clone(&bench.kept) as Arc<dyn Secrets>);
    let azure =
        Azure::new(&bench.cloud, SignIn::Person(Arc::clone(&now)), bench.surroundings.clone()).unwrap();
    let problem = azure.tenants().await.unwrap_err();
    assert_eq!((problem.code, problem.sign_in.is_some()), (Code::NotSignedIn, true), "{problem:?}");
    assert!(bench.kept.0.lock().unwrap().is_empty(), "the other application's token is gone");
}

#[tokio::test]
async fn two_programs_share_a_sign_in_whose_tokens_count_once() {
    let bench = Bench::new().await;
    let (person, tray) = bench.barbara().await;
    tray.tenants().await.unwrap();
    bench.sim.entra(Habits { refresh_grace: Some(0.0), ..Habits::default() }).unwrap();
    let (_, cli) = bench.starts(person.account());
    cli.tenants().await.unwrap();
    // What the tray remembers is used up now; the store has the newer one.
    let robotics = cli.tenants().await.unwrap().into_iter().find(|tenant| tenant.name.contains("Robotics"));
    tray.subscriptions(Some(&robotics.unwrap().id)).await.unwrap();
    let (_, cli) = bench.starts(person.account());
    cli.tenants().await.unwrap();
}

#[tokio::test]
async fn twenty_calls_wait_for_one_token() {
    let bench = Bench::new().await;
    let (person, _) = bench.barbara().await;
    let (_, azure) = bench.starts(person.account());
    let before = bench.redeemed();
    for answer in join_all((0..20).map(|_| azure.tenants())).await {
        answer.unwrap();
    }
    assert_eq!(bench.redeemed(), before + 1);
}
