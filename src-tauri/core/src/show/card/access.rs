//! Cards about access: permission, policy, port, time and address.

use super::{Case, Face, settings};
use crate::{Adjustment, Code, PortalPage, Protocol, Remedy, SettingsSection};

impl Case<'_> {
    pub(super) fn not_permitted(&self) -> Face {
        let request = self.problem.code == Code::MayNotRequest;
        let title = self
            .title(if request { "You may not request access to " } else { "You may not see all of " }, "");
        let body = match self.remedy() {
            Some(Remedy::Rule) => "A rule of your organisation (Azure Policy) forbids it.",
            _ if request => "Your account lacks the \"request JIT access\" permission.",
            _ => "Your account lacks a permission that connecting needs.",
        };
        let id = if request { "E04" } else { "E35" };
        Face::new(id, title, body, self.for_admin()).or([self.again()]).or(self.in_portal())
    }

    pub(super) fn no_policy(&self) -> Face {
        let portal = self.in_portal();
        if self.remedy() == Some(&Remedy::PlanOff) {
            let title = self.title("JIT access is off for ", "");
            let body = "Its subscription lacks the plan that just-in-time access belongs to: Defender for Servers Plan 2.";
            return Face::new("E23", title, body, self.for_admin()).or([self.again()]).or(portal);
        }
        let title = self.title("", " has no JIT policy");
        let body = "Access can only be requested after JIT is switched on for this machine.";
        Face::new("E05", title, body, self.for_admin()).or([self.again()]).or(portal)
    }

    pub(super) fn port_not_allowed(&self) -> Face {
        let (asked, protocol, allowed) = match self.remedy() {
            Some(Remedy::Ports { asked, protocol, allowed }) => (*asked, *protocol, allowed.as_slice()),
            _ => (self.attempt.wish.port, self.attempt.wish.protocol, [].as_slice()),
        };
        let title = match (asked, protocol) {
            (Some(port), _) => self.title(&format!("Port {port} is not allowed for "), ""),
            (None, Some(protocol)) => self.title("", &format!(" has no port for {}", protocol.label())),
            (None, None) => self.title("", " can be reached on several ports"),
        };
        let list = crate::show::listed(&allowed.iter().map(u16::to_string).collect::<Vec<_>>());
        let body = format!("The policy allows {list}.");
        let use_port = |port: &u16| self.with(format!("Use {port}"), Adjustment::Port { port: *port });
        match likeliest(allowed) {
            Some(first) => {
                let others = allowed.iter().filter(|port| **port != first).map(use_port);
                Face::new("E06", title, body, use_port(&first)).or(others)
            }
            None => Face::new("E06", title, "The policy allows no port.", self.for_admin()),
        }
    }

    pub(super) fn outside_policy(&self) -> Face {
        match self.remedy() {
            Some(Remedy::Longest { asked, longest }) => {
                let title = format!("{asked} is longer than allowed");
                let body = format!("The longest you can ask for is {longest}.");
                let action =
                    self.with(format!("Request {longest}"), Adjustment::Duration { duration: *longest });
                Face::new("E07", title, body, action)
            }
            Some(Remedy::Sources { mine, accepted, range, .. }) => {
                let title = "Your address is not on the allow list".to_owned();
                let accepted = match accepted.to_string() {
                    none if none.is_empty() => "no IPv4 address".to_owned(),
                    accepted => accepted,
                };
                match range {
                    Some(range) => {
                        let body = format!(
                            "You are at {mine}; the policy accepts {accepted}, and Azure wants the range named as it stands there."
                        );
                        let action =
                            self.with(format!("Request the whole range {range}"), Adjustment::WholeRange);
                        Face::new("E08", title, body, action).or([self.for_admin()])
                    }
                    None => {
                        let body = format!("You are at {mine}; the policy accepts {accepted}.");
                        Face::new("E08", title, body, self.for_admin()).or([self.again()])
                    }
                }
            }
            _ => {
                let title = self.title("Azure refused the request for ", "");
                let body =
                    "It goes beyond what the JIT policy allows. The policy may just have been changed.";
                Face::new("E40", title, body, self.again()).or([self.for_admin()])
            }
        }
    }

    pub(super) fn revoked(&self) -> Face {
        let title = self.title("Access to ", " ended early");
        let body = "Azure ended the request, for instance because a newer one took its place.";
        Face::new("E32", title, body, self.again())
    }

    pub(super) fn address_unsure(&self) -> Face {
        let votes = match self.remedy() {
            Some(Remedy::Addresses(votes)) => votes.as_slice(),
            _ => &[],
        };
        let body = match votes {
            [] => "No service gave an address that Azure could see you come from - often a VPN or proxy."
                .to_owned(),
            [(who, address)] => {
                format!("Only {} answered, with {address}. Two services must agree.", crate::clean(who))
            }
            [(one, first), .., (two, second)] => format!(
                "{} and {} gave {first} and {second} - often a VPN or proxy.",
                crate::clean(one),
                crate::clean(two)
            ),
        };
        let mut addresses: Vec<_> = votes.iter().map(|(_, address)| *address).collect();
        addresses.sort();
        addresses.dedup();
        let choices = addresses
            .into_iter()
            .map(|address| self.with(format!("Use {address}"), Adjustment::Address { address }));
        self.unsure(body).or(choices).or([self.again()])
    }

    /// Azure answers, but none of the services that tell the public address.
    pub(super) fn no_address_service(&self) -> Face {
        let body = "None of the services that tell your public address can be reached. A firewall may keep them out.";
        self.unsure(body.to_owned()).or([self.again()])
    }

    pub(super) fn address_changed(&self) -> Face {
        let body = match self.remedy() {
            Some(Remedy::Moved { old, new }) => {
                format!("Access is open for {old}, you are now at {new}. Reconnecting would fail.")
            }
            _ => "Access is open for your old address. Reconnecting would fail.".to_owned(),
        };
        Face::new("E11", "Your address changed".to_owned(), body, self.retry("Open for the new address"))
    }

    pub(super) fn no_public_address(&self) -> Face {
        let title = self.title("", " has no public address");
        let body = "It can only be reached from inside its network (VPN or Bastion).";
        let networking = || self.portal("Networking in Azure portal", PortalPage::Networking);
        match self.remedy() {
            Some(Remedy::PrivateAddress(address)) => {
                let action = self.with(format!("Use private address {address}"), Adjustment::PrivateAddress);
                Face::new("E14", title, body, action).or(networking())
            }
            _ => Face::new("E14", title, body, networking().unwrap_or_else(|| self.again())),
        }
    }

    fn unsure(&self, body: String) -> Face {
        let title = "We're not sure which address Azure will see".to_owned();
        Face::new("E10", title, body, settings("Choose address", SettingsSection::Network))
    }
}

/// The port people most likely want.
fn likeliest(allowed: &[u16]) -> Option<u16> {
    let usual = [Protocol::Rdp, Protocol::Ssh].map(Protocol::usual_port);
    usual.into_iter().find(|port| allowed.contains(port)).or_else(|| allowed.first().copied())
}
