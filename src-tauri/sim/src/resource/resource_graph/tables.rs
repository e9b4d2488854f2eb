//! The tables of Resource Graph over the world: what the caller may read, as Graph shows it.

mod containers;
mod resources;
mod security;

use std::rc::Rc;

use jiff::Timestamp;

pub(super) use security::prepare;

use crate::kql::{Column, Document, Kind, Relation, Row, Tables, Value};
use crate::world::{Caller, World};

/// What one query can see.
pub(super) struct Estate<'w> {
    pub(super) world: &'w World,
    pub(super) caller: &'w Caller,
    /// In lower case and sorted.
    pub(super) subscriptions: &'w [String],
    pub(super) now: Timestamp,
}

impl<'w> Tables<'w> for Estate<'w> {
    fn open(&self, name: &str, types: Option<&[String]>) -> Option<Relation<'w>> {
        let wanted = |kind: &str| types.is_none_or(|types| types.iter().any(|one| one == kind));
        let mut entries = match name {
            "resources" => self.resources(&wanted),
            "resourcecontainers" => self.containers(&wanted),
            security::NAME => self.security(&wanted),
            _ => return None,
        };
        // Every table is in the order of its ids, as pages of Graph are.
        entries.sort_by(|left, right| left.key.cmp(&right.key));
        let columns = COLUMNS.map(|(name, kind)| Column::new(name, kind)).into();
        let caller = self.caller;
        Some(Relation::new(columns, entries.into_iter().map(|entry| entry.row(caller))))
    }

    fn names(&self) -> Vec<&'static str> {
        vec!["resources", "resourcecontainers", security::NAME]
    }
}

/// The columns that every table has.
const COLUMNS: [(&str, Kind); 16] = [
    ("id", Kind::Text),
    ("name", Kind::Text),
    ("type", Kind::Text),
    ("tenantId", Kind::Text),
    ("kind", Kind::Text),
    ("location", Kind::Text),
    ("resourceGroup", Kind::Text),
    ("subscriptionId", Kind::Text),
    ("managedBy", Kind::Text),
    ("sku", Kind::Dynamic),
    ("plan", Kind::Dynamic),
    ("properties", Kind::Dynamic),
    ("tags", Kind::Dynamic),
    ("identity", Kind::Dynamic),
    ("zones", Kind::Dynamic),
    ("extendedLocation", Kind::Dynamic),
];

/// One thing that Graph knows. Its document is the provider's own view; it is made only if somebody looks.
struct Entry<'w> {
    /// The id in lower case.
    key: std::borrow::Cow<'w, str>,
    id: Value<'w>,
    name: Value<'w>,
    kind: &'static str,
    location: &'w str,
    group: Value<'w>,
    subscription: &'w str,
    document: Rc<Document<'w>>,
}

impl<'w> Entry<'w> {
    fn row(self, caller: &'w Caller) -> Row<'w> {
        let part = |name| Value::Part(Rc::clone(&self.document), name);
        vec![
            self.id,
            self.name,
            Value::text(self.kind),
            Value::text(&caller.tenant),
            Value::text(""),
            Value::text(self.location),
            self.group,
            Value::text(self.subscription),
            Value::text(""),
            part("sku"),
            part("plan"),
            part("properties"),
            part("tags"),
            part("identity"),
            part("zones"),
            part("extendedLocation"),
        ]
    }
}

/// Graph shows the names of groups in lower case.
fn lower<'w>(text: &'w str) -> Value<'w> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        Value::shared(text.to_lowercase())
    } else {
        Value::text(text)
    }
}
