//! Why Azure refused a request as outside the policy, as far as the policy tells.

use super::Attempt;
use super::finding::Looking;
use crate::fit::Fitted;
use crate::{Code, Look, Policy, Problem, Remedy, Sources};

impl Attempt {
    /// The same problem with what mends it. Where the policy as it was read before tells nothing, it may have been
    /// changed since: it is read once more, and nothing is told yet.
    pub(super) fn explain(&mut self, problem: Problem, fitted: Fitted) -> Option<Problem> {
        let told = self.explained(problem, &fitted);
        if told.code != Code::OutsidePolicy || told.remedy.is_some() || self.end.is_some() {
            return Some(told);
        }
        self.refused = Some((told, fitted));
        self.look = Looking::Wanted;
        None
    }

    /// What there is to tell of a refused request, now that everything was read once more.
    pub(super) fn explained_by(&mut self, found: Result<Box<Look>, Problem>) -> Option<Problem> {
        let (problem, fitted) = self.refused.take()?;
        if let Ok(look) = found {
            self.look = Looking::Known(look);
        }
        Some(self.explained(problem, &fitted))
    }

    fn explained(&self, problem: Problem, fitted: &Fitted) -> Problem {
        let outside = problem.code == Code::OutsidePolicy && problem.remedy.is_none();
        let reason = self.look.known().filter(|_| outside).and_then(|it| self.reason(fitted, &it.policies));
        match reason {
            Some(remedy) => problem.with_remedy(remedy),
            None => problem,
        }
    }

    /// What in these policies speaks against a request.
    fn reason(&self, fitted: &Fitted, policies: &[Policy]) -> Option<Remedy> {
        let policy = policies.iter().find(|policy| policy.id == fitted.policy)?;
        let rules = policy.machine(&self.vm.id)?.ports.as_slice();
        let Some(rule) = rules.iter().find(|rule| rule.number == fitted.port) else {
            let allowed = rules.iter().map(|rule| rule.number).collect();
            return Some(Remedy::Ports { asked: Some(fitted.port), protocol: None, allowed });
        };
        if rule.longest < fitted.duration {
            return Some(Remedy::Longest { asked: fitted.duration, longest: rule.longest });
        }
        let (Sources::Only(ranges), Some(mine)) = (&rule.sources, self.address.known()) else { return None };
        // A range as the policy has it cannot be what Azure refuses.
        let held = ranges.contains(&fitted.source);
        let range = ranges.iter().filter(|range| range.contains(mine) && (1..32).contains(&range.bits()));
        let range = range.max_by_key(|range| range.bits()).copied();
        let port = fitted.port;
        (!held).then(|| Remedy::Sources { mine, port, accepted: rule.sources.clone(), range })
    }
}
