//! A machine made ready to be searched: its texts folded once, one to a line.

use std::ops::Range;

use super::fold::fold;
use crate::Machine;

/// A machine's texts. In the one that free words are looked for in, no two texts share a line, so no word is found
/// across two of them.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Aliases, name, computer name, resource group, subscription, addresses, tags.
    text: String,
    name_at: usize,
    names_end: usize,
    group: Range<usize>,
    subscription: Range<usize>,
    /// From the end of the line before them.
    tags_at: usize,
    region: String,
    size: String,
}

impl Entry {
    pub(super) fn new<'a>(machine: &Machine, aliases: impl IntoIterator<Item = &'a str>) -> Self {
        let vm = &machine.vm;
        let mut text = String::new();
        for alias in aliases {
            add(&mut text, alias);
        }
        let name_at = text.len();
        add(&mut text, &vm.name);
        let names_end = text.len();
        if let Some(name) = &vm.computer_name {
            add(&mut text, name);
        }
        let group = add(&mut text, &vm.resource_group);
        let subscription = add(&mut text, &vm.subscription);
        for address in [vm.public_address, vm.private_address].into_iter().flatten() {
            add(&mut text, &address.to_string());
        }
        let tags_at = text.len() - 1;
        for (name, value) in &vm.tags {
            text.push_str(&fold(name));
            text.push('=');
            add(&mut text, value);
        }
        let region = fold(&vm.region).replace(' ', "");
        let size = fold(vm.size.as_deref().unwrap_or_default());
        Self { text, name_at, names_end, group, subscription, tags_at, region, size }
    }

    pub(super) fn holds(&self, text: &str) -> bool {
        self.text.contains(text)
    }

    pub(super) fn is_favourite(&self) -> bool {
        self.name_at > 0
    }

    /// The aliases, one to a line, and the name.
    pub(super) fn names(&self) -> (&str, &str) {
        (&self.text[..self.name_at], &self.text[self.name_at..self.names_end])
    }

    pub(super) fn group(&self) -> &str {
        &self.text[self.group.clone()]
    }

    pub(super) fn subscription(&self) -> &str {
        &self.text[self.subscription.clone()]
    }

    /// Lines of `name=value`, with a line end in front.
    pub(super) fn tags(&self) -> &str {
        &self.text[self.tags_at..]
    }

    /// Without spaces: people write "West Europe".
    pub(super) fn region(&self) -> &str {
        &self.region
    }

    pub(super) fn size(&self) -> &str {
        &self.size
    }
}

fn add(text: &mut String, line: &str) -> Range<usize> {
    let at = text.len();
    text.push_str(&fold(line));
    let end = text.len();
    text.push('\n');
    at..end
}
