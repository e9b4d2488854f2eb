//! Resources by lower-cased id, in id order, so that a scope is one range.

use std::collections::BTreeMap;

use crate::id::ResourceId;

#[derive(Clone, Debug)]
pub(crate) struct Table<T>(BTreeMap<String, T>, u64);

impl<T> Table<T> {
    pub(crate) fn new(items: Vec<T>, id: impl Fn(&T) -> &ResourceId) -> Self {
        Self(items.into_iter().map(|item| (id(&item).key(), item)).collect(), 0)
    }

    pub(crate) fn get(&self, key: &str) -> Option<&T> {
        self.0.get(key)
    }

    /// How often something in here may have changed.
    pub(crate) fn revision(&self) -> u64 {
        self.1
    }

    pub(crate) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.1 += 1;
        self.0.get_mut(key)
    }

    pub(crate) fn insert(&mut self, key: String, item: T) {
        self.1 += 1;
        self.0.insert(key, item);
    }

    pub(crate) fn remove(&mut self, key: &str) -> Option<T> {
        self.1 += 1;
        self.0.remove(key)
    }

    pub(crate) fn find(&self, id: &ResourceId) -> Option<&T> {
        self.0.get(&id.key())
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&String, &T)> {
        self.0.iter()
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values()
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.1 += 1;
        self.0.values_mut()
    }

    /// Everything below a scope such as `/subscriptions/S` or `/subscriptions/S/resourceGroups/G`.
    pub(crate) fn below<'t>(&'t self, scope: &str) -> impl Iterator<Item = (&'t String, &'t T)> + use<'t, T> {
        let prefix = format!("{}/", scope.to_lowercase());
        self.0.range(prefix.clone()..).take_while(move |(key, _)| key.starts_with(&prefix))
    }
}
