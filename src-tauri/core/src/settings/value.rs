//! The values of settings as a form shows them.

use serde::{Deserialize, Serialize};

use super::{Chord, ProxySettings, SettingsField, Theme};
use crate::{FavouriteSort, Settings};

/// A value as it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(untagged)]
pub enum SettingsValue {
    /// On or off.
    On(bool),
    /// One line.
    Text(String),
    /// Several lines: the arguments of a command, names.
    List(Vec<String>),
    /// Lines with a name each.
    Named(Vec<NamedValue>),
}

/// A value with a name: a network's range, an operator's service, a command's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NamedValue {
    /// The name.
    pub name: String,
    /// The value.
    pub value: String,
}

impl Settings {
    /// What a form shows for a setting; nothing where nothing is set.
    #[must_use]
    pub fn value(&self, field: SettingsField) -> Option<SettingsValue> {
        let text = |text: &str| Some(SettingsValue::Text(text.to_owned()));
        let given = |given: &Option<String>| given.as_deref().and_then(text);
        let list = |list: &[String]| (!list.is_empty()).then(|| SettingsValue::List(list.to_vec()));
        let command = |command: &Option<Vec<String>>| command.as_deref().and_then(list);
        match field {
            SettingsField::Theme => text(match self.theme {
                Theme::System => "system",
                Theme::Light => "light",
                Theme::Dark => "dark",
            }),
            SettingsField::SortFavourites => text(match self.sort_favourites {
                FavouriteSort::MyOrder => "my-order",
                FavouriteSort::Recent => "recent",
                FavouriteSort::Name => "name",
            }),
            SettingsField::StartAtSignIn => Some(SettingsValue::On(self.start_at_sign_in)),
            SettingsField::Notifications => Some(SettingsValue::On(self.notifications)),
            SettingsField::WarnEarly => text(&self.warn.early.to_string()),
            SettingsField::WarnLate => text(&self.warn.late.to_string()),
            SettingsField::HideNames => Some(SettingsValue::On(self.warn.hide_names)),
            SettingsField::Hotkey => self.hotkey.as_ref().map(Chord::to_string).as_deref().and_then(text),
            SettingsField::Keys => named(self.keys.iter().map(|(name, chord)| (name, chord.to_string()))),
            SettingsField::Duration => text(&self.duration.typed()),
            SettingsField::SshUser => given(&self.ssh.user),
            SettingsField::SshKey => given(&self.ssh.key),
            SettingsField::RdpUser => given(&self.rdp.user),
            SettingsField::FixedAddress => self.address.fixed.map(|it| SettingsValue::Text(it.to_string())),
            SettingsField::Networks => {
                named(self.address.networks.iter().map(|it| (&it.name, it.range.to_string())))
            }
            SettingsField::AddressServices => {
                named(self.address.services.iter().map(|it| (&it.operator, it.url.to_string())))
            }
            SettingsField::Proxy => match &self.proxy {
                ProxySettings::System => text("system"),
                ProxySettings::Direct => text("none"),
                ProxySettings::Through(proxy) => text(proxy.url.as_str().trim_end_matches('/')),
            },
            SettingsField::ProxyExceptions => match &self.proxy {
                ProxySettings::Through(proxy) => list(&proxy.no_proxy),
                ProxySettings::System | ProxySettings::Direct => None,
            },
            SettingsField::CaFile => given(&self.ca_file),
            SettingsField::SshCommand => command(&self.ssh.command),
            SettingsField::RdpCommand => command(&self.rdp.command),
            SettingsField::Terminal => command(&self.terminal),
            SettingsField::Browser => command(&self.browser),
            SettingsField::Cloud => given(&self.cloud),
            SettingsField::ClientId => given(&self.client_id),
            SettingsField::Tenants => list(&self.look_at.tenants),
            SettingsField::NotTenants => list(&self.look_at.not_tenants),
            SettingsField::Subscriptions => list(&self.look_at.subscriptions),
            SettingsField::NotSubscriptions => list(&self.look_at.not_subscriptions),
        }
    }
}

fn named<'a>(entries: impl Iterator<Item = (&'a String, String)>) -> Option<SettingsValue> {
    let entries: Vec<NamedValue> =
        entries.map(|(name, value)| NamedValue { name: name.clone(), value }).collect();
    (!entries.is_empty()).then_some(SettingsValue::Named(entries))
}
