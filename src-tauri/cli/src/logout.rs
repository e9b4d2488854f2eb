//! `jit logout`.

use jit_app::Engine;
use jit_core::{Account, Code, Problem, WayIn, clean};
use serde_json::json;

use crate::args::Logout;
use crate::out::Out;

pub(crate) async fn run(engine: &Engine, args: &Logout, out: &Out) -> Result<(), Problem> {
    let here: Vec<Account> =
        engine.accounts().into_iter().filter(|account| account.way != WayIn::ServicePrincipal).collect();
    let chosen = choose(&here, args)?;
    let mut gone = Vec::new();
    for account in chosen {
        let account = engine.sign_out(&account.id).await?;
        out.progress(&sentence(&account));
        gone.push(account);
    }
    if out.json {
        out.json(&json!({ "schema": 1, "signed_out": gone }));
    } else if gone.is_empty() {
        out.progress(&nothing(engine));
    }
    Ok(())
}

fn choose(here: &[Account], args: &Logout) -> Result<Vec<Account>, Problem> {
    let names = |accounts: &[Account]| {
        let names: Vec<String> = accounts.iter().map(|account| clean(&account.name)).collect();
        names.join(", ")
    };
    let Some(wanted) = &args.account else {
        return match here {
            several @ [_, _, ..] if !args.all => {
                let message = format!("Several accounts are signed in: {}.", names(several));
                Err(Problem::new(Code::Usage, message, "Name the one to sign out, or sign out --all."))
            }
            all => Ok(all.to_vec()),
        };
    };
    let is = |account: &&Account| account.id.0 == *wanted || account.name.eq_ignore_ascii_case(wanted);
    let found: Vec<Account> = here.iter().filter(is).cloned().collect();
    match found.as_slice() {
        [one] => Ok(vec![one.clone()]),
        [] => {
            let message = format!("{} is not signed in.", clean(wanted));
            let hint = match here {
                [] => "Nobody is.".to_owned(),
                some => format!("Signed in: {}.", names(some)),
            };
            Err(Problem::new(Code::Usage, message, hint))
        }
        several => {
            let ids: Vec<String> = several.iter().map(|account| clean(&account.id.0)).collect();
            let message = format!("{} signed in in {} ways.", clean(wanted), several.len());
            Err(Problem::new(Code::Usage, message, format!("Name one by its id: {}.", ids.join(", "))))
        }
    }
}

fn sentence(account: &Account) -> String {
    let name = clean(&account.name);
    if account.way == WayIn::AzureCli {
        return format!(
            "The sign-in of Azure CLI ({name}) is not used any more, and the list of its machines is removed. \
             az itself is still signed in."
        );
    }
    format!("Signed out {name}. Its sign-in and the list of its machines are removed from this computer.")
}

fn nothing(engine: &Engine) -> String {
    match engine.accounts().first() {
        Some(application) => format!(
            "Nobody signed in here. The application {} comes from the environment or the cloud file.",
            clean(&application.name)
        ),
        None => "Nobody is signed in.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jit_core::AccountId;

    use super::*;

    fn account(id: &str, name: &str) -> Account {
        Account { id: AccountId(id.to_owned()), way: WayIn::Browser, name: name.to_owned(), tenant: None }
    }

    fn chosen(here: &[Account], account: Option<&str>, all: bool) -> Result<Vec<String>, String> {
        let args = Logout { account: account.map(str::to_owned), all };
        let chosen =
            choose(here, &args).map_err(|problem| format!("{} {}", problem.message, problem.hint))?;
        Ok(chosen.into_iter().map(|account| account.id.0).collect())
    }

    #[test]
    fn one_account_needs_no_name_and_several_do() {
        let (one, two) = (account("1", "barbara@contoso.com"), account("2", "ben@contoso.com"));
        assert_eq!(chosen(&[], None, false), Ok(Vec::new()));
        assert_eq!(chosen(std::slice::from_ref(&one), None, false), Ok(vec!["1".to_owned()]));
        let both = [one, two];
        assert_eq!(
            chosen(&both, None, false),
            Err("Several accounts are signed in: barbara@contoso.com, ben@contoso.com. \
                 Name the one to sign out, or sign out --all."
                .to_owned())
        );
        assert_eq!(chosen(&both, None, true), Ok(vec!["1".to_owned(), "2".to_owned()]));
        assert_eq!(chosen(&both, Some("BEN@contoso.com"), false), Ok(vec!["2".to_owned()]));
        assert_eq!(
            chosen(&both, Some("eve"), false),
            Err("eve is not signed in. Signed in: barbara@contoso.com, ben@contoso.com.".to_owned())
        );
    }

    #[test]
    fn a_name_that_stands_for_two_is_never_guessed() {
        let both =
            [account("o.t", "barbara@contoso.com"), account("barbara@contoso.com", "barbara@contoso.com")];
        assert_eq!(
            chosen(&both, Some("Barbara@contoso.com"), false),
            Err("Barbara@contoso.com signed in in 2 ways. Name one by its id: o.t, barbara@contoso.com."
                .to_owned())
        );
        assert_eq!(chosen(&both, Some("o.t"), false), Ok(vec!["o.t".to_owned()]));
    }
}
