//! Systems whose packages we cannot install: what is missing and how to get it is said.

use anyhow::{Result, bail};

use super::Need;
use crate::run;

pub fn explain(missing: &[&Need]) -> Result<()> {
    let known = KNOWN.iter().find(|manager| run::find(manager.program).is_some());
    bail!("{}", explanation(missing, known))
}

struct Manager {
    program: &'static str,
    install: &'static str,
    package: fn(&Need) -> &'static str,
}

const KNOWN: &[Manager] = &[
    Manager { program: "dnf", install: "sudo dnf install", package: |need| need.dnf },
    Manager { program: "pacman", install: "sudo pacman -S --needed", package: |need| need.pacman },
];

fn explanation(missing: &[&Need], manager: Option<&Manager>) -> String {
    let mut text = "this machine lacks:".to_owned();
    for need in missing {
        text.push_str(&format!("\n  {:<32} {}", need.name, need.why));
    }
    match manager {
        Some(manager) => {
            let packages = each_once(missing.iter().map(|need| (manager.package)(need)));
            text.push_str(&format!("\nget it with: {} {packages}", manager.install));
        }
        None => {
            let packages = each_once(missing.iter().filter_map(|need| need.apt.first().copied()));
            text.push_str(&format!(
                "\nget it from your system; on Debian the packages are called: {packages}"
            ));
        }
    }
    text.push_str("\nthen run the command again");
    text
}

fn each_once(packages: impl Iterator<Item = &'static str>) -> String {
    let mut seen: Vec<&str> = Vec::new();
    for package in packages {
        if !seen.contains(&package) {
            seen.push(package);
        }
    }
    seen.join(" ")
}

#[cfg(test)]
mod tests {
    use super::{
        super::need::{BUILD, TESTS},
        *,
    };

    #[test]
    fn the_packages_carry_the_names_of_the_system() {
        let missing = BUILD.iter().collect::<Vec<_>>();
        let fedora = explanation(&missing, KNOWN.first());
        assert!(
            fedora.contains("\nget it with: sudo dnf install pkgconf-pkg-config webkit2gtk4.1-devel\n"),
            "{fedora}"
        );
        let unknown = explanation(&missing, None);
        assert!(unknown.contains("are called: pkg-config libwebkit2gtk-4.1-dev\n"), "{unknown}");
    }

    #[test]
    fn a_package_that_brings_several_things_is_named_once() {
        let missing = TESTS.iter().filter(|need| need.pacman.contains("ssh")).collect::<Vec<_>>();
        let names = missing.iter().map(|need| need.name).collect::<Vec<_>>();
        assert_eq!(names, ["ssh", "sshd"]);
        let arch = explanation(&missing, KNOWN.get(1));
        assert!(arch.contains("\nget it with: sudo pacman -S --needed openssh\n"), "{arch}");
    }
}
