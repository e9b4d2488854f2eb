//! Machines that were connected to lately and are no favourites.

use crate::{ActionView, Intent, MachineHistory, State, Wish};

/// How many of them are shown.
const SHOWN: usize = 5;

impl State {
    pub(super) fn recent(&self) -> Vec<ActionView> {
        let starred = |machine: &MachineHistory| {
            self.favourites.all().iter().any(|favourite| favourite.vm().id == machine.vm.id)
        };
        let recent = self.history.recent();
        recent
            .into_iter()
            .filter(|machine| !starred(machine))
            .take(SHOWN)
            .map(|machine| self.connect_again(machine))
            .collect()
    }

    fn connect_again(&self, machine: &MachineHistory) -> ActionView {
        let wish = Wish {
            port: machine.port,
            protocol: machine.protocol,
            duration: self.settings.duration,
            address: self.settings.address.fixed,
            ..Wish::default()
        };
        let label = crate::clean(&machine.label);
        let intent = Intent::ConnectTo { vm: machine.vm.clone(), label: label.clone(), wish };
        ActionView::new(label, intent)
    }
}
