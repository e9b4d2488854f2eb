//! What people see, at every width of a terminal.

use jiff::tz::TimeZone;
use jit_core::search::{Context, Query};
use jit_core::{
    AccessRequest, Code, Favourites, Inventory, Jit, Machine, Os, Part, Past, PortRule, Power, Problem,
    Protection, RequestStatus, ResourceId, Sources, Unanswered, Vm, VmRef, Windows,
};
use unicode_width::UnicodeWidthStr;

use super::signed::Signed;
use super::{Listing, words};

const NOW: &str = "2026-02-01T12:00:00Z";

/// Machines as a company has them: long names, other scripts, and what is not known.
pub(super) fn inventory() -> Inventory {
    let machines = vec![
        machine("db-01", "rg-data", Os::Windows, Power::Stopped, protected(&[1433, 3389])),
        machine(
            "plc-gateway-werk-süd-hallo-日本-0007",
            "rg-plant-equipment-and-gateways",
            Os::Linux,
            Power::Running,
            Jit::Off,
        ),
        machine("web-01", "rg-web", Os::Linux, Power::Running, open(protected(&[22, 22]))),
        machine("web-02", "rg-web", Os::Linux, Power::Deallocated, protected(&[22])),
        machine("web-03", "rg-web", Os::Unknown, Power::Unknown, Jit::Unknown),
    ];
    Inventory { machines, failures: vec![failure("Fabrikam Test")], ..Inventory::default() }
}

fn failure(scope: &str) -> Unanswered {
    let message = format!("Azure is busy and put off the policies in {scope}.");
    let problem = Problem::new(Code::Busy, message, "Wait a minute, then try again.");
    Unanswered { part: Part::Policies("s".into()), scope: scope.into(), problem, known_from: None }
}

fn machine(name: &str, group: &str, os: Os, power: Power, jit: Jit) -> Machine {
    let id = format!(
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{}",
        name.len()
    );
    let vm = Vm {
        at: VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None },
        name: name.into(),
        subscription: "Contoso Production".into(),
        resource_group: group.into(),
        region: "westeurope".into(),
        os,
        power,
        admin_user: None,
        vm_guid: None,
        private_address: None,
        public_address: (power == Power::Running).then(|| [203, 0, 113, 200].into()),
        dns_name: None,
        size: (os != Os::Unknown).then(|| "Standard_D4s_v5".into()),
        computer_name: None,
        zones: vec![],
        tags: [].into(),
    };
    Machine { vm, jit, past: Past::default() }
}

fn protected(ports: &[u16]) -> Jit {
    let rule =
        |port: &u16| PortRule { number: *port, longest: "PT3H".parse().unwrap(), sources: Sources::Any };
    Jit::On(Protection { ports: ports.iter().map(rule).collect(), requests: vec![] })
}

fn open(jit: Jit) -> Jit {
    let Jit::On(mut protection) = jit else { return jit };
    for (until, status) in [
        ("2026-02-01T14:42:00Z", RequestStatus::Initiated),
        ("2026-02-02T01:00:00Z", RequestStatus::Revoked("NewerRequestInitiated".into())),
    ] {
        protection.requests.push(AccessRequest {
            vm: ResourceId::parse("/subscriptions/s").unwrap(),
            port: 22,
            source: None,
            from: NOW.parse().unwrap(),
            until: until.parse().unwrap(),
            status,
            mapped_port: None,
            requestor: None,
        });
    }
    Jit::On(protection)
}

fn with_listing<T>(inventory: &Inventory, text: &str, show: impl FnOnce(&Listing<'_>) -> T) -> T {
    listing_of(inventory, &Signed::default(), text, show)
}

pub(super) fn listing_of<T>(
    inventory: &Inventory,
    signed: &Signed,
    text: &str,
    show: impl FnOnce(&Listing<'_>) -> T,
) -> T {
    let (favourites, windows) = (Favourites::default(), Windows::default());
    let now = NOW.parse().unwrap();
    let context = Context { now, favourites: &favourites, windows: &windows, last_used: None };
    show(&Listing::new(inventory, &Query::parse(text), context, signed))
}

fn shown(width: Option<usize>) -> String {
    let zone = TimeZone::fixed(jiff::tz::offset(1));
    "\n".to_owned() + &with_listing(&inventory(), "", |listing| listing.table(&zone, width))
}

#[test]
fn without_a_terminal_everything_is_there() {
    assert_eq!(shown(None), "
NAME                                  STATE                   JIT               ADDRESS        OS       SIZE             REGION      RESOURCE GROUP                   SUBSCRIPTION
db-01                                 stopped (still billed)  1433,3389         -              windows  Standard_D4s_v5  westeurope  rg-data                          Contoso Production
plc-gateway-werk-süd-hallo-日本-0007  running                 no policy         203.0.113.200  linux    Standard_D4s_v5  westeurope  rg-plant-equipment-and-gateways  Contoso Production
web-01                                running                 open until 15:42  203.0.113.200  linux    Standard_D4s_v5  westeurope  rg-web                           Contoso Production
web-02                                stopped                 22                -              linux    Standard_D4s_v5  westeurope  rg-web                           Contoso Production
web-03                                unknown                 unknown           -              unknown                   westeurope  rg-web                           Contoso Production");
}

#[test]
fn a_wide_terminal_has_room_for_all_columns() {
    assert_eq!(shown(Some(160)), "
NAME                                  STATE                   JIT               ADDRESS        OS       REGION      RESOURCE GROUP            SUBSCRIPTION
db-01                                 stopped (still billed)  1433,3389         -              windows  westeurope  rg-data                   Contoso Production
plc-gateway-werk-süd-hallo-日本-0007  running                 no policy         203.0.113.200  linux    westeurope  rg-plant-equipment-and-…  Contoso Production
web-01                                running                 open until 15:42  203.0.113.200  linux    westeurope  rg-web                    Contoso Production
web-02                                stopped                 22                -              linux    westeurope  rg-web                    Contoso Production
web-03                                unknown                 unknown           -              unknown  westeurope  rg-web                    Contoso Production");
}

#[test]
fn an_ordinary_terminal_shows_what_matters() {
    assert_eq!(
        shown(Some(100)),
        "
NAME                           STATE                   JIT               ADDRESS        SUBSCRIPTION
db-01                          stopped (still billed)  1433,3389         -              Contoso Pro…
plc-gateway-werk-süd-hallo-…   running                 no policy         203.0.113.200  Contoso Pro…
web-01                         running                 open until 15:42  203.0.113.200  Contoso Pro…
web-02                         stopped                 22                -              Contoso Pro…
web-03                         unknown                 unknown           -              Contoso Pro…"
    );
}

#[test]
fn eighty_columns() {
    assert_eq!(
        shown(Some(80)),
        "
NAME                     STATE                   JIT               ADDRESS
db-01                    stopped (still billed)  1433,3389         -
plc-gateway-werk-süd-h…  running                 no policy         203.0.113.200
web-01                   running                 open until 15:42  203.0.113.200
web-02                   stopped                 22                -
web-03                   unknown                 unknown           -"
    );
}

#[test]
fn two_hundred_columns() {
    assert_eq!(shown(Some(200)), "
NAME                                  STATE                   JIT               ADDRESS        OS       SIZE             REGION      RESOURCE GROUP                   SUBSCRIPTION
db-01                                 stopped (still billed)  1433,3389         -              windows  Standard_D4s_v5  westeurope  rg-data                          Contoso Production
plc-gateway-werk-süd-hallo-日本-0007  running                 no policy         203.0.113.200  linux    Standard_D4s_v5  westeurope  rg-plant-equipment-and-gateways  Contoso Production
web-01                                running                 open until 15:42  203.0.113.200  linux    Standard_D4s_v5  westeurope  rg-web                           Contoso Production
web-02                                stopped                 22                -              linux    Standard_D4s_v5  westeurope  rg-web                           Contoso Production
web-03                                unknown                 unknown           -              unknown                   westeurope  rg-web                           Contoso Production");
}

#[test]
fn sixty_columns() {
    assert_eq!(
        shown(Some(60)),
        "
NAME                STATE                   JIT
db-01               stopped (still billed)  1433,3389
plc-gateway-werk-…  running                 no policy
web-01              running                 open until 15:42
web-02              stopped                 22
web-03              unknown                 unknown"
    );
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for width in 1..=220 {
        let shown = shown(Some(width));
        assert!(shown.lines().all(|line| line.width() <= width), "{width}: {shown}");
    }
}

#[test]
fn hidden_characters_do_not_reach_the_terminal() {
    let mut inventory = inventory();
    inventory.machines[0].vm.name = "db\u{1b}[31m\u{202e}\n-01".into();
    let zone = TimeZone::UTC;
    let table = with_listing(&inventory, "", |listing| listing.table(&zone, None));
    assert!(table.contains("\ndb[31m -01 "), "{table}");
}

#[test]
fn a_state_that_was_not_read_stays_unknown() {
    let mut inventory = inventory();
    let at = NOW.parse().unwrap();
    for (machine, was) in inventory.machines.iter_mut().zip([
        Power::Stopped,
        Power::Deallocating,
        Power::Running,
        Power::Deallocated,
    ]) {
        machine.vm.power = Power::Unknown;
        machine.past.power = Some((was, at));
    }
    let table = with_listing(&inventory, "", |listing| listing.table(&TimeZone::UTC, Some(60)));
    let states: Vec<&str> =
        table.lines().skip(1).map(|line| line.split("unknown").nth(1).unwrap().trim()).collect();
    assert_eq!(
        states[..4],
        ["(was stopped)", "(was deallocating)", "(was running)", "(was stopped)"],
        "{table}"
    );
    let found = with_listing(&inventory, "state:stopped|state:running", |listing| listing.machines.len());
    assert_eq!(found, 0);
    let json = with_listing(&inventory, "db-01", |listing| listing.json());
    assert_eq!(json["machines"][0]["power"], "unknown");
    assert_eq!(json["machines"][0]["last_power"], serde_json::json!({ "power": "stopped", "at": NOW }));
}

#[test]
fn what_is_shown_from_before_says_how_old_it_is() {
    let mut inventory = inventory();
    let now: jiff::Timestamp = NOW.parse().unwrap();
    let back = |minutes| Some(now - jiff::SignedDuration::from_mins(minutes));
    inventory.failures[0].known_from = back(130);
    inventory.as_of = back(3);
    assert!(
        words::warnings(&inventory, &Signed::default(), now)[0]
            .ends_with("policies in Fabrikam Test. Shown as it was 2 h ago.")
    );
    assert_eq!(
        words::age(&inventory, now).unwrap(),
        "As read 3 min ago. \"jit list\" without --cached reads them anew."
    );
    for (minutes, told) in
        [(0, "a moment ago"), (59, "59 min ago"), (47 * 60, "47 h ago"), (49 * 60, "2 days ago")]
    {
        assert_eq!(words::ago(back(minutes).unwrap(), now), told);
    }
}

#[test]
fn the_count_names_what_is_missing() {
    let mut inventory = inventory();
    assert_eq!(words::count(2, &inventory), "2 of 5 machines; 1 subscription did not answer: Fabrikam Test.");
    inventory.failures.extend([failure("Adatum"), failure("Fabrikam Test")]);
    assert_eq!(
        words::count(5, &inventory),
        "5 machines; 2 subscriptions did not answer: Adatum, Fabrikam Test."
    );
    inventory.failures.clear();
    assert_eq!(words::count(1, &inventory), "1 of 5 machines.");
    let many = vec![inventory.machines[0].clone(); 12_345];
    assert_eq!(
        words::count(1_234, &Inventory { machines: many, ..Inventory::default() }),
        "1,234 of 12,345 machines."
    );
}

#[test]
fn a_few_failures_are_told_one_by_one_and_many_by_their_kind() {
    let mut inventory = inventory();
    inventory.failures.push(failure("Fabrikam Test"));
    assert_eq!(
        words::warnings(&inventory, &Signed::default(), NOW.parse().unwrap()),
        ["warning: Fabrikam Test did not answer: Azure is busy and put off the policies in Fabrikam Test."]
    );
    inventory.failures.extend(["Adatum", "Northwind", "Relecloud"].map(failure));
    let refused =
        Problem::new(Code::NotPermitted, "You may not read the machines in Wingtip.", "Ask for it.");
    inventory.failures.push(Unanswered { problem: refused, ..failure("Wingtip") });
    assert_eq!(
        words::warnings(&inventory, &Signed::default(), NOW.parse().unwrap()),
        [
            "warning: Adatum, Fabrikam Test, Northwind, Relecloud did not answer, for instance: Azure is busy and put off \
             the policies in Fabrikam Test.",
            "warning: Wingtip did not answer: You may not read the machines in Wingtip."
        ]
    );
}

#[test]
fn nothing_to_show_has_a_way_out() {
    let nothing = |inventory: &Inventory, text: &str| words::nothing(inventory, &Query::parse(text));
    assert_eq!(
        nothing(&inventory(), "sql-9"),
        "No machine matches \"sql-9\". Looked at 5 machines in 1 subscription; 1 subscription did not answer: Fabrikam Test. \
         \"jit list --help\" tells how to search."
    );
    assert_eq!(
        nothing(&Inventory::default(), ""),
        "You are signed in, but you cannot see any machine yet. Ask for the role Reader on a subscription, or sign in \
         with another account."
    );
    let failures = vec![failure("Fabrikam Test")];
    assert_eq!(
        nothing(&Inventory { failures, ..Inventory::default() }, ""),
        "No machine could be read: Fabrikam Test did not answer."
    );
}

#[test]
fn machines_that_cannot_be_judged_are_told() {
    let notes = |text: &str| with_listing(&inventory(), text, |listing| listing.notes());
    assert_eq!(notes("web").len(), 1, "the subscription that did not answer");
    assert_eq!(
        notes("-jit:on")[1..],
        [
            "note: Of one machine it is not known whether it matches: JIT policies could not be read, or it depends on the security rules, which are not read yet."
        ]
    );
    assert_eq!(
        notes("-jit:on is:exposed")[1..],
        [
            "note: \"is:exposed\" cannot be answered: which machines are open to the internet is not known yet."
        ]
    );
}
