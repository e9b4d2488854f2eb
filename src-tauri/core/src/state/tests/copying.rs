//! Texts that people hand on: a request as others make it, and what an administrator has to know.

use crate::state::scripted::failures::SCENES;
use crate::state::story::{Story, look};
use crate::*;

/// What is copied when this is wanted.
fn copied(story: &mut Story, intent: Intent) -> String {
    let before = story.effects.len();
    story.want(intent);
    match &story.effects[before..] {
        [Effect::Copy(text)] => text.clone(),
        other => panic!("{other:#?}"),
    }
}

fn requested(justification: Option<&str>) -> Story {
    let justification = justification.map(str::to_owned);
    let endpoints = Cloud::built_in("public").unwrap().endpoints();
    let mut story = Story::with(Loaded { endpoints, ..Loaded::default() });
    story.press(Wish { justification, ..Wish::default() });
    story.address("203.0.113.7").look(look(Power::Running, Some("198.51.100.9"))).accept();
    story
}

fn forms(story: &mut Story) -> String {
    let attempt = story.attempt();
    let copies = attempt.copies.iter().map(|copy| (copy.label.clone(), copy.intent.clone()));
    let texts: Vec<String> = copies
        .collect::<Vec<_>>()
        .into_iter()
        .map(|(label, intent)| format!("== {label}\n{}", copied(story, intent)))
        .collect();
    texts.join("\n")
}

#[test]
fn the_request_that_was_made_is_copied_as_others_make_it() {
    insta::assert_snapshot!(forms(&mut requested(None)), @r#"
    == Copy as az
    az rest --method post --url '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01' --headers 'Content-Type=application/json' --body '{"virtualMachines":[{"id":"/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01","ports":[{"allowedSourceAddressPrefix":"203.0.113.7","endTimeUtc":"2026-02-01T11:59:55Z","number":22}]}]}'
    == Copy as PowerShell
    Start-AzJitNetworkAccessPolicy -ResourceId '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default' -VirtualMachine @(@{ id = '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01'; ports = @(@{ number = 22; allowedSourceAddressPrefix = @('203.0.113.7'); endTimeUtc = '2026-02-01T11:59:55Z' }) })
    == Copy as REST
    POST https://management.azure.com/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01
    Authorization: Bearer TOKEN
    Content-Type: application/json

    {
      "virtualMachines": [
        {
          "id": "/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01",
          "ports": [
            {
              "allowedSourceAddressPrefix": "203.0.113.7",
              "endTimeUtc": "2026-02-01T11:59:55Z",
              "number": 22
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn a_justification_goes_along_and_no_quote_in_it_ends_a_word() {
    insta::assert_snapshot!(forms(&mut requested(Some("Ada's \u{2019}night\u{2019} $(shift) `x` \"y\""))), @r#"
    == Copy as az
    az rest --method post --url '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01' --headers 'Content-Type=application/json' --body '{"justification":"Ada'\''s ’night’ $(shift) `x` \"y\"","virtualMachines":[{"id":"/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01","ports":[{"allowedSourceAddressPrefix":"203.0.113.7","endTimeUtc":"2026-02-01T11:59:55Z","number":22}]}]}'
    == Copy as PowerShell
    Invoke-AzRestMethod -Method POST -Path '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01' -Payload '{"justification":"Ada''s ’’night’’ $(shift) `x` \"y\"","virtualMachines":[{"id":"/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01","ports":[{"allowedSourceAddressPrefix":"203.0.113.7","endTimeUtc":"2026-02-01T11:59:55Z","number":22}]}]}'
    == Copy as REST
    POST https://management.azure.com/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default/initiate?api-version=2020-01-01
    Authorization: Bearer TOKEN
    Content-Type: application/json

    {
      "justification": "Ada's ’night’ $(shift) `x` \"y\"",
      "virtualMachines": [
        {
          "id": "/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01",
          "ports": [
            {
              "allowedSourceAddressPrefix": "203.0.113.7",
              "endTimeUtc": "2026-02-01T11:59:55Z",
              "number": 22
            }
          ]
        }
      ]
    }
    "#);
}

#[test]
fn before_a_request_there_is_nothing_to_copy() {
    let mut story = Story::connect(Wish::default());
    assert_eq!(story.attempt().copies, []);
    let (before, attempt) = (story.effects.len(), story.attempt().id);
    story.want(Intent::CopyRequest { attempt, form: RequestForm::Az });
    story.want(Intent::CopyForAdmin { attempt });
    assert_eq!(story.effects[before..], []);
}

#[test]
fn an_administrator_is_told_who_what_where_and_exactly_what_is_missing() {
    let mut texts = Vec::new();
    for (name, tell) in SCENES {
        let mut story = tell();
        let Some(OutcomeView::Failed { card, .. }) =
            story.view().attempts.first().and_then(|it| it.outcome.clone())
        else {
            continue;
        };
        let offers = std::iter::once(&card.action).chain(&card.more);
        let asked = offers.map(|it| it.intent.clone()).find(|it| matches!(it, Intent::CopyForAdmin { .. }));
        texts.extend(asked.map(|intent| format!("== {name}\n{}", copied(&mut story, intent))));
    }
    insta::assert_snapshot!(texts.join("\n\n"), @r#"
    == e04
    Hello,

    I would like to request just-in-time access to db-02 and lack a permission for it.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Permission: Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action
    Scope: /subscriptions/s/resourceGroups/rg-web

    No built-in role has just this. With Azure CLI:

    az role definition create --role-definition '{"Actions":["Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action","Microsoft.Security/locations/jitNetworkAccessPolicies/*/read","Microsoft.Compute/virtualMachines/read","Microsoft.Network/networkInterfaces/*/read","Microsoft.Network/publicIPAddresses/read"],"AssignableScopes":["/subscriptions/s"],"Description":"For just-in-time access to virtual machines.","Name":"JIT access requester"}'
    az role assignment create --assignee 'barbara@contoso.com' --role 'JIT access requester' --scope '/subscriptions/s/resourceGroups/rg-web'

    Azure says: The operation was refused.
    Correlation id: 7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e
    Time: 2026-02-01T09:00:02.7Z

    == e05
    Hello,

    please switch on just-in-time access for db-02 (Microsoft Defender for Cloud, Workload protections, Just-in-time VM access).

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02

    == e08
    Hello,

    please let the just-in-time policy of db-02 accept the address I work from.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Policy: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default
    Port: 22
    My address: 203.0.113.7
    Accepted now: 198.51.100.0/24

    == e08-range
    Hello,

    please let the just-in-time policy of db-02 accept the address I work from.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Policy: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default
    Port: 22
    My address: 203.0.113.7
    Accepted now: 203.0.113.0/24

    Azure says: The operation was refused.
    Correlation id: 7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e
    Time: 2026-02-01T09:00:01.2Z

    == e13
    Hello,

    a lock keeps me from starting db-02. Please lift it, or start the machine for me.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Lock: no-touch

    Azure says: The operation was refused.
    Correlation id: 7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e
    Time: 2026-02-01T09:00:02.7Z

    == e13-permission
    Hello,

    I would like to start db-02 and lack the permission for it.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Permission: Microsoft.Compute/virtualMachines/start/action
    Scope: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02

    No built-in role has just this. With Azure CLI:

    az role definition create --role-definition '{"Actions":["Microsoft.Compute/virtualMachines/start/action"],"AssignableScopes":["/subscriptions/s"],"Description":"For just-in-time access to virtual machines.","Name":"JIT access helper"}'
    az role assignment create --assignee 'barbara@contoso.com' --role 'JIT access helper' --scope '/subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02'

    Azure says: The operation was refused.
    Correlation id: 7f4e2c1a-0d5b-4b4e-9c55-2f6a1b0c9d3e
    Time: 2026-02-01T09:00:02.7Z

    == e19
    Hello,

    I could not connect to db-02: The machine shows another host key than before. It was rebuilt, or someone intercepts the line: do not continue unless you know why.

    Person: barbara@contoso.com
    Machine: db-02
    Resource: /subscriptions/s/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/db-02
    Host key known from before: ED25519 SHA256:7W3zXBgrVJFYq2yRr4nYJmJcPSKJ0SDvJDBz5XFZfGQ
    Host key shown now: ED25519 SHA256:m0hIOCPAkLJR7YGCwYk1LNxyTRnMwkzXSDpNfGcDyw8
    "#);
}
