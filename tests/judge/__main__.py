"""Judges a simulated Azure with Microsoft's own clients. `cargo xtask judge` prepares what this needs and runs it."""

import argparse
import importlib
import logging
import os
import pathlib
import queue
import sys
import threading
import time
import traceback

from az import Az
from checks import CHECKS
from sdk import Sdk
from simulator import Simulator

# Checks of the SDK mostly wait for operations; those of az keep a processor busy.
SIDE_BY_SIDE = {"sdk": 4, "az": 2}


class Place:
    """Where one check after the other runs: a simulator of each kind that they need, and az signed in to it."""

    def __init__(self, program):
        self.program = program
        self.made = {}

    def ready_for(self, check):
        if check.simulator not in self.made:
            simulator = Simulator(self.program, check.simulator)
            client = Az(simulator) if check.ring == "az" else Sdk(simulator)
            if check.ring == "az":
                client.sign_in()
            self.made[check.simulator] = (simulator, client)
        simulator, client = self.made[check.simulator]
        simulator.reset()
        return simulator, client

    def close(self):
        for simulator, _ in self.made.values():
            simulator.close()


def attempt(check, faults, place):
    """None, or what the check found wrong."""
    simulator, client = place.ready_for(check)
    for fault in faults:
        simulator.fault({"count": 1000, **fault})
    try:
        check.function(client)
    except Exception as error:  # whatever a client raises is its verdict
        return error
    return None


def judge(check, planted, place):
    """The complaints about a check; none when all is well."""
    error = attempt(check, check.given, place)
    if error is not None:
        return [describe(error)]
    if not planted:
        return []
    return [
        f"passes although this defect was planted: {defect}"
        for defect in check.planted
        if attempt(check, defect, place) is None
    ]


def describe(error):
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if "/stories/" in f.filename]
    where = f"{pathlib.Path(own[-1].filename).name}:{own[-1].lineno}: " if own else ""
    text = " ".join(str(error).split())
    return f"{where}{type(error).__name__}: {text[:1200]}"


def run(checks, planted, program, report):
    waiting = {ring: queue.SimpleQueue() for ring in SIDE_BY_SIDE}
    for check in checks:
        waiting[check.ring].put(check)

    def work(ring):
        place = Place(program)
        try:
            while True:
                try:
                    check = waiting[ring].get_nowait()
                except queue.Empty:
                    return
                started = time.monotonic()
                try:
                    complaints = judge(check, planted, place)
                except Exception as error:  # a simulator that does not start, or no sign-in
                    complaints = [f"could not be run: {describe(error)}"]
                report(check, complaints, time.monotonic() - started)
        finally:
            place.close()

    threads = [threading.Thread(target=work, args=(ring,)) for ring, n in SIDE_BY_SIDE.items() for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main():
    parser = argparse.ArgumentParser(prog="cargo xtask judge")
    parser.add_argument("filter", nargs="?", default="", help="only checks whose name or story contains this")
    parser.add_argument("--simulator", required=True, help="the azure-sim program")
    parser.add_argument("--planted", action="store_true", help="plant each check's defects; each must be noticed")
    arguments = parser.parse_args()
    os.environ["NO_PROXY"] = "127.0.0.1"
    # What a client logs about an error is also in the error.
    logging.disable(logging.CRITICAL)
    folder = pathlib.Path(__file__).parent / "stories"
    for file in sorted(folder.glob("*.py")):
        importlib.import_module(f"stories.{file.stem}")
    wanted = arguments.filter.lower()
    checks = [c for c in CHECKS if wanted in c.name.lower() or wanted in c.story.lower()]
    if not checks:
        sys.exit(f"no check is called anything like `{arguments.filter}`")
    counted = {"passed": 0, "failed": 0}
    lock = threading.Lock()
    started = time.monotonic()

    def report(check, complaints, seconds):
        with lock:
            counted["failed" if complaints else "passed"] += 1
            print(f"{'FAIL' if complaints else 'ok  '} {seconds:5.1f} s  {check.name}: {check.story}", flush=True)
            for complaint in complaints:
                print(f"             {complaint}", flush=True)

    run(checks, arguments.planted, arguments.simulator, report)
    defects = sum(len(check.planted) for check in checks)
    subject = f"{defects} planted defects, " if arguments.planted else ""
    print(f"{subject}{time.monotonic() - started:.0f} s")
    print(f"{counted['passed']} passed, {counted['failed']} failed")
    lost = len(checks) - sum(counted.values())
    if lost:
        sys.exit(f"{lost} checks were not run")
    sys.exit(1 if counted["failed"] else 0)


if __name__ == "__main__":
    main()
