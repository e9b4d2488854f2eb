//! The first exchange of RDP, so that a probe sees a desktop behind the gate.

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// X.224 connection confirm with a negotiation response that selects network-level authentication.
const CONFIRM: [u8; 19] = [
    0x03, 0x00, 0x00, 0x13, 0x0e, 0xd0, 0x00, 0x00, 0x12, 0x34, 0x00, 0x02, 0x00, 0x08, 0x00, 0x02, 0x00,
    0x00, 0x00,
];

/// Confirms a connection request and ends; anything else is cut off.
pub(super) async fn answer<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) {
    let mut header = [0; 4];
    if stream.read_exact(&mut header).await.is_err() || header[0] != 3 {
        return;
    }
    let length = usize::from(u16::from_be_bytes([header[2], header[3]])).saturating_sub(4);
    let mut rest = vec![0; length];
    let request =
        stream.read_exact(&mut rest).await.is_ok() && rest.get(1).is_some_and(|code| code & 0xf0 == 0xe0);
    if request {
        let _ = stream.write_all(&CONFIRM).await;
        let _ = stream.shutdown().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_request_is_confirmed_and_noise_is_not() {
        let request = [0x03, 0x00, 0x00, 0x0b, 0x06, 0xe0, 0x00, 0x00, 0x00, 0x00, 0x00];
        for (sent, expected) in [(&request[..], &CONFIRM[..]), (&b"SSH-2.0-client\r\n"[..], &[][..])] {
            let (mut near, mut far) = tokio::io::duplex(64);
            near.write_all(sent).await.unwrap();
            answer(&mut far).await;
            drop(far);
            let mut got = Vec::new();
            near.read_to_end(&mut got).await.unwrap();
            assert_eq!(got, expected);
        }
    }
}
