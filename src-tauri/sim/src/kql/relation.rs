//! Rows under named columns: what operators take and give.

use super::{Fault, Kind, Value};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Kind,
}

impl Column {
    pub(crate) fn new(name: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

pub(crate) type Row<'w> = Vec<Value<'w>>;

/// Rows that are made one after the other, so that what one of them looked at can go before the next.
pub(crate) type Rows<'w> = Box<dyn Iterator<Item = Row<'w>> + 'w>;

pub(crate) struct Relation<'w> {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Rows<'w>,
}

impl<'w> Relation<'w> {
    pub(crate) fn new(columns: Vec<Column>, rows: impl Iterator<Item = Row<'w>> + 'w) -> Self {
        Self { columns, rows: Box::new(rows) }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        index(&self.columns, name).is_some()
    }

    pub(super) fn find(&self, name: &str) -> Result<usize, Fault> {
        index(&self.columns, name).ok_or_else(|| Fault::no_column(name))
    }
}

pub(super) fn index(columns: &[Column], name: &str) -> Option<usize> {
    columns.iter().position(|column| column.name == name)
}

/// The name itself, or with the first number behind it that makes it new.
pub(super) fn free_name(columns: &[Column], name: String) -> String {
    if index(columns, &name).is_none() { name } else { numbered(columns, &name) }
}

pub(super) fn numbered(columns: &[Column], name: &str) -> String {
    let mut number = 1_u32;
    loop {
        let candidate = format!("{name}{number}");
        if index(columns, &candidate).is_none() {
            return candidate;
        }
        number += 1;
    }
}
