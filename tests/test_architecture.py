"""The direction of imports, as a table of allowed edges."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "include" / "content_quality"

# Who may import whom inside the package. `dashboard` sees the read side of the store only.
ALLOWED = {
    "core": {"core"},
    "checks": {"checks", "core"},
    "adapters": {"adapters", "core"},
    "pipeline": {"pipeline", "adapters", "checks", "core"},
    "orchestration": {"orchestration", "pipeline", "adapters", "core"},
    "dashboard": {"dashboard", "adapters", "checks", "core"},
    "cli": {"cli", "commands", "pipeline", "core"},
    "commands": {
        "commands",
        "orchestration",
        "pipeline",
        "core",
    },  # orchestration: a test alert goes over Airflow's connections
    "dags": {"orchestration", "pipeline"},
    "plugins": {"dashboard", "orchestration"},
}
ONLY_IN = {
    "airflow": ("orchestration", "dags", "plugins"),
    "great_expectations": ("adapters/suites.py",),
    "duckdb": ("adapters/store", "adapters/fingerprints"),
    "fastapi": ("dashboard", "plugins"),
    "starlette": ("dashboard", "plugins"),
    "pandas": (),
}


def modules() -> list[Path]:
    return sorted([*PACKAGE.rglob("*.py"), *(ROOT / "dags").glob("*.py"), *(ROOT / "plugins").glob("*.py")])


def layer(path: Path) -> str:
    if path.is_relative_to(PACKAGE):
        first = path.relative_to(PACKAGE).parts[0]
        return first.removesuffix(".py")
    return path.relative_to(ROOT).parts[0]


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively"
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_direction_of_the_house(path: Path):
    if layer(path) == "__init__":
        return
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "content_quality" and len(parts) > 1:
            assert parts[1] in ALLOWED[layer(path)], f"{layer(path)} must not import {name}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_stay_behind_their_adapter(path: Path):
    place = path.relative_to(PACKAGE if path.is_relative_to(PACKAGE) else ROOT).as_posix()
    for name in imports(path):
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or place.startswith(allowed), f"{place} must not import {name}"


def test_the_plugins_folder_holds_one_file():
    assert [path.name for path in (ROOT / "plugins").rglob("*.py")] == ["content_quality_plugin.py"]


def test_include_is_a_source_root_and_no_package():
    assert not (ROOT / "include" / "__init__.py").exists()
