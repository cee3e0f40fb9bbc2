"""content-quality and its peers by the same rule, which is generous to all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.damage.peers import Remarks, peers
from benchmarks.damage.plan import CLEAN, Case
from benchmarks.damage.product import Hit

OURS = "content-quality"


@dataclass(frozen=True, slots=True)
class Standing:
    """How one tool did: of each family the share found, and what it says about sound posts."""

    tool: str
    how: str
    recall: Mapping[str, float]  # by family
    clean: float  # share of sound posts with a remark
    near: float  # share of near misses with a remark that the sound post does not get
    precision: float | None


def of_product(cases: Sequence[Case], found: Mapping[str, Sequence[Hit]]) -> Standing:
    """Return how content-quality did, which `found` this in `cases`."""
    remarks = {name: Counter(hit.check for hit in hits) for name, hits in found.items()}
    return _standing(OURS, "warnings and blockers", cases, remarks)


def of_peers(cases: Sequence[Case], folder: Path) -> tuple[Standing, ...]:
    """Return how all peers did on `cases`; raise `PeerMissing` when one is not installed in `folder`."""
    found = []
    for peer in peers():
        own = [case for case in cases if not peer.languages or case.language in peer.languages]
        if own:
            remarks = peer.run([(case.name, case.text) for case in own], folder)
            found.append(_standing(peer.name, peer.how, own, remarks))
    return tuple(found)


def _standing(tool: str, how: str, cases: Sequence[Case], remarks: Remarks) -> Standing:
    nothing: Counter[str] = Counter()

    def says_more(case: Case) -> bool:
        return bool(remarks.get(case.name, nothing) - remarks.get(case.twin, nothing))

    damaged = [case for case in cases if case.kind]
    near = [case for case in cases if not case.kind and case.label != CLEAN]
    clean = [case for case in cases if case.label == CLEAN]
    recall = {
        family: _share(says_more(case) for case in damaged if case.family == family)
        for family in dict.fromkeys(case.family for case in damaged)
    }
    alarms = [bool(remarks.get(case.name)) for case in clean]
    near_alarms = [says_more(case) for case in near]
    found = sum(map(says_more, damaged))
    flagged = found + sum(alarms) + sum(near_alarms)
    precision = found / flagged if flagged else None
    return Standing(tool, how, recall, _share(alarms), _share(near_alarms), precision)


def _share(values: Iterable[bool]) -> float:
    values = list(values)
    return sum(values) / len(values) if values else 0.0
