//! The ports at which the browser's answer is awaited. Browsers take `localhost` for 127.0.0.1 or for ::1, as they
//! like, so the same port is opened at both.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr};

use tokio::net::{TcpListener, TcpStream};

/// How often another port is tried when ::1 has no room beside 127.0.0.1.
const TRIES: usize = 20;

/// One port at both addresses of this computer, closed when it is dropped.
#[derive(Debug)]
pub(super) struct Ports {
    number: u16,
    v4: TcpListener,
    /// Absent where the system has no IPv6.
    v6: Option<TcpListener>,
}

impl Ports {
    /// Opens a port that is free.
    pub(super) async fn open() -> io::Result<Self> {
        Self::open_one_of(std::iter::repeat_n(0, TRIES)).await
    }

    /// Opens the first of these ports that is free at both addresses; 0 is any.
    async fn open_one_of(ports: impl Iterator<Item = u16>) -> io::Result<Self> {
        let mut refused = io::Error::from(io::ErrorKind::AddrInUse);
        for port in ports {
            match Self::open_at(port).await {
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = error,
                other => return other,
            }
        }
        Err(refused)
    }

    async fn open_at(port: u16) -> io::Result<Self> {
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let number = v4.local_addr()?.port();
        match TcpListener::bind((Ipv6Addr::LOCALHOST, number)).await {
            Ok(v6) => Ok(Self { number, v4, v6: Some(v6) }),
            // Somebody else would get the answer.
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
            Err(_) => Ok(Self { number, v4, v6: None }),
        }
    }

    pub(super) fn number(&self) -> u16 {
        self.number
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> io::Result<TcpStream> {
        let (stream, _) = match &self.v6 {
            Some(v6) => tokio::select! {
                one = self.v4.accept() => one?,
                one = v6.accept() => one?,
            },
            None => self.v4.accept().await?,
        };
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_that_somebody_has_at_one_of_the_addresses_is_not_taken() {
        let Ok(taken) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
        let port = taken.local_addr().unwrap().port();
        let ports = Ports::open_one_of([port, 0].into_iter()).await.unwrap();
        assert_ne!(ports.number(), port);
        let refused = Ports::open_one_of([port, port].into_iter()).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AddrInUse);
        let v4 = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let port = v4.local_addr().unwrap().port();
        assert_ne!(Ports::open_one_of([port, 0].into_iter()).await.unwrap().number(), port);
    }

    #[tokio::test]
    async fn both_addresses_are_answered_at() {
        let ports = Ports::open().await.unwrap();
        let port = ports.number();
        let connect = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        let (came, went) = tokio::join!(ports.accept(), connect);
        assert_eq!(came.unwrap().peer_addr().unwrap(), went.unwrap().local_addr().unwrap());
        if ports.v6.is_some() {
            let (came, went) = tokio::join!(ports.accept(), TcpStream::connect((Ipv6Addr::LOCALHOST, port)));
            assert_eq!(came.unwrap().peer_addr().unwrap(), went.unwrap().local_addr().unwrap());
        }
    }

    #[tokio::test]
    async fn a_port_is_free_again_as_soon_as_nobody_waits_at_it() {
        for _ in 0..20 {
            let ports = Ports::open().await.unwrap();
            let port = ports.number();
            drop(ports);
            // Somebody else on this computer may be given it first.
            if Ports::open_one_of([port].into_iter()).await.is_ok() {
                return;
            }
        }
        panic!("a dropped port stays taken");
    }
}
