//! What the search finds in a scene, and what can be wrong with the list of machines.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Scene, Story, company, contoso, starred, with_barbara};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("machines", contoso),
    ("machines-reading", reading),
    ("machines-none", none),
    ("machines-offline", offline),
    ("machines-partial", partial),
    ("machine-gone", gone),
];

/// What was typed letter by letter, and one of each that the search answers in its own way.
const TYPED: &[&str] = &[
    "",
    "w",
    "we",
    "web",
    "app",
    "sql",
    "sql-9",
    "a-machine",
    "state:running",
    "web state:running",
    "tag:env=test",
    "sup:dev",
];

/// What these searches find, in the scenes that are about them.
pub(super) fn found(name: &str, story: &mut Story) -> BTreeMap<&'static str, MachinesPage> {
    if !SCENES.iter().any(|scene| scene.0 == name) {
        return BTreeMap::new();
    }
    let now = story.now;
    let mut find =
        |text: &str| story.state.find(&MachinesQuery { text: text.into(), offset: 0, limit: 60 }, now);
    TYPED.iter().map(|text| (*text, find(text))).collect()
}

fn reading() -> Story {
    let mut story = with_barbara(starred(&["web-01 (prod)", "build-agent"]));
    story.tell(Event::Watching(true));
    story
}

fn none() -> Story {
    let mut story = with_barbara(Loaded::default());
    let nothing = Inventory { machines: vec![], ..company::read(&story) };
    tell(&mut story, nothing);
    story
}

fn offline() -> Story {
    let mut story = contoso();
    let out = unanswered("Contoso", Part::Tenants, Code::Offline);
    let offline = Inventory { failures: vec![out], ..company::read(&story) };
    tell(&mut story, offline);
    story
}

fn partial() -> Story {
    let mut story = contoso();
    let silent = |name: &str| unanswered(name, Part::Power(name.into()), Code::AzureFailed);
    let failures = vec![silent("Contoso Test"), silent("Contoso Archive")];
    let partial = Inventory { failures, ..company::read(&story) };
    tell(&mut story, partial);
    story
}

fn gone() -> Story {
    let mut story = with_barbara(starred(&["web-01 (prod)", "old-server"]));
    let machines = company::read(&story);
    tell(&mut story, machines);
    story
}

pub(super) fn tell(story: &mut Story, inventory: Inventory) {
    story.tell(Event::Machines(Arc::new(inventory)));
}

fn unanswered(scope: &str, part: Part, code: Code) -> Unanswered {
    let problem = Problem::new(code, format!("{scope} did not answer."), "Try again later.");
    Unanswered { part, scope: scope.into(), problem, known_from: None }
}
