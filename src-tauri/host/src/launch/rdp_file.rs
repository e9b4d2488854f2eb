//! The text of an `.rdp` file. Everything in it was checked before and holds no line breaks.

use jit_core::{RdpAudio, RdpScreen};

use super::operands::Operands;
use super::plan::File;

/// A file with everything: where to, who, and the options.
pub(super) fn rdp_file(operands: &Operands) -> File {
    let options = &operands.rdp;
    let mut lines = vec![format!("full address:s:{}:{}", operands.host, operands.port)];
    let mut line = |line: String| lines.push(line);
    if let Some(user) = &operands.user {
        line(format!("username:s:{user}"));
    }
    match options.screen {
        Some(RdpScreen::Full) => line("screen mode id:i:2".to_owned()),
        Some(RdpScreen::Window) => line("screen mode id:i:1".to_owned()),
        Some(RdpScreen::Multi) => {
            line("screen mode id:i:2".to_owned());
            line("use multimon:i:1".to_owned());
        }
        None => {}
    }
    if let Some((width, height)) = options.size {
        line(format!("desktopwidth:i:{width}"));
        line(format!("desktopheight:i:{height}"));
    }
    if let Some(admin) = options.admin {
        line(format!("administrative session:i:{}", u8::from(admin)));
    }
    if let Some(audio) = options.audio {
        line(format!("audiomode:i:{}", audio_mode(audio)));
    }
    if let Some(clipboard) = options.clipboard {
        line(format!("redirectclipboard:i:{}", u8::from(clipboard)));
    }
    if let Some(printers) = options.printers {
        line(format!("redirectprinters:i:{}", u8::from(printers)));
    }
    if let Some(drives) = options.drives {
        line(format!("drivestoredirect:s:{}", if drives { "*" } else { "" }));
    }
    if let Some(gateway) = &options.gateway {
        line(format!("gatewayhostname:s:{gateway}"));
        line("gatewayusagemethod:i:1".to_owned());
        line("gatewayprofileusagemethod:i:1".to_owned());
    }
    File { extension: "rdp", executable: false, text: lines.join("\r\n") + "\r\n" }
}

/// The number every client has for it.
pub(super) fn audio_mode(audio: RdpAudio) -> u8 {
    match audio {
        RdpAudio::Local => 0,
        RdpAudio::Remote => 1,
        RdpAudio::Off => 2,
    }
}
