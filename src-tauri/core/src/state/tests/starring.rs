//! Favourites as they are starred, changed, taken back and connected to.

use std::sync::Arc;

use super::super::story::named;
use super::*;

/// The file that changes are made to, as the app makes them.
struct Shelf(Favourites);

impl Shelf {
    fn empty() -> (Story, Self) {
        (Story::new(), Self(Favourites::default()))
    }

    /// Carries out what the core wants done to the file.
    fn carry_out(&mut self, story: &mut Story) {
        for effect in std::mem::take(&mut story.effects) {
            let Effect::ChangeFavourites(edit) = effect else { continue };
            let news = match self.0.edit(&edit) {
                Ok(edited) => {
                    self.0 = edited.favourites.clone();
                    FavouritesNews::Changed(Box::new(edited))
                }
                Err(problem) => FavouritesNews::Refused(problem),
            };
            story.tell(Event::Favourites(news));
        }
    }

    fn want(&mut self, story: &mut Story, change: FavouriteChange) {
        story.want(Intent::Favourites { change });
        self.carry_out(story);
    }
}

fn star(name: &str) -> FavouriteChange {
    FavouriteChange::Star { vm: named(name), alias: name.into(), group: None, protocol: None, port: None }
}

fn machine(name: &str, group: &str, guid: &str, os: Os) -> Machine {
    let mut vm = look(Power::Running, Some("198.51.100.9")).vm;
    let id = named(name).id.as_str().replace("rg-web", group);
    (vm.at, vm.name, vm.os) = (VmRef { id: ResourceId::parse(&id).unwrap(), ..named(name) }, name.into(), os);
    (vm.resource_group, vm.vm_guid) = (group.into(), Some(guid.into()));
    Machine { vm, jit: Jit::Off, past: Past::default() }
}

fn list(story: &mut Story, machines: Vec<Machine>) {
    let inventory = Inventory { machines, as_of: Some(story.now), ..Inventory::default() };
    story.tell(Event::Machines(Arc::new(inventory)));
}

fn labels(story: &Story) -> Vec<String> {
    story.view().favourites.into_iter().map(|it| it.label).collect()
}

#[test]
fn a_starred_machine_is_shown_and_its_removal_can_be_taken_back_for_ten_seconds() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    shelf.want(&mut story, star("db-01"));
    assert_eq!((labels(&story), story.view().undo), (vec!["web-01".into(), "db-01".into()], None));
    let favourite = story.view().favourites[0].id.clone();
    shelf.want(&mut story, FavouriteChange::Unstar { favourite: favourite.clone() });
    let undo = story.view().undo.unwrap();
    assert_eq!(undo.text, "web-01 is no longer a favourite.");
    assert_eq!(undo.until, "2026-02-01T09:00:10Z");
    assert_eq!(story.state.deadline(), Some(undo.until.parse().unwrap()), "the offer ends by itself");
    story.pass_ms(9_000).want(Intent::Undo).want(Intent::Undo);
    shelf.carry_out(&mut story);
    assert_eq!((labels(&story), story.view().undo), (vec!["web-01".into(), "db-01".into()], None));
    shelf.want(&mut story, FavouriteChange::Unstar { favourite });
    story.pass_ms(10_000);
    assert_eq!((story.view().undo, story.state.deadline()), (None, None));
    story.want(Intent::Undo);
    assert!(story.effects.is_empty(), "too late");
}

#[test]
fn why_a_change_was_refused_is_shown_until_the_next_one() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    shelf.want(&mut story, star("web-01"));
    let refused = story.view().refused.unwrap();
    assert_eq!(refused.message, "web-01 is a favourite that opens the same.");
    shelf.want(&mut story, star("db-01"));
    assert_eq!(story.view().refused, None);
    shelf.want(&mut story, star("db-01"));
    story.pass_ms(60_000);
    assert_eq!(story.view().refused, None);
}

#[test]
fn a_broken_file_is_told_as_long_as_it_is_broken() {
    let problem = Problem::new(Code::BadFile, "The favourites file cannot be used.", "Correct it.");
    let mut story = Story::with(Loaded { favourites_problem: Some(problem.clone()), ..Loaded::default() });
    assert_eq!(story.view().banners, [problem]);
    let mended = FavouritesNews::Are { favourites: Box::default(), problem: None };
    story.tell(Event::Favourites(mended));
    assert_eq!(story.view().banners, []);
}

#[test]
fn the_machines_own_number_is_written_down_and_finds_it_after_a_move() {
    let (mut story, mut shelf) = Shelf::empty();
    list(&mut story, vec![machine("web-01", "rg-web", "5c2a", Os::Linux)]);
    shelf.want(&mut story, star("web-01"));
    assert_eq!(shelf.0.all()[0].vm_guid.as_deref(), Some("5c2a"));
    assert_eq!(story.view().favourites[0].opens.as_deref(), Some("SSH"), "as its system says");
    let others = |guid: &str| {
        vec![machine("web-01", "rg-old", "77", Os::Linux), machine("shop-01", "rg-new", guid, Os::Windows)]
    };
    list(&mut story, others("5C2A"));
    let lost = story.view().favourites.remove(0);
    assert!(lost.missing);
    let found: Vec<_> = lost.found_again.iter().map(|it| (it.name.as_str(), it.surely)).collect();
    assert_eq!(found, [("shop-01", true)], "not the one that took its name");
    assert_eq!(lost.found_again[0].about, "rg-new · Production");
    let vm = lost.found_again[0].vm.clone();
    shelf.want(&mut story, FavouriteChange::Repoint { favourite: lost.id.clone(), vm });
    let found = story.view().favourites.remove(0);
    assert_eq!((found.missing, found.label.as_str(), found.id), (false, "web-01", lost.id));
    assert_eq!(found.opens.as_deref(), Some("Remote Desktop"));
    assert_eq!(story.view().undo.unwrap().text, "web-01 now leads to shop-01 in rg-new.");
    assert_eq!(shelf.0.all()[0].vm_guid.as_deref(), Some("5C2A"));
}

#[test]
fn without_a_number_machines_of_the_same_name_are_offered() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    let elsewhere = machine("WEB-01", "rg-new", "1", Os::Linux);
    list(&mut story, vec![elsewhere, machine("db-01", "rg-web", "2", Os::Linux)]);
    let lost = story.view().favourites.remove(0);
    let found: Vec<_> = lost.found_again.iter().map(|it| (it.name.as_str(), it.surely)).collect();
    assert_eq!(found, [("WEB-01", false)]);
}

#[test]
fn an_attempt_stays_its_favourites_whatever_is_changed_for_once() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    let id = story.view().favourites[0].id.clone();
    let favourite = |favourite: &str, field, value: &str| FavouriteChange::Set {
        level: OptionLevel::Favourite { favourite: favourite.into() },
        field,
        value: Some(value.into()),
    };
    shelf.want(&mut story, favourite(&id, OptionField::Port, "2222"));
    shelf.want(&mut story, favourite(&id, OptionField::SshUser, "ada"));
    let options =
        ConnectOptions { port: Some(3389), duration: Some("1h".parse().unwrap()), ..Default::default() };
    let with = |favourite| Intent::ConnectWith {
        vm: named("web-01"),
        label: "another name".into(),
        favourite,
        options: Box::new(options.clone()),
    };
    story.want(with(Some(id.clone())));
    let attempt = story.view().attempts.remove(0);
    assert_eq!((attempt.label.as_str(), attempt.favourite.as_ref()), ("web-01", Some(&id)));
    assert_eq!(story.view().favourites[0].attempt, Some(attempt.id));
    let wish = story.state.attempts[0].wish.clone();
    assert_eq!((wish.port, wish.duration.as_mins(), wish.ssh.user.as_deref()), (Some(3389), 60, Some("ada")));
    story.want(Intent::Cancel { attempt: attempt.id }).want(Intent::Retry { attempt: attempt.id });
    assert_eq!(story.view().attempts[0].favourite.as_ref(), Some(&id), "also when it goes on");
    shelf.want(&mut story, FavouriteChange::Unstar { favourite: id });
    assert_eq!(story.view().attempts[0].favourite, None);
}

#[test]
fn options_for_once_come_before_the_favourites_and_those_before_the_settings() {
    let settings = Settings { duration: "4h".parse().unwrap(), ..Settings::default() };
    let mut story = Story::with(Loaded { settings, ..Loaded::default() });
    let with = |options| Intent::ConnectWith {
        vm: named("web-01"),
        label: "web-01".into(),
        favourite: None,
        options: Box::new(options),
    };
    story.want(with(ConnectOptions { start: Some(false), ..Default::default() }));
    let wish = &story.state.attempts[0].wish;
    assert_eq!((wish.duration.as_mins(), wish.start, wish.port), (240, StartChoice::Never, None));
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    let favourite = story.view().favourites[0].id.clone();
    let level = OptionLevel::Favourite { favourite: favourite.clone() };
    let port = FavouriteChange::Set { level, field: OptionField::Port, value: Some("2222".into()) };
    shelf.want(&mut story, port);
    let rdp = ConnectOptions { protocol: Some(Protocol::Rdp), ..Default::default() };
    let vm = named("web-01");
    let favourite = Some(favourite);
    story.want(Intent::ConnectWith { vm, label: "web-01".into(), favourite, options: Box::new(rdp) });
    let wish = &story.state.attempts[0].wish;
    assert_eq!((wish.protocol, wish.port), (Some(Protocol::Rdp), None), "its port is another protocol's");
}

#[test]
fn a_favourite_that_asks_first_ends_at_a_stopped_machine_before_anything_is_asked_for() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    let favourite = story.view().favourites[0].id.clone();
    let level = OptionLevel::Favourite { favourite: favourite.clone() };
    let ask = FavouriteChange::Set { level, field: OptionField::Start, value: Some("ask".into()) };
    shelf.want(&mut story, ask);
    story.want(Intent::Connect { favourite });
    story.address("203.0.113.7").look(look(Power::Deallocated, None));
    let Some(OutcomeView::Failed { problem, .. }) = story.view().attempts[0].outcome.clone() else {
        panic!()
    };
    assert_eq!((problem.code, story.initiates().len()), (Code::MachineStopped, 0));
}

#[test]
fn a_window_belongs_to_the_favourite_that_opens_it() {
    let (mut story, mut shelf) = Shelf::empty();
    shelf.want(&mut story, star("web-01"));
    let id = story.view().favourites[0].id.clone();
    story.want(Intent::Connect { favourite: id.clone() });
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    let view = story.view();
    assert_eq!(view.windows[0].favourite.as_ref(), Some(&id));
    assert_eq!(view.favourites[0].window.as_ref(), Some(&view.windows[0].id));
}
