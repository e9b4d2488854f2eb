//! `jit fav add`.

use jit_app::Engine;
use jit_core::{
    Code, Favourite, FavouriteChange, FavouriteOptions, Favourites, OptionField, OptionLevel, Problem,
    Protocol, clean,
};
use serde_json::json;

use super::args::Add;
use super::list;
use crate::args::Opens;
use crate::out::Out;

pub(super) async fn run(engine: &Engine, args: Add, out: &Out) -> Result<(), Problem> {
    let options = options(&args.opens)?;
    let target = engine.find(&args.machine).await.map_err(|problem| engine.with_command(problem))?;
    let alias = args.alias.unwrap_or_else(|| target.vm.id.name().to_owned());
    if !(1..=40).contains(&clean(&alias).chars().count()) {
        let hint = "Give one with --alias NAME.";
        return Err(Problem::new(Code::Usage, "A favourite's name has 1 to 40 characters.", hint));
    }
    let group = match args.group {
        Some(name) => Some(group_called(engine, &name).await?),
        None => None,
    };
    let before = engine.favourites();
    let star = FavouriteChange::Star {
        vm: target.vm,
        alias,
        group,
        protocol: args.opens.protocol.map(Protocol::from),
        port: args.opens.port,
    };
    let mut after = engine.change_favourites(star).await?.favourites;
    let id = new(&before, &after).map(|favourite| favourite.id.clone()).unwrap_or_default();
    for (field, value) in options {
        let level = OptionLevel::Favourite { favourite: id.clone() };
        let set = FavouriteChange::Set { level, field, value: Some(value) };
        after = engine.change_favourites(set).await?.favourites;
    }
    let Some(favourite) = after.get(&id) else { return Ok(()) };
    if out.json {
        out.json(&json!({ "schema": 1, "favourite": list::json(favourite, &after) }));
    } else {
        let name = clean(&favourite.alias);
        let connect = if name.contains(' ') { format!("\"{name}\"") } else { name.clone() };
        out.progress(&format!("{name} is a favourite now: jit connect {connect}"));
    }
    Ok(())
}

/// Checked before anything is changed.
fn options(opens: &Opens) -> Result<Vec<(OptionField, String)>, Problem> {
    // Without a protocol the user counts for whichever the machine speaks.
    let of = |protocol: Protocol| {
        let other = opens.protocol.map(Protocol::from).is_some_and(|said| said != protocol);
        opens.user.clone().filter(|_| !other)
    };
    let given = [
        (OptionField::Duration, opens.duration.map(String::from)),
        (OptionField::Justification, opens.reason.clone()),
        (OptionField::SshUser, of(Protocol::Ssh)),
        (OptionField::RdpUser, of(Protocol::Rdp)),
        (OptionField::SshKey, opens.key.clone()),
    ];
    let given: Vec<_> = given.into_iter().filter_map(|(field, value)| Some((field, value?))).collect();
    let mut checked = FavouriteOptions::default();
    for (field, value) in &given {
        checked.set(*field, Some(value))?;
    }
    Ok(given)
}

async fn group_called(engine: &Engine, name: &str) -> Result<String, Problem> {
    let find = |favourites: &Favourites| {
        let same = |known: &str| known.to_lowercase() == clean(name).to_lowercase();
        favourites.groups().iter().find(|group| same(&group.name)).map(|group| group.id.clone())
    };
    if let Some(id) = find(&engine.favourites()) {
        return Ok(id);
    }
    let edited = engine.change_favourites(FavouriteChange::AddGroup { name: name.to_owned() }).await?;
    let unseen = || Problem::new(Code::Interrupted, "The group was removed meanwhile.", "Try again.");
    find(&edited.favourites).ok_or_else(unseen)
}

fn new<'a>(before: &Favourites, after: &'a Favourites) -> Option<&'a Favourite> {
    after.all().iter().find(|favourite| before.all().iter().all(|it| it.id != favourite.id))
}
