//! Who is signed in to which cloud: a file that only the program writes. Secrets are in the secret store.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jit_core::{Account, Code, Problem};
use serde::{Deserialize, Serialize};

use super::load::{LoadedFile, load};
use super::own::save_own;
use crate::Dirs;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsFile {
    schema: u32,
    /// By the address of the cloud's Azure Resource Manager.
    clouds: BTreeMap<String, Vec<Account>>,
}

/// Reads who is signed in to a cloud. No list: nobody ever signed in there, or out. An empty list: somebody signed
/// out on purpose.
#[must_use]
pub fn load_accounts(dirs: &Dirs, cloud: &str) -> LoadedFile<Vec<Account>> {
    let LoadedFile { value, problem } = load(&dirs.accounts(), dirs, parse);
    LoadedFile { value: value.and_then(|mut clouds| clouds.remove(cloud)), problem }
}

/// Writes who is signed in to a cloud, beside those of other clouds. A file that cannot be used is set aside first, as
/// `accounts.json.broken-` with the time; a newer version's file is left alone.
///
/// # Errors
/// [`Code::BadFile`] when nothing was written, with the reason.
pub fn save_accounts(accounts: &[Account], dirs: &Dirs, cloud: &str, now: Timestamp) -> Result<(), Problem> {
    let mut clouds = load(&dirs.accounts(), dirs, parse).value.unwrap_or_default();
    clouds.insert(cloud.to_owned(), accounts.to_vec());
    let file = AccountsFile { schema: 1, clouds };
    let mut text = serde_json::to_string_pretty(&file).map_err(|error| unusable(&error.to_string()))?;
    text.push('\n');
    save_own(&dirs.accounts(), &text, dirs, now, parse)
}

fn parse(text: &str) -> Result<BTreeMap<String, Vec<Account>>, Problem> {
    let file: AccountsFile = serde_json::from_str(text).map_err(|error| unusable(&error.to_string()))?;
    if file.schema == 1 { Ok(file.clouds) } else { Err(unusable("\"schema\" is missing or 0")) }
}

fn unusable(reason: &str) -> Problem {
    Problem::new(
        Code::BadFile,
        format!("The list of accounts cannot be used: {reason}."),
        "Nothing needs to be done: it is set aside and written anew when somebody signs in or out.",
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jit_core::{AccountId, WayIn};

    use super::*;

    const PUBLIC: &str = "https://management.azure.com/";
    const CHINA: &str = "https://management.chinacloudapi.cn/";

    fn now() -> Timestamp {
        "2026-11-20T14:42:00Z".parse().unwrap()
    }

    fn account(name: &str) -> Account {
        Account {
            id: AccountId(format!("{name}.t1")),
            way: WayIn::Browser,
            name: format!("{name}@contoso.com"),
            tenant: Some("t1".to_owned()),
        }
    }

    fn place() -> (tempfile::TempDir, Dirs) {
        let root = tempfile::tempdir().unwrap();
        let dirs = Dirs::under(root.path());
        (root, dirs)
    }

    #[test]
    fn accounts_come_back_for_the_cloud_they_belong_to() {
        let (_root, dirs) = place();
        assert_eq!(load_accounts(&dirs, PUBLIC), LoadedFile { value: None, problem: None });
        let two = vec![account("barbara"), account("ben")];
        save_accounts(&two, &dirs, PUBLIC, now()).unwrap();
        assert_eq!(load_accounts(&dirs, PUBLIC), LoadedFile { value: Some(two.clone()), problem: None });
        assert_eq!(load_accounts(&dirs, CHINA).value, None, "nobody ever signed in there");
        save_accounts(&[], &dirs, CHINA, now()).unwrap();
        assert_eq!(load_accounts(&dirs, CHINA).value, Some(Vec::new()), "signed out on purpose");
        assert_eq!(load_accounts(&dirs, PUBLIC).value, Some(two));
    }

    #[test]
    fn a_broken_file_is_told_of_and_set_aside_and_nobody_in_another_cloud_is_lost() {
        let (_root, dirs) = place();
        save_accounts(&[account("barbara")], &dirs, PUBLIC, now()).unwrap();
        fs::write(dirs.accounts(), "{\"schema\":1,").unwrap();
        let loaded = load_accounts(&dirs, PUBLIC);
        assert_eq!(loaded.value, Some(vec![account("barbara")]));
        assert_eq!(loaded.problem.unwrap().code, Code::BadFile);
        save_accounts(&[account("ben")], &dirs, CHINA, now()).unwrap();
        assert_eq!(
            load_accounts(&dirs, PUBLIC),
            LoadedFile { value: Some(vec![account("barbara")]), problem: None }
        );
        let aside = dirs.accounts().with_file_name("accounts.json.broken-20261120-144200");
        assert_eq!(fs::read_to_string(aside).unwrap(), "{\"schema\":1,");
    }

    #[test]
    fn a_newer_versions_file_is_never_written() {
        let (_root, dirs) = place();
        dirs.create().unwrap();
        let newer = r#"{"schema":2,"people":[]}"#;
        fs::write(dirs.accounts(), newer).unwrap();
        let problem = save_accounts(&[], &dirs, PUBLIC, now()).unwrap_err();
        assert!(problem.message.contains("newer version (schema 2"), "{}", problem.message);
        assert_eq!(fs::read_to_string(dirs.accounts()).unwrap(), newer);
    }
}
