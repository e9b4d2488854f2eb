"""Signing in with a browser, by MSAL."""

import os
import threading
import warnings
import webbrowser

import jwt
from azure.core.credentials import AccessToken

from browser import APPROVE, BARBARA, CANCEL, PAT, Browser
from checks import check, headers, instead, matches, patch, same, true
from stories.identity import AZURE_CLI, SCOPES, TOKEN, application

# MSAL prefers forms, and says so of every other answer.
warnings.filterwarnings("ignore", message="response_mode")

REDIRECT = "http://localhost:50123"
PAGES = "^POST /[^/]+/login"


def begin(app, **more):
    return app.initiate_auth_code_flow(SCOPES, redirect_uri=REDIRECT, **more)


def demand(azure, **demands):
    azure.simulator.control("POST", "demand", {"tenant": azure.simulator.tenant, **demands})


def other_tenant(azure):
    return next(t["id"] for t in azure.simulator.state()["tenants"] if t["id"] != azure.simulator.tenant)


def signed_in(azure, **more):
    """Pat chooses himself, and MSAL redeems what the browser brings."""
    app = application(azure)
    flow = begin(app, **more)
    fields = Browser(azure.simulator.ca).fields(flow["auth_uri"], PAT)
    result = app.acquire_token_by_auth_code_flow(flow, fields)
    true("access_token" in result, f"there is a token: {result}")
    return app, result


class Told:
    """A credential that MSAL got."""

    def __init__(self, result):
        self.result = result

    def get_token(self, *scopes, **options):
        return AccessToken(self.result["access_token"], 2**40)


@check(
    "MSAL signs in whom the person chose in the browser, and renews in silence",
    headers(PAGES, location=f"{REDIRECT}?code=1.x&state=another"),
    patch(TOKEN, ("remove", "/refresh_token")),
    patch(TOKEN, ("remove", "/id_token")),
    [instead(TOKEN, 400, code="invalid_grant", message="AADSTS70008: expired")],
)
def chosen(azure):
    app, result = signed_in(azure)
    claims = result["id_token_claims"]
    same(claims["preferred_username"], "patlong@contoso.com", "the person")
    same((claims["aud"], claims["tid"]), (AZURE_CLI, azure.simulator.tenant), "audience and tenant")
    [account] = app.get_accounts()
    same(account["home_account_id"], f"{claims['oid']}.{claims['tid']}", "the account's id")
    renewed = app.acquire_token_silent(SCOPES, account, force_refresh=True)
    true(renewed and renewed["access_token"] != result["access_token"], "the token is another")
    same(azure.subscriptions(Told(renewed)).tenants.list().next().tenant_id, azure.simulator.tenant, "the tenant")


@check(
    "The answer comes as a form when MSAL asks for one",
    {"match": PAGES, "body": "<p>Done</p>", "count": 1000},
    {"match": PAGES, "body": f"<form action='{REDIRECT}'><input type='hidden' name='code' value='1.x'>", "count": 1000},
    patch(TOKEN, ("remove", "/access_token")),
)
def as_a_form(azure):
    _, result = signed_in(azure, response_mode="form_post")
    matches("patlong@.+", result["id_token_claims"]["preferred_username"], "the person")


@check(
    "MSAL's own receiver is answered by the browser that it opens",
    {"match": PAGES, "body": "<p>Done</p>", "count": 1000},
    patch(TOKEN, ("remove", "/id_token")),
)
def receiver(azure):
    seen = []

    class Screenless(webbrowser.BaseBrowser):
        def open(self, url, new=0, autoraise=True):
            def walk():
                try:
                    seen.append(Browser(azure.simulator.ca).go_back(url, BARBARA).text)
                except Exception as error:  # nobody would see it on this thread
                    seen.append(str(error))

            threading.Thread(target=walk, daemon=True).start()
            return True

    # Named there, it comes before any real browser; MSAL would also look for Edge otherwise.
    os.environ["BROWSER"] = "screenless"
    webbrowser.register("screenless", None, Screenless("screenless"), preferred=True)
    result = application(azure).acquire_token_interactive(SCOPES, prompt="select_account", timeout=5)
    true("access_token" in result, f"there is a token: {result}, {seen}")
    same(result["id_token_claims"]["preferred_username"], BARBARA[1], "the person")
    matches("Authentication complete.*", seen[0], "what the receiver shows")


@check(
    "A code wants its verifier, and works once",
    patch(TOKEN, ("replace", "/error", "temporarily_unavailable")),
    patch(TOKEN, ("replace", "/error_description", "AADSTS9002313: Invalid request.")),
    patch(TOKEN, ("remove", "/access_token")),
)
def one_time(azure):
    app = application(azure)
    flow = begin(app)
    fields = Browser(azure.simulator.ca).fields(flow["auth_uri"], BARBARA)
    for change, number in (
        ({"code_verifier": "x" * 43}, "invalid_grant: AADSTS501481:"),
        ({"redirect_uri": "http://localhost:50124"}, "invalid_client: AADSTS500112:"),
    ):
        refused = app.acquire_token_by_auth_code_flow({**flow, **change}, fields)
        told = f"{refused.get('error')}: {refused.get('error_description')}"
        true(told.startswith(number), f"{change} is {number} {told}")
    first = app.acquire_token_by_auth_code_flow(flow, fields)
    true("access_token" in first, f"there is a token: {first}")
    second = app.acquire_token_by_auth_code_flow(flow, fields)
    true("AADSTS54005" in second.get("error_description", ""), f"the code was redeemed: {second}")
    [account] = app.get_accounts()
    ended = app.acquire_token_silent_with_error(SCOPES, account, force_refresh=True)
    same(ended.get("error"), "invalid_grant", "what became of the first one's tokens")


@check(
    "Who cancels is not signed in, and MSAL says so",
    headers(PAGES, location=f"{REDIRECT}?error=server_error"),
    headers(PAGES, location=f"{REDIRECT}?code=1.x"),
)
def cancelled(azure):
    app = application(azure)
    flow = begin(app)
    fields = Browser(azure.simulator.ca).fields(flow["auth_uri"], CANCEL)
    result = app.acquire_token_by_auth_code_flow(flow, fields)
    same(result.get("error"), "access_denied", "the error")
    matches("AADSTS65004: .*", result["error_description"], "what is said")


@check(
    "A second factor is approved in the browser and stands in the token",
    headers(PAGES, location=f"{REDIRECT}?code=1.x"),
    patch(TOKEN, ("remove", "/access_token")),
)
def second_factor(azure):
    demand(azure, mfa=True)
    app = application(azure)
    flow = begin(app)
    fields = Browser(azure.simulator.ca).fields(flow["auth_uri"], BARBARA, APPROVE)
    result = app.acquire_token_by_auth_code_flow(flow, fields)
    claims = jwt.decode(result["access_token"], options={"verify_signature": False})
    same(claims["amr"], ["pwd", "mfa"], "how Barbara signed in")


@check(
    "A browser that knows the person needs no page, in another tenant either",
    headers(PAGES, set_cookie=None),
    headers("/authorize", location=f"{REDIRECT}?error=login_required"),
)
def single_sign_on(azure):
    browser = Browser(azure.simulator.ca)
    app = application(azure)
    unknown = begin(app, prompt="none")
    fields = browser.fields(unknown["auth_uri"])
    same(app.acquire_token_by_auth_code_flow(unknown, fields).get("error"), "login_required", "the error")
    flow = begin(app)
    app.acquire_token_by_auth_code_flow(flow, browser.fields(flow["auth_uri"], BARBARA))
    there = application(azure, other_tenant(azure))
    flow = begin(there, prompt="none", login_hint=BARBARA[1])
    result = there.acquire_token_by_auth_code_flow(flow, browser.fields(flow["auth_uri"]))
    same(result["id_token_claims"]["tid"], other_tenant(azure), "the tenant")


@check(
    "MSAL finds what a sign-in needs in the OpenID configuration",
    patch("/openid-configuration", ("remove", "/authorization_endpoint")),
    patch("/openid-configuration", ("replace", "/authorization_endpoint", "https://127.0.0.1:9/authorize")),
)
def configuration(azure):
    flow = begin(application(azure), login_hint=PAT[1])
    fields = Browser(azure.simulator.ca).fields(flow["auth_uri"], PAT)
    true(len(fields["code"]) > 100, "there is a code")
    same(fields["state"], flow["state"], "the state")
