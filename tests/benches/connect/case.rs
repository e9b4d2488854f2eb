//! What is measured.

use std::fmt;
use std::time::Duration;

use azure_sim::Config;

/// What Azure itself takes.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// From an access request to its rules.
    pub rule: Duration,
    /// From a start to a service that answers.
    pub boot: Duration,
}

impl Pace {
    /// Each run has another one, so that no pause of ours happens to fit all of them.
    pub fn of_run(run: u32) -> Self {
        let more = Duration::from_millis(57) * run;
        Self { rule: Duration::from_secs(2) + more, boot: Duration::from_secs(3) + more }
    }
}

/// A way to find things when somebody clicks.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub before: Before,
    /// The program runs for a while and has a token, connections and the public address.
    pub settled: bool,
    /// From here to Azure and back.
    pub latency: Duration,
    /// How long Azure asks to wait between two looks at the start.
    pub retry_after: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    Open,
    Closed,
    Stopped,
    /// The machine gets its address only when it starts.
    StoppedWithoutAddress,
}

pub fn cases() -> Vec<Case> {
    use Before::{Closed, Open, Stopped, StoppedWithoutAddress};
    let mut cases = Vec::new();
    for before in [Open, Closed, Stopped, StoppedWithoutAddress] {
        // Only a start has an operation to ask about.
        let retry_afters: &[u64] = if before.is_stopped() { &[1, 10] } else { &[10] };
        for &retry_after in retry_afters {
            for settled in [true, false] {
                for latency in [Duration::ZERO, Duration::from_millis(100)] {
                    cases.push(Case { before, settled, latency, retry_after });
                }
            }
        }
    }
    cases
}

impl Before {
    pub fn is_stopped(self) -> bool {
        matches!(self, Self::Stopped | Self::StoppedWithoutAddress)
    }

    pub fn machine(self) -> &'static str {
        match self {
            Self::Open | Self::Closed => "web-01",
            Self::Stopped => "etl-01",
            Self::StoppedWithoutAddress => "build-agent",
        }
    }
}

impl Case {
    pub fn config(&self, pace: Pace) -> Config {
        Config {
            latency: self.latency,
            jit: pace.rule,
            boot: pace.boot,
            retry_after: Some(self.retry_after),
            ..Config::default()
        }
    }

    /// What may come on top of what Azure itself takes, once there is a token.
    pub fn budget(&self) -> Duration {
        Duration::from_millis(match self.before {
            Before::Open => 600,
            Before::Closed => 500,
            Before::Stopped | Before::StoppedWithoutAddress => 1_000,
        })
    }
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = match self.before {
            Before::Open => "running, access open",
            Before::Closed => "running, access closed",
            Before::Stopped => "deallocated",
            Before::StoppedWithoutAddress => "deallocated, dynamic address",
        };
        let program = if self.settled { "running" } else { "just started" };
        write!(f, "{before:<28}  {program:<12}  {:>6}", format!("{} ms", self.latency.as_millis()))?;
        if self.before.is_stopped() {
            write!(f, "  {:>11}", self.retry_after)
        } else {
            write!(f, "  {:>11}", "-")
        }
    }
}
