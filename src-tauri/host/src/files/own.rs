//! Writing files that only the program writes.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use jit_core::{Code, Problem};

use super::load::{Read, read, remember, understand};
use super::write::write_text;
use crate::Dirs;

/// Writes such a file. One that cannot be used is set aside first, beside it, as `….broken-` with the time; a newer
/// version's file is left alone.
pub(super) fn save_own<T>(
    path: &Path,
    text: &str,
    dirs: &Dirs,
    now: Timestamp,
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<(), Problem> {
    match read(path) {
        Ok(Read::Absent) => {}
        Ok(Read::Text(old)) => match understand(path, &old, |old| Ok(old.to_owned())) {
            Err(newer) => return Err(newer),
            Ok(old) if parse(&old).is_err() => set_aside(path, old.as_bytes(), now)?,
            Ok(_) => {}
        },
        Err(problem) => match fs::read(path) {
            Ok(bytes) => set_aside(path, &bytes, now)?,
            Err(_) => return Err(problem),
        },
    }
    write_text(path, text)?;
    remember(path, text, dirs);
    Ok(())
}

/// Copied, not moved: at no instant is there no file.
pub(super) fn set_aside(path: &Path, bytes: &[u8], now: Timestamp) -> Result<(), Problem> {
    let stamp = now.strftime("%Y%m%d-%H%M%S");
    let beside = |suffix: &str| -> PathBuf {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".broken-{stamp}{suffix}"));
        name.into()
    };
    let names = std::iter::once(String::new()).chain((2..100).map(|n| format!("-{n}")));
    for name in names {
        match create_with(&beside(&name), bytes) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Ok(()) => return Ok(()),
            Err(error) => return Err(not_set_aside(path, &error.to_string())),
        }
    }
    Err(not_set_aside(path, "too many of them were set aside in this second"))
}

fn create_with(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn not_set_aside(path: &Path, reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("{} is broken and could not be set aside: {reason}.", path.display()),
        "Move the file away; until then what it should hold is not remembered across a restart.",
    )
}
