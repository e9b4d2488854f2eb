"""What tenants and Resource Manager demand of people, with az."""

import re
import shlex

from az import Az, AzError
from checks import check, headers, instead, patch, refused, same, true
from simulator import DEVELOPMENT, PRODUCTION, ROBOTICS

TOKEN = "/oauth2/v2.0/token"


def sign_in(az, folder, *more):
    az.simulator.control("POST", "device", {"interval": 1})
    person = Az(az.simulator, folder=folder)
    done = person.run("login --use-device-code", *more, "-o", "json")
    if done.returncode:
        raise AzError(done.stderr)
    return person, done.stderr


def subscriptions(person):
    return sorted(account["id"] for account in person("account list"))


@check(
    "az names a tenant that wants a second factor of its own, goes on, and signs in there when told",
    patch(TOKEN, ("replace", "/error_description", "No")),
    patch(TOKEN, ("replace", "/error", "authorization_pending"), ("replace", "/error_description", "wait")),
)
def second_factor(az):
    there = next(t["id"] for t in az.simulator.state()["tenants"] if t["id"] != az.simulator.tenant)
    az.simulator.control("POST", "demand", {"tenant": there, "mfa": True})
    person, said = sign_in(az, "two-tenants")
    same(subscriptions(person), sorted([PRODUCTION, DEVELOPMENT]), "the subscriptions")
    true(f"Authentication failed against tenant {there}" in said, f"{said} names the tenant")
    true("AADSTS50076" in said, f"{said} has Entra's number")
    person("login --use-device-code --tenant", there)
    true(ROBOTICS in subscriptions(person), "the other tenant's subscription is there")
    true(person("vm list --subscription", ROBOTICS), "there are machines")


@check(
    "az meets a challenge, says which command answers it, and that command does",
    headers("^GET .*/resourcegroups\\?", WWW_Authenticate='Bearer error="invalid_token"'),
    [instead("^GET .*/resourcegroups\\?", 403, code="AuthorizationFailed")],
)
def challenge(az):
    person, _ = sign_in(az, "challenged", "--tenant", az.simulator.tenant)
    # Of az's commands those answer challenges that are built on the SDK.
    az.simulator.control("POST", "challenge", {"acrs": "c1", "match": "^GET .*/resourcegroups"})
    error = refused(AzError, lambda: person("group list"))
    command = re.search("az (login .*--claims-challenge.*)", str(error))
    true(command is not None, f"{error} has the command")
    person("login --use-device-code", *shlex.split(command.group(1))[1:])
    true("rg-web" in person("group list --query [].name"), "the group is there")


@check(
    "az whose sign-in was revoked says so, and how to sign in again",
    patch(TOKEN, ("replace", "/error_description", "No")),
    patch(TOKEN, ("replace", "/error", "server_error"), ("replace", "/error_description", "later")),
)
def revoked(az):
    person, _ = sign_in(az, "revoked", "--tenant", az.simulator.tenant)
    az.simulator.control("POST", "revoke", {"why": "password-changed"})
    error = refused(AzError, lambda: person("account get-access-token --tenant", elsewhere(az)))
    true("AADSTS50133" in str(error) and "az login" in str(error), f"{error} says it")


def elsewhere(az):
    # az has no token of that tenant in its cache, and has to ask for one.
    return next(t["id"] for t in az.simulator.state()["tenants"] if t["id"] != az.simulator.tenant)
