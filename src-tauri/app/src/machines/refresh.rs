//! Reading again while somebody watches: states often, one subscription after the other, everything rarely.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::{self, StreamExt};
use jit_core::{Part, Problem, Scope};
use tokio::time::Instant;

use super::{Machines, Source};

/// How many parts are read side by side: nobody waits for them, and the person's own calls come first.
const SIDE_BY_SIDE: usize = 4;

/// A part that is due, the name of its place, and its subscription.
type Due = (Part, String, Option<Scope>);

/// Goes on until it is stopped. While nobody watches it waits and asks nothing.
pub(super) async fn refresh(machines: Arc<Machines>, source: Arc<Source>) {
    let mut watchers = machines.watchers.subscribe();
    let mut asked = Asked::default();
    machines.load(&source).await;
    machines.show();
    loop {
        // The sender lives in `machines`.
        let _ = watchers.wait_for(|watchers| *watchers > 0).await;
        let rhythm = machines.rhythm;
        if asked.everything_at.is_none_or(|at| at <= Instant::now()) {
            let began = Instant::now();
            // After a failure everything is tried again like a part: soon, but not at once.
            let wait = if machines.read(&source).await.is_ok() { rhythm.machines } else { rhythm.states };
            asked.everything_at = Some(began + wait);
            asked.parts = source.parts().into_iter().map(|(part, ..)| (part, began)).collect();
            continue;
        }
        let due: Vec<Due> = source
            .parts()
            .into_iter()
            .filter(|(part, ..)| asked.left(part, rhythm.states).is_zero())
            .collect();
        if due.is_empty() {
            tokio::time::sleep(asked.pause(&source.parts(), rhythm.states)).await;
            continue;
        }
        machines.read_again(&source, due, &mut asked).await;
    }
}

/// When what was asked last.
#[derive(Default)]
struct Asked {
    /// When everything is due.
    everything_at: Option<Instant>,
    parts: HashMap<Part, Instant>,
}

impl Asked {
    /// Until something is due.
    fn pause(&self, parts: &[Due], every: Duration) -> Duration {
        let parts = parts.iter().map(|(part, ..)| self.left(part, every));
        let everything = self.everything_at.map(|at| at.saturating_duration_since(Instant::now()));
        // Never without any pause, whatever the clock says.
        parts.chain(everything).min().unwrap_or(every).max(Duration::from_millis(5))
    }

    fn left(&self, part: &Part, every: Duration) -> Duration {
        self.parts.get(part).map_or(Duration::ZERO, |at| every.saturating_sub(at.elapsed()))
    }
}

impl Source {
    /// What is read again and again: the states of every subscription, and what failed of a tenant. A tenant that wants
    /// a sign-in is asked again after one.
    fn parts(&self) -> Vec<Due> {
        let stock = self.stock();
        let states = stock.scopes().flat_map(|scope| {
            let part = |part: fn(String) -> Part| {
                (part(scope.subscription.clone()), scope.name.clone(), Some(scope.clone()))
            };
            [part(Part::Power), part(Part::Policies)]
        });
        let again = |(part, _, problem): &(&Part, &str, &Problem)| {
            matches!(part, Part::Machines(_) | Part::Subscriptions(Some(_))) && problem.sign_in.is_none()
        };
        let failed = stock.failed().filter(again);
        states.chain(failed.map(|(part, name, _)| (part.clone(), name.to_owned(), None))).collect()
    }
}

impl Machines {
    async fn read_again(&self, source: &Arc<Source>, due: Vec<Due>, asked: &mut Asked) {
        let now = Instant::now();
        asked.parts.extend(due.iter().map(|(part, ..)| (part.clone(), now)));
        let tell = |increment| self.add(source, increment);
        let work = stream::iter(due).for_each_concurrent(SIDE_BY_SIDE, |(part, name, scope)| {
            let tell = &tell;
            async move {
                match part {
                    _ if *self.watchers.borrow() == 0 => {}
                    Part::Subscriptions(_) => self.read_tenant(source, &part, &name).await,
                    part => source.azure.read_part(&part, &name, scope, tell).await,
                }
            }
        });
        self.showing(work).await;
        self.show();
        self.tell_tenants();
        source.save().await;
    }
}
