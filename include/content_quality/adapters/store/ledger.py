"""The ledger: what was loaded, kept outside the store, so that a store that lost a load is found out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path

from content_quality.adapters.state.files import append_line, read_lines
from content_quality.core.records import dataclass


class StoreDamaged(Exception):  # noqa: N818 - names the state
    """The store misses what the ledger says was loaded, or cannot be read; rebuild it from the files."""


@dataclass(frozen=True, slots=True)
class Load:
    """One transaction of the writer: how many rows, and the sha256 of what was loaded."""

    load_id: str
    batch_id: str
    kind: str
    rows: int
    digest: str
    source: str = ""  # sha256 of the file of decisions; the store itself does not hold it


def append(path: Path, load: Load) -> None:
    """Write `load` into the ledger and wait until it is on disk."""
    append_line(path, asdict(load))


def entries(path: Path) -> dict[str, Load]:
    """Return the ledger's loads by id; a later one of the same id replaces an earlier one."""
    if not path.exists():
        return {}
    try:
        loads = [Load(**row) for row in read_lines(path)]  # type: ignore[arg-type] # a wrong type raises below
    except (ValueError, TypeError) as error:
        raise StoreDamaged(f"the ledger cannot be read: {error}") from error
    return {load.load_id: load for load in loads}


def compare(in_ledger: dict[str, Load], in_store: Iterable[Load]) -> list[Load]:
    """Return loads the store has and the ledger misses (a crash between the two).

    Raise `StoreDamaged` for the reverse.
    """
    stored = {load.load_id: load for load in in_store}
    lost = [
        load_id for load_id, load in in_ledger.items() if load_id not in stored or stored[load_id].digest != load.digest
    ]
    if lost:
        unconfirmed = [load_id for load_id in lost if load_id in stored]
        if len(unconfirmed) < len(lost):
            raise StoreDamaged(f"the store has lost {len(lost)} of {len(in_ledger)} loads, the first one {lost[0]}")
    return [load for load_id, load in stored.items() if _without_source(in_ledger.get(load_id)) != load]


def _without_source(load: Load | None) -> Load | None:
    return replace(load, source="") if load else None
