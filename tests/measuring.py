"""What a forked child reads counts for `make coverage`, too.

The parent ends a child as soon as the child has sent its last result, so a child that saved at its end would come too late.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from content_quality.adapters.isolation import forked


@pytest.fixture(scope="session", autouse=True)
def _children_are_measured() -> Iterator[None]:
    measuring = sys.modules.get("coverage")
    measured = measuring and measuring.Coverage.current()
    if not measured:
        yield
        return
    unmeasured = forked._outcome

    def saved(work, piece):
        try:
            return unmeasured(work, piece)
        finally:
            measured.save()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(forked, "_outcome", saved)
        yield
