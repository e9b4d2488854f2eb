"""Policies written and deleted, plans and recommendations, with azure-mgmt-security."""

import time

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.security.v2020_01_01 import models

from checks import UUID, check, headers, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import PRODUCTION
from stories.jit import WEB, policies, request, until_open

POLICY = "/jitNetworkAccessPolicies/default\\?"
JIT_RECOMMENDATION = "805651bc-6ecd-4c73-9b55-97a19d0582d0"
PORTS_RECOMMENDATION = "bc303248-3d14-44c2-96a0-55f5c326b5fe"


def machine(azure, name, *ports, longest="PT3H", protocol="TCP", source="*"):
    rules = [
        models.JitNetworkAccessPortRule(
            number=port,
            protocol=protocol,
            allowed_source_address_prefix=source,
            max_request_access_duration=longest,
        )
        for port in ports
    ]
    return models.JitNetworkAccessPolicyVirtualMachine(id=azure.simulator.machine_id(name), ports=rules)


def put(azure, *machines, place=WEB, who="admin", **options):
    body = models.JitNetworkAccessPolicy(kind="Basic", virtual_machines=list(machines))
    return policies(azure, who).create_or_update(*place, body, **options)


def until_succeeded(azure):
    for _ in range(40):
        policy = policies(azure).get(*WEB)
        if policy.provisioning_state == "Succeeded":
            return policy
        time.sleep(0.1)
    raise AssertionError(f"the policy is still {policy.provisioning_state}")


@check(
    "A written policy is Updating, without requests, and Succeeded a moment later",
    patch("^PUT .*" + POLICY, ("replace", "/properties/provisioningState", "Succeeded")),
    patch("^PUT .*" + POLICY, ("replace", "/properties/requests", [{}])),
    patch("^GET .*" + POLICY, ("replace", "/properties/provisioningState", "Updating")),
    headers("^PUT .*" + POLICY, azure_asyncoperation="https://127.0.0.1:1/operation"),
)
def policy_written(azure):
    raw = Raw()
    answer = put(azure, machine(azure, "web-01", 22, 443), machine(azure, "web-02", 22), raw_response_hook=raw)
    same(raw.answers[0].status_code, 200, "the status")
    for header in ("Location", "Azure-AsyncOperation", "Retry-After"):
        true(header not in raw.answers[0].headers, f"there is no {header}")
    same((answer.provisioning_state, answer.requests), ("Updating", []), "state and requests")
    found = until_succeeded(azure)
    ports = {vm.id.rsplit("/", 1)[1]: [p.number for p in vm.ports] for vm in found.virtual_machines}
    same(ports, {"web-01": [22, 443], "web-02": [22]}, "the machines and ports")


@check(
    "A machine that is left out loses its deny rules, one that is new gets some",
    patch("/securityRules\\?", ("remove", "/value/0")),
)
def rules_follow_the_policy(azure):
    put(azure, machine(azure, "web-01", 22, 443))
    until_succeeded(azure)
    rules = [r for r in azure.network().security_rules.list("rg-web", "nsg-web") if "JITRule_" in r.name]
    theirs = sorted((r.access, r.destination_address_prefix, r.destination_port_range) for r in rules)
    same(theirs, [("Deny", "10.20.0.10", "22"), ("Deny", "10.20.0.10", "443")], "the rules")
    true(all("of VM 'web-01'" in r.description for r in rules), "the descriptions name the machine")
    true(all(r.priority > 1000 for r in rules), "they come after other people's rules")


@check(
    "An access window survives an edit of its policy",
    patch("^GET .*" + POLICY, ("replace", "/properties/requests", [])),
)
def window_survives(azure):
    begun = policies(azure).initiate(*WEB, request(azure))
    until_open(azure)
    put(azure, machine(azure, "web-01", 22))
    found = until_succeeded(azure)
    running = [r for r in found.requests if r.start_time_utc == begun.start_time_utc]
    same([r.virtual_machines[0].ports[0].status for r in running], ["Initiated"], "the request")


@check(
    "What a policy may not say is refused",
    status("^PUT .*" + POLICY, 200),
)
def policy_refused(azure):
    wrong = [
        machine(azure, "web-01", 70000),
        machine(azure, "web-01", 22, longest="PT4M"),
        machine(azure, "web-01", 22, longest="P2D"),
        machine(azure, "web-01", 22, protocol="ICMP"),
        machine(azure, "web-01", 22, source="nowhere"),
    ]
    before = policies(azure).get(*WEB).as_dict()
    for vm in wrong:
        error = refused(HttpResponseError, lambda: put(azure, vm))
        same(error.status_code, 400, f"the status of {vm.as_dict()}")
    same(policies(azure).get(*WEB).as_dict(), before, "the policy")


@check(
    "A reader cannot write or delete a policy",
    patch("^(PUT|DELETE) .*" + POLICY, ("replace", "/error/code", "Forbidden")),
)
def reader_cannot_write(azure):
    for act in (
        lambda: put(azure, machine(azure, "web-01", 22), who="reader"),
        lambda: policies(azure, "reader").delete(*WEB),
    ):
        error = refused(HttpResponseError, act)
        same((error.status_code, error.error.code), (403, "AuthorizationFailed"), "the refusal")


@check(
    "A deleted policy answers 200, then 204, and takes its rules along",
    status("^DELETE .*" + POLICY, 202),
    status("^DELETE .*" + POLICY, 204),
    patch("/securityRules\\?", ("replace", "/value", [{"name": "MicrosoftDefenderForCloud-JITRule_1_0"}])),
)
def policy_deleted(azure):
    statuses = []
    for _ in range(2):
        raw = Raw()
        policies(azure).delete(*WEB, raw_response_hook=raw)
        statuses.append(raw.answers[0].status_code)
    same(statuses, [200, 204], "the answers")
    refused(ResourceNotFoundError, lambda: policies(azure).get(*WEB))
    left = [r.name for r in azure.network().security_rules.list("rg-web", "nsg-web") if "JITRule_" in r.name]
    same(left, [], "the rules that are left")


@check(
    "Defender's plans are listed, and that for servers is read alone",
    patch("/pricings\\?", ("remove", "/value/0/properties/pricingTier")),
    patch("/pricings/VirtualMachines\\?", ("replace", "/properties/subPlan", "P1")),
    patch("/pricings/VirtualMachines\\?", ("add", "/properties/price", 15)),
    patch("/pricings/VirtualMachines\\?", ("replace", "/properties/freeTrialRemainingTime", "soon")),
)
def plans(azure):
    pricings = azure.security().pricings
    raw = Raw()
    plan = pricings.get("VirtualMachines", raw_response_hook=raw)
    same(unknown(plan, {k: v for k, v in raw.bodies[0].items()}), [], "what the model does not know")
    same((plan.name, plan.pricing_tier, plan.sub_plan), ("VirtualMachines", "Standard", "P2"), "the plan")
    same(plan.type, "Microsoft.Security/pricings", "type")
    true(plan.free_trial_remaining_time is not None, "the trial has a length")
    listed = {p.name: p for p in pricings.list().value}
    true("VirtualMachines" in listed, "servers are in the list")
    true(all(p.pricing_tier in ("Free", "Standard") for p in listed.values()), "tiers are Azure's")


@check(
    "Recommendations tell machines apart by whether their management ports are open",
    patch("/assessments\\?", ("replace", "/value/0/properties/status/code", "Fine")),
    patch("/assessments\\?", ("remove", "/value/0/properties/resourceDetails")),
)
def recommendations(azure):
    listed = list(azure.security().assessments.list(f"/subscriptions/{PRODUCTION}"))
    names = {a.name for a in listed}
    same(names, {JIT_RECOMMENDATION, PORTS_RECOMMENDATION}, "the recommendations")
    codes = {a.status.code for a in listed}
    true(codes <= {"Healthy", "Unhealthy", "NotApplicable"} and len(codes) > 1, f"{codes} are Azure's and differ")
    for assessment in listed:
        matches("(?i)/subscriptions/.+/providers/Microsoft.Security/assessments/" + UUID, assessment.id, "id")
        same(assessment.resource_details.source, "Azure", "the source")
        true(assessment.resource_details.id.lower() in assessment.id.lower(), "the machine's id begins the assessment's")
        true(assessment.display_name, "there is a name")


@check(
    "One recommendation is read for one machine",
    patch("/assessments/", ("replace", "/name", "x")),
    patch("/assessments/", ("remove", "/properties/status/code")),
)
def one_recommendation(azure):
    assessments = azure.security().assessments
    for name in ("web-01", "legacy-ftp"):
        found = assessments.get(azure.simulator.machine_id(name), JIT_RECOMMENDATION)
        same(found.name, JIT_RECOMMENDATION, "name")
        true(found.status.code in ("Healthy", "Unhealthy", "NotApplicable"), f"{found.status.code} is Azure's")
    listed = {a.id.lower(): a.status.code for a in assessments.list(f"/subscriptions/{PRODUCTION}")}
    same(listed[found.id.lower()], found.status.code, "the list")
