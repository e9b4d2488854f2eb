//! Azure and the workstation, small: what is asked is answered from what is so.

use std::net::Ipv4Addr;

use jiff::{SignedDuration, Timestamp};

use super::script::Mood;
use super::setting::{Set, Setting};
use crate::*;

const HOMES: [Ipv4Addr; 3] =
    [Ipv4Addr::new(203, 0, 113, 7), Ipv4Addr::new(203, 0, 113, 9), Ipv4Addr::new(198, 51, 100, 200)];

#[derive(Debug, Clone)]
pub(super) struct Machine {
    index: usize,
    set: Set,
    power: Power,
    boots_until: Option<Timestamp>,
    address: Option<Ipv4Addr>,
}

pub(super) struct World {
    pub now: Timestamp,
    pub asked: Vec<(AttemptId, AskId, Ask)>,
    setting: Setting,
    machines: Vec<Machine>,
    pub requests: Vec<(ResourceId, AccessRequest)>,
    home: Ipv4Addr,
    /// The sign-in that goes on.
    pub sign_in: Option<SigningIn>,
}

/// Who uses the program.
pub(super) fn barbara() -> Account {
    let name = "barbara@contoso.com".to_owned();
    Account { id: AccountId("b.c".into()), way: WayIn::Browser, name, tenant: Some("contoso".into()) }
}

impl Machine {
    pub fn at(&self) -> VmRef {
        let id = format!(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-{}",
            self.index
        );
        VmRef { id: ResourceId::parse(&id).unwrap(), tenant: None, account: None }
    }
}

impl World {
    pub fn new(setting: Setting) -> Self {
        let machine = |(index, set): (usize, &Set)| Machine {
            index,
            power: set.power,
            boots_until: None,
            address: (set.keeps_address || set.power == Power::Running).then(|| address(index)),
            set: set.clone(),
        };
        Self {
            // Azure writes fractions of a second, so no two requests are of the same moment.
            now: "2026-02-01T09:00:00.0000007Z".parse().unwrap(),
            asked: vec![],
            machines: setting.machines.iter().enumerate().map(machine).collect(),
            setting,
            requests: vec![],
            home: HOMES[0],
            sign_in: None,
        }
    }

    pub fn machine(&self, index: usize) -> &Machine {
        &self.machines[index]
    }

    /// What the program finds when it starts.
    pub fn loaded(&self) -> Loaded {
        Loaded { accounts: vec![barbara()], can_ask: self.setting.can_ask, ..Loaded::default() }
    }

    pub fn wish(&self, index: usize) -> Wish {
        self.setting.wishes[index].clone()
    }

    pub fn azure_now(&self) -> Timestamp {
        self.now + self.setting.clock_offset
    }

    pub fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask { attempt, ask, what } => self.asked.push((attempt, ask, what)),
                Effect::SignIn(wanted) => self.sign_in = Some(wanted),
                Effect::StopSignIn(id) => self.sign_in = self.sign_in.take().filter(|it| it.id != id),
                _ => {}
            }
        }
    }

    pub fn move_home(&mut self, home: usize) {
        self.home = HOMES[home];
    }

    pub fn revoke(&mut self) {
        for (_, request) in &mut self.requests {
            request.status = RequestStatus::Revoked("Expired".into());
        }
    }

    pub fn stranger(&mut self) {
        let (policy, vm) = (self.policy_id(0, 0), self.machines[0].at().id);
        self.open(
            policy,
            vm,
            22,
            "203.0.113.0/24".parse().unwrap(),
            self.azure_now() + SignedDuration::from_mins(30),
        );
    }

    pub fn machine_moves(&mut self, index: usize) {
        self.machines[index].address = Some(Ipv4Addr::new(198, 51, 100, 99));
    }

    /// The oldest question of a kind that is out.
    pub fn find(&self, kind: impl Fn(&Ask) -> bool) -> Option<usize> {
        self.asked.iter().position(|(_, _, ask)| kind(ask))
    }

    /// Answers one of the questions that are out.
    pub fn answer(&mut self, which: usize, mood: Mood) -> Option<Event> {
        if self.asked.is_empty() {
            return None;
        }
        let (attempt, ask, what) = self.asked.remove(which % self.asked.len());
        Some(Event::Answered { attempt, ask, answer: self.respond(&what, mood) })
    }

    fn respond(&mut self, what: &Ask, mood: Mood) -> Answer {
        self.boot();
        let problem = match mood {
            Mood::Badly(code) => Some(Problem::new(code, "It did not work.", "Try again.")),
            Mood::Lost => Some(Problem::new(Code::Interrupted, "The connection broke.", "Try again.")),
            Mood::Who => who(what),
            Mood::Well | Mood::Oddly(_) => None,
        };
        let arrives = !matches!(mood, Mood::Badly(_) | Mood::Who);
        let odd = if let Mood::Oddly(odd) = mood { odd } else { 0 };
        match what {
            Ask::PublicAddress | Ask::OwnAddress { .. } => {
                Answer::PublicAddress(problem.map_or(Ok(self.home), Err))
            }
            Ask::Look(vm) => Answer::Look(problem.map_or_else(|| Ok(Box::new(self.look(vm))), Err)),
            Ask::Initiate(initiate) => {
                let accepted = arrives.then(|| self.initiate(initiate));
                Answer::Initiate(problem.map_or_else(|| Ok(accepted.unwrap()), Err))
            }
            Ask::Policy { policy, .. } => {
                Answer::Policy(problem.map_or_else(|| Ok(self.policy(policy)), Err))
            }
            Ask::Start(vm) => {
                if arrives {
                    self.start(vm);
                }
                let operation = Operation { url: "https://arm/1".into(), wait: SignedDuration::from_secs(1) };
                Answer::Start(problem.map_or(Ok((odd == 0).then_some(operation)), Err))
            }
            Ask::Stop(vm) => {
                if arrives {
                    self.stop(vm);
                }
                Answer::Stop(problem.map_or(Ok(None), Err))
            }
            Ask::Operation { .. } => Answer::Operation(problem.map_or_else(|| Ok(self.operation(odd)), Err)),
            Ask::Observe(vm) => Answer::Observe(problem.map_or_else(|| Ok(self.observe(vm, odd)), Err)),
            Ask::Probe(probe) => Answer::Probe(self.probe(probe, odd)),
            Ask::Launch(_) => Answer::Launch(problem.map_or(Ok("client".into()), Err)),
        }
    }

    fn boot(&mut self) {
        let now = self.now;
        for machine in &mut self.machines {
            if machine.boots_until.is_some_and(|until| until <= now) {
                machine.power = Power::Running;
            }
        }
    }

    fn start(&mut self, vm: &VmRef) {
        let until = self.now + SignedDuration::from_secs(20);
        let machine = self.machines.iter_mut().find(|machine| machine.at() == *vm).unwrap();
        if machine.power != Power::Running {
            machine.power = Power::Starting;
            machine.boots_until = Some(until);
            machine.address.get_or_insert(address(machine.index));
        }
    }

    fn stop(&mut self, vm: &VmRef) {
        let machine = self.machines.iter_mut().find(|machine| machine.at() == *vm).unwrap();
        (machine.power, machine.boots_until) = (Power::Deallocated, None);
    }

    fn operation(&self, odd: u8) -> OperationState {
        let running = self.machines.iter().any(|machine| machine.power == Power::Starting);
        match odd {
            2 => OperationState::Failed(Problem::new(Code::StartFailed, "No capacity.", "Try later.")),
            3 => OperationState::Hidden,
            _ if running => OperationState::Running(SignedDuration::from_secs(2)),
            _ => OperationState::Succeeded,
        }
    }

    fn observe(&self, vm: &VmRef, odd: u8) -> Observed {
        let machine = self.machines.iter().find(|machine| machine.at() == *vm).unwrap();
        let failure = (odd == 4).then(|| "AllocationFailed".to_owned());
        let power = if odd == 3 { Power::Unknown } else { machine.power };
        Observed { power, public_address: machine.address.filter(|_| odd != 2), failure }
    }

    fn probe(&self, probe: &Probe, odd: u8) -> ProbeOutcome {
        let up = self.machines.iter().any(|machine| machine.power == Power::Running);
        let now = self.azure_now();
        let open = self.requests.iter().any(|(_, request)| request.is_live(now));
        match odd {
            1 => ProbeOutcome::Refused,
            2 => ProbeOutcome::Other("HTTP/1.1 400".into()),
            3 => ProbeOutcome::Unreachable("no route".into()),
            _ if up && open && odd == 0 && probe.target.port() > 0 => ProbeOutcome::Answered,
            _ => ProbeOutcome::Silent,
        }
    }

    fn initiate(&mut self, what: &Initiate) -> Accepted {
        self.open(what.policy.clone(), what.vm.id.clone(), what.port, what.source, what.until)
    }

    fn open(
        &mut self,
        policy: ResourceId,
        vm: ResourceId,
        port: u16,
        source: Prefix,
        until: Timestamp,
    ) -> Accepted {
        for (_, request) in &mut self.requests {
            if request.vm == vm && request.port == port {
                request.status = RequestStatus::Revoked("NewerRequestInitiated".into());
            }
        }
        let (from, mapped_port) = (self.azure_now(), Some(40_022));
        let (source, status) = (Some(source), RequestStatus::Initiating);
        self.requests.push((
            policy,
            AccessRequest { vm, port, source, from, until, status, mapped_port, requestor: None },
        ));
        Accepted { from, until, mapped_port: None }
    }

    fn look(&self, vm: &VmRef) -> Look {
        let index = self.machines.iter().position(|machine| machine.at() == *vm).unwrap();
        let machine = &self.machines[index];
        let vm = Vm {
            at: vm.clone(),
            name: format!("web-{index}"),
            subscription: "Production".into(),
            resource_group: "g".into(),
            region: "westeurope".into(),
            os: machine.set.os,
            power: machine.power,
            admin_user: None,
            vm_guid: None,
            private_address: None,
            public_address: machine.address,
            dns_name: None,
            size: None,
            computer_name: None,
            zones: vec![],
            tags: std::collections::BTreeMap::new(),
        };
        let policies =
            (0..machine.set.policies.len()).map(|n| self.policy(&self.policy_id(index, n))).collect();
        let (may_request, may_start) = self.setting.rights;
        Look { vm, policies, may_request, may_start, clock_offset: self.setting.clock_offset }
    }

    fn policy_id(&self, machine: usize, n: usize) -> ResourceId {
        let id = format!(
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Security/locations/w/jitNetworkAccessPolicies/p{machine}{n}"
        );
        ResourceId::parse(&id).unwrap()
    }

    fn policy(&self, id: &ResourceId) -> Policy {
        let now = self.azure_now();
        let mut machines = vec![];
        for machine in &self.machines {
            for (n, (ports, firewall)) in machine.set.policies.iter().enumerate() {
                if self.policy_id(machine.index, n) == *id {
                    let public_address = firewall.then_some(Ipv4Addr::new(198, 51, 100, 1));
                    machines.push(PolicyMachine {
                        vm: machine.at().id,
                        ports: ports.clone(),
                        public_address,
                    });
                }
            }
        }
        let listed = self
            .requests
            .iter()
            .filter(|(policy, request)| policy == id && request.from + self.setting.lag <= now);
        let requests = listed.map(|(_, request)| {
            let written = request.status == RequestStatus::Initiating
                && request.from + SignedDuration::from_secs(5) <= now;
            let status = if written { RequestStatus::Initiated } else { request.status.clone() };
            AccessRequest { status, ..request.clone() }
        });
        Policy { id: id.clone(), machines, requests: requests.collect() }
    }
}

/// Azure wants to know more of who asks; each machine is in a tenant of its own.
fn who(what: &Ask) -> Option<Problem> {
    let vm = match what {
        Ask::Look(vm) | Ask::Start(vm) | Ask::Stop(vm) | Ask::Observe(vm) => vm,
        Ask::Policy { vm, .. } | Ask::Operation { vm, .. } => vm,
        Ask::Initiate(initiate) => &initiate.vm,
        Ask::PublicAddress | Ask::OwnAddress { .. } | Ask::Probe(_) | Ask::Launch(_) => return None,
    };
    let tenant = vm.id.name().ends_with('1').then(|| "robotics".to_owned());
    let needed = SignInNeeded { account: barbara().id, tenant };
    Some(Problem::new(Code::MoreProofNeeded, "Who are you?", "Sign in.").mended_by(needed))
}

fn address(index: usize) -> Ipv4Addr {
    Ipv4Addr::new(198, 51, 100, 50 + u8::try_from(index).unwrap())
}
