//! Ten thousand machines searched: how long making them ready takes, and how long each kind of search.
//!
//! Nothing here fails because a number is bad: the table is for reading. The budget is 5 ms for a search.
#![forbid(unsafe_code)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use jit_core::search::{Context, Index, Query};
use jit_core::{
    Favourites, Jit, JitDuration, Machine, Os, PortRule, Power, Protection, ResourceId, Sources, Vm, VmRef,
    Windows,
};

const MACHINES: usize = 10_000;
const RUNS: usize = 101;

fn main() {
    let machines: Vec<Machine> = (0..MACHINES).map(machine).collect();
    let (favourites, windows) = (Favourites::default(), Windows::default());
    let context = Context {
        now: jiff::Timestamp::UNIX_EPOCH,
        favourites: &favourites,
        windows: &windows,
        last_used: None,
    };
    let index = Index::new(&machines, &favourites);
    let ready = median(|| drop(black_box(Index::new(&machines, &favourites))));
    println!("{MACHINES} machines made ready in {:.2} ms", ms(ready));
    println!("{:>9}  {:>8}  search", "ms", "found");
    for text in [
        "e",
        "web",
        "web prod",
        "nothing-like-it",
        "-web -prod",
        "web|sql|build",
        "os:linux state:running",
        "sub:7 tag:env=prod size:d4 web",
        "ip:10.0.0.0/9 port:>=3000",
        "ip:10.1",
        "is:unprotected -loc:west",
        "zürich",
    ] {
        let query = Query::parse(text);
        let found = index.search(&machines, &query, &context).machines.len();
        let took = median(|| drop(black_box(index.search(&machines, &Query::parse(text), &context))));
        println!("{:>9.2}  {found:>8}  {text}", ms(took));
    }
}

fn median(work: impl Fn()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Names, tags and groups as long as companies have them.
fn machine(n: usize) -> Machine {
    const ROLES: [&str; 6] = ["web", "app", "sql", "build", "etl", "jump"];
    const ENVIRONMENTS: [&str; 3] = ["prod", "test", "dev"];
    let (role, environment) = (ROLES[n % 6], ENVIRONMENTS[n % 3]);
    let group = format!("rg-{role}-{environment}-{:03}", n % 700);
    let name = format!("vm-{role}-{environment}-{n:05}");
    let id = format!(
        "/subscriptions/{:08x}-1bf0-4dda-aec3-cb9272f09590/resourceGroups/{group}/providers/Microsoft.Compute/virtualMachines/{name}",
        n % 200
    );
    let [a, b] = [u8::try_from(n / 250).unwrap_or(u8::MAX), u8::try_from(n % 250).unwrap_or_default()];
    let rule = |number| PortRule { number, longest: JitDuration::DEFAULT, sources: Sources::Any };
    let tags =
        [("env", environment), ("owner", "Zoë Müller"), ("costCenter", "4711-Zürich"), ("application", role)];
    Machine {
        vm: Vm {
            at: VmRef { id: ResourceId::parse(&id).expect("an id"), tenant: None, account: None },
            subscription: format!("Contoso Subscription {}", n % 200),
            resource_group: group,
            region: ["westeurope", "northeurope", "switzerlandnorth"][n % 3].to_owned(),
            os: if n.is_multiple_of(2) { Os::Linux } else { Os::Windows },
            power: if n.is_multiple_of(4) { Power::Deallocated } else { Power::Running },
            admin_user: None,
            vm_guid: None,
            private_address: Some([10, a, b, 4].into()),
            public_address: n.is_multiple_of(5).then(|| [203, 0, 113, b].into()),
            dns_name: None,
            size: Some("Standard_D4s_v5".to_owned()),
            computer_name: Some(name.clone()),
            zones: Vec::new(),
            tags: tags.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            name,
        },
        jit: match n % 3 {
            0 => Jit::Off,
            _ => Jit::On(Protection { ports: vec![rule(22), rule(3389)], requests: Vec::new() }),
        },
        past: jit_core::Past::default(),
    }
}
