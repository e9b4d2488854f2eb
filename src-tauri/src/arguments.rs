//! The command line.

use std::path::PathBuf;

use clap::Parser;

/// Get into an Azure virtual machine with one click, from the tray
///
/// Sits in the notification area. Choose a favourite in its menu: it asks Microsoft Defender for Cloud for
/// just-in-time access to exactly your address, starts the machine if it is stopped, waits until it answers and
/// opens ssh or Remote Desktop. Started a second time, it shows the window of the first.
#[derive(Parser)]
#[command(
    name = "jit-tray",
    version,
    after_help = "Examples:
  jit-tray
  jit-tray --demo                  try it on a simulated Azure
  jit-tray --cloud contoso.json    an Azure that is described by a file

The command line with the same abilities is `jit`; `jit doctor` says what was found on this machine."
)]
pub struct Arguments {
    /// Run on a simulated Azure inside the program; nothing leaves this machine
    #[arg(long, conflicts_with = "cloud")]
    pub demo: bool,
    /// Use the cloud that FILE describes, for example one written by `azure-sim --cloud-out`
    #[arg(long, value_name = "FILE")]
    pub cloud: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_demo_has_its_own_cloud() {
        let refused = Arguments::try_parse_from(["jit-tray", "--demo", "--cloud", "c.json"]).err().unwrap();
        assert_eq!(refused.kind(), clap::error::ErrorKind::ArgumentConflict);
        assert!(Arguments::try_parse_from(["jit-tray", "--demo"]).unwrap().demo);
        let file = Arguments::try_parse_from(["jit-tray", "--cloud", "c.json"]).unwrap().cloud;
        assert_eq!(file.unwrap(), PathBuf::from("c.json"));
    }
}
