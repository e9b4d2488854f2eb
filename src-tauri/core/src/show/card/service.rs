//! Cards about the service on the machine, and the client that opens it.

use super::{Case, Face, settings};
use crate::{ActionView, Code, Intent, PortalPage, ProbeOutcome, Protocol, SettingsSection, words};

impl Case<'_> {
    pub(super) fn not_answering(&self) -> Face {
        let after = match self.port() {
            Some(port) => format!(" is not answering on port {port}"),
            None => " is not answering".to_owned(),
        };
        let title = self.title("", &after);
        let body = match &self.attempt.reach.last {
            Some(ProbeOutcome::Unreachable(_)) => {
                "Azure opened access, but this network has no way there. It may not let this port out."
            }
            _ => {
                "Azure opened access, but something blocks the way: another firewall rule, the machine's own \
                 firewall, or this network."
            }
        };
        let networking = self.portal("Networking in Azure portal", PortalPage::Networking);
        let check = ActionView::new(words::RUN_CHECK, Intent::Check { attempt: self.attempt.id });
        Face::new("E15", title, body, check).or([self.again()]).or(networking)
    }

    pub(super) fn service_not_running(&self) -> Face {
        let title = self.title(&format!("{} is not running on ", self.service()), "");
        let body = match self.problem.code {
            Code::WrongService => {
                "The port answers, but with something else. Another service may be using it."
            }
            _ => "The machine answers, the service does not. It may still be starting.",
        };
        let screen = self.portal(words::SEE_SCREEN, PortalPage::BootDiagnostics);
        match screen {
            Some(screen) => Face::new("E16", title, body, screen).or([self.again()]),
            None => Face::new("E16", title, body, self.again()),
        }
    }

    /// The machine answered and did not let the person in: a name, a key, or another machine altogether.
    pub(super) fn guest_refused(&self) -> Face {
        let apps = SettingsSection::Connect;
        match self.problem.code {
            Code::GuestRefused => {
                let title = "Windows didn't accept the sign-in".to_owned();
                let body = "Check the user name. If the domain is unreachable, a local administrator (.\\name) \
                            often works.";
                Face::new("E17", title, body, self.options("Set user name", apps)).or([self.again()])
            }
            Code::KeyRefused => {
                let title = self.title("", " didn't accept your key");
                let body = self.problem.message.clone();
                Face::new("E18", title, body, self.options("Choose key and user", apps)).or([self.again()])
            }
            _ => {
                let title = self.title("", " shows a different identity");
                let body = "This happens after a rebuild - or if someone intercepts the line. Do not continue \
                            unless you know why.";
                // The serial log of a Linux machine lists its keys as it made them.
                let compare = self.portal("Compare fingerprints", PortalPage::BootDiagnostics);
                let copy = self.for_somebody("Copy fingerprints");
                match compare {
                    Some(compare) => Face::new("E19", title, body, compare).or([copy]),
                    None => Face::new("E19", title, body, copy),
                }
            }
        }
    }

    pub(super) fn no_client(&self) -> Face {
        let service = match self.service() {
            "The service" => Protocol::Rdp.label(),
            service => service,
        };
        let name = crate::short::short(&self.attempt.label, 40);
        let nothing = match self.state.open_until(self.attempt, self.now) {
            Some(until) => format!("Access is open until {until}, but we have nothing to open {name} with."),
            None => format!("We have nothing to open {name} with."),
        };
        let apps = settings(words::CHOOSE_APP, SettingsSection::Apps);
        if self.problem.code == Code::ClientFailed {
            let title = format!("{service} could not be opened");
            let body = format!("{} {}", self.problem.message, self.problem.hint);
            return Face::new("E34", title, body, apps).or([self.again()]);
        }
        Face::new("E20", format!("No {service} app found"), nothing, apps).or([self.again()])
    }
}
