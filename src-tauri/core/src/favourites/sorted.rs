//! The order in which favourites are shown.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::{Favourite, Favourites};
use crate::History;

/// What favourites stand by inside their group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum FavouriteSort {
    /// As the person put them.
    #[default]
    MyOrder,
    /// Those that were connected to last come first; those that never were keep the person's order behind them.
    Recent,
    /// By their names, without case.
    Name,
}

impl Favourites {
    /// The favourites as they are shown: group by group in the person's order, and inside each as they were asked for.
    #[must_use]
    pub fn sorted(&self, by: FavouriteSort, history: &History) -> Vec<&Favourite> {
        let mut sorted: Vec<&Favourite> = self.favourites.iter().collect();
        let used = history.last_used();
        for list in sorted.chunk_by_mut(|one, other| one.group == other.group) {
            match by {
                FavouriteSort::MyOrder => {}
                FavouriteSort::Recent => list.sort_by_key(|it| Reverse(used.get(&it.arm))),
                FavouriteSort::Name => list.sort_by_cached_key(|it| it.alias.to_lowercase()),
            }
        }
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Experience;

    /// A favourite in a group, or in none, of the machine of the same name.
    fn favourite(name: &str, group: &str) -> String {
        format!(
            r#"{{"alias": "{name}", "group": {group}, "arm":
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/{name}"}}"#
        )
    }

    fn favourites() -> Favourites {
        let all = [("web", "null"), ("App", "null"), ("db", "null"), ("zoo", "\"g1\""), ("ant", "\"g1\"")];
        let all: Vec<String> = all.iter().map(|(name, group)| favourite(name, group)).collect();
        let groups = r#"[{"id": "g1", "name": "Animals"}]"#;
        let text = format!(r#"{{"schema": 1, "groups": {groups}, "favourites": [{}]}}"#, all.join(","));
        Favourites::from_json(&text).unwrap()
    }

    fn names(by: FavouriteSort, history: &History) -> Vec<String> {
        favourites().sorted(by, history).into_iter().map(|it| it.alias.clone()).collect()
    }

    #[test]
    fn without_a_wish_they_stand_as_the_person_put_them() {
        let shown = names(FavouriteSort::default(), &History::default());
        assert_eq!(shown, ["web", "App", "db", "zoo", "ant"]);
    }

    #[test]
    fn names_are_sorted_without_case_and_never_across_groups() {
        assert_eq!(names(FavouriteSort::Name, &History::default()), ["App", "db", "web", "ant", "zoo"]);
    }

    #[test]
    fn those_that_were_used_last_come_first_and_the_unused_keep_their_order() {
        let mut history = History::default();
        for (name, at) in
            [("db", "2026-02-01T09:00:00Z"), ("App", "2026-02-01T10:00:00Z"), ("ant", "2026-01-01T00:00:00Z")]
        {
            let all = favourites();
            let vm = all.get(name).unwrap().vm();
            let used = Some((22, crate::Protocol::Ssh));
            history.learn(&Experience {
                vm,
                label: name.into(),
                at: at.parse().unwrap(),
                used,
                took: vec![],
            });
        }
        assert_eq!(names(FavouriteSort::Recent, &history), ["App", "db", "web", "ant", "zoo"]);
    }
}
