"""The files of a comparison, in the folder of its batch.

The parts it is done in, what each of them found, and the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.batch_files import BatchFiles, ResultsIncomplete
from content_quality.adapters.state.codec import finding_from_json, finding_to_json, message_from_json, message_to_json
from content_quality.adapters.state.files import Json, read_json, read_lines, write_json, write_lines
from content_quality.core.cross_post.comparison import Comparison
from content_quality.core.findings import Category, Finding, Severity, SiteFinding
from content_quality.core.records import dataclass

FIRST_VERSION = 5  # of a comparison whose file does not give it


@dataclass(frozen=True, slots=True)
class ComparisonFiles:
    """What a comparison wrote about one batch. Every file is written whole; a retry writes the same file again."""

    batch: BatchFiles

    def write_plan(self, plan: str, parts: Sequence[Sequence[tuple[str, str]]]) -> list[str]:
        """Say which versions are compared in which part, by post_id and sha256; return the parts' names.

        `plan` names the state of the index that they are compared with.
        """
        names = [f"{number + 1:03d}-of-{len(parts):03d}" for number in range(len(parts))]
        write_json(self._folder / "plan.json", {"plan": plan, "parts": dict(zip(names, parts, strict=True))})
        return names

    def plan(self) -> tuple[str, dict[str, list[tuple[str, str]]]]:
        """Return the plan, and the versions of each part."""
        row = cast("dict[str, Any]", read_json(self._folder / "plan.json"))
        return row["plan"], {
            name: [(post_id, sha256) for post_id, sha256 in versions] for name, versions in row["parts"].items()
        }

    def write_found(self, name: str, plan: str, found: Mapping[str, tuple[Finding, ...]]) -> None:
        """Write what the posts of the part `name` took from others. The last line says that the file is whole."""
        rows: list[object] = [
            {"post_id": post_id, "findings": list(map(finding_to_json, findings))}
            for post_id, findings in found.items()
        ]
        write_lines(self._folder / f"{name}.jsonl", [*rows, {"end": len(rows), "plan": plan}])

    def found(self, names: Iterable[str], plan: str) -> dict[str, tuple[Finding, ...]]:
        """Return what the posts of all parts took.

        Raise `ResultsIncomplete` when a part is missing, not whole, or of another plan.
        """
        found: dict[str, tuple[Finding, ...]] = {}
        for name in names:
            rows, made_for = self._part(name)
            if made_for != plan:
                raise ResultsIncomplete(f"what part {name} of the comparison found is missing")
            for row in rows:
                found[row["post_id"]] = tuple(map(finding_from_json, row["findings"]))
        return found

    def outdated(self, names: Iterable[str], plan: str) -> list[str]:
        """Return those of the parts `names` whose results are whole, and of another state of the index than `plan`."""
        return [name for name in names if self._part(name)[1] not in (None, plan)]

    def _part(self, name: str) -> tuple[list[dict[str, Any]], str | None]:
        """Return the rows of one part, and the plan they were made for; None when they are missing or not whole."""
        path = self._folder / f"{name}.jsonl"
        rows = list(read_lines(path)) if path.exists() else []
        end = rows.pop() if rows else {}
        if end.get("end") != len(rows):
            return [], None
        return rows, cast("str", end["plan"])

    @property
    def _folder(self) -> Path:
        return self.batch.folder / "copies"

    def write(self, checks_digest: str, comparison: Comparison) -> None:
        """Keep `comparison`, made under the checks and settings named `checks_digest`."""
        findings = {
            post_id: [finding_to_json(finding) for finding in found] for post_id, found in comparison.findings.items()
        }
        row = {
            "checks": checks_digest,
            "version": comparison.version,
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
        found = tuple(map(site_finding_from_json, row["site_findings"]))
        return Comparison(compared, findings, found, explained, row.get("version", FIRST_VERSION))


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
