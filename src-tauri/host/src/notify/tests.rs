//! Notifications on session buses of the test's own. The bus is named by the environment, so each test starts
//! itself again in a process with an environment of its own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Instant;

use super::*;

const BUS: &str = "DBUS_SESSION_BUS_ADDRESS";
const INSIDE: &str = "JIT_HOST_TEST_INSIDE";

/// A bus that starts no services by itself; it ends with the test.
struct Bus(Child, String);

impl Bus {
    fn start() -> Self {
        let config = "<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><auth>EXTERNAL</auth>\
            <policy context=\"default\"><allow send_destination=\"*\"/><allow receive_sender=\"*\"/>\
            <allow own=\"*\"/></policy></busconfig>";
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), config).unwrap();
        let mut bus = Command::new("dbus-daemon")
            .arg(format!("--config-file={}", file.path().display()))
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("dbus-daemon is needed for this test");
        let mut address = String::new();
        BufReader::new(bus.stdout.take().unwrap()).read_line(&mut address).unwrap();
        Self(bus, address.trim().to_owned())
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Runs the test of this name once more, in a process that sees this bus. `true` inside that process.
fn inside(test: &str, bus: &str) -> bool {
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("notify::tests::{test}"), "--nocapture"])
        .env(INSIDE, "1")
        .env(BUS, bus)
        .env_remove("XDG_RUNTIME_DIR")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    false
}

fn notify(notification: &Notification) -> Result<(), NotShown> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(Notifier::new("jit-tray").notify(notification))
}

fn closing() -> Notification {
    Notification { title: "web-01 is ready".to_owned(), body: "<b>R&D</b>".to_owned(), urgent: true }
}

/// A notification service: what it can do (without that it never answers), and what it was asked to show.
struct Service {
    can: Option<Vec<String>>,
    shown: Sender<Seen>,
}

/// Title, body and urgency.
type Seen = (String, String, u8);

/// Begins to serve on the bus of this process.
fn serve(can: Option<&str>) -> (zbus::Connection, Receiver<Seen>) {
    let (shown, seen) = channel();
    let service = Service { can: can.map(|can| vec![can.to_owned()]), shown };
    let serving = zbus::block_on(async {
        let builder = zbus::connection::Builder::session()?;
        let builder = builder.serve_at("/org/freedesktop/Notifications", service)?;
        builder.name("org.freedesktop.Notifications")?.build().await
    });
    (serving.unwrap(), seen)
}

#[zbus::interface(name = "org.freedesktop.Notifications")]
impl Service {
    async fn get_capabilities(&self) -> Vec<String> {
        match &self.can {
            Some(can) => can.clone(),
            None => std::future::pending().await,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the interface has them")]
    fn notify(
        &self,
        _app: &str,
        _replaces: u32,
        _icon: &str,
        summary: &str,
        body: &str,
        _actions: Vec<&str>,
        hints: std::collections::HashMap<&str, zbus::zvariant::Value<'_>>,
        _timeout: i32,
    ) -> u32 {
        let urgency = hints.get("urgency").and_then(|value| u8::try_from(value).ok()).unwrap_or(99);
        self.shown.send((summary.to_owned(), body.to_owned(), urgency)).unwrap();
        1
    }
}

#[test]
fn without_a_bus_there_is_an_error_and_nothing_else() {
    if inside("without_a_bus_there_is_an_error_and_nothing_else", "unix:path=/nonexistent/bus") {
        assert!(matches!(notify(&closing()), Err(NotShown::Refused(_))));
    }
}

#[test]
fn without_a_service_the_bus_says_so() {
    let bus = std::env::var_os(INSIDE).is_none().then(Bus::start);
    if inside("without_a_service_the_bus_says_so", bus.as_ref().map_or("", |bus| &bus.1)) {
        let Err(NotShown::Refused(reason)) = notify(&closing()) else { panic!("nobody can have shown it") };
        assert!(reason.contains("org.freedesktop.Notifications"), "{reason}");
    }
}

#[test]
fn a_service_that_never_answers_is_not_waited_for() {
    let bus = std::env::var_os(INSIDE).is_none().then(Bus::start);
    if inside("a_service_that_never_answers_is_not_waited_for", bus.as_ref().map_or("", |bus| &bus.1)) {
        let _serving = serve(None);
        let start = Instant::now();
        assert_eq!(notify(&closing()), Err(NotShown::NoAnswer));
        assert!(start.elapsed() < PATIENCE * 3);
    }
}

#[test]
fn a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one() {
    let bus = std::env::var_os(INSIDE).is_none().then(Bus::start);
    let name = "a_body_is_escaped_for_a_service_that_reads_markup_and_only_for_one";
    if inside(name, bus.as_ref().map_or("", |bus| &bus.1)) {
        for (can, body) in [("body-markup", "&lt;b&gt;R&amp;D&lt;/b&gt;"), ("body", "<b>R&D</b>")] {
            let (serving, seen) = serve(Some(can));
            notify(&closing()).unwrap();
            assert_eq!(seen.recv().unwrap(), ("web-01 is ready".to_owned(), body.to_owned(), 2));
            zbus::block_on(serving.close()).unwrap();
        }
    }
}
