//! Nobody is asked to sign in without need, twice at once, or for ever.

use crate::properties::world::World;
use crate::*;

/// The sign-in that goes on, as far as it was asked for and told.
#[derive(Default)]
pub(super) struct SignIns {
    pressed: bool,
    /// Which one, and whether somebody pressed for it.
    under_way: Option<(SigningInId, bool)>,
}

impl SignIns {
    pub(super) fn before(&mut self, event: &Event) {
        self.pressed = matches!(event, Event::Intent(Intent::SignIn { .. }));
        if let Event::SigningIn { id, news: SigningInNews::Ended(_) } = event {
            self.under_way = self.under_way.filter(|(wanted, _)| wanted != id);
        }
    }

    pub(super) fn check(&mut self, effects: &[Effect], state: &State, world: &World) {
        for effect in effects {
            match effect {
                Effect::SignIn(wanted) => {
                    assert!(self.pressed || self.under_way.is_none(), "two sign-ins at once");
                    assert!(self.pressed || state.session.can_ask, "nobody is there to sign in");
                    self.under_way = Some((wanted.id, self.pressed));
                }
                Effect::StopSignIn(id) => {
                    let stopped = self.under_way.take();
                    assert_eq!(stopped.map(|(wanted, _)| wanted), Some(*id), "another sign-in is stopped");
                }
                _ => {}
            }
        }
        let attempts = state.view(world.now).attempts;
        let waits = |it: &AttemptView| it.state.starts_with("waiting for you to sign in");
        let waiting: Vec<AttemptId> =
            attempts.iter().filter(|it| waits(it)).map(|attempt| attempt.id).collect();
        assert!(waiting.is_empty() || self.under_way.is_some(), "{waiting:?} wait for nothing");
        assert!(self.under_way.is_none_or(|(_, pressed)| pressed || !waiting.is_empty()), "nobody needs it");
        for effect in effects {
            let Effect::Ask { attempt, what, .. } = effect else { continue };
            let of_azure = !matches!(what, Ask::Probe(_) | Ask::PublicAddress | Ask::Launch(_));
            assert!(!(of_azure && waiting.contains(attempt)), "{attempt:?} waits and asks {what:?}");
        }
    }
}
