"""az network, az security and az rest for just-in-time access."""

import json
from datetime import UTC, datetime, timedelta

from az import AzError
from checks import check, matches, patch, refused, same, status, true
from simulator import PRODUCTION, name_of

POLICY = f"/subscriptions/{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Security/locations/westeurope/jitNetworkAccessPolicies/default"


def rule(az, name, priority, *more):
    return az(
        f"network nsg rule create -g rg-web --nsg-name nsg-web -n {name} --priority {priority} "
        "--source-address-prefixes 203.0.113.0/24 --destination-port-ranges 443 --access Allow --protocol Tcp",
        *more,
    )


@check(
    "az network nsg rule: create, list, show, delete",
    patch("/securityRules/az-window", ("replace", "/properties/priority", 999)),
    patch("^GET .*/nsg-web\\?", ("replace", "/properties/securityRules", [])),
    status("^DELETE .*/securityRules/az-window", 409),
)
def nsg_rule(az):
    made = rule(az, "az-window", 310, "--description", "Until noon")
    same((made["provisioningState"], made["priority"]), ("Succeeded", 310), "state and priority")
    true("az-window" in az("network nsg rule list -g rg-web --nsg-name nsg-web --query [].name"), "it is listed")
    found = az("network nsg rule show -g rg-web --nsg-name nsg-web -n az-window")
    same((found["sourceAddressPrefix"], found["destinationPortRange"]), ("203.0.113.0/24", "443"), "source and port")
    same(found["description"], "Until noon", "the description")
    az("network nsg rule delete -g rg-web --nsg-name nsg-web -n az-window")
    left = az("network nsg rule list -g rg-web --nsg-name nsg-web --query [].name")
    true("az-window" not in left, f"it is not among {left}")


@check(
    "az network nsg rule create tells of a clash",
    patch("/securityRules/az-second", ("replace", "/error/code", "Conflict")),
    status("/securityRules/az-second", 200),
)
def nsg_rule_clash(az):
    rule(az, "az-first", 320)
    error = refused(AzError, lambda: rule(az, "az-second", 320))
    true("(SecurityRuleConflict)" in str(error), f"{error} has the code")


@check(
    "az network nsg list and show know rules and defaults",
    patch("/networkSecurityGroups\\?", ("remove", "/value/0")),
    patch("/networkSecurityGroups/nsg-web\\?", ("remove", "/properties/defaultSecurityRules/0")),
)
def nsgs(az):
    world = map(name_of, az.simulator.all("security_groups", PRODUCTION))
    same(sorted(az("network nsg list --query [].name")), sorted(world), "the groups")
    group = az("network nsg show -g rg-web -n nsg-web")
    same(len(group["defaultSecurityRules"]), 6, "the number of default rules")
    known = az.simulator.all("security_groups", group="rg-web")[0]
    same(sorted(r["name"] for r in group["securityRules"]), sorted(r["name"] for r in known["rules"]), "the rules")


@check(
    "az network nic list-effective-nsg waits for the computation",
    patch("operationResults|effectiveNetworkSecurityGroups", ("replace", "/value", [])),
    status("effectiveNetworkSecurityGroups", 400),
)
def effective_rules(az):
    [group] = az("network nic list-effective-nsg -g rg-web -n web-01-nic")["value"]
    names = [rule["name"] for rule in group["effectiveSecurityRules"]]
    true("defaultSecurityRules/DenyAllInBound" in names, f"{names} ends with the default")
    true(any(n.startswith("securityRules/MicrosoftDefenderForCloud-JITRule_") for n in names), f"{names} has JIT's")


@check(
    "az network nic and public-ip lists match",
    patch("/networkInterfaces\\?", ("replace", "/value/0/properties/ipConfigurations/0/properties/publicIPAddress/id", "/x")),
    patch("/publicIPAddresses\\?", ("replace", "/value/0/id", "/y")),
)
def interfaces_and_addresses(az):
    used = az("network nic list -g rg-web --query [].ipConfigurations[].publicIPAddress.id")
    same(sorted(used), sorted(az("network public-ip list -g rg-web --query [].id")), "the ids of addresses")


@check(
    "az network vnet subnet list shows the network's subnet",
    patch("/subnets\\?|/virtualNetworks", ("replace", "/value/0/properties/addressPrefix", "10.0.0.0/8")),
)
def subnets(az):
    found = az("network vnet subnet list -g rg-web --vnet-name vnet-web --query [].[name,addressPrefix]")
    known = az.simulator.all("virtual_networks", group="rg-web")[0]["subnets"]
    same(found, [[s["name"], s["prefix"]] for s in known], "the subnets")


@check(
    "az security jit-policy lists and shows policies",
    patch("/jitNetworkAccessPolicies\\?", ("remove", "/value/0")),
    patch("/jitNetworkAccessPolicies/default\\?", ("replace", "/properties/virtualMachines/0/ports/0/number", 1)),
)
def jit_policies(az):
    world = sorted(p["id"] for p in az.simulator.all("policies", PRODUCTION))
    same(sorted(az("security jit-policy list --query [].id")), world, "the ids")
    policy = az("security jit-policy show -g rg-web -l westeurope -n default")
    same([(p["number"], p["maxRequestAccessDuration"]) for p in policy["virtualMachines"][0]["ports"]], [(22, "PT3H")], "ports")
    same((policy["kind"], policy["provisioningState"]), ("Basic", "Succeeded"), "kind and state")


@check(
    "az rest initiates access, in either way of saying how long",
    patch("/initiate", ("replace", "/virtualMachines/0/ports/0/status", "Failed")),
    status("/initiate", 400),
)
def jit_initiate(az):
    until = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    for duration in ({"endTimeUtc": until}, {"duration": "PT1H"}):
        port = {"number": 22, "allowedSourceAddressPrefix": "203.0.113.9", **duration}
        body = {"virtualMachines": [{"id": az.simulator.machine_id("web-01"), "ports": [port]}]}
        url = f"{POLICY}/initiate?api-version=2020-01-01"
        answer = az("rest --method post --url", url, "--body", json.dumps(body))
        found = answer["virtualMachines"][0]["ports"][0]
        same((found["number"], found["status"]), (22, "Initiating"), "the port")
        matches(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", found["endTimeUtc"], "the end")


@check(
    "az security pricing shows the plan for servers",
    patch("/pricings/VirtualMachines\\?", ("replace", "/properties/pricingTier", "Free")),
    patch("/pricings\\?", ("replace", "/value", [])),
)
def pricing(az):
    plan = az("security pricing show -n VirtualMachines")
    same((plan["pricingTier"], plan["subPlan"]), ("Standard", "P2"), "the plan")
    true("VirtualMachines" in [p["name"] for p in az("security pricing list")["value"]], "it is listed")


@check(
    "az security assessment list tells which machines are exposed",
    patch("/assessments\\?", ("replace", "/value/0/properties/status/code", "Fine")),
)
def assessments(az):
    codes = set(az("security assessment list --query [].status.code"))
    true(codes <= {"Healthy", "Unhealthy", "NotApplicable"} and "Unhealthy" in codes, f"{codes} are Azure's")


@check(
    "az monitor activity-log list shows what was done",
    patch("/eventtypes/management/values", ("replace", "/value", [])),
    patch("/eventtypes/management/values", ("replace", "/value/0/operationName/value", "x/y"), ("replace", "/value/1/operationName/value", "x/y")),
    simulator=("--log-lag-s", "0"),
)
def activity_log(az):
    az("vm deallocate -g rg-web -n web-01")
    found = az("monitor activity-log list -g rg-web --offset 1h")
    stops = [e for e in found if e["operationName"]["value"].lower().endswith("/deallocate/action")]
    true({"Started", "Succeeded"} <= {e["status"]["value"] for e in stops}, f"{len(stops)} events tell of it")
    same(az("monitor activity-log list -g rg-absent --offset 1h"), [], "the events of another group")


@check(
    "az role definition list finds Reader with what it may do",
    patch("/roleDefinitions", ("replace", "/value/0/properties/permissions/0/actions", [])),
    patch("/roleDefinitions", ("replace", "/value", [])),
)
def role_definition(az):
    [role] = az("role definition list --name Reader")
    same((role["roleName"], role["roleType"], role["name"]), ("Reader", "BuiltInRole", "acdd72a7-3385-48ef-bd42-f606fba81ae7"), "the role")
    same(role["permissions"][0]["actions"], ["*/read"], "what it may do")


@check(
    "az rest asks Resource Graph",
    patch("/Microsoft.ResourceGraph/resources", ("replace", "/data/0/name", "other")),
)
def graph(az):
    body = {"subscriptions": [PRODUCTION], "query": "resources | where name =~ 'WEB-01' and type =~ 'microsoft.compute/virtualmachines' | project id, name"}
    url = "/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01"
    same([r["name"] for r in az("rest --method post --url", url, "--body", json.dumps(body))["data"]], ["web-01"], "rows")
