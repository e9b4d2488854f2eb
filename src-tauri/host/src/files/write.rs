//! Writing so that at every instant either the old file or the new one is there, complete.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use jit_core::{Code, Problem};
use serde::Serialize;

/// Writes a value as readable JSON.
///
/// # Errors
/// [`Code::BadFile`] with the path and the reason; the old file is then still there.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Problem> {
    let mut text = serde_json::to_string_pretty(value).map_err(|error| refused(path, &error.to_string()))?;
    text.push('\n');
    write_text(path, &text)
}

/// Writes text: a temporary file beside the old one, synced, then renamed over it. Only the person can read it.
///
/// # Errors
/// [`Code::BadFile`] with the path and the reason; the old file is then still there.
pub fn write_text(path: &Path, text: &str) -> Result<(), Problem> {
    // People link their settings to other places; the link stays, what it leads to is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    replace(&target, text.as_bytes()).map_err(|error| refused(path, &error.to_string()))
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    super::dirs::make(folder)?;
    // Created with mode 0600.
    let mut file = tempfile::Builder::new().prefix(".jit-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    sync_folder(folder)
}

/// Without this, the name may still lead to the old file after a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn refused(path: &Path, reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("{} cannot be written: {reason}.", path.display()),
        "Make room on the disk, or make the folder writable. What the file held before is still there.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("a.json");
        write_json(&path, &[1, 2, 3]).unwrap();
        write_json(&path, &["ä"]).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "[\n  \"ä\"\n]\n");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_failure_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::create_dir(&path).unwrap();
        fs::write(path.join("inside"), "kept").unwrap();
        let problem = write_json(&path, &1).unwrap_err();
        assert_eq!(problem.code, Code::BadFile);
        assert!(problem.message.starts_with(&format!("{} cannot be written: ", path.display())));
        assert_eq!(fs::read_to_string(path.join("inside")).unwrap(), "kept");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (target, link) = (folder.path().join("real.json"), folder.path().join("link.json"));
        fs::write(&target, "old").unwrap();
        std::os::unix::fs::symlink(&target, &link).unwrap();
        write_text(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&target).unwrap(), "new");
    }
}
