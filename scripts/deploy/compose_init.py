"""Prepare a compose deployment: folders, database, pool, passwords, DAGs. Every step may be repeated."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

POOL = "content_quality_writer"  # one slot: the metrics store has one writer
USERS = ("admin", "editor", "viewer")


def main() -> int:
    """Return 0 when the other services may start; say what to do otherwise."""
    logs = Path(os.environ["AIRFLOW__LOGGING__BASE_LOG_FOLDER"])
    state = Path(os.environ["CONTENT_QUALITY_STATE"])
    kept = Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    config = Path(os.environ["CONTENT_QUALITY_CONFIG"])
    wrong = [refusal for folder in (logs, state, kept.parent) if (refusal := _refusal_to_write(folder))]
    if not os.access(config, os.R_OK):
        wrong.append(
            f"{config} cannot be read by user {os.getuid()}. CONTENT_QUALITY_SITE must name the folder that holds it."
        )
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
        return 1
    _keep_passwords(kept, os.environ)
    _airflow("db", "migrate")
    _airflow("pools", "set", POOL, "1", "The metrics store has one writer")
    # All DAGs are known before the first of them runs, so that no event meets a DAG that does not listen yet.
    _airflow("dags", "reserialize")
    print("Prepared.")
    return 0


def _refusal_to_write(folder: Path) -> str | None:
    """Return what to do about `folder` when this process cannot write to it."""
    if os.access(folder, os.W_OK | os.X_OK):
        return None
    return (
        f"{folder} cannot be written by user {os.getuid()}, group {os.getgid()}. "
        f"If it is a folder of the host: chown -R {os.getuid()}:0 it there."
    )


def _keep_passwords(path: Path, variables: Mapping[str, str]) -> None:
    """Write the users' passwords where SimpleAuthManager looks for them; the file is never half written."""
    passwords = {user: variables[f"{user.upper()}_PASSWORD"] for user in USERS}
    temporary = path.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(passwords, file)
    temporary.replace(path)


def _airflow(*arguments: str) -> None:
    """Run one command of Airflow; its failure ends the preparation."""
    print("airflow", *arguments[:2], flush=True)
    if status := subprocess.run(["airflow", *arguments], check=False).returncode:
        sys.exit(
            f"airflow {' '.join(arguments[:2])} ended with {status}; its reason stands above. The other services wait."
        )


if __name__ == "__main__":
    sys.exit(main())
