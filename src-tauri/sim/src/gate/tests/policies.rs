//! Policies that are written while the machines are served.

use serde_json::{Value, json};

use super::*;
use crate::message::{Request, Response};

const DEV: &str = "/subscriptions/22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22/resourceGroups/rg-dev";

fn call(running: &Running, method: &str, path: &str, body: &Value) -> Response {
    let request = Request {
        method: method.into(),
        base: running.https().into(),
        path: path.into(),
        query: vec![("api-version".into(), "2020-01-01".into())],
        headers: vec![("authorization".into(), format!("Bearer {}", running.tokens().admin))],
        body: body.to_string().into_bytes(),
    };
    running.sim.change(|world, now| crate::respond(world, &request, now))
}

fn policy(group: &str, location: &str) -> String {
    format!("{group}/providers/Microsoft.Security/locations/{location}/jitNetworkAccessPolicies/default")
}

fn machine(group: &str, name: &str) -> String {
    format!("{group}/providers/Microsoft.Compute/virtualMachines/{name}")
}

/// Writes a policy for some ports of one machine, and lets its rules be written.
fn put(running: &Running, (group, location): (&str, &str), name: &str, ports: &[u16]) {
    let rule = |number: &u16| json!({ "number": number, "protocol": "TCP", "allowedSourceAddressPrefix": "*", "maxRequestAccessDuration": "PT3H" });
    let ports: Vec<Value> = ports.iter().map(rule).collect();
    let machines = json!([{ "id": machine(group, name), "ports": ports }]);
    let body = json!({ "kind": "Basic", "properties": { "virtualMachines": machines } });
    assert_eq!(call(running, "PUT", &policy(group, location), &body).status, 200);
    running.advance(Duration::from_secs(1));
}

fn request(running: &Running, (group, location): (&str, &str), name: &str, number: u16) {
    let port = json!({ "number": number, "duration": "PT1H", "allowedSourceAddressPrefix": HERE });
    let body = json!({ "virtualMachines": [{ "id": machine(group, name), "ports": [port] }] });
    let path = format!("{}/initiate", policy(group, location));
    assert_eq!(call(running, "POST", &path, &body).status, 202);
    running.advance(Duration::from_secs(4));
}

/// Waits until a connection to this address is accepted, or refused.
async fn until(address: SocketAddr, accepted: bool) {
    let met = async {
        while TcpStream::connect(address).await.is_ok() != accepted {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, met).await.unwrap();
}

fn free_port() -> u16 {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn a_machine_without_a_policy_gets_one_and_opens_on_request() {
    let running = contoso(Vec::new()).await;
    let address = gate(&running, "lab-01", 22);
    assert!(is_swallowed(address).await);
    let place = (DEV, "germanywestcentral");
    put(&running, place, "lab-01", &[address.port()]);
    assert!(is_swallowed(address).await);
    request(&running, place, "lab-01", address.port());
    assert_eq!(first_bytes(address).await, b"SSH-2.0-");

    assert_eq!(call(&running, "DELETE", &policy(DEV, "germanywestcentral"), &Value::Null).status, 200);
    assert!(is_swallowed(address).await, "deleting the policy closes what it had opened");
}

#[tokio::test]
async fn a_port_new_in_a_policy_is_silent_until_it_is_requested() {
    let running = contoso(Vec::new()).await;
    let (ssh, number) = (gate(&running, "web-01", 22), free_port());
    let place = (WEB, "westeurope");
    assert!(!running.gates_now()["web-01"].contains_key(&number));
    put(&running, place, "web-01", &[ssh.port(), number]);
    let address = gate(&running, "web-01", number);
    assert_eq!(address.port(), number);
    until(address, true).await;
    assert!(is_swallowed(address).await);
    request(&running, place, "web-01", number);
    // The machine is reached, and nothing listens on that port of it.
    until(address, false).await;
    assert!(is_swallowed(ssh).await, "only what was asked for is open");
}

#[tokio::test]
async fn on_a_shared_address_the_first_policy_that_wants_a_port_has_it() {
    let config = Config { tempo: Tempo::Driven, own_addresses: false, ..Config::default() };
    let running = start(config).await.unwrap();
    let number = free_port();
    put(&running, (DEV, "germanywestcentral"), "lab-01", &[number]);
    put(&running, (WEB, "westeurope"), "web-01", &[number]);
    let gates = running.gates_now();
    assert_eq!(gates["lab-01"][&number], SocketAddr::from((Ipv4Addr::LOCALHOST, number)));
    assert!(!gates["web-01"].contains_key(&number));
}

#[tokio::test]
async fn a_port_new_behind_a_firewall_is_served_at_a_port_of_the_firewall() {
    let running = contoso(Vec::new()).await;
    let place = (EDGE, "westeurope");
    put(&running, place, "fw-app-01", &[3389, 5986]);
    let gates = running.gates_now();
    let (old, new) = (gates["fw-app-01"][&3389], gates["fw-app-01"][&5986]);
    assert_eq!((old.ip(), new.port()), (new.ip(), 15986));
    assert!(is_swallowed(old).await);
    request(&running, place, "fw-app-01", 3389);
    // The mapping it had is the one it keeps. A Remote Desktop client speaks first.
    let mut stream = TcpStream::connect(old).await.unwrap();
    stream.write_all(&[0x03, 0x00, 0x00, 0x0b, 0x06, 0xe0, 0x00, 0x00, 0x00, 0x00, 0x00]).await.unwrap();
    let mut answer = [0; 6];
    timeout(PATIENCE, stream.read_exact(&mut answer)).await.unwrap().unwrap();
    assert_eq!((answer[0], answer[5]), (3, 0xd0));
}
