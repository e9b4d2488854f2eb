//! Machines that are worth a star: those somebody has asked access for, then those that JIT protects.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::{AccessRequest, Jit, Machine, Protection, State, SuggestionView, clean};

/// How many are suggested: a glance, not a list.
const MOST: usize = 12;

/// Why a machine is suggested, the best reason first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Mine(Reverse<Timestamp>),
    Used(Reverse<Timestamp>),
    Protected,
}

impl State {
    pub(super) fn suggestions(&self, now: Timestamp) -> Vec<SuggestionView> {
        let used = self.history.last_used();
        let mut found: Vec<(Why, &Machine)> = Vec::new();
        for machine in &self.machines.inventory().machines {
            let Jit::On(protection) = &machine.jit else { continue };
            let used = used.get(&machine.vm.at.id).map(|at| Why::Used(Reverse(*at)));
            let mine = self.asked_by_me(protection).map(|at| Why::Mine(Reverse(at)));
            found.push((mine.or(used).unwrap_or(Why::Protected), machine));
        }
        found.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| a.vm.name.cmp(&b.vm.name)));
        let view = |(why, machine): (Why, &Machine)| SuggestionView {
            vm: machine.vm.at.clone(),
            name: clean(&machine.vm.name),
            about: clean(&format!("{} · {}", machine.vm.subscription, machine.vm.resource_group)),
            why: self.reason(why, now),
            favourite: self.starred(machine),
        };
        found.into_iter().take(MOST).map(view).collect()
    }

    /// When somebody who is signed in here asked for access last.
    fn asked_by_me(&self, protection: &Protection) -> Option<Timestamp> {
        let mine = |request: &&AccessRequest| {
            let Some(requestor) = &request.requestor else { return false };
            self.session.accounts.iter().any(|account| {
                let object = account.id.0.split('.').next().unwrap_or_default();
                [account.name.as_str(), object].iter().any(|name| name.eq_ignore_ascii_case(requestor))
            })
        };
        protection.requests.iter().filter(mine).map(|request| request.from).max()
    }

    fn starred(&self, machine: &Machine) -> Option<String> {
        let favourites = self.favourites.all().iter();
        let found = favourites.into_iter().find(|favourite| favourite.vm().id == machine.vm.at.id);
        found.map(|favourite| favourite.id.clone())
    }

    fn reason(&self, why: Why, now: Timestamp) -> String {
        let day = |at: Timestamp| {
            let (then, today) = (at.to_zoned(self.zone.clone()), now.to_zoned(self.zone.clone()));
            let same_year = then.year() == today.year();
            match then.date() {
                date if date == today.date() => "today".to_owned(),
                date if same_year => format!("on {}", date.strftime("%-d %b")),
                date => format!("on {}", date.strftime("%-d %b %Y")),
            }
        };
        match why {
            Why::Mine(Reverse(at)) => format!("You asked for access {}", day(at)),
            Why::Used(Reverse(at)) => format!("You connected {}", day(at)),
            Why::Protected => "Protected by JIT".to_owned(),
        }
    }
}
