//! Why a machine does not answer, line by line.

use super::*;

/// A machine whose port is open and stays silent until the patience ends.
fn silent() -> Story {
    let mut story = Story::connect(Wish { wait_secs: 60, ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    let request = story.open_request("203.0.113.7", 180);
    story.pass_ms(2_000).policy(listing(request)).pass_ms(61_000);
    assert_eq!(story.problem().code, Code::NotAnswering);
    story
}

fn tell(story: &mut Story, facts: Vec<CheckFact>) {
    let attempt = story.attempt().id;
    story.effects.clear();
    story.want(Intent::Check { attempt });
    assert!(matches!(story.effects.as_slice(), [Effect::Check(order)] if order.vm == vm_ref()));
    for fact in facts {
        assert_eq!(check(story).advice, None, "no advice before everything is known");
        story.tell(Event::Checked { attempt, fact });
    }
}

fn check(story: &Story) -> CheckView {
    story.attempt().check.expect("a check goes on")
}

fn group(allows: bool) -> EffectiveGroup {
    let rule = EffectiveRule {
        name: "corp-deny".into(),
        priority: 100,
        allows,
        ports: vec![(0, u16::MAX)],
        sources: vec!["0.0.0.0/0".parse().unwrap()],
        destinations: vec!["10.0.0.0/16".parse().unwrap()],
    };
    EffectiveGroup { name: "web-nsg".into(), place: "the subnet".into(), rules: vec![rule] }
}

/// Everything as it should be.
fn good(story: &Story) -> Vec<CheckFact> {
    let vitals = Vitals {
        power: Power::Running,
        agent_is_ready: Some(true),
        private_address: Some("10.0.0.4".parse().unwrap()),
    };
    vec![
        CheckFact::Address(Ok("203.0.113.7".parse().unwrap())),
        CheckFact::Request(Ok(listing(story.open_request("203.0.113.7", 180)))),
        CheckFact::Rules(Ok(vec![group(true)])),
        CheckFact::Machine(Ok(vitals)),
        CheckFact::WayOut(true),
    ]
}

fn advised(changed: CheckFact) -> (String, String) {
    let mut story = silent();
    let mut facts = good(&story);
    let place =
        facts.iter().position(|fact| std::mem::discriminant(fact) == std::mem::discriminant(&changed));
    facts[place.unwrap()] = changed;
    tell(&mut story, facts);
    let view = check(&story);
    let failed = view.lines.iter().find(|line| line.state == CheckState::Fail);
    let about = failed.map(|line| line.about.clone()).unwrap_or_default();
    (about, view.advice.unwrap().action.label)
}

#[test]
fn where_nothing_is_in_the_way_what_cannot_be_seen_is_named() {
    let mut story = silent();
    let facts = good(&story);
    tell(&mut story, facts);
    let view = check(&story);
    let labels: Vec<_> = view.lines.iter().map(|line| line.label.as_str()).collect();
    assert_eq!(labels, ["Your address", "Access in Azure", "Security rules", "Machine", "This network"]);
    assert!(view.lines.iter().all(|line| line.state == CheckState::Pass), "{:#?}", view.lines);
    let advice = view.advice.unwrap();
    assert!(advice.text.contains("the machine's own firewall"), "{}", advice.text);
    assert_eq!(advice.action.label, "See screen of the machine");
}

#[test]
fn each_thing_in_the_way_is_named_with_its_way_out() {
    let said = |about: &str, action: &str| (about.to_owned(), action.to_owned());
    assert_eq!(
        advised(CheckFact::Address(Ok("203.0.113.99".parse().unwrap()))),
        said("You are at 203.0.113.99 now; access is open for 203.0.113.7.", "Open for the new address")
    );
    assert_eq!(
        advised(CheckFact::Request(Ok(policy(Sources::Any)))),
        said("Azure no longer lists port 22 as open for 203.0.113.7.", "Ask again")
    );
    assert_eq!(
        advised(CheckFact::Rules(Ok(vec![group(false)]))),
        said(
            "The rule corp-deny of web-nsg on the subnet keeps port 22 closed.",
            "Open networking in the portal"
        )
    );
    let hangs = Vitals { power: Power::Running, agent_is_ready: Some(false), private_address: None };
    assert_eq!(
        advised(CheckFact::Machine(Ok(hangs))),
        said(
            "It is running, but its agent is not ready: it may still be starting, or hang.",
            "See screen of the machine"
        )
    );
    assert_eq!(
        advised(CheckFact::WayOut(false)),
        said("Direct connections do not get out, and SSH does not use a web proxy.", "Try again")
    );
}

#[test]
fn what_may_not_be_read_is_unknown_by_the_name_of_the_permission() {
    let mut story = silent();
    let mut facts = good(&story);
    facts[2] = CheckFact::Rules(Err(failed(Code::NotPermitted)));
    tell(&mut story, facts);
    let line = check(&story).lines.remove(2);
    assert_eq!(line.state, CheckState::Unknown);
    assert!(line.about.ends_with("effectiveNetworkSecurityGroups/action."), "{}", line.about);
}

#[test]
fn a_check_runs_once_at_a_time_and_only_after_a_failure() {
    let mut story = silent();
    let attempt = story.attempt().id;
    story.want(Intent::Check { attempt }).effects.clear();
    story.want(Intent::Check { attempt });
    assert_eq!(story.effects, []);
    let mut running = Story::connect(Wish::default());
    let attempt = running.attempt().id;
    running.effects.clear();
    running.want(Intent::Check { attempt });
    assert_eq!(running.effects, []);
}
