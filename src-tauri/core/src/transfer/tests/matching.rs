//! Which machine a host is taken for.

use super::company::{favourites, only_row};
use crate::ImportStatus;

#[test]
fn a_host_is_found_by_what_only_one_machine_has() {
    for (host, note) in [
        ("203.0.113.7", "Found by its public address."),
        ("10.0.0.4", "Found by its private address."),
        ("CONTOSO-WEB-01.westeurope.cloudapp.azure.com", "Found by its DNS name."),
        ("Web-01", "Found by its name."),
        ("web-01-os", "Found by its computer name."),
    ] {
        let row = only_row("x.rdp", &format!("full address:s:{host}"), &favourites(""));
        assert_eq!((row.status, row.note.as_deref()), (ImportStatus::New, Some(note)), "{host}");
        assert_eq!(row.machine.as_deref(), Some("web-01 · rg-web · Contoso Production"));
        assert!(row.ticked);
    }
}

#[test]
fn an_address_that_two_machines_have_is_asked_about() {
    let row = only_row("config", "Host shop\nHostName 10.0.0.5", &favourites(""));
    assert_eq!((row.status, row.status_word.as_str()), (ImportStatus::Ask, "Which machine?"));
    assert_eq!(row.note.as_deref(), Some("2 machines have this address. Which one is it?"));
    let labels: Vec<&str> = row.candidates.iter().map(|candidate| candidate.label.as_str()).collect();
    assert_eq!(labels, ["web-02 · rg-web · Contoso Production", "db-01 · rg-web · Contoso Production"]);
    assert!(!row.ticked && row.entry.unwrap().vm.is_none());
}

#[test]
fn a_name_alone_is_never_believed_where_the_file_gives_another_address() {
    let row = only_row("config", "Host web-01\nHostName 198.51.100.9", &favourites(""));
    assert_eq!(row.status, ImportStatus::Ask);
    let question = "No machine is known by \"198.51.100.9\", but one by this name. Is it meant?";
    assert_eq!((row.note.as_deref(), row.candidates.len()), (Some(question), 1));
}

#[test]
fn what_none_of_the_machines_is_known_by_cannot_be_imported() {
    for (host, note) in [
        (
            "198.51.100.9",
            "None of your machines has the address 198.51.100.9 now. One that is stopped may have given its address \
             back.",
        ),
        ("github.com", "None of your machines is known by the name \"github.com\"."),
    ] {
        let row = only_row("config", &format!("Host git\nHostName {host}"), &favourites(""));
        assert_eq!((row.status, row.note.as_deref()), (ImportStatus::Unseen, Some(note)));
        assert!(row.entry.unwrap().vm.is_none() && row.candidates.is_empty() && !row.ticked);
    }
}
