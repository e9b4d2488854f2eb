//! Finding a machine that is no longer where it was.

use super::Favourite;
use crate::{Inventory, Machine};

/// How many are offered.
const OFFERED: usize = 5;

/// Where a favourite's machine may be now: the same machine by Azure's GUID, which survives every move; without one,
/// machines of the same name, the nearest first. Told with whether it is surely the same.
pub(crate) fn find_again<'a>(favourite: &Favourite, list: &'a Inventory) -> Vec<(&'a Machine, bool)> {
    let elsewhere = || list.machines.iter().filter(|machine| machine.vm.at.id != favourite.arm);
    if let Some(guid) = &favourite.vm_guid {
        let same = |machine: &&Machine| {
            machine.vm.vm_guid.as_ref().is_some_and(|other| other.eq_ignore_ascii_case(guid))
        };
        let found: Vec<_> = elsewhere().filter(same).map(|machine| (machine, true)).take(OFFERED).collect();
        if !found.is_empty() {
            return found;
        }
    }
    let arm = &favourite.arm;
    let mut named: Vec<&Machine> =
        elsewhere().filter(|machine| machine.vm.name.eq_ignore_ascii_case(arm.name())).collect();
    let group = |machine: &Machine| machine.vm.at.id.resource_group().map(str::to_ascii_lowercase);
    let wanted = arm.resource_group().map(str::to_ascii_lowercase);
    named.sort_by_key(|machine| {
        let subscription = machine.vm.at.id.subscription();
        (!subscription.eq_ignore_ascii_case(arm.subscription()), group(machine) != wanted)
    });
    named.into_iter().map(|machine| (machine, false)).take(OFFERED).collect()
}
