"""docker-compose.yaml as data: parsed, and with variables filled in the way compose does."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yaml"
# `${NAME}`, `${NAME:-default}`, `${NAME:?message}`; `$$` would be a literal dollar, and this file has none.
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<rule>:[-?])(?P<word>[^}]*))?\}")


def services() -> dict[str, dict[str, Any]]:
    """Return the services with their variables unfilled."""
    parsed: dict[str, dict[str, Any]] = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    return parsed


def filled(value: Any, variables: Mapping[str, str]) -> Any:
    """Return `value` with every variable in it filled in; raise `KeyError` for one that is required and empty."""
    if isinstance(value, dict):
        return {key: filled(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner, variables) for inner in value]
    if isinstance(value, str):
        return VARIABLE.sub(lambda match: _value(match, variables), value)
    return value


def _value(match: re.Match[str], variables: Mapping[str, str]) -> str:
    value = variables.get(match["name"], "")
    if not value and match["rule"] == ":?":
        raise KeyError(f"{match['name']}: {match['word']}")
    return value or (match["word"] or "" if match["rule"] == ":-" else "")


def generated(path: Path) -> dict[str, str]:
    """Return what `scripts/deploy/compose_env.py` writes to `path`."""
    subprocess.run(
        [sys.executable, ROOT / "scripts/deploy/compose_env.py", "--output", path], check=True, capture_output=True
    )
    lines = [line for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def image_environment() -> dict[str, str]:
    """Return what the Dockerfile's ENV instructions set, but for PATH and VIRTUAL_ENV, which belong to the image alone."""
    text = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    pairs = [
        pair for line in text.splitlines() if line.startswith("ENV ") for pair in line.removeprefix("ENV ").split()
    ]
    return {
        name: value for name, value in (pair.split("=", 1) for pair in pairs) if name not in ("PATH", "VIRTUAL_ENV")
    }
