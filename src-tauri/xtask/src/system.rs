//! The packages of the operating system that building and testing need.

mod apt;
mod need;
mod other;

use anyhow::Result;

pub use need::{BUILD, CROSS, JUDGE, Need, PEERS, SESSION, TESTS, WINE};

use crate::run;

/// Makes sure that all of `needs` are there: installs what is missing on Debian and its relatives, and elsewhere
/// fails with the names of what is missing and the way to get it.
pub fn install_missing(needs: &[&[Need]]) -> Result<()> {
    // Windows and macOS bring the webview, ssh and a terminal along; the desktop ring is Linux's.
    if !cfg!(target_os = "linux") {
        run::say("nothing beyond the compiler is needed on this system");
        return Ok(());
    }
    let missing = needs.iter().copied().flatten().filter(|need| !need.is_met()).collect::<Vec<_>>();
    if missing.is_empty() {
        run::say("all there");
        return Ok(());
    }
    if apt::is_here() { apt::install(&missing) } else { other::explain(&missing) }
}
