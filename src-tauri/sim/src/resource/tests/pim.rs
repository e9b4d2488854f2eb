//! Becoming somebody who may: eligibilities, activations and their rules.

use serde_json::{Value, json};

use crate::scene::{HOME, PRODUCTION, Scene, assert_has_shape, code, json as body_of, message};
use crate::world::model::{Eligibility, RoleSettings};

const AUTHORIZATION: &str = "providers/Microsoft.Authorization";
const ADMIN: &str = "a0c1e2d3-0001-4f4f-8a8a-c0ffee000001";
const BARBARA: &str = "a0c1e2d3-0003-4f4f-8a8a-c0ffee000003";
const REQUEST: &str = "fea7a502-9a96-4806-a26f-eee560e52045";
const MACHINE_CONTRIBUTOR: &str = "9980e02c-c2be-4d73-94e8-173b1dc7cf3c";
const CONTRIBUTOR: &str = "b24988ac-6180-42a0-ab88-20f7382dd24c";

fn group(name: &str) -> String {
    format!("{PRODUCTION}/resourceGroups/{name}")
}

/// What the admin sends to become a machine contributor in `rg-energy` for an hour.
fn wish() -> Value {
    json!({ "properties": {
        "requestType": "SelfActivate", "principalId": ADMIN, "justification": "patching",
        "roleDefinitionId": format!("{PRODUCTION}/{AUTHORIZATION}/roleDefinitions/{MACHINE_CONTRIBUTOR}"),
        "scheduleInfo": { "startDateTime": "2026-02-01T08:00:00Z", "expiration": { "type": "AfterDuration", "duration": "PT1H" } },
    } })
}

fn put(scene: &mut Scene, scope: &str, name: &str, body: &Value) -> (u16, Value) {
    let path = format!("{scope}/{AUTHORIZATION}/roleAssignmentScheduleRequests/{name}");
    let response = scene.call("PUT", &path, &body.to_string());
    (response.status, body_of(&response))
}

fn start(scene: &mut Scene) -> u16 {
    let energy = scene.world.machines.below(&group("rg-energy")).next().unwrap().1.id.clone();
    scene.call("POST", &format!("{energy}/start"), "").status
}

fn values(list: &Value) -> &Vec<Value> {
    list["value"].as_array().unwrap()
}

#[test]
fn an_activated_role_takes_effect_and_ends() {
    let mut scene = Scene::new();
    assert_eq!(start(&mut scene), 403);
    let (status, answer) = put(&mut scene, &group("rg-energy"), REQUEST, &wish());
    assert_eq!((status, answer["properties"]["status"].as_str()), (201, Some("Provisioned")), "{answer}");
    assert_eq!(start(&mut scene), 403, "Resource Manager does not know yet");
    scene.pass(16.0);
    assert_eq!(start(&mut scene), 202);
    let permissions = scene.read(&format!("{}/{AUTHORIZATION}/permissions", group("rg-energy")));
    assert_eq!(values(&permissions).len(), 3);
    scene.pass(3600.0);
    scene.sign_in("admin", HOME);
    let energy = scene.world.machines.below(&group("rg-energy")).next().unwrap().1.id.clone();
    assert_eq!(scene.call("POST", &format!("{energy}/deallocate"), "").status, 403, "the hour is over");
}

#[test]
fn a_subscription_that_one_is_only_eligible_for_is_absent_until_then() {
    let mut scene = Scene::new();
    let reader = scene.world.principals.iter_mut().find(|principal| principal.name == "reader").unwrap();
    let role =
        |role: &str| Eligibility { role: role.into(), scope: PRODUCTION.into(), from: None, until: None };
    reader.assignments.retain(|held| held.scope != PRODUCTION);
    reader.eligibilities = vec![role("Reader")];
    let me = reader.object_id.clone();
    scene.sign_in("reader", HOME);
    assert_eq!(values(&scene.read("/subscriptions")).len(), 1);
    let mine = scene.read(&format!("/{AUTHORIZATION}/roleEligibilityScheduleInstances?$filter=asTarget()"));
    let found = &values(&mine)[0]["properties"];
    assert_eq!((&found["scope"], &found["memberType"]), (&json!(PRODUCTION), &json!("Direct")));
    let mut body = wish();
    body["properties"]["principalId"] = json!(me);
    body["properties"]["roleDefinitionId"] = found["roleDefinitionId"].clone();
    body["properties"]["linkedRoleEligibilityScheduleId"] = found["roleEligibilityScheduleId"].clone();
    assert_eq!(put(&mut scene, PRODUCTION, REQUEST, &body).0, 201);
    scene.pass(20.0);
    assert_eq!(values(&scene.read("/subscriptions")).len(), 2);
}

#[test]
fn eligibilities_are_listed_by_filter_and_right() {
    let mut scene = Scene::new();
    let list = format!("{AUTHORIZATION}/roleEligibilityScheduleInstances");
    let mut count = |path: &str| values(&scene.read(path)).len();
    assert_eq!(count(&format!("/{list}?$filter=asTarget()")), 2);
    assert_eq!(count(&format!("{PRODUCTION}/{list}?$filter=asTarget()")), 2);
    assert_eq!(count(&format!("{PRODUCTION}/{list}")), 4);
    assert_eq!(count(&format!("{PRODUCTION}/{list}?$filter=atScope()")), 0);
    assert_eq!(count(&format!("{}/{list}?$filter=atScope()", group("RG-ENERGY"))), 2);
    assert_eq!(count(&format!("/{list}?$filter=assignedTo('{ADMIN}')")), 2);
    assert_eq!(count(&format!("{PRODUCTION}/{list}?$filter=principalId eq '{BARBARA}'")), 2);
    assert_eq!(
        count(&format!(
            "{PRODUCTION}/{list}?$filter=principalId eq {BARBARA} and roleDefinitionId eq '{CONTRIBUTOR}'"
        )),
        1
    );
    assert_eq!(scene.refusal("GET", &format!("/{list}")), (403, "AuthorizationFailed".into()));
    assert_eq!(
        scene.refusal("GET", &format!("/{list}?$filter=colour eq 'red'")),
        (400, "UnsupportedQuery".into())
    );
    let one = scene.read(&format!("/{list}?$filter=asTarget()"))["value"][0].clone();
    assert_eq!(scene.read(one["id"].as_str().unwrap()), one);
    scene.sign_in("reader", HOME);
    assert_eq!(values(&scene.read(&format!("/{list}?$filter=asTarget()"))).len(), 0);
}

#[test]
fn rules_that_are_not_met_are_named() {
    let mut scene = Scene::new();
    let mut refused = |scope: &str, change: &[(&str, Value)]| {
        let mut body = wish();
        for (pointer, value) in change {
            *body.pointer_mut(pointer).unwrap() = value.clone();
        }
        let (status, answer) = put(&mut scene, &group(scope), REQUEST, &body);
        (status, code(&answer).to_owned(), message(&answer).to_owned())
    };
    let failed = |rules: &str| {
        (
            400,
            "RoleAssignmentRequestPolicyValidationFailed".to_owned(),
            format!("The following policy rules failed: {rules}"),
        )
    };
    let duration = "/properties/scheduleInfo/expiration/duration";
    assert_eq!(refused("rg-energy", &[(duration, json!("PT5H"))]), failed("[\"ExpirationRule\"]"));
    assert_eq!(
        refused("rg-energy", &[(duration, json!("PT5H")), ("/properties/justification", json!(null))]),
        failed("[\"ExpirationRule\",\"JustificationRule\"]")
    );
    let contributor = ("/properties/roleDefinitionId", json!(CONTRIBUTOR));
    assert_eq!(refused("rg-vault", std::slice::from_ref(&contributor)), failed("[\"TicketingRule\"]"));
    assert_eq!(refused("rg-energy", &[contributor]), failed("[\"EligibilityRule\"]"));
    assert_eq!(
        refused("rg-energy", &[("/properties/principalId", json!(BARBARA))]),
        failed("[\"EligibilityRule\"]")
    );
    let king = [("/properties/roleDefinitionId", json!(ADMIN))];
    assert_eq!(refused("rg-energy", &king).1, "RoleDefinitionDoesNotExist");
    assert_eq!(refused("rg-energy", &[(duration, json!("long"))]).1, "InvalidRequestContent");
    assert_eq!(
        refused("rg-energy", &[("/properties/requestType", json!("AdminAssign"))]).1,
        "AuthorizationFailed"
    );
    assert_eq!(refused("rg-energy", &[("/properties/requestType", json!("Become"))]).1, "BadRequest");
}

#[test]
fn more_than_a_password_and_an_authentication_context_can_be_asked_for() {
    let mut scene = Scene::new();
    let strict = RoleSettings {
        mfa: true,
        ..RoleSettings::default_for("Virtual Machine Contributor", &group("rg-energy"))
    };
    scene.world.role_settings = vec![strict.clone()];
    let (_, answer) = put(&mut scene, &group("rg-energy"), REQUEST, &wish());
    assert_eq!(
        message(&answer),
        "The following policy rules failed: [\"MfaRule\"]",
        "an application has no second factor"
    );
    let mut body = wish();
    body["properties"]["principalId"] = json!(BARBARA);
    scene.sign_in("barbara", HOME);
    scene.world.role_settings =
        vec![RoleSettings { authentication_context: Some("c1".into()), ..strict.clone() }];
    let (_, answer) = put(&mut scene, &group("rg-energy"), REQUEST, &body);
    assert_eq!(
        (code(&answer), message(&answer)),
        (
            "RoleAssignmentRequestAcrsValidationFailed",
            "&claims=%7B%22access_token%22%3A%7B%22acrs%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%22c1%22%7D%7D%7D"
        )
    );
    scene.world.role_settings = vec![strict];
    let (status, answer) = put(&mut scene, &group("rg-energy"), REQUEST, &body);
    assert_eq!(status, 201);
    assert_eq!(answer["properties"]["expandedProperties"]["principal"]["email"], "barbara@contoso.com");
}

#[test]
fn an_activation_is_there_once_and_ends_early_when_asked_after_five_minutes() {
    let mut scene = Scene::new();
    let energy = group("rg-energy");
    let other = |last: u8| format!("fea7a502-9a96-4806-a26f-eee560e520{last:02}");
    let mut end = wish();
    end["properties"]["requestType"] = json!("SelfDeactivate");
    let (status, answer) = put(&mut scene, &energy, &other(1), &end);
    assert_eq!((status, code(&answer)), (400, "RoleAssignmentDoesNotExist"));
    assert_eq!(put(&mut scene, &energy, REQUEST, &wish()).0, 201);
    assert_eq!(put(&mut scene, &energy, REQUEST, &wish()).0, 409);
    let (status, answer) = put(&mut scene, &energy, &other(2), &wish());
    assert_eq!((status, code(&answer)), (400, "RoleAssignmentExists"));
    scene.pass(60.0);
    let (status, answer) = put(&mut scene, &energy, &other(3), &end);
    assert_eq!((status, code(&answer)), (400, "ActiveDurationTooShort"));
    scene.pass(250.0);
    assert_eq!(start(&mut scene), 202);
    let (status, answer) = put(&mut scene, &energy, &other(4), &end);
    assert_eq!((status, answer["properties"]["status"].as_str()), (201, Some("Revoked")));
    let list = format!("{energy}/{AUTHORIZATION}/roleAssignmentScheduleInstances?$filter=asTarget()");
    let active = scene.read(&list);
    assert!(values(&active).iter().all(|item| item["properties"]["assignmentType"] == "Assigned"));
    assert_eq!(start(&mut scene), 403);
}

#[test]
fn what_needs_approval_waits_for_it() {
    let mut scene = Scene::new();
    let vault = group("rg-vault");
    let mut body = wish();
    body["properties"]["roleDefinitionId"] = json!(CONTRIBUTOR);
    body["properties"]["ticketInfo"] = json!({ "ticketNumber": "4711", "ticketSystem": "Jira" });
    let path = format!("{vault}/{AUTHORIZATION}/roleAssignmentScheduleRequests/{REQUEST}");
    let (status, answer) = scene.post(&format!("{path}/validate"), &body.to_string());
    assert_eq!((status, answer["properties"]["status"].as_str()), (200, Some("PendingEvaluation")));
    assert_eq!(scene.get(&path).0, 404, "a dry run leaves nothing behind");
    let (_, answer) = put(&mut scene, &vault, REQUEST, &body);
    assert_eq!(answer["properties"]["status"], "PendingApproval");
    assert!(answer["properties"]["approvalId"].is_string());
    let other = "fea7a502-9a96-4806-a26f-eee560e52046";
    assert_eq!(code(&put(&mut scene, &vault, other, &body).1), "PendingRoleAssignmentRequest");
    assert_eq!(scene.call("POST", &format!("{path}/cancel"), "").status, 200);
    assert_eq!(
        scene.refusal("POST", &format!("{path}/cancel")),
        (400, "RoleAssignmentRequestNotPending".into())
    );
    assert_eq!(scene.read(&path)["properties"]["status"], "Canceled");

    assert_eq!(put(&mut scene, &vault, other, &body).0, 201);
    scene.pass(600.0);
    let now = scene.now;
    assert!(scene.world.decide(other, true, now));
    assert!(!scene.world.decide(other, true, now), "it is decided already");
    scene.pass(20.0);
    let list = scene.read(&format!("/{AUTHORIZATION}/roleAssignmentScheduleInstances?$filter=asTarget()"));
    let active =
        values(&list).iter().find(|item| item["properties"]["assignmentType"] == "Activated").unwrap();
    assert_eq!(
        active["properties"]["endDateTime"], "2026-02-01T09:16:45.5691611Z",
        "the hour begins with the approval"
    );
    let third = "fea7a502-9a96-4806-a26f-eee560e52047";
    scene.pass(3600.0);
    scene.sign_in("admin", HOME);
    assert_eq!(put(&mut scene, &vault, third, &body).0, 201);
    let now = scene.now;
    assert!(scene.world.decide(third, false, now));
    let denied = scene.read(&format!("{vault}/{AUTHORIZATION}/roleAssignmentScheduleRequests/{third}"));
    assert_eq!(denied["properties"]["status"], "Denied");
}

#[test]
fn an_activation_may_begin_later_and_be_narrower_than_the_eligibility() {
    let mut scene = Scene::new();
    let energy = scene.world.machines.below(&group("rg-energy")).next().unwrap().1.id.clone();
    let mut body = wish();
    body["properties"]["scheduleInfo"]["startDateTime"] = json!("2026-02-01T09:06:45Z");
    let (status, answer) = put(&mut scene, energy.as_str(), REQUEST, &body);
    assert_eq!((status, answer["properties"]["status"].as_str()), (201, Some("ScheduleCreated")));
    let linked = answer["properties"]["linkedRoleEligibilityScheduleId"].as_str().unwrap();
    assert!(linked.starts_with(&format!("{}/{AUTHORIZATION}", group("rg-energy"))), "{linked}");
    scene.pass(3500.0);
    assert_eq!(start(&mut scene), 403);
    scene.pass(200.0);
    scene.sign_in("admin", HOME);
    assert_eq!(start(&mut scene), 202);
    let path = format!("{energy}/{AUTHORIZATION}/roleAssignmentScheduleRequests/{REQUEST}");
    assert_eq!(scene.read(&path)["properties"]["status"], "Provisioned");
}

#[test]
fn settings_tell_what_an_activation_takes() {
    let mut scene = Scene::new();
    let list = format!("{AUTHORIZATION}/roleManagementPolicyAssignments");
    let of = |scene: &mut Scene, scope: &str, role: &str| -> Value {
        let found = scene.read(&format!(
            "{scope}/{list}?$filter=roleDefinitionId eq '{PRODUCTION}/{AUTHORIZATION}/roleDefinitions/{role}'"
        ));
        let [one] = values(&found).as_slice() else { panic!("{found}") };
        let path = one["id"].as_str().unwrap().to_owned();
        assert_eq!(&scene.read(&path), one);
        let policy = scene.read(one["properties"]["policyId"].as_str().unwrap());
        assert_eq!(policy["properties"]["rules"], one["properties"]["effectiveRules"]);
        one["properties"]["effectiveRules"].clone()
    };
    let rule = |rules: &Value, id: &str| -> Value {
        rules.as_array().unwrap().iter().find(|rule| rule["id"] == id).unwrap().clone()
    };
    let vault = of(&mut scene, &group("rg-vault"), CONTRIBUTOR);
    assert_eq!(vault.as_array().unwrap().len(), 17);
    assert_eq!(rule(&vault, "Expiration_EndUser_Assignment")["maximumDuration"], "PT2H");
    assert_eq!(
        rule(&vault, "Enablement_EndUser_Assignment")["enabledRules"],
        json!(["Justification", "Ticketing"])
    );
    assert_eq!(rule(&vault, "Approval_EndUser_Assignment")["setting"]["isApprovalRequired"], true);
    assert_eq!(rule(&vault, "AuthenticationContext_EndUser_Assignment")["isEnabled"], false);
    let usual = of(&mut scene, PRODUCTION, CONTRIBUTOR);
    assert_eq!(rule(&usual, "Expiration_EndUser_Assignment")["maximumDuration"], "PT8H");
    assert_eq!(rule(&usual, "Approval_EndUser_Assignment")["setting"]["isApprovalRequired"], false);
    let energy = of(&mut scene, &group("rg-energy"), MACHINE_CONTRIBUTOR);
    assert_eq!(rule(&energy, "Expiration_EndUser_Assignment")["maximumDuration"], "PT4H");
}

#[test]
fn shapes_are_those_of_the_published_examples() {
    let mut scene = Scene::new();
    let guid = "b1477448-2cc6-4ceb-93b4-54a202a89413";
    let time = "2018-05-17T09:06:45.5691611Z";
    let id = "/subscriptions/S";
    let expanded = json!({ "scope": { "id": id, "displayName": "", "type": "" },
        "roleDefinition": { "id": id, "displayName": "", "type": "" },
        "principal": { "id": guid, "displayName": "", "type": "" } });
    let eligibility = json!({ "value": [{ "properties": { "scope": id, "roleDefinitionId": id, "principalId": guid,
        "principalType": "", "status": "", "roleEligibilityScheduleId": id, "startDateTime": time, "memberType": "",
        "createdOn": time, "expandedProperties": expanded }, "name": guid, "id": id, "type": "" }] });
    let path = format!("/{AUTHORIZATION}/roleEligibilityScheduleInstances?$filter=asTarget()");
    assert_has_shape(&scene.read(&path), &eligibility, "eligibility");

    let request = json!({ "properties": { "targetRoleAssignmentScheduleId": guid, "scope": id, "roleDefinitionId": id,
        "principalId": guid, "principalType": "", "requestType": "", "status": "", "approvalId": null,
        "scheduleInfo": { "startDateTime": time, "expiration": { "type": "", "endDateTime": null, "duration": "PT8H" } },
        "ticketInfo": { "ticketNumber": null, "ticketSystem": null }, "justification": "", "requestorId": guid,
        "createdOn": time, "condition": null, "conditionVersion": null, "expandedProperties": expanded },
        "name": guid, "id": id, "type": "" });
    let (_, answer) = put(&mut scene, &group("rg-energy"), REQUEST, &wish());
    assert_has_shape(&answer, &request, "request");
    let path = format!("{}/{AUTHORIZATION}/roleAssignmentScheduleRequests", group("rg-energy"));
    assert_has_shape(&scene.read(&format!("{path}/{REQUEST}")), &request, "request");
    assert_has_shape(
        &scene.read(&format!("{path}?$filter=asRequestor()")),
        &json!({ "value": [request] }),
        "requests",
    );

    let path = format!("{}/{AUTHORIZATION}/roleAssignmentScheduleInstances", group("rg-energy"));
    let active =
        scene.read(&format!("{path}?$filter=asTarget() and roleDefinitionId eq '{MACHINE_CONTRIBUTOR}'"));
    let published = json!({ "value": [{ "properties": { "originRoleAssignmentId": id, "linkedRoleEligibilityScheduleId": "",
        "linkedRoleEligibilityScheduleInstanceId": guid, "assignmentType": "", "scope": id, "roleDefinitionId": id,
        "principalId": guid, "principalType": "", "status": "", "roleAssignmentScheduleId": id, "startDateTime": time,
        "endDateTime": time, "memberType": "", "createdOn": time, "expandedProperties": expanded },
        "name": guid, "id": id, "type": "" }] });
    assert_has_shape(&active, &published, "active");
    let origin = active["value"][0]["properties"]["originRoleAssignmentId"].as_str().unwrap().to_owned();
    assert_eq!(scene.read(&origin)["properties"]["principalId"], ADMIN);

    let path = format!("{}/{AUTHORIZATION}/roleManagementPolicyAssignments", group("rg-energy"));
    let target = json!({ "caller": "", "operations": [""], "level": "", "targetObjects": null,
        "inheritableSettings": null, "enforcedSettings": null });
    let published = json!({ "value": [{ "properties": { "scope": id, "roleDefinitionId": id, "policyId": id,
        "effectiveRules": [{ "id": "", "ruleType": "", "target": target }],
        "policyAssignmentProperties": { "scope": { "id": id, "displayName": "", "type": "" },
            "roleDefinition": { "id": id, "displayName": "", "type": "" },
            "policy": { "id": id, "lastModifiedBy": { "displayName": "" } } } }, "name": "", "id": id, "type": "" }] });
    assert_has_shape(&scene.read(&path), &published, "settings");
}
