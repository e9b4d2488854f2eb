"""Interfaces, addresses, groups and rules, with azure-mgmt-network."""

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.mgmt.network.models import SecurityRule, SecurityRulePropertiesFormat

from checks import check, headers, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import PRODUCTION, name_of

RULE = "/securityRules/patch-window"


def web_rule(**more):
    properties = {
        "protocol": "Tcp",
        "direction": "Inbound",
        "access": "Allow",
        "priority": 300,
        "source_address_prefix": "203.0.113.0/24",
        "source_port_range": "*",
        "destination_address_prefix": "10.20.0.10",
        "destination_port_range": "443",
        "description": "Until noon",
    }
    return SecurityRule(properties=SecurityRulePropertiesFormat(**{**properties, **more}))


def rules(azure):
    return azure.network().security_rules


@check(
    "Interfaces of a group are listed with addresses and group, every field understood",
    patch("/networkInterfaces\\?", ("remove", "/value/0/properties/ipConfigurations")),
    patch("/networkInterfaces\\?", ("add", "/value/0/properties/nsg", {"id": "/x"})),
    patch("/networkInterfaces\\?", ("replace", "/value/0/properties/primary", False)),
)
def interfaces(azure):
    world = {name_of(nic): nic for nic in azure.simulator.all("network_interfaces", group="rg-web")}
    listed = {nic.name: nic for nic in azure.network().network_interfaces.list("rg-web")}
    same(sorted(listed), sorted(world), "the interfaces")
    for name, nic in listed.items():
        known = world[name]
        same(unknown(nic, None), [], f"what the model does not know of {name}")
        same(nic.network_security_group.id, known["security_group"], "the security group")
        ours = [(c["name"], c["private_address"], c["public_address"]) for c in known["ip_configurations"]]
        theirs = [(c.name, c.private_ip_address, c.public_ip_address.id) for c in nic.ip_configurations]
        same(theirs, ours, "the configurations")
        same(nic.primary, True, "primary")
        true(nic.virtual_machine.id.endswith(name.removesuffix("-nic")), "the interface knows its machine")


@check(
    "All interfaces of a subscription come in pages of three",
    patch("/networkInterfaces\\?", ("remove", "/nextLink")),
    simulator=("--page", "3"),
)
def interfaces_in_pages(azure):
    listed = [nic.name for nic in azure.network().network_interfaces.list_all()]
    world = map(name_of, azure.simulator.all("network_interfaces", PRODUCTION))
    same(sorted(listed), sorted(world), "the interfaces")


@check(
    "$expand brings the public address along with the interface",
    patch("/networkInterfaces/", ("remove", "/properties/ipConfigurations/0/properties/publicIPAddress/properties")),
)
def interface_with_its_address(azure):
    network = azure.network()
    nic = network.network_interfaces.get("rg-web", "web-01-nic", expand="ipConfigurations/publicIPAddress")
    inside = nic.ip_configurations[0].public_ip_address
    alone = network.public_ip_addresses.get("rg-web", "web-01-ip")
    same(inside.ip_address, alone.ip_address, "the address")
    true(alone.ip_address, "there is an address")


@check(
    "Public addresses say how they are allocated, and which of them are assigned",
    patch("/publicIPAddresses\\?", ("replace", "/value/0/properties/publicIPAllocationMethod", "Sometimes")),
    patch("/publicIPAddresses\\?", ("remove", "/value/1")),
    patch("/publicIPAddresses\\?", ("remove", "/value/0/sku")),
)
def public_addresses(azure):
    world = {a["id"].lower(): a for a in azure.simulator.all("public_addresses", PRODUCTION)}
    listed = {a.id.lower(): a for a in azure.network().public_ip_addresses.list_all()}
    same(sorted(listed), sorted(world), "the ids")
    for key, address in listed.items():
        same(unknown(address, None), [], f"what the model does not know of {address.name}")
        same(address.public_ip_allocation_method, world[key]["allocation"], "the allocation")
        same(address.sku.name, world[key]["sku"], "the sku")
        same(address.public_ip_address_version, "IPv4", "the version")
        same(address.ip_address, world[key].get("address"), "the address")


@check(
    "A security group holds the rules of the world and Azure's six default ones",
    patch("/networkSecurityGroups/nsg-web\\?", ("remove", "/properties/defaultSecurityRules/5")),
    patch("/networkSecurityGroups/nsg-web\\?", ("replace", "/properties/securityRules/0/properties/priority", "low")),
)
def security_group(azure):
    group = azure.network().network_security_groups.get("rg-web", "nsg-web")
    known = azure.simulator.all("security_groups", group="rg-web")[0]
    same(unknown(group, None), [], "what the model does not know")
    theirs = sorted((r.priority, r.name, r.access, r.direction) for r in group.security_rules)
    same(theirs, sorted((r["priority"], r["name"], r["access"], r["direction"]) for r in known["rules"]), "the rules")
    same(sorted(r.priority for r in group.default_security_rules), [65000, 65000, 65001, 65001, 65500, 65500], "defaults")
    nics = sorted(name_of({"id": nic.id}) for nic in group.network_interfaces)
    same(nics, ["web-01-nic", "web-02-nic", "web-03-nic"], "the interfaces")


@check(
    "Security groups of the subscription are all listed",
    patch("/networkSecurityGroups\\?", ("remove", "/value/0")),
)
def security_groups(azure):
    listed = sorted(group.id.lower() for group in azure.network().network_security_groups.list_all())
    same(listed, sorted(g["id"].lower() for g in azure.simulator.all("security_groups", PRODUCTION)), "the ids")


@check(
    "A subnet is read inside its network and alone",
    patch("/virtualNetworks/vnet-web\\?", ("remove", "/properties/subnets/0")),
    patch("/subnets/default\\?", ("remove", "/properties/addressPrefix")),
)
def subnets(azure):
    network = azure.network()
    whole = network.virtual_networks.get("rg-web", "vnet-web")
    alone = network.subnets.get("rg-web", "vnet-web", "default")
    known = azure.simulator.all("virtual_networks", group="rg-web")[0]
    same(whole.address_space.address_prefixes, [known["prefix"]], "the network's prefix")
    same([(s.name, s.address_prefix) for s in whole.subnets], [(alone.name, alone.address_prefix)], "the subnets")
    same(alone.address_prefix, known["subnets"][0]["prefix"], "the subnet's prefix")


@check(
    "A rule is made by a long-running operation, and is then as it was asked for",
    headers(RULE, azure_asyncoperation="https://127.0.0.1:1/operation"),
    patch("^GET .*" + RULE, ("replace", "/properties/priority", 301)),
    patch("^GET .*" + RULE, ("replace", "/properties/provisioningState", "Updating")),
)
def rule_made(azure):
    raw = Raw()
    poller = rules(azure).begin_create_or_update("rg-web", "nsg-web", "patch-window", web_rule(), raw_response_hook=raw)
    same(raw.answers[0].status_code, 201, "the status")
    true("Azure-AsyncOperation" in raw.answers[0].headers, "an operation can be followed")
    poller.result()
    rule = rules(azure).get("rg-web", "nsg-web", "patch-window")
    same(unknown(rule, None), [], "what the model does not know")
    wished = web_rule()
    for field in ("priority", "access", "direction", "protocol", "source_address_prefix", "destination_port_range"):
        same(getattr(rule, field), getattr(wished, field), field)
    same(rule.description, "Until noon", "the description")
    same(rule.provisioning_state, "Succeeded", "provisioning_state")
    same(rule.source_address_prefixes, [], "the plural that was not used")


@check(
    "A rule that exists is updated, in place",
    status("^PUT .*" + RULE, 201),
    patch("^GET .*" + RULE, ("replace", "/properties/access", "Allow")),
)
def rule_updated(azure):
    begin = rules(azure).begin_create_or_update
    begin("rg-web", "nsg-web", "patch-window", web_rule()).result()
    raw = Raw()
    begin("rg-web", "nsg-web", "patch-window", web_rule(access="Deny"), raw_response_hook=raw).result()
    same(raw.answers[0].status_code, 200, "the status")
    same(rules(azure).get("rg-web", "nsg-web", "patch-window").access, "Deny", "access")
    names = [rule.name for rule in rules(azure).list("rg-web", "nsg-web")]
    same(names.count("patch-window"), 1, "the number of rules of that name")


@check(
    "Two rules cannot have one priority in one direction",
    patch("/securityRules/second", ("replace", "/error/code", "Conflict")),
    status("/securityRules/second", 409),
)
def rule_clash(azure):
    begin = rules(azure).begin_create_or_update
    begin("rg-web", "nsg-web", "first", web_rule()).result()
    error = refused(HttpResponseError, lambda: begin("rg-web", "nsg-web", "second", web_rule()).result())
    same((error.status_code, error.error.code), (400, "SecurityRuleConflict"), "the refusal")
    true("same Priority and Direction" in error.error.message, "the message is Azure's")
    begin("rg-web", "nsg-web", "second", web_rule(direction="Outbound")).result()


@check(
    "A rule outside Azure's limits is refused",
    status("/securityRules/wrong", 409),
)
def rule_out_of_range(azure):
    begin = rules(azure).begin_create_or_update
    for wrong in (web_rule(priority=99), web_rule(protocol="Smoke"), web_rule(destination_port_range="70000")):
        error = refused(HttpResponseError, lambda: begin("rg-web", "nsg-web", "wrong", wrong).result())
        same(error.status_code, 400, "the status")
    refused(ResourceNotFoundError, lambda: rules(azure).get("rg-web", "nsg-web", "wrong"))


@check(
    "A rule is deleted, and its name is free again",
    patch("^GET .*" + RULE, ("remove", "/error"), status=200),
    status("^DELETE .*" + RULE, 404),
)
def rule_deleted(azure):
    rules(azure).begin_create_or_update("rg-web", "nsg-web", "patch-window", web_rule()).result()
    raw = Raw()
    rules(azure).begin_delete("rg-web", "nsg-web", "patch-window", raw_response_hook=raw).result()
    same(raw.answers[0].status_code, 202, "the status")
    refused(ResourceNotFoundError, lambda: rules(azure).get("rg-web", "nsg-web", "patch-window"))
    rules(azure).begin_delete("rg-web", "nsg-web", "patch-window").result()


@check(
    "Default rules are listed apart from the group",
    patch("/defaultSecurityRules", ("replace", "/value/0/properties/access", "Deny")),
)
def default_rules(azure):
    listed = {r.name: (r.priority, r.direction, r.access) for r in azure.network().default_security_rules.list("rg-web", "nsg-web")}
    same(listed["AllowVnetInBound"], (65000, "Inbound", "Allow"), "AllowVnetInBound")
    same(listed["DenyAllInBound"], (65500, "Inbound", "Deny"), "DenyAllInBound")
    same(len(listed), 6, "the number of rules")


@check(
    "Effective rules are computed while a machine runs",
    patch("effectiveNetworkSecurityGroups|operationResults", ("replace", "/value/0/effectiveSecurityRules/0/protocol", "tcp?")),
    patch("effectiveNetworkSecurityGroups|operationResults", ("remove", "/value/0/effectiveSecurityRules")),
    status("effectiveNetworkSecurityGroups", 200),
)
def effective_rules(azure):
    raw = Raw()
    poller = azure.network().network_interfaces.begin_list_effective_network_security_groups(
        "rg-web", "web-01-nic", raw_response_hook=raw
    )
    same(raw.answers[0].status_code, 202, "the status")
    [group] = poller.result().value
    same(unknown(group, None), [], "what the model does not know")
    same(group.network_security_group.id, azure.simulator.all("security_groups", group="rg-web")[0]["id"], "the group")
    true(group.association.network_interface.id.endswith("/web-01-nic"), "the association")
    for rule in group.effective_security_rules:
        matches("(securityRules|defaultSecurityRules)/.+", rule.name, "name")
        matches("All|Tcp|Udp", rule.protocol, "protocol")
        matches("[0-9]+-[0-9]+", rule.destination_port_range or rule.destination_port_ranges[0], "ports")
    denies = [r for r in group.effective_security_rules if "JITRule_" in r.name and r.destination_port_range == "22-22"]
    same(sorted((r.access, r.priority) for r in denies)[-1], ("Deny", 4096), "the just-in-time rule")
    sources = {r.source_address_prefix for r in denies}
    same(sources, {"0.0.0.0/0"}, "the source of a just-in-time rule")


@check(
    "Of a machine that is off there are no effective rules",
    patch("effectiveNetworkSecurityGroups", ("replace", "/error/message", "No.")),
)
def effective_rules_of_a_machine_that_is_off(azure):
    interfaces = azure.network().network_interfaces
    begin = interfaces.begin_list_effective_network_security_groups
    error = refused(HttpResponseError, lambda: begin("rg-vault", "vault-01-nic").result())
    true(error.status_code in (400, 409), f"{error.status_code} is a refusal of the request")
    true("running" in error.error.message, f"the message tells what is missing: {error.error.message}")
