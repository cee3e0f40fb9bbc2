"""Which numbers the settings may hold.

A limit of nothing, or a share above one, would silence a check or stop the pipeline without a word.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from typing import Any

# Everything else counts something of which there has to be at least one.
MAY_BE_ZERO = frozenset({
    "alerts.remind_days", "archive.backups", "archive.first_look_posts", "reading_time.tolerance_minutes", "reading_time.tolerance_share", "schedule.settle_seconds",  # noqa: E501 - words in a table
    "truncation.clause_words", "truncation.room_lines", "truncation.running_paragraphs", "truncation.stopped_share", "truncation.half_share",  # noqa: E501 - words in a table
})  # fmt: skip
MOST = {
    "batches.max_shards": 200,
    "schedule.settle_seconds": 3_600,
}  # Airflow maps 1,024 tasks; a post has to be checked at some time


def out_of_range(settings: Any, where: str = "") -> Iterator[str]:
    """Yield one sentence for every number in the dataclass `settings` that cannot be meant."""
    for field in dataclasses.fields(settings):
        name, value = f"{where}{field.name}", getattr(settings, field.name)
        if dataclasses.is_dataclass(value):
            yield from out_of_range(value, f"{name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            least = 0 if name in MAY_BE_ZERO else 1 if isinstance(value, int) else math.ulp(0.0)
            most = 1 if name.endswith(("_share", "_likeness")) else MOST.get(name, math.inf)
            if not (math.isfinite(value) and least <= value <= most):
                bounds = f"between {max(least, 0):.0f} and {most}" if most < math.inf else f"at least {least:.0f}"
                yield f"{name} must be {bounds}, not {value!r}."
