//! Connections that never came about: whose fault it is, and through which web proxy.

use jit_core::{Code, Problem, Remedy};

use super::breakage::{causes, timed_out};
use super::trust::{is_certificate_problem, not_trusted};
use crate::arm::{ProxyFault, ViaProxy};

/// The problem behind a connection that never came about.
pub(super) fn unreachable(error: &azure_core::Error, host: &str) -> Problem {
    let via = via(error);
    if let Some((via, fault)) = via.and_then(|via| Some((via, via.fault()?))) {
        if fault == ProxyFault::Unreached && is_certificate_problem(error) {
            return not_trusted(error, &format!("The web proxy {}", via.proxy));
        }
        return at_the_proxy(fault, &via.proxy, host, timed_out(error));
    }
    if is_certificate_problem(error) {
        return not_trusted(error, &format!("{host}{}", behind(error)));
    }
    match (via, timed_out(error)) {
        (Some(via), true) => at_the_proxy(ProxyFault::Unreached, &via.proxy, host, true),
        (_, true) => offline(format!("{host} did not answer in time{}.", behind(error))),
        (_, false) => offline(format!("{host} cannot be reached{}.", behind(error))),
    }
}

/// Whether the same call would fail in the same way again: nobody has to wait for that.
pub(crate) fn is_lasting(error: &azure_core::Error) -> bool {
    is_certificate_problem(error)
        || via(error).and_then(ViaProxy::fault).is_some_and(|fault| fault != ProxyFault::Unreached)
}

/// The web proxy a call went through, for the middle of a sentence.
pub(super) fn behind(error: &azure_core::Error) -> String {
    via(error).map_or_else(String::new, |via| format!(" through the web proxy {}", via.proxy))
}

fn via(error: &azure_core::Error) -> Option<&ViaProxy> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn offline(message: String) -> Problem {
    Problem::new(Code::Offline, message, "Check the network connection, VPN and web proxy, then try again.")
}

fn at_the_proxy(fault: ProxyFault, proxy: &str, host: &str, too_slow: bool) -> Problem {
    const WHERE: &str = "It is the system's (HTTPS_PROXY, or the system's settings) unless \"proxy\" in the settings \
                         names another; \"none\" goes without.";
    let (message, hint) = match fault {
        ProxyFault::WantsSignIn => (
            format!("The web proxy {proxy} wants a sign-in."),
            format!(
                "Ask who runs it to let {host} through without one, or set HTTPS_PROXY to \
                 http://NAME:PASSWORD@{proxy} and leave \"proxy\" out of the settings."
            ),
        ),
        ProxyFault::Refused => (
            format!("The web proxy {proxy} does not let us through to {host}."),
            format!("Ask who runs it to allow {host}. JIT Tray's README lists all hosts that are needed."),
        ),
        ProxyFault::Unreached if too_slow => (
            format!("{host} was not reached in time through the web proxy {proxy}."),
            format!("Check the network connection and VPN, and whether this is the right proxy. {WHERE}"),
        ),
        ProxyFault::Unreached => (
            format!("The web proxy {proxy} cannot be reached."),
            format!("Check the network connection and VPN, and whether this is the right proxy. {WHERE}"),
        ),
        ProxyFault::Socks => (
            format!("The web proxy {proxy} speaks SOCKS, which JIT Tray does not."),
            "Name an http proxy as \"proxy\" in the settings, or \"none\" to go without.".to_owned(),
        ),
        ProxyFault::Strange => (
            format!("What answers at {proxy} is no web proxy."),
            format!("Check its address and port. {WHERE}"),
        ),
    };
    let problem = Problem::new(Code::ProxyFailed, message, hint);
    if fault == ProxyFault::WantsSignIn { problem.with_remedy(Remedy::ProxySignIn) } else { problem }
}
