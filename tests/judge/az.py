"""The Azure command line, unmodified, pointed at a simulator."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

PROGRAM = pathlib.Path(sys.executable).parent / ("az.bat" if os.name == "nt" else "az")
RESOURCE = "https://management.core.windows.net/"


class AzError(Exception):
    """What az said when it failed."""


class Az:
    def __init__(self, simulator, folder="azure"):
        self.simulator = simulator
        config = pathlib.Path(simulator.folder.name) / folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "ARM_"))},
            "AZURE_CONFIG_DIR": str(config),
            "REQUESTS_CA_BUNDLE": simulator.ca,
            "PYTHONWARNINGS": "ignore",
            "NO_PROXY": "127.0.0.1",
        }
        known = pathlib.Path(simulator.folder.name) / "cloud"
        if not known.exists():
            self.register(config)
            shutil.copytree(config, known)
        else:
            # Nobody is signed in there, and nothing is in a cache.
            shutil.rmtree(config, ignore_errors=True)
            shutil.copytree(known, config)

    def register(self, config):
        """Makes the simulator az's cloud."""
        config.mkdir()
        # What `az config set` would write.
        (config / "config").write_text(
            "[core]\ninstance_discovery = false\ncollect_telemetry = false\nlogin_experience_v2 = false\n"
            "no_color = true\n"
        )
        base = self.simulator.base
        self.text(
            "cloud register -n Sim --skip-endpoint-discovery",
            "--endpoint-resource-manager", base,
            "--endpoint-management", base,
            "--endpoint-active-directory", base,
            "--endpoint-active-directory-resource-id", RESOURCE,
            "--endpoint-active-directory-graph-resource-id", f"{base}/",
        )  # fmt: skip
        self.text("cloud set -n Sim")

    def sign_in(self):
        who = self.simulator.ready["service_principal"]
        return self(
            "login --service-principal",
            "-u", who["client_id"], "-p", who["client_secret"], "--tenant", self.simulator.tenant,
        )  # fmt: skip

    def __call__(self, words, *more):
        """The JSON that a command prints, or None."""
        text = self.text(words, *more, "-o", "json")
        return json.loads(text) if text.strip() else None

    def text(self, words, *more):
        done = self.run(words, *more)
        if done.returncode != 0:
            raise AzError(done.stderr)
        return done.stdout

    def run(self, words, *more):
        command = [str(PROGRAM), *words.split(), *more]
        return subprocess.run(
            command, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
