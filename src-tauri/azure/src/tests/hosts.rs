//! Links in answers: followed on ARM's own host, refused elsewhere, with the token staying here.

use jiff::SignedDuration;
use jit_core::{Code, Operation};
use serde_json::json;

use super::script::{Reply, Script};
use super::told;

#[tokio::test(start_paused = true)]
async fn an_empty_page_may_still_have_a_next_one() {
    let next = "https://management.azure.com/subscriptions?api-version=2022-12-01&%24skiptoken=abc%3D";
    let (azure, script) = Script::new()
        .on("skiptoken=abc", json!({ "value": [ { "subscriptionId": "s1", "displayName": "Prod", "state": "Enabled" },
            { "subscriptionId": "s2", "state": "Warned" }, { "subscriptionId": "s3", "state": "Disabled" } ], "nextLink": null }))
        .on("/subscriptions?", json!({ "value": [], "nextLink": next }))
        .azure();
    let names: Vec<_> = azure.subscriptions(None).await.unwrap().into_iter().map(|s| s.name).collect();
    assert_eq!(names, ["Prod", "s2"]);
    assert_eq!(script.asked("skiptoken")[0].line, format!("GET {next}"), "followed unchanged");
}

#[tokio::test(start_paused = true)]
async fn a_token_never_goes_to_another_host() {
    for link in [
        "https://evil.example/subscriptions",
        "http://management.azure.com/subscriptions",
        "https://management.azure.com:8443/subscriptions",
        "https://management.azure.com@evil.example/",
        "https://user@management.azure.com/",
        "/subscriptions",
    ] {
        let (azure, script) =
            Script::new().on("/subscriptions?", json!({ "value": [], "nextLink": link })).azure();
        let (code, message, ..) = told(azure.subscriptions(None).await.unwrap_err());
        assert_eq!(code, Code::NotUnderstood, "{link}");
        assert!(message.starts_with("Azure's answer points to "), "{message}");
        let operation = Operation { url: link.to_owned(), wait: SignedDuration::ZERO };
        assert_eq!(azure.operation(&operation, None).await.unwrap_err().code, Code::NotUnderstood);
        assert_eq!(script.count("GET"), 1, "{link}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_is_not_followed() {
    let reply = Reply::text(302, "").with("location", "https://evil.example/");
    let (azure, script) = Script::new().always("/tenants?", reply).azure();
    let (code, message, ..) = told(azure.tenants().await.unwrap_err());
    assert_eq!(
        (code, message.as_str()),
        (
            Code::NotUnderstood,
            "management.azure.com sent us elsewhere instead of answering. That was not followed."
        )
    );
    assert_eq!(script.count("GET"), 1);
}

#[tokio::test(start_paused = true)]
async fn tenants_without_a_name_go_by_their_domain_or_id() {
    let list = json!({ "value": [
        { "id": "/tenants/a", "tenantId": "a", "displayName": "Contoso", "defaultDomain": "contoso.com" },
        { "id": "/tenants/b", "tenantId": "b", "defaultDomain": "fabrikam.com", "tenantCategory": "ProjectedBy" },
        { "id": "/tenants/c", "tenantId": "c", "displayName": "" },
    ] });
    let (azure, _) = Script::new().on("/tenants?", list).azure();
    let names: Vec<_> = azure.tenants().await.unwrap().into_iter().map(|tenant| tenant.name).collect();
    assert_eq!(names, ["Contoso", "fabrikam.com", "c"]);
}
