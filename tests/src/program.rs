//! The programs the tests start.

use std::path::PathBuf;

/// The program of this name that was built beside the running test.
///
/// # Panics
/// When it was not built, with the command that builds it.
#[must_use]
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own program");
    // Tests and benches lie in `deps`, beside the programs' folder.
    let folder = test.ancestors().nth(2).expect("a test lies below target");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let release = if folder.ends_with("release") { " --release" } else { "" };
    assert!(
        program.is_file(),
        "{} is missing; \"cargo xtask test\" builds it, and so does: cargo build{release} --bin {name}",
        program.display()
    );
    program
}
