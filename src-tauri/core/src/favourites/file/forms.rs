//! The file's own form. Every field has one place, and an unknown one is refused: it would be a spelling mistake.

use serde::{Deserialize, Serialize};

use super::super::options::FavouriteOptions;
use super::super::rank::Rank;
use super::super::{AddressChoice, AfterUse, Favourite, Group, RdpOptions, Source, SshOptions, StartChoice};
use crate::{JitDuration, Protocol, ResourceId};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FileForm {
    pub schema: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub defaults: OptionsForm,
    #[serde(default, skip_serializing_if = "is_default")]
    pub groups: Vec<GroupForm>,
    pub favourites: Vec<FavouriteForm>,
}

#[derive(PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupForm {
    pub id: String,
    pub name: String,
    #[serde(default)]
    pub order: Option<Rank>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub collapsed: bool,
    #[serde(default, skip_serializing_if = "is_default")]
    pub settings: OptionsForm,
}

#[derive(Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(super) struct OptionsForm {
    #[serde(skip_serializing_if = "is_default")]
    primary: Option<Primary>,
    #[serde(skip_serializing_if = "is_default")]
    duration: Option<JitDuration>,
    #[serde(skip_serializing_if = "is_default")]
    justification: Option<String>,
    #[serde(skip_serializing_if = "is_default")]
    source: Option<Source>,
    #[serde(skip_serializing_if = "is_default")]
    address: Option<AddressChoice>,
    #[serde(skip_serializing_if = "is_default")]
    start: Option<StartChoice>,
    #[serde(skip_serializing_if = "is_default")]
    after_use: Option<AfterUse>,
    #[serde(skip_serializing_if = "is_default")]
    rdp: RdpOptions,
    #[serde(skip_serializing_if = "is_default")]
    ssh: SshOptions,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct FavouriteForm {
    #[serde(default)]
    pub id: Option<String>,
    pub alias: String,
    pub arm: ResourceId,
    #[serde(default, rename = "vmId", skip_serializing_if = "is_default")]
    pub vm_guid: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub tenant: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub account: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub group: Option<String>,
    #[serde(default)]
    pub order: Option<Rank>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub note: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub ports: Vec<u16>,
    #[serde(default, skip_serializing_if = "is_default")]
    primary: Option<Primary>,
    #[serde(default, skip_serializing_if = "is_default")]
    duration: Option<JitDuration>,
    #[serde(default, skip_serializing_if = "is_default")]
    justification: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    source: Option<Source>,
    #[serde(default, skip_serializing_if = "is_default")]
    address: Option<AddressChoice>,
    #[serde(default, skip_serializing_if = "is_default")]
    start: Option<StartChoice>,
    #[serde(default, skip_serializing_if = "is_default")]
    after_use: Option<AfterUse>,
    #[serde(default, skip_serializing_if = "is_default")]
    rdp: RdpOptions,
    #[serde(default, skip_serializing_if = "is_default")]
    ssh: SshOptions,
    // What people write by hand without knowing the rest; never written.
    #[serde(default, skip_serializing)]
    protocol: Option<Protocol>,
    #[serde(default, skip_serializing)]
    port: Option<u16>,
    #[serde(default, skip_serializing)]
    user: Option<String>,
    #[serde(default, skip_serializing)]
    key: Option<String>,
}

/// What a favourite opens.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Primary {
    #[serde(default, skip_serializing_if = "is_default")]
    protocol: Option<Protocol>,
    #[serde(default, skip_serializing_if = "is_default")]
    port: Option<u16>,
}

impl OptionsForm {
    pub(super) fn options(self) -> Result<FavouriteOptions, String> {
        let primary = self.primary.unwrap_or(Primary { protocol: None, port: None });
        check_port(primary.port)?;
        Ok(FavouriteOptions {
            protocol: primary.protocol,
            port: primary.port,
            duration: self.duration,
            justification: self.justification.filter(|why| !why.is_empty()),
            source: self.source,
            address: self.address,
            start: self.start,
            after_use: self.after_use,
            rdp: self.rdp,
            ssh: self.ssh,
        })
    }
}

impl FavouriteForm {
    /// What the favourite sets, from either way of writing it.
    pub(super) fn options(&self) -> Result<FavouriteOptions, String> {
        let both = |flat: bool, nested: bool, name: &str, inside: &str| {
            let twice = format!("\"{name}\" and \"{inside}\" say the same; leave one of them out");
            if flat && nested { Err(twice) } else { Ok(()) }
        };
        both(self.port.or(self.protocol.map(|_| 1)).is_some(), self.primary.is_some(), "port", "primary")?;
        both(self.key.is_some(), self.ssh.key.is_some(), "key", "ssh.key")?;
        both(self.user.is_some(), self.ssh.user.is_some() || self.rdp.user.is_some(), "user", "ssh.user")?;
        let primary = self.primary.unwrap_or(Primary { protocol: self.protocol, port: self.port });
        let port = primary.port.or(self.ports.first().copied());
        self.ports.iter().copied().map(Some).chain([port]).try_for_each(check_port)?;
        let (mut rdp, mut ssh) = (self.rdp.clone(), self.ssh.clone());
        // A user written without a protocol counts for whichever the machine speaks.
        if primary.protocol != Some(Protocol::Rdp) {
            ssh.user = ssh.user.or_else(|| self.user.clone());
        }
        if primary.protocol != Some(Protocol::Ssh) {
            rdp.user = rdp.user.or_else(|| self.user.clone());
        }
        ssh.key = ssh.key.or_else(|| self.key.clone());
        Ok(FavouriteOptions {
            protocol: primary.protocol,
            port,
            duration: self.duration,
            justification: self.justification.clone().filter(|why| !why.is_empty()),
            source: self.source,
            address: self.address,
            start: self.start,
            after_use: self.after_use,
            rdp,
            ssh,
        })
    }
}

impl From<&FavouriteOptions> for OptionsForm {
    fn from(options: &FavouriteOptions) -> Self {
        Self {
            primary: primary(options),
            duration: options.duration,
            justification: options.justification.clone(),
            source: options.source,
            address: options.address,
            start: options.start,
            after_use: options.after_use,
            rdp: options.rdp.clone(),
            ssh: options.ssh.clone(),
        }
    }
}

impl From<&Group> for GroupForm {
    fn from(group: &Group) -> Self {
        let (id, name, order) = (group.id.clone(), group.name.clone(), Some(group.order.clone()));
        Self { id, name, order, collapsed: group.collapsed, settings: (&group.options).into() }
    }
}

impl From<&Favourite> for FavouriteForm {
    fn from(favourite: &Favourite) -> Self {
        let options = OptionsForm::from(&favourite.options);
        Self {
            id: Some(favourite.id.clone()),
            alias: favourite.alias.clone(),
            arm: favourite.arm.clone(),
            vm_guid: favourite.vm_guid.clone(),
            tenant: favourite.tenant.clone(),
            account: favourite.account.clone(),
            group: favourite.group.clone(),
            order: Some(favourite.order.clone()),
            note: favourite.note.clone(),
            ports: favourite.ports.clone(),
            primary: options.primary,
            duration: options.duration,
            justification: options.justification,
            source: options.source,
            address: options.address,
            start: options.start,
            after_use: options.after_use,
            rdp: options.rdp,
            ssh: options.ssh,
            protocol: None,
            port: None,
            user: None,
            key: None,
        }
    }
}

fn primary(options: &FavouriteOptions) -> Option<Primary> {
    let primary = Primary { protocol: options.protocol, port: options.port };
    (primary.protocol.is_some() || primary.port.is_some()).then_some(primary)
}

fn check_port(port: Option<u16>) -> Result<(), String> {
    if port == Some(0) { Err("0 is no port".to_owned()) } else { Ok(()) }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
