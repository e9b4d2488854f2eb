//! The options of Remote Desktop, as each client is told them.

use jit_core::{Code, Launch, Protocol, RdpAudio, RdpOptions, RdpScreen};

use super::tables::{line, made};
use super::testing::{linux, mac, rdp, windows};

fn with(options: RdpOptions) -> Launch {
    Launch { rdp: Box::new(options), ..rdp() }
}

fn everything() -> RdpOptions {
    RdpOptions {
        user: Some("CONTOSO\\ada".to_owned()),
        screen: Some(RdpScreen::Window),
        size: Some((1600, 900)),
        admin: Some(true),
        clipboard: Some(true),
        drives: Some(false),
        printers: Some(false),
        audio: Some(RdpAudio::Off),
        gateway: Some("gw.contoso.com:8443".to_owned()),
        ..RdpOptions::default()
    }
}

const FILE: &str = "full address:s:203.0.113.9:3389\r\nusername:s:CONTOSO\\ada\r\nscreen mode id:i:1\r\n\
    desktopwidth:i:1600\r\ndesktopheight:i:900\r\nadministrative session:i:1\r\naudiomode:i:2\r\n\
    redirectclipboard:i:1\r\nredirectprinters:i:0\r\ndrivestoredirect:s:\r\ngatewayhostname:s:gw.contoso.com:8443\r\n\
    gatewayusagemethod:i:1\r\ngatewayprofileusagemethod:i:1\r\n";

#[test]
fn a39_mstsc_is_given_no_file_while_flags_can_say_it() {
    let windows = windows(&["mstsc"]);
    let options = RdpOptions::default;
    let screen = |screen, size| RdpOptions { screen: Some(screen), size, ..options() };
    for (options, flags) in [
        (options(), ""),
        (screen(RdpScreen::Full, Some((800, 600))), "|/f"),
        (screen(RdpScreen::Multi, None), "|/multimon"),
        (screen(RdpScreen::Window, None), ""),
        (screen(RdpScreen::Window, Some((1600, 900))), "|/w:1600|/h:900"),
        (RdpOptions { size: Some((1600, 900)), ..options() }, "|/w:1600|/h:900"),
        (RdpOptions { admin: Some(true), ..options() }, "|/admin"),
        (RdpOptions { restricted_admin: Some(true), ..options() }, "|/restrictedAdmin"),
        (RdpOptions { remote_guard: Some(true), admin: Some(false), ..options() }, "|/remoteGuard"),
    ] {
        let (_, words) = line(&with(options), "{}", &windows);
        assert_eq!(words, format!("C:\\Windows\\mstsc.exe|/v:203.0.113.9:3389{flags}"));
    }
}

#[test]
fn a39_mstsc_is_given_a_file_for_what_no_flag_says() {
    let windows = windows(&["mstsc"]);
    let (_, words) = line(&with(everything()), "{}", &windows);
    assert_eq!(words, format!("C:\\Windows\\mstsc.exe|FILE|/w:1600|/h:900|/admin < .rdp {FILE:?}"));
    let options = RdpOptions::default;
    for options in [
        RdpOptions { user: Some("ada".to_owned()), ..options() },
        RdpOptions { clipboard: Some(false), ..options() },
        RdpOptions { drives: Some(true), ..options() },
        RdpOptions { printers: Some(true), ..options() },
        RdpOptions { audio: Some(RdpAudio::Remote), ..options() },
        RdpOptions { gateway: Some("gw".to_owned()), ..options() },
    ] {
        let (_, words) = line(&with(options.clone()), "{}", &windows);
        assert!(
            words.starts_with("C:\\Windows\\mstsc.exe|FILE < .rdp \"full address:s:"),
            "{options:?}: {words}"
        );
    }
}

#[test]
fn macos_is_told_everything_by_the_file() {
    let windows_app = mac(&[("Windows App.app", "/Applications/Windows App.app")]);
    let (_, words) = line(&with(everything()), "{}", &windows_app);
    assert_eq!(words, format!("/Applications/Windows App.app < .rdp {FILE:?}"));
}

#[test]
fn freerdp_is_told_by_flags_and_the_gateway_by_a_file() {
    let flags = "/v:203.0.113.9:3389|/u:CONTOSO\\ada|/t:web-01|/size:1600x900|/dynamic-resolution|/admin|+clipboard\
                 |-drives|/audio-mode:2";
    let (_, words) = line(&with(everything()), "{}", &linux(&["sdl-freerdp3"]));
    assert_eq!(words, format!("/usr/bin/sdl-freerdp3|FILE|{flags} < .rdp {FILE:?}"));
    let (client, words) = line(&with(everything()), "{}", &linux(&["xfreerdp", "xterm"]));
    let in_terminal = format!("/usr/bin/xterm|-T|web-01|-e|/usr/bin/xfreerdp|FILE|{flags} < .rdp {FILE:?}");
    assert_eq!((client.as_str(), words), ("FreeRDP in xterm", in_terminal));
    let direct = RdpOptions {
        gateway: None,
        screen: Some(RdpScreen::Multi),
        printers: Some(true),
        drives: Some(true),
        clipboard: Some(false),
        restricted_admin: Some(true),
        remote_guard: Some(true),
        ..everything()
    };
    let (_, words) = line(&with(direct), "{}", &linux(&["sdl-freerdp"]));
    assert_eq!(
        words,
        "/usr/bin/sdl-freerdp|/v:203.0.113.9:3389|/u:CONTOSO\\ada|/t:web-01|/multimon|/dynamic-resolution|/admin\
         |/restricted-admin|/remoteGuard|-clipboard|+drives|/printer|/audio-mode:2"
    );
}

#[test]
fn remmina_is_given_a_file_where_its_address_cannot_say_it() {
    let remmina = linux(&["remmina"]);
    let (_, words) = line(&with(everything()), "{}", &remmina);
    assert_eq!(words, format!("/usr/bin/remmina|-c|FILE < .rdp {FILE:?}"));
    let user = RdpOptions { user: Some("CONTOSO\\ada".to_owned()), ..RdpOptions::default() };
    let (_, words) = line(&with(user), "{}", &remmina);
    assert_eq!(words, "/usr/bin/remmina|-c|rdp://CONTOSO%5Cada@203.0.113.9:3389");
}

#[test]
fn credentials_that_have_to_stay_here_never_go_to_a_client_that_cannot_be_told() {
    let guards = [
        RdpOptions { remote_guard: Some(true), ..RdpOptions::default() },
        RdpOptions { restricted_admin: Some(true), ..RdpOptions::default() },
    ];
    for options in guards {
        let own = r#"{"rdp":{"command":["xfreerdp","{file}","/v:{host}"]}}"#;
        for (client, settings, surroundings, instead) in [
            ("Remmina", "{}", linux(&["remmina"]), ", or install FreeRDP"),
            ("Windows App", "{}", mac(&[("Windows App.app", "/Applications/Windows App.app")]), ""),
            (
                "Your own command for Remote Desktop",
                own,
                linux(&["xfreerdp", "sdl-freerdp"]),
                ", or remove \"rdp.command\" from the settings to use the client that is found",
            ),
        ] {
            let problem = made(&with(options.clone()), settings, &surroundings).unwrap_err();
            assert_eq!(problem.code, Code::ClientFailed);
            let hint = format!("Switch the option off for this favourite{instead}. Access stays open.");
            assert_eq!(problem.hint, hint);
            assert_eq!(
                problem.message,
                format!(
                    "{client} cannot be told to keep your credentials from the machine, as this favourite wants it \
                     (restricted admin mode or Remote Credential Guard)."
                )
            );
        }
    }
}

#[test]
fn a_persons_own_command_is_given_the_options_in_a_file_where_it_asks_for_one() {
    let made = |command: &str| {
        let settings = format!(r#"{{"rdp":{{"command":[{command}]}}}}"#);
        line(&with(everything()), &settings, &linux(&["xfreerdp"])).1
    };
    assert_eq!(made(r#""xfreerdp","{file}""#), format!("/usr/bin/xfreerdp|FILE < .rdp {FILE:?}"));
    assert_eq!(
        made(r#""xfreerdp","--from={file}""#),
        format!("/usr/bin/xfreerdp|--from=FILE < .rdp {FILE:?}")
    );
    assert_eq!(made(r#""xfreerdp","/v:{host}""#), "/usr/bin/xfreerdp|/v:203.0.113.9");
}

#[test]
fn ssh_knows_nothing_of_it() {
    let ssh = Launch { protocol: Protocol::Ssh, ..with(everything()) };
    let (_, words) = line(&ssh, "{}", &linux(&["ssh", "xterm"]));
    assert!(words.ends_with("|--|203.0.113.9") && !words.contains("gw."), "{words}");
}
