"""A simulator in a process of its own, its certificate and its controls."""

import json
import os
import ssl
import subprocess
import tempfile
import urllib.request

PRODUCTION = "11d3a8f0-7c52-4e19-b6a4-0e8d2c5f9a11"
DEVELOPMENT = "22e4b9a1-8d63-4f2a-87b5-1f9e3d6a0b22"
ROBOTICS = "33f5cab2-9e74-403b-98c6-20af4e7b1c33"


class Simulator:
    # Short enough to wait for, long enough to be seen under way.
    TEMPO = ["--retry-after", "1", "--boot-s", "1", "--stop-s", "0.5", "--jit-s", "1"]

    def __init__(self, program, arguments=()):
        self.folder = tempfile.TemporaryDirectory(prefix="judge-")
        self.ca = os.path.join(self.folder.name, "ca.pem")
        cloud = os.path.join(self.folder.name, "cloud.json")
        command = [program, "--https", "127.0.0.1:0", "--ca-out", self.ca, "--cloud-out", cloud]
        self.process = subprocess.Popen([*command, *self.TEMPO, *arguments], stdout=subprocess.PIPE, text=True)
        ready = self.process.stdout.readline()
        if not ready:
            raise RuntimeError(f"`{' '.join(self.process.args)}` did not start (exit code {self.process.wait()})")
        self.ready = json.loads(ready)
        self.base = self.ready["https"]
        self.tenant = self.ready["tenant"]
        self.tls = ssl.create_default_context(cafile=self.ca)
        self.journal_start = 0

    def close(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def control(self, method, name, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.base}/_sim/{name}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, context=self.tls) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{method} {name} {body}: {error.read().decode()}") from error

    def fault(self, fault):
        self.control("POST", "fault", fault)

    def no_faults(self):
        self.control("DELETE", "fault")

    def reset(self):
        self.control("POST", "reset", {})

    def advance(self, seconds):
        self.control("POST", "advance", {"seconds": seconds})

    def expire_tokens(self):
        self.control("POST", "expire-tokens", {})

    def state(self):
        return self.control("GET", "state")

    def journal(self):
        return self.control("GET", "journal")

    def asked(self, fragment, method="GET"):
        """What was asked so far of paths that contain `fragment`."""
        return [e for e in self.journal() if e["method"] == method and fragment.lower() in e["path"].lower()]

    def machine(self, name, subscription=PRODUCTION):
        """A machine as the world knows it."""
        found = [
            vm
            for vm in self.state()["virtual_machines"]
            if vm["id"].endswith(f"/{name}") and vm["id"].startswith(f"/subscriptions/{subscription}/")
        ]
        return found[0]

    def machine_id(self, name, subscription=PRODUCTION):
        return self.machine(name, subscription)["id"]

    def all(self, kind, subscription=None, group=None):
        """Everything of a kind in the world, where wanted of one subscription or group."""
        rows = self.state()[kind]
        if subscription:
            rows = [row for row in rows if f"/subscriptions/{subscription}/" in row["id"]]
        if group:
            rows = [row for row in rows if f"/resourcegroups/{group}/".lower() in row["id"].lower()]
        return rows


def name_of(resource):
    return resource["id"].rsplit("/", 1)[1]
