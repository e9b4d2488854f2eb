"""Signing in with az, and what the account sees."""

from az import Az, AzError
from checks import check, instead, matches, patch, refused, same, status, true
from simulator import DEVELOPMENT, PRODUCTION

TOKEN = "/oauth2/v2.0/token"


@check(
    "az signs in by device code as a person",
    patch(TOKEN, ("remove", "/id_token")),
    [instead(TOKEN, 400, code="authorization_declined")],
    patch("^GET /subscriptions\\?", ("replace", "/value", [])),
)
def device_code(az):
    person = Az(az.simulator, folder="person")
    done = person.run("login --use-device-code --tenant", az.simulator.tenant, "-o", "json")
    if done.returncode:
        raise AzError(done.stderr)
    matches(".*enter the code [A-Z0-9]{8,10} to authenticate.*", done.stderr, "what az says")
    account = person("account show")
    same(account["user"]["type"], "user", "the type")
    matches(".+@.+", account["user"]["name"], "the person")
    same(sorted(a["id"] for a in person("account list")), sorted([PRODUCTION, DEVELOPMENT]), "the subscriptions")
    same(len(person("vm list -g rg-web")), 3, "the number of machines")


@check(
    "az signs in by device code without a tenant and finds all of them",
    patch("^GET /tenants\\?", ("replace", "/value", [])),
)
def device_code_without_tenant(az):
    person = Az(az.simulator, folder="person-anywhere")
    person("login --use-device-code")
    world = {s["id"]: s["tenant"] for s in az.simulator.state()["subscriptions"]}
    same({a["id"]: a["tenantId"] for a in person("account list")}, world, "the subscriptions")


@check(
    "az signs in with a secret, and with a wrong one says what Entra says",
    patch(TOKEN, ("replace", "/access_token", "e30.e30.e30")),
    status(TOKEN, 503),
)
def service_principal(az):
    robot = Az(az.simulator, folder="robot")
    accounts = robot.sign_in()
    same({a["user"]["type"] for a in accounts}, {"servicePrincipal"}, "the type")
    same(sorted(a["id"] for a in accounts), sorted([PRODUCTION, DEVELOPMENT]), "the subscriptions")
    who = az.simulator.ready["service_principal"]["client_id"]
    wrong = ("-u", who, "-p", "wrong", "--tenant", az.simulator.tenant)
    # az would answer from its cache.
    stranger = Az(az.simulator, folder="stranger")
    error = refused(AzError, lambda: stranger("login --service-principal", *wrong))
    true("AADSTS7000215" in str(error), f"{error} has Entra's number")


@check(
    "az gets itself a new token when the old one has expired",
    patch(TOKEN, ("replace", "/expires_in", 7200)),
    simulator=("--seed", "3"),
)
def token_refresh(az):
    # az renews a token that lives for less than five minutes before it uses it.
    az.simulator.fault(patch(TOKEN, ("replace", "/expires_in", 200)))
    robot = Az(az.simulator, folder="forgetful")
    robot.sign_in()
    az.simulator.expire_tokens()
    same(robot("vm show -g rg-web -n web-01 --query name"), "web-01", "the name")


@check(
    "az shows the account's locations",
    patch("/locations\\?", ("replace", "/value/0/displayName", "Nowhere")),
)
def locations(az):
    found = {row["name"]: row["displayName"] for row in az("account list-locations")}
    same((found["westeurope"], found["northeurope"]), ("West Europe", "North Europe"), "the names for people")


@check(
    "az changes to another subscription and lists what is there",
    patch("/virtualMachines\\?", ("remove", "/value/0")),
)
def other_subscription(az):
    found = az("vm list --subscription", DEVELOPMENT, "--query", "[].id")
    world = [vm["id"] for vm in az.simulator.all("virtual_machines", DEVELOPMENT)]
    same(sorted(found), sorted(world), "the machines")


@check(
    "az rest lists tenants",
    patch("/tenants\\?", ("replace", "/value/0/displayName", "Fabrikam")),
)
def tenants(az):
    found = az("rest --url /tenants?api-version=2022-12-01 --query value[].displayName")
    same(sorted(found), sorted(t["display_name"] for t in az.simulator.state()["tenants"]), "the names")


@check(
    "az lists resource groups, and shows one",
    patch("/resourcegroups\\?", ("remove", "/value/0")),
    patch("/resourcegroups/rg-web\\?", ("replace", "/location", "moon")),
)
def resource_groups(az):
    world = [g["name"] for g in az.simulator.state()["resource_groups"] if g["subscription"] == PRODUCTION]
    same(sorted(az("group list --query [].name")), sorted(world), "the groups")
    group = az("group show -n rg-web")
    same((group["location"], group["properties"]["provisioningState"]), ("westeurope", "Succeeded"), "the group")


@check(
    "az lists every resource of a group with type and place",
    patch("/resources\\?", ("replace", "/value/0/type", "Microsoft.Compute/disks/none")),
    patch("/resources\\?", ("remove", "/value/0")),
)
def resources(az):
    found = az("resource list -g rg-web")
    types = {}
    for row in found:
        types.setdefault(row["type"].lower(), []).append(row["name"])
    same(sorted(types["microsoft.compute/virtualmachines"]), ["web-01", "web-02", "web-03"], "the machines")
    same(types["microsoft.network/networksecuritygroups"], ["nsg-web"], "the security groups")
    same(sorted(types["microsoft.network/publicipaddresses"]), ["web-01-ip", "web-02-ip", "web-03-ip"], "the addresses")
    same({row["location"] for row in found}, {"westeurope"}, "the places")
