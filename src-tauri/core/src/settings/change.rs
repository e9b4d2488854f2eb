//! One change of the settings: made to the file as it is at that moment, with everything else in it left as somebody
//! wrote it.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::written::Written;
use super::{Chord, NamedValue, ProxySettings, SettingsField, SettingsValue, WarnSettings, refused};
use crate::{Code, JitDuration, Prefix, Problem, Settings};

/// No setting is longer; it keeps a pasted book out of a file.
const LONGEST: usize = 1024;
/// Nor has any more lines.
const MOST: usize = 500;

/// A new value for a setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SettingsChange {
    /// Which setting.
    pub field: SettingsField,
    /// The value as it is typed; none for what counts without one.
    pub value: Option<SettingsValue>,
}

impl Settings {
    /// Makes a change to the text of a settings file, or begins one.
    ///
    /// # Errors
    /// [`Code::BadFile`] when the file cannot be used as it is, [`Code::BadSetting`] with a sentence about the value.
    pub fn changed(text: Option<&str>, change: &SettingsChange) -> Result<(String, Self), Problem> {
        let before = text.map_or_else(|| Ok(Self::default()), Self::from_json)?;
        let mut written = match text {
            Some(text) => serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?,
            None => Written::from(json!({"schema": 1})),
        };
        let value = change.value.as_ref().and_then(|value| not_empty(value.clone()));
        let value = value.map(|value| typed(change.field, value)).transpose().map_err(|why| wrong(&why))?;
        let has_proxy = matches!(before.proxy, ProxySettings::Through(_));
        if change.field == SettingsField::ProxyExceptions && value.is_some() && !has_proxy {
            let name = change.field.name();
            return Err(wrong(&format!("{name} needs a proxy of your own to be an exception from")));
        }
        let (path, value) = place(change.field, value);
        written.put(&path.split('.').collect::<Vec<_>>(), value);
        let unwritable = |error: serde_json::Error| wrong(&error.to_string());
        let mut text = serde_json::to_string_pretty(&written).map_err(unwritable)?;
        text.push('\n');
        match Self::understood(&text) {
            Ok(settings) => Ok((text, settings)),
            Err(reason) => Err(wrong(&in_words(change.field, &reason))),
        }
    }
}

fn wrong(sentence: &str) -> Problem {
    Problem::new(Code::BadSetting, format!("{sentence}."), "Nothing was changed. Correct the value.")
}

/// The proxy's address has its exceptions beside it, in an object of its own.
fn place(field: SettingsField, value: Option<Value>) -> (&'static str, Option<Value>) {
    match &value {
        Some(Value::Null) => (field.path(), None),
        Some(Value::String(word)) if field == SettingsField::Proxy && word != "none" => ("proxy.url", value),
        _ => (field.path(), value),
    }
}

/// An empty line is no value.
fn not_empty(value: SettingsValue) -> Option<SettingsValue> {
    match value {
        SettingsValue::Text(text) => {
            Some(text.trim().to_owned()).filter(|it| !it.is_empty()).map(SettingsValue::Text)
        }
        SettingsValue::List(lines) => Some(lines).filter(|it| !it.is_empty()).map(SettingsValue::List),
        SettingsValue::Named(lines) => {
            let given = |line: &NamedValue| !(line.name.trim().is_empty() && line.value.trim().is_empty());
            let lines: Vec<NamedValue> = lines.into_iter().filter(given).collect();
            Some(lines).filter(|it| !it.is_empty()).map(SettingsValue::Named)
        }
        on => Some(on),
    }
}

/// The value as the file holds it, or what is wrong with it.
fn typed(field: SettingsField, value: SettingsValue) -> Result<Value, String> {
    let name = field.name();
    match (field, value) {
        (
            SettingsField::StartAtSignIn | SettingsField::Notifications | SettingsField::HideNames,
            SettingsValue::On(on),
        ) => Ok(on.into()),
        (SettingsField::Networks, SettingsValue::Named(lines)) => lines.iter().map(network).collect(),
        (SettingsField::AddressServices, SettingsValue::Named(lines)) => lines.iter().map(service).collect(),
        (SettingsField::Keys, SettingsValue::Named(lines)) => keys(&lines),
        (
            SettingsField::SshCommand
            | SettingsField::RdpCommand
            | SettingsField::Terminal
            | SettingsField::Browser
            | SettingsField::ProxyExceptions
            | SettingsField::Tenants
            | SettingsField::NotTenants
            | SettingsField::Subscriptions
            | SettingsField::NotSubscriptions,
            SettingsValue::List(lines),
        ) => {
            if lines.len() > MOST {
                return Err(format!("{name} has more than {MOST} lines"));
            }
            lines.iter().map(|line| plain(name, line).map(Value::from)).collect()
        }
        (
            SettingsField::Networks
            | SettingsField::AddressServices
            | SettingsField::Keys
            | SettingsField::StartAtSignIn
            | SettingsField::Notifications
            | SettingsField::HideNames,
            _,
        )
        | (_, SettingsValue::On(_) | SettingsValue::List(_) | SettingsValue::Named(_)) => {
            Err(format!("{name} cannot hold such a value"))
        }
        (field, SettingsValue::Text(text)) => line(field, plain(name, &text)?),
    }
}

/// The value of a setting of one line.
fn line(field: SettingsField, text: &str) -> Result<Value, String> {
    match field {
        SettingsField::Theme if !["system", "light", "dark"].contains(&text) => {
            Err(format!("{} is \"system\", \"light\" or \"dark\"", field.name()))
        }
        SettingsField::SortFavourites if !["my-order", "recent", "name"].contains(&text) => {
            Err(format!("{} is \"my-order\", \"recent\" or \"name\"", field.name()))
        }
        SettingsField::WarnEarly => minutes(field, text, &WarnSettings::EARLY),
        SettingsField::WarnLate => minutes(field, text, &WarnSettings::LATE),
        SettingsField::Duration => {
            let spaceless: String = text.split_whitespace().collect();
            let spaceless = spaceless.to_lowercase().replace("min", "m");
            let length = spaceless.parse::<JitDuration>();
            length.map(|_| spaceless.into()).map_err(|_| JitDuration::refused(text).to_string())
        }
        SettingsField::Hotkey => {
            let chord: Chord = text.parse()?;
            Ok(chord.to_string().into())
        }
        SettingsField::FixedAddress if text.parse::<Ipv4Addr>().is_err() => {
            Err(format!("{text:?} is no address such as \"203.0.113.7\""))
        }
        SettingsField::Proxy if text == "system" => Ok(Value::Null),
        _ => Ok(text.into()),
    }
}

fn minutes(field: SettingsField, text: &str, known: &[u8]) -> Result<Value, String> {
    let chosen = known.iter().find(|minutes| minutes.to_string() == text);
    chosen.map(|minutes| Value::from(*minutes)).ok_or_else(|| {
        let known: Vec<String> = known.iter().map(u8::to_string).collect();
        format!("{} is one of {} minutes", field.name(), known.join(", "))
    })
}

fn network(line: &NamedValue) -> Result<Value, String> {
    let (name, range) = (plain("A network's name", &line.name)?, plain("A network's range", &line.value)?);
    if name.is_empty() {
        return Err(format!("The network {range} needs a name"));
    }
    match range.parse::<Prefix>() {
        Ok(_) => Ok(json!({"name": name, "range": range})),
        Err(_) => Err(format!("The network {name} needs a range such as \"203.0.113.0/24\", not {range:?}")),
    }
}

fn service(line: &NamedValue) -> Result<Value, String> {
    let (operator, url) = (plain("An operator", &line.name)?, plain("A service's address", &line.value)?);
    if operator.is_empty() {
        return Err(format!("The service {url} needs the name of who runs it"));
    }
    match url::Url::parse(url) {
        Ok(parsed) if parsed.scheme() == "https" => Ok(json!({"operator": operator, "url": url})),
        _ => {
            Err(format!("The service of {operator} needs an address that begins with https://, not {url:?}"))
        }
    }
}

fn keys(lines: &[NamedValue]) -> Result<Value, String> {
    let mut taken: Vec<(Chord, &str)> = Vec::new();
    let mut keys = serde_json::Map::new();
    for line in lines {
        let (command, chord) = (plain("A command", &line.name)?, plain("A shortcut", &line.value)?);
        let chord: Chord = chord.parse()?;
        if taken.iter().any(|(other, _)| *other == chord) {
            return Err(format!("{chord} is chosen twice"));
        }
        keys.insert(command.to_owned(), chord.to_string().into());
        taken.push((chord, command));
    }
    Ok(keys.into())
}

/// One line of text without anything hidden in it.
fn plain<'a>(name: &str, text: &'a str) -> Result<&'a str, String> {
    let text = text.trim();
    if text.chars().count() > LONGEST {
        return Err(format!("{name} is longer than {LONGEST} characters"));
    }
    if text.chars().any(char::is_control) {
        return Err(format!("{name} holds a character that cannot be seen"));
    }
    Ok(text)
}

/// A sentence about the file as one about the form: what the file calls a setting is what the sentence begins with.
fn in_words(field: SettingsField, reason: &str) -> String {
    let reason = reason.split(" at line ").next().unwrap_or(reason);
    let called = |name: &str| reason.strip_prefix(&format!("\"{name}\""));
    match called(field.path()).or_else(|| called("proxy.url").filter(|_| field == SettingsField::Proxy)) {
        Some(rest) => format!("{}{rest}", field.name()),
        None => reason.to_owned(),
    }
}

#[cfg(test)]
mod tests;
