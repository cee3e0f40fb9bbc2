"""The posts of a run as files, with labels, for tools that are not run here."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.damage.peers import write
from benchmarks.damage.plan import Case

LABELS = "labels.jsonl"


def export(cases: Iterable[Case], folder: Path) -> None:
    """Write each post below `folder`, and one line about each into `labels.jsonl`.

    A label holds the path, the language, the family, the kind (`clean`, a kind of damage, or a near miss), whether the
    post is damaged, its sound twin, and the first and last damaged line, counted from 1.
    """
    cases = list(cases)
    write([(case.name, case.text) for case in cases], folder)
    (folder / LABELS).write_text("".join(json.dumps(_label(case), ensure_ascii=False) + "\n" for case in cases))


def _label(case: Case) -> dict[str, object]:
    return {
        "path": case.name,
        "language": case.language,
        "family": case.family,
        "kind": case.label,
        "damaged": case.kind is not None,
        "twin": case.twin or None,
        "lines": [case.first, case.last] if case.kind else None,
    }
