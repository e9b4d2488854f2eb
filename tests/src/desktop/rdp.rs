//! A real RDP server: FreeRDP's shadow of a display.

use std::{
    fs,
    net::{SocketAddr, TcpListener, TcpStream},
    process::Stdio,
};

use super::{Desktop, display::Display, process::Process, programs::first_of, until};

pub struct RdpServer {
    address: SocketAddr,
    _server: Process,
    _display: Display,
}

/// The client that every system's own FreeRDP is known by.
pub fn rdp_client() -> &'static str {
    first_of(&["xfreerdp", "xfreerdp3"])
}

impl RdpServer {
    pub const USER: &str = "demo";
    pub const PASSWORD: &str = "a test's own secret";

    /// Lets in one user with one password, checked before anything is shown (NLA).
    pub fn start(desktop: &Desktop) -> Self {
        let display = Display::start(desktop.home());
        let mut hash = desktop.command(first_of(&["winpr-hash", "winpr-hash3"]));
        let hash = hash
            .args(["-u", Self::USER, "-p", Self::PASSWORD, "-f", "sam"])
            .output()
            .expect("winpr-hash runs");
        let sam = desktop.home().path("sam");
        fs::write(&sam, hash.stdout).expect("the folder is ours");
        let (address, server) = until("a port for the RDP server", || {
            let address = free_address();
            let mut command = desktop.command(first_of(&["freerdp-shadow-cli", "freerdp-shadow-cli3"]));
            command.env("DISPLAY", display.name()).stdout(Stdio::null()).stderr(Stdio::null());
            command.args([format!("/port:{}", address.port()), "/bind-address:127.0.0.1".to_owned()]);
            command.args([format!("/sam-file:{}", sam.display()), "+sec-nla".to_owned()]);
            let mut server = Process::start(&mut command);
            // It ends where somebody else took the port in between.
            until("the RDP server to answer or to end", || {
                if !server.is_alive() {
                    return Some(false);
                }
                TcpStream::connect(address).is_ok().then_some(true)
            })
            .then_some((address, server))
        });
        Self { address, _server: server, _display: display }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

pub fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port")
}
