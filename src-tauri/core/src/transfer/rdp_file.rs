//! `.rdp` files of Remote Desktop: one setting a line, as `key:type:value`.

use std::collections::BTreeMap;

use crate::{OptionField, Protocol, clean};

use super::found::{DroppedView, Entry, Flaw, Found, Place, as_alias, line_number, quoted};

/// Reads the file; it is called `name`.
pub(super) fn read(name: &str, text: &str) -> Result<Found, Flaw> {
    let mut settings = BTreeMap::new();
    let mut entry = Entry { protocol: Some(Protocol::Rdp), ..Entry::default() };
    for (index, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match setting(line) {
            Some((key, value)) => {
                settings.insert(key, value);
            }
            None => entry.dropped.push(DroppedView::new(
                &format!("line {}: {}", line_number(index), line.trim()),
                "It is not of the form key:type:value.",
            )),
        }
    }
    let mut settings = Settings(settings);
    let address = settings.text("full address").or_else(|| settings.text("alternate full address"));
    let Some(address) = address else {
        return Err(Flaw::new(
            "it holds no \"full address\", so it names no computer",
            "Choose a file that Remote Desktop saved.",
        ));
    };
    let (host, port) = host_and_port(&address);
    entry.alias = as_alias(stem(name));
    entry.place = Place::Host(clean(&host));
    entry.port = port.or_else(|| settings.number("server port").and_then(|port| u16::try_from(port).ok()));
    entry.port = entry.port.filter(|port| *port > 0);
    settings.options(&mut entry);
    settings.offered(&mut entry);
    settings.dropped(&mut entry);
    Ok(Found { entries: vec![entry], ..Found::default() })
}

fn setting(line: &str) -> Option<(String, String)> {
    let (key, rest) = line.split_once(':')?;
    let (kind, value) = rest.split_once(':')?;
    let known = matches!(kind.trim(), "s" | "i" | "b" | "S" | "I" | "B");
    known.then(|| (key.trim().to_ascii_lowercase(), value.trim().to_owned()))
}

/// What is left of the settings: each is taken out where it is dealt with.
struct Settings(BTreeMap<String, String>);

impl Settings {
    fn text(&mut self, key: &str) -> Option<String> {
        self.0.remove(key).filter(|value| !value.is_empty())
    }

    fn number(&mut self, key: &str) -> Option<u32> {
        self.text(key)?.parse().ok()
    }

    fn on(&mut self, key: &str) -> bool {
        self.number(key) == Some(1)
    }

    fn options(&mut self, entry: &mut Entry) {
        let mut set = |field, value: &str| entry.options.push((field, value.to_owned()));
        let (user, domain) = (self.text("username"), self.text("domain"));
        match (user, domain) {
            (Some(user), Some(domain)) if !user.contains(['\\', '@']) => {
                set(OptionField::RdpUser, &format!("{domain}\\{user}"));
            }
            (Some(user), _) => set(OptionField::RdpUser, &user),
            (None, _) => {}
        }
        let (mode, several) = (self.number("screen mode id"), self.on("use multimon"));
        match mode {
            _ if several => set(OptionField::RdpScreen, "multi"),
            Some(2) => set(OptionField::RdpScreen, "full"),
            Some(1) => set(OptionField::RdpScreen, "window"),
            _ => {}
        }
        let size = (self.number("desktopwidth"), self.number("desktopheight"));
        if let ((Some(width), Some(height)), false, true) = (size, several, mode == Some(1)) {
            set(OptionField::RdpSize, &format!("{width}x{height}"));
        }
        let console = self.on("connect to console");
        if self.on("administrative session") || console {
            set(OptionField::RdpAdmin, "true");
        }
        match self.number("audiomode") {
            Some(0) => set(OptionField::RdpAudio, "local"),
            Some(1) => set(OptionField::RdpAudio, "remote"),
            Some(2) => set(OptionField::RdpAudio, "off"),
            _ => {}
        }
        let (gateway, method) = (self.text("gatewayhostname"), self.number("gatewayusagemethod"));
        if let (Some(gateway), Some(1 | 2)) = (gateway, method) {
            set(OptionField::RdpGateway, &gateway);
        }
    }

    /// What gives the machine something of this computer is for the person to say again.
    fn offered(&mut self, entry: &mut Entry) {
        let all_drives = self.on("redirectdrives");
        let named_drives = self.text("drivestoredirect");
        for (field, shared) in [
            (OptionField::RdpClipboard, self.on("redirectclipboard")),
            (OptionField::RdpDrives, all_drives || named_drives.is_some()),
            (OptionField::RdpPrinters, self.on("redirectprinters")),
        ] {
            if shared {
                entry.offered.push((field, "true".to_owned()));
            }
        }
    }

    fn dropped(self, entry: &mut Entry) {
        let mut others = Vec::new();
        for (key, value) in self.0 {
            match why_dropped(&key) {
                _ if value.is_empty() => {}
                Some(_) if shares(&key) && value == "0" => {}
                Some(_) if key == "remoteapplicationmode" && value == "0" => {}
                Some(why) => entry.dropped.push(DroppedView::new(&key, why)),
                None => others.push(key),
            }
        }
        if !others.is_empty() {
            entry.dropped.push(DroppedView {
                what: few(&others),
                why: "These are no options here; the Remote Desktop app's own settings count.".to_owned(),
            });
        }
    }
}

fn why_dropped(key: &str) -> Option<&'static str> {
    match key {
        "password 51" | "password" => Some("Passwords are never taken over."),
        "alternate shell" | "shell working directory" => {
            Some("Programs that start by themselves are never taken over.")
        }
        "signature" | "signscope" => Some("It signs the file, and not what is made of it."),
        "alternate full address" => Some("A machine has one address here: the one Azure tells."),
        "gatewayaccesstoken" | "loadbalanceinfo" | "pcb" => {
            Some("It belongs to the place the file came from.")
        }
        _ if key.starts_with("remoteapplication") => Some("Single programs (RemoteApp) are not opened."),
        _ if shares(key) => Some("Only clipboard, drives and printers can be shared."),
        _ => None,
    }
}

fn shares(key: &str) -> bool {
    key.starts_with("redirect")
        || matches!(
            key,
            "devicestoredirect" | "usbdevicestoredirect" | "camerastoredirect" | "audiocapturemode"
        )
}

/// Some of the names, and how many there are beside them.
pub(super) fn few(names: &[String]) -> String {
    const NAMED: usize = 3;
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| quoted(name)).collect();
    match names.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Splits `host`, `host:port`, `[address]` and `[address]:port`; an IPv6 address without brackets has no port.
pub(super) fn host_and_port(text: &str) -> (String, Option<u16>) {
    let text = text.trim();
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (host.to_owned(), rest.strip_prefix(':').and_then(port));
    }
    match text.split_once(':') {
        Some((host, rest)) if !rest.contains(':') => (host.to_owned(), port(rest)),
        _ => (text.to_owned(), None),
    }
}

fn port(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port| *port > 0)
}

/// The file's name without folder and ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
