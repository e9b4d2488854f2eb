//! A person's tokens: had, kept, renewed, and what happens when Azure wants more.

mod challenges;
mod keeping;
mod renewing;
mod store;

use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::Secret;
use jit_core::{Account, AccountId, Cloud, WayIn};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::script::{Reply, Script, no_programs};
use crate::entra::Granted;
use crate::{Azure, Entra, Person, Secrets, SignIn, SignedIn};
use store::Store;

const KEY: &str = "login.microsoftonline.com/o1.t1";

/// Barbara of `t1`, who signed in earlier: the store holds her refresh token `rt`.
fn barbara(script: Script) -> (Azure, Arc<Person>, Arc<Script>, Arc<Store>) {
    let store = Store::with("rt");
    let (azure, person, script) = again(script, &store);
    (azure, person, script, store)
}

/// The same person in a program that has just started.
fn again(script: Script, store: &Arc<Store>) -> (Azure, Arc<Person>, Arc<Script>) {
    let (surroundings, script) = script.surroundings(no_programs());
    let cloud = Cloud::built_in("public").unwrap();
    let entra = Entra::new(&cloud, "app", &surroundings).unwrap();
    let person = Person::new(entra, account(), Arc::clone(store) as Arc<dyn Secrets>);
    let azure = Azure::new(&cloud, SignIn::Person(Arc::clone(&person)), surroundings).unwrap();
    (azure, person, script)
}

fn account() -> Account {
    Account {
        id: AccountId("o1.t1".to_owned()),
        way: WayIn::Browser,
        name: "barbara@contoso.com".to_owned(),
        tenant: Some("T1".to_owned()),
    }
}

/// A sign-in that has just succeeded.
fn signed_in(tenant: &str, access: &'static str, refresh: &str) -> SignedIn {
    SignedIn {
        account: account(),
        tenant: tenant.to_owned(),
        granted: Granted {
            access: Secret::new(access),
            expires_in: Duration::from_secs(3_599),
            refresh_in: None,
            refresh: Some(SecretString::from(refresh)),
            identity: None,
        },
    }
}

fn refused(error: &str, suberror: &str, number: i64) -> Reply {
    Reply::json(
        400,
        json!({ "error": error, "suberror": suberror, "error_codes": [number], "correlation_id": "c-2",
            "error_description": format!("AADSTS{number}: Trace ID: x") }),
    )
}

fn none() -> Value {
    json!({ "value": [] })
}

/// What was sent to the token endpoint: each request's refresh token.
fn redeemed(script: &Script) -> Vec<String> {
    script.asked("/oauth2/").iter().map(|asked| asked.form["refresh_token"].clone()).collect()
}

/// The tokens ARM got.
fn used(script: &Script, part: &str) -> Vec<String> {
    let sent = script.asked(part).into_iter();
    sent.map(|asked| asked.token.trim_start_matches("Bearer ").to_owned()).collect()
}
