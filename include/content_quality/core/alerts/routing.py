"""Whose post it is: the owner's whom an override names, else the author's, else the section's, else the dashboard's.

Maintainers hear of the pipeline, never of posts.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from content_quality.core.settings import Alerts, Recipient

EDITORS, MAINTAINER = "desk", "maintainer"  # as the settings write them
DASHBOARD = "dashboard"  # the channel of what nobody is written to about: it is on the dashboard's list of alerts


def recipients(alerts: Alerts) -> tuple[Recipient, ...]:
    """Return everyone who hears of posts, each address once, with a language."""
    found = [
        *(Recipient(to=to, role=EDITORS) for to in alerts.editors),
        *(one for one in alerts.recipients if one.role != MAINTAINER),
    ]
    return _spoken(found, alerts)


def maintainers(alerts: Alerts) -> tuple[Recipient, ...]:
    """Return everyone who hears of the pipeline itself; where nobody is named, the dashboard alone shows it."""
    found = [
        *(Recipient(to=to, role=MAINTAINER) for to in alerts.maintainers),
        *(one for one in alerts.recipients if one.role == MAINTAINER),
    ]
    return _spoken(found or [Recipient(to=DASHBOARD, channel=DASHBOARD, role=MAINTAINER)], alerts)


def _spoken(found: list[Recipient], alerts: Alerts) -> tuple[Recipient, ...]:
    """Return `found` with languages.

    An address that is named twice on a channel is one recipient with all it is named for.
    """
    by_address: dict[tuple[str, str], Recipient] = {}
    for named in found:
        one, known = named, by_address.get((named.channel, named.to))
        if known:
            role = EDITORS if EDITORS in (known.role, one.role) else one.role
            one = replace(
                one,
                authors=known.authors + one.authors,
                sections=known.sections + one.sections,
                airflow_users=known.airflow_users + one.airflow_users,
                role=role,
                language=one.language or known.language,
            )
        by_address[one.channel, one.to] = one
    return tuple(replace(one, language=one.language or alerts.language) for one in by_address.values())


def owners(
    author: str | None, section: str | None, everyone: tuple[Recipient, ...], named: str = ""
) -> tuple[Recipient, ...]:
    """Return who answers for a post by `author` in `section`; the owner that an override has `named` comes first."""
    if named and (answering := tuple(one for one in everyone if one.to == named)):
        return answering
    for name, names in ((author, "authors"), (section, "sections")):
        found = tuple(
            one for one in everyone if name and _folded(name) in {_folded(known) for known in getattr(one, names)}
        )
        if found:
            return found
    return tuple(one for one in everyone if one.role == EDITORS)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
