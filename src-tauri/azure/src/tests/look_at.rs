//! Only the tenants and subscriptions that are wanted are asked.

use std::sync::Arc;

use jit_core::{LookAt, Part};
use serde_json::{Value, json};

use super::bodies::list;
use super::script::{Script, no_programs};

fn subscription(id: &str, name: &str, tenant: &str) -> Value {
    json!({ "subscriptionId": id, "tenantId": tenant, "displayName": name, "state": "Enabled" })
}

/// A company with two tenants; the same subscriptions are told in each.
fn script(look_at: LookAt) -> (crate::Azure, Arc<Script>) {
    let tenants = json!({ "value": [
        { "tenantId": "T1", "displayName": "Contoso", "defaultDomain": "contoso.com" },
        { "tenantId": "t2", "displayName": "Fabrikam", "domains": ["fabrikam.com", "fabrikam.example"] } ] });
    let subscriptions = list(&[subscription("S1", "Production", "t1"), subscription("s2", "Test", "t1")]);
    let script = Script::new()
        .on("/tenants?", tenants)
        .on("/subscriptions?", subscriptions)
        .on("ResourceGraph", json!({ "data": [] }))
        .on("Microsoft.Security", json!({ "value": [] }))
        .on("statusOnly", json!({ "value": [] }));
    script.azure_in(no_programs().looking_at(move || look_at.clone()))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

#[tokio::test(start_paused = true)]
async fn a_tenant_that_is_not_wanted_is_not_asked_at_all() {
    for not_wanted in ["t2", "FABRIKAM", "fabrikam.example"] {
        let look_at = LookAt { not_tenants: names(&[not_wanted]), ..LookAt::default() };
        let (azure, script) = script(look_at);
        let inventory = azure.inventory().await.unwrap();
        assert_eq!((inventory.failures.len(), script.asked("/t2/").len()), (0, 0), "{not_wanted}");
        assert_eq!(script.asked("/subscriptions?").len(), 1, "the account's own tenant is asked");
    }
    let look_at = LookAt { tenants: names(&["fabrikam.com"]), ..LookAt::default() };
    let (azure, script) = script(look_at);
    azure.inventory().await.unwrap();
    assert_eq!(script.asked("/subscriptions?").len(), 1);
    assert_eq!(script.asked("ResourceGraph").len(), 1, "only the other tenant is asked");
    assert!(azure.knows_tenant("contoso") && azure.knows_tenant("T1") && !azure.knows_tenant("Adatum"));
    assert_eq!(azure.domain_of("t1").as_deref(), Some("contoso.com"));
}

#[tokio::test(start_paused = true)]
async fn a_subscription_that_is_not_wanted_is_not_asked_at_all() {
    let look_at = LookAt { subscriptions: names(&["production"]), ..LookAt::default() };
    let (azure, script) = script(look_at);
    azure.inventory().await.unwrap();
    assert_eq!(script.asked("statusOnly").len(), 1);
    assert_eq!(script.asked("subscriptions/s2/").len(), 0);
    for question in script.asked("ResourceGraph") {
        assert_eq!(question.body["subscriptions"], json!(["s1"]));
    }
    assert!(azure.knows_subscription("test") && !azure.knows_subscription("Tost"));
}

#[tokio::test(start_paused = true)]
async fn without_the_tenants_nobody_knows_which_ones_are_wanted() {
    let look_at = LookAt { tenants: names(&["Contoso"]), ..LookAt::default() };
    let (azure, script) = script(look_at);
    script.answer_once("/tenants?", super::script::Reply::error(403, "AuthorizationFailed", "no"));
    let told = std::sync::Mutex::new(Vec::new());
    let tell = |increment| {
        if let jit_core::Increment::Failed(part, _) = increment {
            told.lock().unwrap().push(part);
        }
    };
    azure.read_everything(&tell).await.unwrap_err();
    assert_eq!(*told.lock().unwrap(), [Part::Tenants]);
    assert_eq!(script.asked("/subscriptions?").len(), 0);
}
