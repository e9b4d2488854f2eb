//! A real GNOME Keyring, and a person who unlocks it or does not answer.

use std::fs;

use zbus::blocking::{Connection, connection, fdo::DBusProxy};
use zbus::zvariant::ObjectPath;

use super::{Desktop, process::Process, until};

const NAME: &str = "org.freedesktop.secrets";
const PASSWORD: &str = "test";

/// What it keeps lies in the desktop's home folder, so the next one on the same desktop keeps the same.
pub struct GnomeKeyring {
    _daemon: Process,
}

impl GnomeKeyring {
    /// As after signing in to the desktop with a password.
    pub fn unlocked(desktop: &Desktop) -> Self {
        let password = desktop.home().path("password");
        fs::write(&password, PASSWORD).expect("the folder is ours");
        Self::start(desktop, &format!("--unlock < '{}'", password.display()))
    }

    /// As after signing in without one.
    pub fn locked(desktop: &Desktop) -> Self {
        Self::start(desktop, "--start")
    }

    fn start(desktop: &Desktop, how: &str) -> Self {
        let bus = bus(desktop);
        let names = DBusProxy::new(&bus).expect("a bus answers");
        let served = || names.name_has_owner(NAME.try_into().expect("a name")).expect("a bus answers");
        until("the secret store before this one to end", || (!served()).then_some(()));
        // It says on standard error which parts of a whole desktop it misses.
        let line = format!("exec gnome-keyring-daemon --foreground --components=secrets {how} 2> /dev/null");
        let mut command = desktop.command("sh");
        let daemon = Process::start(command.args(["-c", &line]));
        until("the secret store", || served().then_some(()));
        Self { _daemon: daemon }
    }
}

/// Somebody who is asked for the keyring's password and never answers. Without one, the keyring takes the question
/// for dismissed.
pub struct NobodyAnswers {
    _bus: Connection,
}

struct Prompter;

#[zbus::interface(name = "org.gnome.keyring.internal.Prompter")]
impl Prompter {
    fn begin_prompting(&self, _callback: ObjectPath<'_>) {}
    fn stop_prompting(&self, _callback: ObjectPath<'_>) {}
}

impl NobodyAnswers {
    pub fn on(desktop: &Desktop) -> Self {
        let bus = connection::Builder::address(desktop.bus_address())
            .and_then(|bus| bus.serve_at("/org/gnome/keyring/Prompter", Prompter))
            .and_then(|bus| bus.name("org.gnome.keyring.SystemPrompter"))
            .and_then(connection::Builder::build);
        Self { _bus: bus.expect("a bus answers") }
    }
}

fn bus(desktop: &Desktop) -> Connection {
    let bus = connection::Builder::address(desktop.bus_address()).and_then(connection::Builder::build);
    bus.expect("a bus answers")
}
