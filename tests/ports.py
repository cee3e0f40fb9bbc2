"""Ports for servers of tests."""

from __future__ import annotations

import random
import socket
from contextlib import ExitStack

# Below those that the system gives to connections: one of them would take the port between the choice and the
# server's start.
RANGE = range(20_000, 32_768)


def free_ports(count: int) -> list[int]:
    """Return ports of this machine that nothing listens on."""
    with ExitStack() as held:
        found: list[int] = []
        for port in random.SystemRandom().sample(RANGE, len(RANGE)):
            probe = held.enter_context(socket.socket())
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found.append(port)
            if len(found) == count:
                return found
    raise OSError("no port is free")


def free_port() -> int:
    """Return one port that nothing listens on."""
    return free_ports(1)[0]
