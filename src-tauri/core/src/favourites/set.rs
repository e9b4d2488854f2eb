//! Setting an option to what somebody typed, and saying it as it is typed.

use std::fmt::Display;
use std::str::FromStr;

use super::apply::refused;
use super::{
    AddressChoice, AfterUse, Favourite, FavouriteOptions, OptionField, RdpAudio, RdpScreen, StartChoice,
};
use crate::{Problem, Protocol};

impl FavouriteOptions {
    /// Sets an option to what was typed, or takes it back.
    ///
    /// # Errors
    /// What is wrong with the text, and what may be typed instead.
    pub fn set(&mut self, field: OptionField, typed: Option<&str>) -> Result<(), Problem> {
        use OptionField as Of;
        let typed = typed.map(crate::clean).filter(|typed| !typed.is_empty());
        let typed = typed.as_deref();
        match field {
            Of::Protocol => self.protocol = one_of(typed, &PROTOCOLS)?,
            Of::Port => self.port = typed.map(port).transpose()?,
            Of::Duration => self.duration = typed.map(parsed).transpose()?,
            Of::Justification => self.justification = typed.map(reason).transpose()?,
            Of::Start => self.start = one_of(typed, &STARTS)?,
            Of::AfterUse => self.after_use = one_of(typed, &AFTER_USES)?,
            Of::Address => self.address = one_of(typed, &ADDRESSES)?,
            Of::SshUser => self.ssh.user = typed.map(user).transpose()?,
            Of::SshKey => self.ssh.key = typed.map(key).transpose()?,
            Of::RdpUser => self.rdp.user = typed.map(user).transpose()?,
            Of::RdpScreen => self.rdp.screen = one_of(typed, &SCREENS)?,
            Of::RdpSize => self.rdp.size = typed.map(size).transpose()?,
            Of::RdpAdmin => self.rdp.admin = one_of(typed, &SWITCH)?,
            Of::RdpRestrictedAdmin => self.rdp.restricted_admin = one_of(typed, &SWITCH)?,
            Of::RdpRemoteGuard => self.rdp.remote_guard = one_of(typed, &SWITCH)?,
            Of::RdpClipboard => self.rdp.clipboard = one_of(typed, &SWITCH)?,
            Of::RdpDrives => self.rdp.drives = one_of(typed, &SWITCH)?,
            Of::RdpPrinters => self.rdp.printers = one_of(typed, &SWITCH)?,
            Of::RdpAudio => self.rdp.audio = one_of(typed, &AUDIOS)?,
            Of::RdpGateway => self.rdp.gateway = typed.map(gateway).transpose()?,
        }
        Ok(())
    }

    /// An option as it is typed, where it is set.
    #[must_use]
    pub fn typed(&self, field: OptionField) -> Option<String> {
        use OptionField as Of;
        let rdp = &self.rdp;
        match field {
            Of::Protocol => word(self.protocol, &PROTOCOLS),
            Of::Port => self.port.map(|port| port.to_string()),
            Of::Duration => self.duration.map(|duration| match duration.as_mins() {
                minutes if minutes % 60 == 0 => format!("{}h", minutes / 60),
                minutes => format!("{minutes}m"),
            }),
            Of::Justification => self.justification.clone(),
            Of::Start => word(self.start, &STARTS),
            Of::AfterUse => word(self.after_use, &AFTER_USES),
            Of::Address => word(self.address, &ADDRESSES),
            Of::SshUser => self.ssh.user.clone(),
            Of::SshKey => self.ssh.key.clone(),
            Of::RdpUser => rdp.user.clone(),
            Of::RdpScreen => word(rdp.screen, &SCREENS),
            Of::RdpSize => rdp.size.map(|(width, height)| format!("{width}x{height}")),
            Of::RdpAdmin => word(rdp.admin, &SWITCH),
            Of::RdpRestrictedAdmin => word(rdp.restricted_admin, &SWITCH),
            Of::RdpRemoteGuard => word(rdp.remote_guard, &SWITCH),
            Of::RdpClipboard => word(rdp.clipboard, &SWITCH),
            Of::RdpDrives => word(rdp.drives, &SWITCH),
            Of::RdpPrinters => word(rdp.printers, &SWITCH),
            Of::RdpAudio => word(rdp.audio, &AUDIOS),
            Of::RdpGateway => rdp.gateway.clone(),
        }
    }
}

impl Favourite {
    /// Sets one of its own options; the ports it is used with follow.
    pub(crate) fn set(&mut self, field: OptionField, typed: Option<&str>) -> Result<(), Problem> {
        let before = self.options.port;
        self.options.set(field, typed)?;
        if field == OptionField::Port {
            match self.options.port {
                None => self.ports.clear(),
                Some(port) if self.ports.contains(&port) => {}
                Some(port) => {
                    let replaced = self.ports.iter_mut().filter(|known| Some(**known) == before);
                    replaced.for_each(|known| *known = port);
                }
            }
        }
        Ok(())
    }
}

/// What may be typed for an option of a few values, in the order they are offered in.
pub(super) fn words(field: OptionField) -> Vec<&'static str> {
    use OptionField as Of;
    fn typed<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
        table.iter().map(|(word, _)| *word).collect()
    }
    match field {
        Of::Protocol => typed(&PROTOCOLS),
        Of::Start => typed(&STARTS),
        Of::AfterUse => typed(&AFTER_USES),
        Of::Address => typed(&ADDRESSES),
        Of::RdpScreen => typed(&SCREENS),
        Of::RdpAudio => typed(&AUDIOS),
        Of::RdpAdmin | Of::RdpRestrictedAdmin | Of::RdpRemoteGuard => typed(&SWITCH),
        Of::RdpClipboard | Of::RdpDrives | Of::RdpPrinters => typed(&SWITCH),
        Of::Port | Of::Duration | Of::Justification | Of::SshUser | Of::SshKey => Vec::new(),
        Of::RdpUser | Of::RdpSize | Of::RdpGateway => Vec::new(),
    }
}

const PROTOCOLS: [(&str, Protocol); 2] = [("ssh", Protocol::Ssh), ("rdp", Protocol::Rdp)];
const STARTS: [(&str, StartChoice); 3] =
    [("auto", StartChoice::Auto), ("ask", StartChoice::Ask), ("never", StartChoice::Never)];
const AFTER_USES: [(&str, AfterUse); 3] =
    [("ask", AfterUse::Ask), ("leave", AfterUse::Leave), ("stop", AfterUse::Stop)];
const ADDRESSES: [(&str, AddressChoice); 2] =
    [("public", AddressChoice::Public), ("private", AddressChoice::Private)];
const SCREENS: [(&str, RdpScreen); 3] =
    [("full", RdpScreen::Full), ("window", RdpScreen::Window), ("multi", RdpScreen::Multi)];
const AUDIOS: [(&str, RdpAudio); 3] =
    [("local", RdpAudio::Local), ("remote", RdpAudio::Remote), ("off", RdpAudio::Off)];
const SWITCH: [(&str, bool); 2] = [("true", true), ("false", false)];

fn one_of<T: Copy>(typed: Option<&str>, table: &[(&str, T)]) -> Result<Option<T>, Problem> {
    let Some(typed) = typed else { return Ok(None) };
    let found = table.iter().find(|(word, _)| word.eq_ignore_ascii_case(typed));
    let words: Vec<&str> = table.iter().map(|(word, _)| *word).collect();
    found
        .map(|(_, value)| Some(*value))
        .ok_or_else(|| unusable(typed, format!("Use {}.", words.join(" or "))))
}

fn word<T: PartialEq>(value: Option<T>, table: &[(&str, T)]) -> Option<String> {
    table.iter().find(|(_, known)| Some(known) == value.as_ref()).map(|(word, _)| (*word).to_owned())
}

fn port(typed: &str) -> Result<u16, Problem> {
    let port = typed.parse().ok().filter(|port| *port != 0);
    port.ok_or_else(|| unusable(typed, "Give a port from 1 to 65535."))
}

fn parsed<T: FromStr<Err: Display>>(typed: &str) -> Result<T, Problem> {
    typed.parse().map_err(|error: T::Err| refused(format!("{error}."), "Give how long access may last."))
}

fn reason(typed: &str) -> Result<String, Problem> {
    let fits = typed.chars().count() <= 500;
    if fits {
        Ok(typed.to_owned())
    } else {
        Err(refused("The reason is too long.", "Use at most 500 characters."))
    }
}

/// What clients take for a user name and nothing else; the same rule counts once more when one is opened.
fn user(typed: &str) -> Result<String, Problem> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._@\\-".contains(&byte);
    let good = typed.len() <= 104 && !typed.starts_with('-') && typed.bytes().all(plain);
    if good {
        Ok(typed.to_owned())
    } else {
        Err(unusable(typed, "Use letters, digits and . _ @ \\ - (not first), at most 104 of them."))
    }
}

fn key(typed: &str) -> Result<String, Problem> {
    let good = !typed.starts_with('-') && typed.len() <= 1024;
    if good {
        Ok(typed.to_owned())
    } else {
        Err(unusable(typed, "Give the path of a file; it may not start with -."))
    }
}

fn size(typed: &str) -> Result<(u16, u16), Problem> {
    let side = |text: &str| text.trim().parse().ok().filter(|pixels| (200..=8192).contains(pixels));
    let sides = typed.split_once(['x', 'X', '×']).and_then(|(width, height)| side(width).zip(side(height)));
    sides.ok_or_else(|| unusable(typed, "Give width and height from 200 to 8192, such as 1600x900."))
}

fn gateway(typed: &str) -> Result<String, Problem> {
    let (host, port) = typed.split_once(':').unwrap_or((typed, "443"));
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let good =
        host.len() <= 253 && host.split('.').all(part) && port.parse::<u16>().is_ok_and(|port| port != 0);
    if good {
        Ok(typed.to_owned())
    } else {
        Err(unusable(typed, "Give the gateway's name, such as gateway.contoso.com."))
    }
}

fn unusable(typed: &str, hint: impl Into<String>) -> Problem {
    let shown: String = typed.chars().take(60).collect();
    refused(format!("\"{shown}\" cannot be used here."), hint)
}
