//! Cards about the machine itself: starting it, finding it.

use super::{Case, Face, settings};
use crate::region::region_name;
use crate::{ActionView, Adjustment, Code, Intent, PortalPage, Remedy, SettingsSection, Stage, words};

impl Case<'_> {
    pub(super) fn did_not_start(&self) -> Face {
        let title = self.title("", " did not start");
        match self.remedy() {
            Some(Remedy::Capacity) => {
                let body = match self.attempt.look.known().map(|look| region_name(&look.vm.region)) {
                    Some(region) if !region.is_empty() => {
                        format!("Azure has no free capacity for this size in {region} right now.")
                    }
                    _ => "Azure has no free capacity for this size right now.".to_owned(),
                };
                let action = self.keep_trying(words::KEEP_TRYING);
                Face::new("E12", title, body, action).or([self.again()]).or(self.in_portal())
            }
            Some(Remedy::Quota) => {
                let body = "The subscription has used up its quota of cores for this kind of machine.";
                Face::new("E25", title, body, self.for_admin()).or([self.again()]).or(self.in_portal())
            }
            Some(Remedy::OtherChange) => self.may_not_start(),
            _ => {
                let body = "Azure ended the start without success. Its reason is in the details.";
                Face::new("E39", title, body, self.again()).or(self.in_portal())
            }
        }
    }

    pub(super) fn may_not_start(&self) -> Face {
        let at_start = self.stage() == Some(Stage::Start);
        let title = if at_start {
            self.title("", " can't be started by you now")
        } else {
            self.title("", " can't be opened by you now")
        };
        match self.remedy() {
            Some(Remedy::OtherChange) => {
                let action =
                    if at_start { self.keep_trying("Wait and try again") } else { self.retry("Try again") };
                Face::new("E13", title, "Another change is running.", action).or(self.in_portal())
            }
            Some(Remedy::Lock { name }) => {
                let body = match name {
                    Some(name) => format!("A lock named '{}' protects it.", crate::short::short(name, 60)),
                    None => "A lock protects it.".to_owned(),
                };
                Face::new("E13", title, body, self.for_admin()).or([self.again()]).or(self.in_portal())
            }
            Some(Remedy::Rule) => {
                let body = "A rule of your organisation (Azure Policy) forbids it.";
                Face::new("E13", title, body, self.for_admin()).or([self.again()]).or(self.in_portal())
            }
            _ if self.problem.code == Code::MayNotStart => {
                Face::new("E13", title, "You lack the start permission.", self.for_admin())
                    .or([self.again()])
                    .or(self.in_portal())
            }
            _ => Face::new("E13", title, "Something in Azure stands in the way.", self.again())
                .or(self.in_portal()),
        }
    }

    pub(super) fn stopped(&self) -> Face {
        let title = self.title("", " is stopped");
        let body = "It was not started, as you wished. While it runs it costs money.";
        Face::new("E30", title, body, self.with("Start it", Adjustment::Start))
    }

    pub(super) fn not_found(&self) -> Face {
        let title = self.title("", " is not where it was");
        let body = "It was deleted or moved in Azure, or your account can no longer see it.";
        let name = self.attempt.vm.id.name().to_owned();
        let action = ActionView::new("Find it again", Intent::FindMachine { name });
        Face::new("E24", title, body, action).or([self.again()])
    }

    pub(super) fn took_too_long(&self) -> Face {
        let screen = || self.portal(words::SEE_SCREEN, PortalPage::BootDiagnostics);
        let (id, title, body) = match self.stage() {
            Some(Stage::Start) => (
                "E31",
                self.title("", " did not come up in time"),
                "It may still be on its way. Trying again goes on from where it is.",
            ),
            Some(Stage::Request) => (
                "E36",
                self.title("Access to ", " did not open in time"),
                "A request that is in effect is used when you try again, not repeated.",
            ),
            Some(Stage::Launch) => {
                let title = format!("{} did not open in time", self.service());
                let body = "Access stays open. Another app may work better.";
                return Face::new("E34", title, body, self.again())
                    .or([settings(words::CHOOSE_APP, SettingsSection::Apps)]);
            }
            _ => (
                "E36",
                self.title("Azure did not describe ", " in time"),
                "The network may be slow, or Azure is. Trying again begins with reading the machine.",
            ),
        };
        let starting = self.stage() == Some(Stage::Start);
        Face::new(id, title, body, self.again()).or(screen().filter(|_| starting))
    }

    pub(super) fn wrong_wish(&self) -> Face {
        let title = self.title("", " can't be connected to like this");
        let body = format!("{} {}", self.problem.message, self.problem.hint);
        Face::new("E42", title, body, self.options("Change the options", SettingsSection::Connect))
            .or([self.again()])
    }
}
