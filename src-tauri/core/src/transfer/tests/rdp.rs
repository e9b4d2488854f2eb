//! `.rdp` files as Remote Desktop and others write them.

use super::{dropped, found, host, refused};
use crate::OptionField::{
    RdpAdmin, RdpAudio, RdpClipboard, RdpDrives, RdpGateway, RdpPrinters, RdpScreen, RdpSize, RdpUser,
};
use crate::Protocol;
use crate::transfer::read::read;

/// As `mstsc` saves it, with what its owner or somebody else put into it.
const SAVED: &str = "screen mode id:i:1\r\nuse multimon:i:0\r\ndesktopwidth:i:1600\r\ndesktopheight:i:900\r\n\
    session bpp:i:32\r\nwinposstr:s:0,1,0,0,800,600\r\ncompression:i:1\r\nkeyboardhook:i:2\r\naudiomode:i:2\r\n\
    redirectclipboard:i:1\r\nredirectprinters:i:1\r\nredirectsmartcards:i:1\r\nredirectcomports:i:0\r\n\
    drivestoredirect:s:C:\\;D:\\\r\nadministrative session:i:1\r\nfull address:s:203.0.113.7:3390\r\n\
    username:s:CONTOSO\\barbara\r\npassword 51:b:01000000D08C9DDF0115D1118C7A00C04FC297EB\r\n\
    alternate shell:s:cmd.exe /c calc\r\nshell working directory:s:\r\nremoteapplicationmode:i:1\r\n\
    remoteapplicationprogram:s:||calc\r\ngatewayhostname:s:gw.contoso.com\r\ngatewayusagemethod:i:1\r\n\
    signscope:s:Full Address,Server Port\r\nsignature:s:AQABAAEAAABcDwAA\r\n";

#[test]
fn a39_passwords_and_programs_are_dropped_and_listed_and_nothing_is_shared_unasked() {
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(SAVED.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let utf8_mark = [b"\xEF\xBB\xBF", SAVED.as_bytes()].concat();
    for bytes in [SAVED.as_bytes(), &utf16, &utf8_mark] {
        let (_, found) = read("C:\\Users\\b\\Web 01.rdp", bytes).unwrap();
        let [entry] = found.entries.as_slice() else { panic!("one machine: {found:?}") };
        assert_eq!((entry.alias.as_str(), host(entry), entry.port), ("Web 01", "203.0.113.7", Some(3390)));
        assert_eq!(entry.protocol, Some(Protocol::Rdp));
        let set = |field, value: &str| (field, value.to_owned());
        assert_eq!(
            entry.options,
            [
                set(RdpUser, "CONTOSO\\barbara"),
                set(RdpScreen, "window"),
                set(RdpSize, "1600x900"),
                set(RdpAdmin, "true"),
                set(RdpAudio, "off"),
                set(RdpGateway, "gw.contoso.com"),
            ]
        );
        assert_eq!(
            entry.offered,
            [set(RdpClipboard, "true"), set(RdpDrives, "true"), set(RdpPrinters, "true")]
        );
        assert_eq!(
            dropped(entry),
            [
                "alternate shell: Programs that start by themselves are never taken over.",
                "password 51: Passwords are never taken over.",
                "redirectsmartcards: Only clipboard, drives and printers can be shared.",
                "remoteapplicationmode: Single programs (RemoteApp) are not opened.",
                "remoteapplicationprogram: Single programs (RemoteApp) are not opened.",
                "signature: It signs the file, and not what is made of it.",
                "signscope: It signs the file, and not what is made of it.",
                "compression, keyboardhook, session bpp and 1 more: These are no options here; the Remote Desktop \
                 app's own settings count.",
            ]
        );
    }
}

#[test]
fn the_address_is_found_in_each_of_its_forms() {
    for (text, address, port) in [
        ("full address:s:web-01", "web-01", None),
        ("full address:s:web-01:3390\nserver port:i:3391", "web-01", Some(3390)),
        ("FULL ADDRESS:s: 10.0.0.4 \nserver port:i:3391", "10.0.0.4", Some(3391)),
        ("full address:s:[fe80::1]:3390", "fe80::1", Some(3390)),
        ("full address:s:fe80::1", "fe80::1", None),
        ("full address:s:a:0\nserver port:i:99999", "a", None),
        ("full address:s:\nalternate full address:s:b", "b", None),
    ] {
        let found = found("x.rdp", text);
        assert_eq!((host(&found.entries[0]), found.entries[0].port), (address, port), "{text}");
    }
}

#[test]
fn screen_user_and_sharing_follow_what_the_file_means() {
    let options = |text: &str| {
        let entry = found("x.rdp", &format!("full address:s:a\n{text}")).entries.remove(0);
        (entry.options, entry.offered, entry.dropped.len())
    };
    let set = |field, value: &str| (field, value.to_owned());
    assert_eq!(options("use multimon:i:1\nscreen mode id:i:2").0, [set(RdpScreen, "multi")]);
    assert_eq!(
        options("screen mode id:i:2\ndesktopwidth:i:800\ndesktopheight:i:600").0,
        [set(RdpScreen, "full")]
    );
    assert_eq!(options("username:s:ada\ndomain:s:CONTOSO").0, [set(RdpUser, "CONTOSO\\ada")]);
    assert_eq!(options("username:s:ada@contoso.com\ndomain:s:X").0, [set(RdpUser, "ada@contoso.com")]);
    assert_eq!(options("gatewayhostname:s:gw\ngatewayusagemethod:i:4"), (vec![], vec![], 0));
    assert_eq!(
        options("redirectclipboard:i:0\nredirectsmartcards:i:0\ndrivestoredirect:s:"),
        (vec![], vec![], 0)
    );
    assert_eq!(options("screen mode id:i:9\naudiomode:i:x\nalternate shell:s:"), (vec![], vec![], 0));
}

#[test]
fn what_is_no_setting_is_listed_with_its_line() {
    let entry = found("x.rdp", "full address:s:a\n\nthis is\u{202E} no setting\n").entries.remove(0);
    assert_eq!(dropped(&entry), ["line 3: this is no setting: It is not of the form key:type:value."]);
}

#[test]
fn a_file_without_an_address_names_no_computer() {
    assert_eq!(refused("x.rdp", ""), "it holds no \"full address\", so it names no computer");
    assert_eq!(refused("x.rdp", "username:s:ada"), "it holds no \"full address\", so it names no computer");
}
