//! Extending a window: the same access is asked for once more, although it is open. Azure counts from the new request
//! and drops the older one. Nothing is started, probed or opened: what answers now proves nothing about later.

use super::{Attempt, End, Step, Turn};
use crate::fit::fit;
use crate::{AccessWindow, Code, Problem, Stage};

impl Attempt {
    /// The same as a request to extend this window.
    pub(crate) fn extending(self, open: AccessWindow) -> Self {
        Self { extends: Some(Box::new(open)), queued: false, ..self }
    }

    /// Whether it extends a window.
    pub(crate) fn is_extension(&self) -> bool {
        self.extends.is_some()
    }

    /// The id of the window it extends.
    pub(crate) fn window_extended(&self) -> Option<String> {
        self.extends.as_ref().map(|open| open.id())
    }

    /// Whether it extends the window of this id.
    pub(crate) fn extends(&self, window: &str) -> bool {
        self.extends.as_ref().is_some_and(|open| open.id() == window)
    }

    /// What goes on in another try. From another address there is nothing to extend: access is opened for that one.
    pub(super) fn still_extends(&self) -> Option<Box<AccessWindow>> {
        let moved = matches!(&self.end, Some(End::Failed(why)) if why.code == Code::AddressChanged);
        self.extends.clone().filter(|_| !moved)
    }

    pub(super) fn ask_for_more_time(&mut self, turn: &mut Turn<'_>) -> Step {
        if self.request.fitted().is_none() {
            self.post_extension(turn)?;
        }
        self.follow_request(turn);
        let until = self.request.held().map(|(_, accepted)| self.our_time(accepted.until));
        if let Some(until) = until.filter(|_| self.request.is_written()) {
            self.finish(End::Extended(until), turn);
        }
        Ok(())
    }

    fn post_extension(&mut self, turn: &mut Turn<'_>) -> Step {
        let (Some(open), Some(look), Some(mine)) =
            (self.extends.clone(), self.look.known(), self.address.known())
        else {
            return Ok(());
        };
        if !open.source.contains(mine) {
            return Err((Stage::Request, moved(&self.label, &open, mine)));
        }
        let refused = |problem| (Stage::Request, problem);
        let fitted = fit(&self.wish, &look.vm, &look.policies, mine).map_err(refused)?;
        if self.posted.is_none() {
            self.post(fitted, turn);
            return Ok(());
        }
        // It was asked before the computer slept: the policy tells what became of it.
        let azure_now = self.azure_now(turn.now);
        let newer = fitted
            .already_open(&self.vm.id, &look.policies, azure_now)
            .filter(|(_, request)| request.from > open.from)
            .map(|(policy, request)| (self.as_open_now(&fitted, policy, request), request.status.clone()));
        let Some(((fitted, accepted), status)) = newer else { return self.may_post(mine) };
        self.use_window(fitted, accepted, status == crate::RequestStatus::Initiated, turn);
        Ok(())
    }
}

fn moved(label: &str, open: &AccessWindow, mine: std::net::Ipv4Addr) -> Problem {
    Problem::new(
        Code::AddressChanged,
        format!(
            "Your address changed: access to {label} is open for {}, you are now at {mine}.",
            open.source
        ),
        "Try again to open access for the new address.",
    )
}
