//! What a company calls its units, stages, applications and machines.

use crate::dice::Dice;
use crate::world::model::Os;

/// What a subscription is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Production,
    Test,
    Development,
    Recovery,
}

/// What a machine does in its application.
pub(super) struct Role {
    pub(super) name: &'static str,
    pub(super) os: Os,
    pub(super) size: &'static str,
    /// Ports on which something listens beside the one for administrators.
    pub(super) serves: &'static [u16],
}

const UNITS: [&str; 24] = [
    "Retail",
    "Logistics",
    "Manufacturing",
    "Finance",
    "Research",
    "Marketing",
    "Human Resources",
    "Customer Care",
    "Supply Chain",
    "Data Platform",
    "Identity",
    "Network Hub",
    "Shop Floor",
    "Pharmacy",
    "Insurance",
    "Energy",
    "Facilities",
    "Legal",
    "Procurement",
    "Quality",
    "Field Service",
    "Web Shop",
    "Treasury",
    "Workplace",
];

const STAGES: [Stage; 4] = [Stage::Production, Stage::Test, Stage::Development, Stage::Recovery];

const REGIONS: [(&str, &str); 8] = [
    ("westeurope", "weu"),
    ("northeurope", "neu"),
    ("germanywestcentral", "gwc"),
    ("uksouth", "uks"),
    ("eastus", "eus"),
    ("centralus", "cus"),
    ("southeastasia", "sea"),
    ("japaneast", "jpe"),
];

const APPLICATIONS: [&str; 20] = [
    "erp",
    "crm",
    "shop",
    "billing",
    "ledger",
    "portal",
    "reports",
    "scada",
    "wms",
    "payroll",
    "intranet",
    "search",
    "lake",
    "ci",
    "print",
    "files",
    "backup",
    "gateway",
    "telemetry",
    "mail",
];

const ROLES: [Role; 8] = [
    Role { name: "web", os: Os::Linux, size: "Standard_B2s", serves: &[443] },
    Role { name: "app", os: Os::Linux, size: "Standard_D4s_v5", serves: &[] },
    Role { name: "iis", os: Os::Windows, size: "Standard_D2s_v5", serves: &[443] },
    Role { name: "sql", os: Os::Windows, size: "Standard_E8s_v5", serves: &[] },
    Role { name: "pg", os: Os::Linux, size: "Standard_E4s_v5", serves: &[] },
    Role { name: "batch", os: Os::Linux, size: "Standard_F8s_v2", serves: &[] },
    Role { name: "dc", os: Os::Windows, size: "Standard_B2ms", serves: &[] },
    Role { name: "jump", os: Os::Windows, size: "Standard_B2ms", serves: &[] },
];

/// A unit has a subscription for each stage; a company with more than that numbers them.
pub(super) fn subscription(index: usize) -> String {
    let unit = UNITS[index / STAGES.len() % UNITS.len()];
    let round = index / (UNITS.len() * STAGES.len());
    let number = if round == 0 { String::new() } else { format!(" {}", round + 1) };
    format!("{unit} {}{number}", stage(index).word())
}

pub(super) fn stage(index: usize) -> Stage {
    STAGES[index % STAGES.len()]
}

/// A region's name and its short form in other names.
pub(super) fn region(dice: &mut Dice) -> (&'static str, &'static str) {
    pick(&REGIONS, dice)
}

pub(super) fn application(dice: &mut Dice) -> &'static str {
    pick(&APPLICATIONS, dice)
}

pub(super) fn role(dice: &mut Dice) -> &'static Role {
    &ROLES[dice.below(ROLES.len() as u64) as usize]
}

fn pick<T: Copy>(of: &[T], dice: &mut Dice) -> T {
    of[dice.below(of.len() as u64) as usize]
}

impl Stage {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Production => "Production",
            Self::Test => "Test",
            Self::Development => "Development",
            Self::Recovery => "Recovery",
        }
    }

    /// As it is written in names and tags.
    pub(super) fn short(self) -> &'static str {
        match self {
            Self::Production => "prod",
            Self::Test => "test",
            Self::Development => "dev",
            Self::Recovery => "dr",
        }
    }

    /// As it is written in the names of machines.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Production => 'p',
            Self::Test => 't',
            Self::Development => 'd',
            Self::Recovery => 'r',
        }
    }
}
