//! Moving favourites and groups. A move changes one place and leaves all others, unless there is no room.

use super::apply::{place_for, refused};
use super::rank::Rank;
use super::{Favourite, Favourites};
use crate::Problem;

impl Favourites {
    /// Puts a favourite in front of another one of a group, or at its end; says so where it comes to another group.
    pub(super) fn move_to(
        &mut self,
        favourite: &str,
        group: Option<&str>,
        before: Option<&str>,
    ) -> Result<Option<String>, Problem> {
        let place = self.place(favourite)?;
        let name = match group {
            Some(group) => Some(self.group_or_refused(group)?.name.clone()),
            None => None,
        };
        if before == Some(favourite) {
            return Ok(None);
        }
        let moves = self.favourites[place].group.as_deref() != group;
        let alias = self.favourites[place].alias.clone();
        let others = |it: &&Favourite| it.id != favourite && it.group.as_deref() == group;
        let there: Vec<(String, Rank)> =
            self.favourites.iter().filter(others).map(|it| (it.id.clone(), it.order.clone())).collect();
        let at = position(&there, before)?;
        let ranks = ranks(&there, at);
        self.favourites[place].group = group.map(str::to_owned);
        self.favourites[place].order = ranks.own;
        for ((id, _), rank) in there.iter().zip(ranks.others) {
            let other = self.place(id)?;
            self.favourites[other].order = rank;
        }
        let to = name.map_or_else(|| "in no group".to_owned(), |name| format!("in {name}"));
        Ok(moves.then(|| format!("{alias} is now {to}.")))
    }

    pub(super) fn move_group(&mut self, group: &str, before: Option<&str>) -> Result<(), Problem> {
        self.group_or_refused(group)?;
        if before == Some(group) {
            return Ok(());
        }
        let others = self.groups.iter().filter(|it| it.id != group);
        let there: Vec<(String, Rank)> = others.map(|it| (it.id.clone(), it.order.clone())).collect();
        let at = position(&there, before)?;
        let ranks = ranks(&there, at);
        for it in &mut self.groups {
            if it.id == group {
                it.order = ranks.own.clone();
            } else if let Some(place) = there.iter().position(|(id, _)| *id == it.id)
                && let Some(rank) = ranks.others.get(place)
            {
                it.order = rank.clone();
            }
        }
        Ok(())
    }

    /// Takes a group away. Its favourites come to the end of those without one, in their order.
    pub(super) fn remove_group(&mut self, group: &str) -> Result<String, Problem> {
        let name = self.group_or_refused(group)?.name.clone();
        let mut last = self.last_in(None).cloned();
        for favourite in self.favourites.iter_mut().filter(|it| it.group.as_deref() == Some(group)) {
            let rank = place_for(last.as_ref());
            (favourite.group, favourite.order) = (None, rank.clone());
            last = Some(rank);
        }
        self.groups.retain(|it| it.id != group);
        Ok(format!("The group {name} was removed."))
    }
}

/// The places after a move: of what is moved, and of the others where they had to be given anew.
struct Ranks {
    own: Rank,
    others: Vec<Rank>,
}

fn ranks(there: &[(String, Rank)], at: usize) -> Ranks {
    let after = at.checked_sub(1).and_then(|before| there.get(before));
    match Rank::between(after.map(|it| &it.1), there.get(at).map(|it| &it.1)) {
        Some(own) => Ranks { own, others: Vec::new() },
        None => {
            let mut others = Rank::row(there.len() + 1);
            let own = others.remove(at);
            Ranks { own, others }
        }
    }
}

fn position(there: &[(String, Rank)], before: Option<&str>) -> Result<usize, Problem> {
    let Some(before) = before else { return Ok(there.len()) };
    there
        .iter()
        .position(|(id, _)| id == before)
        .ok_or_else(|| refused("The list has changed meanwhile.", "Look at it again, then move once more."))
}
