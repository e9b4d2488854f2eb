//! Several tenants and several accounts in one list.

use std::collections::BTreeMap;

use azure_sim::{Demands, Entry};
use jit_core::{AccountId, Code, Intent, Inventory, Part, TenantView, View};
use jit_tests::{Desk, SimulatedAzure, Walker, no_launch};
use serde_json::{Value, json};

const ROBOTICS: &str = "contosorobotics.com";
/// Method and path of the list of subscriptions.
const SUBSCRIPTIONS: &str = "^GET /subscriptions\\?";

/// The tenant's id.
fn tenant(azure: &SimulatedAzure, domain: &str) -> String {
    let state = azure.running().state();
    let all = state["tenants"].as_array().unwrap();
    let found = all.iter().find(|tenant| tenant["default_domain"] == domain).unwrap();
    found["id"].as_str().unwrap().to_owned()
}

/// How many machines are shown of each account and tenant.
fn shown(inventory: &Inventory) -> BTreeMap<(String, String), usize> {
    let mut shown = BTreeMap::new();
    for machine in &inventory.machines {
        let at = &machine.vm.at;
        let account = at.account.as_ref().map(ToString::to_string).unwrap_or_default();
        *shown.entry((account, at.tenant.clone().unwrap_or_default())).or_default() += 1;
    }
    shown
}

fn account(desk: &Desk, person: &str) -> AccountId {
    let accounts = desk.engine().accounts();
    accounts.into_iter().find(|account| account.name.contains(person)).unwrap().id
}

fn tenants(view: &View) -> Vec<&TenantView> {
    view.accounts.iter().flat_map(|account| &account.tenants).collect()
}

/// A world in which Pat is in Contoso's own tenant only.
async fn with_pat_at_home() -> SimulatedAzure {
    SimulatedAzure::edited(|world| {
        let people = world["principals"].as_array_mut().unwrap();
        let pat = people.iter_mut().find(|it| it["name"] == "patlong").unwrap();
        pat["tenants"].as_array_mut().unwrap().truncate(1);
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_make_one_list_and_each_machine_is_reached_by_who_sees_it() {
    let azure = with_pat_at_home().await;
    let mut desk = Desk::signed_out(azure.clone()).await;
    let mut pats = desk.browser();
    desk.sign_in(&mut pats, "Pat").await;
    let mut watch = desk.engine().watch_inventory();
    let alone = desk.engine().inventory().await.unwrap();
    let mut barbaras = desk.browser();
    desk.sign_in(&mut barbaras, "Barbara").await;
    let both = loop {
        let seen = watch.changed().await;
        if seen.waiting.is_empty() && shown(&seen).len() > 1 {
            break seen;
        }
    };
    let (pat, barbara) = (account(&desk, "pat"), account(&desk, "barbara"));
    let robotics = tenant(&azure, ROBOTICS);
    let of_barbara = shown(&both).get(&(barbara.0.clone(), robotics)).copied().unwrap_or_default();
    assert!(of_barbara > 0, "{:?}", shown(&both));
    assert_eq!(both.machines.len(), alone.machines.len() + of_barbara, "what both see is there once");
    assert!(both.machines.iter().filter(|it| it.vm.at.account.as_ref() == Some(&pat)).count() > 0);

    // Only Barbara may request access, and only she sees this one.
    let target = desk.engine().find("robot-01").await.unwrap();
    assert_eq!(target.vm.account, Some(barbara));
    desk.want(Intent::ConnectTo { vm: target.vm, label: target.label, wish: no_launch() });
    desk.connected().await;

    desk.want(Intent::SignOut { account: pat.clone() });
    desk.see(|view| view.accounts.len() == 1).await;
    let rest = watch.now();
    assert!(rest.machines.iter().all(|it| it.vm.at.account.as_ref() != Some(&pat)));
    assert_eq!(rest.machines.len(), both.machines.len(), "Barbara sees all of them");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tenant_that_wants_its_own_sign_in_holds_nobody_up_and_appears_after_it() {
    let (mut desk, mut browser) = Desk::signed_in(SimulatedAzure::start().await).await;
    desk.azure.running().demand(ROBOTICS, Demands::mfa()).unwrap();
    let robotics = tenant(&desk.azure, ROBOTICS);
    let watch = desk.engine().watch_inventory();
    let partial = desk.engine().inventory().await.unwrap();
    let [gap] = partial.failures.as_slice() else { panic!("one gap: {:?}", partial.failures) };
    assert_eq!(gap.part, Part::Subscriptions(Some(robotics.clone())));
    assert_eq!((gap.scope.as_str(), gap.problem.code), ("Contoso Robotics", Code::MoreProofNeeded));
    let needed = gap.problem.sign_in.clone().expect("a sign-in mends it");
    let command = desk.engine().sign_in_command(&needed);
    assert!(command.starts_with("jit login --tenant contosorobotics.com"), "{command}");
    assert!(partial.machines.len() > 20, "the other tenant is complete");
    let view = desk.see(|view| tenants(view).iter().any(|tenant| tenant.sign_in.is_some())).await;
    let wanting: Vec<_> = tenants(&view).into_iter().filter_map(|it| it.sign_in.as_deref()).collect();
    assert_eq!(wanting, ["Sign in to Contoso Robotics to see its machines"]);

    let before = desk.azure.running().journal().len();
    let (account, tenant_id) = (Some(needed.account), needed.tenant);
    desk.want(Intent::SignIn { way: None, account, tenant: tenant_id });
    approve(&mut desk, &mut browser).await;
    let whole = until_whole(watch).await;
    assert!(whole.machines.len() > partial.machines.len());
    let since = desk.azure.running().journal().split_off(before);
    let read: Vec<&Entry> = since.iter().filter(|it| it.path.contains("statusOnly")).collect();
    assert_eq!(read.len(), 1, "only that tenant's one subscription was read again: {read:#?}");
    let again = |part: &str| since.iter().filter(|it| it.path.starts_with(part)).count();
    assert_eq!((again("/tenants"), again("/subscriptions?")), (0, 1));
    desk.see(|view| tenants(view).iter().all(|tenant| tenant.problem.is_none())).await;
}

async fn approve(desk: &mut Desk, browser: &mut Walker) {
    browser.open(&desk.page().await).await;
    assert_eq!(browser.shown().heading(), "Approve sign in request");
    browser.press("Approve").await;
    assert_eq!(browser.shown().heading(), "You are signed in, you can close this page");
}

async fn until_whole(mut watch: jit_app::Watch) -> std::sync::Arc<Inventory> {
    loop {
        let seen = watch.changed().await;
        if seen.waiting.is_empty() && seen.failures.is_empty() {
            return seen;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_settings_leave_out_is_not_asked_and_a_wrong_name_is_told() {
    let look_at = json!({ "look_at": {
        "not_tenants": ["contosorobotics.com", "Fabrikan"], "not_subscriptions": ["contoso development"] } });
    let azure = SimulatedAzure::start().await;
    let mut desk = Desk::signed_out_with(azure.clone(), look_at, |_| ()).await;
    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!((inventory.failures.len(), &inventory.unknown), (0, &vec!["Fabrikan".to_owned()]));
    let subscriptions: std::collections::BTreeSet<&str> =
        inventory.machines.iter().map(|machine| machine.vm.subscription.as_str()).collect();
    assert_eq!(Vec::from_iter(subscriptions), ["Contoso Production"]);
    let robotics = tenant(&azure, ROBOTICS);
    assert_eq!(azure.calls(&format!("/{robotics}/oauth2")).len(), 0);
    assert_eq!((azure.calls(SUBSCRIPTIONS).len(), azure.calls("statusOnly=true").len()), (1, 1));
    let view = desk.see(|view| !tenants(view).is_empty()).await;
    assert_eq!(
        tenants(&view).iter().map(|it| it.name.as_str()).collect::<Vec<_>>(),
        ["Contoso Manufacturing"]
    );
}

/// Adds a third tenant with a subscription and nothing in it.
fn add_fabrikam(world: &mut Value) {
    const FABRIKAM: &str = "7e4d9b2c-83f6-4da0-a135-b6c2d8e4f924";
    const PLANT: &str = "44a6dbc3-0f85-414c-a9d7-31ba5f8c2d44";
    let copy = |list: &Value, edits: &[(&str, &str)]| {
        let mut copy = list.as_array().unwrap().last().unwrap().clone();
        edits.iter().for_each(|(field, value)| copy[field] = json!(value));
        copy
    };
    let names = [("id", FABRIKAM), ("display_name", "Fabrikam"), ("default_domain", "fabrikam.com")];
    let fabrikam = copy(&world["tenants"], &names);
    let plant = copy(
        &world["subscriptions"],
        &[("id", PLANT), ("tenant", FABRIKAM), ("display_name", "Fabrikam Plant")],
    );
    world["tenants"].as_array_mut().unwrap().push(fabrikam);
    world["subscriptions"].as_array_mut().unwrap().push(plant);
    for principal in world["principals"].as_array_mut().unwrap() {
        principal["tenants"].as_array_mut().unwrap().push(json!(FABRIKAM));
        let role = json!({ "role": "Reader", "scope": format!("/subscriptions/{PLANT}") });
        principal["assignments"].as_array_mut().unwrap().push(role);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn three_tenants_cost_one_token_each_and_no_request_twice() {
    let azure = SimulatedAzure::edited(add_fabrikam).await;
    let (desk, _) = Desk::signed_in(azure.clone()).await;
    let token = "^POST /[^/]+/oauth2/v2.0/token";
    let before = azure.calls("^(GET|POST) ").len();
    assert_eq!(azure.calls(token).len(), 1, "the code of the sign-in");
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!((inventory.failures.len(), inventory.tenants.len()), (0, 3));
    assert_eq!(
        azure.calls(token).len(),
        3,
        "the first token came with the sign-in, the other tenants' by refresh"
    );
    let (tenants, subscriptions) = (3, 4);
    let graph = azure.calls("^POST /providers/Microsoft.ResourceGraph/");
    assert_eq!((azure.calls("^GET /tenants\\?").len(), azure.calls(SUBSCRIPTIONS).len()), (1, tenants));
    assert_eq!(graph.len(), tenants);
    assert_eq!(azure.calls("^(GET|POST) ").len() - before, 2 + 1 + 2 * tenants + 2 * subscriptions);

    desk.engine().inventory().await.unwrap();
    assert_eq!(azure.calls(token).len(), 3, "a second reading needs no token");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tenant_costs_two_requests_for_each_subscription_and_one_for_each_page() {
    let config = azure_sim::Config { world: azure_sim::World::fleet(60, 6, 7), ..SimulatedAzure::quick() };
    let desk = Desk::at(SimulatedAzure::with(config).await).await;
    let inventory = desk.engine().inventory().await.unwrap();
    assert_eq!(inventory.machines.len(), 60);
    let pages = desk.azure.calls("^POST /providers/Microsoft.ResourceGraph/").len();
    let (token, tenants, subscriptions) = (1, 1, 1);
    assert_eq!(desk.azure.calls("^(GET|POST) ").len(), token + tenants + subscriptions + pages + 2 * 6);
    assert_eq!(pages, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_stays_knows_the_tenants_after_a_sign_in_though_nobody_looks_at_a_list() {
    let azure = SimulatedAzure::start().await;
    let mut desk = Desk::signed_out_with(azure, json!({}), |options| options.stays = true).await;
    let mut browser = desk.browser();
    desk.sign_in(&mut browser, "Barbara").await;
    let view = desk.see(|view| tenants(view).len() == 2).await;
    let names: Vec<&str> = tenants(&view).into_iter().map(|tenant| tenant.name.as_str()).collect();
    assert_eq!(names, ["Contoso Manufacturing", "Contoso Robotics"]);
    let account = account(&desk, "barbara");
    desk.want(Intent::SignOut { account });
    desk.see(|view| view.accounts.is_empty()).await;
    assert!(desk.engine().cached_inventory().await.is_none(), "nothing of it is left");
}
