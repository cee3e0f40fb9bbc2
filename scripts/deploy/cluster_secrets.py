"""Make the secrets of docker-compose.cluster.yaml, one file each, below `secrets/`; `.env` has to be there already.

Needs Python 3.11 and nothing else. A folder that exists is kept: new secrets would lock the running services out.
"""

from __future__ import annotations

import argparse
import json
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def made(database_password: str) -> dict[str, str]:
    """Return the text of each file by its name."""
    broker, key, word = secrets.token_hex(16), secrets.token_hex(10), secrets.token_hex(20)
    exchange = {
        "conn_type": "aws",
        "login": key,
        "password": word,
        "extra": {"endpoint_url": "http://objects:8333", "region_name": "us-east-1"},
    }
    rights = ["Admin", "Read", "Write", "List"]
    identity = {"name": "content-quality", "credentials": [{"accessKey": key, "secretKey": word}], "actions": rights}
    return {
        "broker_url": f"redis://:{broker}@redis:6379/0",
        "result_backend": f"db+postgresql://content_quality:{database_password}@postgres:5432/content_quality",
        "redis.conf": f'requirepass {broker}\nsave ""\nappendonly no\ndir /data\n',
        "connections.json": json.dumps({"exchange": exchange}, indent=1),
        "s3.json": json.dumps({"identities": [identity]}, indent=1),
    }


def main() -> int:
    """Write the files; return 1 when the folder exists or `.env` does not name the database's password."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=ROOT / "secrets")
    parser.add_argument("--env", type=Path, default=ROOT / ".env")
    arguments = parser.parse_args()
    if arguments.output.exists():
        print(
            f"{arguments.output} exists and is kept. Delete it first if no service was started with it.",
            file=sys.stderr,
        )
        return 1
    lines = arguments.env.read_text("utf-8").splitlines() if arguments.env.exists() else []
    password = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    if not password.get("POSTGRES_PASSWORD"):
        print(f"{arguments.env} has no POSTGRES_PASSWORD. Run compose_env.py first.", file=sys.stderr)
        return 1
    arguments.output.mkdir(mode=0o711)
    for name, text in made(password["POSTGRES_PASSWORD"]).items():
        path = arguments.output / name
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")
        path.chmod(0o444)  # compose mounts the file as it is, and each service has a user of its own
    print(f"Wrote {arguments.output}. Readable by every user of this machine who may enter the folder of the project.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
