//! Whether a service answers: a connection and its first bytes, nothing more.

use std::io;
use std::net::SocketAddrV4;
use std::time::Duration;

use jit_core::{Probe, ProbeOutcome, Protocol, clean};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// RDP's first packet ([MS-RDPBCGR] 2.2.1.1): TPKT, an X.224 connection request without a cookie, and a
/// negotiation request that offers TLS and CredSSP, because many servers drop whoever offers neither.
const RDP_REQUEST: [u8; 19] = [
    0x03, 0x00, 0x00, 0x13, 0x0E, 0xE0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x08, 0x00, 0x03, 0x00,
    0x00, 0x00,
];
/// How long a way out may take.
const PATIENCE_OUT: Duration = Duration::from_secs(5);
/// Enough to tell a service by; more is not read.
const MOST: usize = 256;

/// Connects, reads the first bytes and says what answered. The connection is gone when this returns or is dropped.
pub async fn probe(probe: Probe) -> ProbeOutcome {
    let patience = Duration::try_from(probe.patience).unwrap_or_default();
    match tokio::time::timeout(patience, ask(probe.target, probe.protocol)).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(error)) => from_error(&error),
        Err(_) => ProbeOutcome::Silent,
    }
}

/// Whether a connection to this place comes about without a web proxy; it is closed at once.
pub async fn gets_out(host: &str, port: u16) -> bool {
    let connecting = TcpStream::connect((host, port));
    tokio::time::timeout(PATIENCE_OUT, connecting).await.is_ok_and(|connected| connected.is_ok())
}

async fn ask(target: SocketAddrV4, protocol: Protocol) -> io::Result<ProbeOutcome> {
    let mut stream = TcpStream::connect(target).await?;
    if protocol == Protocol::Rdp {
        stream.write_all(&RDP_REQUEST).await?;
    }
    let mut said = Vec::with_capacity(MOST);
    loop {
        match judge(protocol, &said) {
            Verdict::Answered => return Ok(ProbeOutcome::Answered),
            Verdict::Other => return Ok(ProbeOutcome::Other(shown(&said))),
            Verdict::Undecided => {}
        }
        let mut bytes = [0; MOST];
        let room = MOST.saturating_sub(said.len());
        let count = stream.read(&mut bytes[..room]).await?;
        if count == 0 {
            let nothing = said.is_empty();
            return Ok(if nothing { ProbeOutcome::Silent } else { ProbeOutcome::Other(shown(&said)) });
        }
        said.extend_from_slice(&bytes[..count]);
    }
}

enum Verdict {
    Answered,
    Other,
    Undecided,
}

fn judge(protocol: Protocol, said: &[u8]) -> Verdict {
    match protocol {
        Protocol::Ssh => ssh(said),
        Protocol::Rdp => rdp(said),
    }
}

/// A server may say other lines before its identification (RFC 4253, 4.2), so only a full buffer without it is
/// another service.
fn ssh(said: &[u8]) -> Verdict {
    const SSH: &[u8] = b"SSH-";
    for line in said.split(|b| *b == b'\n') {
        if line.starts_with(SSH) {
            return Verdict::Answered;
        }
        // No banner line holds a zero byte; a binary protocol soon does.
        if line.contains(&0) {
            return Verdict::Other;
        }
        // The announcements of services that wait for the other side to speak next.
        if [&b"HTTP/"[..], b"220 ", b"220-", b"* OK", b"+OK", b"RFB "]
            .iter()
            .any(|other| line.starts_with(other))
        {
            return Verdict::Other;
        }
    }
    if said.len() >= MOST { Verdict::Other } else { Verdict::Undecided }
}

/// TPKT version 3, and in it an X.224 connection confirm.
fn rdp(said: &[u8]) -> Verdict {
    let expected: [Option<u8>; 6] = [Some(0x03), Some(0x00), None, None, None, Some(0xD0)];
    let fits = said.iter().zip(expected).all(|(byte, wanted)| wanted.is_none_or(|wanted| wanted == *byte));
    match (fits, said.len() >= expected.len()) {
        (true, true) => Verdict::Answered,
        (true, false) => Verdict::Undecided,
        (false, _) => Verdict::Other,
    }
}

/// The first line, for people; a binary protocol as numbers.
fn shown(said: &[u8]) -> String {
    let line = said.split(|b| *b == b'\n').find(|line| !line.is_empty()).unwrap_or_default();
    match std::str::from_utf8(line) {
        Ok(text) if !clean(text).is_empty() => clean(text).chars().take(60).collect(),
        _ => said.iter().take(8).map(|b| format!("{b:02x}")).collect::<Vec<_>>().join(" "),
    }
}

/// A reset after the connection is no refusal: a firewall or a full queue does it too.
fn from_error(error: &io::Error) -> ProbeOutcome {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => ProbeOutcome::Refused,
        io::ErrorKind::TimedOut
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => ProbeOutcome::Silent,
        _ => ProbeOutcome::Unreachable(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
