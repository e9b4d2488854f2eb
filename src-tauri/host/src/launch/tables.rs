//! The argument vectors of every client on every desktop, readable at a glance.

use std::path::Path;

use jit_core::{Code, Launch, Problem, Settings};

use super::plan::{Plan, Start, THE_FILE, plan};
use super::testing::{linux, mac, rdp, ssh, windows};
use crate::{Desktop, Surroundings};

const SSH: &str =
    "-p|2222|-o|HostKeyAlias=vm-4711|-o|UserKnownHostsFile=\"/d/known_hosts\"|-l|ada|--|203.0.113.9";

fn settings(text: &str) -> Settings {
    Settings::from_json(text).unwrap()
}

pub(super) fn made(launch: &Launch, text: &str, surroundings: &Surroundings) -> Result<Plan, Problem> {
    plan(launch, &settings(text), Path::new("/d/known_hosts"), surroundings, |line| line)
}

/// The client, and the command line with a bar between its words.
pub(super) fn line(launch: &Launch, text: &str, surroundings: &Surroundings) -> (String, String) {
    let plan = made(launch, text, surroundings).unwrap();
    let words = match plan.start {
        Start::Program { program, args } => {
            let mut words = vec![program.to_string_lossy().into_owned()];
            words.extend(args);
            words.join("|")
        }
        Start::WithFile { program, args, file } => {
            let mut words = vec![program.to_string_lossy().into_owned()];
            words.extend(args.into_iter().map(|arg| arg.replace(THE_FILE, "FILE")));
            format!("{} < .{} {:?}", words.join("|"), file.extension, file.text)
        }
        Start::File { app, file } => format!("{} < .{} {:?}", app.display(), file.extension, file.text),
    };
    (plan.client, words)
}

#[test]
fn each_linux_terminal_is_given_the_command_in_its_own_way() {
    for (terminal, before) in [
        ("xdg-terminal-exec", ""),
        ("gnome-terminal", "--title=web-01|--|"),
        ("konsole", "-p|tabtitle=web-01|-e|"),
        ("xterm", "-T|web-01|-e|"),
        ("x-terminal-emulator", "-e|"),
        ("xfce4-terminal", "--title=web-01|-x|"),
        ("kitty", "--title=web-01|"),
        ("wezterm", "start|--|"),
    ] {
        let (client, words) = line(&ssh(), "{}", &linux(&["ssh", terminal]));
        assert_eq!(client, format!("SSH in {terminal}"));
        assert_eq!(words, format!("/usr/bin/{terminal}|{before}/usr/bin/ssh|{SSH}"));
    }
}

#[test]
fn the_persons_own_terminal_comes_first_and_the_desktops_choice_second() {
    let programs =
        [("ssh", "/usr/bin/ssh"), ("xterm", "/x/xterm"), ("konsole", "/x/konsole"), ("foot", "/x/foot")];
    let with = |own: &str| {
        Surroundings::told(Desktop::Linux, &[("WAYLAND_DISPLAY", "w"), ("TERMINAL", own)], &programs)
    };
    assert_eq!(line(&ssh(), "{}", &with("foot")).0, "SSH in foot");
    assert_eq!(line(&ssh(), "{}", &with("/x/xterm")).0, "SSH in xterm");
    assert_eq!(line(&ssh(), "{}", &with("uninstalled")).0, "SSH in konsole");
}

#[test]
fn a_key_and_no_user_are_said_to_ssh_as_they_are() {
    let launch = Launch { key: Some("~/k e y".to_owned()), user: None, ..ssh() };
    let (_, words) = line(&launch, "{}", &linux(&["ssh", "xterm"]));
    let tail = "UserKnownHostsFile=\"/d/known_hosts\"|-i|/home/ada/k e y|--|203.0.113.9";
    assert!(words.ends_with(tail), "{words}");
}

#[test]
fn windows_opens_ssh_in_windows_terminal_or_a_console() {
    let command = format!("C:\\Windows\\ssh.exe|{}", SSH.replace('"', ""));
    assert_eq!(
        line(&ssh(), "{}", &windows(&["ssh", "wt", "conhost"])),
        (
            "SSH in Windows Terminal".to_owned(),
            format!("C:\\Windows\\wt.exe|new-tab|--title|web-01|{command}")
        )
    );
    let console = format!("C:\\Windows\\conhost.exe|{command}");
    assert_eq!(line(&ssh(), "{}", &windows(&["ssh", "conhost"])), ("SSH in console".to_owned(), console));
    let problem = made(&ssh(), "{}", &windows(&["ssh"])).unwrap_err();
    assert_eq!(problem.message, "No terminal was found to run SSH in; looked for wt, conhost.");
}

#[test]
fn what_windows_terminal_would_misread_goes_to_a_console() {
    let all = windows(&["ssh", "wt", "conhost"]);
    let own = settings(r#"{"terminal":["wt","nt","{command}"]}"#);
    let odd_key = Launch { key: Some("C:\\k;calc.exe".to_owned()), title: "a;b".to_owned(), ..ssh() };
    for (launch, known_hosts) in [(odd_key, "C:\\k"), (ssh(), "C:\\Users\\Ada L\\k")] {
        let known_hosts = Path::new(known_hosts);
        let made = plan(&launch, &Settings::default(), known_hosts, &all, |line| line).unwrap();
        assert_eq!(made.client, "SSH in console");
        assert_eq!(plan(&launch, &own, known_hosts, &all, |line| line).unwrap_err().code, Code::ClientFailed);
    }
}

#[test]
fn macos_runs_a_script_in_which_every_word_is_quoted() {
    let launch = Launch { key: Some("/it's $(calc)".to_owned()), ..ssh() };
    let (client, words) = line(&launch, "{}", &mac(&[("ssh", "/usr/bin/ssh")]));
    assert_eq!(client, "SSH in Terminal");
    let script = "#!/bin/sh\nrm -f -- \"$0\"\nexec '/usr/bin/ssh' '-p' '2222' '-o' 'HostKeyAlias=vm-4711' \
                  '-o' 'UserKnownHostsFile=\"/d/known_hosts\"' '-i' '/it'\\''s $(calc)' '-l' 'ada' '--' '203.0.113.9'\n";
    assert_eq!(words, format!("Terminal < .command {script:?}"));
}

#[test]
fn remote_desktop_is_opened_with_what_each_desktop_has() {
    let mstsc = line(&rdp(), "{}", &windows(&["mstsc"]));
    assert_eq!(mstsc.1, "C:\\Windows\\mstsc.exe|/v:203.0.113.9:3389");
    let app = line(&rdp(), "{}", &mac(&[("Windows App.app", "/Applications/Windows App.app")]));
    assert_eq!(
        app.1,
        "/Applications/Windows App.app < .rdp \"full address:s:203.0.113.9:3389\\r\\nusername:s:CONTOSO\\\\ada\\r\\n\""
    );
    let arguments = "/v:203.0.113.9:3389|/u:CONTOSO\\ada|/t:web-01|/dynamic-resolution";
    for (programs, client, words) in [
        (&["sdl-freerdp3", "remmina"][..], "FreeRDP", format!("/usr/bin/sdl-freerdp3|{arguments}")),
        (
            &["xfreerdp3", "xfreerdp", "xterm"],
            "FreeRDP in xterm",
            format!("/usr/bin/xterm|-T|web-01|-e|/usr/bin/xfreerdp3|{arguments}"),
        ),
        (
            &["xfreerdp", "xterm"],
            "FreeRDP in xterm",
            format!("/usr/bin/xterm|-T|web-01|-e|/usr/bin/xfreerdp|{arguments}"),
        ),
        (
            &["xfreerdp", "remmina"],
            "Remmina",
            "/usr/bin/remmina|-c|rdp://CONTOSO%5Cada@203.0.113.9:3389".to_owned(),
        ),
    ] {
        assert_eq!(line(&rdp(), "{}", &linux(programs)), (client.to_owned(), words));
    }
}

#[test]
fn templates_replace_client_and_terminal() {
    let own = r#"{"terminal":["run","-c","{command}","end"],"ssh":{"command":["my-ssh","{user}@{host}:{port}","-i","{key}"]},
        "rdp":{"command":["xterm","/v:{host}:{port}","/u:{user}","{title}"]}}"#;
    let programs = linux(&["run", "my-ssh", "xterm"]);
    assert_eq!(
        line(&ssh(), own, &programs),
        ("SSH in run".to_owned(), "/usr/bin/run|-c|/usr/bin/my-ssh|ada@203.0.113.9:2222|end".to_owned())
    );
    let (client, words) = line(&rdp(), own, &programs);
    assert_eq!(
        (client.as_str(), words.as_str()),
        ("xterm", "/usr/bin/xterm|/v:203.0.113.9:3389|/u:CONTOSO\\ada|web-01")
    );
}

#[test]
fn what_is_missing_is_named_with_the_way_out() {
    for (launch, text, surroundings, message) in [
        (
            ssh(),
            "{}",
            linux(&["xterm"]),
            "No SSH app was found: there is no program \"ssh\" on this computer.",
        ),
        (
            ssh(),
            r#"{"terminal":["alacrity","{command}"]}"#,
            linux(&["ssh"]),
            "\"terminal\" in the settings names \"alacrity\", and there is no such program.",
        ),
        (rdp(), "{}", windows(&[]), "No Remote Desktop app was found; looked for mstsc."),
        (
            rdp(),
            "{}",
            linux(&["xterm"]),
            "No Remote Desktop app was found; looked for sdl-freerdp3, sdl-freerdp, xfreerdp3, xfreerdp, wlfreerdp3, \
             wlfreerdp, remmina.",
        ),
        (rdp(), "{}", mac(&[]), "No Remote Desktop app was found; looked for Windows App."),
    ] {
        let problem = made(&launch, text, &surroundings).unwrap_err();
        assert_eq!((problem.code, problem.message.as_str()), (Code::NoClient, message));
        assert!(problem.hint.ends_with("Access stays open."), "{}", problem.hint);
    }
    let no_terminal = made(&ssh(), "{}", &linux(&["ssh"])).unwrap_err();
    assert!(
        no_terminal
            .message
            .starts_with("No terminal was found to run SSH in; looked for $TERMINAL, xdg-terminal-exec,")
    );
    let blind = Surroundings::told(Desktop::Linux, &[], &[("ssh", "/s"), ("xterm", "/x"), ("remmina", "/r")]);
    for launch in [ssh(), rdp()] {
        assert!(
            made(&launch, "{}", &blind)
                .unwrap_err()
                .message
                .contains("neither DISPLAY nor WAYLAND_DISPLAY is set")
        );
    }
}

#[test]
fn a_batch_file_is_never_given_foreign_text() {
    let programs =
        Surroundings::told(Desktop::Windows, &[], &[("go.cmd", "C:\\go.cmd"), ("go", "C:\\GO.BAT")]);
    for name in ["go.cmd", "go"] {
        let text = format!(r#"{{"rdp":{{"command":["{name}","{{host}}"]}}}}"#);
        let problem = made(&rdp(), &text, &programs).unwrap_err();
        assert_eq!(problem.code, Code::ClientFailed, "{}", problem.message);
    }
}
