//! SSH configurations as people keep them.

use super::{dropped, found, host, refused};
use crate::OptionField::{SshKey, SshUser};
use crate::Protocol;

const CONFIG: &str = r#"# my machines
Include conf.d/*

Host web-01 "db 01" *.contoso.com
    HostName %h.westeurope.cloudapp.azure.com
    User = ada
    Port 2222

Host jump !web-01
    HostName 203.0.113.9

Match host web-01 exec "calc"
    User eve

host web-01
    hostname never-first
    IdentityFile ~/.ssh/web
    IdentityFile %d/.ssh/second
    ProxyJump bastion.contoso.com
    LocalForward 8080 localhost:80
    LocalForward 8081 localhost:81
    RemoteCommand tmux attach

Host *
    User barbara
    IdentityFile %d/.ssh/%h
    ServerAliveInterval 30
    ForwardAgent yes
"#;

#[test]
fn names_become_machines_with_what_ssh_would_use_for_them() {
    let found = found("config", CONFIG);
    let shown: Vec<_> =
        found.entries.iter().map(|it| (it.line.unwrap(), it.alias.as_str(), host(it), it.port)).collect();
    assert_eq!(
        shown,
        [
            (4, "web-01", "web-01.westeurope.cloudapp.azure.com", Some(2222)),
            (4, "db 01", "db 01.westeurope.cloudapp.azure.com", Some(2222)),
            (9, "jump", "203.0.113.9", None),
        ]
    );
    let set = |field, value: &str| (field, value.to_owned());
    assert_eq!(found.entries[0].options, [set(SshUser, "ada"), set(SshKey, "~/.ssh/web")]);
    assert_eq!(found.entries[2].options, [set(SshUser, "barbara")]);
    assert!(found.entries.iter().all(|it| it.protocol == Some(Protocol::Ssh) && it.offered.is_empty()));
}

#[test]
fn commands_jumps_and_forwards_are_dropped_and_listed() {
    let found = found("config", CONFIG);
    assert_eq!(
        dropped(&found.entries[0]),
        [
            "IdentityFile ~/.ssh/second: A favourite has one key; the first is taken.",
            "ProxyJump bastion.contoso.com: Jump hosts are not used: access is opened for this computer's own address.",
            "LocalForward 8080 localhost:80: Forwarded ports are never taken over.",
            "LocalForward 8081 localhost:81: Forwarded ports are never taken over.",
            "RemoteCommand tmux attach: Commands are never taken over.",
            "IdentityFile ~/.ssh/%h: The path depends on where ssh runs.",
            "ServerAliveInterval, ForwardAgent: These are no options here.",
        ]
    );
}

#[test]
fn what_is_not_followed_is_said_with_its_line() {
    let dropped: Vec<String> =
        found("config", CONFIG).dropped.into_iter().map(|it| format!("{}: {}", it.what, it.why)).collect();
    let pattern = "A pattern is no machine; what it says counts for the names it fits.";
    assert_eq!(
        dropped,
        [
            "Include conf.d/* (line 2): Other files are not read. Import them one by one.".to_owned(),
            format!("Host *.contoso.com (line 4): {pattern}"),
            format!("Host !web-01 (line 9): {pattern}"),
            "Match host web-01 exec \"calc\" (line 12): Conditions are not looked at; what stands below it is left out."
                .to_owned(),
            format!("Host * (line 24): {pattern}"),
        ]
    );
}

#[test]
fn patterns_fit_as_in_ssh() {
    let user = |config: &str| {
        let entry = found("config", config).entries.remove(0);
        entry.options.first().map(|(_, user)| user.clone())
    };
    for (patterns, fits) in [
        ("web-*", true),
        ("w?b-01", true),
        ("WEB-01", true),
        ("web-0", false),
        ("* !web-*", false),
        ("!db-*", false),
    ] {
        let config = format!("Host web-01\nHost {patterns}\nUser ada");
        assert_eq!(user(&config).is_some(), fits, "{patterns}");
    }
    assert_eq!(user("User first\nHost web-01\nUser second").as_deref(), Some("first"));
    let slow = format!("Host {}\nHost {}b\nUser x", "a".repeat(200), "*a".repeat(100));
    assert_eq!(user(&slow), None);
}

#[test]
fn ports_that_are_none_are_dropped() {
    for port in ["0", "70000", "ssh"] {
        let entry = found("config", &format!("Host a\nPort {port}")).entries.remove(0);
        assert_eq!((entry.port, dropped(&entry)), (None, vec![format!("Port {port}: It is not a port.")]));
    }
    let entry = found("config", "Host a\nProxyJump none\nIdentityFile none").entries.remove(0);
    assert_eq!((entry.options, entry.dropped), (vec![], vec![]));
}

#[test]
fn a_file_of_patterns_alone_holds_no_machine() {
    assert_eq!(refused("config", "Host *\nUser ada"), "it holds no \"Host\" with a name");
    assert_eq!(refused("notes.txt", "hello"), "it is none of the files that can be imported");
}
