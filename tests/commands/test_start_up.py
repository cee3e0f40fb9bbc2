"""A check of one post loads what it needs: editors and hooks wait for it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

POST = """---
title: A shelf for seeds
date: 2026-03-02
---

The library lends seeds in spring, and readers bring some back in autumn.
"""
# What a folder, an archive, a project, another format or a terminal needs.
UNNEEDED = (
    "asyncio",
    "babel",
    "duckdb",
    "email",
    "ftfy",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "jsonschema",
    "logging",
    "rich.console",
    "ssl",
    "subprocess",
    "urllib.request",
    "xml",
    "content_quality.adapters.fingerprints",
    "content_quality.adapters.site.source_kinds",
    "content_quality.adapters.store",
    "content_quality.commands.alerting",
    "content_quality.pipeline.local.compare_files",
    "content_quality.pipeline.project",
)
SHOW = """
import json, sys
from content_quality.cli import main
status = main(sys.argv[1:])
classes = {
    one for name, module in list(sys.modules.items()) if name.startswith("content_quality.")
    for one in vars(module).values() if isinstance(one, type) and one.__module__.startswith("content_quality.")
}
slow = sorted(
    f"{one.__module__}.{one.__qualname__}" for one in classes
    if "__dataclass_fields__" in vars(one) and one.__dataclass_params__.frozen
    and not one.__dataclass_params__.order and one.__setattr__.__module__ != "content_quality.core.records"
)
sys.stderr.write(json.dumps({"status": status, "modules": sorted(sys.modules), "slow": slow}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    post = tmp_path_factory.mktemp("one") / "seeds.md"
    post.write_text(POST, "utf-8")
    command = [sys.executable, "-c", SHOW, "check", "--no-cache", str(post)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(post).parent)
    found: dict[str, Any] = json.loads(done.stderr)
    assert found["status"] == 0
    return found


def test_a_check_of_one_post_loads_nothing_that_only_others_need(seen: dict[str, Any]):
    assert [name for name in UNNEEDED if name in seen["modules"]] == []


def test_what_it_loads_makes_its_records_without_compiling(seen: dict[str, Any]):
    assert seen["slow"] == [], "import `dataclass` from content_quality.core.records"
