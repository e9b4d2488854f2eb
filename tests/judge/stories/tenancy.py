"""Tenants, subscriptions, groups and sign-in."""

from azure.core.exceptions import ClientAuthenticationError, HttpResponseError
from azure.identity import ClientSecretCredential, DeviceCodeCredential

from checks import UUID, check, instead, matches, patch, refused, same, status, true
from sdk import Raw, unknown
from simulator import PRODUCTION, ROBOTICS, name_of

TOKEN = "/oauth2/v2.0/token"


def client_secret(azure, **more):
    who = {**azure.simulator.ready["service_principal"], **more}
    return ClientSecretCredential(
        more.get("tenant", azure.simulator.tenant),
        who["client_id"],
        who["client_secret"],
        authority=azure.simulator.base,
        disable_instance_discovery=True,
        connection_verify=azure.simulator.ca,
    )


@check(
    "Tenants are listed with names, domains and categories",
    patch("/tenants\\?", ("replace", "/value/0/tenantCategory", "Nowhere")),
    patch("/tenants\\?", ("remove", "/value/1")),
    patch("/tenants\\?", ("add", "/value/0/state", "on")),
)
def tenants(azure):
    world = {t["id"]: t for t in azure.simulator.state()["tenants"]}
    raw = Raw()
    listed = {t.tenant_id: t for t in azure.subscriptions().tenants.list(raw_response_hook=raw)}
    same(sorted(listed), sorted(world), "the tenants")
    for body in raw.bodies[0]["value"]:
        same(unknown(listed[body["tenantId"]], body), [], "what the model does not know")
    for key, tenant in listed.items():
        same(tenant.id, f"/tenants/{key}", "id")
        same(tenant.display_name, world[key]["display_name"], "display_name")
        same(tenant.tenant_category, world[key]["category"], "tenant_category")
        same(tenant.default_domain, world[key]["default_domain"], "default_domain")


@check(
    "A token shows the subscriptions of its own tenant",
    patch("/subscriptions\\?", ("remove", "/value/0")),
    patch("/subscriptions\\?", ("replace", "/value/0/state", "Sleeping")),
    patch("/subscriptions\\?", ("replace", "/value/1/tenantId", "x")),
)
def subscriptions(azure):
    home = azure.simulator.tenant
    world = {s["id"]: s for s in azure.simulator.state()["subscriptions"] if s["tenant"] == home}
    raw = Raw()
    listed = {s.subscription_id: s for s in azure.subscriptions().subscriptions.list(raw_response_hook=raw)}
    same(sorted(listed), sorted(world), "the subscriptions")
    for body in raw.bodies[0]["value"]:
        same(unknown(listed[body["subscriptionId"]], body), [], "what the model does not know")
    for key, subscription in listed.items():
        same((subscription.id, subscription.tenant_id), (f"/subscriptions/{key}", home), "identity")
        same(subscription.display_name, world[key]["display_name"], "display_name")
        same(subscription.state, "Enabled", "state")
        same(subscription.authorization_source, "RoleBased", "authorization_source")


@check(
    "One subscription is read",
    patch("/subscriptions/[^/]+\\?", ("replace", "/displayName", "Fabrikam")),
)
def one_subscription(azure):
    same(azure.subscriptions().subscriptions.get(PRODUCTION).display_name, "Contoso Production", "display_name")


@check(
    "Locations have the names that resources use, and names for people",
    patch("/locations\\?", ("replace", "/value/0/name", "West Europe")),
    patch("/locations\\?", ("remove", "/value/0/metadata/regionType")),
    patch("/locations\\?", ("add", "/value/0/planet", "Earth")),
)
def locations(azure):
    raw = Raw()
    locations = azure.subscriptions().subscriptions.list_locations(PRODUCTION, raw_response_hook=raw)
    listed = {location.name: location for location in locations}
    for body in raw.bodies[0]["value"]:
        same(unknown(listed[body["name"]], body), [], f"what the model does not know of {body['name']}")
    for location in listed.values():
        matches("[a-z0-9]+", location.name, "name")
        same(location.id, f"/subscriptions/{PRODUCTION}/locations/{location.name}", "id")
        true(location.metadata.region_type in ("Physical", "Logical"), "the type is Azure's")
    same(listed["westeurope"].display_name, "West Europe", "display_name")
    used = {vm["location"] for vm in azure.simulator.state()["virtual_machines"]}
    true(used <= set(listed), f"machines are in {used}")


@check(
    "A secret becomes a token that lists machines",
    patch(TOKEN, ("replace", "/access_token", "e30.e30.e30")),
    patch(TOKEN, ("replace", "/token_type", "Basic"), ("remove", "/access_token")),
    patch(TOKEN, ("replace", "/expires_in", 0)),
)
def service_principal(azure):
    credential = client_secret(azure)
    compute = azure.compute(credential)
    same(len(list(compute.virtual_machines.list("rg-web"))), 3, "the number of machines")
    same(len(list(compute.virtual_machines.list("rg-db"))), 3, "the number of machines")
    same(len(azure.simulator.asked(TOKEN, "POST")), 1, "the number of tokens")


@check(
    "A wrong secret is refused with Entra's own words",
    patch(TOKEN, ("replace", "/error_description", "No")),
    status(TOKEN, 500),
)
def wrong_secret(azure):
    credential = client_secret(azure, client_secret="wrong")
    error = refused(ClientAuthenticationError, lambda: credential.get_token(f"{azure.simulator.base}/.default"))
    true("AADSTS7000215" in str(error), f"{error} has Entra's number")


@check(
    "An expired token is replaced by itself, without a person",
    patch(TOKEN, ("replace", "/expires_in", 7200)),
)
def token_refresh(azure):
    # The SDK renews a token five minutes before its end, so one that is valid for less is renewed every time.
    azure.simulator.fault(patch(TOKEN, ("replace", "/expires_in", 200), count=1))
    compute = azure.compute(client_secret(azure))
    compute.virtual_machines.get("rg-web", "web-01")
    azure.simulator.expire_tokens()
    same(compute.virtual_machines.get("rg-web", "web-01").name, "web-01", "the name")
    same(len(azure.simulator.asked(TOKEN, "POST")), 2, "the number of tokens")


@check(
    "A token of one tenant does not open another tenant's subscription",
    patch(f"/subscriptions/{ROBOTICS}", ("replace", "/error/code", "AuthorizationFailed")),
    status(f"/subscriptions/{ROBOTICS}", 404),
)
def other_tenant(azure):
    list_ = azure.compute(subscription=ROBOTICS).virtual_machines.list_all
    error = refused(HttpResponseError, lambda: list(list_()))
    same((error.status_code, error.error.code), (401, "InvalidAuthenticationTokenTenant"), "the refusal")
    elsewhere = next(t["id"] for t in azure.simulator.state()["tenants"] if t["id"] != azure.simulator.tenant)
    there = azure.compute(client_secret(azure, tenant=elsewhere), ROBOTICS)
    world = azure.simulator.all("virtual_machines", ROBOTICS)
    same(sorted(vm.name for vm in there.virtual_machines.list_all()), sorted(map(name_of, world)), "the machines")


@check(
    "A code entered elsewhere signs a person in, after Entra said that it is pending",
    patch(TOKEN, ("replace", "/access_token", "e30.e30.e30")),
    [instead(TOKEN, 400, code="authorization_declined", message="AADSTS70000: no")],
    patch("/devicecode", ("remove", "/user_code")),
)
def device_code(azure):
    prompts = []
    credential = DeviceCodeCredential(
        tenant_id=azure.simulator.tenant,
        authority=azure.simulator.base,
        disable_instance_discovery=True,
        connection_verify=azure.simulator.ca,
        prompt_callback=lambda *prompt: prompts.append(prompt),
        timeout=30,
    )
    same(len(list(azure.compute(credential).virtual_machines.list("rg-web"))), 3, "the number of machines")
    [(address, code, _)] = prompts
    true(address.startswith(azure.simulator.base), f"{address} belongs to the simulator")
    matches("[A-Z0-9]{8,10}", code, "the code")
    token = credential.get_token(f"{azure.simulator.base}/.default").token
    matches(r"[\w-]+\.[\w-]+\.[\w-]+", token, "the token")
    record = credential.authenticate(scopes=[f"{azure.simulator.base}/.default"])
    same(record.tenant_id, azure.simulator.tenant, "the tenant")
    matches(".+@.+", record.username, "the person")
    matches(f"{UUID}.{UUID}", record.home_account_id, "the account")
