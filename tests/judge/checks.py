"""What a check is: a story in one line, a function, and the defects that it must notice."""

import re

CHECKS = []


class Check:
    def __init__(self, story, function, ring, simulator, given, planted):
        self.story = story
        self.function = function
        # "sdk" or "az": whose processes it starts, and so how many run side by side.
        self.ring = ring
        # Further arguments of the simulator; equal ones may share one.
        self.simulator = tuple(simulator)
        self.given = given
        self.planted = planted

    @property
    def name(self):
        return f"{self.function.__module__.split('.')[-1]}.{self.function.__name__}"


def check(story, *planted, simulator=(), given=()):
    """Registers a check.

    `planted` are defects: each is a fault, or a list of faults, of the simulator with which the check has to fail.
    `given` are faults that belong to the story itself; a planted defect then stands in their place.
    """
    if not planted:
        raise ValueError(f"{story}: a check that no defect can make fail proves nothing")

    def register(function):
        module = function.__module__.split(".")[-1]
        ring = "az" if module.startswith("az_") else "sdk"
        defects = [defect if isinstance(defect, list) else [defect] for defect in planted]
        CHECKS.append(Check(story, function, ring, simulator, list(given), defects))
        return function

    return register


def patch(match, *operations, **more):
    """A defect: the JSON of matching answers is changed by `operations`, as in ("remove", "/value/0")."""
    changes = []
    for operation, path, *value in operations:
        change = {"op": operation, "path": path}
        if value:
            change["from" if operation in ("move", "copy") else "value"] = value[0]
        changes.append(change)
    return {"match": match, "patch": changes, "count": 1000, **more}


def headers(match, **names):
    """A defect: headers of matching answers are set, or taken away by None; `_` stands for `-`."""
    return {"match": match, "headers": {name.replace("_", "-"): value for name, value in names.items()}, "count": 1000}


def status(match, number, **more):
    """A defect: matching requests are carried out and answered with another status."""
    return {"match": match, "status": number, "patch": [], "count": 1000, **more}


def instead(match, number, **more):
    """A fault: matching requests are not carried out, but refused."""
    return {"match": match, "status": number, "count": 1000, **more}


def same(got, expected, what="value"):
    if got != expected:
        raise AssertionError(f"{what} is {got!r}, not {expected!r}")


def true(holds, what):
    if not holds:
        raise AssertionError(f"it is not so that {what}")


def matches(pattern, text, what="value"):
    if not isinstance(text, str) or not re.fullmatch(pattern, text, re.DOTALL):
        raise AssertionError(f"{what} is {text!r}, which is not {pattern}")


def refused(kind, act):
    """The error that `act` has to raise."""
    try:
        result = act()
    except kind as error:
        return error
    raise AssertionError(f"it was not refused with {kind.__name__}, but gave {result!r}")


UUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
