//! Says whether a folder is still what it was. Unlike times, contents also tell of files that went away or came
//! back from another branch.

use std::{
    collections::BTreeSet,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// A fingerprint of all files below `folder`, leaving out the entries of `folder` named in `without`.
pub fn of(folder: &Path, without: &[&str]) -> Result<String> {
    let mut files = BTreeSet::new();
    for entry in entries(folder)? {
        if !without.iter().any(|name| entry.ends_with(name)) {
            collect(&entry, &mut files)?;
        }
    }
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.strip_prefix(folder).unwrap_or(&file).hash(&mut hasher);
        fs::read(&file).with_context(|| format!("{} cannot be read", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn collect(path: &Path, files: &mut BTreeSet<PathBuf>) -> Result<()> {
    if path.is_dir() {
        entries(path)?.iter().try_for_each(|entry| collect(entry, files))
    } else {
        files.insert(path.to_owned());
        Ok(())
    }
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let read = || fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    read().with_context(|| format!("the folder {} cannot be read", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_changes_with_contents_names_and_absence_but_not_with_what_is_left_out() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        let take = || of(folder.path(), &["dist"]).unwrap();
        write("src/a.ts", "1");
        write("src/b.ts", "2");
        let first = take();

        write("dist/a.js", "built");
        write("src/a.ts", "1");
        assert_eq!(take(), first);

        write("src/a.ts", "other");
        assert_ne!(take(), first);
        write("src/a.ts", "1");
        assert_eq!(take(), first);

        fs::rename(folder.path().join("src/b.ts"), folder.path().join("src/c.ts")).unwrap();
        assert_ne!(take(), first);
        fs::remove_file(folder.path().join("src/c.ts")).unwrap();
        assert_ne!(take(), first);
    }
}
