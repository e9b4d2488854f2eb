//! Debian, Ubuntu and their relatives: packages are installed.

use std::{path::Path, process::Command};

use anyhow::{Context, Error, Result, anyhow, bail};

use super::Need;
use crate::run;

pub fn is_here() -> bool {
    run::find("apt-get").is_some() && run::find("dpkg").is_some()
}

pub fn install(missing: &[&Need]) -> Result<()> {
    let administrator = Administrator::find(missing)?;
    let packages = match choose(missing, is_known) {
        Ok(packages) => packages,
        Err(_) => {
            run::say("this machine's package lists are empty or old");
            administrator.run(&["apt-get", "update", "-q"])?;
            choose(missing, is_known).map_err(unknown)?
        }
    };
    run::say(&announcement(missing, &packages));

    let brings_sshd = packages.contains(&"openssh-server");
    let mut install = vec!["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-q"];
    install.extend(["--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"]);
    install.extend(packages);
    if administrator.run(&install).is_err() {
        run::say("once more with fresh package lists: old ones name packages that are gone");
        administrator.run(&["apt-get", "update", "-q"])?;
        administrator.run(&install)?;
    }
    if brings_sshd {
        administrator.keep_sshd_off()?;
    }
    match missing.iter().find(|need| !need.is_met()) {
        Some(need) => bail!("{} is still missing after its package was installed", need.name),
        None => Ok(()),
    }
}

/// The packages to install, each once, or the need for which no package is known.
fn choose<'need>(
    missing: &[&'need Need],
    is_known: impl Fn(&str) -> bool,
) -> Result<Vec<&'static str>, &'need Need> {
    let mut packages = Vec::new();
    for need in missing {
        let package = need.apt.iter().find(|package| is_known(package)).ok_or(*need)?;
        if !packages.contains(package) {
            packages.push(*package);
        }
    }
    Ok(packages)
}

/// Whether apt could install it: a name that is only mentioned by others has no record of its own.
fn is_known(package: &str) -> bool {
    run::succeeds(run::command("apt-cache").args(["show", "--no-all-versions", package]))
}

fn unknown(need: &Need) -> Error {
    anyhow!(
        "{} is missing ({}), and apt knows none of the packages that bring it: {}; \
         enable the main (Ubuntu: main and universe) component, or install it in another way",
        need.name,
        need.why,
        need.apt.join(", ")
    )
}

fn announcement(missing: &[&Need], packages: &[&str]) -> String {
    let mut text = "missing on this machine:".to_owned();
    for need in missing {
        text.push_str(&format!("\n  {:<32} {}", need.name, need.why));
    }
    text.push_str(&format!("\ninstalling: {}", packages.join(" ")));
    text
}

/// Who may install packages: root, or somebody who may become root.
enum Administrator {
    Root,
    Sudo,
}

impl Administrator {
    fn find(missing: &[&Need]) -> Result<Self> {
        if run::output(run::command("id").arg("-u"))?.trim() == "0" {
            return Ok(Self::Root);
        }
        run::find("sudo").map(|_| Self::Sudo).with_context(|| {
            let packages = missing.iter().filter_map(|need| need.apt.first().copied()).collect::<Vec<_>>();
            format!(
                "system packages are missing, and installing them needs root or sudo; as root, run:\n  \
                 apt-get install --no-install-recommends {}",
                packages.join(" ")
            )
        })
    }

    fn run(&self, words: &[&str]) -> Result<()> {
        let mut command: Command = match self {
            Self::Root => run::command(words[0]),
            Self::Sudo => run::command("sudo"),
        };
        let rest = if matches!(self, Self::Root) { &words[1..] } else { words };
        run::run(command.args(rest))
    }

    /// Debian starts sshd as soon as it is installed. The tests only need the program, and a workstation must
    /// not start to listen on the network because somebody ran them.
    fn keep_sshd_off(&self) -> Result<()> {
        if !Path::new("/run/systemd/system").exists() {
            return Ok(());
        }
        run::say("openssh-server came for the tests alone; its service is switched off");
        self.run(&["systemctl", "disable", "--now", "ssh.service", "ssh.socket"]).context(
            "the ssh service that came with openssh-server could not be switched off; \
             see `systemctl status ssh` if this machine should not accept ssh logins",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{super::need::TESTS, *};

    fn needs(names: &[&str]) -> Vec<&'static Need> {
        TESTS.iter().filter(|need| names.contains(&need.name)).collect()
    }

    #[test]
    fn the_first_package_the_system_knows_is_chosen_once() {
        let missing = needs(&["xfreerdp", "dbus-daemon", "dbus-run-session"]);
        let bookworm = choose(&missing, |_| true).ok();
        assert_eq!(bookworm, Some(vec!["freerdp2-x11", "dbus-daemon"]));
        let newer =
            choose(&missing, |package| !package.starts_with("freerdp2") && package != "dbus-daemon").ok();
        assert_eq!(newer, Some(vec!["freerdp3-x11", "dbus"]));
    }

    #[test]
    fn a_need_without_a_known_package_is_named_with_the_way_out() {
        let missing = needs(&["dunst", "xfreerdp"]);
        let need = choose(&missing, |package| package == "dunst").err().unwrap();
        let text = unknown(need).to_string();
        assert!(text.starts_with("xfreerdp is missing (the real RDP client of the tests)"), "{text}");
        assert!(text.contains("freerdp2-x11, freerdp3-x11; enable"), "{text}");
    }

    #[test]
    fn what_will_be_installed_is_said_with_its_reason() {
        let text = announcement(&needs(&["dunst"]), &["dunst"]);
        assert!(text.contains("dunst ") && text.contains("shows notifications"), "{text}");
        assert!(text.ends_with("installing: dunst"), "{text}");
    }
}
