//! What tenants demand.

use super::{Checked, need};
use crate::world::model::{Condition, Demand, WorldFile};

pub(super) fn check(file: &WorldFile) -> Checked {
    for (index, tenant) in file.tenants.iter().enumerate() {
        let place = format!("tenants[{index}]");
        for (at, condition) in tenant.conditions.iter().enumerate() {
            for name in &condition.people {
                let mut people = file.principals.iter().filter(|held| held.person.is_some());
                let known = people.any(|held| held.called().eq_ignore_ascii_case(name));
                need(known, || {
                    (format!("{place}.conditions[{at}].people"), format!("there is nobody called `{name}`"))
                })?;
            }
            check_condition(&format!("{place}.conditions[{at}]"), condition)?;
        }
        check_ids(&format!("{place}.consented"), &tenant.consented)?;
    }
    Ok(())
}

/// What can be wrong with a condition in any world.
pub(in crate::world) fn check_condition(place: &str, condition: &Condition) -> Checked {
    check_ids(&format!("{place}.applications"), &condition.applications)?;
    let hours = || format!("{place}.hours");
    match (condition.demand, condition.hours) {
        (Demand::Mfa | Demand::SignInFrequency, Some(0)) => {
            need(false, || (hours(), "nothing is good for 0 hours".into()))
        }
        (Demand::SignInFrequency, None) => {
            need(false, || (hours(), "`sign-in-frequency` needs `hours`".into()))
        }
        (Demand::Mfa | Demand::SignInFrequency, _) | (_, None) => Ok(()),
        (_, Some(_)) => need(false, || (hours(), "only `mfa` and `sign-in-frequency` have `hours`".into())),
    }
}

/// Applications are named by their client ids.
pub(in crate::world) fn check_ids(place: &str, ids: &[String]) -> Checked {
    for id in ids {
        need(crate::id::is_guid(id), || {
            (place.to_owned(), format!("`{id}` is not an application's id, a GUID"))
        })?;
    }
    Ok(())
}
