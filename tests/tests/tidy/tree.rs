//! The files of the working tree, as git sees them: what is ignored does not count, what is new does.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

pub struct File {
    /// From the root, with forward slashes.
    pub path: String,
    pub text: String,
}

impl File {
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package lies in the root").to_owned()
}

pub fn files() -> Vec<File> {
    let root = root();
    paths(&root)
        .into_iter()
        // Tracked, but deleted in the working tree.
        .filter(|path| root.join(path).is_file())
        .map(|path| {
            let bytes = fs::read(root.join(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
            File { text: String::from_utf8_lossy(&bytes).into_owned(), path }
        })
        .collect()
}

fn paths(root: &Path) -> Vec<String> {
    let listed = Command::new("git")
        // The tree may belong to somebody else, as in a container; listing it is harmless.
        .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .expect("git lists the files of the tree; install it");
    let complaint = String::from_utf8_lossy(&listed.stderr);
    assert!(listed.status.success(), "git cannot list the files; run the tests in a clone: {complaint}");
    let listed = String::from_utf8(listed.stdout).expect("file names are UTF-8");
    let paths = listed.split_terminator('\0').map(str::to_owned).collect::<Vec<_>>();
    assert!(!paths.is_empty(), "git lists no files; run the tests in a clone");
    paths
}

#[cfg(test)]
pub fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}
