//! What a person reads before they import, and what is there afterwards.

use super::company::{favourites, id, merged, only_row, preview};
use crate::{
    Code, FavouriteChange, FavouritesEdit, ImportStatus, OptionField, Protocol, ResourceId, VmRef,
    preview_import,
};

const RDP: &str = "full address:s:203.0.113.7:3390\nusername:s:CONTOSO\\ada\nscreen mode id:i:2\n\
    redirectclipboard:i:1\ndrivestoredirect:s:*\npassword 51:b:00\nalternate shell:s:cmd\n";

#[test]
fn a39_a_file_becomes_a_favourite_that_shares_nothing_unless_it_is_switched_on() {
    let none = favourites("");
    let shown = preview("Web.rdp", RDP, &none);
    assert_eq!((shown.kind.as_str(), shown.summary.as_str()), ("Remote Desktop file", "1 machine: 1 new."));
    let row = &shown.rows[0];
    assert_eq!((row.label.as_str(), row.from.as_str()), ("Web", "203.0.113.7:3390"));
    assert_eq!(
        row.settings,
        ["Opens: Remote Desktop", "Port: 3390", "Remote Desktop user: CONTOSO\\ada", "Screen: Full screen"]
    );
    let switches: Vec<&str> = row.switches.iter().map(|switch| switch.label.as_str()).collect();
    assert_eq!(switches, ["Share the clipboard", "Share drives"]);
    let dropped: Vec<&str> = row.dropped.iter().map(|dropped| dropped.what.as_str()).collect();
    assert_eq!(dropped, ["alternate shell", "password 51"]);
    let drives = row.switches[1].option.clone();

    let after = merged(shown.clone(), &none);
    let rdp = &after.get("Web").unwrap().options.rdp;
    assert_eq!((rdp.user.as_deref(), rdp.clipboard, rdp.drives), (Some("CONTOSO\\ada"), None, None));

    let mut switched = shown;
    switched.rows[0].entry.as_mut().unwrap().options.push(drives);
    let rdp = merged(switched, &none).get("Web").unwrap().options.rdp.clone();
    assert_eq!((rdp.clipboard, rdp.drives), (None, Some(true)));
}

#[test]
fn a_second_import_finds_everything_there_and_tells_what_changed() {
    let none = favourites("");
    let once = merged(preview("Web.rdp", RDP, &none), &none);
    let again = only_row("Other name.rdp", RDP, &once);
    assert_eq!((again.status, again.status_word.as_str()), (ImportStatus::Same, "Already there"));
    assert!(!again.ticked && again.settings.is_empty());

    let changed = RDP.replace("screen mode id:i:2", "screen mode id:i:1").replace("ada", "eve");
    let shown = preview("Web.rdp", &changed, &once);
    assert_eq!(shown.summary, "1 machine: 1 changed.");
    assert_eq!(
        shown.rows[0].settings,
        [
            "Remote Desktop user: CONTOSO\\eve instead of CONTOSO\\ada",
            "Screen: A window instead of Full screen"
        ]
    );
    let after = merged(shown, &once);
    assert_eq!(after.all().len(), 1);
    assert_eq!(
        after.get("Web").unwrap().options.typed(OptionField::RdpUser).as_deref(),
        Some("CONTOSO\\eve")
    );
}

#[test]
fn what_a_machine_opens_anyway_is_no_change() {
    let there = favourites(&format!(r#"{{"alias":"Shop","arm":"{}"}}"#, id("web-01")));
    let row = only_row("config", "Host web-01\nPort 22", &there);
    assert_eq!((row.status, row.label.as_str()), (ImportStatus::Same, "Shop"));
    let row = only_row("config", "Host web-01\nUser ada\nIdentityFile ~/.ssh/web", &there);
    assert_eq!(row.settings, ["SSH user: ada", "SSH key file: ~/.ssh/web"]);
    assert_eq!(row.status, ImportStatus::Changed);
    let row = only_row("config", "Host web-01\nIdentityFile ~/.ssh/web", &favourites(""));
    assert_eq!(
        row.settings,
        ["Opens: SSH", "SSH key file: ~/.ssh/web (check that it is there on this computer)"]
    );
}

#[test]
fn another_way_into_a_machine_is_another_favourite() {
    let there = favourites(&format!(r#"{{"alias":"Shop","arm":"{}"}}"#, id("web-01")));
    let shown = preview("Shop.rdp", "full address:s:web-01", &there);
    assert_eq!(shown.rows[0].status, ImportStatus::New);
    let after = merged(shown, &there);
    assert_eq!((after.all().len(), after.get("Shop 2").unwrap().options.protocol), (2, Some(Protocol::Rdp)));
    let again = only_row("Shop.rdp", "full address:s:web-01", &after);
    assert_eq!(again.status, ImportStatus::Same);
}

#[test]
fn what_no_client_could_be_told_is_dropped_with_the_reason() {
    let row = only_row("x.rdp", "full address:s:web-01\nusername:s:-oProxyCommand=calc", &favourites(""));
    assert_eq!(row.settings, ["Opens: Remote Desktop"]);
    assert_eq!(row.dropped[0].what, "Remote Desktop user: -oProxyCommand=calc");
    assert_eq!(
        row.dropped[0].why,
        "\"-oProxyCommand=calc\" cannot be used here. Use letters, digits and . _ @ \\ - (not first), at most 104 of them."
    );
}

#[test]
fn a_machine_named_twice_is_imported_once() {
    let shown =
        preview("config", "Host one\nHostName 203.0.113.7\nHost two\nHostName web-01", &favourites(""));
    assert_eq!(shown.summary, "2 machines: 1 new, 1 cannot be imported.");
    assert_eq!(shown.rows[1].note.as_deref(), Some("\"one\" above is the same machine and opens the same."));
}

#[test]
fn a_file_that_cannot_be_read_says_why_and_where() {
    let problem = |name: &str, text: &str| {
        let problem = preview_import(name, text.as_bytes(), &favourites(""), &[]).unwrap_err();
        assert_eq!(problem.code, Code::BadFile);
        problem.message
    };
    assert_eq!(
        problem("a\u{202E}.rdp", ""),
        "\"a.rdp\" cannot be imported: it holds no \"full address\", so it names no computer."
    );
    assert_eq!(
        problem("x.json", "{\n\"schema\":"),
        "\"x.json\" cannot be imported: line 2: the JSON is not well formed."
    );
    assert_eq!(
        problem("x.json", "{\"schema\":2}"),
        "\"x.json\" cannot be imported: \"schema\" is 2, this version reads 1."
    );
}

#[test]
fn an_import_is_taken_back_in_one_step() {
    let there = favourites(&format!(r#"{{"alias":"Shop","arm":"{}"}}"#, id("web-01")));
    let shown = preview("config", "Host web-01\nUser ada\nHost web-02\nUser ada", &there);
    let entries = shown.rows.into_iter().filter_map(|row| row.entry).collect();
    let change = FavouriteChange::Merge { entries, groups: Vec::new() };
    let edited = there.edit(&FavouritesEdit::from(change)).unwrap();
    let undo = edited.undo.unwrap();
    assert_eq!((undo.text.as_str(), edited.favourites.all().len()), ("2 favourites were imported.", 2));
    let back = FavouritesEdit { what: crate::Edit::Restore(Box::new(undo.restore)), seen: Vec::new() };
    assert_eq!(edited.favourites.edit(&back).unwrap().favourites, there);
}

#[test]
fn what_comes_back_from_a_screen_is_checked_again() {
    let none = favourites("");
    let refused = |change: &dyn Fn(&mut crate::ImportedFavourite)| {
        let mut entry = only_row("config", "Host web-01", &none).entry.unwrap();
        change(&mut entry);
        let change = FavouriteChange::Merge { entries: vec![entry], groups: Vec::new() };
        none.edit(&FavouritesEdit::from(change)).unwrap_err().message
    };
    assert_eq!(refused(&|entry| entry.vm = None), "Nobody said which machine \"web-01\" is.");
    let disk = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d";
    let disk = VmRef { id: ResourceId::parse(disk).unwrap(), tenant: None, account: None };
    assert_eq!(refused(&|entry| entry.vm = Some(disk.clone())), "Nobody said which machine \"web-01\" is.");
    let hostile = crate::TypedOption { field: OptionField::SshUser, value: "-oX".to_owned() };
    assert_eq!(
        refused(&|entry| entry.options.push(hostile.clone())),
        "\"web-01\" cannot be imported: \"-oX\" cannot be used here."
    );
}
