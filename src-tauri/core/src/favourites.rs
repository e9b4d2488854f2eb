//! The favourites file, which a person may write by hand.

use serde::Deserialize;

use crate::{AccountId, Code, JitDuration, Problem, Protocol, ResourceId, Settings, VmRef, Wish};

/// The starred machines, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Favourites(Vec<Favourite>);

/// A machine a person starred, with its own connect options.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Favourite {
    /// The name people use: 1 to 40 characters, unique without case.
    pub alias: String,
    /// The machine's resource id.
    pub arm: ResourceId,
    /// The tenant the machine is reached through.
    pub tenant: Option<String>,
    /// The account that reaches it, by its name or id; without one the first that is signed in.
    #[serde(default)]
    pub account: Option<String>,
    /// SSH or Remote Desktop.
    pub protocol: Option<Protocol>,
    /// The port.
    pub port: Option<u16>,
    /// How long to ask for.
    pub duration: Option<JitDuration>,
    /// Why, recorded by Azure.
    pub justification: Option<String>,
    /// The user to sign in as.
    pub user: Option<String>,
    /// The key file for SSH.
    pub key: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FavouritesFile {
    schema: u32,
    favourites: Vec<Favourite>,
}

impl Favourites {
    /// Reads the favourites file.
    ///
    /// # Errors
    /// [`Code::BadFile`] with the place and the reason.
    pub fn from_json(text: &str) -> Result<Self, Problem> {
        let file: FavouritesFile = serde_json::from_str(text).map_err(|error| refused(&error.to_string()))?;
        if file.schema != 1 {
            return Err(refused(&format!("\"schema\" is {}, this version reads 1", file.schema)));
        }
        for (index, favourite) in file.favourites.iter().enumerate() {
            let letters = favourite.alias.chars().count();
            if !(1..=40).contains(&letters) || favourite.alias.chars().any(char::is_control) {
                return Err(refused(&format!(
                    "favourite {}: \"alias\" needs 1 to 40 printable characters",
                    index + 1
                )));
            }
            let same = |other: &Favourite| other.alias.to_lowercase() == favourite.alias.to_lowercase();
            if file.favourites[..index].iter().any(same) {
                return Err(refused(&format!("two favourites are called \"{}\"", favourite.alias)));
            }
            if !favourite
                .arm
                .as_str()
                .to_ascii_lowercase()
                .contains("/providers/microsoft.compute/virtualmachines/")
            {
                return Err(refused(&format!(
                    "\"{}\": \"arm\" is not the id of a virtual machine",
                    favourite.alias
                )));
            }
        }
        Ok(Self(file.favourites))
    }

    /// The favourites in their order.
    #[must_use]
    pub fn all(&self) -> &[Favourite] {
        &self.0
    }

    /// The favourite with this alias, without case.
    #[must_use]
    pub fn get(&self, alias: &str) -> Option<&Favourite> {
        self.0.iter().find(|favourite| favourite.alias.to_lowercase() == alias.to_lowercase())
    }
}

/// A list put together by the program: the demo's.
impl FromIterator<Favourite> for Favourites {
    fn from_iter<I: IntoIterator<Item = Favourite>>(favourites: I) -> Self {
        Self(favourites.into_iter().collect())
    }
}

impl Favourite {
    /// Where the machine is.
    #[must_use]
    pub fn vm(&self) -> VmRef {
        let account = self.account.clone().map(AccountId);
        VmRef { id: self.arm.clone(), tenant: self.tenant.clone(), account }
    }

    /// What a connect to it asks for: its own options, and the settings' for what it leaves open.
    #[must_use]
    pub fn wish(&self, settings: &Settings) -> Wish {
        Wish {
            port: self.port,
            protocol: self.protocol,
            duration: self.duration.unwrap_or(settings.duration),
            justification: self.justification.clone(),
            address: settings.address.fixed,
            user: self.user.clone(),
            key: self.key.clone(),
            ..Wish::default()
        }
    }
}

fn refused(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The favourites file cannot be used: {reason}."),
        "Correct the file; until then the last good favourites are used.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARM: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/web-01";

    fn file(favourites: &str) -> Result<Favourites, Problem> {
        Favourites::from_json(&format!(r#"{{"schema":1,"favourites":[{favourites}]}}"#))
    }

    #[test]
    fn a_favourite_written_by_hand_needs_only_a_name_and_a_machine() {
        let read = file(&format!(r#"{{"alias":"Web","arm":"{ARM}"}}"#)).unwrap();
        assert_eq!(read.get("wEB").unwrap().wish(&Settings::default()), Wish::default());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let message = |text: &str| file(text).unwrap_err().message;
        let two = format!(r#"{{"alias":"Web","arm":"{ARM}"}},{{"alias":"WEB","arm":"{ARM}"}}"#);
        assert_eq!(message(&two), "The favourites file cannot be used: two favourites are called \"WEB\".");
        assert_eq!(
            message(&format!(r#"{{"alias":"","arm":"{ARM}"}}"#)),
            "The favourites file cannot be used: favourite 1: \"alias\" needs 1 to 40 printable characters."
        );
        assert_eq!(
            message(r#"{"alias":"a","arm":"/subscriptions/s/resourceGroups/g"}"#),
            "The favourites file cannot be used: \"a\": \"arm\" is not the id of a virtual machine."
        );
        assert!(
            message(r#"{"alias":"a","arm":"web-01"}"#).contains("\"web-01\" is not an Azure resource id")
        );
        assert!(
            message(&format!(r#"{{"alias":"a","arm":"{ARM}","prot":1}}"#)).contains("unknown field `prot`")
        );
    }
}
