//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Get into an Azure virtual machine with one click, from the tray
///
/// Sits in the notification area. Choose a favourite in its menu: it asks Microsoft Defender for Cloud for
/// just-in-time access to exactly your address, starts the machine if it is stopped, waits until it answers and
/// opens ssh or Remote Desktop. Started a second time, it hands over to the first and shows its window.
#[derive(Parser)]
#[command(
    name = "jit-tray",
    version,
    after_help = "Examples:
  jit-tray
  jit-tray toggle                  for a shortcut of your desktop, where the tray is hard to reach
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
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What a second start asks of the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Show the window, or hide it when it is shown; start JIT Tray where it does not run
    Toggle,
    /// Show the window; start JIT Tray where it does not run
    Show,
    /// End JIT Tray. Access that is open stays open until its time
    Quit,
}

/// What a second start asks for; nothing where another program made up its arguments.
pub fn asked_by_second_start(words: &[String]) -> Option<Command> {
    Some(Arguments::try_parse_from(words).ok()?.command.unwrap_or(Command::Show))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        <Arguments as clap::CommandFactory>::command().debug_assert();
    }

    #[test]
    fn a_second_start_asks_for_one_of_three_things() {
        let asked = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            asked_by_second_start(&words)
        };
        assert_eq!(asked(&["jit-tray"]), Some(Command::Show));
        assert_eq!(asked(&["jit-tray", "show"]), Some(Command::Show));
        assert_eq!(asked(&["jit-tray", "toggle"]), Some(Command::Toggle));
        assert_eq!(asked(&["jit-tray", "--demo", "quit"]), Some(Command::Quit));
        for hostile in [
            &["jit-tray", "connect", "web-01"][..],
            &["jit-tray", "quit", "quit"],
            &["jit-tray", "Quit"],
            &["jit-tray", "--help"],
            &["jit-tray", "jit-tray://connect?vm=x"],
            &["jit-tray", ""],
        ] {
            assert_eq!(asked(hostile), None, "{hostile:?}");
        }
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
