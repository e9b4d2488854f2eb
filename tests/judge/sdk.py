"""Microsoft's Python SDK, pointed at a simulator."""

import json

from azure.core.credentials import AccessToken
from azure.core.exceptions import ResponseNotReadError
from azure.core.rest import HttpRequest
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.compute import ComputeManagementClient
from azure.mgmt.core import ARMPipelineClient
from azure.mgmt.core.policies import ARMHttpLoggingPolicy
from azure.core.pipeline import policies
from azure.mgmt.monitor import MonitorManagementClient
from azure.mgmt.network import NetworkManagementClient
from azure.mgmt.resource.subscriptions import SubscriptionClient
from azure.mgmt.resourcegraph import ResourceGraphClient
from azure.mgmt.security import SecurityCenter

from simulator import PRODUCTION


class Ready:
    """A credential that has its token already."""

    def __init__(self, token):
        self.token = token

    def get_token(self, *scopes, **options):
        return AccessToken(self.token, 2**40)


class Sdk:
    def __init__(self, simulator):
        self.simulator = simulator

    def credential(self, who="admin"):
        return Ready(self.simulator.ready["tokens"][who])

    def options(self, **more):
        base = self.simulator.base
        return {
            "base_url": base,
            "connection_verify": self.simulator.ca,
            "credential_scopes": [f"{base}/.default"],
            **more,
        }

    def _of(self, kind, who, subscription, **options):
        credential = who if hasattr(who, "get_token") else self.credential(who)
        return kind(credential, subscription, **self.options(**options))

    def compute(self, who="admin", subscription=PRODUCTION, **options):
        return self._of(ComputeManagementClient, who, subscription, **options)

    def network(self, who="admin", subscription=PRODUCTION, **options):
        return self._of(NetworkManagementClient, who, subscription, **options)

    def security(self, who="admin", subscription=PRODUCTION, **options):
        return self._of(SecurityCenter, who, subscription, **options)

    def monitor(self, who="admin", subscription=PRODUCTION, **options):
        return self._of(MonitorManagementClient, who, subscription, **options)

    def authorization(self, who="admin", subscription=PRODUCTION, **options):
        return self._of(AuthorizationManagementClient, who, subscription, **options)

    def subscriptions(self, who="admin", **options):
        credential = who if hasattr(who, "get_token") else self.credential(who)
        return SubscriptionClient(credential, **self.options(**options))

    def graph(self, who="admin", **options):
        return ResourceGraphClient(self.credential(who), **self.options(**options))

    def send(self, method, path, who="admin", **request):
        """A request that no operation of the SDK makes, through its pipeline."""
        chain = [policies.HeadersPolicy(), policies.RetryPolicy(), ARMHttpLoggingPolicy()]
        if who:
            scope = f"{self.simulator.base}/.default"
            chain.insert(1, policies.BearerTokenCredentialPolicy(self.credential(who), scope))
        with ARMPipelineClient(
            self.simulator.base, policies=chain, connection_verify=self.simulator.ca
        ) as client:
            return client.send_request(HttpRequest(method, f"{self.simulator.base}{path}", **request))


class Raw:
    """Given as `raw_response_hook`, it keeps the bodies that an operation received."""

    def __init__(self):
        self.bodies = []
        self.answers = []

    def __call__(self, response):
        answer = response.http_response
        self.answers.append(answer)
        try:
            self.bodies.append(json.loads(answer.text()) if answer.text() else None)
        except ResponseNotReadError:  # the beginning of an operation is read later
            self.bodies.append(None)


def unknown(model, raw, path=""):
    """The fields of an answer that the SDK's model did not understand."""
    if hasattr(model, "serialize"):
        return list(_lost(raw, model.serialize(keep_readonly=True), path))
    return list(_undeclared(model, path))


def _lost(raw, kept, path):
    if isinstance(raw, dict) and isinstance(kept, dict):
        for name, value in raw.items():
            # The SDK forgets null and gives empty lists as it pleases.
            if value is None or value in ([], {}):
                continue
            if name in kept:
                yield from _lost(value, kept[name], f"{path}/{name}")
            else:
                yield f"{path}/{name}"
    elif isinstance(raw, list) and isinstance(kept, list):
        for index, (one, other) in enumerate(zip(raw, kept)):
            yield from _lost(one, other, f"{path}/{index}")


def _undeclared(model, path):
    if isinstance(model, list):
        for index, one in enumerate(model):
            yield from _undeclared(one, f"{path}/{index}")
    elif hasattr(model, "_attr_to_rest_field"):
        fields = {field._rest_name: name for name, field in model._attr_to_rest_field.items()}
        for name in model.keys():
            if name not in fields:
                yield f"{path}/{name}"
            else:
                yield from _undeclared(getattr(model, fields[name]), f"{path}/{name}")
