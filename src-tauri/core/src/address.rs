//! The workstation's public address: believed only when two operators agree.

use std::net::Ipv4Addr;

use crate::{Code, Problem, Remedy};

/// What one address service said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressAnswer {
    /// Who runs the service.
    pub operator: String,
    /// The address, or why there is none, in a few words.
    pub answer: Result<Ipv4Addr, String>,
}

/// Finds the address two different operators agree on.
///
/// A wrong answer would open a firewall to somebody else, so one answer is never enough, and a usable answer
/// that contradicts leaves the choice to the person.
///
/// # Errors
/// [`Code::Offline`] when no service answered at all, [`Code::AddressUnsure`] otherwise.
pub fn agreed_address(answers: &[AddressAnswer]) -> Result<Ipv4Addr, Problem> {
    let mut votes: Vec<(&str, Ipv4Addr)> = answers
        .iter()
        .filter_map(|a| Some((a.operator.as_str(), usable(*a.answer.as_ref().ok()?)?)))
        .collect();
    votes.sort();
    votes.dedup();
    let told = || Remedy::Addresses(votes.iter().map(|(who, what)| ((*who).to_owned(), *what)).collect());
    let mut addresses: Vec<Ipv4Addr> = votes.iter().map(|(_, address)| *address).collect();
    addresses.sort();
    addresses.dedup();
    match addresses.as_slice() {
        [one] if votes.len() >= 2 => Ok(*one),
        [] if answers.iter().all(|a| a.answer.is_err()) => Err(Problem::new(
            Code::Offline,
            format!("No address service can be reached ({}).", said(answers)),
            "Check the network connection, then try again. The services are asked without the web proxy, which sessions \
             do not use either; where a firewall keeps them out, set \"address.fixed\" in the settings.",
        )),
        [] | [_] => Err(Problem::new(
            Code::AddressUnsure,
            format!("Your public address is not certain: {}.", said(answers)),
            "Two services of different operators must agree. Try again, or set a fixed address in the settings.",
        )
        .with_remedy(told())),
        _ => Err(Problem::new(
            Code::AddressUnsure,
            format!(
                "The address services disagree: {}. Often a VPN or a proxy is the reason.",
                said(answers)
            ),
            "Choose the address your sessions come from with --address, or set it in the settings.",
        )
        .with_remedy(told())),
    }
}

/// An address Azure could see a workstation come from. Documentation ranges count: simulated worlds live there.
fn usable(address: Ipv4Addr) -> Option<Ipv4Addr> {
    let shared = u32::from(address) & 0xFFC0_0000 == u32::from(Ipv4Addr::new(100, 64, 0, 0));
    let local = address.is_private() || address.is_loopback() || address.is_link_local();
    let special = address.is_multicast() || address.is_unspecified() || address.octets()[0] >= 240;
    (!shared && !local && !special && address.octets()[0] != 0).then_some(address)
}

/// Whether an address may be used as the source of an access request.
#[must_use]
pub fn is_public(address: Ipv4Addr) -> bool {
    usable(address).is_some()
}

fn said(answers: &[AddressAnswer]) -> String {
    let words: Vec<String> = answers
        .iter()
        .map(|a| match &a.answer {
            Ok(address) if usable(*address).is_none() => {
                format!("{} gave {address}, which is not public", a.operator)
            }
            Ok(address) => format!("{} gave {address}", a.operator),
            Err(reason) => format!("{}: {reason}", a.operator),
        })
        .collect();
    if words.is_empty() { "no service is configured".to_owned() } else { words.join("; ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(given: &[(&str, &str)]) -> Vec<AddressAnswer> {
        let one = |(operator, text): &(&str, &str)| AddressAnswer {
            operator: (*operator).to_owned(),
            answer: text.parse().map_err(|_| (*text).to_owned()),
        };
        given.iter().map(one).collect()
    }

    #[test]
    fn two_operators_that_agree_are_believed() {
        let given = answers(&[("A", "203.0.113.7"), ("B", "no answer"), ("C", "203.0.113.7")]);
        assert_eq!(agreed_address(&given), Ok(Ipv4Addr::new(203, 0, 113, 7)));
    }

    #[test]
    fn one_operator_with_two_services_is_one_voice() {
        let problem = agreed_address(&answers(&[("A", "203.0.113.7"), ("A", "203.0.113.7")])).unwrap_err();
        assert_eq!(problem.code, Code::AddressUnsure);
    }

    #[test]
    fn a_contradiction_is_never_outvoted() {
        let given = answers(&[("A", "203.0.113.7"), ("B", "203.0.113.7"), ("C", "198.51.100.4")]);
        let problem = agreed_address(&given).unwrap_err();
        assert_eq!(
            problem.message,
            "The address services disagree: A gave 203.0.113.7; B gave 203.0.113.7; C gave 198.51.100.4. \
             Often a VPN or a proxy is the reason."
        );
    }

    #[test]
    fn addresses_that_azure_cannot_see_do_not_count() {
        for inside in [
            "10.0.0.4",
            "127.0.0.1",
            "169.254.1.1",
            "100.64.0.1",
            "192.168.1.5",
            "224.0.0.1",
            "0.0.0.0",
            "255.255.255.255",
        ] {
            let problem = agreed_address(&answers(&[("A", inside), ("B", inside)])).unwrap_err();
            assert_eq!(problem.code, Code::AddressUnsure, "{inside}");
        }
    }

    #[test]
    fn silence_everywhere_is_being_offline() {
        let problem = agreed_address(&answers(&[("A", "timed out"), ("B", "timed out")])).unwrap_err();
        assert_eq!(problem.code, Code::Offline);
        assert_eq!(problem.message, "No address service can be reached (A: timed out; B: timed out).");
    }
}
