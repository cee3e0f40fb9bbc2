"""The examples of the guides for editors get the findings that the guides name, and lose them when they are fixed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.cli import main
from tests.conftest import ROOT

GUIDE = (ROOT / "docs" / "ten-commonest.md").read_text("utf-8")
BLOCK = re.compile(
    r"^(?P<fence>`{3,4})markdown (?:finding=(?P<check>\S+)|fixed)\n(?P<post>.*?)^(?P=fence)$", re.M | re.S
)
BLOCKS = [(found["check"], found["post"]) for found in BLOCK.finditer(GUIDE)]
PAIRS = [(*BLOCKS[at], BLOCKS[at + 1][1]) for at in range(0, len(BLOCKS), 2)]


def findings(folder: Path, post: str, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    date = re.search(r"^date: (\S+)$", post, re.M)
    path = folder / f"{date[1] if date else '2026-11-02'}-example.md"
    path.write_text(post, "utf-8")
    main(["check", "--format", "json", str(path)])
    (checked,) = json.loads(capsys.readouterr().out)["posts"]
    assert checked["error"] is None
    return [(finding["check"], finding["severity"]) for finding in checked["findings"]]


def test_the_guide_has_ten_different_findings_each_with_its_fixed_form():
    named = [check for check, _ in BLOCKS]
    assert all((check is None) == (number % 2 == 1) for number, check in enumerate(named))
    assert len(PAIRS) == len({check for check, *_ in PAIRS}) == 10
    assert {check for check, *_ in PAIRS} <= {check.name for check in CHECKS}


@pytest.mark.parametrize(("check", "damaged", "fixed"), PAIRS, ids=[check for check, *_ in PAIRS])
def test_an_example_has_the_finding_and_its_fixed_form_has_none(
    check: str, damaged: str, fixed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    found = findings(tmp_path, damaged, capsys)
    assert {name for name, severity in found if severity != "info"} == {check}
    assert findings(tmp_path, fixed, capsys) == []
