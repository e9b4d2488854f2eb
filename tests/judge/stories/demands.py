"""What tenants and Resource Manager demand of people, with MSAL and the SDK that answer it."""

import base64
import json
import re

import msal
import requests
from azure.core.exceptions import HttpResponseError
from azure.identity import DeviceCodeCredential
from azure.mgmt.core.policies import ARMChallengeAuthenticationPolicy

from checks import check, headers, instead, patch, refused, same, status, true

TOKEN = "/oauth2/v2.0/token"
SCOPES = ["https://management.core.windows.net//.default"]
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
BARBARA = "barbara@contoso.com"


def http(azure):
    session = requests.Session()
    session.verify = azure.simulator.ca
    # What the environment says of certificates would win over that.
    session.trust_env = False
    return session


def application(azure, tenant=None, cache=None):
    """Like az: it can answer claims challenges, and says so."""
    return msal.PublicClientApplication(
        AZURE_CLI,
        authority=f"{azure.simulator.base}/{tenant or azure.simulator.tenant}",
        instance_discovery=False,
        http_client=http(azure),
        token_cache=cache,
        client_capabilities=["CP1"],
    )


def sign_in(azure, app, claims=None):
    azure.simulator.control("POST", "device", {"interval": 1})
    flow = app.initiate_device_flow(SCOPES, claims_challenge=claims)
    result = app.acquire_token_by_device_flow(flow, claims_challenge=claims)
    true("access_token" in result, f"{result.get('error_description')} is a sign-in")
    return result


def elsewhere(azure):
    return next(t["id"] for t in azure.simulator.state()["tenants"] if t["id"] != azure.simulator.tenant)


def tenants(azure, result):
    bearer = {"Authorization": f"Bearer {result['access_token']}"}
    return http(azure).get(f"{azure.simulator.base}/tenants?api-version=2022-12-01", headers=bearer)


def claims_of(answer):
    """As azure-core reads them: base64url, the padding made up for."""
    encoded = re.search('claims="([^"]*)"', answer.headers["WWW-Authenticate"]).group(1)
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)).decode()


def told(result):
    return result["error"], result.get("suberror"), result["error_codes"]


@check(
    "A tenant that wants a second factor of its own refuses MSAL, and the sign-in stays good elsewhere",
    patch(TOKEN, ("replace", "/suberror", "bad_token")),
    patch(TOKEN, ("replace", "/error_codes/0", 50020)),
    patch(TOKEN, ("remove", "/claims")),
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70008: expired")],
)
def second_factor(azure):
    there = elsewhere(azure)
    azure.simulator.control("POST", "demand", {"tenant": there, "mfa": True})
    app = application(azure)
    sign_in(azure, app)
    [account] = app.get_accounts()
    other = application(azure, there, app.token_cache)
    result = other.acquire_token_silent_with_error(SCOPES, account)
    same(told(result), ("invalid_grant", "basic_action", [50076]), "the refusal")
    true("capolids" in json.loads(result["claims"])["access_token"], "the claims name the policy")
    again = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    true("access_token" in again, "at home nothing has changed")
    sign_in(azure, other)
    true(other.acquire_token_silent(SCOPES, account, force_refresh=True), "the refresh token has the proof")


@check(
    "MSAL cannot answer a challenge for a step-up silently, and answers it with the same claims by device code",
    headers("^GET /tenants\\?", WWW_Authenticate='Bearer error="invalid_token"'),
    status("^GET /tenants\\?", 200),
    patch(TOKEN, ("replace", "/suberror", "bad_token")),
)
def step_up(azure):
    app = application(azure)
    first = sign_in(azure, app)
    same(tenants(azure, first).status_code, 200, "the status before")
    azure.simulator.control("POST", "challenge", {"acrs": "c1", "match": "^GET /tenants"})
    challenged = tenants(azure, first)
    same(challenged.status_code, 401, "the status of the challenge")
    claims = claims_of(challenged)
    same(json.loads(claims), {"access_token": {"acrs": {"essential": True, "values": ["c1"]}}}, "the claims")
    [account] = app.get_accounts()
    result = app.acquire_token_silent_with_error(SCOPES, account, claims_challenge=claims)
    same(told(result), ("invalid_grant", "basic_action", [50076]), "the silent answer")
    same(tenants(azure, sign_in(azure, app, claims)).status_code, 200, "the status after")


@check(
    "A challenge after an event is answered silently, with claims for a newer token",
    headers("^GET /tenants\\?", WWW_Authenticate='Bearer error="invalid_token"'),
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70008: expired")],
)
def newer_token(azure):
    app = application(azure)
    first = sign_in(azure, app)
    azure.simulator.control("POST", "challenge", {})
    claims = claims_of(tenants(azure, first))
    true("nbf" in json.loads(claims)["access_token"], f"{claims} asks for a newer token")
    [account] = app.get_accounts()
    second = app.acquire_token_silent(SCOPES, account, claims_challenge=claims)
    same(tenants(azure, second).status_code, 200, "the status after")


@check(
    "A client that does not declare that it can answer challenges is left alone",
    patch(TOKEN, ("replace", "/access_token", "e30.e30.e30")),
)
def not_declared(azure):
    app = msal.PublicClientApplication(
        AZURE_CLI,
        authority=f"{azure.simulator.base}/{azure.simulator.tenant}",
        instance_discovery=False,
        http_client=http(azure),
    )
    first = sign_in(azure, app)
    azure.simulator.control("POST", "challenge", {})
    azure.simulator.control("POST", "challenge", {"acrs": "c1"})
    same(tenants(azure, first).status_code, 200, "the status")


@check(
    "Whose sessions are revoked has to sign in again, and is told why",
    patch(TOKEN, ("replace", "/error", "temporarily_unavailable")),
    patch(TOKEN, ("replace", "/error_codes/0", 70008)),
    patch(TOKEN, ("replace", "/suberror", "basic_action")),
)
def revoked(azure):
    app = application(azure)
    first = sign_in(azure, app)
    [account] = app.get_accounts()
    for why, number in [("sessions-revoked", 50173), ("password-changed", 50133)]:
        azure.simulator.control("POST", "revoke", {"person": BARBARA, "why": why})
        same(tenants(azure, first).status_code, 401, "the status for a token that lives on")
        result = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
        same(told(result), ("invalid_grant", "bad_token", [number]), why)
        app.remove_account(account)
        first = sign_in(azure, app)
        [account] = app.get_accounts()
        same(tenants(azure, first).status_code, 200, "the status after another sign-in")


@check(
    "A refresh token that was replaced and comes again ends the sign-in, where that is watched",
    patch(TOKEN, ("replace", "/error_codes/0", 70008)),
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70000: no")],
)
def reuse(azure):
    azure.simulator.control("POST", "entra", {"refresh_grace": 0, "reuse_ends_sign_in": True})
    app = application(azure)
    first = sign_in(azure, app)["refresh_token"]
    second = app.acquire_token_by_refresh_token(first, SCOPES)
    true("access_token" in second, "the first use is good")
    result = app.acquire_token_by_refresh_token(first, SCOPES)
    same(told(result), ("invalid_grant", "bad_token", [70000]), "the second use")
    result = app.acquire_token_by_refresh_token(second["refresh_token"], SCOPES)
    same(told(result), ("invalid_grant", "bad_token", [50173]), "the newer token")


@check(
    "Conditional Access that a person cannot satisfy is told with its number, and nobody signs in",
    patch(TOKEN, ("replace", "/error_codes/0", 50076)),
    patch(TOKEN, ("replace", "/suberror", "basic_action")),
)
def blocked(azure):
    cases = [
        ("block", 53003, "message_only"),
        ("compliant-device", 53000, "additional_action"),
        ("block-device-code", 53003, "message_only"),
    ]
    azure.simulator.control("POST", "device", {"interval": 1})
    for demand, number, suberror in cases:
        conditions = {"tenant": azure.simulator.tenant, "conditions": [{"demand": demand}]}
        azure.simulator.control("POST", "demand", conditions)
        app = application(azure)
        result = app.acquire_token_by_device_flow(app.initiate_device_flow(SCOPES))
        same(told(result), ("invalid_grant", suberror, [number]), demand)


def answering(azure):
    """A person's credential that counts its sign-ins, and what makes the SDK declare that it answers challenges."""
    azure.simulator.control("POST", "device", {"interval": 1})
    prompts = []
    credential = DeviceCodeCredential(
        tenant_id=azure.simulator.tenant,
        authority=azure.simulator.base,
        disable_instance_discovery=True,
        connection_verify=azure.simulator.ca,
        prompt_callback=lambda *prompt: prompts.append(prompt),
        timeout=30,
    )
    scope = f"{azure.simulator.base}/.default"
    return credential, prompts, ARMChallengeAuthenticationPolicy(credential, scope, enable_cae=True)


@check(
    "The SDK answers a challenge by itself, and the interrupted call goes on",
    headers("^GET .*/web-0[12]\\?", WWW_Authenticate='Bearer error="invalid_token"'),
    patch(TOKEN, ("replace", "/access_token", "e30.e30.e30")),
)
def sdk_answers(azure):
    credential, prompts, policy = answering(azure)
    machines = azure.compute(credential, authentication_policy=policy).virtual_machines
    same(machines.get("rg-web", "web-01").name, "web-01", "the name")
    azure.simulator.control("POST", "challenge", {"acrs": "c1", "match": "^GET .*/web-0[12]\\?"})
    same(machines.get("rg-web", "web-01").name, "web-01", "the name")
    same(machines.get("rg-web", "web-02").name, "web-02", "the name")
    same(len(prompts), 2, "the number of sign-ins")


@check(
    "Every way to write a challenge that the SDK reads is read as the same",
    headers("^GET .*/web-01\\?", WWW_Authenticate='Bearer error="insufficient_claims", claims="e30"'),
    status("^GET .*/web-01\\?", 403),
)
def shapes(azure):
    for shape in ["plain", "padded", "schemes"]:
        azure.simulator.control("DELETE", "challenge")
        credential, prompts, policy = answering(azure)
        machines = azure.compute(credential, authentication_policy=policy).virtual_machines
        azure.simulator.control("POST", "challenge", {"acrs": "c1", "match": "/web-01\\?", "shape": shape})
        same(machines.get("rg-web", "web-01").name, "web-01", f"the name ({shape})")
        same(len(prompts), 2, f"the number of sign-ins ({shape})")


@check(
    "Where the tenant says so, a change needs a second factor, and reading does not",
    headers("^PUT ", WWW_Authenticate='Bearer error="invalid_token"'),
    status("^PUT ", 403),
)
def changes(azure):
    azure.simulator.control("POST", "demand", {"tenant": azure.simulator.tenant, "mfa_for_changes": True})
    credential, prompts, policy = answering(azure)
    network = azure.network(credential, authentication_policy=policy)
    same(network.network_security_groups.get("rg-web", "nsg-web").name, "nsg-web", "the name")
    same(len(prompts), 1, "the number of sign-ins before the change")
    rule = {
        "protocol": "Tcp",
        "access": "Deny",
        "direction": "Inbound",
        "priority": 3999,
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "9999",
    }
    made = network.security_rules.begin_create_or_update("rg-web", "nsg-web", "judged", {"properties": rule})
    same(made.result().name, "judged", "the rule")
    same(len(prompts), 2, "the number of sign-ins")
    # Whose client does not say that it answers challenges meets the policy itself.
    plain = azure.network(credential).security_rules
    error = refused(HttpResponseError, lambda: plain.begin_delete("rg-web", "nsg-web", "judged"))
    same((error.status_code, error.error.code), (403, "RequestDisallowedByPolicy"), "the refusal")
