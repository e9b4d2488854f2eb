"""What goes wrong, and how Microsoft's clients take it."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from azure.core.exceptions import (
    ClientAuthenticationError,
    DecodeError,
    HttpResponseError,
    IncompleteReadError,
    ResourceNotFoundError,
)

from checks import check, headers, instead, matches, patch, refused, same, status, true
from sdk import Raw, Ready
from simulator import PRODUCTION, name_of
from stories.tenancy import client_secret

VM = f"/subscriptions/{PRODUCTION}/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01"
ANY = "^GET /subscriptions"
QUICK = {"retry_total": 0}


def machines(azure, who="admin", **options):
    return azure.compute(who, **options).virtual_machines


@check(
    "Without a token the answer is 401 and tells where to sign in",
    headers(ANY, www_authenticate=None),
    patch(ANY, ("replace", "/error/code", "Forbidden")),
    status(ANY, 403),
)
def no_token(azure):
    answer = azure.send("GET", f"{VM}?api-version=2024-03-01", who=None)
    same((answer.status_code, answer.json()["error"]["code"]), (401, "AuthenticationFailed"), "the refusal")
    challenge = answer.headers["WWW-Authenticate"]
    true(challenge.startswith("Bearer ") and "authorization_uri=" in challenge, f"{challenge} is a challenge")


@check(
    "An expired token is a 401 that says so",
    patch(ANY, ("replace", "/error/code", "InvalidAuthenticationToken")),
    status(ANY, 400),
)
def expired_token(azure):
    error = refused(ClientAuthenticationError, lambda: list(machines(azure, "expired").list("rg-web")))
    same((error.status_code, error.error.code), (401, "ExpiredAuthenticationToken"), "the refusal")
    azure.simulator.expire_tokens()
    refused(ClientAuthenticationError, lambda: list(machines(azure).list("rg-web")))


@check(
    "A token that is none, or is for another resource, is refused",
    patch(ANY, ("replace", "/error/code", "ExpiredAuthenticationToken")),
)
def strange_token(azure):
    graph = client_secret(azure).get_token("https://graph.microsoft.com/.default").token
    error = refused(ClientAuthenticationError, lambda: machines(azure, Ready(graph)).get("rg-web", "web-01"))
    same((error.status_code, error.error.code), (401, "InvalidAuthenticationTokenAudience"), "the refusal")
    error = refused(ClientAuthenticationError, lambda: machines(azure, Ready("e30.e30.e30")).get("rg-web", "web-01"))
    same((error.status_code, error.error.code), (401, "InvalidAuthenticationToken"), "the refusal")


@check(
    "Who may not is told which action is missing on which scope",
    patch("/deallocate", ("replace", "/error/message", "No")),
    status("/deallocate", 404),
)
def forbidden(azure):
    error = refused(HttpResponseError, lambda: machines(azure, "reader").begin_deallocate("rg-web", "web-01"))
    same((error.status_code, error.error.code), (403, "AuthorizationFailed"), "the refusal")
    for part in ("Microsoft.Compute/virtualMachines/deallocate/action", "over scope", "with object id"):
        true(part in error.error.message, f"{part} is in {error.error.message}")


@check(
    "Machines, groups and subscriptions that are not there have three different codes",
    patch("/absent\\?", ("replace", "/error/code", "NotFound")),
    patch("/rg-absent/", ("replace", "/error/code", "ResourceNotFound")),
    status("/00000000-", 403),
)
def not_found(azure):
    cases = [
        (PRODUCTION, "rg-web", "absent", "ResourceNotFound"),
        (PRODUCTION, "rg-absent", "web-01", "ResourceGroupNotFound"),
        ("00000000-0000-4000-8000-000000000000", "rg-web", "web-01", "SubscriptionNotFound"),
    ]
    for subscription, group, name, code in cases:
        get = azure.compute(subscription=subscription).virtual_machines.get
        error = refused(ResourceNotFoundError, lambda: get(group, name))
        same((error.status_code, error.error.code), (404, code), f"the refusal of {name}")


@check(
    "After 429 the client waits for as long as Retry-After says, and repeats",
    [instead(ANY, 429, retry_after=0, count=1)],
    [instead(ANY, 503, retry_after=2, count=1)],
    [instead(ANY, 429, retry_after=2, count=20, code="OutOfPatience")],
    given=[instead(ANY, 429, retry_after=2, count=1)],
)
def too_many_requests(azure):
    same(len(list(machines(azure, retry_total=2).list("rg-web"))), 3, "the number of machines")
    first, second = azure.simulator.asked("/virtualMachines")
    same((first["status"], second["status"]), (429, 200), "the answers")
    waited = (datetime.fromisoformat(second["time"]) - datetime.fromisoformat(first["time"])).total_seconds()
    true(2 <= waited < 5, f"{waited} s is what Retry-After asked for")


@check(
    "503 is repeated, and shown when it stays",
    [instead(ANY, 404, count=2)],
    [instead(ANY, 503, count=1)],
    given=[instead(ANY, 503, count=2)],
)
def service_unavailable(azure):
    same(len(list(machines(azure, retry_backoff_factor=0.1).list("rg-web"))), 3, "the number of machines")
    same([e["status"] for e in azure.simulator.asked("/virtualMachines")], [503, 503, 200], "the answers")
    azure.simulator.fault(instead(ANY, 503))
    error = refused(HttpResponseError, lambda: list(machines(azure, **QUICK).list("rg-web")))
    same((error.status_code, error.error.code), (503, "ServiceUnavailable"), "the refusal")


@check(
    "A conflict is an error at once: nothing is repeated",
    [instead("/start\\?", 503, count=1, code="Conflict")],
    [instead("/start\\?", 409, count=1, code="AnotherCode")],
    given=[instead("/start\\?", 409, code="Conflict", message="Another operation is in progress.")],
)
def conflict(azure):
    error = refused(HttpResponseError, lambda: machines(azure).begin_start("rg-web", "web-01"))
    same((error.status_code, error.error.code), (409, "Conflict"), "the refusal")
    same(len(azure.simulator.asked("/start", "POST")), 1, "the number of requests")


@check(
    "JSON that breaks off in the middle of a text is not taken for an answer",
    [{"match": ANY, "body": '{"value": []}', "headers": {"content-type": "application/json"}}],
    given=[{"match": ANY, "body": '{"value": [{"name": "we', "headers": {"content-type": "application/json"}}],
)
def broken_json(azure):
    refused(DecodeError, lambda: list(machines(azure, **QUICK).list("rg-web")))


@check(
    "A body that ends before its length is an error, not a short list",
    [patch(ANY, ("add", "/more", 1))],
    given=[{"match": ANY, "truncate": True}],
)
def truncated_body(azure):
    refused(IncompleteReadError, lambda: list(machines(azure, **QUICK).list("rg-web")))


@check(
    "A connection that is closed without an answer is opened again",
    [{"match": ANY, "drop": True, "count": 9}],
    [patch(ANY, ("add", "/more", 1))],
    given=[{"match": ANY, "drop": True, "count": 1}],
)
def dropped_connection(azure):
    same(len(list(machines(azure, retry_total=2, retry_backoff_factor=0.1).list("rg-web"))), 3, "the number of machines")
    same([e["status"] for e in azure.simulator.asked("/virtualMachines")], [0, 200], "the answers")


@check(
    "Without an api-version ARM answers MissingApiVersionParameter",
    patch(ANY, ("replace", "/error/code", "BadRequest")),
    status(ANY, 404),
)
def missing_api_version(azure):
    answer = azure.send("GET", VM)
    same((answer.status_code, answer.json()["error"]["code"]), (400, "MissingApiVersionParameter"), "the refusal")


@check(
    "An api-version that is no date is refused by name",
    patch(ANY, ("replace", "/error/message", "Bad request")),
)
def nonsense_api_version(azure):
    for nonsense in ("yesterday", "2024-13-45", "1"):
        answer = azure.send("GET", f"{VM}?api-version={nonsense}")
        error = answer.json()["error"]
        same(answer.status_code, 400, "the status")
        true(error["code"] in ("InvalidApiVersionParameter", "InvalidResourceType", "NoRegisteredProviderFound"), error["code"])
        true(nonsense in error["message"], f"{nonsense} is in {error['message']}")


@check(
    "Ids in any case lead to the machine, which keeps its own",
    patch("(?i)/WEB-01", ("replace", "/name", "WEB-01")),
)
def upper_case_ids(azure):
    answer = azure.send("GET", f"{VM.upper()}?API-VERSION=2024-03-01")
    same((answer.status_code, answer.json()["name"]), (200, "web-01"), "the answer")
    same(machines(azure).get("RG-WEB", "WEB-01").id, azure.simulator.machine_id("web-01"), "the id")


@check(
    "32 readers at once all get the whole list",
    patch(ANY, ("remove", "/value/0"), count=1),
    instead(ANY, 400, count=1),
)
def parallel_reads(azure):
    everything = sorted(map(name_of, azure.simulator.all("virtual_machines", PRODUCTION)))
    compute = azure.compute()

    def read(_):
        return sorted(vm.name for vm in compute.virtual_machines.list_all())

    with ThreadPoolExecutor(32) as readers:
        for listed in readers.map(read, range(32)):
            same(listed, everything, "the machines")


@check(
    "Every answer carries ids to quote and what is left of the limits",
    headers(ANY, x_ms_correlation_request_id=None),
    headers(ANY, x_ms_ratelimit_remaining_subscription_reads="many"),
    headers(ANY, x_ms_ratelimit_remaining_resource=None),
    headers(ANY, date="yesterday"),
)
def answer_headers(azure):
    raw = Raw()
    machines(azure).get("rg-web", "web-01", raw_response_hook=raw)
    got = raw.answers[0].headers
    for header in ("x-ms-request-id", "x-ms-correlation-request-id"):
        matches("[0-9a-f-]{36}", got.get(header), header)
    matches("[0-9]+", got.get("x-ms-ratelimit-remaining-subscription-reads"), "the reads that are left")
    matches(r"Microsoft\.Compute/.+;[0-9]+.*", got.get("x-ms-ratelimit-remaining-resource"), "the provider's limit")
    datetime.strptime(got["Date"], "%a, %d %b %Y %H:%M:%S GMT")


@check(
    "A method that nothing answers to is 405",
    status("^PUT /tenants", 500),
    patch("^PUT /tenants", ("replace", "/error/code", "NotFound")),
)
def unknown_method(azure):
    answer = azure.send("PUT", "/tenants?api-version=2022-12-01", json={})
    same((answer.status_code, answer.json()["error"]["code"]), (405, "HttpMethodNotAllowed"), "the refusal")


@check(
    "A slow answer is waited for",
    [{"match": ANY, "delay_ms": 3000}],
    given=[{"match": ANY, "delay_ms": 700, "count": 1}],
)
def slow_answer(azure):
    started = time.monotonic()
    same(machines(azure, read_timeout=2, **QUICK).get("rg-web", "web-01").name, "web-01", "the name")
    true(time.monotonic() - started > 0.6, "the answer was slow")
