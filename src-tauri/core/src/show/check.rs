//! What a connection check found, line by line, and the one thing to do (`ux` 3.5, E15).

use jiff::Timestamp;

use crate::attempt::Attempt;
use crate::check::Check;
use crate::fit::Fitted;
use crate::{
    ActionView, AdviceView, CheckLine, CheckState, CheckView, Code, Intent, PortalPage, Power, Prefix,
    Problem, State,
};

const RULES_ACTION: &str = "Microsoft.Network/networkInterfaces/effectiveNetworkSecurityGroups/action";
const MACHINE_ACTION: &str = "Microsoft.Compute/virtualMachines/instanceView/read";
const POLICY_ACTION: &str = "Microsoft.Security/locations/jitNetworkAccessPolicies/read";

impl State {
    pub(super) fn check(&self, attempt: &Attempt, now: Timestamp) -> Option<CheckView> {
        let (check, fitted) = (attempt.check.as_ref()?, attempt.request.fitted()?);
        let mut lines = vec![
            address(check, fitted),
            self.request(check, attempt, fitted, now),
            rules(check, fitted),
            machine(check),
            way_out(check, fitted),
        ];
        if let Some(firewall) = fitted.firewall {
            let about =
                format!("The way leads through Azure Firewall at {firewall}; its rules are not read.");
            lines.push(line("Azure Firewall", CheckState::Unknown, about));
        }
        let advice = check.is_complete().then(|| advice(&lines, attempt, fitted));
        Some(CheckView { lines, advice })
    }

    fn request(&self, check: &Check, attempt: &Attempt, fitted: &Fitted, now: Timestamp) -> CheckLine {
        const LABEL: &str = "Access in Azure";
        let policy = match &check.request {
            None => return running(LABEL),
            Some(Err(problem)) => return unknown(LABEL, problem, POLICY_ACTION),
            Some(Ok(policy)) => policy,
        };
        let azure_now = attempt.azure_now(now);
        let live = policy
            .requests_for(&attempt.vm.id, fitted.port, fitted.source)
            .filter(|request| request.is_live(azure_now))
            .max_by_key(|request| request.until);
        match live {
            Some(request) => {
                let until = self.clock_time(attempt.our_time(request.until), now);
                line(
                    LABEL,
                    CheckState::Pass,
                    format!("Port {} is listed as open until {until}.", fitted.port),
                )
            }
            None => line(
                LABEL,
                CheckState::Fail,
                format!("Azure no longer lists port {} as open for {}.", fitted.port, fitted.source),
            ),
        }
    }
}

fn address(check: &Check, fitted: &Fitted) -> CheckLine {
    const LABEL: &str = "Your address";
    match &check.address {
        None => running(LABEL),
        Some(Err(problem)) => line(LABEL, CheckState::Unknown, problem.message.clone()),
        Some(Ok(address)) if fitted.source.contains(*address) => {
            line(LABEL, CheckState::Pass, format!("You are at {address}, for which access is open."))
        }
        Some(Ok(address)) => line(
            LABEL,
            CheckState::Fail,
            format!("You are at {address} now; access is open for {}.", fitted.source),
        ),
    }
}

fn rules(check: &Check, fitted: &Fitted) -> CheckLine {
    const LABEL: &str = "Security rules";
    let port = fitted.port;
    let groups = match &check.rules {
        None => return running(LABEL),
        Some(Err(problem)) => return unknown(LABEL, problem, RULES_ACTION),
        Some(Ok(groups)) if groups.is_empty() => {
            let about = "No network security group applies, so Azure may let nothing in.";
            return line(LABEL, CheckState::Unknown, about.to_owned());
        }
        Some(Ok(groups)) => groups,
    };
    let to = check.machine.as_ref().and_then(|it| it.as_ref().ok()).and_then(|it| it.private_address);
    // Behind a firewall the connection comes from the firewall.
    let from = fitted.firewall.map_or(fitted.source, Prefix::one);
    for group in groups {
        let (name, place) = (crate::clean(&group.name), &group.place);
        match group.decides(from, to, port) {
            Some(rule) if rule.allows => {}
            Some(rule) => {
                let rule = crate::clean(&rule.name);
                let about = format!("The rule {rule} of {name} on {place} keeps port {port} closed.");
                return line(LABEL, CheckState::Fail, about);
            }
            None => {
                let about = format!("No rule of {name} on {place} lets port {port} in.");
                return line(LABEL, CheckState::Fail, about);
            }
        }
    }
    line(LABEL, CheckState::Pass, format!("The network security groups let port {port} in."))
}

fn machine(check: &Check) -> CheckLine {
    const LABEL: &str = "Machine";
    match &check.machine {
        None => running(LABEL),
        Some(Err(problem)) => unknown(LABEL, problem, MACHINE_ACTION),
        Some(Ok(vitals)) => match (vitals.power, vitals.agent_is_ready) {
            (Power::Running, Some(true)) => {
                line(LABEL, CheckState::Pass, "It is running, and its agent is ready.".to_owned())
            }
            (Power::Running, None) => line(LABEL, CheckState::Pass, "It is running.".to_owned()),
            (Power::Running, Some(false)) => line(
                LABEL,
                CheckState::Fail,
                "It is running, but its agent is not ready: it may still be starting, or hang.".to_owned(),
            ),
            (Power::Unknown, _) => {
                line(LABEL, CheckState::Unknown, "Azure does not say whether it is running.".to_owned())
            }
            (power, _) => line(LABEL, CheckState::Fail, format!("It is {}.", power.word())),
        },
    }
}

fn way_out(check: &Check, fitted: &Fitted) -> CheckLine {
    const LABEL: &str = "This network";
    let service = fitted.protocol.label();
    match check.way_out {
        None => running(LABEL),
        Some(true) => line(LABEL, CheckState::Pass, "Connections to Azure get out.".to_owned()),
        Some(false) => line(
            LABEL,
            CheckState::Fail,
            format!("Direct connections do not get out, and {service} does not use a web proxy."),
        ),
    }
}

/// What is in the way most likely comes first; where nothing is, what cannot be seen from here is left.
fn advice(lines: &[CheckLine], attempt: &Attempt, fitted: &Fitted) -> AdviceView {
    let fails = |place: usize| lines.get(place).is_some_and(|line| line.state == CheckState::Fail);
    let retry = Intent::Retry { attempt: attempt.id };
    let portal = |page| Intent::OpenPortal { vm: attempt.vm.clone(), page };
    let about = |place: usize| lines.get(place).map(|line| line.about.as_str()).unwrap_or_default();
    let advice =
        |text: String, label: &str, intent| AdviceView { text, action: ActionView::new(label, intent) };
    if fails(0) {
        advice(
            "Your address changed. Open access for the new one.".to_owned(),
            "Open for the new address",
            retry,
        )
    } else if fails(1) {
        advice("Access has ended early. Ask for it again.".to_owned(), "Ask again", retry)
    } else if fails(3) {
        let page = PortalPage::BootDiagnostics;
        advice(format!("{} Look at its screen.", about(3)), "See screen of the machine", portal(page))
    } else if fails(2) {
        let text = format!("{} Whoever may change the rules has to let it in.", about(2));
        advice(text, "Open networking in the portal", portal(PortalPage::Networking))
    } else if fails(4) {
        let text = "Try another network, or ask whoever runs this one to let the port out.".to_owned();
        advice(text, "Try again", retry)
    } else {
        let text = format!(
            "Nothing that can be seen from here is in the way. What is left is the machine's own firewall, or a network \
             that does not let port {} out.",
            fitted.port
        );
        advice(text, "See screen of the machine", portal(PortalPage::BootDiagnostics))
    }
}

fn unknown(label: &str, problem: &Problem, action: &str) -> CheckLine {
    let about = match problem.code {
        Code::NotPermitted => format!("Not known: your account lacks the permission {action}."),
        _ => format!("Not known: {}", problem.message),
    };
    line(label, CheckState::Unknown, about)
}

fn running(label: &str) -> CheckLine {
    line(label, CheckState::Running, "Being checked…".to_owned())
}

fn line(label: &str, state: CheckState, about: String) -> CheckLine {
    CheckLine { label: label.to_owned(), state, about }
}
