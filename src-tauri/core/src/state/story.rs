//! Tells one connect to a [`State`]: answers its questions one by one and remembers what it asked.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::*;

const VMS: &str = "/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines";
/// Contoso's tenant.
pub(super) const HOME: &str = "0c0ffee0-0000-4000-8000-000000000001";
const POLICY: &str = "/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default";

pub(super) struct Story {
    pub state: State,
    pub now: Timestamp,
    asked: Vec<(AttemptId, AskId, Ask)>,
    answered: Vec<AskId>,
    pub effects: Vec<Effect>,
}

impl Story {
    pub fn new() -> Self {
        Self::with(Loaded::default())
    }

    /// A program that found this in its files, and that its surroundings sign in where nobody else is.
    pub fn with(mut loaded: Loaded) -> Self {
        if loaded.accounts.is_empty() {
            loaded.accounts = vec![account("app", WayIn::ServicePrincipal)];
        }
        Self::just_with(loaded)
    }

    /// A program that found just this.
    pub fn just_with(loaded: Loaded) -> Self {
        let mut story = Self {
            state: State::new("Azure", TimeZone::UTC),
            now: "2026-02-01T09:00:00Z".parse().unwrap(),
            asked: vec![],
            answered: vec![],
            effects: vec![],
        };
        story.tell(Event::Loaded(Box::new(loaded)));
        story
    }

    pub fn connect(wish: Wish) -> Self {
        let mut story = Self::new();
        story.press(wish);
        story
    }

    pub fn press(&mut self, wish: Wish) -> &mut Self {
        self.press_on("web-01", wish)
    }

    pub fn press_on(&mut self, machine: &str, wish: Wish) -> &mut Self {
        self.want(Intent::ConnectTo { vm: named(machine), label: machine.into(), wish })
    }

    pub fn want(&mut self, intent: Intent) -> &mut Self {
        self.tell(Event::Intent(intent))
    }

    pub fn tell(&mut self, event: Event) -> &mut Self {
        let effects = self.state.handle(event, self.now);
        for effect in &effects {
            if let Effect::Ask { attempt, ask, what } = effect {
                self.asked.push((*attempt, *ask, what.clone()));
            }
        }
        self.effects.extend(effects);
        self
    }

    pub fn pass_ms(&mut self, ms: i64) -> &mut Self {
        self.now += SignedDuration::from_millis(ms);
        self.tell(Event::Woke)
    }

    pub fn asked_since_start(&self) -> Vec<&'static str> {
        self.asked.iter().map(|(_, _, ask)| name(ask)).collect()
    }

    pub fn initiates(&self) -> Vec<Initiate> {
        self.asked
            .iter()
            .filter_map(|(_, _, ask)| if let Ask::Initiate(i) = ask { Some(i.clone()) } else { None })
            .collect()
    }

    /// The newest question of this name that has no answer yet.
    pub fn outstanding(&self, wanted: &str) -> (AttemptId, AskId) {
        let open =
            |(_, id, ask): &&(AttemptId, AskId, Ask)| name(ask) == wanted && !self.answered.contains(id);
        let found = self.asked.iter().rev().find(open);
        found
            .map(|(attempt, ask, _)| (*attempt, *ask))
            .unwrap_or_else(|| panic!("no open {wanted}: {:?}", self.asked))
    }

    pub fn answer(&mut self, (attempt, ask): (AttemptId, AskId), answer: Answer) -> &mut Self {
        self.answered.push(ask);
        self.tell(Event::Answered { attempt, ask, answer })
    }

    pub fn address(&mut self, text: &str) -> &mut Self {
        self.answer(self.outstanding("PublicAddress"), Answer::PublicAddress(Ok(text.parse().unwrap())))
    }

    pub fn look(&mut self, look: Look) -> &mut Self {
        self.answer(self.outstanding("Look"), Answer::Look(Ok(Box::new(look))))
    }

    pub fn accept(&mut self) -> &mut Self {
        let until = self.initiates().pop().unwrap().until;
        let accepted = Accepted { from: self.now, until, mapped_port: None };
        self.answer(self.outstanding("Initiate"), Answer::Initiate(Ok(accepted)))
    }

    pub fn refuse(&mut self, problem: Problem) -> &mut Self {
        self.answer(self.outstanding("Initiate"), Answer::Initiate(Err(problem)))
    }

    pub fn policy(&mut self, policy: Policy) -> &mut Self {
        self.answer(self.outstanding("Policy"), Answer::Policy(Ok(policy)))
    }

    pub fn start(&mut self, operation: Option<Operation>) -> &mut Self {
        self.answer(self.outstanding("Start"), Answer::Start(Ok(operation)))
    }

    pub fn observe(&mut self, power: Power, address: Option<&str>) -> &mut Self {
        let public_address = address.map(|text| text.parse().unwrap());
        let observed = Observed { power, public_address, failure: None };
        self.answer(self.outstanding("Observe"), Answer::Observe(Ok(observed)))
    }

    pub fn probe(&mut self, outcome: ProbeOutcome) -> &mut Self {
        self.answer(self.outstanding("Probe"), Answer::Probe(outcome))
    }

    pub fn launched(&mut self) -> &mut Self {
        self.answer(self.outstanding("Launch"), Answer::Launch(Ok("ssh".into())))
    }

    pub fn launch_asked(&self) -> Launch {
        let found = self
            .asked
            .iter()
            .rev()
            .find_map(|(_, _, ask)| if let Ask::Launch(l) = ask { Some(l.clone()) } else { None });
        found.expect("a client is opened")
    }

    pub fn cancel(&mut self) -> &mut Self {
        let attempt = self.attempt().id;
        self.want(Intent::Cancel { attempt })
    }

    pub fn retry(&mut self) -> &mut Self {
        let attempt = self.attempt().id;
        self.want(Intent::Retry { attempt })
    }

    pub fn view(&self) -> View {
        self.state.view(self.now)
    }

    /// The questions that have no answer yet, the oldest first.
    pub fn open_questions(&self) -> Vec<&'static str> {
        let open = |(_, id, _): &&(AttemptId, AskId, Ask)| !self.answered.contains(id);
        self.asked.iter().filter(open).map(|(_, _, ask)| name(ask)).collect()
    }

    pub fn attempt(&self) -> AttemptView {
        self.view().attempts.remove(0)
    }

    pub fn connected(&self) -> Connected {
        match self.attempt().outcome {
            Some(OutcomeView::Connected(connected)) => connected,
            other => panic!("not connected: {other:?}"),
        }
    }

    pub fn problem(&self) -> Problem {
        match self.attempt().outcome {
            Some(OutcomeView::Failed { problem, .. }) => problem,
            other => panic!("not failed: {other:?}"),
        }
    }

    pub fn state_line(&self) -> String {
        match self.attempt().outcome {
            Some(OutcomeView::Failed { state, .. } | OutcomeView::Cancelled { state, .. }) => state,
            other => panic!("no state line: {other:?}"),
        }
    }

    pub fn open_request(&self, source: &str, minutes: i64) -> AccessRequest {
        AccessRequest {
            vm: vm_ref().id,
            port: 22,
            source: Some(source.parse().unwrap()),
            from: self.now,
            until: self.now + SignedDuration::from_mins(minutes),
            status: RequestStatus::Initiated,
            mapped_port: None,
            requestor: None,
        }
    }
}

/// An account of this name, at home in Contoso.
pub(super) fn account(name: &str, way: WayIn) -> Account {
    Account { id: AccountId(format!("{name}-id")), way, name: name.into(), tenant: Some(HOME.into()) }
}

pub(super) fn vm_ref() -> VmRef {
    named("web-01")
}

pub(crate) fn named(machine: &str) -> VmRef {
    VmRef { id: ResourceId::parse(&format!("{VMS}/{machine}")).unwrap(), tenant: None, account: None }
}

/// Access that was opened at the start of a story, for so many minutes.
pub(crate) fn open_window(machine: &str, minutes: i64) -> AccessWindow {
    let from: Timestamp = "2026-02-01T09:00:00Z".parse().unwrap();
    AccessWindow {
        vm: named(machine),
        label: machine.into(),
        policy: policy(Sources::Any).id,
        port: 22,
        source: "203.0.113.7".parse().unwrap(),
        from,
        until: from + SignedDuration::from_mins(minutes),
        protocol: Protocol::Ssh,
        length: JitDuration::from_mins(minutes),
        whole_range: false,
        reached: None,
        user: None,
        key: None,
    }
}

pub(super) fn look(power: Power, address: Option<&str>) -> Look {
    let vm = Vm {
        at: vm_ref(),
        name: "web-01".into(),
        subscription: "Production".into(),
        resource_group: "rg-web".into(),
        region: "westeurope".into(),
        os: Os::Linux,
        power,
        admin_user: Some("azureuser".into()),
        vm_guid: Some("0f47b100-583c-48e3-a4c0-aefc2c9bbcc1".into()),
        private_address: Some("10.0.0.4".parse().unwrap()),
        public_address: address.map(|text| text.parse().unwrap()),
        dns_name: None,
        size: Some("Standard_B2s".into()),
        computer_name: Some("web-01".into()),
        zones: vec![],
        tags: std::collections::BTreeMap::new(),
    };
    let (may_request, may_start) = (Right::Granted, Right::Granted);
    Look {
        vm,
        policies: vec![policy(Sources::Any)],
        may_request,
        may_start,
        clock_offset: SignedDuration::ZERO,
    }
}

pub(crate) fn policy(sources: Sources) -> Policy {
    let ports = vec![PortRule { number: 22, longest: "PT3H".parse().unwrap(), sources }];
    let machines = vec![PolicyMachine { vm: vm_ref().id, ports, public_address: None }];
    Policy { id: ResourceId::parse(POLICY).unwrap(), machines, requests: vec![] }
}

/// The policy with this request in it.
pub(super) fn listing(request: AccessRequest) -> Policy {
    Policy { requests: vec![request], ..policy(Sources::Any) }
}

pub(super) fn operation() -> Operation {
    Operation { url: "https://arm/operations/1".into(), wait: SignedDuration::from_secs(1) }
}

pub(super) fn failed(code: Code) -> Problem {
    Problem::new(code, "It did not work.", "Do something else.")
}

fn name(ask: &Ask) -> &'static str {
    match ask {
        Ask::PublicAddress => "PublicAddress",
        Ask::OwnAddress { .. } => "OwnAddress",
        Ask::Look(_) => "Look",
        Ask::Initiate(_) => "Initiate",
        Ask::Policy { .. } => "Policy",
        Ask::Start(_) => "Start",
        Ask::Stop(_) => "Stop",
        Ask::Operation { .. } => "Operation",
        Ask::Observe(_) => "Observe",
        Ask::Probe(_) => "Probe",
        Ask::Launch(_) => "Launch",
    }
}
