//! Shows a web page in the person's browser.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests;

use std::time::Duration;

use jit_core::{Code, Problem};
use tokio::process::Command;
use url::Url;

use crate::{Surroundings, start};

/// A browser that fails does so in this time. It is not waited for any longer: the first one that is opened stays.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Shows the page: with the settings' own command, in which `{url}` stands for its address, or as the system does.
/// Does not wait for the browser.
///
/// # Errors
/// [`Code::Usage`] for an address that is not https, [`Code::NoClient`] when there is no browser,
/// [`Code::ClientFailed`] when it did not start. The hints say how to go on without.
pub async fn open_page(
    address: &str,
    command: Option<&[String]>,
    surroundings: &Surroundings,
) -> Result<(), Problem> {
    let page = Page::checked(address)?;
    match command {
        Some(words) => {
            start::start(page.own(words, surroundings)?, AT_ONCE).await.map_err(|reason| page.failed(&reason))
        }
        None => page.open(surroundings).await,
    }
}

struct Page(Url);

impl Page {
    /// An address of Azure's comes from elsewhere: nothing but a web page may be opened by it.
    fn checked(address: &str) -> Result<Self, Problem> {
        let url = Url::parse(address).ok().filter(|url| {
            url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none()
        });
        url.map(Self).ok_or_else(|| {
            let message =
                "This is not the address of a web page that can be opened: it must begin with https://.";
            Problem::new(Code::Usage, message, "Open the page yourself if you know what it is.")
        })
    }

    /// The command of the settings. Its words are never split, and no shell reads them.
    fn own(&self, words: &[String], surroundings: &Surroundings) -> Result<Command, Problem> {
        let name = words.first().map(String::as_str).unwrap_or_default();
        let program = surroundings.find(name).ok_or_else(|| {
            self.problem(
                Code::NoClient,
                format!("\"browser\" in the settings names \"{name}\", and there is no such program."),
            )
        })?;
        let reads_commands =
            |ext: &std::ffi::OsStr| ext.eq_ignore_ascii_case("bat") || ext.eq_ignore_ascii_case("cmd");
        if program.extension().is_some_and(reads_commands) {
            let message = format!(
                "\"browser\" in the settings names the batch file {name}; it would read the address as commands."
            );
            return Err(self.problem(Code::ClientFailed, message));
        }
        let mut command = Command::new(program);
        command.args(words.iter().skip(1).map(|word| word.replace("{url}", self.0.as_str())));
        Ok(command)
    }

    #[cfg(windows)]
    async fn open(&self, _: &Surroundings) -> Result<(), Problem> {
        let url = self.0.clone();
        let opening = tokio::task::spawn_blocking(move || open::that_detached(url.as_str()));
        let opened = opening.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
        opened.map_err(|error| self.failed(&format!("Windows refused it: {error}")))
    }

    /// One program after the other, until one does it.
    #[cfg(not(windows))]
    async fn open(&self, surroundings: &Surroundings) -> Result<(), Problem> {
        let mut failed = None;
        for command in self.openers(surroundings)? {
            match start::start(command, AT_ONCE).await {
                Ok(()) => return Ok(()),
                Err(reason) => failed = failed.or(Some(reason)),
            }
        }
        Err(failed.map_or_else(|| self.none(), |reason| self.failed(&reason)))
    }

    #[cfg(not(windows))]
    fn openers(&self, surroundings: &Surroundings) -> Result<Vec<Command>, Problem> {
        let named = surroundings.text("BROWSER").and_then(|name| surroundings.find(name)).map(|program| {
            let mut command = Command::new(program);
            command.arg(self.0.as_str());
            command
        });
        let usual = open::commands(self.0.as_str())
            .into_iter()
            .filter_map(|command| found(&command, surroundings))
            .map(Command::from);
        let all: Vec<_> = named.into_iter().chain(usual).collect();
        let reaches_one = surroundings.can_show_windows() || surroundings.var("BROWSER").is_some();
        if all.is_empty() {
            Err(self.none())
        } else if !reaches_one {
            Err(self.problem(
                Code::NoClient,
                "No browser can be opened: neither DISPLAY nor WAYLAND_DISPLAY is set, so there is no desktop.",
            ))
        } else {
            Ok(all)
        }
    }

    #[cfg(not(windows))]
    fn none(&self) -> Problem {
        self.problem(
            Code::NoClient,
            "No browser was found: neither xdg-open nor another program that opens web pages is installed.",
        )
    }

    fn failed(&self, reason: &str) -> Problem {
        self.problem(Code::ClientFailed, format!("No browser opened: {reason}."))
    }

    fn problem(&self, code: Code, message: impl Into<String>) -> Problem {
        let hint = format!(
            "Open this address yourself in a browser on this computer: {} To sign in with a browser elsewhere, \
             use a code: jit login --device.",
            self.0
        );
        Problem::new(code, message, hint)
    }
}

/// The same command with the program as it was found, so that ours and not the system's search decides.
#[cfg(not(windows))]
fn found(command: &std::process::Command, surroundings: &Surroundings) -> Option<std::process::Command> {
    let program = surroundings.find(command.get_program().to_str()?)?;
    let mut same = std::process::Command::new(program);
    same.args(command.get_args());
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            same.env(name, value);
        }
    }
    Some(same)
}
