"""What an object store asks for, from the login and the extra of an Airflow connection, or from the environment."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import field

from content_quality.core.records import dataclass

# Names in a connection of Airflow, and the library's name for each. `login`, `password` and `host` are its fields.
S3 = {
    "login": "access_key_id",
    "password": "secret_access_key",
    "aws_access_key_id": "access_key_id",
    "aws_secret_access_key": "secret_access_key",
    "aws_session_token": "session_token",
    "region_name": "region",
    "endpoint_url": "endpoint",
}
GOOGLE = {"keyfile_dict": "service_account_key", "key_path": "service_account", "endpoint_url": "base_url"}
AZURE = {
    "login": "account_name",
    "password": "account_key",
    "account_name": "account_name",
    "account_key": "account_key",
    "sas_token": "sas_key",
    "endpoint_url": "endpoint",
}
AZURE_APPLICATION = {  # a connection with `tenant_id` is one of an application
    "login": "client_id",
    "password": "client_secret",
    "host": "account_name",
    "tenant_id": "tenant_id",
    "account_name": "account_name",
    "endpoint_url": "endpoint",
}
ENDPOINTS = ("AWS_ENDPOINT_URL", "AWS_ENDPOINT", "GOOGLE_BASE_URL", "AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT")
ROLES = ("role_arn", "assume_role_method", "profile_name")


class StorageUnusable(OSError):  # noqa: N818 - names the state
    """A store that cannot do what was asked: why, and what to do. The words are ours; they hold no secret."""

    def __init__(self, why: str, instead: str) -> None:
        super().__init__(0, why)
        self.why, self.instead = why, instead

    def __str__(self) -> str:
        """Return both sentences."""
        return f"{self.why}. {self.instead}"


@dataclass(frozen=True, slots=True)
class Login:
    """What a connection holds; empty: what the environment holds."""

    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    extra: Mapping[str, object] = field(default_factory=dict, repr=False)


def options_of(scheme: str, login: Login) -> tuple[dict[str, str], bool]:
    """Return the library's options, and whether the endpoint may be one without encryption."""
    known = _names(scheme, login)
    fields = {"login": login.user, "password": login.password, "host": login.host.partition(".")[0], **login.extra}
    if unusable := [name for name in ROLES if fields.get(name)]:
        raise StorageUnusable(
            f"the connection has {unusable[0]}, which is not supported",
            "Write keys into the connection, or leave it out and give the machine the role.",
        )
    found = {}
    for name, ours in known.items():
        if value := fields.get(name):
            found[ours] = value if isinstance(value, str) else json.dumps(value)
    endpoints = [
        found.get("endpoint", ""),
        found.get("base_url", ""),
        *(os.environ.get(name, "") for name in ENDPOINTS),
    ]
    return found, any(one.startswith("http://") for one in endpoints)


def _names(scheme: str, login: Login) -> Mapping[str, str]:
    if scheme in ("s3", "s3a"):
        return S3
    if scheme == "gs":
        return GOOGLE
    return AZURE_APPLICATION if login.extra.get("tenant_id") else AZURE
