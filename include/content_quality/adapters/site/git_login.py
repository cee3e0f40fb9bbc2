"""How git answers a server that asks who is there. No secret stands in an argument, and none in an address."""

from __future__ import annotations

import os
import shlex
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from content_quality.adapters.site.source_place import Credentials

PROTOCOLS = "https:http:ssh:git:file"  # never `ext`, which runs commands
LOGIN = '!f() { test "$1" = get && echo "username=$SOURCE_USER" && echo "password=$SOURCE_PASSWORD"; }; f'
QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_ALLOW_PROTOCOL": PROTOCOLS, "LC_ALL": "C"}


@contextmanager
def authenticated(found: Credentials) -> Iterator[dict[str, str]]:
    """Yield the environment in which git can answer what the server asks; a key lies on the disk meanwhile."""
    environment = {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes"}
    if found.user or found.password:
        environment |= {"SOURCE_USER": found.user or "git", "SOURCE_PASSWORD": found.password}
    with ExitStack() as stack:
        private = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="content-quality-key-")))
        key = found.key_file
        if found.key:
            key = str(_written(private / "key", found.key))
        if key:
            environment["GIT_SSH_COMMAND"] += f" -o IdentitiesOnly=yes -i {shlex.quote(key)}"
        if found.known_hosts:
            hosts = _written(private / "known_hosts", found.known_hosts)
            environment["GIT_SSH_COMMAND"] += f" -o UserKnownHostsFile={shlex.quote(str(hosts))}"
        yield environment


def login_options(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the options with which git asks `environment` for user and password, and no one else."""
    if not environment.get("SOURCE_USER"):
        return ()
    return ("-c", "credential.helper=", "-c", f"credential.helper={LOGIN}")


def _written(path: Path, text: str) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w") as file:
        file.write(text.rstrip("\n") + "\n")  # ssh refuses a key without its last line end
    return path
