//! Power: start, stop, deallocate, and what they do to dynamic addresses.

use jiff::Timestamp;

use super::World;
use super::model::{Allocation, Failure, Power, VirtualMachine};
use super::operation::{Product, Provider};

/// What is only known while the simulator runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Life {
    change: Option<Change>,
    /// Services answer from here on; a machine that was running at the beginning has always answered.
    answers_from: Option<Timestamp>,
    /// Connections belong to one boot and end with it.
    pub(crate) boot: u64,
    /// The last control-plane failure, shown as `ProvisioningState/failed/<code>`.
    pub(crate) failure: Option<Failure>,
    pub(crate) changed: Option<Timestamp>,
    before: Option<Power>,
}

#[derive(Clone, Debug)]
struct Change {
    to: Power,
    due: Timestamp,
    operation: String,
    failure: Option<Failure>,
}

/// What a machine can be asked to do with its power.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PowerAction {
    Start,
    Restart,
    PowerOff,
    /// Without giving the system a chance to shut down.
    HardOff,
    Deallocate,
}

/// Why a power action is refused at once.
pub(crate) enum PowerRefusal {
    /// Another operation on this machine is under way.
    Busy,
    /// Only a running machine can be restarted.
    NotRunning,
    /// Azure knows at once that this cannot work.
    Impossible(Failure),
}

/// A size that is not offered, a quota that is used up: no operation begins.
fn is_known_at_once(code: &str) -> bool {
    ["SkuNotAvailable", "OperationNotAllowed", "QuotaExceeded", "Conflict"].contains(&code)
}

/// The system was too slow or an extension failed; the machine runs all the same.
fn leaves_it_running(failure: &Failure) -> bool {
    ["VMStartTimedOut", "OSProvisioningTimedOut", "VMExtensionProvisioningError"]
        .contains(&failure.code.as_str())
}

/// Resource Graph hears of a change of power this much later.
const GRAPH_LAG_SECONDS: i64 = 60;

impl VirtualMachine {
    /// The machine is booted and its services answer.
    pub(crate) fn is_up(&self, now: Timestamp) -> bool {
        self.power == Power::Running && self.life.answers_from.is_none_or(|from| from <= now)
    }

    /// The power state that Resource Graph knows.
    pub(crate) fn graph_power(&self, now: Timestamp) -> Power {
        match (self.life.changed, self.life.before) {
            (Some(changed), Some(before)) if now.duration_since(changed).as_secs() < GRAPH_LAG_SECONDS => {
                before
            }
            _ => self.power,
        }
    }

    /// What becomes of a start that begins now. A failure that is to happen a number of times has happened once more.
    fn try_start(&mut self) -> Option<Failure> {
        let failing = self.start_failure.as_mut()?;
        let failure = failing.failure();
        if let Some(times) = &mut failing.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                self.start_failure = None;
            }
        }
        Some(failure)
    }

    fn turn(&mut self, to: Power, now: Timestamp) {
        if !matches!(self.power, Power::Starting | Power::Stopping | Power::Deallocating) {
            self.life.before = Some(self.power);
        }
        self.power = to;
        self.life.changed = Some(now);
    }
}

impl World {
    /// Begins a power action and gives the id of its operation.
    pub(crate) fn begin_power(
        &mut self,
        key: &str,
        action: PowerAction,
        now: Timestamp,
    ) -> Result<String, PowerRefusal> {
        let Some(vm) = self.machines.get_mut(key) else { return Err(PowerRefusal::Busy) };
        let (power, under_way) = (vm.power, vm.life.change.as_ref().map(|change| change.operation.clone()));
        let going_down = matches!(power, Power::Stopping | Power::Deallocating);
        match action {
            PowerAction::Start | PowerAction::Restart if going_down => return Err(PowerRefusal::Busy),
            PowerAction::Restart if power != Power::Running => return Err(PowerRefusal::NotRunning),
            PowerAction::PowerOff | PowerAction::HardOff if power == Power::Deallocating => {
                return Err(PowerRefusal::Busy);
            }
            PowerAction::Start if power != Power::Running => {
                let at_once =
                    vm.start_failure.as_ref().is_some_and(|failing| is_known_at_once(&failing.code));
                if let Some(failure) = at_once.then(|| vm.try_start()).flatten() {
                    return Err(PowerRefusal::Impossible(failure));
                }
            }
            _ => {}
        }
        let done = match action {
            PowerAction::Start => power == Power::Running,
            PowerAction::PowerOff | PowerAction::HardOff => {
                matches!(power, Power::Stopped | Power::Deallocated)
            }
            PowerAction::Deallocate => power == Power::Deallocated,
            PowerAction::Restart => false,
        };
        let same = matches!(
            (action, power),
            (PowerAction::Start, Power::Starting)
                | (PowerAction::PowerOff | PowerAction::HardOff, Power::Stopping)
                | (PowerAction::Deallocate, Power::Deallocating)
        );
        if let (true, Some(operation)) = (same, &under_way) {
            return Ok(operation.clone());
        }
        if let (false, Some(operation)) = (done, under_way) {
            self.preempt(&operation, now);
        }
        let Some(vm) = self.machines.get(key) else { return Err(PowerRefusal::Busy) };
        let (id, location) = (vm.id.clone(), vm.location.clone());
        let operation = self.new_operation(Provider::Compute, (&id, &location), Product::Nothing, now);
        if done {
            if let Some(operation) = self.operations.get_mut(&operation) {
                operation.finish(now, None);
            }
        } else {
            self.set_in_motion(key, action, &operation, now);
        }
        Ok(operation)
    }

    fn set_in_motion(&mut self, key: &str, action: PowerAction, operation: &str, now: Timestamp) {
        let (boot, stop) = (self.tempo.boot, self.tempo.stop);
        let starting = matches!(action, PowerAction::Start | PowerAction::Restart);
        let Some(vm) = self.machines.get_mut(key) else { return };
        let failure = if starting { vm.try_start() } else { None };
        // A machine is reported as running some time before its services answer, and a failed allocation is known early.
        let due = match (starting, &failure) {
            (true, None) => now + boot * 3 / 4,
            (true, Some(failure)) if leaves_it_running(failure) => now + boot * 2,
            (true, Some(_)) => now + boot / 4,
            (false, _) if action == PowerAction::HardOff => now + stop / 4,
            (false, _) => now + stop,
        };
        let (through, to) = match action {
            PowerAction::Start | PowerAction::Restart => (Power::Starting, Power::Running),
            PowerAction::PowerOff | PowerAction::HardOff => (Power::Stopping, Power::Stopped),
            PowerAction::Deallocate => (Power::Deallocating, Power::Deallocated),
        };
        vm.turn(through, now);
        vm.life.failure = None;
        if starting {
            vm.life.answers_from = Some(now + boot);
        }
        vm.life.boot += 1;
        vm.life.change = Some(Change { to, due, operation: operation.to_owned(), failure });
        self.moving.insert(key.to_owned());
        if starting {
            self.assign_addresses(key);
        }
    }

    pub(super) fn settle_power(&mut self, now: Timestamp) {
        for key in self.moving.clone() {
            let Some(vm) = self.machines.get_mut(&key) else { continue };
            if let Some(change) = vm.life.change.take_if(|change| change.due <= now) {
                let off = change.failure.as_ref().is_some_and(|failure| !leaves_it_running(failure));
                let to = if off { Power::Deallocated } else { change.to };
                vm.turn(to, change.due);
                vm.life.failure.clone_from(&change.failure);
                if let Some(operation) = self.operations.get_mut(&change.operation) {
                    operation.finish(change.due, change.failure);
                }
                if to == Power::Deallocated {
                    self.release_addresses(&key);
                }
            }
            let settled = self.machines.get(&key).is_none_or(|vm| {
                let booting = vm.power == Power::Running && !vm.is_up(now);
                vm.life.change.is_none() && !booting
            });
            if settled {
                self.moving.remove(&key);
            }
        }
    }

    pub(super) fn next_power_change(&self, now: Timestamp) -> Option<Timestamp> {
        let moving = self.moving.iter().filter_map(|key| self.machines.get(key));
        moving
            .flat_map(|vm| [vm.life.change.as_ref().map(|change| change.due), vm.life.answers_from])
            .flatten()
            .filter(|due| *due > now)
            .min()
    }

    fn preempt(&mut self, operation: &str, now: Timestamp) {
        if let Some(operation) = self.operations.get_mut(operation) {
            operation.finish(
                now,
                Some(Failure {
                    code: "OperationPreempted".into(),
                    message: "Operation execution has been preempted by a more recent operation.".into(),
                }),
            );
        }
    }

    fn assign_addresses(&mut self, key: &str) {
        for address in self.dynamic_addresses(key) {
            let taken: Vec<_> = self.addresses.values().filter_map(|address| address.address).collect();
            if let Some(entry) = self.addresses.get_mut(&address).filter(|entry| entry.address.is_none()) {
                entry.address = Some(self.pool.take(|candidate| taken.contains(&candidate)));
            }
        }
    }

    fn release_addresses(&mut self, key: &str) {
        for address in self.dynamic_addresses(key) {
            if let Some(entry) = self.addresses.get_mut(&address) {
                entry.address = None;
            }
        }
    }

    fn dynamic_addresses(&self, key: &str) -> Vec<String> {
        let Some(vm) = self.machines.get(key) else { return Vec::new() };
        vm.network_interfaces
            .iter()
            .filter_map(|nic| self.interfaces.find(nic))
            .flat_map(|nic| nic.ip_configurations.iter().filter_map(|ip| ip.public_address.as_ref()))
            .map(crate::id::ResourceId::key)
            .filter(|key| self.addresses.get(key).is_some_and(|a| a.allocation == Allocation::Dynamic))
            .collect()
    }
}
