//! A subscription that one company manages for another is seen from both, and read once.

use std::collections::BTreeSet;

use jit_core::{Increment, Part};
use serde_json::{Value, json};

use super::bodies::list;
use super::script::{Reply, Script};

/// The customer's own tenant gives the better token; the managing one's will do where that gives none.
fn script() -> Script {
    let one = |id: &str, tenant: &str| -> Value {
        json!({ "subscriptionId": id, "tenantId": tenant, "displayName": id.to_uppercase(), "state": "Enabled",
                "managedByTenants": [] })
    };
    let tenants = json!({ "value": [
        { "tenantId": "t1", "displayName": "Contoso" }, { "tenantId": "t2", "displayName": "Fabrikam" } ] });
    Script::new()
        .on("/tenants?", tenants)
        .on("/subscriptions?", list(&[one("s1", "t1"), one("s2", "T2")]))
        .on("ResourceGraph", json!({ "data": [] }))
        .on("Microsoft.Security", json!({ "value": [] }))
        .on("statusOnly", json!({ "value": [] }))
}

fn scopes(told: &[Increment]) -> Vec<(String, Option<String>)> {
    let scopes = told.iter().filter_map(|it| match it {
        Increment::Scopes(_, scopes) => Some(scopes.iter()),
        _ => None,
    });
    let mut scopes: Vec<_> =
        scopes.flatten().map(|scope| (scope.subscription.clone(), scope.tenant.clone())).collect();
    scopes.sort();
    scopes
}

fn expected(scopes: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    scopes.iter().map(|(id, tenant)| ((*id).to_owned(), Some((*tenant).to_owned()))).collect()
}

#[tokio::test(start_paused = true)]
async fn it_is_read_once_with_the_token_of_its_own_tenant() {
    let (azure, script) = script().azure();
    let told = std::sync::Mutex::new(Vec::new());
    azure.read_everything(&|increment| told.lock().unwrap().push(increment)).await.unwrap();
    assert_eq!(scopes(&told.lock().unwrap()), expected(&[("s1", "t1"), ("s2", "t2")]));
    for part in ["Microsoft.Security", "statusOnly"] {
        assert_eq!(script.asked(part).len(), 2, "{part}: each subscription once");
    }
}

#[tokio::test(start_paused = true)]
async fn where_its_own_tenant_wants_a_sign_in_the_managing_one_reads_it() {
    let refused = json!({ "error": "invalid_grant", "error_codes": [50076], "error_description": "MFA" });
    let (azure, script) = script().always("/t2/oauth2/", Reply::json(400, refused)).azure();
    let told = std::sync::Mutex::new(Vec::new());
    azure.read_everything(&|increment| told.lock().unwrap().push(increment)).await.unwrap();
    let told = told.into_inner().unwrap();
    assert_eq!(scopes(&told), expected(&[("s1", "t1"), ("s2", "t1")]));
    let failed = |it: &&Increment| matches!(it, Increment::Failed(Part::Subscriptions(Some(_)), _));
    assert_eq!(told.iter().filter(failed).count(), 1);
    assert_eq!(script.asked("statusOnly").len(), 2);
}

#[tokio::test(start_paused = true)]
async fn reading_one_tenant_again_takes_over_its_own_and_leaves_what_it_only_manages() {
    let (azure, script) = script().azure();
    let known = BTreeSet::from(["s1".to_owned(), "s2".to_owned()]);
    let told = std::sync::Mutex::new(Vec::new());
    azure.read_tenant("t2", "Fabrikam", &known, &|increment| told.lock().unwrap().push(increment)).await;
    assert_eq!(scopes(&told.lock().unwrap()), expected(&[("s2", "t2")]));
    assert_eq!((script.asked("statusOnly").len(), script.asked("ResourceGraph").len()), (1, 1));
    assert_eq!(script.asked("/tenants?").len(), 0);
}
