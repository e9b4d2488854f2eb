//! Changes as they are made, taken back, and refused.

mod properties;

use super::*;
use crate::{Code, Problem, ResourceId, Settings, VmRef};

fn vm(name: &str) -> VmRef {
    let id = format!("/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}");
    VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None }
}

fn star(name: &str) -> FavouriteChange {
    FavouriteChange::Star { vm: vm(name), alias: name.into(), group: None, protocol: None, port: None }
}

fn step(favourites: &Favourites, change: FavouriteChange) -> Result<Edited, Problem> {
    favourites.edit(&change.into())
}

/// After these changes.
fn after(changes: impl IntoIterator<Item = FavouriteChange>) -> Favourites {
    changes.into_iter().fold(Favourites::default(), |all, change| step(&all, change).unwrap().favourites)
}

fn id(favourites: &Favourites, alias: &str) -> String {
    favourites.get(alias).unwrap().id.clone()
}

/// Group and alias of each, in their order.
fn shown(favourites: &Favourites) -> Vec<String> {
    let name =
        |it: &Favourite| it.group.as_deref().and_then(|id| favourites.group(id)).map(|group| &group.name);
    let line =
        |it: &Favourite| name(it).map_or_else(|| it.alias.clone(), |group| format!("{group}/{}", it.alias));
    favourites.all().iter().map(line).collect()
}

fn to(favourites: &Favourites, which: &str, group: Option<&str>, before: Option<&str>) -> FavouriteChange {
    FavouriteChange::Move {
        favourite: id(favourites, which),
        group: group.map(str::to_owned),
        before: before.map(|before| id(favourites, before)),
    }
}

fn set(favourite: String, field: OptionField, value: &str) -> FavouriteChange {
    let value = Some(value.to_owned()).filter(|value| !value.is_empty());
    FavouriteChange::Set { level: OptionLevel::Favourite { favourite }, field, value }
}

fn refusal(favourites: &Favourites, change: FavouriteChange) -> String {
    let problem = step(favourites, change).unwrap_err();
    assert_eq!(problem.code, Code::Usage);
    problem.message + " " + &problem.hint
}

#[test]
fn starred_machines_stand_in_the_order_they_were_starred_in_and_a_move_changes_one_record() {
    let all = after(["web-01", "db-01", "app-01"].map(star));
    assert_eq!(shown(&all), ["web-01", "db-01", "app-01"]);
    let moved = step(&all, to(&all, "app-01", None, Some("db-01"))).unwrap();
    assert_eq!(shown(&moved.favourites), ["web-01", "app-01", "db-01"]);
    assert_eq!(moved.undo, None, "an order is moved back as easily");
    let changed = moved.favourites.all().iter().filter(|it| !all.all().contains(it));
    assert_eq!(changed.map(|it| it.alias.as_str()).collect::<Vec<_>>(), ["app-01"]);
    let ends = step(&all, to(&all, "web-01", None, None)).unwrap().favourites;
    assert_eq!(shown(&ends), ["db-01", "app-01", "web-01"]);
}

#[test]
fn groups_are_made_named_moved_and_removed_and_their_favourites_stay() {
    let grouped = ["Production", "Test"].map(|name| FavouriteChange::AddGroup { name: name.into() });
    let all = after(["web-01", "db-01", "app-01"].map(star).into_iter().chain(grouped));
    let all = step(&all, to(&all, "web-01", Some("g1"), None)).unwrap();
    assert_eq!(all.undo.map(|undo| undo.text).as_deref(), Some("web-01 is now in Production."));
    let all =
        step(&all.favourites, to(&all.favourites, "db-01", Some("g1"), Some("web-01"))).unwrap().favourites;
    assert_eq!(shown(&all), ["app-01", "Production/db-01", "Production/web-01"]);
    let all = step(&all, to(&all, "app-01", Some("g2"), None)).unwrap().favourites;
    let first = step(&all, FavouriteChange::MoveGroup { group: "g2".into(), before: Some("g1".into()) });
    let all = first.unwrap().favourites;
    assert_eq!(shown(&all), ["Test/app-01", "Production/db-01", "Production/web-01"]);
    let removed = step(&all, FavouriteChange::RemoveGroup { group: "g1".into() }).unwrap();
    assert_eq!(shown(&removed.favourites), ["db-01", "web-01", "Test/app-01"]);
    let undo = removed.undo.unwrap();
    assert_eq!(undo.text, "The group Production was removed.");
    let back = FavouritesEdit { what: Edit::Restore(Box::new(undo.restore)), seen: vec![] };
    assert_eq!(removed.favourites.edit(&back).unwrap().favourites, all);
    let production = |name: &str| FavouriteChange::RenameGroup { group: "g2".into(), name: name.into() };
    assert_eq!(
        refusal(&all, production("PRODUCTION")),
        "Another group is called \"Production\". Give it a name of its own."
    );
    assert_eq!(step(&all, production("test")).unwrap().favourites.groups()[0].name, "test");
}

#[test]
fn what_others_did_meanwhile_stays_when_a_removal_is_taken_back() {
    let all = after(["web-01", "db-01"].map(star));
    let removed = step(&all, FavouriteChange::Unstar { favourite: id(&all, "web-01") }).unwrap();
    let undo = removed.undo.unwrap();
    assert_eq!(undo.text, "web-01 is no longer a favourite.");
    let others = step(&removed.favourites, star("app-01")).unwrap().favourites;
    let named = FavouriteChange::Rename { favourite: id(&others, "db-01"), alias: "WEB-01".into() };
    let others = step(&others, named).unwrap().favourites;
    let back = FavouritesEdit { what: Edit::Restore(Box::new(undo.restore)), seen: vec![] };
    let back = others.edit(&back).unwrap();
    assert_eq!(shown(&back.favourites), ["web-01 2", "WEB-01", "app-01"], "its name was taken meanwhile");
    assert_eq!(back.undo, None);
}

#[test]
fn a_machine_is_starred_twice_only_to_open_it_in_two_ways() {
    let all = after([star("web-01")]);
    let said = "web-01 is a favourite that opens the same. \
                Give one of the two another port or protocol, or keep only one.";
    assert_eq!(refusal(&all, star("WEB-01")), said);
    let other = FavouriteChange::Star {
        vm: vm("web-01"),
        alias: "web-01".into(),
        group: None,
        protocol: Some(crate::Protocol::Rdp),
        port: None,
    };
    let all = step(&all, other).unwrap().favourites;
    assert_eq!(shown(&all), ["web-01", "web-01 2"]);
    assert_eq!(
        refusal(&all, set(id(&all, "web-01"), OptionField::Protocol, "rdp")).split('.').next(),
        Some("web-01 2 is a favourite that opens the same")
    );
    let window = |port, protocol| all.opening(&vm("web-01"), port, protocol).map(|it| it.alias.as_str());
    assert_eq!(window(3389, crate::Protocol::Rdp), Some("web-01 2"));
    assert_eq!(window(22, crate::Protocol::Ssh), Some("web-01"));
}

#[test]
fn names_are_refused_with_the_way_out() {
    let all = after(["web-01", "db-01"].map(star));
    let rename = |alias: &str| FavouriteChange::Rename { favourite: id(&all, "db-01"), alias: alias.into() };
    assert_eq!(
        refusal(&all, rename("Web-01")),
        "Another favourite is called \"Web-01\". Give it a name of its own."
    );
    assert_eq!(
        refusal(&all, rename(&"x".repeat(41))),
        "A name has 1 to 40 characters. Give a shorter name, or one that can be seen."
    );
    assert_eq!(shown(&step(&all, rename("DB-01")).unwrap().favourites)[1], "DB-01");
    let gone = FavouriteChange::Unstar { favourite: "f9".into() };
    assert_eq!(
        refusal(&all, gone),
        "That favourite is no longer there. It was removed elsewhere; look at the list again."
    );
}

#[test]
fn options_are_typed_as_people_type_them_and_refused_with_what_may_be_typed() {
    use OptionField as Of;
    let all = after([star("web-01")]);
    let web = id(&all, "web-01");
    for (field, typed, kept) in [
        (Of::Protocol, "RDP", "rdp"),
        (Of::Port, "3390", "3390"),
        (Of::Duration, "PT90M", "90m"),
        (Of::Duration, "120m", "2h"),
        (Of::Justification, " patch\tday ", "patch day"),
        (Of::Start, "never", "never"),
        (Of::AfterUse, "stop", "stop"),
        (Of::Address, "private", "private"),
        (Of::SshUser, "ada", "ada"),
        (Of::SshKey, "~/.ssh/id", "~/.ssh/id"),
        (Of::RdpUser, "CONTOSO\\ada", "CONTOSO\\ada"),
        (Of::RdpScreen, "multi", "multi"),
        (Of::RdpSize, "1600 × 900", "1600x900"),
        (Of::RdpAdmin, "true", "true"),
        (Of::RdpAudio, "off", "off"),
        (Of::RdpGateway, "gw.contoso.com:4443", "gw.contoso.com:4443"),
    ] {
        let changed = step(&all, set(web.clone(), field, typed)).unwrap().favourites;
        let options = &changed.get(&web).unwrap().options;
        assert_eq!(options.typed(field).as_deref(), Some(kept), "{field:?}");
        let cleared = step(&changed, set(web.clone(), field, "")).unwrap().favourites;
        assert_eq!(cleared, all, "{field:?} is taken back");
    }
    for (field, typed, said) in [
        (Of::Port, "0", "\"0\" cannot be used here. Give a port from 1 to 65535."),
        (Of::Protocol, "telnet", "\"telnet\" cannot be used here. Use ssh or rdp."),
        (
            Of::Duration,
            "2d",
            "\"2d\" is not a duration from 5 minutes to 24 hours, such as 90m, 2h or PT3H. \
            Give how long access may last.",
        ),
        (
            Of::SshUser,
            "-oProxyCommand=x",
            "\"-oProxyCommand=x\" cannot be used here. \
            Use letters, digits and . _ @ \\ - (not first), at most 104 of them.",
        ),
        (
            Of::RdpSize,
            "wide",
            "\"wide\" cannot be used here. Give width and height from 200 to 8192, such as 1600x900.",
        ),
        (
            Of::RdpGateway,
            "a;b",
            "\"a;b\" cannot be used here. Give the gateway's name, such as gateway.contoso.com.",
        ),
    ] {
        assert_eq!(refusal(&all, set(web.clone(), field, typed)), said);
    }
}

#[test]
fn the_nearest_level_counts_and_the_others_are_named() {
    use OptionField as Of;
    let all = after([star("web-01"), FavouriteChange::AddGroup { name: "Production".into() }]);
    let all = step(&all, to(&all, "web-01", Some("g1"), None)).unwrap().favourites;
    let of = |level: &OptionLevel, field, value: &str| FavouriteChange::Set {
        level: level.clone(),
        field,
        value: Some(value.into()),
    };
    let (group, own) =
        (OptionLevel::Group { group: "g1".into() }, OptionLevel::Favourite { favourite: id(&all, "web-01") });
    let settings = Settings::default();
    let duration = |all: &Favourites| {
        let options = all.options_in_words(&own, None, &settings);
        let option = options.into_iter().find(|option| option.field == Of::Duration).unwrap();
        (option.value, option.custom, option.inherited)
    };
    assert_eq!(duration(&all), (None, false, "3 h, from the settings".into()));
    let all = step(&all, of(&OptionLevel::All, Of::Duration, "4h")).unwrap().favourites;
    assert_eq!(duration(&all), (Some("4h".into()), false, "4 h, from all favourites".into()));
    let all = step(&all, of(&group, Of::Duration, "90m")).unwrap().favourites;
    assert_eq!(duration(&all), (Some("90m".into()), false, "90 min, from Production".into()));
    let all = step(&all, of(&own, Of::Duration, "30m")).unwrap().favourites;
    assert_eq!(duration(&all), (Some("30m".into()), true, "90 min, from Production".into()));
    let all = step(&all, of(&group, Of::Start, "never")).unwrap().favourites;
    let start = all.options_in_words(&own, None, &settings).into_iter().find(|it| it.field == Of::Start);
    assert_eq!(start.unwrap().inherited, "Do not start it, from Production");
    let rdp = |all: &Favourites, expected| {
        all.options_in_words(&own, expected, &settings).iter().any(|it| it.field == Of::RdpScreen)
    };
    assert!(rdp(&all, None) && !rdp(&all, Some(crate::Protocol::Ssh)), "the other protocol's are left out");
    let all = step(&all, of(&group, Of::Port, "3390")).unwrap().favourites;
    let all = step(&all, of(&own, Of::Protocol, "ssh")).unwrap().favourites;
    let port =
        all.options_in_words(&own, None, &settings).into_iter().find(|it| it.field == Of::Port).unwrap();
    assert_eq!(
        (port.value, port.inherited.as_str()),
        (None, "The usual port"),
        "not a group's for another protocol"
    );
}
