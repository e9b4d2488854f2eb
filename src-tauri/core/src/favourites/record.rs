//! A favourite and a group, as they are kept.

use super::alias;
use super::options::FavouriteOptions;
use super::rank::Rank;
use crate::{AccountId, ResourceId, VmRef};

/// A machine a person starred, with its own connect options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Favourite {
    /// What it is known by inside the program: the same whatever it is called and wherever the machine goes.
    pub id: String,
    /// The name people use: 1 to 40 characters, unique without case.
    pub alias: String,
    /// The machine's resource id.
    pub arm: ResourceId,
    /// Azure's own GUID of the machine, where it was seen: it finds the machine after a move.
    pub vm_guid: Option<String>,
    /// The tenant the machine is reached through.
    pub tenant: Option<String>,
    /// The account that reaches it, by its name or id; without one the first that is signed in.
    pub account: Option<String>,
    /// The id of its group.
    pub group: Option<String>,
    /// Its place in the group.
    pub order: Rank,
    /// What the person noted about it.
    pub note: Option<String>,
    /// The ports it is used with, where more than one was written.
    pub ports: Vec<u16>,
    /// What it sets itself.
    pub options: FavouriteOptions,
}

/// A group of favourites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is known by inside the program.
    pub id: String,
    /// Its name, unique without case.
    pub name: String,
    /// Its place among the groups.
    pub order: Rank,
    /// Whether it is folded up.
    pub collapsed: bool,
    /// What it sets for its favourites.
    pub options: FavouriteOptions,
}

impl Favourite {
    /// A machine as it is when it has just been starred: with nothing of its own but a name.
    #[must_use]
    pub fn new(alias: &str, vm: VmRef) -> Self {
        let arm = vm.id;
        Self {
            id: id_of(&arm, |_| false),
            alias: alias::name(alias).unwrap_or_else(|| arm.name().chars().take(alias::LONGEST).collect()),
            vm_guid: None,
            tenant: vm.tenant,
            account: vm.account.map(|account| account.0),
            group: None,
            order: Rank::first(),
            note: None,
            ports: Vec::new(),
            options: FavouriteOptions::default(),
            arm,
        }
    }

    /// Where the machine is.
    #[must_use]
    pub fn vm(&self) -> VmRef {
        let account = self.account.clone().map(AccountId);
        VmRef { id: self.arm.clone(), tenant: self.tenant.clone(), account }
    }

    /// Whether people call it that.
    pub(super) fn is_called(&self, alias: &str) -> bool {
        alias::same(&self.alias, alias)
    }
}

/// An id for a favourite of this machine that no other one has. It follows from the machine, so that an entry written
/// by hand without an id has the same one whenever it is read.
pub(super) fn id_of(arm: &ResourceId, taken: impl Fn(&str) -> bool) -> String {
    let hash = arm.key().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    let numbered = |number: u32| format!("{hash:016x}-{number}");
    let mut ids = std::iter::once(format!("{hash:016x}")).chain((2..).map(numbered));
    ids.find(|id| !taken(id)).unwrap_or_default()
}

/// Whether an id is a virtual machine's.
pub(super) fn is_machine(id: &ResourceId) -> bool {
    id.key().contains("/providers/microsoft.compute/virtualmachines/")
}

/// Whether a text can be an id of ours.
pub(super) fn is_id(id: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&id.len()) && id.bytes().all(word)
}
