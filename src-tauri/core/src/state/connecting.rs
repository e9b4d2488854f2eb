//! Begins a connect.

use jiff::Timestamp;

use super::State;
use crate::attempt::Attempt;
use crate::{VmRef, Wish};

impl State {
    /// Begins an attempt, unless one for the same wish is running: however often a button is pressed, there is
    /// one `initiate` for one wish.
    pub(super) fn connect(&mut self, vm: VmRef, label: String, wish: Wish, now: Timestamp) {
        self.connect_as(None, vm, label, wish, now);
    }

    /// The same for a favourite, which the attempt remembers.
    pub(super) fn connect_as(
        &mut self,
        favourite: Option<String>,
        mut vm: VmRef,
        label: String,
        wish: Wish,
        now: Timestamp,
    ) {
        vm.account = vm.account.map(|named| self.session.id_of(named));
        let (machine, wanted) = (vm.id.clone(), wish.clone());
        let same = |it: &Attempt| {
            !it.is_extension()
                && it.vm.id == machine
                && it.wish.port == wanted.port
                && it.wish.protocol == wanted.protocol
        };
        if self.attempts.iter().any(|it| it.is_running() && same(it)) {
            return;
        }
        let unclear = |it: &Attempt| {
            let source = it.wish.address == wanted.address && it.wish.whole_range == wanted.whole_range;
            same(it) && source && it.request.unconfirmed().is_some()
        };
        let id = self.next_attempt();
        let mut attempt = match self.attempts.iter().rposition(unclear) {
            Some(index) => self.attempts.remove(index).again(id, now).wanting(label, wish),
            None => Attempt::new(id, vm, label, wish, now).expecting(&self.history),
        };
        attempt.favourite = favourite;
        self.dismiss(same);
        self.add(attempt);
    }
}
