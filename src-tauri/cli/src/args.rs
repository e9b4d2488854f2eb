//! The arguments, and the help that teaches them.

use std::net::Ipv4Addr;
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use jit_core::{JitDuration, Protocol};

/// Gets you into an Azure virtual machine: asks for just-in-time access to exactly your address, starts the
/// machine, waits until it answers and opens ssh or Remote Desktop.
#[derive(Parser)]
#[command(name = "jit", version, after_long_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// Use the cloud described in this file (Azure Stack, a private cloud, a simulated one)
    #[arg(long, global = true, help_heading = EVERYWHERE, value_name = "FILE", conflicts_with = "demo")]
    pub cloud: Option<PathBuf>,
    /// Look around with sample data: a simulated Azure inside this program, no account needed
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub demo: bool,
    /// Print data as JSON with a schema number
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// Print no progress
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
    /// Print a log on standard error
    #[arg(long, short, global = true, help_heading = EVERYWHERE)]
    pub verbose: bool,
}

/// The heading of the options that every command takes.
const EVERYWHERE: &str = "Options of every command";

const AFTER: &str = "\
Examples:
  jit login                             sign in, once for weeks
  jit list                              the machines you can see
  jit connect web-01                    access for your address, start, ssh or Remote Desktop
  jit connect web-01 --for 1h --reason \"ticket 4711\"
  jit connect web-01 --no-launch --json access only; where it answers, as JSON
  jit fav add web-01 --alias Shop       a machine by a name of your own
  jit --demo connect web-01             the same on a simulated Azure

Sign-in: \"jit login\"; until you use it, your own \"az login\" is taken where there is one. The variables
AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET come before both.

Exit codes:
   0  done                               6  not reachable
   1  another failure                    7  the machine did not start
   2  wrong argument, unknown machine,   8  offline
      or a file that cannot be used      9  cancelled
   3  not signed in                     10  took too long
   4  not permitted
   5  no policy, or outside it";

const SEARCH: &str = "\
Searching:
  web prod          holds both words in its names, alias, resource group,
                    subscription, tags or addresses; without case and accents
  '\"web prod\"'      holds the phrase (the outer quotation marks are the shell's)
  -word             does not hold it
  web|sql           holds one of them; in a shell: 'web|sql'
  field:one,two     a field with one of these values:

  sub: rg: loc:     beginning of a subscription, resource group or region
  tag:              env, or env=prod
  os:               windows, linux
  state:            running, stopped, deallocated, starting, stopping,
                    deallocating, unknown
  size:             beginning of a VM size, such as D4
  jit:              on, off, open, mine, unsupported, unknown
  port:             a port of the JIT policy: 22, '>=3000'
  ip:               an address, its beginning, or a range: 10.0.0.0/16
  is:               fav, expiring, unprotected, exposed
  used:             '<7d', '>4w', never

  Favourites come first, then names that begin with a word, then names that
  hold it. What is not known of a machine matches neither a filter nor its
  opposite: no machine is called stopped or unprotected on a guess. Without a
  policy it is unprotected; with one, that depends on its security rules,
  which are not read yet.

Examples:
  jit list web state:stopped
  jit list 'sub:\"Contoso Test\"' os:windows -tag:env=prod
  jit list jit:open -jit:mine
  jit list is:unprotected --json | jq -r '.machines[].id'

Machines are read anew and kept; --cached shows at once what was kept, and says
how old it is.

Exit code 0 also when no machine matches, and when a subscription did not
answer: it is named on standard error and in \"failures\" of --json.";

const SHORT: &str = "\"jit help list\" tells how to search: web -test state:running tag:env=prod …";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Show the machines you can see, with their state and what their JIT policies allow
    List(List),
    /// Open access to a machine, start it when it is stopped, and open ssh or Remote Desktop
    ///
    /// In a terminal, ssh runs right here; otherwise it opens in a terminal of its own. Ctrl+C cancels and says
    /// what is true then.
    Connect(Connect),
    /// Star machines, list them, take them off; take favourites over from files, and print them
    Fav(crate::fav::Fav),
    /// Show the access that is open now
    Status,
    /// Sign in: with your Azure CLI sign-in, in the browser, or with a code
    Login(Login),
    /// Sign out, and remove everything that was kept for the account
    Logout(Logout),
    /// Show who is signed in and how, and which tenants that reaches
    Whoami,
    /// Show what was found: sign-in, cloud, address services, clients, files
    Doctor,
}

#[derive(ClapArgs)]
#[command(after_help = SHORT, after_long_help = SEARCH)]
pub(crate) struct List {
    /// What to look for; without it, every machine
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Show the machines as they were read last, without asking Azure
    #[arg(long)]
    pub cached: bool,
}

#[derive(ClapArgs)]
pub(crate) struct Connect {
    /// A favourite's name, a machine's name or its resource id
    pub machine: String,
    #[command(flatten)]
    pub opens: Opens,
    /// Open access for this IPv4 address instead of the one that is found
    #[arg(long, value_name = "ADDRESS")]
    pub address: Option<Ipv4Addr>,
    /// Agree to open access for the policy's whole range that holds your address
    #[arg(long)]
    pub whole_range: bool,
    /// Start a stopped machine, also where the favourite says otherwise
    #[arg(long)]
    pub start: bool,
    /// Do not start the machine
    #[arg(long, conflicts_with = "start")]
    pub no_start: bool,
    /// Do not open a client; print where the machine answers
    #[arg(long)]
    pub no_launch: bool,
    /// How long to wait for the service once access is open and the machine runs, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub wait: u32,
}

/// What is opened: for one connect, or for every connect of a favourite.
#[derive(ClapArgs)]
pub(crate) struct Opens {
    /// The port; without it, the usual one for the machine
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub port: Option<u16>,
    /// ssh or rdp; without it, what people expect on the port
    #[arg(long, value_enum, value_name = "PROTOCOL")]
    pub protocol: Option<ProtocolArg>,
    /// How long to ask for, such as 90m, 2h or PT2H; cut to what the policy allows
    #[arg(long = "for", value_name = "DURATION")]
    pub duration: Option<JitDuration>,
    /// Why, recorded by Azure
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The user to sign in as
    #[arg(long, value_name = "USER")]
    pub user: Option<String>,
    /// The key file for ssh
    #[arg(long, value_name = "FILE")]
    pub key: Option<String>,
}

const LOGIN: &str = "\
A sign-in is kept in the system's secret store and lasts for weeks; access
tokens are never written anywhere. Who signs in with a second account has both.
Azure CLI keeps its own sign-in: with --az, tokens are asked of it.

Examples:
  jit login                        your Azure CLI sign-in, if there is one and
                                   you say so, else the browser
  jit login --device               a code, for a browser on another device
  jit login --tenant contoso.com   a tenant that wants its own sign-in
  jit login --az                   your own \"az login\"";

#[derive(ClapArgs)]
#[command(after_long_help = LOGIN)]
pub(crate) struct Login {
    /// Use the sign-in of Azure CLI
    #[arg(long, group = "way")]
    pub az: bool,
    /// Sign in with the browser of this computer
    #[arg(long, group = "way")]
    pub browser: bool,
    /// Sign in with a code, in a browser on any device
    #[arg(long, group = "way")]
    pub device: bool,
    /// The tenant to sign in to: its id or a domain of it
    #[arg(long, value_name = "TENANT")]
    pub tenant: Option<String>,
    /// What Azure asked for, as a refused command printed it
    #[arg(long, value_name = "CHALLENGE", conflicts_with = "az")]
    pub claims_challenge: Option<String>,
}

#[derive(ClapArgs)]
pub(crate) struct Logout {
    /// The account, as \"jit whoami\" names it; not needed when there is only one
    pub account: Option<String>,
    /// Sign all accounts out
    #[arg(long, conflicts_with = "account")]
    pub all: bool,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ProtocolArg {
    Ssh,
    Rdp,
}

impl From<ProtocolArg> for Protocol {
    fn from(arg: ProtocolArg) -> Self {
        match arg {
            ProtocolArg::Ssh => Self::Ssh,
            ProtocolArg::Rdp => Self::Rdp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        use clap::CommandFactory;
        Args::command().debug_assert();
    }
}
