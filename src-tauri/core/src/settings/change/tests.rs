use super::*;
use crate::Theme;

const FILE: &str = r#"{
  "duration": "90m",
  "schema": 1,
  "ssh": {
    "user": "ada",
    "command": [
      "ssh",
      "{host}"
    ]
  },
  "look_at": {
    "tenants": [
      "Contoso"
    ]
  }
}
"#;

fn set(field: SettingsField, value: impl Into<Option<SettingsValue>>) -> SettingsChange {
    SettingsChange { field, value: value.into() }
}

fn text(text: &str) -> SettingsValue {
    SettingsValue::Text(text.to_owned())
}

fn lines(lines: &[&str]) -> SettingsValue {
    SettingsValue::List(lines.iter().map(|&line| line.to_owned()).collect())
}

fn named(lines: &[(&str, &str)]) -> SettingsValue {
    let line = |&(name, value): &(&str, &str)| NamedValue { name: name.to_owned(), value: value.to_owned() };
    SettingsValue::Named(lines.iter().map(line).collect())
}

fn refusal(field: SettingsField, value: SettingsValue) -> String {
    let problem = Settings::changed(Some(FILE), &set(field, value)).unwrap_err();
    assert_eq!(
        (problem.code, problem.hint.as_str()),
        (Code::BadSetting, "Nothing was changed. Correct the value.")
    );
    problem.message
}

#[test]
fn what_a_person_wrote_stays_as_they_wrote_it() {
    let (text, settings) =
        Settings::changed(Some(FILE), &set(SettingsField::Notifications, SettingsValue::On(false))).unwrap();
    assert!(!settings.notifications);
    assert_eq!(text, FILE.replace("    ]\n  }\n}\n", "    ]\n  },\n  \"notifications\": false\n}\n"));
    let (text, settings) = Settings::changed(Some(&text), &set(SettingsField::Notifications, None)).unwrap();
    assert!(settings.notifications);
    assert_eq!(text, FILE);
}

#[test]
fn a_file_begins_with_its_schema() {
    let (written, settings) = Settings::changed(None, &set(SettingsField::Theme, text("dark"))).unwrap();
    assert_eq!(settings.theme, Theme::Dark);
    assert_eq!(written, "{\n  \"schema\": 1,\n  \"theme\": \"dark\"\n}\n");
}

#[test]
fn every_setting_comes_back_as_it_was_typed() {
    for (field, value) in [
        (SettingsField::Theme, text("light")),
        (SettingsField::StartAtSignIn, SettingsValue::On(true)),
        (SettingsField::Notifications, SettingsValue::On(false)),
        (SettingsField::WarnEarly, text("15")),
        (SettingsField::WarnLate, text("5")),
        (SettingsField::HideNames, SettingsValue::On(true)),
        (SettingsField::Hotkey, text("Ctrl+Alt+J")),
        (SettingsField::Keys, named(&[("extend", "Ctrl+Shift+E"), ("find", "F3")])),
        (SettingsField::Duration, text("2h")),
        (SettingsField::SshUser, text("azureuser")),
        (SettingsField::SshKey, text("~/.ssh/id_ed25519")),
        (SettingsField::RdpUser, text(r"CONTOSO\ada")),
        (SettingsField::FixedAddress, text("203.0.113.7")),
        (SettingsField::Networks, named(&[("Office", "203.0.113.0/24")])),
        (
            SettingsField::AddressServices,
            named(&[("Contoso", "https://ip.contoso.com/"), ("Fabrikam", "https://ip.fabrikam.com/")]),
        ),
        (SettingsField::Proxy, text("http://proxy.contoso.com:8080")),
        (SettingsField::CaFile, text("company.pem")),
        (SettingsField::SshCommand, lines(&["putty", "-P", "{port}", "{host}"])),
        (SettingsField::RdpCommand, lines(&["xfreerdp", "{file}", "/v:{host}:{port}"])),
        (SettingsField::Terminal, lines(&["kitty", "--", "{command}"])),
        (SettingsField::Browser, lines(&["firefox", "{url}"])),
        (SettingsField::Cloud, text("usgov")),
        (SettingsField::ClientId, text("0d4a7e4b-1c0e-4c6f-9d55-0a2b8f6f8a11")),
        (SettingsField::Tenants, lines(&["contoso.com"])),
        (SettingsField::NotTenants, lines(&["Fabrikam"])),
        (SettingsField::Subscriptions, lines(&["Contoso Prod"])),
        (SettingsField::NotSubscriptions, lines(&["Contoso Test", "Contoso Dev"])),
    ] {
        let change = set(field, value.clone());
        let (written, settings) =
            Settings::changed(Some(FILE), &change).unwrap_or_else(|it| panic!("{field:?} {it:?}"));
        assert_eq!(settings.value(field), Some(value), "{field:?}");
        assert_eq!(Settings::from_json(&written), Ok(settings.clone()), "{field:?}");
        let (_, without) = Settings::changed(Some(&written), &set(field, None)).unwrap();
        assert_eq!(without.value(field), Settings::default().value(field), "{field:?} goes away");
        assert_eq!(without.value(SettingsField::SshUser).is_some(), field != SettingsField::SshUser);
    }
}

#[test]
fn a_proxy_keeps_its_exceptions_and_takes_them_with_it() {
    let change =
        |file: &str, field, value: SettingsValue| Settings::changed(Some(file), &set(field, value)).unwrap();
    let (file, _) = change(FILE, SettingsField::Proxy, text("http://proxy:8080"));
    let (file, _) = change(&file, SettingsField::ProxyExceptions, lines(&["contoso.com", "10.0.0.0/8"]));
    let (file, settings) = change(&file, SettingsField::Proxy, text("http://other:3128"));
    assert_eq!(settings.value(SettingsField::ProxyExceptions), Some(lines(&["contoso.com", "10.0.0.0/8"])));
    let (file, settings) = change(&file, SettingsField::Proxy, text("none"));
    assert_eq!(settings.value(SettingsField::Proxy), Some(text("none")));
    let (_, settings) = change(&file, SettingsField::Proxy, text("system"));
    assert_eq!(settings.value(SettingsField::Proxy), Some(text("system")));
    let message = refusal(SettingsField::ProxyExceptions, lines(&["contoso.com"]));
    assert_eq!(message, "The list of exceptions needs a proxy of your own to be an exception from.");
}

#[test]
fn what_is_wrong_is_said_in_a_sentence() {
    let field = |field, value, sentence: &str| assert_eq!(refusal(field, value), sentence);
    field(
        SettingsField::Duration,
        text("3 days"),
        "\"3 days\" is not a duration from 5 minutes to 24 hours, such as 90m, 2h or PT3H.",
    );
    field(SettingsField::FixedAddress, text("office"), "\"office\" is no address such as \"203.0.113.7\".");
    field(
        SettingsField::FixedAddress,
        text("10.0.0.1"),
        "The address is 10.0.0.1, which Azure can never see you come from.",
    );
    field(
        SettingsField::SshCommand,
        lines(&["ssh", "{hots}"]),
        "The command holds \"{hots}\"; known are {host} {port} {user} {key} {alias} {known_hosts} {title}.",
    );
    field(
        SettingsField::Terminal,
        lines(&["xterm"]),
        "The terminal needs a program and, behind it, the item \"{command}\".",
    );
    field(SettingsField::Proxy, text("proxy:8080"), "The proxy must begin with http:// or https://.");
    field(
        SettingsField::ClientId,
        text("azure-cli"),
        "The application id is \"azure-cli\", which is no application id (a GUID).",
    );
    field(
        SettingsField::Networks,
        named(&[("Office", "203.0.113")]),
        "The network Office needs a range such as \"203.0.113.0/24\", not \"203.0.113\".",
    );
    field(
        SettingsField::Networks,
        named(&[("", "203.0.113.0/24")]),
        "The network 203.0.113.0/24 needs a name.",
    );
    field(
        SettingsField::AddressServices,
        named(&[("Contoso", "https://ip.contoso.com/")]),
        "The list of address services needs two different operators.",
    );
    field(
        SettingsField::AddressServices,
        named(&[("Contoso", "http://ip.contoso.com/")]),
        "The service of Contoso needs an address that begins with https://, not \"http://ip.contoso.com/\".",
    );
    field(
        SettingsField::Hotkey,
        text("J"),
        "The shortcut is J, which every other program would lose; hold Ctrl or Alt as well.",
    );
    field(
        SettingsField::Hotkey,
        text("Ctrl+Hyper+J"),
        "\"Ctrl+Hyper+J\" is no shortcut such as \"Ctrl+Alt+J\".",
    );
    field(SettingsField::Keys, named(&[("a", "F3"), ("b", "f3")]), "F3 is chosen twice.");
    field(SettingsField::SshUser, text("ada\u{7}"), "The SSH user holds a character that cannot be seen.");
    field(SettingsField::SshUser, text(&"a".repeat(1025)), "The SSH user is longer than 1024 characters.");
    field(SettingsField::Theme, text("pink"), "The appearance is \"system\", \"light\" or \"dark\".");
    field(
        SettingsField::SortFavourites,
        text("size"),
        "The order of favourites is \"my-order\", \"recent\" or \"name\".",
    );
    field(SettingsField::WarnEarly, text("7"), "The first warning is one of 0, 5, 10, 15, 30 minutes.");
    field(SettingsField::WarnLate, text("0"), "The last warning is one of 1, 2, 5 minutes.");
    field(SettingsField::Theme, SettingsValue::On(true), "The appearance cannot hold such a value.");
}

#[test]
fn a_password_in_a_proxys_address_is_refused_and_not_repeated() {
    let message = refusal(SettingsField::Proxy, text("http://ada:hunter2@proxy:8080"));
    assert!(message.starts_with("The proxy holds a name or a password"), "{message}");
    assert!(!message.contains("hunter2"));
}

#[test]
fn a_broken_file_is_not_touched() {
    let problem =
        Settings::changed(Some("{\"duraton\":1}"), &set(SettingsField::Duration, text("2h"))).unwrap_err();
    assert_eq!(problem.code, Code::BadFile);
}

#[test]
fn what_waits_for_a_restart_is_known() {
    let (_, now) = Settings::changed(None, &set(SettingsField::Cloud, text("china"))).unwrap();
    assert_eq!(SettingsField::wait_for_restart(&Settings::default(), &now), [SettingsField::Cloud]);
    let (_, now) = Settings::changed(None, &set(SettingsField::Theme, text("dark"))).unwrap();
    assert_eq!(SettingsField::wait_for_restart(&Settings::default(), &now), []);
}
