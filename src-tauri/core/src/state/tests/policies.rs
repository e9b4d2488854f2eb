//! Several policies, firewalls, and requests in every state.

use crate::state::story::{Story, failed, listing, look, policy, vm_ref};
use crate::*;

const SECOND: &str = "/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/web-01";

fn second(port: u16, longest: &str, sources: Sources) -> Policy {
    let ports = vec![PortRule { number: port, longest: longest.parse().unwrap(), sources }];
    let machines = vec![PolicyMachine { vm: vm_ref().id, ports, public_address: None }];
    Policy { id: ResourceId::parse(SECOND).unwrap(), machines, requests: vec![] }
}

fn running(policies: Vec<Policy>) -> Look {
    Look { policies, ..look(Power::Running, Some("198.51.100.9")) }
}

#[test]
fn behind_a_firewall_the_way_in_is_its_address_and_the_mapped_port() {
    let mut guarded = policy(Sources::Any);
    guarded.machines[0].public_address = Some("192.0.2.1".parse().unwrap());
    let mut story = Story::connect(Wish::default());
    let seen = Look { policies: vec![guarded.clone()], ..look(Power::Running, None) };
    story.address("203.0.113.7").look(seen).accept();
    assert_eq!(
        story.open_questions(),
        Vec::<&str>::new(),
        "there is nowhere to knock before the port is mapped"
    );
    let request = AccessRequest { mapped_port: Some(40_022), ..story.open_request("203.0.113.7", 180) };
    story.pass_ms(2_000).policy(Policy { requests: vec![request], ..guarded });
    story.probe(ProbeOutcome::Answered);
    let launch = story.launch_asked();
    assert_eq!((launch.address.to_string().as_str(), launch.port), ("192.0.2.1", 40_022));
    story.launched();
    assert_eq!(story.view().windows[0].address.as_deref(), Some("192.0.2.1:40022"));
}

#[test]
fn a_machine_behind_a_firewall_needs_no_address_of_its_own() {
    let mut guarded = policy(Sources::Any);
    guarded.machines[0].public_address = Some("192.0.2.1".parse().unwrap());
    let mut story = Story::connect(Wish::default());
    let seen = Look { policies: vec![guarded], ..look(Power::Deallocated, None) };
    story.address("203.0.113.7").look(seen).start(None).accept().pass_ms(1_000);
    story.observe(Power::Running, None).pass_ms(10_000);
    assert!(!story.open_questions().contains(&"Observe"), "its own address is of no interest");
    assert!(story.attempt().outcome.is_none());
}

#[test]
fn of_several_policies_the_one_that_allows_most_is_asked() {
    let narrow = policy(Sources::Only(vec!["192.0.2.0/24".parse().unwrap()]));
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running(vec![narrow.clone(), second(22, "PT1H", Sources::Any)]));
    let asked = story.initiates().pop().unwrap();
    assert_eq!(asked.policy.as_str(), SECOND, "the first does not let this address in");

    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running(vec![second(22, "PT1H", Sources::Any), policy(Sources::Any)]));
    assert_ne!(story.initiates().pop().unwrap().policy.as_str(), SECOND, "the first allows less time");

    let mut story = Story::connect(Wish { port: Some(3389), ..Wish::default() });
    story
        .address("203.0.113.7")
        .look(running(vec![policy(Sources::Any), second(3389, "PT1H", Sources::Any)]));
    let asked = story.initiates().pop().unwrap();
    assert_eq!((asked.policy.as_str(), asked.port), (SECOND, 3389));
}

#[test]
fn a_window_of_either_policy_is_used() {
    let mut other = second(22, "PT1H", Sources::Any);
    other.machines[0].public_address = Some("192.0.2.1".parse().unwrap());
    let mut story = Story::connect(Wish::default());
    let request = AccessRequest { mapped_port: Some(40_022), ..story.open_request("203.0.113.7", 40) };
    other.requests.push(request);
    story
        .address("203.0.113.7")
        .look(running(vec![policy(Sources::Any), other]))
        .probe(ProbeOutcome::Answered);
    assert!(story.initiates().is_empty());
    assert_eq!(story.launch_asked().port, 40_022, "the window's own policy tells where its firewall is");
}

#[test]
fn the_narrowest_range_that_was_agreed_to_is_asked_for_and_never_everything() {
    for (ranges, source) in [
        (vec!["203.0.0.0/16", "203.0.113.0/24", "203.0.112.0/20"], "203.0.113.0/24"),
        (vec!["0.0.0.0/0"], "203.0.113.7"),
    ] {
        let ranges = ranges.iter().map(|range| range.parse().unwrap()).collect();
        let mut story = Story::connect(Wish { whole_range: true, ..Wish::default() });
        story.address("203.0.113.7").look(running(vec![policy(Sources::Only(ranges))]));
        assert_eq!(story.initiates()[0].source.to_string(), source);
    }
}

#[test]
fn a_policy_without_a_source_we_understand_says_so() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running(vec![policy(Sources::Only(vec![]))]));
    assert!(story.problem().message.ends_with("you are at 203.0.113.7, port 22 accepts no IPv4 address."));
}

#[test]
fn a_window_for_a_whole_network_is_shown_as_what_it_is() {
    let mut story = Story::connect(Wish::default());
    let wide = listing(story.open_request("203.0.113.0/24", 40));
    story.address("203.0.113.7").look(running(vec![wide])).probe(ProbeOutcome::Answered).launched();
    assert_eq!(story.connected().source, "203.0.113.0/24");
    assert_eq!(story.view().windows.len(), 1);
    assert_eq!(story.view().windows[0].about, "SSH, port 22, for 203.0.113.0/24");
}

#[test]
fn a_window_that_is_still_being_opened_is_waited_for() {
    let mut story = Story::connect(Wish::default());
    let request =
        AccessRequest { status: RequestStatus::Initiating, ..story.open_request("203.0.113.7", 40) };
    story.address("203.0.113.7").look(running(vec![listing(request.clone())]));
    assert_eq!(story.attempt().stages[2].state, StageState::Running);
    story.pass_ms(2_000).policy(listing(AccessRequest { status: RequestStatus::Initiated, ..request }));
    assert_eq!(story.attempt().stages[2].state, StageState::Done);
    assert!(story.initiates().is_empty());
}

#[test]
fn an_older_window_counts_although_a_newer_one_was_ended() {
    let mut story = Story::connect(Wish::default());
    let older = story.open_request("203.0.113.7", 90);
    let newer = AccessRequest {
        status: RequestStatus::Revoked("Expired".into()),
        from: older.from + jiff::SignedDuration::from_secs(60),
        ..story.open_request("203.0.113.0/24", 5)
    };
    story
        .address("203.0.113.7")
        .look(running(vec![Policy { requests: vec![older, newer], ..policy(Sources::Any) }]));
    assert!(story.initiates().is_empty());
}

#[test]
fn a_request_that_azure_ends_is_no_open_window() {
    for (reason, why) in [
        ("NewerRequestInitiated", "a newer request replaced it"),
        ("Expired", "its time was over"),
        ("", "no reason was given"),
        ("Quota\u{202E}", "the reason is Quota"),
    ] {
        let mut story = Story::connect(Wish::default());
        story.address("203.0.113.7").look(running(vec![policy(Sources::Any)])).accept();
        assert_eq!(story.view().windows.len(), 1);
        let status = RequestStatus::Revoked(reason.into());
        let request = AccessRequest { status, ..story.open_request("203.0.113.7", 180) };
        story.pass_ms(2_000);
        story.policy(listing(request));
        assert_eq!(story.problem().message, format!("Azure ended the access request for web-01: {why}."));
        assert_eq!(story.state_line(), "Access: not open. Machine: running.");
        assert_eq!(story.view().windows, []);
    }
}

#[test]
fn a_newer_request_for_the_same_source_is_as_good_as_the_own_one() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running(vec![policy(Sources::Any)])).accept();
    let replaced = RequestStatus::Revoked("NewerRequestInitiated".into());
    let own = AccessRequest { status: replaced, ..story.open_request("203.0.113.7", 180) };
    story.pass_ms(2_000);
    let newer = story.open_request("203.0.113.7", 60);
    story.policy(Policy { requests: vec![newer, own], ..policy(Sources::Any) });
    assert!(story.attempt().outcome.is_none());
    assert_eq!(story.attempt().stages[2].state, StageState::Done);
}

#[test]
fn a_word_azure_has_not_used_before_means_wait() {
    let mut story = Story::connect(Wish::default());
    story.address("203.0.113.7").look(running(vec![policy(Sources::Any)])).accept();
    let status = RequestStatus::Other("Reticulating".into());
    let request = AccessRequest { status, ..story.open_request("203.0.113.7", 180) };
    story.pass_ms(2_000).policy(listing(request));
    assert!(story.attempt().outcome.is_none());
    assert_eq!(story.view().windows.len(), 1);
}

#[test]
fn the_shortest_window_is_asked_for_whole() {
    for (wish, seconds) in [("5m", 300), ("PT5M3S", 300), ("6m", 355)] {
        let mut story = Story::connect(Wish { duration: wish.parse().unwrap(), ..Wish::default() });
        story.address("203.0.113.7").look(running(vec![policy(Sources::Any)]));
        assert_eq!(story.initiates()[0].until.duration_since(story.now).as_secs(), seconds, "{wish}");
    }
}

#[test]
fn a_refused_request_keeps_azures_details() {
    let mut story = Story::connect(Wish::default());
    let details = Details { correlation_id: Some("c-1".into()), ..Details::default() };
    let refused = failed(Code::OutsidePolicy).with_details(details);
    story.address("203.0.113.7").look(running(vec![policy(Sources::Any)])).refuse(refused.clone());
    story.look(running(vec![policy(Sources::Any)]));
    assert_eq!(story.problem(), refused);
}
