//! Stages *address* and *look*, which run side by side.

use std::net::Ipv4Addr;

use super::{Attempt, Fact, Step, Turn};
use crate::{Ask, AskId, Code, Look, Problem, Stage};

/// The workstation's public address.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Address {
    Wanted,
    Asked(AskId),
    Known(Ipv4Addr),
}

/// The machine and its policies.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Looking {
    Wanted,
    Asked(AskId),
    Known(Box<Look>),
}

impl Address {
    pub(crate) fn known(&self) -> Option<Ipv4Addr> {
        if let Self::Known(address) = self { Some(*address) } else { None }
    }
}

impl Looking {
    pub(crate) fn known(&self) -> Option<&Look> {
        if let Self::Known(look) = self { Some(look) } else { None }
    }
}

impl Attempt {
    pub(super) fn find_address(&mut self, turn: &mut Turn<'_>) -> Step {
        if self.address == Address::Wanted && self.wish.private {
            return self.find_own_address(turn);
        }
        if self.address == Address::Wanted {
            if let Some(address) = self.wish.address.filter(|address| !crate::is_public(*address)) {
                return Err((Stage::Address, not_public(address)));
            }
            if let Some(known) = self.wish.address.or(turn.my_address) {
                self.address = Address::Known(known);
                self.clocks.skip(Stage::Address, turn.now);
            } else {
                self.clocks.begin(Stage::Address, turn.now);
                self.address = Address::Asked(turn.ask(self.id, Ask::PublicAddress));
            }
        }
        Ok(())
    }

    /// Inside the machine's network it is this computer's own address that arrives there.
    fn find_own_address(&mut self, turn: &mut Turn<'_>) -> Step {
        let Some(look) = self.look.known() else { return Ok(()) };
        let Some(towards) = look.vm.private_address else {
            return Err((Stage::Address, no_private_address(&self.label)));
        };
        self.clocks.begin(Stage::Address, turn.now);
        self.address = Address::Asked(turn.ask(self.id, Ask::OwnAddress { towards }));
        Ok(())
    }

    pub(super) fn address_found(
        &mut self,
        ask: AskId,
        found: Result<Ipv4Addr, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        if self.address == Address::Asked(ask) {
            let address = found.map_err(|problem| (Stage::Address, problem))?;
            self.address = Address::Known(address);
            self.clocks.done(Stage::Address, turn.now);
            if !self.wish.private {
                turn.facts.push(Fact::MyAddress(address));
            }
        }
        Ok(())
    }

    pub(super) fn take_look(&mut self, turn: &mut Turn<'_>) -> Step {
        if self.look == Looking::Wanted {
            self.clocks.begin(Stage::Look, turn.now);
            self.looked = turn.now;
            self.look = Looking::Asked(turn.ask(self.id, Ask::Look(self.vm.clone())));
        }
        Ok(())
    }

    pub(super) fn looked(
        &mut self,
        ask: AskId,
        found: Result<Box<Look>, Problem>,
        turn: &mut Turn<'_>,
    ) -> Step {
        if self.look == Looking::Asked(ask) && self.refused.is_some() {
            return self.explained_by(found).map_or(Ok(()), |why| Err((Stage::Request, why)));
        }
        if self.look == Looking::Asked(ask) {
            let look = found.map_err(|problem| (Stage::Look, problem))?;
            self.clock_offset = look.clock_offset;
            self.reach.address =
                if self.wish.private { look.vm.private_address } else { address_to_trust(&look) };
            self.mind_windows(&look.policies, turn);
            self.look = Looking::Known(look);
            self.clocks.done(Stage::Look, turn.now);
        }
        Ok(())
    }
}

fn no_private_address(label: &str) -> Problem {
    Problem::new(
        Code::NoPublicAddress,
        format!("Azure tells no private address of {label}."),
        "Look at its network interface in the Azure portal.",
    )
}

fn not_public(address: Ipv4Addr) -> Problem {
    Problem::new(
        Code::Usage,
        format!("{address} is not an address Azure can see you come from."),
        "Give the public IPv4 address of your network.",
    )
}

/// The machine's address, unless it is about to change: a machine on its way down may still show a dynamic
/// address that belongs to somebody else a moment later.
fn address_to_trust(look: &Look) -> Option<Ipv4Addr> {
    use crate::Power::{Deallocating, Stopping};
    if matches!(look.vm.power, Deallocating | Stopping) { None } else { look.vm.public_address }
}
