"""The files of a batch: its manifest, its shards, and what each step wrote about it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.codec import (
    inspection_from_json,
    inspection_to_json,
    post_from_json,
    post_to_json,
    validation_from_json,
    validation_to_json,
)
from content_quality.adapters.state.decision_file import DecisionFile
from content_quality.adapters.state.files import (
    Dumped,
    Json,
    append_line,
    dump,
    pack,
    read_json,
    read_lines,
    readable_lines,
    row_of,
    sync,
    verified_lines,
    write_json,
    write_lines,
)
from content_quality.adapters.state.sealed_lines import Line
from content_quality.adapters.state.stored_rows import StoredRows
from content_quality.adapters.state.workspace import Workspace
from content_quality.adapters.suites import ExpectationOutcome
from content_quality.core.gate.batches import Batch, BatchPost
from content_quality.core.gate.context import Validation
from content_quality.core.gate.decide import Decision, DecisionContext
from content_quality.core.inspection import Inspection

PACKED = ("decisions.jsonl", "results/*.jsonl", "comparison.json", "validation.json")  # of a batch that is decided


class ResultsIncomplete(Exception):  # noqa: N818 - names the state
    """A result file does not end as its writer ends it."""


@dataclasses.dataclass(frozen=True, slots=True)
class BatchFiles:
    """The folder of one batch. Every file is written once, whole; a retry writes the same file again."""

    folder: Path

    @classmethod
    def of(cls, workspace: Workspace, batch_id: str) -> BatchFiles:
        """Return the files of `batch_id`."""
        return cls(workspace.batch(batch_id))

    @property
    def decisions(self) -> Path:
        """One line per decision, behind a line about the batch."""
        return self.folder / "decisions.jsonl"

    @property
    def alerts(self) -> Path:
        """The alerts that the decisions call for, one per line."""
        return self.folder / "alerts.jsonl"

    @property
    def deliveries(self) -> Path:
        """What became of each alert, one line per attempt; append-only."""
        return self.folder / "deliveries.jsonl"

    @property
    def merged(self) -> Path:
        """Says into which batch this one went, when several came in at once."""
        return self.folder / "merged.json"

    @property
    def again(self) -> Path:
        """Says which batch inspected the posts of this one, when it only decides about them again."""
        return self.folder / "again.json"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is to be decided about this batch."""
        return self.decisions.exists() or self.merged.exists()

    @property
    def is_unopened(self) -> bool:
        """Whether it is frozen, and no run has begun to decide it."""
        return (
            (self.folder / "manifest.json").exists() and not self.is_settled and not (self.folder / "shards").exists()
        )

    def merged_into(self) -> str:
        """Return the batch that this one went into, or its own name."""
        return str(read_json(self.merged)["into"]) if self.merged.exists() else self.folder.name

    def write_manifest(self, batch: Batch) -> None:
        """Freeze `batch`."""
        row = dataclasses.asdict(batch)
        row["created_at"] = batch.created_at.isoformat()
        row["posts"] = [post_to_json(post) for post in batch.posts]
        write_json(self.folder / "manifest.json", row)

    def manifest(self) -> Batch:
        """Return the frozen batch."""
        row = cast("dict[str, Any]", read_json(self.folder / "manifest.json"))
        row["posts"] = tuple(map(post_from_json, row["posts"]))
        row["created_at"] = datetime.fromisoformat(row["created_at"])
        row["removed"] = tuple(row["removed"])
        return Batch(**row)

    def write_shards(self, shards: Sequence[Sequence[BatchPost]]) -> list[str]:
        """Write one file per shard and return their names."""
        names = [f"{index + 1:03d}-of-{len(shards):03d}" for index in range(len(shards))]
        for name, posts in zip(names, shards, strict=True):
            write_lines(self.folder / "shards" / f"{name}.jsonl", map(post_to_json, posts))
        return names

    def shard(self, name: str) -> list[BatchPost]:
        """Return the posts of the shard `name`."""
        return [post_from_json(row) for row in read_lines(self.folder / "shards" / f"{name}.jsonl")]

    def write_results(
        self, shard: str, checks_digest: str, inspected_at: datetime, inspections: Sequence[Inspection | Dumped]
    ) -> None:
        """Write what the inspection of `shard` found; the last line says that the file is whole."""
        rows = [one if isinstance(one, Dumped) else inspection_to_json(one) for one in inspections]
        end: Json = {"end": len(rows), "checks": checks_digest, "inspected_at": inspected_at.isoformat()}
        write_lines(self.folder / "results" / f"{shard}.jsonl", [*rows, end])
        self._kept(shard).unlink(missing_ok=True)

    def keep_inspection(self, shard: str, checks_digest: str, inspection: Dumped) -> None:
        """Keep one inspection of `shard` until all of it is inspected."""
        row = b'{"checks":%b,"inspection":%b}' % (dump(checks_digest), inspection)
        append_line(self._kept(shard), Dumped(row))

    def kept_inspections(self, shard: str, checks_digest: str) -> dict[tuple[str, str], Inspection]:
        """Return what a broken-off inspection of `shard` kept, by post_id and sha256; nothing that is damaged."""
        path = self._kept(shard)
        rows = readable_lines(path) if path.exists() else ()
        found = {}
        for row in rows:
            if not isinstance(row, Exception) and row.get("checks") == checks_digest:
                inspection = inspection_from_json(cast("Json", row["inspection"]))
                found[inspection.post_id, inspection.sha256] = inspection
        return found

    def _kept(self, shard: str) -> Path:
        return self.folder / "results" / f"{shard}.unfinished"

    def has_results(self, shard: str) -> bool:
        """Return whether the results of `shard` are written, under whatever checks."""
        return (self.folder / "results" / f"{shard}.jsonl").exists()

    def results(self, checks_digest: str) -> Iterator[tuple[Inspection, datetime]]:
        """Yield the inspections made under `checks_digest`, one per post, and when they were made.

        Raise `ResultsIncomplete` for a file that is not whole.
        """
        seen = set()
        for path, lines, inspected_at in self._whole_results(checks_digest):
            for line in lines:
                inspection = inspection_from_json(row_of(path.name, line))
                if inspection.post_id not in seen:  # a plan that was made twice may have split the posts another way
                    seen.add(inspection.post_id)
                    yield inspection, inspected_at

    def inspections(self, checks_digest: str, decode: Callable[[Json], Inspection]) -> StoredRows[Inspection]:
        """Return the inspections made under `checks_digest`, which `decode` makes of their rows when they are wanted.

        Raise `ResultsIncomplete` for a file that is not whole.
        """
        found = StoredRows(decode)
        for path, lines, _ in self._whole_results(checks_digest):
            found.add(path, lines)
        return found

    def _whole_results(self, checks_digest: str) -> Iterator[tuple[Path, list[Line], datetime]]:
        """Yield each file of inspections made under `checks_digest`, its lines, and when they were made."""
        folder = self.folder.parent / str(read_json(self.again)["of"]) if self.again.exists() else self.folder
        for path in sorted((folder / "results").glob("*.jsonl")):
            lines = list(verified_lines(path))
            end = row_of(path.name, lines.pop()) if lines else {}
            if end.get("end") != len(lines):
                raise ResultsIncomplete(f"{path.name} has lost its end")
            if end["checks"] == checks_digest:  # another's are evidence about nothing we decide now
                yield path, lines, datetime.fromisoformat(str(end["inspected_at"]))

    def write_validation(self, policy: str, validation: Validation, outcomes: Sequence[ExpectationOutcome]) -> None:
        """Keep what the suites said under `policy`."""
        write_json(self.folder / "validation.json", validation_to_json(policy, validation, outcomes))

    def read_validation(self) -> tuple[str, Validation, tuple[ExpectationOutcome, ...]] | None:
        """Return the policy, the validation and the suites' answers; None when nothing was validated."""
        path = self.folder / "validation.json"
        return validation_from_json(read_json(path)) if path.exists() else None

    def write_draft(self, context: DecisionContext, decisions: Iterable[Decision]) -> None:
        """Write what is being decided; it stands for nothing yet."""
        self._draft.write(context, decisions)

    def accept_draft(self) -> None:
        """Let what was written as a draft be the decisions of the batch."""
        self._draft.path.replace(self.decisions)
        sync(self.folder)

    @property
    def _draft(self) -> DecisionFile:
        return DecisionFile(self.folder / "decisions.draft.jsonl")

    def read_decisions(self) -> tuple[DecisionContext, StoredRows[Decision]]:
        """Return how the batch was decided, and its decisions, each decoded when it is wanted."""
        return DecisionFile(self.decisions).read()

    def read_context(self) -> DecisionContext:
        """Return how the batch was decided."""
        return DecisionFile(self.decisions).context()

    def read_verdicts(self, *, draft: bool = False) -> list[Decision]:
        """Return the decisions, or those of the `draft`, without their findings."""
        return (self._draft if draft else DecisionFile(self.decisions)).verdicts()

    def pack(self) -> int:
        """Pack what was written about a batch that is decided; return how many files that made smaller."""
        return sum(pack(path) for name in PACKED for path in sorted(self.folder.glob(name)))


def dumped(inspection: Inspection) -> Dumped:
    """Return `inspection` as a line of JSON; raise `ValueError` for NaN, infinity and what is nested beyond reason."""
    try:
        return Dumped(dump(inspection_to_json(inspection)))
    except (TypeError, RecursionError) as error:
        raise ValueError(str(error)) from error
