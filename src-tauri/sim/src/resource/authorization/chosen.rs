//! The filters that all lists of Privileged Identity Management share.

use super::filter::Term;
use super::{Place, terms, unsupported};
use crate::arm::{Call, Refusal};

const FILTERS: &str = "'atScope()', 'asTarget()', 'asRequestor()', 'assignedTo('{value}')', 'principalId eq '{value}'' and 'roleDefinitionId eq '{value}''";

/// Whom and what an entry is about.
pub(super) struct Subject<'a> {
    pub(super) principal: &'a str,
    /// The GUID of the role's definition.
    pub(super) role: &'a str,
}

pub(super) struct Filters(Vec<Term>);

impl Filters {
    pub(super) fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let terms = terms(call, FILTERS)?;
        let known = |term: &Term| match term {
            Term::Call(name, None) => matches!(name.as_str(), "atscope" | "astarget" | "asrequestor"),
            Term::Call(name, Some(_)) => name == "assignedto",
            Term::Equals(name, _) => matches!(name.as_str(), "principalid" | "roledefinitionid"),
        };
        if terms.iter().all(known) { Ok(Self(terms)) } else { Err(unsupported(call, FILTERS)) }
    }

    /// Everybody may look at what is their own.
    pub(super) fn authorize(&self, call: &Call<'_>, action: &str, scope: &str) -> Result<(), Refusal> {
        let own = &call.caller.principal.object_id;
        let about_me = self.0.iter().any(|term| match term {
            Term::Call(name, None) => name == "astarget" || name == "asrequestor",
            Term::Call(_, Some(id)) => id.eq_ignore_ascii_case(own),
            Term::Equals(name, id) => name == "principalid" && id.eq_ignore_ascii_case(own),
        });
        if about_me { Ok(()) } else { call.authorize(action, if scope.is_empty() { "/" } else { scope }) }
    }

    pub(super) fn hold(&self, call: &Call<'_>, subject: &Subject<'_>, place: Place) -> bool {
        let own = &call.caller.principal.object_id;
        place != Place::Elsewhere
            && self.0.iter().all(|term| match term {
                Term::Call(name, None) if name == "atscope" => place == Place::AtOrAbove,
                Term::Call(_, None) => subject.principal.eq_ignore_ascii_case(own),
                Term::Call(_, Some(id)) => subject.principal.eq_ignore_ascii_case(id),
                Term::Equals(name, id) if name == "principalid" => subject.principal.eq_ignore_ascii_case(id),
                Term::Equals(_, id) => {
                    id.rsplit('/').next().is_some_and(|id| subject.role.eq_ignore_ascii_case(id))
                }
            })
    }
}
