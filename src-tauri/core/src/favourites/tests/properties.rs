//! Whatever is done in whatever order, the list stays in order, and a step can be taken back.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

/// One thing somebody does; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Act {
    Star(u8),
    Unstar(usize),
    Rename(usize, u8),
    Move(usize, Option<usize>, Option<usize>),
    AddGroup(u8),
    MoveGroup(usize, Option<usize>),
    RemoveGroup(usize),
    Port(usize, u8),
}

fn act() -> impl Strategy<Value = Act> {
    let place = || any::<usize>();
    let maybe = || prop::option::of(any::<usize>());
    prop_oneof![
        4 => (0..12u8).prop_map(Act::Star),
        1 => place().prop_map(Act::Unstar),
        1 => (place(), 0..12u8).prop_map(|(which, name)| Act::Rename(which, name)),
        6 => (place(), maybe(), maybe()).prop_map(|(which, group, before)| Act::Move(which, group, before)),
        2 => (0..4u8).prop_map(Act::AddGroup),
        2 => (place(), maybe()).prop_map(|(which, before)| Act::MoveGroup(which, before)),
        1 => place().prop_map(Act::RemoveGroup),
        1 => (place(), 0..3u8).prop_map(|(which, port)| Act::Port(which, port)),
    ]
}

fn change(act: &Act, all: &Favourites) -> Option<FavouriteChange> {
    let favourite = |place: usize| {
        let count = all.all().len();
        (count > 0).then(|| all.all()[place % count].id.clone())
    };
    let group = |place: usize| {
        let count = all.groups().len();
        (count > 0).then(|| all.groups()[place % count].id.clone())
    };
    Some(match act {
        Act::Star(name) => star(&format!("web-{name}")),
        Act::Unstar(which) => FavouriteChange::Unstar { favourite: favourite(*which)? },
        Act::Rename(which, name) => {
            FavouriteChange::Rename { favourite: favourite(*which)?, alias: format!("WEB-{name}") }
        }
        Act::Move(which, to, before) => FavouriteChange::Move {
            favourite: favourite(*which)?,
            group: to.and_then(group),
            before: before.and_then(favourite),
        },
        Act::AddGroup(name) => FavouriteChange::AddGroup { name: format!("group {name}") },
        Act::MoveGroup(which, before) => {
            FavouriteChange::MoveGroup { group: group(*which)?, before: before.and_then(group) }
        }
        Act::RemoveGroup(which) => FavouriteChange::RemoveGroup { group: group(*which)? },
        Act::Port(which, port) => {
            set(favourite(*which)?, OptionField::Port, &(2200 + u16::from(*port)).to_string())
        }
    })
}

proptest! {
    #[test]
    fn whatever_is_done_the_list_stays_in_order_and_comes_back(acts in prop::collection::vec(act(), 1..60)) {
        let mut all = Favourites::default();
        for act in &acts {
            let Some(change) = change(act, &all) else { continue };
            let moved = matches!(change, FavouriteChange::Move { .. } | FavouriteChange::MoveGroup { .. });
            let Ok(edited) = step(&all, change.clone()) else { continue };
            let now = edited.favourites;
            let mut aliases = HashSet::new();
            prop_assert!(now.all().iter().all(|it| aliases.insert(it.alias.to_lowercase())), "names are told apart");
            prop_assert!(now.all().iter().all(|it| it.group.as_ref().is_none_or(|id| now.group(id).is_some())));
            prop_assert!(now.groups().is_sorted_by(|one, other| one.order < other.order));
            let in_order = |one: &Favourite, other: &Favourite| one.group != other.group || one.order < other.order;
            prop_assert!(now.all().is_sorted_by(in_order), "each has a place of its own");
            prop_assert_eq!(&Favourites::from_json(&now.to_json()).unwrap(), &now, "the file holds it all");
            if moved {
                prop_assert_eq!(now.all().len(), all.all().len());
            }
            if let FavouriteChange::Move { favourite, group, before: Some(before) } = &change
                && favourite != before
            {
                let place = |id: &str| now.all().iter().position(|it| it.id == id).unwrap();
                prop_assert_eq!(place(favourite) + 1, place(before));
                prop_assert_eq!(&now.all()[place(favourite)].group, group);
            }
            if let Some(undo) = edited.undo {
                let back = FavouritesEdit { what: Edit::Restore(Box::new(undo.restore)), seen: vec![] };
                prop_assert_eq!(&now.edit(&back).unwrap().favourites, &all, "{}", undo.text);
            }
            all = now;
        }
    }
}
