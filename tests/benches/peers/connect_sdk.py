"""Gets into a machine with Microsoft's own clients for Python: step by step, or (with "clever") with access and start
asked for side by side and nothing waited for but the port. Ends with the service's first bytes.

Needs VM (a resource id), PORT, ADDRESS_SERVICE, and what simulated.py needs.
"""

import os
import socket
import ssl
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.security import SecurityCenter
from azure.mgmt.security.models import (
    JitNetworkAccessPolicyInitiatePort,
    JitNetworkAccessPolicyInitiateRequest,
    JitNetworkAccessPolicyInitiateVirtualMachine,
)

import simulated as shared

VM = os.environ["VM"]
PORT = int(os.environ["PORT"])
SUBSCRIPTION, GROUP, NAME = (VM.split("/")[index] for index in (2, 4, 8))
SIGN_IN = shared.credential()
COMPUTE = ComputeManagementClient(SIGN_IN, SUBSCRIPTION, **shared.SETTINGS)
NETWORK = NetworkManagementClient(SIGN_IN, SUBSCRIPTION, **shared.SETTINGS)
SECURITY = SecurityCenter(SIGN_IN, SUBSCRIPTION, **shared.SETTINGS)


def my_address():
    trust = ssl.create_default_context(cafile=shared.CA)
    with urllib.request.urlopen(os.environ["ADDRESS_SERVICE"], context=trust) as answer:
        return answer.read().decode().strip()


def policy_of_machine():
    for policy in SECURITY.jit_network_access_policies.list_by_resource_group(GROUP):
        if any(machine.id.lower() == VM.lower() for machine in policy.virtual_machines):
            return policy
    sys.exit("no policy holds the machine")


def is_open(policy, me):
    now = datetime.now(timezone.utc)
    return any(
        port.number == PORT and port.allowed_source_address_prefix == me
        and port.end_time_utc > now and port.status == "Initiated"
        for request in policy.requests or []
        for machine in request.virtual_machines if machine.id.lower() == VM.lower()
        for port in machine.ports
    )


def request_access(policy, me):
    end = datetime.now(timezone.utc) + timedelta(hours=1)
    port = JitNetworkAccessPolicyInitiatePort(number=PORT, allowed_source_address_prefix=me, end_time_utc=end)
    machine = JitNetworkAccessPolicyInitiateVirtualMachine(id=VM, ports=[port])
    wish = JitNetworkAccessPolicyInitiateRequest(virtual_machines=[machine])
    SECURITY.jit_network_access_policies.initiate(GROUP, policy.location, policy.name, wish)


def public_address():
    interface = COMPUTE.virtual_machines.get(GROUP, NAME).network_profile.network_interfaces[0].id.split("/")
    configuration = NETWORK.network_interfaces.get(interface[4], interface[8]).ip_configurations[0]
    address = configuration.public_ip_address.id.split("/")
    return NETWORK.public_ip_addresses.get(address[4], address[8]).ip_address


def wait_for_service(address):
    while True:
        try:
            with socket.create_connection((address, PORT), timeout=0.5) as stream:
                if stream.recv(4) == b"SSH-":
                    return
        except OSError:
            time.sleep(0.05)


def step_by_step():
    me = my_address()
    view = COMPUTE.virtual_machines.instance_view(GROUP, NAME)
    running = any(status.code == "PowerState/running" for status in view.statuses)
    policy = policy_of_machine()
    if not running:
        COMPUTE.virtual_machines.begin_start(GROUP, NAME).result()
    if not is_open(policy, me):
        request_access(policy, me)
        while not is_open(SECURITY.jit_network_access_policies.get(GROUP, policy.location, policy.name), me):
            time.sleep(0.5)
    wait_for_service(public_address())


def side_by_side():
    with ThreadPoolExecutor() as pool:
        start = pool.submit(COMPUTE.virtual_machines.begin_start, GROUP, NAME, polling=False)
        address = pool.submit(public_address)
        me = pool.submit(my_address)
        request_access(policy_of_machine(), me.result())
        wait_for_service(address.result())
        start.result()


side_by_side() if "clever" in sys.argv else step_by_step()
