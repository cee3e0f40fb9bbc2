"""The copy of the store that readers open: when it is damaged, it is made anew from the store, which is whole."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from content_quality.adapters.state.failures import Failure, write_failure
from content_quality.adapters.state.files import spare
from content_quality.adapters.store import store_copies
from content_quality.adapters.store.ledger import StoreDamaged
from content_quality.pipeline.project import Project

T = TypeVar("T")


def asked_of_readers_copy(project: Project, now: datetime, ask: Callable[[Path], T]) -> T:
    """Return what `ask` reads from the readers' copy; a damaged one is set aside and made anew first.

    Raise `StoreDamaged` when the store is damaged as well: then nothing says what was decided.
    """
    published = project.workspace.published
    try:
        return ask(published)
    except StoreDamaged:
        aside = spare(published.with_name(f"{published.name}.damaged"))
        os.link(published, aside)  # it stays until the new one replaces it: without one, all posts are new
        store_copies.publish(project.workspace)
    about = f"The copy of the store that the dashboard reads was damaged. It is kept as {aside.name} and was made anew from the store; nothing is lost. Look at the disk of the state folder."  # noqa: E501 - one sentence for people
    write_failure(
        project.workspace,
        Failure(f"readers' copy damaged {now:%Y-%m-%d}", about, "readers' copy damaged", now, repaired=True),
    )
    return ask(published)
