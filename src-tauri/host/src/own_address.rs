//! The address this computer has where another one is: what arrives there when no gateway stands between them.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use jit_core::{Code, Problem};
use tokio::net::UdpSocket;

/// Any port will do: nothing is sent.
const PORT: u16 = 9;

/// Asks the system which of its addresses it would use for the other one. Sends nothing.
///
/// # Errors
/// [`Code::NotAnswering`] when this computer has no way there.
pub async fn own_address(towards: Ipv4Addr) -> Result<Ipv4Addr, Problem> {
    let asked = async {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).await?;
        socket.connect((towards, PORT)).await?;
        socket.local_addr()
    };
    match asked.await.map(|own: SocketAddr| own.ip()) {
        Ok(IpAddr::V4(own)) if !own.is_unspecified() => Ok(own),
        Ok(_) => Err(no_way(towards, "no address")),
        Err(error) => Err(no_way(towards, &error.to_string())),
    }
}

fn no_way(towards: Ipv4Addr, reason: &str) -> Problem {
    Problem::new(
        Code::NotAnswering,
        format!("This computer has no way to {towards}: {reason}."),
        "Connect to the VPN of the machine's network first, then try again.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn on_this_computer_it_is_this_computers_own() {
        assert_eq!(own_address(Ipv4Addr::LOCALHOST).await, Ok(Ipv4Addr::LOCALHOST));
    }
}
