//! The settings file.

mod change;
mod chord;
mod field;
mod look_at;
mod proxy;
mod value;
mod warn;
mod written;

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::{AddressService, Code, FavouriteSort, JitDuration, Prefix, Problem};

pub use change::SettingsChange;
pub use chord::Chord;
pub use field::SettingsField;
pub use look_at::LookAt;
pub use proxy::{ProxySettings, WebProxy};
pub use value::{NamedValue, SettingsValue};
pub use warn::WarnSettings;

/// What a person set. Everything has a default, so an empty file is a good file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// The format of the file; this version reads and writes 1.
    pub schema: u32,
    /// A built-in cloud (`public`, `usgov`, `china`) or the path of a cloud file.
    pub cloud: Option<String>,
    /// How long to ask for.
    pub duration: JitDuration,
    /// How SSH is opened.
    pub ssh: SshSettings,
    /// How Remote Desktop is opened.
    pub rdp: RdpSettings,
    /// How a terminal is opened with a command: an argument list in which the item `{command}` stands for
    /// the command's own arguments.
    pub terminal: Option<Vec<String>>,
    /// How the public address is found.
    pub address: AddressSettings,
    /// Whether notifications are shown.
    pub notifications: bool,
    /// How people want to be warned.
    pub warn: WarnSettings,
    /// The application to sign in as, instead of [`Settings::CLIENT_ID`]: an organisation's own registration.
    pub client_id: Option<String>,
    /// How a page is opened in the browser: an argument list in which `{url}` stands for its address.
    pub browser: Option<Vec<String>>,
    /// How Azure is reached.
    pub proxy: ProxySettings,
    /// A file with certificate authorities (PEM) to trust besides the system's.
    pub ca_file: Option<String>,
    /// Which tenants and subscriptions to look at.
    pub look_at: LookAt,
    /// Light or dark.
    pub theme: Theme,
    /// What favourites stand by inside their group.
    pub sort_favourites: FavouriteSort,
    /// Start when the person signs in to the computer.
    pub start_at_sign_in: bool,
    /// The keys that show the popover from everywhere.
    pub hotkey: Option<Chord>,
    /// The keys of commands, where they are not the usual ones.
    pub keys: BTreeMap<String, Chord>,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// As the system.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How SSH is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SshSettings {
    /// The user, unless a favourite names one.
    pub user: Option<String>,
    /// The key file, unless a favourite names one.
    pub key: Option<String>,
    /// An argument list instead of the built-in `ssh` call, with the placeholders of [`PLACEHOLDERS`].
    pub command: Option<Vec<String>>,
}

/// How Remote Desktop is opened.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RdpSettings {
    /// The user, unless a favourite names one.
    pub user: Option<String>,
    /// An argument list instead of the client that was found, with the placeholders of [`PLACEHOLDERS`] and with
    /// [`RDP_FILE`].
    pub command: Option<Vec<String>>,
}

/// What a command template may mention. Each is replaced inside one argument; none is ever split.
pub const PLACEHOLDERS: [&str; 7] =
    ["{host}", "{port}", "{user}", "{key}", "{alias}", "{known_hosts}", "{title}"];

/// In a command for Remote Desktop: the path of a file with the favourite's options.
pub const RDP_FILE: &str = "{file}";

/// How the public address is found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AddressSettings {
    /// Always this address; the services are not asked.
    pub fixed: Option<Ipv4Addr>,
    /// Networks with a name, to show instead of a bare address.
    pub networks: Vec<Network>,
    /// Services to ask instead of the cloud's, of at least two operators.
    pub services: Vec<AddressService>,
}

/// A network the person knows, such as the office.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Network {
    /// The name to show.
    pub name: String,
    /// Its addresses.
    pub range: Prefix,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            schema: 1,
            cloud: None,
            duration: JitDuration::DEFAULT,
            ssh: SshSettings::default(),
            rdp: RdpSettings::default(),
            terminal: None,
            address: AddressSettings::default(),
            notifications: true,
            warn: WarnSettings::default(),
            client_id: None,
            browser: None,
            proxy: ProxySettings::default(),
            ca_file: None,
            look_at: LookAt::default(),
            theme: Theme::default(),
            sort_favourites: FavouriteSort::default(),
            start_at_sign_in: false,
            hotkey: None,
            keys: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Azure CLI's own application, which every tenant knows.
    pub const CLIENT_ID: &str = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

    /// The application to sign in as.
    #[must_use]
    pub fn client_id(&self) -> &str {
        self.client_id.as_deref().unwrap_or(Self::CLIENT_ID)
    }

    /// Reads the settings file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the place and the reason.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        Self::understood(text).map_err(|reason| refused(&reason))
    }

    fn understood(text: &str) -> Result<Self, String> {
        let settings: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        settings.check()?;
        Ok(settings)
    }

    /// Every reason begins with the name of what it is about.
    fn check(&self) -> Result<(), String> {
        if self.schema != 1 {
            return Err(format!("\"schema\" is {}, this version reads 1", self.schema));
        }
        let opens = |words: &Vec<String>| {
            let program = words.first().is_some_and(|word| !word.is_empty() && word != "{command}");
            program && words.iter().any(|word| word == "{command}")
        };
        if self.terminal.as_ref().is_some_and(|words| !opens(words)) {
            return Err("\"terminal\" needs a program and, behind it, the item \"{command}\"".to_owned());
        }
        self.warn.check()?;
        let for_rdp = [&PLACEHOLDERS[..], &[RDP_FILE]].concat();
        for (field, command, known) in [
            ("ssh.command", &self.ssh.command, &PLACEHOLDERS[..]),
            ("rdp.command", &self.rdp.command, &for_rdp),
        ] {
            if let Some(command) = command {
                check_command(field, command, known)?;
            }
        }
        if let Some(fixed) = self.address.fixed.filter(|address| !crate::is_public(*address)) {
            return Err(format!("\"address.fixed\" is {fixed}, which Azure can never see you come from"));
        }
        if let Some(service) = self.address.services.iter().find(|service| service.url.scheme() != "https") {
            return Err(format!("\"address.services\" must be https, {} is not", service.url));
        }
        let mut operators: Vec<_> = self.address.services.iter().map(|service| &service.operator).collect();
        operators.sort();
        operators.dedup();
        if operators.len() == 1 {
            return Err("\"address.services\" needs two different operators".to_owned());
        }
        if let Some(id) = self.client_id.as_ref().filter(|id| !is_guid(id)) {
            return Err(format!("\"client_id\" is {id:?}, which is no application id (a GUID)"));
        }
        if self.browser.as_ref().is_some_and(|words| !shows_a_page(words)) {
            return Err("\"browser\" needs a program and, behind it, an item with \"{url}\"".to_owned());
        }
        if let Some(chord) = self.hotkey.as_ref().filter(|chord| !chord.can_be_global()) {
            return Err(format!(
                "\"hotkey\" is {chord}, which every other program would lose; hold Ctrl or Alt as well"
            ));
        }
        if self.ca_file.as_ref().is_some_and(|file| file.trim().is_empty()) {
            return Err("\"ca_file\" names no file".to_owned());
        }
        self.proxy.check()?;
        self.look_at.check()
    }
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn shows_a_page(words: &[String]) -> bool {
    words.split_first().is_some_and(|(program, rest)| {
        !program.is_empty() && !program.contains('{') && rest.iter().any(|word| word.contains("{url}"))
    })
}

fn check_command(field: &str, command: &[String], placeholders: &[&str]) -> Result<(), String> {
    if command.first().is_none_or(|program| program.is_empty() || program.contains('{')) {
        return Err(format!("\"{field}\" needs a program as its first item"));
    }
    for word in command {
        let mut rest = word.as_str();
        while let Some(at) = rest.find('{') {
            let tail = &rest[at..];
            let Some(known) = placeholders.iter().find(|placeholder| tail.starts_with(**placeholder)) else {
                return Err(format!("\"{field}\" holds \"{word}\"; known are {}", placeholders.join(" ")));
            };
            rest = &tail[known.len()..];
        }
    }
    Ok(())
}

fn refused(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The settings file cannot be used: {reason}."),
        "Correct the file; until then the last good settings are used.",
    )
}

#[cfg(test)]
mod tests;
