"""az's usual way to sign in."""

import pathlib
import shlex
import sys

import browser
from az import Az, AzError
from checks import check, patch, same
from simulator import DEVELOPMENT, PRODUCTION


@check(
    "az opens a browser, and the person chosen there is signed in",
    patch("/oauth2/v2.0/token", ("remove", "/id_token")),
    patch("^GET /subscriptions\\?", ("replace", "/value", [])),
)
def login(az):
    person = Az(az.simulator, folder="person-with-browser")
    program = [sys.executable, str(pathlib.Path(browser.__file__)), az.simulator.ca, "patlong@contoso.com", "%s"]
    # The ampersand lets az listen while the browser is open.
    person.environment["BROWSER"] = f"{shlex.join(program)} &"
    done = person.run("login --tenant", az.simulator.tenant, "-o", "json")
    if done.returncode:
        raise AzError(done.stderr)
    account = person("account show")
    same((account["user"]["type"], account["user"]["name"]), ("user", "patlong@contoso.com"), "who is signed in")
    same(sorted(a["id"] for a in person("account list")), sorted([PRODUCTION, DEVELOPMENT]), "the subscriptions")
