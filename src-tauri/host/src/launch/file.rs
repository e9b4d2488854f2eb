//! Files that an application is asked to open. They lie in a folder of our own and go when they have served.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jit_core::{Code, Problem};

use super::plan::File;

/// An application has read its file long before this.
const SERVED: Duration = Duration::from_secs(600);

/// Writes the file where nobody else can read it, under a name nobody else can guess.
pub(super) fn write(folder: &Path, file: &File) -> Result<PathBuf, Problem> {
    sweep(folder);
    let written = || {
        let mut builder = tempfile::Builder::new();
        let suffix = format!(".{}", file.extension);
        builder.prefix("jit-").suffix(&suffix);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = if file.executable { 0o700 } else { 0o600 };
            builder.permissions(fs::Permissions::from_mode(mode));
        }
        let mut made = builder.tempfile_in(folder)?;
        made.write_all(file.text.as_bytes())?;
        let (_, path) = made.keep().map_err(|error| error.error)?;
        Ok(path)
    };
    written().map_err(|error: std::io::Error| {
        Problem::new(
            Code::ClientFailed,
            format!("The file that opens the client could not be written to {}: {error}.", folder.display()),
            "Make room on the disk, or make the folder writable. Access stays open.",
        )
    })
}

/// Removes what earlier launches left.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let age = entry.metadata().and_then(|meta| meta.modified()).map(|time| time.elapsed());
        let ours = entry.file_name().to_string_lossy().starts_with("jit-");
        if ours
            && matches!(age, Ok(Ok(age)) if age > SERVED)
            && let Err(error) = fs::remove_file(entry.path())
        {
            tracing::debug!(%error, "an old file of a launch stays");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(executable: bool) -> File {
        File { extension: "command", executable, text: "#!/bin/sh\n".to_owned() }
    }

    #[test]
    fn a_file_is_the_persons_alone() {
        let folder = tempfile::tempdir().unwrap();
        for (executable, _mode) in [(true, 0o700), (false, 0o600)] {
            let path = write(folder.path(), &file(executable)).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), "#!/bin/sh\n");
            assert!(path.to_str().unwrap().ends_with(".command"));
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, _mode);
            }
        }
    }

    #[test]
    fn old_files_go_with_the_next_launch_and_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let old = write(folder.path(), &file(false)).unwrap();
        let foreign = folder.path().join("notes.txt");
        fs::write(&foreign, "mine").unwrap();
        let long_ago = std::time::SystemTime::now() - SERVED * 2;
        for path in [&old, &foreign] {
            fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        let young = write(folder.path(), &file(false)).unwrap();
        assert!(!old.exists() && foreign.exists() && young.exists());
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let problem = write(Path::new("/nowhere/at/all"), &file(false)).unwrap_err();
        assert_eq!(problem.code, Code::ClientFailed);
        assert!(problem.message.contains("/nowhere/at/all"));
    }
}
