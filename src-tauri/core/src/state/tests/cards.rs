//! What people read when a connect failed (`ux` 3.4, 3.5).

use std::fmt::Write;

use crate::state::scripted::failures::SCENES;
use crate::state::story::Story;
use crate::*;

fn scene(name: &str) -> Story {
    SCENES.iter().find(|(known, _)| *known == name).map(|(_, tell)| tell()).unwrap()
}

fn card(story: &Story) -> Option<CardView> {
    match story.attempt().outcome {
        Some(OutcomeView::Failed { card, .. }) => Some(*card),
        _ => None,
    }
}

/// Technical words belong behind "Details".
fn is_plain(text: &str) -> bool {
    let guid = |word: &str| word.len() >= 32 && word.matches('-').count() >= 4;
    let words = ["AADSTS", "HTTP", "{", "}", "null", "Exception", "Microsoft.", "/subscriptions/"];
    !words.iter().any(|word| text.contains(word)) && !text.split(' ').any(guid)
}

#[test]
fn a17_twenty_failures_say_what_is_so_and_offer_one_action() {
    let mut text = String::new();
    for (name, tell) in SCENES {
        let Some(card) = card(&tell()) else { continue };
        assert_eq!(card.id.to_lowercase(), name.split('-').next().unwrap(), "{card:#?}");
        assert!(card.title.chars().count() <= 60, "{}", card.title);
        let state = card.state.as_deref().unwrap();
        assert!(state.starts_with("Access: ") && state.contains(" Machine: "), "{state}");
        let said = [&card.title, &card.body, &card.action.label, state];
        assert!(said.iter().all(|text| is_plain(text)), "{card:#?}");
        let labels = card.more.iter().map(|more| &more.label);
        assert_eq!(labels.clone().filter(|label| **label == card.action.label).count(), 0, "{name}");
        let more = labels.map(String::as_str).collect::<Vec<_>>().join(" | ");
        writeln!(
            text,
            "{name}: {}\n    {}\n    {state}\n    [{}] {more}",
            card.title, card.body, card.action.label
        )
        .unwrap();
    }
    insta::assert_snapshot!(text, @r#"
    e01: You're offline
        We can't reach Azure. Access that is open keeps its closing times. We try again when the network returns.
        Access: not open. Machine: unknown.
        [Try again] Network settings | Dismiss
    e02: Please sign in again
        Your sign-in ended. Nothing was changed.
        Access: not open. Machine: unknown.
        [Sign in] Try again | Dismiss
    e03: Your organisation wants an extra check
        Finish the check (MFA or device rule) in the browser, then we continue here.
        Access: not open. Machine: unknown.
        [Continue in browser] Dismiss
    e04: You may not request access to db-02
        Your account lacks the "request JIT access" permission.
        Access: not open. Machine: starting.
        [Copy request for your admin] Try again | Open in Azure portal | Dismiss
    e05: db-02 has no JIT policy
        Access can only be requested after JIT is switched on for this machine.
        Access: not open. Machine: running.
        [Copy request for your admin] Try again | Open in Azure portal | Dismiss
    e06: Port 22 is not allowed for db-02
        The policy allows 3389.
        Access: not open. Machine: running.
        [Use 3389] Dismiss
    e07: 3 h is longer than allowed
        The longest you can ask for is 1 h.
        Access: not open. Machine: starting.
        [Request 1 h] Dismiss
    e08: Your address is not on the allow list
        You are at 203.0.113.7; the policy accepts 198.51.100.0/24.
        Access: not open. Machine: running.
        [Copy request for your admin] Try again | Dismiss
    e08-range: Your address is not on the allow list
        You are at 203.0.113.7; the policy accepts 203.0.113.0/24, and Azure wants the range named as it stands there.
        Access: not open. Machine: running.
        [Request the whole range 203.0.113.0/24] Copy request for your admin | Dismiss
    e09: Azure is busy
        We tried several times. Azure asks to wait 30 s; the next try comes by itself.
        Access: not open. Machine: starting.
        [Try now] Dismiss
    e10: We're not sure which address Azure will see
        Amazon and Cloudflare gave 203.0.113.7 and 198.51.100.4 - often a VPN or proxy.
        Access: not open. Machine: unknown.
        [Choose address] Use 198.51.100.4 | Use 203.0.113.7 | Try again | Dismiss
    e11: Your address changed
        Access is open for 203.0.113.7, you are now at 198.51.100.4. Reconnecting would fail.
        Access: open until 11:59. Machine: starting.
        [Open for the new address] Dismiss
    e12: db-02 did not start
        Azure has no free capacity for this size in West Europe right now.
        Access: open until 11:59. Machine: stopped.
        [Keep trying for 15 min] Try again | Open in Azure portal | Dismiss
    e13: db-02 can't be started by you now
        A lock named 'no-touch' protects it.
        Access: open until 11:59. Machine: stopped.
        [Copy request for your admin] Try again | Open in Azure portal | Dismiss
    e13-permission: db-02 can't be started by you now
        You lack the start permission.
        Access: open until 11:59. Machine: stopped.
        [Copy request for your admin] Try again | Open in Azure portal | Dismiss
    e13-change: db-02 can't be started by you now
        Another change is running.
        Access: open until 11:59. Machine: stopped.
        [Wait and try again] Open in Azure portal | Dismiss
    e14: db-02 has no public address
        It can only be reached from inside its network (VPN or Bastion).
        Access: not open. Machine: running.
        [Use private address 10.0.0.4] Networking in Azure portal | Dismiss
    e15: db-02 is not answering on port 22
        Azure opened access, but something blocks the way: another firewall rule, the machine's own firewall, or this network.
        Access: open until 11:59. Machine: running.
        [Run connection check] Try again | Networking in Azure portal | Dismiss
    e16: SSH is not running on db-02
        The machine answers, the service does not. It may still be starting.
        Access: open until 11:59. Machine: running.
        [See screen of the machine] Try again | Dismiss
    e17: Windows didn't accept the sign-in
        Check the user name. If the domain is unreachable, a local administrator (.\name) often works.
        Access: open until 11:59. Machine: running.
        [Set user name] Try again | Dismiss
    e18: db-02 didn't accept your key
        Tried id_ed25519 as azureuser.
        Access: open until 11:59. Machine: running.
        [Choose key and user] Try again | Dismiss
    e19: db-02 shows a different identity
        This happens after a rebuild - or if someone intercepts the line. Do not continue unless you know why.
        Access: open until 11:59. Machine: running.
        [Compare fingerprints] Copy fingerprints | Dismiss
    e20: No SSH app found
        Access is open until 11:59, but we have nothing to open db-02 with.
        Access: open until 11:59. Machine: running.
        [Choose app] Try again | Dismiss
    "#);
}

#[test]
fn a17_every_code_has_a_card_of_its_kind() {
    let named = |name: &str| card(&scene(name)).unwrap();
    for number in 1..=20 {
        let id = format!("e{number:02}");
        assert_eq!(named(&id).id, id.to_uppercase());
    }
}

#[test]
fn a_long_name_leaves_the_title_whole() {
    let mut story = Story::new();
    let label = format!("contoso-{}-0042", "x".repeat(80));
    story.want(Intent::ConnectTo { vm: crate::state::story::vm_ref(), label, wish: Wish::default() });
    story.address("203.0.113.7").look(crate::state::story::look(Power::Running, Some("198.51.100.9")));
    story.refuse(Problem::new(Code::MayNotRequest, "No.", "Ask."));
    let title = card(&story).unwrap().title;
    assert_eq!(title.chars().count(), 60);
    assert!(title.starts_with("You may not request access to contoso-") && title.ends_with("-0042"));
}

#[test]
fn using_another_port_asks_for_that_port() {
    let mut story = scene("e06");
    let Intent::RetryWith { adjustment, .. } = card(&story).unwrap().action.intent.clone() else { panic!() };
    assert_eq!(adjustment, Adjustment::Port { port: 3389 });
    press(&mut story);
    story.look(with_port(3389));
    assert_eq!(story.initiates().pop().unwrap().port, 3389);
}

#[test]
fn the_whole_range_is_asked_for_only_after_somebody_agreed() {
    let mut story = scene("e08-range");
    let asked = |story: &Story| story.initiates().pop().unwrap().source.to_string();
    assert_eq!(asked(&story), "203.0.113.7");
    press(&mut story);
    let mut look = with_port(22);
    look.policies[0].machines[0].ports[0].sources = Sources::Only(vec!["203.0.113.0/24".parse().unwrap()]);
    story.look(look);
    assert_eq!(asked(&story), "203.0.113.0/24");
}

#[test]
fn the_private_address_is_reached_from_inside_its_network() {
    let mut story = scene("e14");
    press(&mut story);
    story.look(with_port(22));
    let own = story.outstanding("OwnAddress");
    story.answer(own, Answer::PublicAddress(Ok("10.0.8.9".parse().unwrap())));
    assert_eq!(story.initiates().pop().unwrap().source.to_string(), "10.0.8.9");
    story.accept().probe(ProbeOutcome::Answered);
    assert_eq!(story.launch_asked().address.to_string(), "10.0.0.4");
    assert_eq!(story.state.view(story.now).my_address.as_deref(), Some("203.0.113.7"));
}

fn with_port(number: u16) -> Look {
    let mut look = crate::state::scripted::failures::running();
    look.policies[0].machines[0].ports[0].number = number;
    look
}

/// Presses the card's one action.
fn press(story: &mut Story) {
    let intent = card(story).unwrap().action.intent;
    story.want(intent);
}

#[test]
fn what_was_slept_over_does_not_begin_in_the_morning() {
    let mut story = scene("e09");
    let asked = story.asked_since_start().len();
    story.pass_ms(8 * 60 * 60_000).pass_ms(60_000);
    assert_eq!(story.asked_since_start().len(), asked);
    assert_eq!(card(&story).unwrap().action.label, "Try now");

    let mut story = scene("e09");
    let asked = story.asked_since_start().len();
    story.pass_ms(31_000);
    assert!(story.asked_since_start().len() > asked, "awake, the next try comes by itself");
}

#[test]
fn trying_on_ends_after_a_quarter_of_an_hour_also_when_it_was_slept_over() {
    let mut story = scene("e12-keep-trying");
    let asked = story.asked_since_start().len();
    story.pass_ms(8 * 60 * 60_000);
    assert_eq!(story.asked_since_start().len(), asked);
    assert_eq!(card(&story).unwrap().id, "E12");

    let mut story = scene("e12-keep-trying");
    story.pass_ms(46_000);
    assert!(story.open_questions().contains(&"Look"), "{:?}", story.open_questions());
}
