//! Files that an application is asked to open. They lie in a folder of our own and go when they have served.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use jit_core::{Code, Problem};
use tempfile::TempPath;

use super::plan::File;

/// An application has read its file long before this.
const SERVED: Duration = Duration::from_secs(600);

/// Writes the file where nobody else can read it, under a name nobody else can guess. It goes with what is returned.
pub(super) fn write(folder: &Path, file: &File) -> Result<TempPath, Problem> {
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
        Ok(made.into_temp_path())
    };
    written().map_err(|error: std::io::Error| {
        Problem::new(
            Code::ClientFailed,
            format!("The file that opens the client could not be written to {}: {error}.", folder.display()),
            "Make room on the disk, or make the folder writable. Access stays open.",
        )
    })
}

/// Leaves it to the application until that has read it for sure. Where this program ends before, the next launch
/// removes it.
pub(super) fn leave(file: TempPath) {
    match file.keep() {
        Ok(path) => drop(tokio::spawn(async move {
            tokio::time::sleep(SERVED).await;
            if let Err(error) = fs::remove_file(path) {
                tracing::debug!(%error, "a file of a launch stays");
            }
        })),
        Err(error) => tracing::debug!(%error, "a file of a launch goes too early"),
    }
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
        let old = write(folder.path(), &file(false)).unwrap().keep().unwrap();
        let foreign = folder.path().join("notes.txt");
        fs::write(&foreign, "mine").unwrap();
        let long_ago = std::time::SystemTime::now() - SERVED * 2;
        for path in [&old, &foreign] {
            fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
        }
        let young = write(folder.path(), &file(false)).unwrap();
        assert!(!old.exists() && foreign.exists() && young.exists());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_left_to_an_application_goes_after_ten_minutes_and_what_was_not_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let count = || fs::read_dir(folder.path()).unwrap().count();
        drop(write(folder.path(), &file(false)).unwrap());
        assert_eq!(count(), 0);
        leave(write(folder.path(), &file(false)).unwrap());
        tokio::time::sleep(SERVED - Duration::from_secs(1)).await;
        assert_eq!(count(), 1);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(count(), 0);
    }

    #[test]
    fn a_folder_that_is_not_there_is_said() {
        let problem = write(Path::new("/nowhere/at/all"), &file(false)).unwrap_err();
        assert_eq!(problem.code, Code::ClientFailed);
        assert!(problem.message.contains("/nowhere/at/all"));
    }
}
