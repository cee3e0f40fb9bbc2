"""Take away each condition on the way to a release, one at a time: some test must notice."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GATE, GRANTS, WAIVERS, RELEASE = "core/gate.py", "core/grants.py", "core/waivers.py", "pipeline/release_batch.py"
CORE = ("tests/core/test_gate.py", "tests/core/test_grants.py")
LEAVING = ("tests/faults/test_fail_closed.py", "-k", "leave")

MATCH = "if (waiver.check, waiver.fingerprint) == mark(finding)), None)"
# What is taken away: module, the condition, what stands in its place.
MUTANTS = {
    "the worst finding wins": (GATE, "return max((VERDICTS", "return min((VERDICTS"),
    "a blocker holds": (GATE, "Severity.BLOCKER: Verdict.HOLD", "Severity.BLOCKER: Verdict.REVIEW"),
    "review may be kept back": (GATE, "(verdict is Verdict.REVIEW and release_review)", "(verdict is Verdict.REVIEW)"),
    "hold is never released": (GATE, "released = verdict is Verdict.CLEAR or", "released = verdict is Verdict.HOLD or verdict is Verdict.CLEAR or"),
    "faults count": (GATE, "added = set_aside((*faults, *judged", "added = set_aside((*judged"),
    "the suites' findings count": (GATE, "added = set_aside((*faults, *judged, ", "added = set_aside((*faults, "),
    "an inspection is needed": (GATE, "    if inspection is None:\n        yield _fault(", "    if inspection is None:\n        return\n        yield _fault("),
    "of these very bytes": (GATE, "inspection.sha256 != sha256 or ", ""),
    "of this very post": (GATE, " or inspection.post_id != post_id", ""),
    "a validation is needed": (GATE, "validation is None or not validation.complete", "validation is not None and not validation.complete"),
    "a complete validation": (GATE, "validation is None or not validation.complete", "validation is None"),
    "of a whole batch": (GATE, "for reason in validation.broken if validation else ():", "for reason in ():"),
    "no check crashed": (GATE, "        if result.error:", "        if False:"),
    "facts are needed": (GATE, "    if not readable:\n        yield", "    if False:\n        yield"),
    "every check ran": (GATE, "        if (check.name, check.version) not in ran:", "        if False:"),
    "in its present version": (GATE, "(check.name, check.version) not in ran", "check.name not in {name for name, _ in ran}"),
    "waivers can be read": (GATE, "    if grants.fault:", "    if False:"),
    "an approval is of these bytes": (GRANTS, "and self.sha256 == sha256 and mark(finding) in self.seen", "and mark(finding) in self.seen"),
    "an approval is of this post": (GRANTS, "self.post_id == post_id and self.sha256", "self.sha256"),
    "an approval is of what was seen": (GRANTS, " and mark(finding) in self.seen", ""),
    "the baseline is of these bytes": (GRANTS, "known.sha256 == sha256 and ", ""),
    "the baseline is of what was recorded": (GRANTS, " and mark(finding) in known.findings", ""),
    "nobody accepts missing evidence": (GRANTS, "if finding.category is Category.INSPECTION:", "if False:"),
    "a waiver is of this passage": (GRANTS, MATCH, "if waiver.check == finding.check), None)"),
    "a waiver is of this check": (GRANTS, MATCH, "if waiver.fingerprint == finding.fingerprint), None)"),
    "a waiver is of this post": (GRANTS, "if waiver.post == post_id)", "if waiver.check)"),
    "a post cannot excuse a blocker": (GRANTS, "if finding.severity >= Severity.BLOCKER:", "if False:"),
    "a comment covers its paragraph": (GRANTS, " and one.first_line <= finding.span.line <= one.last_line", ""),
    "a waiver ends": (WAIVERS, "if waiver.until < today:", "if False:"),
    "a waiver lasts 180 days at most": (WAIVERS, "if waiver.until - waiver.granted > timedelta(days=rules.most_days):", "if False:"),
    "a waiver has begun": (WAIVERS, "if waiver.granted > today:", "if False:"),
    "a waiver names a check": (WAIVERS, "if waiver.check not in checks:", "if False:"),
    "a waiver has a reason": (WAIVERS, "or not value.strip()]", "]"),
    "a comment ends": (WAIVERS, "if today <= until <= ", "if until <= "),
    "a comment lasts 180 days at most": (WAIVERS, "if today <= until <= today + timedelta(days=rules.most_days):", "if today <= until:"),
    "only what was decided to be released leaves": (RELEASE, "return decision.released and ", "return "),
    "only released verdicts leave": (RELEASE, "decision.verdict in released_verdicts and ", ""),
    "only bytes leave": (RELEASE, "len(decision.sha256) == 64 and ", ""),
    "only under today's policy": (RELEASE, " and decision.policy == policy", ""),
    "review stays where the site says so": (RELEASE, "if project.settings.gate.release_review else (Verdict.CLEAR,)", "if project else ()"),
}  # fmt: skip


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutants") / "include"
    shutil.copytree(ROOT / "include", folder, ignore=shutil.ignore_patterns("__pycache__", "static"))
    return folder


def passes(package: Path, tests: tuple[str, ...]) -> bool:
    variables = os.environ | {"PYTHONPATH": str(package), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", *tests]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode in (0, 1), done.stdout[-2000:] + done.stderr[-2000:]
    return done.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("tests", [CORE, LEAVING], ids=["gate", "release"])
def test_the_tests_pass_with_every_condition_in_place(package: Path, tests: tuple[str, ...]):
    assert passes(package, tests)


@pytest.mark.slow
@pytest.mark.parametrize(("module", "condition", "instead"), MUTANTS.values(), ids=MUTANTS.keys())
def test_a_test_notices_when_this_is_taken_away(package: Path, module: str, condition: str, instead: str):
    path = package / "content_quality" / module
    sound = path.read_text("utf-8")
    assert condition in sound, f"{module} no longer says {condition!r}"
    path.write_text(sound.replace(condition, instead), "utf-8")
    try:
        assert not passes(package, LEAVING if module == RELEASE else CORE)
    finally:
        path.write_text(sound, "utf-8")
