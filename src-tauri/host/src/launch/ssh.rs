//! The arguments of `ssh`.

use crate::Desktop;

use super::operands::Operands;

/// What comes behind `ssh`.
///
/// The machine's host key is kept under a name that survives a new address, in a file of our own: a new address
/// is silent, a new key is a real alarm. `StrictHostKeyChecking` is left to the person's own configuration: its
/// default, asking at first contact, is right where somebody sits at the terminal.
pub(super) fn arguments(operands: &Operands, desktop: Desktop) -> Vec<String> {
    let mut args = vec![
        "-p".to_owned(),
        operands.port.clone(),
        "-o".to_owned(),
        format!("HostKeyAlias={}", operands.alias),
        "-o".to_owned(),
        format!("UserKnownHostsFile={}", file_value(&operands.known_hosts, desktop)),
    ];
    if let Some(key) = &operands.key {
        args.extend(["-i".to_owned(), key.clone()]);
    }
    if let Some(user) = &operands.user {
        args.extend(["-l".to_owned(), user.clone()]);
    }
    args.extend(["--".to_owned(), operands.host.clone()]);
    args
}

/// `ssh` splits the value of this option at spaces, takes `\` for an escape and expands `%`. On Windows it takes
/// `/` as well as `\`, and Windows Terminal can pass on no quotes, so there they stand only where they must.
fn file_value(path: &str, desktop: Desktop) -> String {
    let path = path.replace('%', "%%");
    match desktop {
        Desktop::Windows if path.contains(' ') => format!("\"{}\"", path.replace('\\', "/")),
        Desktop::Windows => path.replace('\\', "/"),
        Desktop::Linux | Desktop::MacOs => {
            format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\""))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_one_path() {
        for (path, desktop, value) in [
            ("/home/ada/k", Desktop::Linux, "\"/home/ada/k\""),
            (
                "/Users/ada/Library/Application Support/k",
                Desktop::MacOs,
                "\"/Users/ada/Library/Application Support/k\"",
            ),
            ("C:\\Users\\Ada L\\100%\\k", Desktop::Windows, "\"C:/Users/Ada L/100%%/k\""),
            ("C:\\Users\\Zoë\\k", Desktop::Windows, "C:/Users/Zoë/k"),
            ("/a\\b\"c", Desktop::Linux, "\"/a\\\\b\\\"c\""),
        ] {
            assert_eq!(file_value(path, desktop), value);
        }
    }
}
