use super::*;
use crate::{Protocol, RdpScreen, Settings, Source, StartChoice, Wish};

const ARM: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-01";

fn file(favourites: &str) -> Result<Favourites, Problem> {
    Favourites::from_json(&format!(r#"{{"schema":1,"favourites":[{favourites}]}}"#))
}

#[test]
fn a_favourite_written_by_hand_needs_only_a_name_and_a_machine() {
    let read = file(&format!(r#"{{"alias":"Web","arm":"{ARM}"}}"#)).unwrap();
    let web = read.get("wEB").unwrap();
    assert_eq!(read.wish(web, &Settings::default()), Wish::default());
    assert_eq!(read.get(&web.id), Some(web), "by its id as well");
}

#[test]
fn what_stands_beside_it_without_the_nested_form_is_understood() {
    let text = format!(
        r#"{{"alias":"Web","arm":"{ARM}","tenant":"t","account":"ada","protocol":"rdp","port":3390,
            "duration":"2h","justification":"patching","user":"CONTOSO\\ada","key":"~/.ssh/id"}}"#
    );
    let read = file(&text).unwrap();
    let wish = read.wish(&read.all()[0], &Settings::default());
    assert_eq!((wish.protocol, wish.port, wish.duration.as_mins()), (Some(Protocol::Rdp), Some(3390), 120));
    assert_eq!(wish.justification.as_deref(), Some("patching"));
    assert_eq!((wish.rdp.user.as_deref(), wish.ssh.user.as_deref()), (Some("CONTOSO\\ada"), None));
    assert_eq!(wish.ssh.key.as_deref(), Some("~/.ssh/id"));
    let either = file(&format!(r#"{{"alias":"Web","arm":"{ARM}","user":"ada"}}"#)).unwrap();
    let wish = either.wish(&either.all()[0], &Settings::default());
    assert_eq!((wish.rdp.user.as_deref(), wish.ssh.user.as_deref()), (Some("ada"), Some("ada")));
}

/// The whole form, as it is documented.
fn whole() -> String {
    let arm2 = ARM.replace("web-01", "db-01");
    format!(
        r#"{{ "schema": 1,
  "defaults": {{ "duration": "PT3H", "afterUse": "ask", "rdp": {{"clipboard": true}}, "ssh": {{"user": "azureuser"}} }},
  "groups": [ {{ "id": "g2", "name": "Test", "order": "a1", "collapsed": true, "settings": {{}} }},
              {{ "id": "g1", "name": "Production", "order": "a0", "settings": {{"duration": "PT1H", "start": "ask"}} }} ],
  "favourites": [
    {{ "id": "f2", "arm": "{ARM}", "alias": "web ssh", "group": "Test", "order": "a0" }},
    {{ "id": "3f", "tenant": "t1", "arm": "{ARM}", "alias": "web-01 (prod)", "group": "g1", "order": "a1", "note": "behind the proxy",
      "vmId": "5c2a", "ports": [3389], "primary": {{"protocol": "rdp", "port": 3389}},
      "duration": "PT2H", "justification": "", "source": "my-ip", "address": "public", "start": "auto", "afterUse": "stop",
      "rdp": {{"user": "CONTOSO\\ada", "screen": "window", "size": [1600, 900], "admin": false, "restrictedAdmin": false,
              "remoteGuard": false, "drives": false, "printers": false, "audio": "local", "gateway": null}},
      "ssh": {{"user": "ada", "key": "~/.ssh/id_ed25519", "agent": true, "jump": null, "forward": [], "command": null}} }},
    {{ "arm": "{arm2}", "alias": "db", "group": "g1", "order": "a0", "source": "list:[203.0.113.7/32]" }} ] }}"#
    )
}

#[test]
fn the_whole_form_is_read_in_its_order_and_comes_back_as_it_is_written() {
    let read = Favourites::from_json(&whole()).unwrap();
    let names = |read: &Favourites| read.all().iter().map(|it| it.alias.clone()).collect::<Vec<_>>();
    assert_eq!(names(&read), ["db", "web-01 (prod)", "web ssh"]);
    assert_eq!(read.groups().iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Production", "Test"]);
    let web = read.get("3f").unwrap();
    let options = read.options(web);
    assert_eq!(options.duration.map(|it| it.as_mins()), Some(120), "its own");
    assert_eq!(options.rdp.clipboard, Some(true), "of all");
    assert_eq!((options.rdp.screen, options.rdp.size), (Some(RdpScreen::Window), Some((1600, 900))));
    let db = read.get("db").unwrap();
    let wish = read.wish(db, &Settings::default());
    assert_eq!((wish.duration.as_mins(), wish.start), (60, StartChoice::Ask), "of its group");
    assert_eq!(db.options.source, Some(Source::One("203.0.113.7".parse().unwrap())));
    assert_eq!(wish.address.map(|it| it.to_string()).as_deref(), Some("203.0.113.7"));
    let written = read.to_json();
    assert_eq!(Favourites::from_json(&written).unwrap(), read);
    assert_eq!(Favourites::from_json(&written).unwrap().to_json(), written);
    assert!(!written.contains("null") && !written.contains("justification"), "{written}");
}

#[test]
fn an_id_that_nobody_wrote_is_the_same_at_every_reading_until_it_is_written() {
    let text = format!(r#"{{"alias":"Web","arm":"{ARM}"}},{{"alias":"Web again","arm":"{ARM}","port":22}}"#);
    let (one, two) = (file(&text).unwrap(), file(&text.replace("Web", "Internet")).unwrap());
    let ids = |read: &Favourites| read.all().iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&one), ids(&two));
    assert_ne!(ids(&one)[0], ids(&one)[1]);
    assert_eq!(ids(&Favourites::from_json(&one.to_json()).unwrap()), ids(&one));
}

#[test]
fn entries_without_a_place_stand_in_the_files_order_behind_those_that_have_one() {
    let entry = |name: &str, more: &str| format!(r#"{{"alias":"{name}","arm":"{ARM}"{more}}}"#);
    let list =
        [entry("c", ""), entry("a", r#","order":"a5""#), entry("d", ""), entry("b", r#","order":"b0""#)];
    let read = file(&list.join(",")).unwrap();
    assert_eq!(read.all().iter().map(|it| it.alias.as_str()).collect::<Vec<_>>(), ["a", "b", "c", "d"]);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let message = |text: &str| file(text).unwrap_err().message;
    let two = format!(r#"{{"alias":"Web","arm":"{ARM}"}},{{"alias":"WEB","arm":"{ARM}"}}"#);
    assert_eq!(message(&two), "The favourites file cannot be used: two favourites are called \"WEB\".");
    assert_eq!(
        message(&format!(r#"{{"alias":"","arm":"{ARM}"}}"#)),
        "The favourites file cannot be used: favourite 1: \"alias\" needs 1 to 40 printable characters."
    );
    assert_eq!(
        message(r#"{"alias":"a","arm":"/subscriptions/s/resourceGroups/g"}"#),
        "The favourites file cannot be used: \"a\": \"arm\" is not the id of a virtual machine."
    );
    let said = |fields: &str| {
        let message = message(&format!(r#"{{"alias":"a","arm":"{ARM}",{fields}}}"#));
        message.trim_start_matches("The favourites file cannot be used: ").to_owned()
    };
    assert_eq!(said(r#""group":"x""#), "\"a\": there is no group \"x\".");
    assert_eq!(said(r#""port":0"#), "\"a\": 0 is no port.");
    assert_eq!(
        said(r#""port":22,"primary":{"port":23}"#),
        "\"a\": \"port\" and \"primary\" say the same; leave one of them out."
    );
    assert!(said(r#""source":"0.0.0.0/0""#).starts_with("\"0.0.0.0/0\" is no source: give \"my-ip\""));
    assert!(said(r#""source":"10.0.0.1""#).starts_with("\"10.0.0.1\" is no source"));
    assert!(said(r#""address":"dns:web""#).starts_with("unknown variant `dns:web`"));
    assert!(said(r#""order":"a 0""#).starts_with("\"a 0\" is no place in an order"));
    assert!(said(r#""id":"""#).starts_with("\"id\" has to be a word"));
    assert!(said(r#""rdp":{"screens":1}"#).contains("unknown field `screens`"));
    assert!(said(r#""prot":1"#).contains("unknown field `prot`"));
    assert!(message(r#"{"alias":"a","arm":"web-01"}"#).contains("\"web-01\" is not an Azure resource id"));
}
