"""One number with a name, for those who operate the pipeline. Which system collects it is not known here."""

from __future__ import annotations

from enum import StrEnum

from content_quality.core.records import dataclass


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
