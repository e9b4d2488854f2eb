"""Privileged Identity Management, with azure-mgmt-authorization."""

import uuid

from azure.core.exceptions import HttpResponseError

from checks import check, matches, patch, refused, same, status, true
from sdk import unknown

ELIGIBLE = "/roleEligibilityScheduleInstances"
REQUESTS = "/roleAssignmentScheduleRequests/"


def eligibilities(azure):
    return list(azure.authorization().role_eligibility_schedule_instances.list_for_scope("", filter="asTarget()"))


def wish(eligible, **more):
    return {
        "properties": {
            "principalId": eligible.principal_id,
            "roleDefinitionId": eligible.role_definition_id,
            "requestType": "SelfActivate",
            "linkedRoleEligibilityScheduleId": eligible.role_eligibility_schedule_id,
            "justification": "ticket 4711",
            "ticketInfo": {"ticketNumber": "4711", "ticketSystem": "Jira"},
            "scheduleInfo": {"expiration": {"type": "AfterDuration", "duration": "PT1H"}},
            **more,
        }
    }


def activate(azure, eligible, **more):
    requests = azure.authorization().role_assignment_schedule_requests
    return requests.create(eligible.scope, str(uuid.uuid4()), wish(eligible, **more))


@check(
    "What one is eligible for is told at the tenant's root, every field understood",
    patch(ELIGIBLE, ("replace", "/value", [])),
    patch(ELIGIBLE, ("add", "/value/0/properties/until", "noon")),
    patch(ELIGIBLE, ("replace", "/value/0/properties/startDateTime", "today")),
)
def eligible_roles(azure):
    found = eligibilities(azure)
    true(found, "there is an eligibility")
    for one in found:
        same(unknown(one, None), [], "what the model does not know")
        same(one.principal_id, found[0].principal_id, "the principal")
        true(one.role_definition_id.startswith("/"), "the role is named by its id")
        true(one.member_type in ("Direct", "Group", "Inherited"), f"{one.member_type} is Azure's")
        true(one.start_date_time.tzinfo, "start_date_time is a time")
        true(one.expanded_properties.role_definition.display_name, "the role has a name for people")
        true(one.expanded_properties.scope.id.lower() == one.scope.lower(), "the scope is told twice alike")


@check(
    "Activating a role longer than its rule allows is refused by the rule's name",
    patch(REQUESTS, ("replace", "/error/message", "No")),
    patch(REQUESTS, ("replace", "/error/code", "BadRequest")),
)
def too_long_an_activation(azure):
    expiration = {"expiration": {"type": "AfterDuration", "duration": "P2D"}}
    error = refused(HttpResponseError, lambda: activate(azure, eligibilities(azure)[0], scheduleInfo=expiration))
    same((error.status_code, error.error.code), (400, "RoleAssignmentRequestPolicyValidationFailed"), "the refusal")
    true("ExpirationRule" in error.error.message, f"{error.error.message} has the rule")


@check(
    "An activated role takes effect, is listed as activated, and cannot be activated twice",
    patch("^PUT .*" + REQUESTS, ("replace", "/properties/status", "Denied")),
    patch("/roleAssignmentScheduleInstances", ("replace", "/value", [])),
    status("^PUT .*" + REQUESTS, 400),
)
def activation(azure):
    eligible = eligibilities(azure)[0]
    request = activate(azure, eligible)
    same(unknown(request, None), [], "what the model does not know")
    done = ("Provisioned", "Granted", "ScheduleCreated", "ProvisioningStarted", "Accepted")
    true(request.status in done, f"{request.status} is a status of success")
    matches("(?i).*/roleAssignmentScheduleRequests/.+", request.id, "id")
    azure.simulator.advance(300)
    listed = azure.authorization().role_assignment_schedule_instances.list_for_scope(eligible.scope, filter="asTarget()")
    active = [i for i in listed if i.assignment_type == "Activated"]
    same([i.linked_role_eligibility_schedule_id for i in active], [eligible.role_eligibility_schedule_id], "what is active")
    error = refused(HttpResponseError, lambda: activate(azure, eligible))
    same(error.status_code, 400, "the status of a second activation")
    true(error.error.code in ("RoleAssignmentExists", "PendingRoleAssignmentRequest"), f"{error.error.code} is Azure's")


@check(
    "The rules of a role say how long it may be activated and what that takes",
    patch("/roleManagementPolicyAssignments", ("replace", "/value", [])),
    patch("/roleManagementPolicyAssignments", ("replace", "/value/5/properties/effectiveRules", [])),
)
def activation_rules(azure):
    eligible = eligibilities(azure)[0]
    assignments = azure.authorization().role_management_policy_assignments
    role = eligible.role_definition_id.rsplit("/", 1)[1]
    [found] = [a for a in assignments.list_for_scope(eligible.scope) if a.role_definition_id.endswith(role)]
    rules = {rule.id: rule for rule in found.effective_rules}
    matches("PT[0-9]+H", rules["Expiration_EndUser_Assignment"]["maximumDuration"], "the longest time")
    true("Enablement_EndUser_Assignment" in rules, f"{sorted(rules)} say what is asked for")
