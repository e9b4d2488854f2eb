//! Probes against listeners on loopback.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use jiff::SignedDuration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::*;

async fn listener() -> (TcpListener, SocketAddrV4) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let SocketAddr::V4(target) = listener.local_addr().unwrap() else { panic!("not IPv4") };
    (listener, target)
}

fn at(target: SocketAddrV4, protocol: Protocol, ms: i64) -> Probe {
    Probe { target, protocol, patience: SignedDuration::from_millis(ms) }
}

/// A server that says these pieces, each by itself, and then does `end`.
async fn against(protocol: Protocol, pieces: &'static [&'static [u8]], end: End) -> ProbeOutcome {
    let (listener, target) = listener().await;
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        if protocol == Protocol::Rdp {
            let mut request = [0; RDP_REQUEST.len()];
            stream.read_exact(&mut request).await.unwrap();
            assert_eq!(request, RDP_REQUEST);
        }
        for piece in pieces {
            stream.write_all(piece).await.unwrap();
            stream.flush().await.unwrap();
            tokio::task::yield_now().await;
        }
        match end {
            End::Close => drop(stream),
            // Until the probe lets go.
            End::Wait => assert_eq!(stream.read(&mut [0]).await.unwrap_or(0), 0),
        }
    });
    let patience = if matches!(end, End::Wait) && pieces.is_empty() { 50 } else { 20_000 };
    let outcome = probe(at(target, protocol, patience)).await;
    server.await.unwrap();
    outcome
}

#[derive(Clone, Copy)]
enum End {
    Close,
    Wait,
}

#[tokio::test]
async fn ssh_is_known_by_its_banner_even_in_pieces_and_behind_other_lines() {
    const SPOKEN: [&[&[u8]]; 3] = [
        &[b"SSH-2.0-OpenSSH_9.2\r\n"],
        &[b"SS", b"H-2.0-x\r\n"],
        &[b"Welcome to Contoso\r\n", b"SSH-2.0-x\r\n"],
    ];
    for pieces in SPOKEN {
        assert_eq!(against(Protocol::Ssh, pieces, End::Wait).await, ProbeOutcome::Answered);
    }
}

#[tokio::test]
async fn remote_desktop_is_known_by_its_confirm() {
    const CONFIRM: &[u8] = &[3, 0, 0, 0x13, 0x0E, 0xD0, 0, 0, 0x12, 0x34, 0, 2, 0x1F, 8, 0, 2, 0, 0, 0];
    assert_eq!(against(Protocol::Rdp, &[CONFIRM], End::Wait).await, ProbeOutcome::Answered);
    assert_eq!(
        against(Protocol::Rdp, &[&[3, 0, 0], &[0x13, 0x0E, 0xD0, 0]], End::Wait).await,
        ProbeOutcome::Answered
    );
}

#[tokio::test]
async fn another_service_is_named_by_its_first_words() {
    let other = |text: &str| ProbeOutcome::Other(text.to_owned());
    assert_eq!(
        against(Protocol::Ssh, &[b"HTTP/1.1 400 Bad\x1b[31m Request\r\n\r\n"], End::Wait).await,
        other("HTTP/1.1 400 Bad[31m Request")
    );
    assert_eq!(against(Protocol::Rdp, &[b"SSH-2.0-OpenSSH\r\n"], End::Wait).await, other("SSH-2.0-OpenSSH"));
    assert_eq!(
        against(Protocol::Rdp, &[&[3, 0, 0, 9, 4, 0x80, 0]], End::Wait).await,
        other("03 00 00 09 04 80 00")
    );
    assert_eq!(against(Protocol::Ssh, &[&[3, 0, 0, 0x13]], End::Close).await, other("03 00 00 13"));
    assert_eq!(against(Protocol::Ssh, &[b"hello\n"], End::Close).await, other("hello"));
    assert_eq!(against(Protocol::Ssh, &[&[b'a'; 300]], End::Wait).await, other(&"a".repeat(60)));
}

#[tokio::test]
async fn nothing_said_is_silence_whether_open_or_closed() {
    assert_eq!(against(Protocol::Ssh, &[], End::Wait).await, ProbeOutcome::Silent);
    assert_eq!(against(Protocol::Ssh, &[], End::Close).await, ProbeOutcome::Silent);
    assert_eq!(against(Protocol::Rdp, &[], End::Close).await, ProbeOutcome::Silent);
}

#[tokio::test]
async fn a_closed_port_refuses_at_once() {
    let (listener, target) = listener().await;
    drop(listener);
    let start = Instant::now();
    assert_eq!(probe(at(target, Protocol::Ssh, 20_000)).await, ProbeOutcome::Refused);
    assert!(start.elapsed() < Duration::from_secs(15));
}

#[tokio::test]
async fn no_patience_is_silence() {
    let (_listener, target) = listener().await;
    for ms in [0, -5] {
        assert_eq!(probe(at(target, Protocol::Ssh, ms)).await, ProbeOutcome::Silent);
    }
}

#[tokio::test]
async fn a_dropped_probe_lets_go_of_its_connection() {
    let (listener, target) = listener().await;
    let (accepted, seen) = oneshot::channel();
    let server = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        accepted.send(()).unwrap();
        stream.read(&mut [0]).await.unwrap_or(0)
    });
    let running = tokio::spawn(probe(at(target, Protocol::Ssh, 600_000)));
    seen.await.unwrap();
    running.abort();
    assert_eq!(server.await.unwrap(), 0, "the other side sees the end");
}

#[test]
fn errors_of_the_network_are_told_apart() {
    let of = |kind: io::ErrorKind| from_error(&io::Error::from(kind));
    assert_eq!(of(io::ErrorKind::ConnectionRefused), ProbeOutcome::Refused);
    assert_eq!(of(io::ErrorKind::ConnectionReset), ProbeOutcome::Silent);
    assert_eq!(of(io::ErrorKind::HostUnreachable), ProbeOutcome::Unreachable("host unreachable".to_owned()));
    assert_eq!(
        of(io::ErrorKind::NetworkUnreachable),
        ProbeOutcome::Unreachable("network unreachable".to_owned())
    );
}
