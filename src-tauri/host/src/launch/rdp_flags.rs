//! What Remote Desktop clients can be told by flags.

use jit_core::{RdpOptions, RdpScreen};

use super::operands::Operands;
use super::rdp_file::audio_mode;

/// For `mstsc`, behind the address or the file.
pub(super) fn mstsc(options: &RdpOptions) -> Vec<String> {
    let mut flags = Vec::new();
    match (options.screen, options.size) {
        (Some(RdpScreen::Full), _) => flags.push("/f".to_owned()),
        (Some(RdpScreen::Multi), _) => flags.push("/multimon".to_owned()),
        (Some(RdpScreen::Window) | None, Some((width, height))) => {
            flags.extend([format!("/w:{width}"), format!("/h:{height}")]);
        }
        (Some(RdpScreen::Window) | None, None) => {}
    }
    let when = |wanted: Option<bool>, flag: &str| (wanted == Some(true)).then(|| flag.to_owned());
    flags.extend(when(options.admin, "/admin"));
    flags.extend(when(options.restricted_admin, "/restrictedAdmin"));
    flags.extend(when(options.remote_guard, "/remoteGuard"));
    flags
}

/// Whether `mstsc` needs a file: no flag says any of this. A user alone would, too, but only one that was set for
/// Remote Desktop; any other is typed once and remembered by Windows, which is less than the dialog of a file.
pub(super) fn need_file(options: &RdpOptions) -> bool {
    options.user.is_some()
        || options.clipboard.is_some()
        || options.drives.is_some()
        || options.printers.is_some()
        || options.audio.is_some()
        || options.gateway.is_some()
}

/// For FreeRDP 2 and 3 alike; but for the gateway, whose flag the two spell differently.
pub(super) fn freerdp(operands: &Operands) -> Vec<String> {
    let options = &operands.rdp;
    let mut flags = vec![format!("/v:{}:{}", operands.host, operands.port)];
    if let Some(user) = &operands.user {
        flags.push(format!("/u:{user}"));
    }
    flags.push(format!("/t:{}", operands.title));
    match options.screen {
        Some(RdpScreen::Full) => flags.push("/f".to_owned()),
        Some(RdpScreen::Multi) => flags.push("/multimon".to_owned()),
        Some(RdpScreen::Window) | None => {
            flags.extend(options.size.map(|(width, height)| format!("/size:{width}x{height}")));
        }
    }
    flags.push("/dynamic-resolution".to_owned());
    let when = |wanted: Option<bool>, flag: &str| (wanted == Some(true)).then(|| flag.to_owned());
    flags.extend(when(options.admin, "/admin"));
    flags.extend(when(options.restricted_admin, "/restricted-admin"));
    // FreeRDP 2 does not know it and ends: better than a connection that is not guarded.
    flags.extend(when(options.remote_guard, "/remoteGuard"));
    let switch = |wanted: bool, name: &str| format!("{}{name}", if wanted { '+' } else { '-' });
    flags.extend(options.clipboard.map(|wanted| switch(wanted, "clipboard")));
    flags.extend(options.drives.map(|wanted| switch(wanted, "drives")));
    flags.extend(when(options.printers, "/printer"));
    flags.extend(options.audio.map(|audio| format!("/audio-mode:{}", audio_mode(audio))));
    flags
}
