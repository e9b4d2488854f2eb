//! What `ssh` said of a session that did not come about.

use std::path::Path;

use jit_core::{Code, Details, Problem, clean};
use serde::{Deserialize, Serialize};

use super::known_host::{fingerprint, is_in};
use super::plan::name;

/// Why the machine let nobody in, where it is the key or the machine itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "kebab-case")]
pub(super) enum Refused {
    /// Not with this key, as this user.
    Key { key: Option<String>, user: Option<String> },
    /// It shows another host key than the one `ssh` knows.
    HostKey {
        /// `ED25519 SHA256:…`
        shown: Option<String>,
        /// `ED25519`
        kind: Option<String>,
        /// `/home/ada/known_hosts:3`
        known_at: Option<String>,
    },
}

impl Refused {
    /// Reads it out of the last words of `ssh`, who says so in English everywhere.
    pub(super) fn said(said: &str, args: &[String]) -> Option<Self> {
        // Where a new host key was allowed, the warning alone ended nothing.
        if said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")
            && said.contains("Host key verification failed")
        {
            return Some(host_key(said));
        }
        let key = || after("-i", args).map(|key| short(&name(key.as_ref())));
        let user = || after("-l", args).or_else(|| user_of(said)).map(short);
        said.contains("Permission denied (publickey").then(|| Self::Key { key: key(), user: user() })
    }

    /// The same as people are told of it. Of all files, only ours is looked into for the key that is known.
    pub(super) fn problem(&self, known_hosts: &Path) -> Problem {
        match self {
            Self::Key { key, user } => key_refused(key.as_deref(), user.as_deref()),
            Self::HostKey { shown, kind, known_at } => {
                another_host_key(shown.as_deref(), kind.as_deref(), known_at.as_deref(), known_hosts)
            }
        }
    }
}

fn key_refused(key: Option<&str>, user: Option<&str>) -> Problem {
    let key = key.map_or_else(|| "your usual keys".to_owned(), short);
    let user = user.map(|user| format!(" as {}", short(user))).unwrap_or_default();
    Problem::new(
        Code::KeyRefused,
        format!("Tried {key}{user}."),
        "The machine did not accept this: choose another key or user. Access stays open.",
    )
}

fn another_host_key(
    shown: Option<&str>,
    kind: Option<&str>,
    known_at: Option<&str>,
    known_hosts: &Path,
) -> Problem {
    let shown = shown.map(short);
    let place = known_at.and_then(|at| at.rsplit_once(':'));
    let known = place.filter(|(file, _)| is_in(file, known_hosts));
    let known = known.and_then(|(_, line)| fingerprint(known_hosts, line.parse().ok()?));
    let known = known.map(|sha| short(&format!("{} {sha}", kind.unwrap_or_default())));
    let told = shown.as_deref().map(|it| format!(": {it}")).unwrap_or_default();
    let kept = match (&known, known_at.map(short)) {
        (Some(known), Some(at)) => format!(" The key from before: {known}, in {at}."),
        (None, Some(at)) => format!(" The key from before: {at}."),
        (_, None) => String::new(),
    };
    Problem::new(
        Code::HostKeyChanged,
        format!("The machine shows another host key than before{told}."),
        format!("It was rebuilt, or someone intercepts the line: do not continue unless you know why.{kept}"),
    )
    .with_details(Details {
        known_key: known,
        shown_key: shown,
        known_key_place: place.map(|(file, line)| short(&format!("{file}, line {line}"))),
        ..Details::default()
    })
}

/// ```text
/// The fingerprint for the ED25519 key sent by the remote host is
/// SHA256:Zm9v.
/// Offending ED25519 key in /home/ada/known_hosts:3
/// ```
fn host_key(said: &str) -> Refused {
    let lines = || said.lines().map(str::trim);
    let kind = lines().find_map(|line| {
        line.strip_prefix("The fingerprint for the ")?.strip_suffix(" key sent by the remote host is")
    });
    let sha = lines().find(|line| line.starts_with("SHA256:")).map(|line| line.trim_end_matches('.'));
    let shown = sha.map(|sha| short(&format!("{} {sha}", kind.unwrap_or_default())));
    let known = lines().find_map(|line| line.strip_prefix("Offending ")?.split_once(" key in "));
    let (kind, known_at) = known.map(|(kind, at)| (short(kind), short(at))).unzip();
    Refused::HostKey { shown, kind, known_at }
}

fn after<'a>(option: &str, args: &'a [String]) -> Option<&'a str> {
    args.iter().skip_while(|arg| *arg != option).nth(1).map(String::as_str)
}

/// `azureuser@203.0.113.9: Permission denied (publickey).`
fn user_of(said: &str) -> Option<&str> {
    let line = said.lines().rev().find(|line| line.contains(": Permission denied (publickey"))?;
    line.trim().split_once(": Permission denied")?.0.rsplit_once('@').map(|(user, _)| user)
}

fn short(text: &str) -> String {
    clean(text.trim()).trim().chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn changed(at: &str) -> String {
        format!(
            "@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n\
             The fingerprint for the ED25519 key sent by the remote host is\r\nSHA256:Zm9v+/bar.\r\n\
             Please contact your system administrator.\r\nOffending ED25519 key in {at}\r\n"
        )
    }

    fn args(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    fn problem(said: &str, line: &str, known_hosts: &str) -> Option<Problem> {
        Refused::said(said, &args(line)).map(|refused| refused.problem(known_hosts.as_ref()))
    }

    #[test]
    fn a_refused_key_is_told_with_key_and_user() {
        let said = "azureuser@203.0.113.9: Permission denied (publickey).\r\n";
        for (line, told) in [
            ("-p 22 -i /home/ada/.ssh/id_ed25519 -l ada -- 203.0.113.9", "Tried id_ed25519 as ada."),
            ("-p 22 -l ada -- 203.0.113.9", "Tried your usual keys as ada."),
            ("-p 22 -- 203.0.113.9", "Tried your usual keys as azureuser."),
        ] {
            let problem = problem(said, line, "/k").unwrap();
            assert_eq!((problem.code, problem.message.as_str()), (Code::KeyRefused, told));
        }
        let said = "Permission denied (publickey,password).\n";
        assert_eq!(problem(said, "", "/k").unwrap().message, "Tried your usual keys.");
    }

    #[test]
    fn another_host_key_is_told_with_its_fingerprint_and_where_the_old_one_stands() {
        let said = format!("{}Host key verification failed.\r\n", changed("/home/ada/data/known_hosts:3"));
        let problem = problem(&said, "", "/elsewhere/known_hosts").unwrap();
        assert_eq!(problem.code, Code::HostKeyChanged);
        assert_eq!(
            problem.message,
            "The machine shows another host key than before: ED25519 SHA256:Zm9v+/bar."
        );
        assert!(
            problem.hint.ends_with("The key from before: /home/ada/data/known_hosts:3."),
            "{}",
            problem.hint
        );
        let details = problem.details.unwrap();
        assert_eq!(details.shown_key.as_deref(), Some("ED25519 SHA256:Zm9v+/bar"));
        assert_eq!(details.known_key_place.as_deref(), Some("/home/ada/data/known_hosts, line 3"));
        assert_eq!(details.known_key, None);
    }

    #[test]
    fn the_key_from_before_is_read_in_our_own_file_and_in_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, other) = (folder.path().join("known_hosts"), folder.path().join("other"));
        for file in [&ours, &other] {
            fs::write(file, "# made by ssh\nvm-1 ssh-ed25519 Zm9v\n").unwrap();
        }
        let told = |file: &Path| {
            let said =
                format!("{}Host key verification failed.\n", changed(&format!("{}:2", file.display())));
            problem(&said, "", ours.to_str().unwrap()).unwrap()
        };
        let sha = "ED25519 SHA256:LCa0a2j/xo/5m0U8HTBBNBNCLXBkg7+g+YpeiGJm564";
        let known = told(&ours);
        assert_eq!(known.details.unwrap().known_key.as_deref(), Some(sha));
        let kept = format!("The key from before: {sha}, in {}:2.", ours.display());
        assert!(known.hint.ends_with(&kept), "{}", known.hint);
        assert_eq!(told(&other).details.unwrap().known_key, None);
    }

    #[test]
    fn nothing_else_is_taken_for_either() {
        for said in [
            "",
            "ssh: connect to host 203.0.113.9 port 22: Connection timed out\r\n",
            "ada@203.0.113.9: Permission denied (password).\r\n",
            "Host key verification failed.\r\n",
            // The person's configuration allows new keys, and the line broke later.
            &format!("{}client_loop: send disconnect: Broken pipe\r\n", changed("/k:1")),
        ] {
            assert_eq!(problem(said, "", "/k"), None, "{said}");
        }
    }

    #[test]
    fn what_the_machine_says_is_plain_text() {
        let said = "\u{1b}[31mroot\u{202e}@x: Permission denied (publickey).\n";
        let message = problem(said, "", "/k").unwrap().message;
        assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message:?}");
        // Nor can who writes the report into its folder change what is shown.
        let forged = Refused::Key { key: Some("\u{1b}]0;x\n".to_owned()), user: Some("a".repeat(900)) };
        let message = forged.problem("/k".as_ref()).message;
        assert!(!message.contains(['\u{1b}', '\n']) && message.len() < 300, "{message:?}");
    }
}
