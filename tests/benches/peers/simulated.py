"""What the scripts share: the sign-in and the clients, from the environment."""

import os

from azure.identity import ClientSecretCredential

ARM = os.environ["ARM"]
CA = os.environ["CA"]
TENANT = os.environ["TENANT"]

SETTINGS = {"base_url": ARM, "connection_verify": CA, "credential_scopes": [f"{ARM}/.default"]}


def credential():
    return ClientSecretCredential(
        TENANT,
        os.environ["CLIENT_ID"],
        os.environ["CLIENT_SECRET"],
        authority=ARM,
        disable_instance_discovery=True,
        connection_verify=CA,
    )
