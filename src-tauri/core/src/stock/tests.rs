//! Answers in any order, and what stays when one fails.

use super::*;
use crate::{Code, Inventory, JitDuration, PolicyMachine, PortRule, Sources};

const VM: &str = "/subscriptions/S1/resourceGroups/RG-WEB/providers/Microsoft.Compute/virtualMachines/web-01";

fn at(minute: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
}

fn id(text: &str) -> ResourceId {
    ResourceId::parse(text).unwrap()
}

fn scopes(names: &[(&str, &str)]) -> Increment {
    let scope = |(id, name): &(&str, &str)| Scope {
        subscription: (*id).to_owned(),
        name: (*name).to_owned(),
        tenant: Some("t1".to_owned()),
    };
    Increment::Scopes(None, names.iter().map(scope).collect())
}

fn page(ids: &[&str]) -> Increment {
    let vm = |text: &&str| Vm {
        region: "westeurope".to_owned(),
        dns_name: Some("contoso.westeurope.cloudapp.azure.com".to_owned()),
        ..Vm::unread(id(&text.to_lowercase()))
    };
    Increment::Page(None, ids.iter().map(vm).collect())
}

fn power(subscription: &str, states: &[(&str, Power)]) -> Increment {
    Increment::Power(subscription.to_owned(), states.iter().map(|(text, power)| (id(text), *power)).collect())
}

fn policies(subscription: &str, machines: &[&str]) -> Increment {
    let rule =
        PortRule { number: 22, longest: "PT3H".parse::<JitDuration>().unwrap(), sources: Sources::Any };
    let machines = machines
        .iter()
        .map(|text| PolicyMachine { vm: id(text), ports: vec![rule.clone()], public_address: None })
        .collect();
    let policy = Policy { id: id("/subscriptions/s1/p"), machines, requests: Vec::new() };
    Increment::Policies(subscription.to_owned(), vec![policy])
}

fn problem() -> Problem {
    Problem::new(Code::Busy, "Azure is busy.", "Wait.")
}

fn asked(subscription: &str) -> [Increment; 2] {
    let name = subscription.to_uppercase();
    [
        Increment::Asked(Part::Policies(subscription.to_owned()), name.clone()),
        Increment::Asked(Part::Power(subscription.to_owned()), name),
    ]
}

fn tenant_asked() -> [Increment; 2] {
    let own = || "your tenant".to_owned();
    [Increment::Asked(Part::Subscriptions(None), own()), Increment::Asked(Part::Machines(None), own())]
}

/// A reading of everything at this minute.
fn read(stock: &mut Stock, minute: i64, increments: impl IntoIterator<Item = Increment>) -> Inventory {
    stock.begin();
    for increment in tenant_asked().into_iter().chain(asked("s1")).chain(increments) {
        stock.add(increment, at(minute));
    }
    stock.finish();
    stock.inventory()
}

fn all(state: Power) -> [Increment; 5] {
    [
        scopes(&[("s1", "Production")]),
        page(&[VM]),
        Increment::Listed(None),
        policies("s1", &[&VM.to_uppercase().replace("/SUBSCRIPTIONS", "/subscriptions")]),
        power("s1", &[(VM, state)]),
    ]
}

fn whose(account: &str) -> Whose {
    Whose { cloud: "https://management.azure.com".to_owned(), account: account.to_owned() }
}

#[test]
fn every_order_of_answers_gives_the_same_inventory() {
    let straight = read(&mut Stock::default(), 0, all(Power::Running));
    let [machine] = straight.machines.as_slice() else { panic!("one machine: {straight:?}") };
    assert_eq!((machine.vm.at.id.as_str(), machine.vm.resource_group.as_str()), (VM, "RG-WEB"));
    assert_eq!((machine.vm.power, machine.jit.ports().len()), (Power::Running, 1));
    assert_eq!(
        (machine.vm.subscription.as_str(), machine.vm.at.tenant.as_deref()),
        ("Production", Some("t1"))
    );
    assert_eq!((straight.as_of, straight.failures.len()), (Some(at(0)), 0));
    for turn in 0..5 {
        let mut turned = all(Power::Running);
        turned.rotate_left(turn);
        assert_eq!(read(&mut Stock::default(), 0, turned.clone()).machines, straight.machines);
        turned.reverse();
        // A page after the end of its list cannot happen.
        let page = turned.iter().position(|it| matches!(it, Increment::Page(..)));
        let listed = turned.iter().position(|it| matches!(it, Increment::Listed(_)));
        if page < listed {
            assert_eq!(read(&mut Stock::default(), 0, turned).machines, straight.machines);
        }
    }
}

#[test]
fn a_state_that_could_not_be_read_is_unknown_and_what_it_was_is_kept_beside_it() {
    let mut stock = Stock::default();
    read(&mut stock, 0, all(Power::Deallocated));
    let mut second = all(Power::Deallocated);
    second[4] = Increment::Failed(Part::Power("s1".to_owned()), problem());
    for minute in [30, 60] {
        let inventory = read(&mut stock, minute, second.clone());
        let machine = &inventory.machines[0];
        assert_eq!(machine.vm.power, Power::Unknown);
        assert_eq!(machine.past.power, Some((Power::Deallocated, at(0))), "from the first reading");
        assert_eq!(machine.past.from, None, "everything else is fresh");
        let failure = &inventory.failures[0];
        assert_eq!((failure.scope.as_str(), failure.known_from), ("S1", Some(at(0))));
        assert_eq!(inventory.as_of, Some(at(minute)));
    }
    let inventory = read(&mut stock, 90, all(Power::Running));
    assert_eq!(
        (inventory.machines[0].vm.power, inventory.machines[0].past),
        (Power::Running, Past::default())
    );
    let silent = read(&mut stock, 91, {
        let mut answers = all(Power::Running);
        answers[4] = power("s1", &[]);
        answers
    });
    assert_eq!(silent.machines[0].vm.power, Power::Unknown, "an answer without the machine is no answer");
    assert_eq!(silent.machines[0].past.power, Some((Power::Running, at(90))));
}

#[test]
fn what_was_known_of_a_part_that_fails_stays_with_its_age() {
    let mut stock = Stock::default();
    read(&mut stock, 0, all(Power::Running));
    let inventory = read(
        &mut stock,
        10,
        [
            scopes(&[("s1", "Production")]),
            Increment::Failed(Part::Machines(None), problem()),
            Increment::Failed(Part::Policies("s1".to_owned()), problem()),
            power("s1", &[(VM, Power::Running)]),
        ],
    );
    let machine = &inventory.machines[0];
    assert_eq!((machine.vm.region.as_str(), machine.jit.ports().len()), ("westeurope", 1));
    assert_eq!((machine.vm.power, machine.past.from), (Power::Running, Some(at(0))));
    let scopes: Vec<&str> = inventory.failures.iter().map(|failure| failure.scope.as_str()).collect();
    assert_eq!(scopes, ["S1", "your tenant"]);
    let fresh = read(&mut stock, 20, all(Power::Running));
    assert_eq!((fresh.machines[0].past.from, fresh.failures.len()), (None, 0));
}

#[test]
fn a_machine_without_a_row_is_there_with_what_is_known() {
    let lost = [
        scopes(&[("s1", "Production")]),
        Increment::Failed(Part::Machines(None), problem()),
        policies("s1", &[VM]),
        power("s1", &[(VM, Power::Running)]),
    ];
    let inventory = read(&mut Stock::default(), 0, lost);
    let machine = &inventory.machines[0];
    assert_eq!((machine.vm.name.as_str(), machine.vm.power), ("web-01", Power::Running));
    assert_eq!((machine.vm.region.as_str(), machine.jit.ports().len()), ("", 1));
}

#[test]
fn what_is_gone_goes_and_what_only_failed_does_not() {
    let other = VM.replace("S1", "s2").replace("web-01", "db-02");
    let mut stock = Stock::default();
    let mut first: Vec<Increment> = all(Power::Running).into();
    first[0] = scopes(&[("s1", "Production"), ("s2", "Test")]);
    first[1] = page(&[VM, &other]);
    first.splice(0..0, asked("s2"));
    first.push(power("s2", &[(&other, Power::Running)]));
    assert_eq!(read(&mut stock, 0, first).machines.len(), 2);
    let failed = [Increment::Failed(Part::Subscriptions(None), problem())];
    let offline = read(&mut stock, 1, failed);
    assert_eq!(offline.machines.len(), 2);
    assert!(offline.machines.iter().all(|machine| machine.vm.power == Power::Unknown
        && machine.past.from == Some(at(0))
        && machine.past.power == Some((Power::Running, at(0)))));
    assert_eq!(read(&mut stock, 2, all(Power::Running)).machines.len(), 1, "the second subscription is gone");
    let mut empty = all(Power::Running);
    (empty[1], empty[4]) = (page(&[]), power("s1", &[]));
    assert_eq!(read(&mut stock, 3, empty).machines.len(), 0, "the machine is gone");
}

#[test]
fn who_has_not_answered_yet_is_named() {
    let mut stock = Stock::default();
    stock.begin();
    for increment in tenant_asked().into_iter().chain(asked("s1")).chain([page(&[VM])]) {
        stock.add(increment, at(0));
    }
    stock.add(Increment::Tenants(vec![(None, "Contoso".to_owned())]), at(0));
    let inventory = stock.inventory();
    assert_eq!(
        (inventory.machines.len(), inventory.waiting),
        (1, vec!["Contoso".to_owned(), "S1".to_owned()])
    );
    assert_eq!((inventory.machines[0].vm.power, &inventory.machines[0].jit), (Power::Unknown, &Jit::Unknown));
}

#[test]
fn a_file_brings_back_what_was_kept_for_the_same_account_only() {
    let mut stock = Stock::default();
    let mut answers = all(Power::Running);
    answers[4] = Increment::Failed(Part::Power("s1".to_owned()), problem());
    read(&mut stock, 0, all(Power::Stopped));
    let kept = read(&mut stock, 5, answers);
    let text = stock.to_json(&whose("ada"));
    let back = Stock::from_json(&text, &whose("ada")).unwrap().unwrap();
    assert_eq!(back.inventory(), kept);
    assert_eq!(Stock::from_json(&text, &whose("eve")), Ok(None));
    let broken = Stock::from_json(&text[..text.len() / 2], &whose("ada")).unwrap_err();
    assert!(
        broken.message.starts_with("The list of machines kept from before cannot be used: "),
        "{broken:?}"
    );
    assert!(Stock::from_json(&text.replace("\"schema\":1", "\"schema\":0"), &whose("ada")).is_err());
}

#[test]
fn tenants_tell_what_keeps_their_machines_from_being_seen() {
    let mut stock = Stock::default();
    let mut answers = Vec::from(all(Power::Running));
    let robotics = || Part::Subscriptions(Some("t2".to_owned()));
    answers.push(Increment::Tenants(vec![
        (None, "Contoso".to_owned()),
        (Some("t2".to_owned()), "Contoso Robotics".to_owned()),
    ]));
    answers.push(Increment::Asked(robotics(), "Contoso Robotics".to_owned()));
    answers.push(Increment::Failed(robotics(), problem()));
    let seen = read(&mut stock, 0, answers);
    let names = [("t1", "Contoso"), ("t2", "Contoso Robotics")];
    assert_eq!(seen.tenants, names.map(|(id, name)| (id.to_owned(), name.to_owned())).into());
    let account = crate::Account {
        id: crate::AccountId("o.t1".to_owned()),
        way: crate::WayIn::Browser,
        name: "ada@contoso.com".to_owned(),
        tenant: Some("T1".to_owned()),
    };
    let told = |stock: &Stock| {
        let news = stock.tenant_news(&account).into_iter();
        news.map(|news| (news.id, news.name, news.problem.is_some())).collect::<Vec<_>>()
    };
    let expected = [("t1", "Contoso", false), ("t2", "Contoso Robotics", true)];
    assert_eq!(told(&stock), expected.map(|(id, name, failed)| (id.to_owned(), name.to_owned(), failed)));
    let kept = Stock::from_json(&stock.to_json(&whose("ada")), &whose("ada")).unwrap().unwrap();
    assert_eq!(told(&kept), told(&stock), "the name of a tenant that failed is kept, too");
}
