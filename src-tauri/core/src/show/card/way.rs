//! Cards about the way to Azure: network, sign-in, and Azure itself.

use super::{Case, Face, settings};
use crate::{ActionView, Code, Intent, Remedy, SettingsSection, words};

impl Case<'_> {
    pub(super) fn offline(&self) -> Face {
        let body = "We can't reach Azure. Access that is open keeps its closing times. \
                    We try again when the network returns.";
        Face::new("E01", "You're offline".to_owned(), body, self.again())
            .or([settings("Network settings", SettingsSection::Network)])
    }

    pub(super) fn sign_in(&self) -> Face {
        let problem = self.problem;
        // Where the person is asked elsewhere, by Azure CLI, the hint has the command.
        let here = problem.sign_in.is_some() || self.state.session.accounts.is_empty();
        let told = || format!("{} {}", problem.message, problem.hint);
        match problem.code {
            Code::MoreProofNeeded => {
                let title = "Your organisation wants an extra check".to_owned();
                let body =
                    "Finish the check (MFA or device rule) in the browser, then we continue here.".to_owned();
                let (body, action) = if here {
                    (body, self.sign_in_action("Continue in browser"))
                } else {
                    (problem.hint.clone(), self.again())
                };
                Face::new("E03", title, body, action)
            }
            Code::ConsentNeeded => {
                let title = "JIT Tray needs a consent first".to_owned();
                Face::new("E27", title, told(), self.for_admin()).or([self.again()])
            }
            Code::BlockedByOrganisation => {
                let title = "Your organisation blocks this sign-in".to_owned();
                Face::new("E28", title, told(), self.for_admin()).or([self.again()])
            }
            Code::WrongAccount => {
                let title = "Another account is needed".to_owned();
                Face::new("E29", title, told(), self.sign_in_action("Sign in")).or([self.again()])
            }
            Code::Cancelled | Code::TimedOut => {
                let title = match problem.code {
                    Code::Cancelled => "The sign-in was cancelled",
                    _ => "Nobody signed in in time",
                };
                Face::new("E38", title.to_owned(), self.unchanged(""), self.again())
            }
            _ if here => {
                let title = "Please sign in again".to_owned();
                let body = self.unchanged("Your sign-in ended.");
                Face::new("E02", title, body, self.sign_in_action("Sign in")).or([self.again()])
            }
            _ => Face::new("E02", "Please sign in again".to_owned(), told(), self.again()),
        }
    }

    pub(super) fn network(&self) -> Face {
        let problem = self.problem;
        let body = format!("{} {}", problem.message, problem.hint);
        match problem.code {
            Code::ProxyFailed => {
                let wants = self.remedy() == Some(&Remedy::ProxySignIn);
                let title =
                    if wants { "The web proxy wants a sign-in" } else { "The web proxy is in the way" };
                let action = settings("Proxy settings", SettingsSection::Network);
                Face::new("E21", title.to_owned(), body, action).or([self.again()])
            }
            Code::NotTrusted => {
                let title = "The connection to Azure can't be trusted".to_owned();
                Face::new("E22", title, body, self.for_somebody("Copy details for IT")).or([self.again()])
            }
            _ => Face::new("E26", "Your computer's clock is wrong".to_owned(), body, self.again()),
        }
    }

    pub(super) fn azure(&self) -> Face {
        match self.problem.code {
            Code::Busy | Code::AzureFailed => {
                let body = match (self.attempt.resumes, self.remedy()) {
                    (Some(_), Some(Remedy::Wait(wait))) => {
                        let seconds = wait.as_secs().max(1);
                        format!(
                            "We tried several times. Azure asks to wait {seconds} s; the next try comes by itself."
                        )
                    }
                    (Some(_), _) => {
                        "We tried several times. The next try comes by itself in half a minute.".to_owned()
                    }
                    (None, _) => "We tried several times. Try again in a minute or two.".to_owned(),
                };
                Face::new("E09", "Azure is busy".to_owned(), body, self.retry("Try now"))
            }
            Code::Interrupted => {
                let body = "Whether Azure got the call is looked at first, so nothing is done twice.";
                Face::new("E33", "The connection broke".to_owned(), body, self.again())
            }
            _ => {
                let body = "Something may have answered in Azure's place: a web proxy, or the network's sign-in page.";
                Face::new("E37", "Azure's answer made no sense".to_owned(), body, self.again())
                    .or([settings("Network settings", SettingsSection::Network)])
            }
        }
    }

    fn sign_in_action(&self, label: &str) -> ActionView {
        let needed = self.problem.sign_in.as_deref();
        let account = needed.map(|needed| needed.account.clone());
        let tenant = needed.and_then(|needed| needed.tenant.clone());
        ActionView::new(label, Intent::SignIn { way: None, account, tenant })
    }

    /// The sentence, and that nothing was changed where that is so; the state line says the rest.
    fn unchanged(&self, sentence: &str) -> String {
        let truth = if self.attempt.is_untouched() { words::NOTHING_CHANGED } else { "Try again to go on." };
        if sentence.is_empty() { truth.to_owned() } else { format!("{sentence} {truth}") }
    }
}
