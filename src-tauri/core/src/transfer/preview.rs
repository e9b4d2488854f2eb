//! What a file would bring, put beside what is there. Pure, and nothing is changed by it.

use super::counterpart::{counterpart, options_set};
use super::found::{DroppedView, Entry, Found, FoundGroup, Place};
use super::matching::{Meant, meant};
use super::read::{Format, read};
use super::view::{
    ImportCandidate, ImportPreview, ImportRow, ImportStatus, ImportSwitch, ImportedFavourite, ImportedGroup,
    TypedOption,
};
use crate::favourites::{in_words, label};
use crate::{
    Code, Favourite, FavouriteOptions, Favourites, Machine, OptionField, Os, Problem, Protocol, clean,
};

/// What a file would bring. `name` is the file's, `machines` are those that can be seen now.
///
/// # Errors
/// [`Code::BadFile`] with the line and the reason when nothing can be read of it.
pub fn preview_import(
    name: &str,
    bytes: &[u8],
    favourites: &Favourites,
    machines: &[Machine],
) -> Result<ImportPreview, Problem> {
    let name = clean(name);
    let (format, found) = read(&name, bytes).map_err(|flaw| {
        let message = format!("\"{name}\" cannot be imported: {}.", flaw.reason);
        Problem::new(Code::BadFile, message, flaw.hint)
    })?;
    Ok(Preview { favourites, machines }.of(name, format, found))
}

struct Preview<'a> {
    favourites: &'a Favourites,
    machines: &'a [Machine],
}

impl Preview<'_> {
    fn of(&self, name: String, format: Format, found: Found) -> ImportPreview {
        let mut rows: Vec<ImportRow> = Vec::with_capacity(found.entries.len());
        for entry in found.entries {
            let row = self.row(entry);
            let twin = row.entry.as_ref().filter(|entry| entry.vm.is_some()).and_then(|entry| {
                rows.iter()
                    .find(|above| above.entry.as_ref().is_some_and(|above| opens_the_same(above, entry)))
            });
            let row = match twin {
                Some(twin) => {
                    invalid(&row, format!("\"{}\" above is the same machine and opens the same.", twin.label))
                }
                None => row,
            };
            rows.push(row);
        }
        let (groups, mut dropped) = self.groups(found.groups, &rows);
        dropped.extend(found.dropped);
        let summary = summary(&rows);
        ImportPreview { name, kind: format.label().to_owned(), summary, rows, groups, dropped }
    }

    /// Those that are new and that somebody comes into; the settings of one that is there stay.
    fn groups(&self, found: Vec<FoundGroup>, rows: &[ImportRow]) -> (Vec<ImportedGroup>, Vec<DroppedView>) {
        let (mut groups, mut dropped) = (Vec::new(), Vec::new());
        for FoundGroup { name, options } in found {
            let comes =
                |row: &ImportRow| row.entry.as_ref().and_then(|entry| entry.group.as_deref()) == Some(&*name);
            let there = self.favourites.groups().iter().find(|group| group.name == name);
            match there {
                _ if !rows.iter().any(comes) => {}
                None => {
                    groups.push(ImportedGroup { name, options: options.into_iter().map(typed).collect() })
                }
                Some(group)
                    if options
                        .iter()
                        .all(|(field, value)| group.options.typed(*field).as_ref() == Some(value)) => {}
                Some(_) => {
                    let what = format!("the settings of {name}");
                    dropped
                        .push(DroppedView::new(&what, "You have a group of this name; its settings stay."));
                }
            }
        }
        (groups, dropped)
    }

    fn row(&self, mut entry: Entry) -> ImportRow {
        let from = from(&entry);
        let dropped = std::mem::take(&mut entry.dropped);
        let mut row = ImportRow {
            label: entry.alias.clone(),
            status: ImportStatus::Invalid,
            status_word: String::new(),
            from,
            machine: None,
            note: None,
            settings: Vec::new(),
            switches: Vec::new(),
            candidates: Vec::new(),
            dropped,
            ticked: false,
            entry: None,
        };
        if let Some(reason) = entry.invalid {
            return invalid(&row, reason);
        }
        let options = usable(&entry, &mut row.dropped);
        row.switches = entry.offered.iter().cloned().map(switch).collect();
        let imported = ImportedFavourite {
            id: entry.id.clone(),
            vm: None,
            alias: entry.alias.clone(),
            group: entry.group.clone(),
            note: entry.note.clone(),
            options,
        };
        match meant(&entry, self.machines) {
            Meant::One(machine, by) => {
                row.machine = Some(about(machine));
                row.note = matches!(entry.place, Place::Host(_)).then(|| format!("Found {by}."));
                let vm = Some(machine.vm.at.clone());
                self.beside_what_is_there(
                    row,
                    ImportedFavourite { vm, ..imported },
                    &entry,
                    Some(machine.vm.os),
                )
            }
            Meant::Several(machines, question) => {
                let candidate = |it: &&Machine| {
                    let vm = it.vm.at.clone();
                    let entry = ImportedFavourite { vm: Some(vm.clone()), ..imported.clone() };
                    let there = counterpart(self.favourites, &entry, Some(it.vm.os));
                    ImportCandidate { vm, label: about(it), favourite: there.map(|there| there.id.clone()) }
                };
                row.candidates = machines.iter().map(candidate).collect();
                row.note = Some(question);
                row.settings = settings(&imported.options);
                row.entry = Some(imported);
                status(row, ImportStatus::Ask)
            }
            Meant::None(reason) => {
                row.note = Some(reason);
                row.settings = settings(&imported.options);
                row.entry = Some(imported);
                status(row, ImportStatus::Unseen)
            }
            Meant::Unseen(vm) => {
                row.machine = Some(clean(vm.id.name()));
                row.settings = settings(&imported.options);
                let imported = ImportedFavourite { vm: Some(vm), ..imported };
                let row = self.beside_what_is_there(row, imported, &entry, None);
                if row.status == ImportStatus::Same {
                    return row;
                }
                let note = "It is not among the machines you see now. It can be imported all the same.";
                status(ImportRow { note: Some(note.to_owned()), ticked: false, ..row }, ImportStatus::Unseen)
            }
        }
    }

    fn beside_what_is_there(
        &self,
        row: ImportRow,
        entry: ImportedFavourite,
        found: &Entry,
        os: Option<Os>,
    ) -> ImportRow {
        let Some(there) = counterpart(self.favourites, &entry, os) else {
            let settings = settings(&entry.options);
            let row = ImportRow { settings, ticked: true, entry: Some(entry), ..row };
            return status(row, ImportStatus::New);
        };
        // A file's or a host's name is no reason to call a favourite otherwise or to put it elsewhere.
        let kept = if found.named {
            entry
        } else {
            ImportedFavourite { alias: there.alias.clone(), group: None, ..entry }
        };
        let options = self.differing(there, &kept);
        let kept = ImportedFavourite { id: Some(there.id.clone()), options, ..kept };
        let changes = self.changes(there, &kept);
        let switches = row.switches.iter().filter(|switch| !is_set(&there.options, &switch.option));
        let switches: Vec<ImportSwitch> = switches.cloned().collect();
        if changes.is_empty() && switches.is_empty() {
            let row = ImportRow { switches, label: there.alias.clone(), ..row };
            return status(row, ImportStatus::Same);
        }
        let ticked = !changes.is_empty();
        let word = if ticked { ImportStatus::Changed } else { ImportStatus::Same };
        status(ImportRow { settings: changes, switches, ticked, entry: Some(kept), ..row }, word)
    }

    /// In words: `Port: 3390 instead of 3389`.
    fn changes(&self, there: &Favourite, entry: &ImportedFavourite) -> Vec<String> {
        let mut changes = Vec::new();
        let mut change = |what: &str, new: &str, old: Option<&str>| match old {
            Some(old) if old == new => {}
            Some(old) => changes.push(format!("{what}: {} instead of {}", clean(new), clean(old))),
            None => changes.push(format!("{what}: {}", clean(new))),
        };
        change("Name", &entry.alias, Some(&there.alias));
        if let Some(group) = &entry.group {
            let there = there.group.as_deref().and_then(|id| self.favourites.group(id));
            change("Group", group, there.map(|group| group.name.as_str()));
        }
        if let Some(note) = &entry.note {
            change("Note", note, there.note.as_deref());
        }
        let counts = self.favourites.options(there);
        for TypedOption { field, value } in &entry.options {
            let old = counts.typed(*field).map(|old| in_words(*field, &old));
            change(label(*field), &in_words(*field, value), old.as_deref());
        }
        changes
    }

    /// What the entry sets and what does not count anyway.
    fn differing(&self, there: &Favourite, entry: &ImportedFavourite) -> Vec<TypedOption> {
        let counts = self.favourites.options(there);
        let differs = |option: &&TypedOption| {
            let opens = matches!(option.field, OptionField::Protocol | OptionField::Port);
            let expected = opens && there.options.typed(option.field).is_none() && usual(entry, option);
            !expected && !is_set(&counts, option)
        };
        entry.options.iter().filter(differs).cloned().collect()
    }
}

/// Whether the value is what people expect anyway.
fn usual(entry: &ImportedFavourite, option: &TypedOption) -> bool {
    let set = options_set(&entry.options);
    match option.field {
        OptionField::Port => {
            set.protocol.map(Protocol::usual_port).is_some_and(|port| option.value == port.to_string())
        }
        _ => set.port.is_none(),
    }
}

/// What the client could be told; what it could not is listed.
fn usable(entry: &Entry, dropped: &mut Vec<DroppedView>) -> Vec<TypedOption> {
    let protocol = entry.protocol.map(|protocol| match protocol {
        Protocol::Ssh => (OptionField::Protocol, "ssh".to_owned()),
        Protocol::Rdp => (OptionField::Protocol, "rdp".to_owned()),
    });
    let unusual = entry.port.filter(|port| entry.protocol.map(Protocol::usual_port) != Some(*port));
    let port = unusual.map(|port| (OptionField::Port, port.to_string()));
    let all = protocol.into_iter().chain(port).chain(entry.options.iter().cloned());
    let mut usable = Vec::new();
    for (field, value) in all {
        match FavouriteOptions::default().set(field, Some(&value)) {
            Ok(()) => usable.push(TypedOption { field, value: clean(&value) }),
            Err(problem) => {
                let why = format!("{} {}", problem.message, problem.hint);
                dropped.push(DroppedView::new(&format!("{}: {value}", label(field)), &why));
            }
        }
    }
    usable
}

fn settings(options: &[TypedOption]) -> Vec<String> {
    let said = |TypedOption { field, value }: &TypedOption| {
        let check =
            if *field == OptionField::SshKey { " (check that it is there on this computer)" } else { "" };
        format!("{}: {}{check}", label(*field), in_words(*field, value))
    };
    options.iter().map(said).collect()
}

fn switch((field, value): (OptionField, String)) -> ImportSwitch {
    ImportSwitch { label: label(field).to_owned(), option: TypedOption { field, value } }
}

fn typed((field, value): (OptionField, String)) -> TypedOption {
    TypedOption { field, value }
}

fn is_set(options: &FavouriteOptions, option: &TypedOption) -> bool {
    options.typed(option.field).as_ref() == Some(&option.value)
}

fn opens_the_same(one: &ImportedFavourite, other: &ImportedFavourite) -> bool {
    let opens = |entry: &ImportedFavourite| {
        let options = options_set(&entry.options);
        (entry.vm.as_ref().map(|vm| vm.id.clone()), options.protocol, options.port)
    };
    (one.id.is_some() && one.id == other.id) || opens(one) == opens(other)
}

fn from(entry: &Entry) -> String {
    let line = entry.line.map(|line| format!("line {line}"));
    let place = match &entry.place {
        Place::Host(host) if host.is_empty() => None,
        Place::Host(host) => Some(entry.port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))),
        Place::Machine(_) => None,
    };
    place.into_iter().chain(line).collect::<Vec<_>>().join(", ")
}

/// `web-01 · rg-web · Contoso Production`
fn about(machine: &Machine) -> String {
    let vm = &machine.vm;
    clean(&[vm.name.as_str(), vm.resource_group.as_str(), vm.subscription.as_str()].join(" · "))
}

fn invalid(row: &ImportRow, reason: String) -> ImportRow {
    let row = ImportRow {
        note: Some(reason),
        entry: None,
        switches: Vec::new(),
        candidates: Vec::new(),
        settings: Vec::new(),
        ticked: false,
        ..row.clone()
    };
    status(row, ImportStatus::Invalid)
}

fn status(row: ImportRow, status: ImportStatus) -> ImportRow {
    ImportRow { status, status_word: word(status).to_owned(), ..row }
}

fn word(status: ImportStatus) -> &'static str {
    match status {
        ImportStatus::New => "New",
        ImportStatus::Changed => "Changed",
        ImportStatus::Same => "Already there",
        ImportStatus::Ask => "Which machine?",
        ImportStatus::Unseen => "Not visible to you",
        ImportStatus::Invalid => "Cannot be imported",
    }
}

/// `3 machines: 2 new, 1 already there.`
fn summary(rows: &[ImportRow]) -> String {
    let mut parts = Vec::new();
    for status in [
        ImportStatus::New,
        ImportStatus::Changed,
        ImportStatus::Ask,
        ImportStatus::Same,
        ImportStatus::Unseen,
        ImportStatus::Invalid,
    ] {
        let many = rows.iter().filter(|row| row.status == status).count();
        let what = match status {
            ImportStatus::New => "new",
            ImportStatus::Changed => "changed",
            ImportStatus::Ask => "to be chosen",
            ImportStatus::Same => "already there",
            ImportStatus::Unseen => "not visible to you",
            ImportStatus::Invalid => "cannot be imported",
        };
        if many > 0 {
            parts.push(format!("{many} {what}"));
        }
    }
    match rows.len() {
        0 => "It holds no machines.".to_owned(),
        1 => format!("1 machine: {}.", parts.join(", ")),
        many => format!("{many} machines: {}.", parts.join(", ")),
    }
}
