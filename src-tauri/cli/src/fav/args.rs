//! The arguments of `jit fav`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::args::Opens;

const FAV: &str = "\
A favourite is a machine with a name of your own and its own connect options.
\"jit connect NAME\" and the tray know it by that name; what it leaves open comes
from its group and your settings. The tray may be running meanwhile: both write
the same file in turn.

Examples:
  jit fav add web-01 --alias Shop --group Production --for 2h
  jit fav list
  jit fav rm Shop
  jit fav import ~/.ssh/config       shows what it would bring, and asks
  jit fav import Web.rdp --dry-run   shows it only
  jit fav export > team.jitfav.json  for a colleague, or another computer
  jit fav export --csv > table.csv   for a spreadsheet";

#[derive(Args)]
#[command(after_long_help = FAV)]
pub(crate) struct Fav {
    #[command(subcommand)]
    pub command: FavCommand,
}

#[derive(Subcommand)]
pub(crate) enum FavCommand {
    /// Show the favourites, group by group
    List,
    /// Make a machine a favourite
    Add(Add),
    /// Take favourites off the list
    #[command(visible_alias = "remove")]
    Rm(Rm),
    /// Take favourites over from a file: favourites, Remote Desktop, SSH configuration
    Import(Import),
    /// Print the favourites for another computer or a colleague
    Export(Export),
}

#[derive(Args)]
pub(crate) struct Add {
    /// The machine's name or its resource id
    pub machine: String,
    /// The name to know it by; without it, the machine's
    #[arg(long, value_name = "NAME")]
    pub alias: Option<String>,
    /// The group it comes to; it is made where there is none of this name
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
    #[command(flatten)]
    pub opens: Opens,
}

#[derive(Args)]
pub(crate) struct Rm {
    /// Their names
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
}

const IMPORT: &str = "\
Files: *.jitfav.json (\"jit fav export\"), .rdp (Remote Desktop), .rdg (Remote
Desktop Connection Manager), and SSH configurations such as ~/.ssh/config.

Nothing is imported unseen: first comes what the file would bring and what is
left out of it. Passwords, commands, jump hosts, forwarded ports and programs
are never taken over. Clipboard, drives and printers are shared only with
--share. Nothing runs.

In a terminal you are asked; a script says --yes. Exit code 2 when nobody can be
asked, 9 when you say no.";

#[derive(Args)]
#[command(after_long_help = IMPORT)]
pub(crate) struct Import {
    /// The file; - reads standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Import without asking
    #[arg(long, short)]
    pub yes: bool,
    /// Show what it would bring, and import nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
    /// Import only these, by their names in the file; also such as are left out otherwise
    #[arg(long, value_name = "NAME")]
    pub only: Vec<String>,
    /// Which machine is meant, where the file leaves that open: its name or resource id
    #[arg(long, value_name = "MACHINE")]
    pub machine: Option<String>,
    /// Share clipboard, drives and printers where the file does
    #[arg(long)]
    pub share: bool,
}

#[derive(Args)]
pub(crate) struct Export {
    /// A table for spreadsheets: alias, arm, group, port
    #[arg(long)]
    pub csv: bool,
}
