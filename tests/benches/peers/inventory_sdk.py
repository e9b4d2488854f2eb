"""Reads every machine with its just-in-time rules and power state with Microsoft's own clients for Python: Resource
Graph in pages, policies and states of each subscription, sixteen subscriptions side by side.

Prints one line of JSON: machines, seconds to the first row and to the last.
"""

import json
import time

BEGUN = time.monotonic()

from concurrent.futures import ThreadPoolExecutor

from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions
from azure.mgmt.security import SecurityCenter

import simulated

QUERY = """
resources
| where type =~ 'microsoft.compute/virtualmachines'
| project id, name, subscriptionId, location, tags, os = tostring(properties.storageProfile.osDisk.osType),
    nics = properties.networkProfile.networkInterfaces
| mv-expand nic = nics limit 400
| extend nicKey = tolower(tostring(nic.id))
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/networkinterfaces'
    | mv-expand ip = properties.ipConfigurations limit 400
    | project nicKey = tolower(id), privateIp = tostring(ip.properties.privateIPAddress),
        pipKey = tolower(tostring(ip.properties.publicIPAddress.id)) ) on nicKey
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/publicipaddresses'
    | project pipKey = tolower(id), publicIp = tostring(properties.ipAddress) ) on pipKey
| project-away nicKey1, pipKey1
| order by id asc
"""

SIGN_IN = simulated.credential()
FIRST = None


def rows():
    global FIRST
    graph = ResourceGraphClient(SIGN_IN, **simulated.SETTINGS)
    token = None
    while True:
        options = QueryRequestOptions(top=1000, skip_token=token, result_format="objectArray")
        page = graph.resources(QueryRequest(query=QUERY, options=options))
        FIRST = FIRST or time.monotonic() - BEGUN
        yield from page.data
        token = page.skip_token
        if not token:
            return


def overlay(subscription):
    compute = ComputeManagementClient(SIGN_IN, subscription, **simulated.SETTINGS)
    security = SecurityCenter(SIGN_IN, subscription, **simulated.SETTINGS)
    states = {vm.id.lower(): vm.instance_view for vm in compute.virtual_machines.list_all(status_only="true")}
    policies = list(security.jit_network_access_policies.list())
    return states, policies


subscriptions = [it.subscription_id for it in SubscriptionClient(SIGN_IN, **simulated.SETTINGS).subscriptions.list()]
with ThreadPoolExecutor(16) as pool:
    overlays = pool.map(overlay, subscriptions)
    machines = {row["id"].lower(): row for row in rows()}
    for states, policies in overlays:
        for key, view in states.items():
            machines[key]["view"] = view
        for policy in policies:
            for entry in policy.virtual_machines:
                machines[entry.id.lower()].setdefault("rules", []).extend(entry.ports)
print(json.dumps({"machines": len(machines), "first": FIRST, "complete": time.monotonic() - BEGUN}))
