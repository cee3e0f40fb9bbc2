"""Make `.env`, the secrets of a compose deployment, from `.env.example`.

Every name that can be made gets a new random value.

Needs Python 3.11 and nothing else. A file that exists is kept: new secrets would lock the running services out.
"""

from __future__ import annotations

import argparse
import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def fernet_key() -> str:
    """Return 32 random bytes as Fernet wants them, in base64 with the alphabet of URLs."""
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def password() -> str:
    """Return a password without characters that mean something in a URL, a shell or a compose file."""
    return secrets.token_hex(12)


MAKERS: dict[str, Callable[[], str]] = {
    "POSTGRES_PASSWORD": password,
    "AIRFLOW_FERNET_KEY": fernet_key,
    "AIRFLOW_JWT_SECRET": lambda: secrets.token_hex(64),  # HS512 wants a key of 64 bytes or more
    "AIRFLOW_API_SECRET_KEY": lambda: secrets.token_hex(64),
    "AIRFLOW_EXECUTION_API_SERVER_URL": lambda: "http://api-server:8080/execution/",
    "ADMIN_PASSWORD": password,
    "EDITOR_PASSWORD": password,
    "VIEWER_PASSWORD": password,
}


def filled(example: str) -> str:
    """Return the lines of `example` with a value behind every `NAME=` that has a maker."""
    lines = []
    for line in example.splitlines():
        name, equals, value = line.partition("=")
        made = MAKERS[name]() if equals and not value and name in MAKERS else value
        lines.append(f"{name}{equals}{made}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the file for its owner's eyes only; return 1 when it exists."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / ".env", help=".env beside docker-compose.yaml by default")
    output = parser.parse_args().output
    text = filled((ROOT / ".env.example").read_text("utf-8"))
    try:
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(f"{output} exists and is kept. Delete it first if no service was started with it.", file=sys.stderr)
        return 1
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    print(
        f"Wrote {output}. The passwords of admin, editor and viewer are in it. Next: docker compose up --detach --build"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
