//! The server on the wire.

use std::time::Duration;

use reqwest::{Certificate, Client, StatusCode, Version};
use serde_json::{Value, json};

use crate::{Config, Fault, Running, Tempo, start};

pub(super) async fn running() -> Running {
    // Another test of this process may have been first; any provider will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = Some("127.0.0.1:0".parse().unwrap());
    start(Config { http, tempo: Tempo::Driven, ..Config::default() }).await.unwrap()
}

pub(super) fn client(running: &Running) -> Client {
    let ca = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
    Client::builder().tls_certs_only([ca]).no_proxy().timeout(Duration::from_secs(20)).build().unwrap()
}

fn subscriptions(running: &Running) -> reqwest::RequestBuilder {
    let url = format!("{}/subscriptions?api-version=2022-12-01", running.https());
    client(running).get(url).bearer_auth(&running.tokens().admin)
}

pub(super) async fn control(running: &Running, name: &str, body: Value) -> (StatusCode, Value) {
    let url = format!("{}/_sim/{name}", running.http().unwrap());
    let answer = client(running).post(url).body(body.to_string()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn tls_speaks_both_versions_of_http_and_a_stranger_is_not_trusted() {
    let running = running().await;
    let two = subscriptions(&running).send().await.unwrap();
    assert_eq!((two.status(), two.version()), (StatusCode::OK, Version::HTTP_2));
    let ca = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
    let old = Client::builder().tls_certs_only([ca]).http1_only().no_proxy().build().unwrap();
    let url = format!("{}/tenants?api-version=2022-12-01", running.https());
    let one = old.get(&url).bearer_auth(&running.tokens().reader).send().await.unwrap();
    assert_eq!((one.status(), one.version()), (StatusCode::OK, Version::HTTP_11));
    let stranger = Client::builder().tls_certs_only([]).no_proxy().build().unwrap();
    assert!(stranger.get(&url).send().await.is_err());
}

#[tokio::test]
async fn the_ready_made_tokens_are_what_they_are_called() {
    let running = running().await;
    let url = format!("{}/subscriptions?api-version=2022-12-01", running.https());
    let mut statuses = Vec::new();
    for token in [&running.tokens().admin, &running.tokens().reader, &running.tokens().expired] {
        statuses.push(client(&running).get(&url).bearer_auth(token).send().await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [200, 200, 401]);
    running.expire_tokens();
    assert_eq!(subscriptions(&running).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    running.reset();
    assert_eq!(subscriptions(&running).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_reset_goes_back_to_the_start_in_time_as_well() {
    let running = running().await;
    let before = running.now();
    running.advance(Duration::from_secs(86_400));
    assert!(running.now().duration_since(before).as_hours() >= 24);
    running.reset();
    assert!(running.now().duration_since(before).as_hours() < 1);
}

#[tokio::test]
async fn a_fault_answers_as_often_as_said() {
    let running = running().await;
    let fault = json!({ "status": 429, "code": "TooManyRequests", "retry_after": 2, "count": 2, "match": "^GET /subscriptions" });
    assert_eq!(control(&running, "fault", fault).await.0, StatusCode::OK);
    for _ in 0..2 {
        let refused = subscriptions(&running).send().await.unwrap();
        assert_eq!(
            (refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()),
            (429, "2")
        );
        let body: Value = refused.json().await.unwrap();
        assert_eq!(body["error"]["code"], "TooManyRequests");
    }
    assert_eq!(subscriptions(&running).send().await.unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn connections_are_dropped_and_answers_broken_off_on_demand() {
    let running = running().await;
    running.fault(Fault { drop: true, ..Fault::default() }).unwrap();
    assert!(subscriptions(&running).send().await.is_err());
    running.fault(Fault { truncate: true, ..Fault::default() }).unwrap();
    let answer = subscriptions(&running).send().await.unwrap();
    assert!(answer.status().is_success() && answer.bytes().await.is_err());
    assert_eq!(subscriptions(&running).send().await.unwrap().status(), StatusCode::OK);
    let journal = running.journal();
    let seen: Vec<(u16, bool)> = journal.iter().map(|entry| (entry.status, entry.fault)).collect();
    assert_eq!(seen, [(0, true), (200, true), (200, false)]);
}

#[tokio::test]
async fn an_answer_breaks_off_in_every_way_that_http_can_send_it() {
    let running = running().await;
    let ca = Certificate::from_pem(running.ca_pem().as_bytes()).unwrap();
    let one = Client::builder().tls_certs_only([ca]).http1_only().no_proxy().build().unwrap();
    let two = client(&running);
    let url = format!("{}/subscriptions?api-version=2022-12-01", running.https());
    let whole = subscriptions(&running).send().await.unwrap().bytes().await.unwrap();
    for (client, chunked, length) in [
        (&one, false, Some(whole.len())),
        (&one, true, None),
        (&two, false, Some(whole.len())),
        (&two, true, None),
    ] {
        running.fault(Fault { truncate: true, chunked, ..Fault::default() }).unwrap();
        let mut answer = client.get(&url).bearer_auth(&running.tokens().admin).send().await.unwrap();
        assert_eq!(answer.content_length(), length.map(|length| length as u64));
        let mut received = Vec::new();
        let broken = loop {
            match answer.chunk().await {
                Ok(Some(bytes)) => received.extend_from_slice(&bytes),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        assert!(broken, "{:?} chunked: {chunked}", answer.version());
        assert!(whole[..whole.len() / 2].starts_with(&received), "{:?} chunked: {chunked}", answer.version());
        let again = client.get(&url).bearer_auth(&running.tokens().admin).send().await.unwrap();
        assert_eq!(again.bytes().await.unwrap(), whole, "the next answer is whole");
    }
}

#[tokio::test]
async fn the_real_answer_is_changed_until_faults_are_taken_back() {
    let running = running().await;
    let fault = json!({
        "count": 100,
        "status": 203,
        "headers": { "x-ms-request-id": null, "x-ms-correlation-request-id": "mine" },
        "patch": [{ "op": "replace", "path": "/value/0/displayName", "value": "Fabrikam" }],
    });
    assert_eq!(control(&running, "fault", fault).await.0, StatusCode::OK);
    let changed = subscriptions(&running).send().await.unwrap();
    assert_eq!(changed.status().as_u16(), 203);
    assert_eq!(changed.headers()["x-ms-correlation-request-id"], "mine");
    assert!(!changed.headers().contains_key("x-ms-request-id"));
    let changed: Value = changed.json().await.unwrap();
    let url = format!("{}/_sim/fault", running.https());
    client(&running).delete(url).send().await.unwrap();
    let real: Value = subscriptions(&running).send().await.unwrap().json().await.unwrap();
    assert_eq!(changed["value"][0]["displayName"], "Fabrikam");
    assert_eq!(real["value"][0]["displayName"], "Contoso Production");
    assert_eq!(changed["value"][1], real["value"][1]);
}

#[tokio::test]
async fn a_lost_answer_may_have_been_carried_out() {
    let running = running().await;
    let machine = "/subscriptions/11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01";
    let stop = |running: &Running| {
        let url = format!("{}{machine}/deallocate?api-version=2024-03-01", running.https());
        client(running).post(url).bearer_auth(&running.tokens().admin)
    };
    let power = |running: &Running| {
        let machines = running.state()["virtual_machines"].as_array().unwrap().clone();
        machines.into_iter().find(|vm| vm["id"].as_str().unwrap().ends_with("/web-01")).unwrap()["power"]
            .clone()
    };
    running.fault(Fault { drop: true, ..Fault::default() }).unwrap();
    assert!(stop(&running).send().await.is_err());
    assert_eq!(power(&running), "running");
    running.fault(Fault { drop: true, after: true, ..Fault::default() }).unwrap();
    assert!(stop(&running).send().await.is_err());
    assert_eq!(power(&running), "deallocating");
}

#[tokio::test]
async fn controls_move_the_workstation_and_the_time_and_go_back() {
    let running = running().await;
    let ask = async |service: &str| {
        let url = format!("{}/_address/{service}", running.https());
        client(&running).get(url).send().await.unwrap().text().await.unwrap().trim().to_owned()
    };
    assert_eq!(control(&running, "egress", json!({ "ip": "203.0.113.77" })).await.0, StatusCode::OK);
    assert_eq!(
        control(&running, "egress", json!({ "ip": "198.51.100.1", "service": "two" })).await.0,
        StatusCode::OK
    );
    assert_eq!((ask("one").await.as_str(), ask("two").await.as_str()), ("203.0.113.77", "198.51.100.1"));
    let before = running.now();
    control(&running, "advance", json!({ "seconds": 1.5 })).await;
    assert_eq!(running.now().duration_since(before), jiff::SignedDuration::from_millis(1500));
    control(&running, "reset", json!({})).await;
    assert_eq!((ask("one").await.as_str(), ask("two").await.as_str()), ("203.0.113.9", "203.0.113.9"));
}

#[tokio::test]
async fn wrong_controls_say_what_is_wrong() {
    let running = running().await;
    let cases = [
        ("fault", json!({ "statsu": 429 }), 400, "unknown field `statsu`"),
        ("fault", json!({}), 400, "one of `status`, `drop`, "),
        ("egress", json!({ "ip": "::1" }), 400, "the workstation comes from an IPv4 address"),
        (
            "egress",
            json!({ "ip": "1.2.3.4", "service": "four" }),
            400,
            "there is no address service `four`; there are: one, two, three",
        ),
        ("advance", json!({ "seconds": -1 }), 400, "`seconds` must be a number from 0 up"),
        ("journal", json!({}), 405, "journal does not take POST"),
        ("explode", json!({}), 404, "there is no control `explode`; there are: "),
    ];
    for (name, body, status, expected) in cases {
        let (got, answer) = control(&running, name, body).await;
        let error = answer["error"].as_str().unwrap();
        assert_eq!((got.as_u16(), error.starts_with(expected)), (status, true), "{name}: {error}");
    }
}

#[tokio::test]
async fn the_journal_knows_who_asked_for_what() {
    let running = running().await;
    subscriptions(&running).header("x-ms-client-request-id", "mine").send().await.unwrap();
    let url = format!("{}/_sim/journal", running.https());
    let journal: Value = client(&running).get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal.as_array().unwrap().len(), 1, "controls are not in it");
    let entry = &journal[0];
    assert_eq!(
        (entry["method"].as_str(), entry["path"].as_str()),
        (Some("GET"), Some("/subscriptions?api-version=2022-12-01"))
    );
    assert_eq!((entry["principal"].as_str(), entry["status"].as_u64()), (Some("admin"), Some(200)));
    assert_eq!(entry["client_request_id"], "mine");
    assert_eq!(entry["correlation_id"].as_str().map(str::len), Some(36));
}

#[tokio::test]
async fn other_computers_are_not_served() {
    let config = Config { https: Some("0.0.0.0:0".parse().unwrap()), ..Config::default() };
    let error = start(config).await.err().unwrap().to_string();
    assert_eq!(
        error,
        "0.0.0.0:0 is not a loopback address; a simulated Azure serves this computer only, for instance on 127.0.0.1:0"
    );
}

#[tokio::test]
async fn the_cloud_file_leads_a_client_to_a_token() {
    let running = running().await;
    let cloud: Value = serde_json::from_str(&running.cloud_json()).unwrap();
    let known = [
        "schema",
        "name",
        "arm",
        "authority",
        "scope",
        "portal",
        "address_services",
        "ca",
        "service_principal",
    ];
    assert!(cloud.as_object().unwrap().keys().all(|field| known.contains(&field.as_str())), "{cloud}");
    let principal = &cloud["service_principal"];
    let url = format!(
        "{}/{}/oauth2/v2.0/token",
        cloud["authority"].as_str().unwrap(),
        principal["tenant"].as_str().unwrap()
    );
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", principal["client_id"].as_str().unwrap())
        .append_pair("client_secret", principal["client_secret"].as_str().unwrap())
        .append_pair("scope", cloud["scope"].as_str().unwrap())
        .finish();
    let answer: Value = client(&running).post(url).body(form).send().await.unwrap().json().await.unwrap();
    assert!(answer["access_token"].is_string(), "{answer}");
    assert_eq!(cloud["address_services"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_dropped_simulator_ends_its_connections() {
    let running = running().await;
    let client = client(&running);
    let url = format!("{}/_address/one", running.https());
    assert!(client.get(&url).send().await.is_ok());
    drop(running);
    let gone = async { while client.get(&url).send().await.is_ok() {} };
    tokio::time::timeout(Duration::from_secs(20), gone).await.unwrap();
}

#[tokio::test]
async fn answers_take_as_long_as_said() {
    let latency = Duration::from_millis(60);
    let _ = rustls::crypto::ring::default_provider().install_default();
    let running = start(Config { latency, ..Config::default() }).await.unwrap();
    let before = std::time::Instant::now();
    assert_eq!(subscriptions(&running).send().await.unwrap().status(), StatusCode::OK);
    assert!(before.elapsed() >= latency);
}
