//! Session buses for tests. A bus is named by the environment, so a test that needs one starts itself again in a
//! process with an environment of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const INSIDE: &str = "JIT_HOST_TEST_INSIDE";
/// Nothing that is tested waits this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Which bus a test sees.
pub(crate) enum Bus {
    /// None.
    None,
    /// One that starts no services by itself and ends with the test.
    Own,
}

/// Runs the test of this path once more, in a process that sees this bus. `true` inside that process.
pub(crate) fn inside(test: &str, bus: Bus) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let daemon = matches!(bus, Bus::Own).then(Daemon::start);
    let address = daemon.as_ref().map_or("unix:path=/nonexistent/bus", |daemon| &daemon.address);
    let mut again = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .env_remove("XDG_RUNTIME_DIR")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let start = Instant::now();
    while again.try_wait().unwrap().is_none() {
        if start.elapsed() > PATIENCE {
            again.kill().unwrap();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = again.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{failed}");
    false
}

struct Daemon {
    process: Child,
    address: String,
}

impl Daemon {
    fn start() -> Self {
        let config = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>\
            <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
            <allow own=\"*\"/></policy></busconfig>";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), config).unwrap();
        let mut process = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", file.path().display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon is needed for this test");
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self { process, address: address.trim().to_owned() }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}
