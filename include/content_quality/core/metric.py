"""One number with a name, for those who operate the pipeline. Which system collects it is not known here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class MetricKind(StrEnum):
    """How a collector adds values up."""

    COUNTER = "counter"  # values are added
    GAUGE = "gauge"  # the newest value counts
    TIMING = "timing"  # milliseconds


@dataclass(frozen=True, slots=True)
class Metric:
    """One value. Labels hold names of ours, never text of posts."""

    name: str
    kind: MetricKind
    value: float
    labels: tuple[tuple[str, str], ...] = ()
