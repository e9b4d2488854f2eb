"""Just-in-time policies and access requests, with azure-mgmt-security."""

import time
from datetime import UTC, datetime, timedelta

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.security.v2020_01_01 import models

from checks import check, headers, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import DEVELOPMENT, PRODUCTION

WEB = ("rg-web", "westeurope", "default")
# Undocumented, and in every answer since 2022.
TOLERATED = ["/properties/appendMode"]


def policies(azure, who="admin", subscription=PRODUCTION):
    return azure.security(who, subscription).jit_network_access_policies


def expected(azure, subscription=PRODUCTION, fragment=""):
    ids = [policy["id"].lower() for policy in azure.simulator.all("policies", subscription)]
    return sorted(i for i in ids if fragment in i)


def request(azure, machine="web-01", port=22, source="203.0.113.9", minutes=60, **more):
    until = datetime.now(UTC) + timedelta(minutes=minutes)
    wish = models.JitNetworkAccessPolicyInitiatePort(
        number=port, allowed_source_address_prefix=source, end_time_utc=until
    )
    vm = models.JitNetworkAccessPolicyInitiateVirtualMachine(id=azure.simulator.machine_id(machine), ports=[wish])
    return models.JitNetworkAccessPolicyInitiateRequest(virtual_machines=[vm], **more)


def until_open(azure, attempts=40):
    """The newest request of the web policy once it is in effect."""
    for _ in range(attempts):
        newest = max(policies(azure).get(*WEB).requests, key=lambda r: r.start_time_utc)
        if newest.virtual_machines[0].ports[0].status != "Initiating":
            return newest
        time.sleep(0.1)
    raise AssertionError("the request is still Initiating")


@check(
    "The policies of a subscription are listed, every field understood",
    patch("/jitNetworkAccessPolicies\\?", ("remove", "/value/0")),
    patch("/jitNetworkAccessPolicies\\?", ("replace", "/value/0/properties/virtualMachines/0/ports/0/number", "22/tcp")),
    patch("/jitNetworkAccessPolicies\\?", ("add", "/value/0/properties/vms", [1])),
)
def policies_of_a_subscription(azure):
    raw = Raw()
    listed = list(policies(azure).list(raw_response_hook=raw))
    same(sorted(p.id.lower() for p in listed), expected(azure), "the ids")
    for policy, body in zip(listed, raw.bodies[0]["value"]):
        strange = [f for f in unknown(policy, body) if f not in TOLERATED]
        same(strange, [], f"what the model does not know of {policy.id}")
        same((policy.kind, policy.provisioning_state), ("Basic", "Succeeded"), "kind and state")
        for port in [port for vm in policy.virtual_machines for port in vm.ports]:
            true(0 <= port.number <= 65535, f"{port.number} is a port")
            matches(r"TCP|UDP|\*", port.protocol, "protocol")
            matches(r"P(1D|T[0-9]+[HM]([0-9]+M)?)", port.max_request_access_duration, "the longest time")
            one, many = port.allowed_source_address_prefix, port.allowed_source_address_prefixes
            true((one is None) != (not many), "one form of source excludes the other")


@check(
    "Policies are listed by region",
    patch("/locations/westeurope/jitNetworkAccessPolicies", ("remove", "/value/0")),
)
def policies_of_a_region(azure):
    listed = sorted(p.id.lower() for p in policies(azure).list_by_region("westeurope"))
    same(listed, expected(azure, fragment="/locations/westeurope/"), "the ids")


@check(
    "Policies are listed by resource group",
    patch("/resourceGroups/rg-plant/", ("remove", "/value/0")),
)
def policies_of_a_group(azure):
    listed = sorted(p.id.lower() for p in policies(azure).list_by_resource_group("rg-plant"))
    same(listed, expected(azure, fragment="/resourcegroups/rg-plant/"), "the ids")
    true(len(listed) == 2, "the group has two policies")


@check(
    "Policies are listed by resource group and region",
    patch("/resourceGroups/rg-web/.*/locations/westeurope/", ("remove", "/value/0")),
    status("/locations/northeurope/", 404),
)
def policies_of_a_group_and_region(azure):
    list_ = policies(azure).list_by_resource_group_and_region
    same([p.name for p in list_("rg-web", "westeurope")], ["default"], "the policies")
    same(list(list_("rg-web", "northeurope")), [], "the policies of another region")


@check(
    "Pages of two policies are followed to the end",
    patch("/jitNetworkAccessPolicies\\?", ("remove", "/nextLink")),
    simulator=("--page", "2"),
)
def policies_in_pages(azure):
    same(sorted(p.id.lower() for p in policies(azure).list()), expected(azure), "the ids")


@check(
    "One policy is read with its machines and ports",
    patch("/jitNetworkAccessPolicies/default\\?", ("replace", "/properties/virtualMachines/0/ports/0/number", 2222)),
    patch("/jitNetworkAccessPolicies/default\\?", ("remove", "/location")),
)
def one_policy(azure):
    policy = policies(azure).get(*WEB)
    known = [p for p in azure.simulator.all("policies", group="rg-web")][0]
    theirs = [(vm.id, [(p.number, p.max_request_access_duration) for p in vm.ports]) for vm in policy.virtual_machines]
    ours = [(vm["id"], [(p["number"], p["max_duration"]) for p in vm["ports"]]) for vm in known["machines"]]
    same(theirs, ours, "machines and ports")
    same((policy.location, policy.name, policy.type), ("westeurope", "default", "Microsoft.Security/locations/jitNetworkAccessPolicies"), "identity")


@check(
    "A policy that is not there is a 404",
    status("/jitNetworkAccessPolicies/absent", 400),
)
def absent_policy(azure):
    error = refused(ResourceNotFoundError, lambda: policies(azure).get("rg-web", "westeurope", "absent"))
    true(error.error.code in ("ResourceNotFound", "JitNetworkAccessPolicyNotFound"), f"{error.error.code} says that")


@check(
    "Initiate answers exactly 202, without a header to poll by, and Initiating",
    status("/initiate", 200),
    headers("/initiate", location="https://127.0.0.1:1/operation"),
    patch("/initiate", ("replace", "/virtualMachines/0/ports/0/status", "Initiated")),
    patch("/initiate", ("replace", "/startTimeUtc", "now")),
)
def initiate(azure):
    raw = Raw()
    answer = policies(azure).initiate(*WEB, request(azure, justification="ticket 4711"), raw_response_hook=raw)
    same(raw.answers[0].status_code, 202, "the status")
    for header in ("Location", "Azure-AsyncOperation", "Retry-After"):
        true(header not in raw.answers[0].headers, f"there is no {header}")
    same(unknown(answer, raw.bodies[0]), [], "what the model does not know")
    port = answer.virtual_machines[0].ports[0]
    same((port.number, port.status, port.status_reason), (22, "Initiating", "UserRequested"), "the port")
    same(port.allowed_source_address_prefix, "203.0.113.9", "the source")
    true(timedelta(0) < port.end_time_utc - answer.start_time_utc <= timedelta(hours=1), "it ends within the hour")
    matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z", raw.bodies[0]["startTimeUtc"], "startTimeUtc")


@check(
    "The policy says Initiated once the rules are written, and the group holds the allow rule",
    patch("/jitNetworkAccessPolicies/default\\?", ("replace", "/properties/requests/0/virtualMachines/0/ports/0/status", "Revoked")),
    patch("/networkSecurityGroups/nsg-web\\?", ("replace", "/properties/securityRules/4/properties/sourceAddressPrefix", "*")),
)
def request_in_effect(azure):
    begun = policies(azure).initiate(*WEB, request(azure, justification="patching"))
    found = until_open(azure)
    same(found.start_time_utc, begun.start_time_utc, "the request")
    same(found.virtual_machines[0].ports[0].status, "Initiated", "the status")
    same(found.justification, "patching", "the justification")
    group = azure.network().network_security_groups.get("rg-web", "nsg-web")
    allow = [r for r in group.security_rules if r.access == "Allow" and "JITRule-" in r.name]
    same([(r.source_address_prefix, r.destination_port_range) for r in allow], [("203.0.113.9", "22")], "the rules")
    true(allow[0].priority < 200, f"{allow[0].priority} comes before other people's rules")


@check(
    "Without a source the caller's own address is taken",
    patch("/initiate", ("replace", "/virtualMachines/0/ports/0/allowedSourceAddressPrefix", "198.51.100.7")),
)
def request_without_a_source(azure):
    answer = policies(azure).initiate(*WEB, request(azure, source=None))
    same(answer.virtual_machines[0].ports[0].allowed_source_address_prefix, azure.simulator.state()["egress"], "source")


@check(
    "A second request for the port takes the place of the first",
    patch("/jitNetworkAccessPolicies/default\\?", ("replace", "/properties/requests/0/virtualMachines/0/ports/0/statusReason", "Expired"),
          ("replace", "/properties/requests/1/virtualMachines/0/ports/0/statusReason", "Expired")),
)  # fmt: skip
def newer_request(azure):
    first = policies(azure).initiate(*WEB, request(azure))
    until_open(azure)
    policies(azure).initiate(*WEB, request(azure, minutes=30))
    until_open(azure)
    [old] = [r for r in policies(azure).get(*WEB).requests if r.start_time_utc == first.start_time_utc]
    port = old.virtual_machines[0].ports[0]
    same((port.status, port.status_reason), ("Revoked", "NewerRequestInitiated"), "the older request")


@check(
    "At its end a request is Revoked because it Expired, and its rule is gone",
    patch("/jitNetworkAccessPolicies/default\\?", ("replace", "/properties/requests/0/virtualMachines/0/ports/0/statusReason", "UserRequested")),
    simulator=("--seed", "7"),
)
def expired_request(azure):
    before = [r.name for r in azure.network().security_rules.list("rg-web", "nsg-web")]
    policies(azure).initiate(*WEB, request(azure, minutes=6))
    until_open(azure)
    azure.simulator.advance(7 * 60)
    newest = max(policies(azure).get(*WEB).requests, key=lambda r: r.start_time_utc)
    port = newest.virtual_machines[0].ports[0]
    same((port.status, port.status_reason), ("Revoked", "Expired"), "the request")
    same([r.name for r in azure.network().security_rules.list("rg-web", "nsg-web")], before, "the rules")


@check(
    "A request that is longer, for another port or from elsewhere is not a subset of the policy",
    patch("/initiate", ("replace", "/error/message", "Bad request")),
    status("/initiate", 500),
)
def request_too_wide(azure):
    for wish in (request(azure, minutes=26 * 60), request(azure, port=3390), request(azure, port=3389)):
        error = refused(HttpResponseError, lambda: policies(azure, "admin").initiate(*WEB, wish))
        same(error.status_code, 400, "the status")
        true("not a subset of policy" in error.error.message, f"the message is Azure's: {error.error.message}")


@check(
    "Several machines of one policy are asked for at once",
    patch("/initiate", ("remove", "/virtualMachines/1")),
)
def several_machines(azure):
    one, two = request(azure, "web-01"), request(azure, "web-02")
    one.virtual_machines += two.virtual_machines
    answer = policies(azure).initiate(*WEB, one)
    same([vm.id.rsplit("/", 1)[1] for vm in answer.virtual_machines], ["web-01", "web-02"], "the machines")


@check(
    "Ids in upper case are understood and answered as they are stored",
    patch("/initiate", ("replace", "/virtualMachines/0/id", "/SUBSCRIPTIONS/X")),
    patch("(?i)/jitnetworkaccesspolicies/DEFAULT", ("replace", "/name", "DEFAULT")),
)
def upper_case(azure):
    wish = request(azure)
    stored = wish.virtual_machines[0].id
    wish.virtual_machines[0].id = stored.upper()
    answer = policies(azure).initiate("RG-WEB", "WestEurope", "DEFAULT", wish)
    same(answer.virtual_machines[0].id, stored, "the id")
    same(policies(azure).get("RG-WEB", "WESTEUROPE", "DEFAULT").name, "default", "the name")


@check(
    "A reader may look at policies and not request access",
    patch("/initiate", ("replace", "/error/code", "Forbidden")),
    status("/initiate", 401),
)
def reader_cannot_request(azure):
    error = refused(HttpResponseError, lambda: policies(azure, "reader").initiate(*WEB, request(azure)))
    same((error.status_code, error.error.code), (403, "AuthorizationFailed"), "the refusal")
    true("Microsoft.Security/locations/jitNetworkAccessPolicies/initiate/action" in error.error.message, "the action is named")
    same(len(list(policies(azure, "reader", DEVELOPMENT).list())), len(expected(azure, DEVELOPMENT)), "policies")
