//! The first steps.

use std::sync::Arc;

use super::{Scene, Story, company, settings, signing_in};
use crate::state::story::{HOME, account};
use crate::*;

pub(super) const SCENES: &[Scene] = &[
    ("welcome", || new_here(Loaded::default())),
    ("welcome-waiting-for-browser", waiting),
    ("welcome-where", || at(WelcomeScreen::Where)),
    ("welcome-where-reading", reading),
    ("welcome-favourites", || at(WelcomeScreen::Favourites)),
    ("welcome-favourites-none", none),
    ("welcome-handy", || at(WelcomeScreen::Handy)),
    ("welcome-handy-windows", handy_on_windows),
];

const ROBOTICS: &str = "0c0ffee0-0000-4000-8000-000000000002";

fn new_here(loaded: Loaded) -> Story {
    Story::just_with(Loaded { can_ask: true, about: settings::about(), ..loaded })
}

fn waiting() -> Story {
    signing_in::waiting(new_here(Loaded::default()))
}

fn signed_in(screen: WelcomeScreen, loaded: Loaded) -> Story {
    new_here(Loaded {
        accounts: vec![account("barbara@contoso.com", WayIn::Browser)],
        welcome: Some(WelcomeProgress { schema: 1, screen, done: false }),
        ..loaded
    })
}

fn at(screen: WelcomeScreen) -> Story {
    let mut story = signed_in(screen, Loaded::default());
    let inventory = inventory(&story);
    story.tell(Event::Machines(Arc::new(inventory)));
    story
}

fn reading() -> Story {
    let mut story = signed_in(WelcomeScreen::Where, Loaded::default());
    let inventory = Inventory { waiting: vec!["Contoso Robotics".into()], ..inventory(&story) };
    story.tell(Event::Machines(Arc::new(inventory)));
    story
}

fn none() -> Story {
    let mut story = signed_in(WelcomeScreen::Favourites, Loaded::default());
    let inventory = Inventory { as_of: Some(story.now), ..Inventory::default() };
    story.tell(Event::Machines(Arc::new(inventory)));
    story
}

fn handy_on_windows() -> Story {
    let about = AboutView { system: System::Windows, ..settings::about() };
    let mut story = signed_in(WelcomeScreen::Handy, Loaded::default());
    story.state.preferences.about = about;
    story
}

/// Contoso's machines in three subscriptions of two tenants; Barbara asked for access to two of them.
pub(in crate::state) fn inventory(story: &Story) -> Inventory {
    let mut inventory = company::read(story);
    inventory.tenants.insert(HOME.into(), "Contoso Manufacturing".into());
    inventory.tenants.insert(ROBOTICS.into(), "Contoso Robotics".into());
    for machine in &mut inventory.machines {
        let robot = machine.vm.name.starts_with("app-3");
        let (id, name, tenant) = match machine.vm.subscription.as_str() {
            _ if robot => ("c0ffee03", "Robotics", Some(ROBOTICS)),
            "Contoso Production" => ("c0ffee01", "Contoso Production", None),
            _ => ("c0ffee02", "Contoso Development", None),
        };
        let moved = machine.vm.at.id.as_str().replacen("/s/", &format!("/{id}/"), 1);
        machine.vm.at = VmRef {
            id: ResourceId::parse(&moved).unwrap(),
            tenant: tenant.map(str::to_owned),
            account: None,
        };
        machine.vm.subscription = name.into();
        if let (Jit::On(protection), "db-02" | "sql-test") = (&mut machine.jit, machine.vm.name.as_str()) {
            protection.requests.push(AccessRequest {
                vm: machine.vm.at.id.clone(),
                requestor: Some("barbara@contoso.com".into()),
                from: "2026-01-30T08:00:00Z".parse().unwrap(),
                until: "2026-01-30T11:00:00Z".parse().unwrap(),
                ..story.open_request("203.0.113.7", 60)
            });
        }
    }
    inventory
}
