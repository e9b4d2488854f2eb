//! Launches and desktops for the tests of this folder.

use std::net::Ipv4Addr;

use jit_core::{Launch, Protocol};

use crate::{Desktop, Surroundings};

pub(super) fn ssh() -> Launch {
    Launch {
        protocol: Protocol::Ssh,
        address: Ipv4Addr::new(203, 0, 113, 9),
        port: 2222,
        user: Some("ada".to_owned()),
        key: None,
        rdp: Box::default(),
        host_key_alias: "vm-4711".to_owned(),
        title: "web-01".to_owned(),
    }
}

pub(super) fn rdp() -> Launch {
    Launch { protocol: Protocol::Rdp, port: 3389, user: Some("CONTOSO\\ada".to_owned()), ..ssh() }
}

/// A Linux desktop with these programs, all in `/usr/bin`.
pub(super) fn linux(programs: &[&str]) -> Surroundings {
    let paths: Vec<String> = programs.iter().map(|name| format!("/usr/bin/{name}")).collect();
    let programs: Vec<(&str, &str)> =
        programs.iter().copied().zip(paths.iter().map(String::as_str)).collect();
    Surroundings::told(Desktop::Linux, &[("HOME", "/home/ada"), ("DISPLAY", ":0")], &programs)
}

pub(super) fn windows(programs: &[&str]) -> Surroundings {
    let paths: Vec<String> = programs.iter().map(|name| format!("C:\\Windows\\{name}.exe")).collect();
    let programs: Vec<(&str, &str)> =
        programs.iter().copied().zip(paths.iter().map(String::as_str)).collect();
    Surroundings::told(Desktop::Windows, &[("USERPROFILE", "C:\\Users\\Ada L")], &programs)
}

pub(super) fn mac(programs: &[(&str, &str)]) -> Surroundings {
    Surroundings::told(Desktop::MacOs, &[("HOME", "/Users/ada")], programs)
}
