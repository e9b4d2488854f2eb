//! What was typed, understood.

use std::ops::Range;

use super::condition::Condition;
use super::context::Context;
use super::entry::Entry;
use super::field::{Field, instead_of};
use super::fold::fold;
use super::hint::Hint;
use super::rank::closeness;
use super::value::conditions;
use super::words::{Group, Word, groups};
use crate::Machine;

/// A search, understood. Every text is one; what is not understood is searched as text, and said in
/// [`Query::hints`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    text: String,
    clauses: Vec<Clause>,
    filters: Vec<Filter>,
    hints: Vec<Hint>,
}

/// A recognised filter, to be shown as something that can be taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// What it asks, in words: `state running`, `not port 22 or 3389`.
    pub label: String,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

/// One of these must hold, or none of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Clause {
    not: bool,
    any: Vec<Condition>,
}

impl Query {
    /// Understands what somebody typed.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self { text: text.to_owned(), ..Self::default() };
        let (groups, open) = groups(text);
        for group in &groups {
            query.add(group);
        }
        if open {
            query.hints.push(Hint::OpenQuote);
        }
        query
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether nothing is asked, so that every machine matches.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty()
    }

    /// The recognised filters, in the order they were typed.
    #[must_use]
    pub fn filters(&self) -> &[Filter] {
        &self.filters
    }

    /// The text without one of the filters.
    #[must_use]
    pub fn without(&self, filter: &Filter) -> String {
        let before = self.text.get(..filter.range.start).unwrap_or(&self.text);
        let after = self.text.get(filter.range.end..).unwrap_or_default();
        [before.trim(), after.trim()].join(" ").trim().to_owned()
    }

    /// What to tell the person: mistakes, and what nobody can answer yet.
    #[must_use]
    pub fn hints(&self, context: &Context<'_>) -> Vec<Hint> {
        let mut hints = self.hints.clone();
        for (filter, what) in self.conditions().filter_map(|condition| condition.not_known(context)) {
            let hint = Hint::NotKnown { filter, what };
            if !hints.contains(&hint) {
                hints.push(hint);
            }
        }
        hints
    }

    /// Whether the machine is certainly meant. For many machines, an [`super::Index`] is faster.
    #[must_use]
    pub fn matches(&self, machine: &Machine, context: &Context<'_>) -> bool {
        let starred = context.favourites.all().iter().filter(|favourite| favourite.arm == machine.vm.at.id);
        let entry = Entry::new(machine, starred.map(|favourite| favourite.alias.as_str()));
        self.holds(&entry, machine, context) == Some(true)
    }

    /// Whether the machine is meant; `None` when what is asked is not known of it.
    pub(super) fn holds(&self, entry: &Entry, machine: &Machine, context: &Context<'_>) -> Option<bool> {
        let mut sure = true;
        for clause in &self.clauses {
            match clause.holds(entry, machine, context) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => sure = false,
            }
        }
        sure.then_some(true)
    }

    /// How closely the machine's names meet the words; smaller is closer.
    pub(super) fn closeness(&self, entry: &Entry) -> u32 {
        let words = |clause: &Clause| {
            let texts = clause.any.iter().filter_map(|condition| match condition {
                Condition::Text(text) => Some(closeness(entry, text)),
                _ => None,
            });
            texts.min().unwrap_or_default()
        };
        self.clauses.iter().filter(|clause| !clause.not).map(words).sum()
    }

    fn conditions(&self) -> impl Iterator<Item = &Condition> {
        self.clauses.iter().flat_map(|clause| &clause.any)
    }

    fn add(&mut self, group: &Group) {
        let mut any = Vec::new();
        let mut labels = Vec::new();
        let mut filters = false;
        for word in &group.words {
            let found = match filter(word) {
                Some((field, values)) => {
                    filters = true;
                    labels.push(label(field, &values));
                    conditions(field, &values, &mut self.hints)
                }
                None => {
                    labels.push(crate::clean(&word.text()));
                    self.hints.extend(mistaken(word));
                    free(word).into_iter().collect()
                }
            };
            any.extend(found);
        }
        if any.is_empty() {
            return;
        }
        if filters {
            let not = if group.not { "not " } else { "" };
            let label = format!("{not}{}", labels.join(" or "));
            self.filters.push(Filter { label, range: group.range.clone() });
        }
        self.clauses.push(Clause { not: group.not, any });
    }
}

impl Clause {
    fn holds(&self, entry: &Entry, machine: &Machine, context: &Context<'_>) -> Option<bool> {
        let mut sure = true;
        for condition in &self.any {
            match condition.holds(entry, machine, context) {
                Some(true) => return Some(!self.not),
                Some(false) => {}
                None => sure = false,
            }
        }
        sure.then_some(self.not)
    }
}

/// The field and values of a word, where it names a field.
fn filter(word: &Word) -> Option<(Field, Word)> {
    let (name, values) = word.split_once(':')?;
    let quoted = name.0.iter().any(|(_, quoted)| *quoted);
    (!quoted).then_some((Field::named(&name.text())?, values))
}

fn label(field: Field, values: &Word) -> String {
    let values: Vec<String> = values.split(',').map(|value| crate::clean(&value.text())).collect();
    format!("{} {}", field.name(), values.join(" or "))
}

/// A free word. A resource id, or its beginning, names what it names.
fn free(word: &Word) -> Option<Condition> {
    let text = fold(&word.text());
    if text.starts_with("/subscriptions/") {
        return Some(Condition::Below(text.trim_end_matches('/').to_owned()));
    }
    (!text.is_empty()).then_some(Condition::Text(text))
}

/// A word that looks like a filter but is none. Links and paths only look like it.
fn mistaken(word: &Word) -> Option<Hint> {
    let (name, value) = word.split_once(':')?;
    let looks =
        name.0.len() > 1 && name.0.iter().all(|(c, quoted)| !quoted && (c.is_alphabetic() || *c == '_'));
    let value = value.text();
    if !looks || value.starts_with("//") {
        return None;
    }
    let name = name.text();
    Some(Hint::UnknownField {
        instead: instead_of(&name, &value),
        typed: format!("{}:", crate::clean(&name)),
    })
}
