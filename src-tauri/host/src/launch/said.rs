//! What `ssh` said of a session that did not come about.

use jit_core::{Code, Problem, clean};

use super::plan::name;

/// Why the machine let nobody in, where it is the key or the machine itself; `ssh` says so in English everywhere.
pub(super) fn problem(said: &str, args: &[String]) -> Option<Problem> {
    // Where a new host key was allowed, the warning alone ended nothing.
    if said.contains("REMOTE HOST IDENTIFICATION HAS CHANGED")
        && said.contains("Host key verification failed")
    {
        return Some(another_host_key(said));
    }
    said.contains("Permission denied (publickey").then(|| key_refused(said, args))
}

fn another_host_key(said: &str) -> Problem {
    let fingerprint = said.lines().map(str::trim).find(|line| line.starts_with("SHA256:"));
    let sent = fingerprint.map(|it| format!(": {}", short(it.trim_end_matches('.')))).unwrap_or_default();
    let kept = said.lines().find_map(|line| line.trim().strip_prefix("Offending ")?.split_once(" key in "));
    let kept = kept.map(|(_, place)| format!(" The key from before: {}.", short(place))).unwrap_or_default();
    Problem::new(
        Code::HostKeyChanged,
        format!("The machine shows another host key than before{sent}."),
        format!("It was rebuilt, or someone intercepts the line: do not continue unless you know why.{kept}"),
    )
}

fn key_refused(said: &str, args: &[String]) -> Problem {
    let key =
        after("-i", args).map_or_else(|| "your usual keys".to_owned(), |key| short(&name(key.as_ref())));
    let user = after("-l", args).or_else(|| user_of(said)).map(short);
    let user = user.map(|user| format!(" as {user}")).unwrap_or_default();
    Problem::new(
        Code::KeyRefused,
        format!("Tried {key}{user}."),
        "The machine did not accept this: choose another key or user. Access stays open.",
    )
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
    clean(text.trim()).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANGED: &str = "@@@@@@@@@@@\r\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r\n\
        The fingerprint for the ED25519 key sent by the remote host is\r\nSHA256:Zm9v+/bar.\r\n\
        Please contact your system administrator.\r\nOffending ED25519 key in /home/ada/data/known_hosts:3\r\n";

    fn args(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_refused_key_is_told_with_key_and_user() {
        let said = "azureuser@203.0.113.9: Permission denied (publickey).\r\n";
        for (line, told) in [
            ("-p 22 -i /home/ada/.ssh/id_ed25519 -l ada -- 203.0.113.9", "Tried id_ed25519 as ada."),
            ("-p 22 -l ada -- 203.0.113.9", "Tried your usual keys as ada."),
            ("-p 22 -- 203.0.113.9", "Tried your usual keys as azureuser."),
        ] {
            let problem = problem(said, &args(line)).unwrap();
            assert_eq!((problem.code, problem.message.as_str()), (Code::KeyRefused, told));
        }
        let said = "Permission denied (publickey,password).\n";
        assert_eq!(problem(said, &[]).unwrap().message, "Tried your usual keys.");
    }

    #[test]
    fn another_host_key_is_told_with_its_fingerprint_and_where_the_old_one_stands() {
        let problem = problem(&format!("{CHANGED}Host key verification failed.\r\n"), &[]).unwrap();
        assert_eq!(problem.code, Code::HostKeyChanged);
        assert_eq!(problem.message, "The machine shows another host key than before: SHA256:Zm9v+/bar.");
        assert!(
            problem.hint.ends_with("The key from before: /home/ada/data/known_hosts:3."),
            "{}",
            problem.hint
        );
    }

    #[test]
    fn nothing_else_is_taken_for_either() {
        for said in [
            "",
            "ssh: connect to host 203.0.113.9 port 22: Connection timed out\r\n",
            "ada@203.0.113.9: Permission denied (password).\r\n",
            "Host key verification failed.\r\n",
            // The person's configuration allows new keys, and the line broke later.
            &format!("{CHANGED}client_loop: send disconnect: Broken pipe\r\n"),
        ] {
            assert_eq!(problem(said, &[]), None, "{said}");
        }
    }

    #[test]
    fn what_the_machine_says_is_plain_text() {
        let said = "\u{1b}[31mroot\u{202e}@x: Permission denied (publickey).\n";
        let message = problem(said, &[]).unwrap().message;
        assert!(!message.contains(['\u{1b}', '\u{202e}']), "{message:?}");
    }
}
