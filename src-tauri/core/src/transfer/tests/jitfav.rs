//! Favourites of another person or computer.

use super::company::{favourites, id, merged, preview};
use crate::{ExportForm, Favourites, ImportStatus};

fn mine() -> Favourites {
    let full = format!(
        r#"{{"id":"f1","tenant":"t1","account":"ada@contoso.com","arm":"{}","alias":"Web (prod)","group":"g1",
            "note":"behind the shop","primary":{{"protocol":"rdp","port":3390}},"duration":"PT1H","afterUse":"stop",
            "start":"ask","rdp":{{"user":"CONTOSO\\ada","screen":"window","size":[1600,900],"drives":true,"audio":"off"}}}}"#,
        id("web-01")
    );
    let plain = format!(r#"{{"id":"f2","alias":"=cmd|db","arm":"{}","ssh":{{"user":"ada"}}}}"#, id("db-01"));
    favourites(&format!("{full},{plain}"))
}

#[test]
fn what_is_exported_comes_back_as_it_was_but_for_what_is_the_persons_own() {
    let text = mine().export(ExportForm::Favourites);
    assert!(!text.contains("ada@contoso.com"), "{text}");
    let none = Favourites::default();
    let shown = preview("my.jitfav.json", &text, &none);
    assert_eq!((shown.kind.as_str(), shown.summary.as_str()), ("JIT Tray favourites", "2 machines: 2 new."));
    let after = merged(shown, &none);
    let (web, was) = (after.get("Web (prod)").unwrap().clone(), mine());
    let mut was = was.get("f1").unwrap().clone();
    (was.account, was.options.rdp.drives) = (None, None);
    was.vm_guid.clone_from(&web.vm_guid);
    (was.group, was.order) = (web.group.clone(), web.order.clone());
    assert_eq!(web, was);
    let group = after.group(web.group.as_deref().unwrap()).unwrap();
    assert_eq!((group.name.as_str(), group.options.duration.unwrap().as_mins()), ("Production", 120));
    let again = preview("my.jitfav.json", &text, &after);
    assert_eq!(again.summary, "2 machines: 2 already there.");
}

#[test]
fn nothing_that_runs_or_leads_elsewhere_is_taken_over() {
    let text = format!(
        r#"{{"schema":1,"defaults":{{"duration":"PT9H"}},
            "groups":[{{"id":"a","name":"Theirs","settings":{{"rdp":{{"drives":true,"printers":false}}}}}}],
            "favourites":[{{"alias":"web","arm":"{}","account":"eve@contoso.com","source":"203.0.113.99","group":"a",
            "ssh":{{"user":"ada","command":"calc","jump":"evil","forward":["8080:localhost:80"]}},
            "rdp":{{"clipboard":true,"printers":false}}}}]}}"#,
        id("web-01")
    );
    let none = Favourites::default();
    let shown = preview("x.jitfav.json", &text, &none);
    let dropped: Vec<&str> = shown.rows[0].dropped.iter().map(|dropped| dropped.what.as_str()).collect();
    assert_eq!(dropped, ["source", "ssh.command", "ssh.jump", "ssh.forward", "account"]);
    let dropped: Vec<&str> = shown.dropped.iter().map(|dropped| dropped.what.as_str()).collect();
    assert_eq!(dropped, ["Share drives in the group Theirs", "defaults"]);
    assert_eq!(shown.rows[0].settings, ["SSH user: ada", "Share printers: Off"]);
    let after = merged(shown, &none);
    let web = after.get("web").unwrap();
    assert_eq!((web.options.source, &web.options.ssh.command, &web.account), (None, &None, &None));
    assert_eq!(after.options(web).rdp.drives, None);
}

#[test]
fn one_wrong_record_does_not_keep_the_others_away() {
    let text = format!(
        r#"{{"schema":1,"favourites":[{{"alias":"web","arm":"{}"}},{{"alias":"x","arm":"web-01"}},
            {{"arm":"{}","prot":1}}, 5, {{"alias":"gone","arm":"{}"}}]}}"#,
        id("web-01"),
        id("web-02"),
        id("deleted"),
    );
    let shown = preview("x.json", &text, &Favourites::default());
    assert_eq!(shown.summary, "5 machines: 1 new, 1 not visible to you, 3 cannot be imported.");
    let notes: Vec<String> = shown.rows.iter().map(|row| row.note.clone().unwrap_or_default()).collect();
    assert_eq!(notes[1], "\"web-01\" is not an Azure resource id (expected /subscriptions/…).");
    assert!(notes[2].starts_with("Unknown field `prot`, expected one of"), "{}", notes[2]);
    assert!(notes[3].starts_with("Invalid type: integer `5`"), "{}", notes[3]);
    assert_eq!(notes[4], "It is not among the machines you see now. It can be imported all the same.");
    let gone = &shown.rows[4];
    assert_eq!((gone.status, gone.ticked, gone.entry.is_some()), (ImportStatus::Unseen, false, true));
    assert_eq!(shown.rows[2].label, "favourite 3");
}

#[test]
fn a_favourite_that_is_there_gets_name_group_and_options_and_keeps_the_rest() {
    let there = favourites(&format!(
        r#"{{"id":"f1","alias":"Old","arm":"{}","note":"mine","primary":{{"protocol":"rdp","port":3390}},
            "duration":"PT3H","rdp":{{"gateway":"gw"}}}}"#,
        id("web-01")
    ));
    let shown = preview("my.jitfav.json", &mine().export(ExportForm::Favourites), &there);
    assert_eq!(
        shown.rows[1].settings,
        [
            "Name: Web (prod) instead of Old",
            "Group: Production",
            "Note: behind the shop instead of mine",
            "Duration: 1 h instead of 3 h",
            "When it is stopped: Ask first",
            "After use: Stop it",
            "Remote Desktop user: CONTOSO\\ada",
            "Screen: A window",
            "Window size: 1600x900",
            "Sound: Nowhere",
        ]
    );
    let after = merged(shown, &there);
    let web = after.get("f1").unwrap();
    assert_eq!((web.alias.as_str(), web.options.rdp.gateway.as_deref()), ("Web (prod)", Some("gw")));
    assert_eq!(web.group.as_deref(), Some("g1"));
}

#[test]
fn a_table_for_spreadsheets_has_no_formulas() {
    assert_eq!(
        mine().export(ExportForm::Csv),
        format!(
            "alias,arm,group,port\r\n'=cmd|db,{},,\r\nWeb (prod),{},Production,3390\r\n",
            id("db-01"),
            id("web-01")
        )
    );
}
