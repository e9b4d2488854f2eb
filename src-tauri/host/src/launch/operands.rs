//! What a client is started with, checked once more on the doorstep: after this no text can be taken for an
//! option or for anything but itself.

use std::path::Path;

use jit_core::{Code, Launch, Problem, RdpOptions, clean};

use crate::Surroundings;

/// Checked text for command lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Operands {
    pub(super) host: String,
    pub(super) port: String,
    pub(super) user: Option<String>,
    pub(super) key: Option<String>,
    pub(super) alias: String,
    pub(super) known_hosts: String,
    pub(super) title: String,
    pub(super) rdp: RdpOptions,
}

impl Operands {
    pub(super) fn check(
        launch: &Launch,
        known_hosts: &Path,
        surroundings: &Surroundings,
    ) -> Result<Self, Problem> {
        if let Some(user) = launch.user.as_deref().filter(|user| !is_user(user)) {
            return Err(Problem::new(
                Code::Usage,
                format!("\"{}\" cannot be used as a user name.", clean(user)),
                "Use letters, digits and . _ @ \\ - (not first), at most 104 of them.",
            ));
        }
        if let Some(key) = launch.key.as_deref().filter(|key| !is_key(key)) {
            return Err(Problem::new(
                Code::Usage,
                format!("\"{}\" cannot be used as the path of a key file.", clean(key)),
                "Give the path of a file; it may not start with - or hold line breaks.",
            ));
        }
        if let Some(gateway) = launch.rdp.gateway.as_deref().filter(|gateway| !is_gateway(gateway)) {
            return Err(Problem::new(
                Code::Usage,
                format!("\"{}\" cannot be used as a Remote Desktop gateway.", clean(gateway)),
                "Give its name, with a port where it is not 443: gateway.contoso.com, gateway.contoso.com:8443.",
            ));
        }
        if !is_alias(&launch.host_key_alias) {
            return Err(Problem::new(
                Code::ClientFailed,
                format!(
                    "The machine's name for host keys, \"{}\", cannot be used.",
                    clean(&launch.host_key_alias)
                ),
                "This is a fault of the program; please report it.",
            ));
        }
        let known_hosts = known_hosts.to_str().ok_or_else(|| {
            Problem::new(
                Code::ClientFailed,
                "The folder for known host keys has a name that is not valid text.",
                "Give your home folder a name in UTF-8.",
            )
        })?;
        Ok(Self {
            host: launch.address.to_string(),
            port: launch.port.to_string(),
            user: launch.user.clone(),
            key: launch.key.as_deref().map(|key| at_home(key, surroundings)),
            alias: launch.host_key_alias.clone(),
            known_hosts: known_hosts.to_owned(),
            title: title(&launch.title),
            rdp: (*launch.rdp).clone(),
        })
    }
}

fn is_user(user: &str) -> bool {
    (1..=104).contains(&user.len())
        && !user.starts_with('-')
        && user.bytes().all(|b| b.is_ascii_alphanumeric() || b"._@\\-".contains(&b))
}

fn is_gateway(gateway: &str) -> bool {
    let (host, port) = gateway.split_once(':').unwrap_or((gateway, "443"));
    (1..=253).contains(&host.len())
        && !host.starts_with(['-', '.'])
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b))
        && port.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && !key.starts_with('-') && !key.contains(char::is_control)
}

fn is_alias(alias: &str) -> bool {
    (1..=255).contains(&alias.len())
        && !alias.starts_with('-')
        && alias.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
}

/// `~/.ssh/id` as people write it: only `ssh` itself would know what it means.
fn at_home(key: &str, surroundings: &Surroundings) -> String {
    let inside = key.strip_prefix("~/").or_else(|| key.strip_prefix("~\\"));
    let home = surroundings.home();
    match (inside, home.as_deref().and_then(Path::to_str)) {
        (Some(inside), Some(home)) => format!("{}/{inside}", home.trim_end_matches(['/', '\\'])),
        _ => key.to_owned(),
    }
}

/// A window title that no terminal can take for an option or for two commands.
fn title(text: &str) -> String {
    let text: String = clean(text).chars().filter(|c| *c != ';').take(60).collect();
    let text = text.trim_start_matches(['-', ' ']).trim_end();
    if text.is_empty() { "JIT Tray".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{linux, ssh};
    use super::*;

    fn check(change: impl FnOnce(&mut Launch)) -> Result<Operands, Problem> {
        let mut launch = ssh();
        change(&mut launch);
        Operands::check(&launch, Path::new("/data/known_hosts"), &linux(&[]))
    }

    #[test]
    fn users_as_azure_and_windows_have_them_are_taken() {
        for user in ["ada", "CONTOSO\\ada", "ada@contoso.com", "a.b_c-d", &"x".repeat(104)] {
            assert_eq!(check(|l| l.user = Some(user.to_owned())).unwrap().user.as_deref(), Some(user));
        }
    }

    #[test]
    fn users_that_could_be_something_else_are_refused() {
        for user in
            ["", "-oProxyCommand=calc", "a b", "a;b", "$(id)", "a\nb", "a%h", "a'b", "ädа", &"x".repeat(105)]
        {
            let problem = check(|l| l.user = Some(user.to_owned())).unwrap_err();
            assert_eq!(problem.code, Code::Usage, "{user}");
            assert_eq!(problem.message, format!("\"{}\" cannot be used as a user name.", clean(user)));
        }
    }

    #[test]
    fn keys_are_paths_and_never_options() {
        let key = |text: &str| check(|l| l.key = Some(text.to_owned())).map(|o| o.key.unwrap());
        assert_eq!(key("~/.ssh/id").unwrap(), "/home/ada/.ssh/id");
        assert_eq!(key("/keys/my key;x").unwrap(), "/keys/my key;x");
        for text in ["", "-oProxyCommand=calc", "a\nb", "a\0b"] {
            assert_eq!(key(text).unwrap_err().code, Code::Usage, "{text:?}");
        }
    }

    #[test]
    fn gateways_are_names_with_a_port_and_nothing_else() {
        let gateway = |text: &str| check(|l| l.rdp.gateway = Some(text.to_owned())).map(|o| o.rdp.gateway);
        for text in ["gw", "gw.contoso.com", "gw.contoso.com:8443", "203.0.113.4"] {
            assert_eq!(gateway(text), Ok(Some(text.to_owned())));
        }
        for text in
            ["", "-gw", "gw contoso", "gw\r\npassword 51:b:00", "gw:", "gw:0", "gw:x", "a:1:2", "gw/x"]
        {
            let problem = gateway(text).unwrap_err();
            assert_eq!(problem.code, Code::Usage, "{text:?}");
            let said = format!("\"{}\" cannot be used as a Remote Desktop gateway.", clean(text));
            assert_eq!(problem.message, said);
        }
    }

    #[test]
    fn aliases_are_plain_words() {
        for alias in ["", "-x", "a b", "a,b", "*", "a\n"] {
            assert_eq!(check(|l| l.host_key_alias = alias.to_owned()).unwrap_err().code, Code::ClientFailed);
        }
    }

    #[test]
    fn titles_lose_what_could_be_misread() {
        let title = |text: &str| check(|l| l.title = text.to_owned()).unwrap().title;
        assert_eq!(title("--command=x; rm\u{202E}\n\u{1b}]0;"), "command=x rm ]0");
        assert_eq!(title(";- "), "JIT Tray");
        assert_eq!(title(&"ä".repeat(80)).chars().count(), 60);
    }
}
