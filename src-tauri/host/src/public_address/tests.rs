//! Address services over loopback TLS, honest and otherwise.

use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use super::*;

/// An authority, and the services it vouches for.
struct Loopback {
    acceptor: TlsAcceptor,
    ca: String,
    services: Vec<AddressService>,
}

impl Loopback {
    fn new() -> Self {
        let ca_key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = params.self_signed(&ca_key).unwrap();
        let key = KeyPair::generate().unwrap();
        let issuer = Issuer::new(params, ca_key);
        let leaf =
            CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![leaf.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .unwrap();
        Self { acceptor: TlsAcceptor::from(Arc::new(config)), ca: ca.pem(), services: Vec::new() }
    }

    /// Adds a service that gives this whole HTTP response to every connection; `None` never answers.
    async fn serving(mut self, operator: &str, response: Option<String>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = self.acceptor.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, response) = (acceptor.clone(), response.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let mut request = Vec::new();
                    while !request.ends_with(b"\r\n\r\n")
                        && stream.read_buf(&mut request).await.unwrap_or(0) > 0
                    {}
                    match response {
                        Some(response) => {
                            stream.write_all(response.as_bytes()).await.ok();
                            stream.shutdown().await.ok();
                        }
                        None => while stream.read_buf(&mut request).await.unwrap_or(0) > 0 {},
                    }
                });
            }
        });
        self.services.push(service(operator, "https", address));
        self
    }

    async fn saying(self, operator: &str, body: &str) -> Self {
        self.serving(operator, Some(http("200 OK", "", body))).await
    }

    fn trusted(&self) -> AddressServices {
        AddressServices::new(self.services.clone(), Some(self.ca.as_bytes())).unwrap()
    }

    /// What the only service is found to say.
    async fn only(self) -> Result<Ipv4Addr, String> {
        self.trusted().ask().await.remove(0).answer
    }
}

fn service(operator: &str, scheme: &str, address: SocketAddr) -> AddressService {
    AddressService { operator: operator.to_owned(), url: format!("{scheme}://{address}/").parse().unwrap() }
}

fn http(status: &str, header: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{header}\r\n{body}", body.len())
}

const MINE: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);

#[tokio::test]
async fn two_operators_that_agree_are_believed_and_a_silent_one_does_not_hold_them_up() {
    let world = Loopback::new().saying("one", "203.0.113.7\n").await;
    let world = world.serving("two", None).await.saying("three", "fl=1\nip=203.0.113.7\n").await;
    let start = Instant::now();
    let answers = world.trusted().ask().await;
    assert!(start.elapsed() < OVERALL, "{:?}", start.elapsed());
    assert_eq!(answers[0], AddressAnswer { operator: "one".to_owned(), answer: Ok(MINE) });
    assert_eq!(answers[1].answer, Err("no answer in time".to_owned()));
    assert_eq!(agreed_address(&answers), Ok(MINE));
}

#[tokio::test]
async fn a_contradiction_is_an_error() {
    let world = Loopback::new().saying("one", "203.0.113.7").await;
    let world = world.saying("two", "203.0.113.7").await.saying("three", "198.51.100.4").await;
    let problem = world.trusted().agreed().await.unwrap_err();
    assert_eq!(problem.code, Code::AddressUnsure);
}

#[tokio::test]
async fn what_is_not_a_plain_address_counts_for_nothing() {
    let not_an_address = Err("it answered with something else than an address".to_owned());
    for body in ["<html>203.0.113.7</html>", "203.0.113.7, 10.0.0.1", &"1".repeat(5000), ""] {
        assert_eq!(Loopback::new().saying("one", body).await.only().await, not_an_address, "{body}");
    }
    assert_eq!(
        Loopback::new().saying("one", "2001:db8::1").await.only().await,
        Err("it gave an IPv6 address".to_owned())
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let target = Loopback::new().saying("one", "203.0.113.7").await;
    let header = format!("Location: {}\r\n", target.services[0].url);
    let world = Loopback::new().serving("one", Some(http("302 Found", &header, ""))).await;
    assert_eq!(world.only().await, Err("it answered 302 Found".to_owned()));
}

#[tokio::test]
async fn plain_http_is_not_spoken() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let services = vec![service("one", "http", listener.local_addr().unwrap())];
    let answer = AddressServices::new(services, None).unwrap().ask().await.remove(0).answer;
    assert_eq!(answer, Err("URL scheme is not allowed".to_owned()));
    let waiting = tokio::time::timeout(Duration::ZERO, listener.accept()).await;
    assert!(waiting.is_err(), "nobody connected");
}

#[tokio::test]
async fn a_stranger_with_a_certificate_of_his_own_is_not_believed() {
    let world = Loopback::new().saying("one", "203.0.113.7").await;
    let another = Loopback::new();
    let services = AddressServices::new(world.services.clone(), Some(another.ca.as_bytes())).unwrap();
    let reason = services.ask().await.remove(0).answer.unwrap_err();
    assert!(reason.starts_with("its certificate is not trusted"), "{reason}");
}

#[tokio::test]
async fn a_service_that_is_down_is_named_with_the_reason() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let services = AddressServices::new(vec![service("one", "https", address)], None).unwrap();
    let problem = services.agreed().await.unwrap_err();
    assert_eq!(problem.code, Code::Offline);
    assert!(problem.message.contains("one: ") && problem.message.contains("refused"), "{}", problem.message);
}

#[tokio::test]
async fn connections_are_kept_for_the_next_question() {
    let world = Loopback::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let services = vec![service("one", "https", listener.local_addr().unwrap())];
    let acceptor = world.acceptor.clone();
    let server = tokio::spawn(async move {
        let mut stream = acceptor.accept(listener.accept().await.unwrap().0).await.unwrap();
        for _ in 0..2 {
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await.unwrap() > 0 {}
            let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n203.0.113.7";
            stream.write_all(answer).await.unwrap();
        }
    });
    let services = AddressServices::new(services, Some(world.ca.as_bytes())).unwrap();
    for _ in 0..2 {
        assert_eq!(services.ask().await.remove(0).answer, Ok(MINE));
    }
    server.await.unwrap();
}

#[test]
fn certificates_that_are_none_are_refused() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in [broken, "", "no certificate at all"] {
        let problem = AddressServices::new(Vec::new(), Some(pem.as_bytes())).unwrap_err();
        assert_eq!(problem.code, Code::BadFile);
        let message = &problem.message;
        assert!(message.starts_with("The extra certificate authority cannot be used: "), "{message}");
    }
}
