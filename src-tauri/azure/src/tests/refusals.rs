//! Details: always filled, never with a query or a token.

use jit_core::Code;
use serde_json::json;

use super::script::{Reply, START, Script};
use super::told;

#[tokio::test(start_paused = true)]
async fn details_have_what_support_asks_for() {
    let reply = Reply::error(418, "Teapot", "short and stout").with("x-ms-correlation-request-id", "c-3");
    let (azure, _) = Script::new().always("/tenants?", reply).azure();
    let problem = azure.tenants().await.unwrap_err();
    let details = problem.details.clone().unwrap();
    assert_eq!(details.request.as_deref(), Some("GET /tenants"));
    assert_eq!(details.correlation_id.as_deref(), Some("c-3"));
    assert_eq!(details.azure_message.as_deref(), Some("short and stout"));
    assert_eq!(details.time, Some(START.parse().unwrap()));
    let message = "Azure refused reading your tenants: short and stout.";
    assert_eq!(told(problem), (Code::AzureFailed, message.to_owned(), "Teapot".to_owned(), 418));
}

#[tokio::test(start_paused = true)]
async fn a_page_of_a_proxy_is_cut() {
    let page = format!("<html>{}</html>", "proxy ".repeat(10_000));
    let (azure, _) = Script::new().always("/tenants?", Reply::text(403, &page)).azure();
    let details = azure.tenants().await.unwrap_err().details.unwrap();
    assert!(details.azure_message.unwrap().chars().count() <= 500);
}

#[tokio::test(start_paused = true)]
async fn a_rule_of_the_organisation_is_told_as_one() {
    let reply = Reply::json(
        403,
        json!({ "error": { "code": "RequestDisallowedByPolicy",
        "message": "Resource 'web-01' was disallowed by policy.", "target": "web-01" } }),
    );
    let (azure, _) = Script::new().always("/start?", reply).azure();
    let (code, message, ..) = told(azure.start(&super::vm()).await.unwrap_err());
    assert_eq!(
        (code, message.as_str()),
        (
            Code::MayNotStart,
            "You may not start web-01: a rule of your organisation (Azure Policy) forbids it."
        )
    );
}
