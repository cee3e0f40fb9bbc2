"""Proposed repairs, one file each, under the sha256 of the bytes that they belong to."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any, cast

from content_quality.adapters.state.codec import message_from_json, message_to_json
from content_quality.adapters.state.files import Json, read_json, write_json
from content_quality.core.findings import Evidence, Message
from content_quality.core.repair.patches import Patch
from content_quality.core.repair.repair_facts import VERSION, ChoiceFacts, RepairFacts, UnmendedFacts


def keep(folder: Path, facts: RepairFacts) -> None:
    """Write `facts`; those of the same bytes under other checks are replaced."""
    row = dataclasses.asdict(facts)
    row["reasons"] = [message_to_json(one) for one in facts.reasons]
    row["patches"] = [[one.start, one.end, one.text, one.choice, one.option] for one in facts.patches]
    for choice, kept in zip(facts.choices, row["choices"], strict=True):
        kept["message"] = message_to_json(choice.message) if choice.message else None
    for unmended, kept in zip(facts.unmended, row["unmended"], strict=True):
        kept["reason"] = message_to_json(unmended.reason)
    write_json(_path(folder, facts.sha256), row)


def read(folder: Path, sha256: str) -> RepairFacts | None:
    """Return the repair of the bytes `sha256`; None where there is none, or one that cannot be read."""
    try:
        row = read_json(_path(folder, sha256))
        facts = _facts(cast("dict[str, Any]", row))
    except (OSError, ValueError, KeyError, TypeError):  # it can be made anew, and the post stays held meanwhile
        return None
    return facts if facts.version == VERSION and facts.sha256 == sha256 else None


def _path(folder: Path, sha256: str) -> Path:
    if len(sha256) != 64 or not all(character in "0123456789abcdef" for character in sha256):
        raise ValueError(f"{sha256!r} is not a sha256")
    return folder / sha256[:2] / f"{sha256}.json"


def _facts(row: dict[str, Any]) -> RepairFacts:
    row = dict(row)
    row["reasons"] = _messages(row["reasons"])
    row["choices"] = tuple(_choice(one) for one in row["choices"])
    row["patches"] = tuple(Patch(*one) for one in row["patches"])
    row["unmended"] = tuple(
        UnmendedFacts(one["line"], one["check"], message_from_json(one["reason"])) for one in row["unmended"]
    )
    row["remaining"] = tuple((str(check), str(name)) for check, name in row.get("remaining", ()))
    return RepairFacts(**row)


def _messages(rows: list[Json]) -> tuple[Message, ...]:
    return tuple(message_from_json(cast("dict[str, Any]", one)) for one in rows)


def _choice(row: dict[str, Any]) -> ChoiceFacts:
    kept = {
        **row,
        "kinds": tuple(row["kinds"]),
        "other": tuple(row["other"]) if row.get("other") else None,
        "message": message_from_json(row["message"]) if row["message"] else None,
        "evidence": tuple(Evidence(**one) for one in row["evidence"]),
    }
    return ChoiceFacts(**kept)
