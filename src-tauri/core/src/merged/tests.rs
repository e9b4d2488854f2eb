//! Two accounts, and one list.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::*;
use crate::{AccountId, Code, Os, Past, Problem, Vm, VmRef, WayIn};

fn account(name: &str) -> Account {
    Account { id: AccountId(format!("id-{name}")), way: WayIn::Browser, name: name.to_owned(), tenant: None }
}

fn machine(subscription: &str, name: &str, power: Power, jit: Jit) -> Machine {
    let id = format!(
        "/subscriptions/{subscription}/resourceGroups/rg/providers/Microsoft.Compute/virtualMachines/{name}"
    );
    let vm = Vm {
        name: name.to_owned(),
        subscription: subscription.to_owned(),
        resource_group: "rg".to_owned(),
        region: "westeurope".to_owned(),
        os: Os::Linux,
        power,
        admin_user: None,
        vm_guid: None,
        private_address: None,
        public_address: None,
        dns_name: None,
        size: None,
        computer_name: None,
        zones: Vec::new(),
        tags: BTreeMap::new(),
        at: VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None },
    };
    Machine { vm, jit, past: Past::default() }
}

fn failed(part: Part, scope: &str) -> Unanswered {
    let problem = Problem::new(Code::Busy, "Azure is busy.", "Wait.");
    Unanswered { part, scope: scope.to_owned(), problem, known_from: None }
}

fn seen(second: i64, machines: Vec<Machine>, failures: Vec<Unanswered>) -> Inventory {
    let as_of = Some(Timestamp::from_second(second).unwrap());
    Inventory { machines, failures, as_of, ..Inventory::default() }
}

fn shown(merged: &Inventory) -> Vec<String> {
    let one = |machine: &Machine| {
        let account = machine.vm.at.account.as_ref().map_or("-", |account| &account.0);
        format!("{} of {account}", machine.vm.name)
    };
    merged.machines.iter().map(one).collect()
}

#[test]
fn a_machine_is_shown_once_as_the_account_sees_it_that_knows_more() {
    let ada = seen(
        20,
        vec![
            machine("s1", "web-01", Power::Running, Jit::Unknown),
            machine("s1", "web-03", Power::Running, Jit::Off),
        ],
        vec![],
    );
    let eve = seen(
        10,
        vec![
            machine("S1", "WEB-01", Power::Running, Jit::Off),
            machine("s2", "web-02", Power::Stopped, Jit::Off),
            machine("s1", "web-03", Power::Running, Jit::Off),
        ],
        vec![],
    );
    let merged = Inventory::merged(vec![(account("ada"), ada.clone()), (account("eve"), eve)]);
    assert_eq!(shown(&merged), ["WEB-01 of id-eve", "web-02 of id-eve", "web-03 of id-ada"]);
    assert_eq!(merged.as_of, Some(Timestamp::from_second(10).unwrap()), "the age of the older one");
    let alone = Inventory::merged(vec![(account("ada"), ada)]);
    assert_eq!(shown(&alone), ["web-01 of id-ada", "web-03 of id-ada"]);
    assert_eq!(Inventory::merged(Vec::new()), Inventory::default());
}

#[test]
fn what_one_account_could_not_read_and_another_did_is_not_missing() {
    let policies = |subscription: &str| Part::Policies(subscription.to_owned());
    let ada = seen(
        1,
        vec![
            machine("s1", "web-01", Power::Running, Jit::Unknown),
            machine("s2", "web-02", Power::Running, Jit::Unknown),
        ],
        vec![
            failed(policies("s1"), "One"),
            failed(policies("s2"), "Two"),
            failed(Part::Subscriptions(None), "your tenant"),
        ],
    );
    let eve = seen(2, vec![machine("s1", "web-01", Power::Running, Jit::Off)], vec![]);
    let merged = Inventory::merged(vec![(account("ada"), ada), (account("eve"), eve)]);
    assert_eq!(merged.unanswered(), ["Two (ada)", "your tenant (ada)"]);
}

#[test]
fn an_account_of_which_nothing_is_known_yet_is_waited_for() {
    let ada = Inventory { waiting: vec!["Contoso".to_owned()], ..seen(1, vec![], vec![]) };
    let merged = Inventory::merged(vec![(account("eve"), Inventory::default()), (account("ada"), ada)]);
    assert_eq!(merged.waiting, ["Contoso", "eve"]);
    assert!(merged.as_of.is_some());
}
