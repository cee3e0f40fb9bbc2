"""The table of what a site of n posts costs."""

from __future__ import annotations

import importlib.util
import sys

from tests.conftest import ROOT


def scale():
    spec = importlib.util.spec_from_file_location("scale", ROOT / "benchmarks" / "scale.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["scale"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def row(posts: int, stage: str, cpu: float, peak: float = 100.0) -> dict[str, object]:
    return {"posts": posts, "run": "first load", "stage": stage, "wall": cpu / 2, "cpu": cpu, "peak_mb": peak}


def test_the_table_has_a_column_for_each_size_and_the_power_by_which_each_stage_grows():
    rows = [
        row(100, "inspect", 4.0),
        row(1_000, "inspect", 40.0, 250.0),
        row(100, "load", 1.0),
        row(1_000, "load", 1.0),
    ]
    rows.append({"posts": 1_000, "run": "first load", "stage": "bytes", "of posts": 10, "state": {"a": 12, "b": 3}})
    lines = list(scale().table(rows))
    assert "| stage | 100 posts: wall, CPU, memory | 1,000 posts: wall, CPU, memory | CPU grows by power |" in lines
    assert "| inspect | 2.0 s, 4.0 s, 100 MB | 20.0 s, 40.0 s, 250 MB | 1.00 |" in lines
    assert "| load | 0.5 s, 1.0 s, 100 MB | 0.5 s, 1.0 s, 100 MB | 0.00 |" in lines
    assert "| all | 2.5 s, 5.0 s, 100 MB | 20.5 s, 41.0 s, 250 MB | 0.91 |" in lines
    assert any("state 1.50 times as large" in line for line in lines)
