//! A company's web proxy, on this computer.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A web proxy that tunnels (CONNECT) to this computer only, and keeps who was asked for. Ends when dropped.
pub struct WebProxy {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    running: JoinHandle<()>,
}

/// What a web proxy does with callers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Lets everybody through.
    LetsThrough,
    /// Wants a name and a password first.
    WantsSignIn,
}

impl WebProxy {
    /// A proxy with this manner.
    pub async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::<Mutex<Vec<String>>>::default();
        let running = tokio::spawn(serve(listener, manner, Arc::clone(&asked)));
        Self { address, asked, running }
    }

    /// Where it is, `host:port`.
    #[must_use]
    pub fn address(&self) -> String {
        self.address.to_string()
    }

    /// The settings that name it.
    #[must_use]
    pub fn settings(&self) -> Value {
        json!({ "proxy": { "url": format!("http://{}", self.address) } })
    }

    /// Which hosts it was asked for, `host:port`, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for WebProxy {
    fn drop(&mut self) {
        self.running.abort();
    }
}

/// An address where nobody is.
pub async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

async fn serve(listener: TcpListener, manner: Manner, asked: Arc<Mutex<Vec<String>>>) {
    while let Ok((caller, _)) = listener.accept().await {
        let asked = Arc::clone(&asked);
        // A caller that hangs up ends its own tunnel only.
        tokio::spawn(async move { tunnel(caller, manner, &asked).await.ok() });
    }
}

async fn tunnel(mut caller: TcpStream, manner: Manner, asked: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(caller.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split(' ');
    let (method, host) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    assert_eq!(method, "CONNECT", "only tunnels are asked for: {head}");
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(host.to_owned());
    if manner == Manner::WantsSignIn {
        let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"Contoso\"\r\n\
                       Content-Length: 0\r\n\r\n";
        return caller.write_all(refusal.as_bytes()).await;
    }
    assert!(host.starts_with("127.0.0.1:"), "no test leaves this computer: {host}");
    let mut far = TcpStream::connect(host).await?;
    caller.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
    copy_bidirectional(&mut caller, &mut far).await.map(drop)
}
