//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use azure_sim::{Backend, Config, World};
use clap::{Parser, Subcommand};

/// A simulated Azure on loopback: ARM, Resource Graph, Entra ID, and machines that can be connected to.
///
/// When ready it prints one line of JSON with its addresses, certificate, credentials, tokens and the machines'
/// ports, and serves until SIGTERM or Ctrl+C.
///
/// It enforces just-in-time access: a machine's port lets bytes through only while the machine is up and the
/// security rules allow the address that the workstation comes from. `ssh` into a Linux machine's port works.
#[derive(Parser)]
#[command(name = "azure-sim", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    /// What exists: `contoso`, `fleet:MACHINES:SUBSCRIPTIONS[:SEED]`, or a file
    #[arg(long, value_name = "WORLD", default_value = "contoso")]
    world: What,

    /// Serve https here; 127.0.0.1:0 when neither --https nor --http is given
    #[arg(long, value_name = "ADDR")]
    https: Option<SocketAddr>,

    /// Serve plain http here, for clients that cannot be given a certificate
    #[arg(long, value_name = "ADDR")]
    http: Option<SocketAddr>,

    /// Write the cloud file here (`jit --cloud FILE`); a temporary file when absent
    #[arg(long, value_name = "FILE")]
    pub(crate) cloud_out: Option<PathBuf>,

    /// Write the certificate authority here, as PEM; a temporary file when absent
    #[arg(long, value_name = "FILE")]
    pub(crate) ca_out: Option<PathBuf>,

    /// Delay every answer of Azure's by this many milliseconds
    #[arg(long, value_name = "N", default_value_t = 0)]
    latency_ms: u64,

    /// Seconds from an access request until it is in effect
    #[arg(long, value_name = "S", default_value = "4")]
    jit_s: Seconds,

    /// Seconds from a start until the machine answers
    #[arg(long, value_name = "S", default_value = "20")]
    boot_s: Seconds,

    /// Seconds that stopping and deallocating take
    #[arg(long, value_name = "S", default_value = "5")]
    stop_s: Seconds,

    /// The Retry-After of long-running operations in seconds, or `none`
    #[arg(long, value_name = "S", default_value = "10")]
    retry_after: RetryAfter,

    /// Show lists in pages of this many entries
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    page: Option<u32>,

    /// Enforce Azure's rate limits: token buckets, 429 with Retry-After
    #[arg(long)]
    limits: bool,

    /// Seconds from an event until the Activity Log shows it
    #[arg(long, value_name = "S", default_value = "180")]
    log_lag_s: Seconds,

    /// Seconds from the activation of a role (PIM) until it is in effect
    #[arg(long, value_name = "S", default_value = "15")]
    role_s: Seconds,

    /// Make ids repeatable
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Put a real server behind a machine's port, as in web-01:22=127.0.0.1:2022
    #[arg(long = "backend", value_name = "VM:PORT=HOST:PORT")]
    backends: Vec<Backend>,
}

const EXAMPLES: &str = "\
Examples:
  azure-sim --https 127.0.0.1:0 --cloud-out cloud.json
  azure-sim world contoso > mine.json && azure-sim --world mine.json
  azure-sim --jit-s 0.5 --boot-s 2 --retry-after 1 --latency-ms 100

Controls, below the printed address:
  POST /_sim/fault          {\"status\":429,\"retry_after\":2,\"count\":3,\"match\":\"^POST .*/initiate\"}
                            also \"code\", \"message\" (Entra ID: \"suberror\", \"claims\"), \"drop\":true, \"after\":true,
                            \"delay_ms\":N, \"truncate\":true (\"chunked\":true);
                            the real answer is changed by \"patch\":[RFC 6902 operations],
                            \"headers\":{\"name\":\"value\" or null}, \"body\":\"text\", each also with \"status\"
  DELETE /_sim/fault        no more faults
  POST /_sim/egress         {\"ip\":\"203.0.113.77\"}, with \"service\":\"two\" for one address service alone
  POST /_sim/advance        {\"seconds\":3600}
  POST /_sim/expire-tokens  every access token issued so far is expired
  POST /_sim/tokens         {\"lifetime\":60}: seconds that new access tokens live; null for what is usual
  POST /_sim/challenge      clients that declare CP1 meet a claims challenge until they have a newer token; or, with
                            {\"acrs\":\"p1\",\"match\":\"^PUT \",\"person\":\"barbara@contoso.com\"}, one that carries this context;
                            also \"count\":2 (so many requests, whatever they carry), \"shape\": how the header is written:
                            \"plain\", \"padded\", \"standard\", \"schemes\", \"repeated\", \"odd\"
  DELETE /_sim/challenge    nobody is challenged any more
  POST /_sim/revoke         the same, and every refresh token is revoked, so people have to sign in again; also
                            {\"person\":\"…\",\"why\":\"sessions-revoked\"}, or \"password-changed\", \"session-over\"
  POST /_sim/demand         {\"tenant\":\"contosorobotics.com\",\"mfa\":true}: what a tenant demands of a sign-in; also
                            \"conditions\":[{\"demand\":\"compliant-device\",\"people\":[…],\"applications\":[…]}],
                            \"consent\":\"people\" or \"admins\", \"consented\":[client ids], \"mfa_for_changes\":true
  POST /_sim/person         {\"person\":\"barbara@contoso.com\",\"disabled\":true}; also \"unregistered\", \"managed_device\"
  POST /_sim/entra          {\"refresh_grace\":0,\"reuse_ends_sign_in\":true,\"interaction_required\":true}: its habits
  POST /_sim/device         {\"user\":\"patlong@contoso.com\",\"approve\":false}: who answers device codes, and how;
                            codes are approved by themselves after the first poll, or with \"mode\":\"manual\" wait for
                            the page, or for \"approve\"; also \"code\":\"…\" for one code, \"interval\":1
  GET  /_sim/device         who that is, and the codes that wait
  POST /_sim/role-request   {\"request\":\"GUID\",\"approve\":true}, for an activation that waits for approval
  POST /_sim/reset          back to the start
  GET  /_sim/journal        every request
  GET  /_sim/state          the world as JSON
  GET  /_sim/secrets        every token, code, verifier and client secret so far, to look for where none may be";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print a world as JSON, to be edited and given to --world
    ///
    /// Worth editing: `egress` (where the workstation comes from), `literal_sources`, a machine's `power`,
    /// `power_unknown`, `services` and `start_failure` (with `times`, only so many starts fail), a policy's `ports`, a security group's `rules`, a principal's
    /// `assignments` (of built-in roles by name, or of the world's own `roles`) and `eligibilities`, `role_settings` (what
    /// activating a role asks for), `history_days` and `activity` (what the Activity Log begins with), and what a tenant demands of
    /// people: `conditions`, `consent`, `consented`, `mfa_for_changes`. An id of a machine,
    /// interface, address or group is its Azure id; references must lead somewhere.
    World {
        /// `contoso` or `fleet:MACHINES:SUBSCRIPTIONS[:SEED]`, or a file to check
        #[arg(value_name = "WORLD")]
        what: What,
    },
}

impl Cli {
    pub(crate) fn config(&self) -> Result<Config, String> {
        let https = match (self.https, self.http) {
            (None, None) => Config::default().https,
            (https, _) => https,
        };
        Ok(Config {
            world: self.world.load()?,
            https,
            http: self.http,
            latency: Duration::from_millis(self.latency_ms),
            jit: self.jit_s.0,
            boot: self.boot_s.0,
            stop: self.stop_s.0,
            retry_after: self.retry_after.0,
            page: self.page.and_then(|page| usize::try_from(page).ok()),
            limits: self.limits,
            log_lag: self.log_lag_s.0,
            role: self.role_s.0,
            seed: self.seed,
            backends: self.backends.clone(),
            ..Config::default()
        })
    }
}

/// The world that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Contoso,
    Fleet { machines: u32, subscriptions: u32, seed: u64 },
    File(PathBuf),
}

impl What {
    pub(crate) fn load(&self) -> Result<World, String> {
        match self {
            Self::Contoso => Ok(World::contoso()),
            Self::Fleet { machines, subscriptions, seed } => {
                Ok(World::fleet(*machines, *subscriptions, *seed))
            }
            Self::File(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|error| format!("cannot read the world {}: {error}", path.display()))?;
                World::from_json(&text).map_err(|error| format!("{} is not a world: {error}", path.display()))
            }
        }
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "contoso" {
            return Ok(Self::Contoso);
        }
        let Some(numbers) = text.strip_prefix("fleet:") else { return Ok(Self::File(text.into())) };
        let form =
            || "a fleet is fleet:MACHINES:SUBSCRIPTIONS[:SEED], for instance fleet:10000:200".to_owned();
        let numbers: Vec<&str> = numbers.split(':').collect();
        let (machines, subscriptions, seed) = match numbers.as_slice() {
            [machines, subscriptions] => (machines, subscriptions, "0"),
            [machines, subscriptions, seed] => (machines, subscriptions, *seed),
            _ => return Err(form()),
        };
        let subscriptions: u32 = subscriptions.parse().map_err(|_| form())?;
        if subscriptions == 0 {
            return Err(form());
        }
        Ok(Self::Fleet {
            machines: machines.parse().map_err(|_| form())?,
            subscriptions,
            seed: seed.parse().map_err(|_| form())?,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Seconds(Duration);

impl FromStr for Seconds {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let seconds: f64 = text.parse().map_err(|_| "seconds are a number such as 4 or 0.5".to_owned())?;
        let duration =
            Duration::try_from_secs_f64(seconds).ok().filter(|duration| duration.as_secs() <= 86_400);
        duration.map(Self).ok_or_else(|| "seconds are a number from 0 to 86400".to_owned())
    }
}

#[derive(Clone, Copy, Debug)]
struct RetryAfter(Option<u64>);

impl FromStr for RetryAfter {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self(None)),
            _ => text
                .parse()
                .map(|seconds| Self(Some(seconds)))
                .map_err(|_| "whole seconds, or `none`".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn worlds_are_named() {
        assert_eq!("contoso".parse(), Ok(What::Contoso));
        assert_eq!("fleet:10:2".parse(), Ok(What::Fleet { machines: 10, subscriptions: 2, seed: 0 }));
        assert_eq!("fleet:10:2:7".parse(), Ok(What::Fleet { machines: 10, subscriptions: 2, seed: 7 }));
        assert_eq!("mine.json".parse(), Ok(What::File("mine.json".into())));
        for wrong in ["fleet:", "fleet:10", "fleet:a:2", "fleet:10:0", "fleet:1:2:3:4"] {
            let error = wrong.parse::<What>().unwrap_err();
            assert_eq!(error, "a fleet is fleet:MACHINES:SUBSCRIPTIONS[:SEED], for instance fleet:10000:200");
        }
    }

    #[test]
    fn without_an_address_https_is_served_on_a_free_port() {
        let served = |arguments: &[&str]| {
            let cli = Cli::try_parse_from([&["azure-sim"], arguments].concat()).unwrap();
            let config = cli.config().unwrap();
            (config.https.map(|a| a.to_string()), config.http.map(|a| a.to_string()))
        };
        assert_eq!(served(&[]), (Some("127.0.0.1:0".into()), None));
        assert_eq!(served(&["--http", "127.0.0.1:8080"]), (None, Some("127.0.0.1:8080".into())));
    }
}
