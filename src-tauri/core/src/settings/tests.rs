use super::*;

#[test]
fn an_empty_file_is_a_good_file() {
    assert_eq!(Settings::from_json("{}"), Ok(Settings::default()));
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let message = |text: &str| Settings::from_json(text).unwrap_err().message;
    for (text, reason) in [
        (r#"{"schema":3}"#, "\"schema\" is 3, this version reads 1"),
        (r#"{"terminal":["xterm"]}"#, "\"terminal\" needs a program and, behind it, the item \"{command}\""),
        (r#"{"ssh":{"command":[]}}"#, "\"ssh.command\" needs a program as its first item"),
        (
            r#"{"address":{"fixed":"10.0.0.1"}}"#,
            "\"address.fixed\" is 10.0.0.1, which Azure can never see you come from",
        ),
        (
            r#"{"address":{"services":[{"operator":"A","url":"https://a/"}]}}"#,
            "\"address.services\" needs two different operators",
        ),
        (
            r#"{"rdp":{"command":["x","{hots}"]}}"#,
            "\"rdp.command\" holds \"{hots}\"; known are {host} {port} {user} {key} {alias} {known_hosts} {title} {file}",
        ),
        (
            r#"{"ssh":{"command":["x","{file}"]}}"#,
            "\"ssh.command\" holds \"{file}\"; known are {host} {port} {user} {key} {alias} {known_hosts} {title}",
        ),
        (
            r#"{"client_id":"azure-cli"}"#,
            "\"client_id\" is \"azure-cli\", which is no application id (a GUID)",
        ),
        (r#"{"browser":["firefox"]}"#, "\"browser\" needs a program and, behind it, an item with \"{url}\""),
        (r#"{"browser":["{url}"]}"#, "\"browser\" needs a program and, behind it, an item with \"{url}\""),
        (r#"{"ca_file":" "}"#, "\"ca_file\" names no file"),
        (r#"{"look_at":{"tenants":[""]}}"#, "\"look_at.tenants\" holds an empty name"),
    ] {
        assert_eq!(message(text), format!("The settings file cannot be used: {reason}."));
    }
    assert!(message(r#"{"duraton":"PT1H"}"#).contains("unknown field `duraton`"));
    assert!(
        message(r#"{"duration":"PT1M"}"#).contains("\"PT1M\" is not a duration from 5 minutes to 24 hours")
    );
}

#[test]
fn an_own_application_and_browser_are_taken() {
    let text = r#"{"client_id":"0D4A7E4B-1c0e-4c6f-9d55-0a2b8f6f8a11","browser":["firefox","--url={url}"]}"#;
    let settings = Settings::from_json(text).unwrap();
    assert_eq!(settings.client_id(), "0D4A7E4B-1c0e-4c6f-9d55-0a2b8f6f8a11");
    assert_eq!(Settings::default().client_id(), Settings::CLIENT_ID);
}
