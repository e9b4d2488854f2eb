//! Gates over real sockets, in time that only the test moves.

mod policies;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use russh::client;
use russh::keys::PublicKeyOrCertificate;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

use crate::world::power::PowerAction;
use crate::world::{AskedPort, Gate, World};
use crate::{Backend, Config, Running, Tempo, start};

const PATIENCE: Duration = Duration::from_secs(20);
const WEB: &str = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11/resourceGroups/rg-web";
const BUILD: &str = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11/resourceGroups/rg-build";
const PLANT: &str = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11/resourceGroups/rg-plant";
const EDGE: &str = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11/resourceGroups/rg-edge";
const HERE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 9);

async fn contoso(backends: Vec<Backend>) -> Running {
    start(Config { tempo: Tempo::Driven, backends, ..Config::default() }).await.unwrap()
}

fn gate(running: &Running, machine: &str, port: u16) -> SocketAddr {
    running.gates_now()[machine][&port]
}

/// Asks for an hour of access from here, and lets the rules be written.
fn open(running: &Running, group: &str, location: &str, machine: &str, original: u16) {
    let port = if machine == "fw-app-01" { original } else { gate(running, machine, original).port() };
    running.sim.change(|world, now| {
        let policy = format!(
            "{group}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/default"
        );
        let id = format!("{group}/providers/Microsoft.Compute/virtualMachines/{machine}");
        let end = now + jiff::SignedDuration::from_mins(20);
        let asked = vec![AskedPort { number: port, source: HERE.to_string(), end }];
        let id = crate::ResourceId::parse(&id).unwrap();
        world.request_access(&policy.to_lowercase(), "test", None, vec![(id, asked)], now).unwrap();
    });
    running.advance(Duration::from_secs(4));
}

fn power(running: &Running, group: &str, machine: &str, action: PowerAction) {
    let key = format!("{group}/providers/Microsoft.Compute/virtualMachines/{machine}").to_lowercase();
    running.sim.change(|world, now| world.begin_power(&key, action, now).map(|_| ()).unwrap_or_default());
}

/// Connects, again and again while the listener is still being moved, and reads the first bytes.
async fn first_bytes(address: SocketAddr) -> Vec<u8> {
    let once = async || -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(address).await?;
        let mut buffer = [0; 8];
        stream.read_exact(&mut buffer).await?;
        Ok(buffer.to_vec())
    };
    let retried = async {
        loop {
            // An attempt that met the gate a moment too early stays silent, so each has its own end.
            match timeout(Duration::from_millis(500), once()).await {
                Ok(Ok(bytes)) => return bytes,
                _ => tokio::task::yield_now().await,
            }
        }
    };
    timeout(PATIENCE, retried).await.unwrap()
}

/// Says something, ends, and gets nothing back: the gate has met this connection and kept silent.
async fn is_swallowed(address: SocketAddr) -> bool {
    let met = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(b"SSH-2.0-probe\r\n").await?;
        stream.shutdown().await?;
        let mut got = Vec::new();
        stream.read_to_end(&mut got).await?;
        Ok::<bool, io::Error>(got.is_empty())
    };
    timeout(PATIENCE, met).await.unwrap().unwrap()
}

async fn ends(stream: &mut TcpStream) {
    let end = async { while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {} };
    timeout(PATIENCE, end).await.unwrap();
}

/// A server that sends back what it gets.
async fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut from, mut to) = stream.split();
                tokio::io::copy(&mut from, &mut to).await
            });
        }
    });
    address
}

async fn says_back(stream: &mut TcpStream, text: &[u8]) {
    stream.write_all(text).await.unwrap();
    let mut back = vec![0; text.len()];
    timeout(PATIENCE, stream.read_exact(&mut back)).await.unwrap().unwrap();
    assert_eq!(back, text);
}

#[tokio::test]
async fn a_closed_gate_accepts_and_stays_silent_and_a_request_opens_it() {
    let running = contoso(Vec::new()).await;
    let address = gate(&running, "web-01", 22);
    assert!(is_swallowed(address).await);
    open(&running, WEB, "westeurope", "web-01", 22);
    assert_eq!(first_bytes(address).await, b"SSH-2.0-");
}

#[tokio::test]
async fn a_connection_outlives_its_rule_and_ends_with_the_machine() {
    let backend = Backend { machine: "web-01".into(), port: 22, to: echo().await };
    let running = contoso(vec![backend]).await;
    let address = gate(&running, "web-01", 22);
    open(&running, WEB, "westeurope", "web-01", 22);
    let mut session = TcpStream::connect(address).await.unwrap();
    says_back(&mut session, b"hello").await;
    running.advance(Duration::from_secs(3600));
    says_back(&mut session, b"still here").await;
    power(&running, WEB, "web-01", PowerAction::Deallocate);
    ends(&mut session).await;
}

#[tokio::test]
async fn a_machine_without_the_service_refuses_once_it_is_reached() {
    let running = contoso(Vec::new()).await;
    let address = gate(&running, "sensor-01", 22);
    drop(TcpStream::connect(address).await.unwrap());
    open(&running, PLANT, "northeurope", "sensor-01", 22);
    let refused = async {
        while !TcpStream::connect(address).await.is_err_and(|e| e.kind() == io::ErrorKind::ConnectionRefused)
        {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, refused).await.unwrap();
    running.advance(Duration::from_secs(3600));
    let silent_again = async {
        while TcpStream::connect(address).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, silent_again).await.unwrap();
}

#[tokio::test]
async fn a_start_gives_a_dynamic_address_and_the_machine_answers_when_booted() {
    let running = contoso(Vec::new()).await;
    assert!(!running.gates_now().contains_key("build-agent"));
    power(&running, BUILD, "build-agent", PowerAction::Start);
    let first = gate(&running, "build-agent", 22);
    open(&running, BUILD, "westeurope", "build-agent", 22);
    let listening = async {
        while TcpStream::connect(first).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, listening).await.unwrap();
    assert!(is_swallowed(first).await, "the machine is not up yet");
    running.advance(Duration::from_secs(20));
    assert_eq!(first_bytes(first).await, b"SSH-2.0-");
    power(&running, BUILD, "build-agent", PowerAction::Deallocate);
    running.advance(Duration::from_secs(5));
    power(&running, BUILD, "build-agent", PowerAction::Start);
    running.advance(Duration::from_secs(20));
    let second = gate(&running, "build-agent", 22);
    assert_eq!(first_bytes(second).await, b"SSH-2.0-");
    if first.ip() != std::net::IpAddr::V4(Ipv4Addr::LOCALHOST) {
        assert_ne!(first.ip(), second.ip());
    }
}

#[tokio::test]
async fn exposed_machines_answer_without_any_request_and_rdp_says_so() {
    let running = contoso(Vec::new()).await;
    let request = [0x03, 0x00, 0x00, 0x0b, 0x06, 0xe0, 0x00, 0x00, 0x00, 0x00, 0x00];
    for (machine, port) in [("kiosk-01", 3389), ("erp-app-01", 3389)] {
        let mut stream = TcpStream::connect(gate(&running, machine, port)).await.unwrap();
        stream.write_all(&request).await.unwrap();
        let mut answer = [0; 6];
        timeout(PATIENCE, stream.read_exact(&mut answer)).await.expect(machine).unwrap();
        assert_eq!((answer[0], answer[5]), (3, 0xd0), "{machine}");
    }
    assert_eq!(first_bytes(gate(&running, "legacy-ftp", 22)).await, b"SSH-2.0-");
}

#[tokio::test]
async fn a_firewall_maps_its_own_port_to_the_machine() {
    let running = contoso(Vec::new()).await;
    let address = gate(&running, "fw-app-01", 3389);
    assert!(is_swallowed(address).await);
    open(&running, EDGE, "westeurope", "fw-app-01", 3389);
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(&[0x03, 0x00, 0x00, 0x0b, 0x06, 0xe0, 0x00, 0x00, 0x00, 0x00, 0x00]).await.unwrap();
    let mut answer = [0; 6];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!(answer[5], 0xd0);
}

#[tokio::test]
async fn without_own_addresses_machines_are_told_apart_by_ports() {
    let config = Config { tempo: Tempo::Driven, own_addresses: false, ..Config::default() };
    let running = start(config).await.unwrap();
    let (web, neighbour) = (gate(&running, "web-01", 22), gate(&running, "web-02", 22));
    assert_eq!((web.ip(), neighbour.ip()), (Ipv4Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()));
    assert!(is_swallowed(web).await);
    open(&running, WEB, "westeurope", "web-01", 22);
    assert_eq!(first_bytes(web).await, b"SSH-2.0-");
    assert!(is_swallowed(neighbour).await);
    // The older rule and the exposed machine moved with their ports, the firewall's neighbour is untouched.
    assert_eq!(first_bytes(gate(&running, "legacy-ftp", 22)).await, b"SSH-2.0-");
    power(&running, BUILD, "build-agent", PowerAction::Start);
    open(&running, BUILD, "westeurope", "build-agent", 22);
    running.advance(Duration::from_secs(20));
    assert_eq!(first_bytes(gate(&running, "build-agent", 22)).await, b"SSH-2.0-");
}

#[tokio::test]
async fn a_backend_is_a_service_also_where_there_was_none() {
    let backend = Backend { machine: "sensor-01".into(), port: 22, to: echo().await };
    let running = contoso(vec![backend]).await;
    open(&running, PLANT, "northeurope", "sensor-01", 22);
    let mut session = TcpStream::connect(gate(&running, "sensor-01", 22)).await.unwrap();
    says_back(&mut session, b"hello").await;
}

#[tokio::test]
async fn a_backend_for_nothing_is_refused_with_what_there_is() {
    let backend =
        Backend { machine: "web-99".into(), port: 22, to: SocketAddr::from((Ipv4Addr::LOCALHOST, 1)) };
    let error =
        start(Config { backends: vec![backend], ..Config::default() }).await.err().unwrap().to_string();
    assert!(
        error.starts_with("there is no machine `web-99` with port 22 that can be reached from outside, so nothing can be put behind it; known: build-agent:22, "),
        "{error}"
    );
}

struct Anybody;

impl client::Handler for Anybody {
    type Error = russh::Error;

    async fn check_server_key(&mut self, _: &PublicKeyOrCertificate) -> Result<bool, Self::Error> {
        Ok(true)
    }
}

#[tokio::test]
async fn ssh_lets_anybody_in_and_says_which_machine_it_is() {
    let running = contoso(Vec::new()).await;
    open(&running, WEB, "westeurope", "web-01", 22);
    let address = gate(&running, "web-01", 22);
    first_bytes(address).await;
    let session = client::connect(Arc::new(client::Config::default()), address, Anybody);
    let mut session = timeout(PATIENCE, session).await.unwrap().unwrap();
    assert!(session.authenticate_password("alex", "whatever").await.unwrap().success());
    let mut channel = session.channel_open_session().await.unwrap();
    channel.exec(true, "hostname && whoami && false").await.unwrap();
    let (mut output, mut status) = (Vec::new(), None);
    while let Some(message) = timeout(PATIENCE, channel.wait()).await.unwrap() {
        match message {
            russh::ChannelMsg::Data { data } => output.extend_from_slice(&data),
            russh::ChannelMsg::ExitStatus { exit_status } => status = Some(exit_status),
            _ => {}
        }
    }
    assert_eq!((String::from_utf8(output).unwrap().as_str(), status), ("web-01\nalex\n", Some(1)));
}

#[test]
fn a_gate_decides_by_rules_address_and_boot() {
    let mut world = World::contoso();
    let ports = world.reachable_ports();
    world.go_live(&ports, crate::world::AddressPool::new(Ipv4Addr::new(127, 5, 5, 0), 255));
    let mut now: jiff::Timestamp = "2026-02-01T08:00:00Z".parse().unwrap();
    let web = format!("{WEB}/providers/Microsoft.Compute/virtualMachines/web-01");
    let endpoint = world.endpoints().into_iter().find(|e| e.machine == web.to_lowercase()).unwrap();
    let policy =
        format!("{WEB}/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default");
    let mut decide = |world: &mut World, seconds: i64| {
        now += jiff::SignedDuration::from_secs(seconds);
        world.settle(now);
        (world.gate(&endpoint, now), now)
    };
    let (closed, asked_at) = decide(&mut world, 0);
    assert_eq!(closed, Gate::Silent);
    let end = asked_at + jiff::SignedDuration::from_mins(30);
    let asked = vec![AskedPort { number: 22, source: HERE.to_string(), end }];
    let id = crate::ResourceId::parse(&web).unwrap();
    world.request_access(&policy.to_lowercase(), "test", None, vec![(id, asked)], asked_at).unwrap();
    assert_eq!(decide(&mut world, 3).0, Gate::Silent, "the rule takes its time");
    assert_eq!(decide(&mut world, 1).0, Gate::Open { boot: 0 });
    world.egress = Ipv4Addr::new(203, 0, 113, 10);
    assert_eq!(decide(&mut world, 0).0, Gate::Silent, "another address");
    world.egress = HERE;
    let (open, at) = decide(&mut world, 0);
    assert_eq!(open, Gate::Open { boot: 0 });
    assert!(world.begin_power(&web.to_lowercase(), PowerAction::Restart, at).is_ok());
    assert_eq!(decide(&mut world, 16).0, Gate::Silent, "running and not yet answering");
    assert_eq!(decide(&mut world, 4).0, Gate::Open { boot: 1 });
    assert_eq!(decide(&mut world, 1800).0, Gate::Silent, "expired");
}

#[test]
fn going_live_moves_policies_and_rules_together() {
    let mut world = World::contoso();
    let wanted = world.reachable_ports();
    let web = format!("{WEB}/providers/Microsoft.Compute/virtualMachines/web-01").to_lowercase();
    let mut ports = wanted.clone();
    for map in ports.values_mut() {
        for live in map.values_mut().filter(|live| **live == 22) {
            *live = 2222;
        }
    }
    world.go_live(&ports, crate::world::AddressPool::new(Ipv4Addr::new(127, 5, 5, 0), 255));
    assert_eq!(wanted[&web][&22], 22);
    let text = world.to_json();
    assert!(!text.contains("\"number\": 22,"), "no policy speaks of the old port");
    let group = world
        .security_groups
        .get(&format!("{WEB}/providers/microsoft.network/networksecuritygroups/nsg-web").to_lowercase());
    let named: Vec<&str> =
        group.unwrap().rules.iter().flat_map(|rule| rule.ports.iter().map(String::as_str)).collect();
    assert_eq!(named, ["2222", "2222", "443", "2222"]);
    assert!(world.public_address_of(&web).unwrap().is_loopback());
}
