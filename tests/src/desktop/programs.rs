//! Programs of others.

use std::env;

/// The first of several names under which systems know a program.
pub fn first_of(names: &[&'static str]) -> &'static str {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = names.iter().find(|name| env::split_paths(&path).any(|folder| folder.join(name).is_file()));
    found.unwrap_or_else(|| panic!("{} is missing; `cargo xtask test` installs it", names.join(" or ")))
}
