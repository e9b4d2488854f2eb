//! `*.jitfav.json`: the favourites file of somebody, or of another computer. One record that is wrong does not keep
//! the others away.

use serde_json::Value;

use super::found::{DroppedView, Entry, Flaw, Found, FoundGroup, Place, as_alias, quoted};
use crate::favourites::{FIELDS, label, options_of_record, record_of};
use crate::{Favourite, FavouriteOptions, OptionField, VmRef};

const OTHER_FILE: &str = "Choose a file that JIT Tray exported.";

/// Reads the file.
pub(super) fn read(text: &str) -> Result<Found, Flaw> {
    let file: Value = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        Flaw::at(line, "the JSON is not well formed", OTHER_FILE)
    })?;
    match &file["schema"] {
        Value::Number(number) if number.as_u64() == Some(1) => {}
        Value::Number(number) => {
            let reason = format!("\"schema\" is {number}, this version reads 1");
            return Err(Flaw::new(
                reason,
                "Import it with the version of JIT Tray that exported it, or a newer one.",
            ));
        }
        _ => return Err(Flaw::new("it holds no \"schema\"", OTHER_FILE)),
    }
    let Value::Array(records) = &file["favourites"] else {
        return Err(Flaw::new("it holds no \"favourites\"", OTHER_FILE));
    };
    let mut found = Found::default();
    let names = groups(&file["groups"], &mut found);
    let set = |value: &Value| value.as_object().is_some_and(|object| !object.is_empty());
    if set(&file["defaults"]) {
        found.dropped.push(DroppedView::new("defaults", "What you have set for all favourites stays."));
    }
    found.entries = records.iter().enumerate().map(|(index, record)| entry(index, record, &names)).collect();
    Ok(found)
}

/// The groups' names by id.
fn groups(groups: &Value, found: &mut Found) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for group in groups.as_array().into_iter().flatten() {
        let (Some(id), Some(name)) = (group["id"].as_str(), group["name"].as_str().map(as_alias)) else {
            continue;
        };
        let (options, dropped) = match options_of_record(&group["settings"]) {
            Ok(options) => options_of(&options),
            Err(reason) => (Vec::new(), vec![DroppedView::new(&format!("the settings of {name}"), &reason)]),
        };
        let shared = options.iter().filter(|(field, value)| shares(*field, value));
        let unasked = shared.map(|(field, _)| {
            let what = format!("{} in the group {name}", label(*field));
            DroppedView::new(&what, "What is shared is said for each favourite.")
        });
        found.dropped.extend(unasked.chain(dropped));
        let options = options.iter().filter(|(field, value)| !shares(*field, value)).cloned().collect();
        names.push((id.to_owned(), name.clone()));
        found.groups.push(FoundGroup { name, options });
    }
    names
}

fn entry(index: usize, record: &Value, groups: &[(String, String)]) -> Entry {
    let alias = record["alias"].as_str().map(as_alias).filter(|alias| !alias.is_empty());
    let alias = alias.unwrap_or_else(|| format!("favourite {}", index + 1));
    let mut plain = record.clone();
    let group = plain.as_object_mut().and_then(|object| {
        object.insert("alias".to_owned(), Value::String(alias.clone()));
        object.remove("group")
    });
    let favourite = match record_of(plain) {
        Ok(favourite) => favourite,
        Err(reason) => return Entry { alias, invalid: Some(quoted_reason(&reason)), ..Entry::default() },
    };
    let group = group.as_ref().and_then(Value::as_str).map(|wanted| {
        let known = groups.iter().find(|(id, _)| id == wanted);
        known.map_or_else(|| as_alias(wanted), |(_, name)| name.clone())
    });
    let (options, mut dropped) = options_of(&favourite.options);
    let (offered, options) = options.into_iter().partition(|(field, value)| shares(*field, value));
    if favourite.account.is_some() {
        dropped.push(DroppedView::new("account", "Your own accounts reach the machine."));
    }
    Entry {
        alias: favourite.alias.clone(),
        named: true,
        id: record["id"].as_str().map(str::to_owned),
        place: Place::Machine(place(&favourite)),
        protocol: favourite.options.protocol,
        port: favourite.options.port,
        note: favourite.note.clone(),
        group: group.filter(|group| !group.is_empty()),
        options,
        offered,
        dropped,
        ..Entry::default()
    }
}

fn place(favourite: &Favourite) -> VmRef {
    VmRef { account: None, ..favourite.vm() }
}

/// Options as they are typed, without what opens the machine; and what has no place among them.
fn options_of(options: &FavouriteOptions) -> (Vec<(OptionField, String)>, Vec<DroppedView>) {
    let opens = |field: &OptionField| matches!(field, OptionField::Protocol | OptionField::Port);
    let fields = FIELDS.into_iter().filter(|field| !opens(field));
    let set = fields.filter_map(|field| Some((field, options.typed(field)?))).collect();
    let mut dropped = Vec::new();
    if options.source.is_some() {
        let why = "Access is opened for the address of your own computer.";
        dropped.push(DroppedView::new("source", why));
    }
    let ssh = &options.ssh;
    for (what, there, why) in [
        ("ssh.command", ssh.command.is_some(), "Commands are never taken over."),
        (
            "ssh.jump",
            ssh.jump.is_some(),
            "Jump hosts are not used: access is opened for this computer's own address.",
        ),
        ("ssh.forward", !ssh.forward.is_empty(), "Forwarded ports are never taken over."),
    ] {
        if there {
            dropped.push(DroppedView::new(what, why));
        }
    }
    (set, dropped)
}

/// What gives the machine something of this computer.
fn shares(field: OptionField, value: &str) -> bool {
    let shared =
        matches!(field, OptionField::RdpClipboard | OptionField::RdpDrives | OptionField::RdpPrinters);
    shared && value == "true"
}

fn quoted_reason(reason: &str) -> String {
    let reason = crate::clean(reason);
    let mut letters = reason.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let text = first + letters.as_str();
    if text.chars().count() > 160 { quoted(&text) } else { format!("{}.", text.trim_end_matches('.')) }
}
