//! A real OpenSSH server.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    os::fd::OwnedFd,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

use super::Desktop;

/// Serves until the test ends. Every connection gets a `sshd` of its own, so no port has to be guessed free.
pub struct SshServer {
    address: SocketAddr,
    key: PathBuf,
}

impl SshServer {
    pub fn start(desktop: &Desktop) -> Self {
        let home = desktop.home();
        let (host_key, key) = (home.path("host_key"), home.path("id_ed25519"));
        for path in [&host_key, &key] {
            make_key(desktop, path);
        }
        let config = home.path("sshd_config");
        let authorized = home.path("id_ed25519.pub");
        let text = format!(
            "HostKey {}\nAuthorizedKeysFile {}\nPidFile none\nPasswordAuthentication no\n\
             KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPermitRootLogin prohibit-password\n",
            host_key.display(),
            authorized.display()
        );
        fs::write(&config, text).expect("the folder is ours");
        // Where the daemon separates privileges; packages make it, and minimal systems lose it at boot.
        let _ = fs::create_dir_all("/run/sshd");

        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let mut sshd = desktop.command(daemon());
        sshd.args(["-i", "-e", "-f"]).arg(&config).stderr(Stdio::null());
        thread::spawn(move || serve(&listener, sshd));
        Self { address, key }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on it shows another host key, as a machine that was made anew.
    pub fn rebuild(&self, desktop: &Desktop) {
        let host_key = desktop.home().path("host_key");
        fs::remove_file(&host_key).expect("it was made at the start");
        make_key(desktop, &host_key);
    }

    /// The private key that opens it.
    pub fn key(&self) -> String {
        self.key.display().to_string()
    }
}

/// Makes a private key without a passphrase, and the public one beside it.
pub fn make_key(desktop: &Desktop, path: &Path) {
    // Asked whether to write over a public key that is left, nobody would answer.
    let _ = fs::remove_file(path.with_extension("pub"));
    let mut keygen = desktop.command("ssh-keygen");
    let made = keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(path).status();
    assert!(made.expect("ssh-keygen runs").success());
}

fn serve(listener: &TcpListener, mut sshd: Command) {
    for stream in listener.incoming().flatten() {
        let Ok(out) = stream.try_clone() else { continue };
        let child =
            sshd.stdin(Stdio::from(OwnedFd::from(stream))).stdout(Stdio::from(OwnedFd::from(out))).spawn();
        // The command keeps its ends of the connection open until they are replaced.
        sshd.stdin(Stdio::null()).stdout(Stdio::null());
        if let Ok(mut child) = child {
            thread::spawn(move || child.wait());
        }
    }
}

/// `sshd` insists on an absolute path, and often is not in a person's search path.
fn daemon() -> String {
    let places = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/local/sbin/sshd"];
    let found = places.iter().find(|place| fs::exists(place).unwrap_or(false));
    (*found.expect("sshd is missing; `cargo xtask test` installs it")).to_owned()
}
