"""The files of a comparison, in the folder of its batch: candidates of each range of fingerprints, and what came of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.state.codec import finding_from_json, finding_to_json, message_from_json, message_to_json
from content_quality.adapters.state.files import Json, read_json, read_lines, write_json, write_lines
from content_quality.core.cross_post.comparison import Comparison
from content_quality.core.findings import Category, Severity, SiteFinding

RANGE = re.compile(r"\d{3}-of-\d{3}")


@dataclass(frozen=True, slots=True)
class ComparisonFiles:
    """What a comparison wrote about one batch. Every file is written whole; a retry writes the same file again."""

    batch: BatchFiles

    def write_candidates(self, name: str, plan: str, pairs: list[tuple[int, int, float]]) -> None:
        """Write the pairs of passages that share fingerprints of the range `name`.

        The last line says that the file is whole.
        """
        rows: list[object] = [list(pair) for pair in pairs]
        write_lines(self.batch.folder / "candidates" / f"{name}.jsonl", [*rows, {"end": len(rows), "plan": plan}])

    def candidates(self, names: list[str], plan: str) -> list[tuple[int, int, float]]:
        """Return the pairs of all ranges.

        Raise `ResultsIncomplete` when one is missing, not whole, or of another plan.
        """
        found: list[tuple[int, int, float]] = []
        for name in names:
            pairs, made_for = self._range(name)
            if made_for != plan:
                raise ResultsIncomplete(f"the candidates of range {name} are missing")
            found += pairs
        return found

    def outdated(self, names: list[str], plan: str) -> list[str]:
        """Return those of the ranges `names` whose candidates are whole, and of another state of the index than `plan`."""
        return [name for name in names if self._range(name)[1] not in (None, plan)]

    def _range(self, name: str) -> tuple[list[tuple[int, int, float]], str | None]:
        """Return the pairs of one range, and the plan they were made for; None when they are missing or not whole."""
        path = self.batch.folder / "candidates" / f"{name}.jsonl"
        rows = list(read_lines(path)) if path.exists() else []
        end = rows.pop() if rows else None
        if not isinstance(end, dict) or end.get("end") != len(rows):
            return [], None
        return [cast("tuple[int, int, float]", tuple(row)) for row in rows], cast("str", end["plan"])

    def write_plan(self, plan: str, names: list[str]) -> None:
        """Say which ranges there are; `plan` names the state of the index that they are of."""
        write_json(self.batch.folder / "candidates" / "plan.json", {"plan": plan, "ranges": names})

    def plan(self) -> tuple[str, list[str]]:
        """Return the plan and the names of its ranges."""
        row = cast("dict[str, Any]", read_json(self.batch.folder / "candidates" / "plan.json"))
        return row["plan"], row["ranges"]

    def write(self, checks_digest: str, comparison: Comparison) -> None:
        """Keep `comparison`, made under the checks and settings named `checks_digest`."""
        findings = {
            post_id: [finding_to_json(finding) for finding in found] for post_id, found in comparison.findings.items()
        }
        row = {
            "checks": checks_digest,
            "compared": sorted(map(list, comparison.compared)),
            "findings": findings,
            "site_findings": [site_finding_to_json(finding) for finding in comparison.site_findings],
            "explained": {post_id: sorted(names) for post_id, names in comparison.explained.items()},
        }
        write_json(self.batch.folder / "comparison.json", row)

    def read(self, checks_digest: str) -> Comparison | None:
        """Return the comparison made under `checks_digest`, None when there is none."""
        path = self.batch.folder / "comparison.json"
        row = cast("dict[str, Any]", read_json(path)) if path.exists() else {}
        if row.get("checks") != checks_digest:
            return None
        findings = {
            post_id: tuple(finding_from_json(finding) for finding in found)
            for post_id, found in row["findings"].items()
        }
        compared = frozenset((post_id, sha256) for post_id, sha256 in row["compared"])
        explained = {post_id: frozenset(names) for post_id, names in row.get("explained", {}).items()}
        return Comparison(compared, findings, tuple(map(site_finding_from_json, row["site_findings"])), explained)


def site_finding_to_json(finding: SiteFinding) -> Json:
    """Return `finding` as JSON with everything needed to read it back."""
    return {
        "check": finding.check,
        "category": finding.category.value,
        "severity": finding.severity.label,
        "message": message_to_json(finding.message),
        "count": finding.count,
        "share": finding.share,
        "examples": list(finding.examples),
    }


def site_finding_from_json(row: dict[str, Any]) -> SiteFinding:
    """Return the site finding in `row`."""
    severity, text = Severity.from_label(row["severity"]), message_from_json(row["message"])
    return SiteFinding(
        row["check"], Category(row["category"]), severity, text, row["count"], row["share"], tuple(row["examples"])
    )
