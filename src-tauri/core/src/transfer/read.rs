//! Which format a file has, by its name first and by what it holds where the name does not tell.

use super::found::{Flaw, Found};
use super::{jitfav, rdg, rdp_file, ssh_config, text};

/// How many machines one file may name.
const MOST: usize = 2000;

/// A kind of file that favourites come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Favourites,
    Rdp,
    Rdg,
    Ssh,
}

impl Format {
    /// What people call it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::Favourites => "JIT Tray favourites",
            Self::Rdp => "Remote Desktop file",
            Self::Rdg => "Remote Desktop Connection Manager file",
            Self::Ssh => "SSH configuration",
        }
    }
}

/// Reads a file of any of the formats.
pub(super) fn read(name: &str, bytes: &[u8]) -> Result<(Format, Found), Flaw> {
    let text = text::decode(bytes)?;
    let format = format(name, &text).ok_or_else(|| {
        Flaw::new(
            "it is none of the files that can be imported",
            "Choose a *.jitfav.json, an .rdp, an .rdg, or an SSH configuration.",
        )
    })?;
    let found = match format {
        Format::Favourites => jitfav::read(&text),
        Format::Rdp => rdp_file::read(name, &text),
        Format::Rdg => rdg::read(&text),
        Format::Ssh => ssh_config::read(&text),
    }?;
    if found.entries.len() > MOST {
        let reason = format!("it names {} machines, and {MOST} are the most", found.entries.len());
        return Err(Flaw::new(reason, "Split it into several files."));
    }
    Ok((format, found))
}

fn format(name: &str, text: &str) -> Option<Format> {
    let name = name.to_ascii_lowercase();
    let lines = || text.lines().map(|line| line.trim().to_ascii_lowercase());
    match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("json") => return Some(Format::Favourites),
        Some("rdp") => return Some(Format::Rdp),
        Some("rdg") => return Some(Format::Rdg),
        _ => {}
    }
    match text.trim_start().chars().next() {
        Some('{') => Some(Format::Favourites),
        Some('<') if text.contains("<RDCMan") => Some(Format::Rdg),
        _ if lines().any(|line| line.starts_with("full address:s:")) => Some(Format::Rdp),
        _ if lines().any(|line| {
            line.starts_with("host ") || line.starts_with("host=") || line.starts_with("host\t")
        }) =>
        {
            Some(Format::Ssh)
        }
        _ => None,
    }
}
