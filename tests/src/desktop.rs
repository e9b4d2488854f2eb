//! A desktop for one test: a display, a session bus and a home folder of its own, and real programs on it.
//! Everything that was started ends with it, also when the test fails.

mod app;
mod browser;
mod bus;
mod chromium;
mod display;
mod home;
mod keeper;
mod keyring;
mod notices;
mod process;
mod programs;
mod rdp;
mod screen;
mod simulator;
mod sshd;
mod tray;
mod wait;
mod webdriver;
mod window_manager;

use std::{ffi::OsStr, process::Command};

pub use app::App;
pub use browser::Browser;
pub use chromium::Chromium;
pub use keeper::Keeper;
pub use keyring::{GnomeKeyring, NobodyAnswers};
pub use notices::Notices;
pub use rdp::{RdpServer, rdp_client};
pub use screen::Screen;
pub use simulator::{Machine, Simulator};
pub use sshd::{SshServer, make_key};
pub use tray::Tray;
pub use wait::until;
pub use webdriver::Window;
pub use window_manager::WindowManager;

use bus::Bus;
use display::Display;
use home::Home;

pub struct Desktop {
    bus: Option<Bus>,
    display: Option<Display>,
    // The last to go: it ends what is still alive.
    home: Home,
}

impl Desktop {
    pub fn start() -> Self {
        let home = Home::make();
        let display = Some(Display::start(&home));
        let bus = Some(Bus::start(&home));
        Self { bus, display, home }
    }

    /// For programs that show nothing.
    pub fn without_screen() -> Self {
        let home = Home::make();
        let bus = Some(Bus::start(&home));
        Self { bus, display: None, home }
    }

    /// For programs that show nothing and reach nothing.
    pub fn without_anything() -> Self {
        Self { bus: None, display: None, home: Home::make() }
    }

    pub fn without_bus() -> Self {
        let home = Home::make();
        let display = Some(Display::start(&home));
        Self { bus: None, display, home }
    }

    /// A program that finds this desktop and nothing of the person's.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.home.command(program);
        if let Some(display) = &self.display {
            command.env("DISPLAY", display.name());
        }
        if let Some(bus) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus.address());
        }
        command
    }

    /// What can be seen on the display.
    pub fn screen(&self) -> Screen {
        Screen::of(self.display.as_ref().expect("this desktop was started without a screen").name())
    }

    /// The bus, on which a test may play a part itself.
    pub fn bus_address(&self) -> &str {
        self.bus.as_ref().expect("this desktop was started without a bus").address()
    }

    /// The names of the programs that run on this desktop.
    pub fn programs(&self) -> Vec<String> {
        self.home.programs()
    }

    pub fn home(&self) -> &Home {
        &self.home
    }
}
