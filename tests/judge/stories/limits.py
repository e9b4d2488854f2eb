"""Azure's rate limits when the simulator is told to keep them, met by the SDK."""

from datetime import datetime

from azure.core.exceptions import HttpResponseError

from checks import check, headers, matches, patch, refused, same, true

READ = "^GET .*/web-01\\?"


def read(azure):
    return azure.compute().virtual_machines.get("rg-web", "web-01")


def empty(azure):
    """Reads until nothing is left; the last, refused answer's error."""
    machines = azure.compute(retry_total=0).virtual_machines

    def many():
        for _ in range(600):
            machines.get("rg-web", "web-01")

    return refused(HttpResponseError, many)


@check(
    "An empty bucket is a 429 that says for how long, and time fills it again",
    headers(READ, retry_after=None),
    patch(READ, ("replace", "/error/code", "Busy")),
    simulator=("--limits",),
)
def empty_bucket(azure):
    azure.simulator.advance(600)
    error = empty(azure)
    same((error.status_code, error.error.code), (429, "TooManyRequests"), "the refusal")
    matches("[1-9][0-9]*", error.response.headers.get("Retry-After"), "Retry-After")
    azure.simulator.advance(180)
    same(read(azure).name, "web-01", "the name, three minutes later")


@check(
    "The SDK waits out an empty bucket by itself",
    patch(READ, ("replace", "/name", "web-99")),
    simulator=("--limits",),
)
def sdk_waits(azure):
    azure.simulator.advance(600)
    empty(azure)
    same(read(azure).name, "web-01", "the name")
    asked = azure.simulator.asked("/web-01?")
    last = [e for e in asked if e["status"] == 200][-1]
    refusals = [e for e in asked if e["status"] == 429]
    true(len(refusals) >= 2, "the SDK was refused, too")
    waited = datetime.fromisoformat(last["time"]) - datetime.fromisoformat(refusals[-1]["time"])
    true(waited.total_seconds() >= 0.9, f"it waited {waited}")
