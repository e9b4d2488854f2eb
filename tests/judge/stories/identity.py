"""Entra ID, with MSAL, which az and azure-identity are built on."""

import jwt
import msal
import requests

from checks import UUID, check, instead, matches, patch, same, status, true

TOKEN = "/oauth2/v2.0/token"
SCOPES = ["https://management.core.windows.net//.default"]
AZURE_CLI = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"


def application(azure, tenant=None, cache=None):
    return msal.PublicClientApplication(
        AZURE_CLI,
        authority=f"{azure.simulator.base}/{tenant or azure.simulator.tenant}",
        instance_discovery=False,
        http_client=http(azure),
        token_cache=cache,
    )


def http(azure):
    session = requests.Session()
    session.verify = azure.simulator.ca
    # What the environment says of certificates would win over that.
    session.trust_env = False
    return session


def sign_in(azure, app, **device):
    azure.simulator.control("POST", "device", {"interval": 1, **device})
    return app.acquire_token_by_device_flow(app.initiate_device_flow(SCOPES))


@check(
    "MSAL signs a person in, and reads who it is from the id token",
    patch(TOKEN, ("remove", "/id_token")),
    patch(TOKEN, ("remove", "/refresh_token")),
    patch(TOKEN, ("replace", "/client_info", "e30")),
)
def person(azure):
    app = application(azure)
    result = sign_in(azure, app)
    claims = result["id_token_claims"]
    matches(".+@.+", claims["preferred_username"], "the person")
    same(claims["tid"], azure.simulator.tenant, "the tenant")
    same(claims["aud"], AZURE_CLI, "the audience")
    [account] = app.get_accounts()
    same(account["username"], claims["preferred_username"], "the account")
    same(account["home_account_id"], f"{claims['oid']}.{claims['tid']}", "the account's id")
    true("refresh_token" in result, "there is a refresh token")


@check(
    "A refresh token brings a new access token, for another tenant as well",
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70008: expired")],
    patch(TOKEN, ("remove", "/access_token")),
)
def silent_refresh(azure):
    app = application(azure)
    first = sign_in(azure, app)
    [account] = app.get_accounts()
    second = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    true(second and second["access_token"] != first["access_token"], "the token is another")
    elsewhere = next(t["id"] for t in azure.simulator.state()["tenants"] if t["id"] != azure.simulator.tenant)
    there = application(azure, elsewhere, app.token_cache)
    third = there.acquire_token_silent(SCOPES, account)
    claims = jwt.decode(third["access_token"], options={"verify_signature": False})
    same(claims["tid"], elsewhere, "the tenant of the other token")


@check(
    "Who declines the code is not signed in",
    patch(TOKEN, ("replace", "/error", "authorization_pending")),
    [instead(TOKEN, 400, code="expired_token")],
)
def declined(azure):
    app = application(azure)
    azure.simulator.control("POST", "device", {"interval": 1, "approve": False})
    flow = app.initiate_device_flow(SCOPES)
    flow["expires_at"] = flow["expires_at"] - flow["expires_in"] + 6
    result = app.acquire_token_by_device_flow(flow)
    same(result.get("error"), "authorization_declined", "the error")


@check(
    "A revoked session asks for a new sign-in",
    patch(TOKEN, ("replace", "/error", "temporarily_unavailable")),
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70008: expired")],
)
def revoked(azure):
    app = application(azure)
    sign_in(azure, app)
    azure.simulator.control("POST", "revoke", {})
    [account] = app.get_accounts()
    result = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    same(result.get("error"), "invalid_grant", "the error")
    true("AADSTS50173" in result["error_description"], result["error_description"])


@check(
    "Tokens carry Azure's claims, and are signed with a published key",
    patch("/keys", ("replace", "/keys/0/kid", "none")),
    patch("/keys", ("remove", "/keys/0/n")),
    status("/keys", 404),
)
def signature(azure):
    credentials = azure.simulator.ready["service_principal"]
    app = msal.ConfidentialClientApplication(
        credentials["client_id"],
        client_credential=credentials["client_secret"],
        authority=f"{azure.simulator.base}/{azure.simulator.tenant}",
        instance_discovery=False,
        http_client=http(azure),
    )
    token = app.acquire_token_for_client(SCOPES)["access_token"]
    address = f"{azure.simulator.base}/{azure.simulator.tenant}/discovery/v2.0/keys"
    answer = http(azure).get(address, timeout=10)
    answer.raise_for_status()
    keys = {key["kid"]: jwt.PyJWK(key) for key in answer.json()["keys"]}
    key = keys[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, algorithms=["RS256"], audience="https://management.core.windows.net/")
    same((claims["tid"], claims["appid"]), (azure.simulator.tenant, credentials["client_id"]), "tenant and application")
    matches(UUID, claims["oid"], "oid")
    same(claims["iss"], f"https://sts.windows.net/{azure.simulator.tenant}/", "the issuer")
