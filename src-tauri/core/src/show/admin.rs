//! The text a person sends to whoever can mend what they cannot: who, what, where, and exactly what is missing.

use crate::attempt::{Attempt, End};
use crate::quote::bash;
use crate::{
    AttemptId, Code, Problem, REQUEST_ACTION, Remedy, ResourceId, START_ACTION, Sources, State, clean,
};

/// What connecting needs besides the request itself (azure-api 2.6).
const READS: [&str; 4] = [
    "Microsoft.Security/locations/jitNetworkAccessPolicies/*/read",
    "Microsoft.Compute/virtualMachines/read",
    "Microsoft.Network/networkInterfaces/*/read",
    "Microsoft.Network/publicIPAddresses/read",
];

impl State {
    /// What to hand on about an attempt that failed.
    pub(crate) fn for_admin(&self, attempt: AttemptId) -> Option<String> {
        let attempt = self.attempts.iter().find(|it| it.id == attempt)?;
        let Some(End::Failed(problem)) = &attempt.end else { return None };
        let machine = &attempt.vm.id;
        let name = clean(machine.name());
        let mut lines =
            vec!["Hello,".to_owned(), String::new(), asked(&name, attempt, problem), String::new()];
        lines.extend(self.person(attempt).map(|person| format!("Person: {person}")));
        lines.push(format!("Machine: {name}"));
        lines.push(format!("Resource: {}", clean(machine.as_str())));
        lines.extend(facts(attempt, problem));
        if let Some(action) = missing(problem) {
            lines.extend(self.role(attempt, action));
        }
        lines.extend(support(problem));
        Some(lines.join("\n"))
    }

    /// Who asks.
    fn person(&self, attempt: &Attempt) -> Option<String> {
        let accounts = &self.session.accounts;
        let own = attempt.vm.account.as_ref().and_then(|id| self.session.account(id));
        own.or(accounts.first()).map(|account| clean(&account.name))
    }

    /// Commands that give exactly what is missing, and nothing else.
    fn role(&self, attempt: &Attempt, action: &str) -> Vec<String> {
        let machine = &attempt.vm.id;
        // A request is posted to the policy, which lies in the machine's resource group.
        let group = machine.resource_group_id().filter(|_| action == REQUEST_ACTION);
        let scope = group.as_ref().unwrap_or(machine).to_string();
        let assignee = self.person(attempt).unwrap_or_else(|| "PERSON".to_owned());
        let (name, actions) = if action == REQUEST_ACTION {
            ("JIT access requester", [&[REQUEST_ACTION], &READS[..]].concat())
        } else {
            ("JIT access helper", vec![action])
        };
        let definition = serde_json::json!({
            "Name": name,
            "Description": "For just-in-time access to virtual machines.",
            "Actions": actions,
            "AssignableScopes": [format!("/subscriptions/{}", machine.subscription())],
        });
        vec![
            format!("Permission: {}", clean(action)),
            format!("Scope: {}", clean(&scope)),
            String::new(),
            "No built-in role has just this. With Azure CLI:".to_owned(),
            String::new(),
            format!("az role definition create --role-definition {}", bash(&definition.to_string())),
            format!(
                "az role assignment create --assignee {} --role {} --scope {}",
                bash(&assignee),
                bash(name),
                bash(&scope)
            ),
        ]
    }
}

/// What is asked for, in a sentence.
fn asked(name: &str, attempt: &Attempt, problem: &Problem) -> String {
    match (problem.code, problem.remedy.as_deref()) {
        (_, Some(Remedy::Rule)) => format!(
            "a rule of Azure Policy keeps me from working with {name}. Please look whether it has to. Its name is in \
             Azure's words below."
        ),
        (_, Some(Remedy::Lock { .. })) => {
            format!("a lock keeps me from starting {name}. Please lift it, or start the machine for me.")
        }
        (_, Some(Remedy::Quota)) => format!(
            "{name} cannot be started because the subscription has used up its quota of cores. Please ask for a larger \
             one, or deallocate a machine nobody needs."
        ),
        (_, Some(Remedy::PlanOff)) => format!(
            "please switch on Defender for Servers Plan 2 for the subscription of {name} (Microsoft Defender for Cloud, \
             Environment settings), so that just-in-time access can be requested."
        ),
        (Code::NoPolicy, _) => format!(
            "please switch on just-in-time access for {name} (Microsoft Defender for Cloud, Workload protections, \
             Just-in-time VM access)."
        ),
        (Code::SourceNotAllowed | Code::OutsidePolicy, _) => {
            format!("please let the just-in-time policy of {name} accept the address I work from.")
        }
        (Code::MayNotRequest, _) => {
            format!("I would like to request just-in-time access to {name} and lack a permission for it.")
        }
        (Code::MayNotStart, _) => format!("I would like to start {name} and lack the permission for it."),
        (Code::NotPermitted, _) => format!("I would like to connect to {name} and lack a permission for it."),
        (Code::NotTrusted, _) => {
            format!(
                "JIT Tray refuses its connection to Azure: {} {}",
                clean(&problem.message),
                clean(&problem.hint)
            )
        }
        _ => format!(
            "I could not connect to {}: {} {}",
            clean(&attempt.label),
            clean(&problem.message),
            clean(&problem.hint)
        ),
    }
}

/// What the request is about in numbers.
fn facts(attempt: &Attempt, problem: &Problem) -> Vec<String> {
    let mut lines = Vec::new();
    match problem.remedy.as_deref() {
        Some(Remedy::Sources { mine, port, accepted, .. }) => {
            lines.extend(policy_of(attempt).map(|policy| format!("Policy: {}", clean(policy.as_str()))));
            lines.push(format!("Port: {port}"));
            lines.push(format!("My address: {mine}"));
            if let Sources::Only(ranges) = accepted {
                let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
                lines.push(format!("Accepted now: {}", ranges.join(", ")));
            }
        }
        Some(Remedy::Lock { name: Some(name) }) => lines.push(format!("Lock: {}", clean(name))),
        Some(Remedy::Quota) => {
            let look = attempt.look.known();
            lines.extend(look.map(|look| format!("Region: {}", crate::region::region_name(&look.vm.region))));
            let size = look.and_then(|look| look.vm.size.as_ref());
            lines.extend(size.map(|size| format!("Size: {}", clean(size))));
        }
        _ => {}
    }
    let details = problem.details.as_deref();
    let key = |name: &str, value: Option<&String>| Some(format!("{name}: {}", clean(value?)));
    lines.extend(details.and_then(|it| key("Host key known from before", it.known_key.as_ref())));
    lines.extend(details.and_then(|it| key("Host key shown now", it.shown_key.as_ref())));
    lines
}

fn policy_of(attempt: &Attempt) -> Option<&ResourceId> {
    attempt.look.known()?.policies.first().map(|policy| &policy.id)
}

/// The permission that is missing, where one is.
fn missing(problem: &Problem) -> Option<&str> {
    match (problem.code, problem.remedy.as_deref()) {
        (_, Some(Remedy::Permission { action, .. })) => Some(action),
        (_, Some(Remedy::Rule)) => None,
        (Code::MayNotRequest, _) => Some(REQUEST_ACTION),
        (Code::MayNotStart, _) => Some(START_ACTION),
        _ => None,
    }
}

/// What support asks for.
fn support(problem: &Problem) -> Vec<String> {
    let Some(details) = problem.details.as_deref() else { return Vec::new() };
    let mut lines = vec![String::new()];
    lines.extend(details.azure_message.as_ref().map(|said| format!("Azure says: {}", clean(said))));
    lines.extend(details.correlation_id.as_ref().map(|id| format!("Correlation id: {}", clean(id))));
    lines.extend(details.time.map(|time| format!("Time: {time}")));
    lines
}
