"""Activity Log, rights and roles, with azure-mgmt-monitor and azure-mgmt-authorization."""

from datetime import UTC, datetime, timedelta

from azure.core.exceptions import HttpResponseError

from checks import UUID, check, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import PRODUCTION

LOG = "/eventtypes/management/values"
SOON = ("--log-lag-s", "0")


def since(minutes=10, **and_):
    at = (datetime.now(UTC) - timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"eventTimestamp ge '{at}'"
    return "".join([text, *(f" and {name} eq '{value}'" for name, value in and_.items())])


def events(azure, filter, **options):
    return list(azure.monitor().activity_logs.list(filter=filter, **options))


@check(
    "A stop is in the log as several events of one operation",
    patch(LOG, ("remove", "/value/0")),
    patch(LOG, ("replace", "/value/0/operationId", "x")),
    patch(LOG, ("replace", "/value/0/caller", "nobody")),
    patch(LOG, ("replace", "/value/0/eventTimestamp", "today")),
    simulator=SOON,
)
def stop_in_the_log(azure):
    machine = azure.simulator.machine_id("web-01")
    azure.compute().virtual_machines.begin_deallocate("rg-web", "web-01").result()
    raw = Raw()
    found = events(azure, since(resourceUri=machine), raw_response_hook=raw)
    for event, body in zip(found, raw.bodies[0]["value"]):
        same(unknown(event, body), [], "what the model does not know")
    stops = [e for e in found if e.operation_name.value.lower() == "microsoft.compute/virtualmachines/deallocate/action"]
    kinds = {e.status.value for e in stops}
    true({"Started", "Succeeded"} <= kinds, f"the operation has a beginning and an end: {kinds}")
    same(len({(e.operation_id, e.correlation_id) for e in found}), 1, "the number of operations")
    for event in stops:
        same(event.resource_id.lower(), machine.lower(), "resource_id")
        matches(UUID, event.event_data_id, "event_data_id")
        matches(UUID, event.operation_id, "operation_id")
        true(event.event_timestamp <= event.submission_timestamp, "an event is submitted after it happened")
        same(event.level, "Informational", "level")
        same(event.authorization.action.lower(), event.operation_name.value.lower(), "the action")
    same(len({e.caller for e in stops}), 1, "the number of callers")


@check(
    "A refused request is in the log as failed",
    patch(LOG, ("replace", "/value/0/status/value", "Succeeded")),
    patch(LOG, ("replace", "/value", [])),
    simulator=SOON,
)
def refusal_in_the_log(azure):
    machines = azure.compute("reader").virtual_machines
    refused(HttpResponseError, lambda: machines.begin_start("rg-web", "web-03"))
    found = events(azure, since(resourceUri=azure.simulator.machine_id("web-03")))
    failed = [e for e in found if e.status.value == "Failed"]
    true(failed, f"there is a failure among {[e.status.value for e in found]}")
    same(failed[0].sub_status.value, "Forbidden", "sub_status")


@check(
    "Only the fields that are selected come",
    patch(LOG, ("add", "/value/0/claims", {"aud": "x"})),
    patch(LOG, ("remove", "/value/0/caller")),
)
def selected_fields(azure):
    raw = Raw()
    events(azure, since(minutes=3 * 24 * 60), select="eventTimestamp,caller,operationName", raw_response_hook=raw)
    rows = raw.bodies[0]["value"]
    true(rows, "Contoso has a history")
    for row in rows:
        true({"eventTimestamp", "caller", "operationName"} <= set(row), f"{sorted(row)} has what was asked for")
        true("claims" not in row and "httpRequest" not in row, f"{sorted(row)} has nothing else of size")


@check(
    "Filters that Azure does not allow are refused",
    status(LOG, 200),
)
def bad_filters(azure):
    wrong = [
        "caller eq 'barbara@contoso.com'",
        since(caller="barbara@contoso.com"),
        since(minutes=100 * 24 * 60),
        f"{since()} and resourceProvider eq 'Microsoft.Compute' and resourceGroupName eq 'rg-web'",
        "eventTimestamp ge yesterday",
    ]
    for text in wrong:
        error = refused(HttpResponseError, lambda: events(azure, text))
        same(error.status_code, 400, f"the status of {text}")


@check(
    "The log of a resource group is that group's, and comes in pages",
    patch(LOG, ("remove", "/nextLink")),
    patch(LOG, ("replace", "/value/0/resourceGroupName", "rg-other")),
    simulator=("--page", "2", *SOON),
)
def log_of_a_group(azure):
    for name in ("web-01", "web-02"):
        azure.compute().virtual_machines.begin_deallocate("rg-web", name).result()
    found = events(azure, since(resourceGroupName="rg-web"))
    true(len(found) > 3, f"{len(found)} events are more than a page")
    same({e.resource_group_name.lower() for e in found}, {"rg-web"}, "the groups")
    same(len({e.event_data_id for e in found}), len(found), "the number of different events")


@check(
    "Rights on a group are told role by role, with what is taken away",
    patch("/permissions", ("replace", "/value/0/actions", [])),
    patch("/permissions", ("remove", "/value/0")),
)
def rights(azure):
    client = azure.authorization()
    allowed = [(p.actions, p.not_actions) for p in client.permissions.list_for_resource_group("rg-web")]
    true((["*/read"], []) in allowed, f"{allowed} has Reader")
    contributor = [not_actions for actions, not_actions in allowed if actions == ["*"]]
    true(contributor and "Microsoft.Authorization/*/Write" in contributor[0], f"{allowed} has Contributor, but for rights")
    reader = [p.actions for p in azure.authorization("reader").permissions.list_for_resource_group("rg-web")]
    same(reader, [["*/read"]], "a reader's rights")


@check(
    "Rights on one machine are those of its group and more",
    patch("/permissions", ("replace", "/value", [])),
)
def rights_on_a_machine(azure):
    found = azure.authorization().permissions.list_for_resource(
        "rg-web", "Microsoft.Compute", "", "virtualMachines", "web-01"
    )
    true(["*"] in [p.actions for p in found], "a contributor may do everything")


@check(
    "Built-in roles are found by name, with Azure's own ids",
    patch("/roleDefinitions", ("replace", "/value/0/name", "0")),
    patch("/roleDefinitions", ("add", "/value/0/properties/colour", "red")),
    patch("/roleDefinitions", ("replace", "/value/0/properties/permissions", [])),
)
def built_in_roles(azure):
    roles = azure.authorization().role_definitions
    scope = f"/subscriptions/{PRODUCTION}"
    known = {
        "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
        "Virtual Machine Contributor": "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
    }
    for name, key in known.items():
        [role] = roles.list(scope, filter=f"roleName eq '{name}'")
        same(unknown(role, None), [], "what the model does not know")
        same((role.name, role.role_name, role.role_type), (key, name, "BuiltInRole"), "the role")
        true(role.permissions[0].actions, "it permits something")
        same(roles.get_by_id(role.id).role_name, name, "the role, by its id")
