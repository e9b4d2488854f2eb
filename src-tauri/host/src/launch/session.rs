//! A client in somebody's terminal, to its end.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use jit_core::Problem;
use tokio::io::{AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::process::{Child, ChildStderr, Command};

use super::attendant::{ATTEND, Report};
use super::plan::name;
use super::said::Refused;
use crate::start::{ended, without_secrets};

/// The last words of `ssh` that are read: its warnings fit in several times.
const KEPT: usize = 8 * 1024;

/// What `ssh` leaves behind in the background may hold its standard error open for hours.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// The exit code of `ssh` for everything that is not the session's own.
const COULD_NOT_CONNECT: u8 = 255;

/// How a client ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) status: ExitStatus,
    /// Why the machine let nobody in, where it is the key or the machine itself.
    pub(super) refused: Option<Refused>,
}

/// A client that this process was started for, in a terminal that another program of ours opened.
#[derive(Debug, PartialEq, Eq)]
pub struct Attended {
    report: PathBuf,
    program: PathBuf,
    args: Vec<String>,
}

impl Attended {
    /// What these arguments of a process, its name first, want attended to; nothing where they want something else.
    pub fn wanted(args: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut args = args.into_iter().skip(1);
        let is = |arg: Option<OsString>, word: &str| arg.is_some_and(|arg| arg == *word);
        if !is(args.next(), ATTEND) {
            return None;
        }
        let report = args.next()?.into();
        if !is(args.next(), "--") {
            return None;
        }
        let program = args.next()?.into();
        let args = args.map(|arg| arg.into_string().ok()).collect::<Option<_>>()?;
        Some(Self { report, program, args })
    }

    /// Runs the client with our terminal as its own, to its end, tells whoever opened the terminal of it, and gives its
    /// exit code. What the client could not do stays in sight until somebody has read it.
    pub async fn run(self) -> u8 {
        // What a person presses is meant for the client, which says by its end what comes of it.
        let presses = tokio::spawn(async { while tokio::signal::ctrl_c().await.is_ok() {} });
        let ended = follow(&self.program, &self.args, &mut tokio::io::stderr()).await;
        presses.abort();
        let (code, refused) = match ended {
            Ok(ended) => (ended.status.code().and_then(|code| u8::try_from(code).ok()), ended.refused),
            Err(problem) => {
                say(&problem.message);
                (Some(COULD_NOT_CONNECT), None)
            }
        };
        Report { refused }.write(&self.report);
        if code == Some(COULD_NOT_CONNECT) && io::stdin().is_terminal() {
            say("\nPress Enter to close this terminal.");
            tokio::select! {
                _ = tokio::task::spawn_blocking(|| io::stdin().read_line(&mut String::new())) => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        code.unwrap_or(1)
    }
}

/// To a terminal that may be gone.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Runs the program with our terminal as its own, to its end. What the person did in it is theirs; only a client
/// that could not connect (255, as `ssh` has it) is a failure.
pub(super) async fn run(program: &Path, args: &[String], known_hosts: &Path) -> Result<(), Problem> {
    let Ended { status, refused } = follow(program, args, &mut tokio::io::stderr()).await?;
    match refused {
        Some(refused) => Err(refused.problem(known_hosts)),
        None if could_not_connect(status) => Err(failed(program, &ended(program, status, ""))),
        None => Ok(()),
    }
}

/// The same, and how it ended. What it says is passed on as it comes; what it asks goes to the terminal itself.
pub(super) async fn follow(
    program: &Path,
    args: &[String],
    to: &mut (impl AsyncWrite + Unpin),
) -> Result<Ended, Problem> {
    let mut command = Command::new(program);
    command.args(args);
    without_secrets(&mut command);
    // Another client may draw on it, and its words mean nothing to us.
    let is_ssh = name(program).eq_ignore_ascii_case("ssh");
    if is_ssh {
        command.stderr(Stdio::piped());
    }
    let not_started =
        |error| failed(program, &format!("{} could not be started: {error}", program.display()));
    let mut child = command.spawn().map_err(not_started)?;
    let mut said = Vec::new();
    let status = match child.stderr.take() {
        Some(stderr) => listen(&mut child, stderr, &mut said, to).await,
        None => child.wait().await,
    };
    let status = status
        .map_err(|error| failed(program, &format!("{} could not be followed: {error}", program.display())))?;
    let words = String::from_utf8_lossy(&said);
    let refused = could_not_connect(status).then(|| Refused::said(&words, args)).flatten();
    Ok(Ended { status, refused })
}

fn could_not_connect(status: ExitStatus) -> bool {
    status.code() == Some(i32::from(COULD_NOT_CONNECT))
}

async fn listen(
    child: &mut Child,
    mut stderr: ChildStderr,
    said: &mut Vec<u8>,
    to: &mut (impl AsyncWrite + Unpin),
) -> io::Result<ExitStatus> {
    let ended = {
        let mut passing = std::pin::pin!(pass_on(&mut stderr, said, to));
        let ended = tokio::select! {
            ended = child.wait() => Some(ended?),
            () = &mut passing => None,
        };
        if ended.is_some() {
            // Whether all was said or not: it is over.
            let _ = tokio::time::timeout(LAST_WORDS, passing).await;
        }
        ended
    };
    match ended {
        Some(status) => Ok(status),
        None => child.wait().await,
    }
}

async fn pass_on(from: &mut ChildStderr, said: &mut Vec<u8>, to: &mut (impl AsyncWrite + Unpin)) {
    let mut piece = [0; 1024];
    while let Ok(length @ 1..) = from.read(&mut piece).await {
        let piece = piece.get(..length).unwrap_or_default();
        // A terminal that is gone is no reason to stop the session.
        let _ = to.write_all(piece).await;
        let _ = to.flush().await;
        said.extend_from_slice(piece);
        said.drain(..said.len().saturating_sub(KEPT));
    }
}

fn failed(program: &Path, reason: &str) -> Problem {
    super::spawn::failed(&name(program), reason)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use jit_core::Code;

    use super::*;

    /// A program of this name that runs this script.
    fn program(name: &str, script: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        (folder, path)
    }

    async fn ends_with(code: u8) -> Result<(), Problem> {
        let (_folder, path) = program("ssh", &format!("exit {code}"));
        run(&path, &[], "/k".as_ref()).await
    }

    #[tokio::test]
    async fn only_a_client_that_could_not_connect_is_a_failure() {
        assert_eq!((ends_with(0).await, ends_with(3).await), (Ok(()), Ok(())));
        let problem = ends_with(255).await.unwrap_err();
        assert_eq!(problem.code, Code::ClientFailed);
        assert!(problem.message.contains("/ssh ended with exit code 255"), "{}", problem.message);
    }

    #[tokio::test]
    async fn what_ssh_says_is_passed_on_and_read() {
        let (_folder, path) = program(
            "ssh",
            "i=0; while [ $i -lt 400 ]; do echo 'a line of forty characters and no fewer' >&2; i=$((i+1)); done\n\
             printf 'ada@203.0.113.9: Permission denied (publickey).\\r\\n' >&2; exit 255",
        );
        let mut heard = Vec::new();
        let ended = follow(&path, &[], &mut heard).await.unwrap();
        assert!(matches!(ended.refused, Some(Refused::Key { .. })), "{ended:?}");
        let heard = String::from_utf8(heard).unwrap();
        assert!(heard.starts_with("a line") && heard.ends_with("(publickey).\r\n") && heard.len() > KEPT);
    }

    #[tokio::test]
    async fn a_session_that_came_about_is_not_read() {
        let (_folder, path) = program("ssh", "echo 'x: Permission denied (publickey).' >&2; exit 1");
        let ended = follow(&path, &[], &mut Vec::new()).await.unwrap();
        assert_eq!((ended.status.code(), ended.refused), (Some(1), None));
    }

    #[tokio::test]
    async fn what_ssh_leaves_in_the_background_is_not_waited_for() {
        let (_folder, path) = program("ssh", "sleep 20 > /dev/null & exit 0");
        let ended = tokio::time::timeout(Duration::from_secs(10), follow(&path, &[], &mut Vec::new())).await;
        assert!(ended.unwrap().unwrap().status.success());
    }

    fn words(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_session_is_attended_only_where_that_is_said_as_we_say_it() {
        let wanted = Attended::wanted(words("jit session /r.json -- /bin/ssh -p 22 -- host")).unwrap();
        let args = ["-p", "22", "--", "host"].map(str::to_owned).to_vec();
        assert_eq!(wanted, Attended { report: "/r.json".into(), program: "/bin/ssh".into(), args });
        for other in ["jit", "jit session", "jit list session", "jit session /r ssh", "jit session /r --"] {
            assert_eq!(Attended::wanted(words(other)), None, "{other}");
        }
    }

    #[tokio::test]
    async fn whoever_waits_is_told_how_an_attended_session_ended() {
        let refused = "echo 'ada@x: Permission denied (publickey).' >&2; exit 255";
        for (script, code, told) in [
            ("exit 3", 3, "{\"refused\":null}"),
            (refused, 255, "{\"refused\":{\"why\":\"key\",\"key\":null,\"user\":\"ada\"}}"),
        ] {
            let (folder, program) = program("ssh", script);
            let report = folder.path().join("session-1.json");
            fs::write(&report, "").unwrap();
            let attended = Attended { report: report.clone(), program, args: Vec::new() };
            assert_eq!(attended.run().await, code);
            let written: String = fs::read_to_string(&report).unwrap().split_whitespace().collect();
            assert_eq!(written, told);
        }
    }

    #[tokio::test]
    async fn another_client_keeps_its_terminal() {
        let (_folder, path) = program("mosh", "exit 255");
        let mut heard = Vec::new();
        let ended = follow(&path, &[], &mut heard).await.unwrap();
        assert_eq!((ended.refused, heard.len()), (None, 0));
    }
}
