"""Azure's rate limits when the simulator is told to keep them, met by the SDK."""

from datetime import datetime

from azure.core.exceptions import HttpResponseError

from checks import check, headers, matches, patch, refused, same, status, true

START = "^POST .*/web-01/start\\?"


def start(azure, **options):
    """A write that changes nothing: the machine runs."""
    azure.compute(**options).virtual_machines.begin_start("rg-web", "web-01", polling=False)


def empty(azure):
    """Writes until nothing is left; the error of the refusal."""
    azure.simulator.advance(600)
    machines = azure.compute(retry_total=0).virtual_machines

    def many():
        for _ in range(600):
            machines.begin_start("rg-web", "web-01", polling=False)

    return refused(HttpResponseError, many)


@check(
    "An empty bucket is a 429 that says for how long, and time fills it again",
    headers(START, retry_after=None),
    patch(START, ("replace", "/error/code", "Busy")),
    simulator=("--limits",),
)
def empty_bucket(azure):
    error = empty(azure)
    same((error.status_code, error.error.code), (429, "TooManyRequests"), "the refusal")
    matches("[1-9][0-9]*", error.response.headers.get("Retry-After"), "Retry-After")
    azure.simulator.advance(600)
    start(azure, retry_total=0)


@check(
    "The SDK waits out an empty bucket by itself",
    status(START, 404),
    simulator=("--limits",),
)
def sdk_waits(azure):
    empty(azure)
    start(azure)
    asked = azure.simulator.asked("/web-01/start", "POST")
    refusals = [e for e in asked if e["status"] == 429]
    true(len(refusals) >= 2 and asked[-1]["status"] == 202, "the SDK was refused as well, and came through")
    waited = datetime.fromisoformat(asked[-1]["time"]) - datetime.fromisoformat(refusals[-1]["time"])
    true(waited.total_seconds() >= 0.9, f"it waited {waited}")
