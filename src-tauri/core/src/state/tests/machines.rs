//! What is known of the machines, on favourites and in the search.

use std::sync::Arc;

use super::super::story::named;
use super::*;

fn machine(name: &str, power: Power) -> Machine {
    let mut vm = look(power, Some("198.51.100.9")).vm;
    (vm.at, vm.name, vm.computer_name) = (named(name), name.into(), None);
    let ports = vec![PortRule { number: 22, longest: "PT3H".parse().unwrap(), sources: Sources::Any }];
    let jit = Jit::On(Protection { ports, requests: vec![] });
    Machine { vm, jit, past: Past::default() }
}

fn list(story: &Story, machines: Vec<Machine>) -> Inventory {
    Inventory { machines, as_of: Some(story.now), ..Inventory::default() }
}

fn starred(names: &[&str]) -> Story {
    let one = |name: &&str| format!(r#"{{"id":"{name}","alias":"{name}!","arm":"{}"}}"#, named(name).id);
    let all: Vec<String> = names.iter().map(one).collect();
    let text = format!(r#"{{"schema":1,"favourites":[{}]}}"#, all.join(","));
    let favourites = Favourites::from_json(&text).unwrap();
    Story::with(Loaded { favourites, ..Loaded::default() })
}

fn tell(story: &mut Story, inventory: Inventory) {
    story.tell(Event::Machines(Arc::new(inventory)));
}

fn unanswered(scope: &str, part: Part, code: Code) -> Unanswered {
    Unanswered { part, scope: scope.into(), problem: failed(code), known_from: None }
}

fn find(story: &mut Story, text: &str) -> MachinesPage {
    let now = story.now;
    story.state.find(&MachinesQuery { text: text.into(), offset: 0, limit: 20 }, now)
}

#[test]
fn a_favourite_tells_its_subscription_and_power_as_soon_as_they_are_known() {
    let mut story = starred(&["web-01"]);
    let before = story.view().favourites.remove(0);
    assert_eq!((before.machine.as_str(), before.power_word.as_str()), ("web-01 · rg-web", "Unknown"));
    let machines = list(&story, vec![machine("web-01", Power::Deallocated)]);
    tell(&mut story, machines);
    let known = story.view().favourites.remove(0);
    assert_eq!((known.machine.as_str(), known.power_word.as_str()), ("web-01 · Production", "Stopped"));
    assert!(!known.missing);
}

#[test]
fn what_a_connect_saw_counts_for_more_than_an_older_list() {
    let mut story = starred(&["web-01"]);
    let machines = list(&story, vec![machine("web-01", Power::Deallocated)]);
    tell(&mut story, machines);
    story.press(Wish::default());
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9")));
    assert_eq!(story.view().favourites[0].power, Power::Running);
    story.pass_ms(100_000);
    story.cancel().pass_ms(100_000);
    assert_eq!(story.view().favourites[0].power, Power::Deallocated, "the list is newer by then");
}

#[test]
fn a_machine_counts_as_gone_only_where_a_complete_and_recent_list_lacks_it() {
    let mut story = starred(&["web-01"]);
    let others = || vec![machine("db-02", Power::Running)];
    let missing = |story: &Story| story.view().favourites[0].missing;
    assert!(!missing(&story), "nothing was read");
    let partial = unanswered("Test", Part::Machines(None), Code::AzureFailed);
    let incomplete = Inventory { failures: vec![partial], ..list(&story, others()) };
    tell(&mut story, incomplete);
    assert!(!missing(&story), "it may be in what did not answer");
    let complete = list(&story, others());
    tell(&mut story, complete);
    assert!(missing(&story));
    story.pass_ms(16 * 60_000);
    assert!(!missing(&story), "an old list tells nothing of machines made since");
}

#[test]
fn a20_offline_says_how_old_the_list_is_until_something_answers() {
    let mut story = starred(&["web-01"]);
    story.tell(Event::Watching(true));
    let whole = list(&story, vec![machine("web-01", Power::Running)]);
    let out = unanswered("Contoso", Part::Tenants, Code::Offline);
    let offline = Inventory { failures: vec![out], ..whole.clone() };
    tell(&mut story, offline);
    let said = story.view().machines;
    assert_eq!(
        said.offline.as_deref(),
        Some("Offline. This list is from 09:00. Access that is open keeps its closing time.")
    );
    assert_eq!(said.partial, None);
    story.effects.clear();
    story.tell(Event::NetworkChanged);
    assert!(story.effects.contains(&Effect::ReadMachines), "the list is read when the network returns");
    tell(&mut story, whole);
    assert_eq!(story.view().machines.offline, None);
}

#[test]
fn an_attempt_that_found_no_way_to_azure_is_outdated_by_a_later_answer() {
    let mut story = starred(&["web-01"]);
    story.press(Wish::default());
    story.answer(story.outstanding("PublicAddress"), Answer::PublicAddress(Err(failed(Code::Offline))));
    assert!(story.view().machines.offline.is_some());
    story.pass_ms(5_000);
    let machines = list(&story, vec![machine("web-01", Power::Running)]);
    tell(&mut story, machines);
    assert_eq!(story.view().machines.offline, None);
    assert_ne!(story.view().header, "JIT Tray - offline");
}

#[test]
fn what_did_not_answer_is_named_or_counted() {
    let mut story = Story::new();
    let part = |name: &str| unanswered(name, Part::Power(name.into()), Code::AzureFailed);
    let mut partial = |failures: Vec<Unanswered>| {
        let machines = list(&story, vec![machine("web-01", Power::Running)]);
        tell(&mut story, Inventory { failures, ..machines });
        story.view().machines.partial
    };
    assert_eq!(partial(vec![]), None);
    assert_eq!(partial(vec![part("Test")]).as_deref(), Some("Test did not answer. Showing what we have."));
    assert_eq!(
        partial(vec![part("A"), part("B"), part("C")]).as_deref(),
        Some("3 of 3 subscriptions did not answer. Showing what we have.")
    );
}

#[test]
fn the_search_finds_machines_and_favourites_page_by_page() {
    let mut story = starred(&["gone-01", "web-01"]);
    let names: Vec<String> = (1..=30).map(|number| format!("web-{number:02}")).collect();
    let mut machines: Vec<Machine> = names.iter().map(|name| machine(name, Power::Running)).collect();
    machines[1].jit = Jit::Off;
    let machines = list(&story, machines);
    tell(&mut story, machines);
    let page = find(&mut story, "web state:running");
    assert_eq!((page.total, page.rows.len()), (30, 20));
    assert_eq!(page.favourites, ["web-01"]);
    assert_eq!(page.rows[0].favourite.as_deref(), Some("web-01"), "favourites first");
    assert_eq!(page.rows[1].jit_word.as_deref(), Some("No JIT policy"));
    assert_eq!(page.rows[0].about, "rg-web · Production");
    let filters: Vec<_> = page.filters.iter().map(|it| (it.label.as_str(), it.without.as_str())).collect();
    assert_eq!(filters, [("state running", "web")]);
    let now = story.now;
    let rest = story.state.find(&MachinesQuery { text: "web".into(), offset: 20, limit: 20 }, now);
    assert_eq!((rest.total, rest.rows.len()), (30, 10));
    assert_eq!(find(&mut story, "gone").favourites, ["gone-01"], "also where the list lacks it");
    let nothing = find(&mut story, "sql-9");
    assert_eq!(nothing.nothing.as_deref(), Some("No machine matches 'sql-9'. Looked in 1 subscription."));
}

#[test]
fn nothing_found_says_whether_there_is_anything() {
    let mut story = Story::new();
    assert_eq!(find(&mut story, "x").nothing.as_deref(), Some("The machines are still being read."));
    let empty = list(&story, vec![]);
    tell(&mut story, empty);
    assert_eq!(
        find(&mut story, "x").nothing.as_deref(),
        Some("You can sign in, but you cannot see any machine yet.")
    );
}
