//! What is needed, how to see that it is there, and which packages bring it.

use std::{env, path::Path};

use crate::run;

pub struct Need {
    pub name: &'static str,
    pub why: &'static str,
    pub probe: Probe,
    /// Alternatives, the preferred first: releases of Debian and Ubuntu disagree about names.
    pub apt: &'static [&'static str],
    pub dnf: &'static str,
    pub pacman: &'static str,
}

/// Programs and files are looked for, not packages: what somebody installed in another way counts as well.
pub enum Probe {
    Library(&'static str),
    Program(&'static [&'static str]),
    File(&'static [&'static str]),
    Terminal,
    /// Modules of Python; Debian packages some of its own apart from it.
    PythonModules(&'static str),
}

impl Need {
    pub fn is_met(&self) -> bool {
        match self.probe {
            Probe::Library(name) => run::succeeds(run::command("pkg-config").args(["--exists", name])),
            Probe::Program(names) => names.iter().any(|name| run::find(name).is_some()),
            Probe::File(paths) => paths.iter().any(|path| Path::new(path).is_file()),
            Probe::PythonModules(name) => ["python3", "python"]
                .iter()
                .filter_map(|python| run::find(python))
                .any(|python| run::succeeds(run::command(python).arg("-c").arg(format!("import {name}")))),
            Probe::Terminal => {
                env::var("TERMINAL").is_ok_and(|name| run::find(&name).is_some())
                    || TERMINALS.iter().any(|name| run::find(name).is_some())
            }
        }
    }
}

const TERMINALS: [&str; 4] = ["xdg-terminal-exec", "gnome-terminal", "konsole", "xterm"];

/// To compile the shell.
pub const BUILD: &[Need] = &[
    Need {
        name: "pkg-config",
        why: "finds the libraries the app links to",
        probe: Probe::Program(&["pkg-config"]),
        apt: &["pkg-config", "pkgconf"],
        dnf: "pkgconf-pkg-config",
        pacman: "pkgconf",
    },
    Need {
        name: "WebKitGTK 4.1 with its headers",
        why: "the app's window",
        probe: Probe::Library("webkit2gtk-4.1"),
        apt: &["libwebkit2gtk-4.1-dev"],
        dnf: "webkit2gtk4.1-devel",
        pacman: "webkit2gtk-4.1",
    },
];

/// To open a session on a machine.
pub const SESSION: &[Need] = &[
    SSH,
    Need {
        name: "a terminal",
        why: "ssh sessions open in it",
        probe: Probe::Terminal,
        apt: &["xterm"],
        dnf: "xterm",
        pacman: "xterm",
    },
];

/// To test on a desktop of our own, invisible and apart from the person's.
pub const TESTS: &[Need] = &[
    SSH,
    Need {
        name: "sshd",
        why: "the real server that the tests log in to",
        probe: Probe::Program(&["sshd"]),
        apt: &["openssh-server"],
        dnf: "openssh-server",
        pacman: "openssh",
    },
    Need {
        name: "xfreerdp",
        why: "the real RDP client of the tests",
        probe: Probe::Program(&["xfreerdp", "xfreerdp3"]),
        apt: &["freerdp2-x11", "freerdp3-x11"],
        dnf: "freerdp",
        pacman: "freerdp",
    },
    Need {
        name: "freerdp-shadow-cli",
        why: "the real RDP server of the tests",
        probe: Probe::Program(&["freerdp-shadow-cli", "freerdp-shadow-cli3"]),
        apt: &["freerdp2-shadow-x11", "freerdp3-shadow-x11"],
        dnf: "freerdp-server",
        pacman: "freerdp",
    },
    Need {
        name: "winpr-hash",
        why: "makes the RDP server's password file",
        probe: Probe::Program(&["winpr-hash", "winpr-hash3"]),
        apt: &["winpr-utils", "winpr3-utils"],
        dnf: "libwinpr",
        pacman: "freerdp",
    },
    Need {
        name: "WebKitWebDriver",
        why: "reads and uses the app's window",
        probe: Probe::Program(&["WebKitWebDriver"]),
        apt: &["webkit2gtk-driver"],
        dnf: "webkit2gtk4.1",
        pacman: "webkitgtk-6.0",
    },
    Need {
        name: "Xvfb",
        why: "a display without a screen",
        probe: Probe::Program(&["Xvfb"]),
        apt: &["xvfb"],
        dnf: "xorg-x11-server-Xvfb",
        pacman: "xorg-server-xvfb",
    },
    Need {
        name: "openbox",
        why: "a window manager, without which no window gets the focus",
        probe: Probe::Program(&["openbox"]),
        apt: &["openbox"],
        dnf: "openbox",
        pacman: "openbox",
    },
    Need {
        name: "dbus-daemon",
        why: "a session bus for the tests alone",
        probe: Probe::Program(&["dbus-daemon"]),
        apt: &["dbus-daemon", "dbus"],
        dnf: "dbus-daemon",
        pacman: "dbus",
    },
    Need {
        name: "dbus-run-session",
        why: "a session bus for the tests alone",
        probe: Probe::Program(&["dbus-run-session"]),
        apt: &["dbus-daemon", "dbus"],
        dnf: "dbus-daemon",
        pacman: "dbus",
    },
    Need {
        name: "dunst",
        why: "shows notifications",
        probe: Probe::Program(&["dunst"]),
        apt: &["dunst"],
        dnf: "dunst",
        pacman: "dunst",
    },
    Need {
        name: "gnome-keyring-daemon",
        why: "the real secret store of the tests",
        probe: Probe::Program(&["gnome-keyring-daemon"]),
        apt: &["gnome-keyring"],
        dnf: "gnome-keyring",
        pacman: "gnome-keyring",
    },
    Need {
        name: "secret-tool",
        why: "looks into the secret store beside the app",
        probe: Probe::Program(&["secret-tool"]),
        apt: &["libsecret-tools"],
        dnf: "libsecret",
        pacman: "libsecret",
    },
    Need {
        name: "chromium",
        why: "the browser that the tests sign in with and look at the page in",
        probe: Probe::Program(&["chromium", "chromium-browser"]),
        apt: &["chromium"],
        dnf: "chromium",
        pacman: "chromium",
    },
    Need {
        name: "openbox",
        why: "a window manager, for the focus",
        probe: Probe::Program(&["openbox"]),
        apt: &["openbox"],
        dnf: "openbox",
        pacman: "openbox",
    },
    Need {
        name: "DejaVu Sans",
        why: "a font, without which screens stay blank",
        probe: Probe::File(&[
            "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
            "/usr/share/fonts/dejavu-sans-fonts/DejaVuSans.ttf",
            "/usr/share/fonts/TTF/DejaVuSans.ttf",
        ]),
        apt: &["fonts-dejavu-core"],
        dnf: "dejavu-sans-fonts",
        pacman: "ttf-dejavu",
    },
    Need {
        name: "import",
        why: "takes pictures of the screen",
        probe: Probe::Program(&["import"]),
        apt: &["imagemagick"],
        dnf: "ImageMagick",
        pacman: "imagemagick",
    },
    Need {
        name: "xset",
        why: "asks whether a display answers",
        probe: Probe::Program(&["xset"]),
        apt: &["x11-xserver-utils"],
        dnf: "xset",
        pacman: "xorg-xset",
    },
    Need {
        name: "ps",
        why: "tells whether a program and all it started have ended",
        probe: Probe::Program(&["ps"]),
        apt: &["procps"],
        dnf: "procps-ng",
        pacman: "procps-ng",
    },
    Need {
        name: "xterm",
        why: "the terminal that the tests' ssh sessions open in",
        probe: Probe::Program(&["xterm"]),
        apt: &["xterm"],
        dnf: "xterm",
        pacman: "xterm",
    },
];

/// To make a Python environment for Microsoft's clients.
pub const JUDGE: &[Need] = &[Need {
    name: "Python with venv",
    why: "runs Microsoft's clients",
    probe: Probe::PythonModules("venv, ensurepip"),
    apt: &["python3-venv"],
    dnf: "python3",
    pacman: "python",
}];

/// For what the benches compare with.
pub const PEERS: &[Need] = &[
    Need {
        name: "jq",
        why: "reads JSON in the scripts with az",
        probe: Probe::Program(&["jq"]),
        apt: &["jq"],
        dnf: "jq",
        pacman: "jq",
    },
    Need {
        name: "curl",
        why: "asks for the public address in the scripts with az",
        probe: Probe::Program(&["curl"]),
        apt: &["curl"],
        dnf: "curl",
        pacman: "curl",
    },
];

/// To build for Windows here and to run the result.
pub const CROSS: &[Need] = &[
    Need {
        name: "x86_64-w64-mingw32-gcc",
        why: "compiles C and links for Windows",
        probe: Probe::Program(&["x86_64-w64-mingw32-gcc"]),
        apt: &["gcc-mingw-w64-x86-64-win32", "gcc-mingw-w64-x86-64"],
        dnf: "mingw64-gcc",
        pacman: "mingw-w64-gcc",
    },
    Need {
        name: "x86_64-w64-mingw32-g++",
        why: "compiles C++ for Windows",
        probe: Probe::Program(&["x86_64-w64-mingw32-g++"]),
        apt: &["g++-mingw-w64-x86-64-win32", "g++-mingw-w64-x86-64"],
        dnf: "mingw64-gcc-c++",
        pacman: "mingw-w64-gcc",
    },
    Need {
        name: "wine",
        why: "runs the tests built for Windows",
        probe: Probe::Program(WINE),
        apt: &["wine64", "wine"],
        dnf: "wine-core",
        pacman: "wine",
    },
];

/// Debian keeps the 64-bit loader out of PATH, and its `wine` asks for 32-bit parts that nobody needs here.
pub const WINE: &[&str] = &["/usr/lib/wine/wine64", "wine64", "wine"];

const SSH: Need = Need {
    name: "ssh",
    why: "the client that sessions open with",
    probe: Probe::Program(&["ssh"]),
    apt: &["openssh-client"],
    dnf: "openssh-clients",
    pacman: "openssh",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_met_by_any_of_its_programs_and_by_nothing_else() {
        let need = |names| Need { probe: Probe::Program(names), ..SSH };
        assert!(need(&["no-such-program-here", "rustc"]).is_met());
        assert!(!need(&["no-such-program-here"]).is_met());
        assert!(!Need { probe: Probe::File(&["/no/such/file"]), ..SSH }.is_met());
        assert!(!Need { probe: Probe::Library("no-such-library-here"), ..SSH }.is_met());
    }
}
