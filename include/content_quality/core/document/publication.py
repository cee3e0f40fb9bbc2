"""Whether readers see a post now: draft, scheduled, expired or live. The clock is passed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum

from content_quality.core.document import dates
from content_quality.core.document.generators import lies_in, of_any, profiles
from content_quality.core.document.post import Post
from content_quality.core.records import dataclass
from content_quality.core.settings import Settings


class PublicationState(StrEnum):
    """What the generator does with the post."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    EXPIRED = "expired"
    LIVE = "live"


@dataclass(frozen=True, slots=True)
class Publication:
    """The state of a post, and the moment from which it is live when it names one."""

    state: PublicationState
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class PublicationDates:
    """What a post says about its publication. Moments are in UTC."""

    draft: bool = False
    due: datetime | None = None  # None: live at once
    expires: datetime | None = None

    def at(self, now: datetime) -> Publication:
        """Return what readers see of the post at `now`."""
        if self.draft:
            return Publication(PublicationState.DRAFT, self.due)
        if self.expires and self.expires <= now:
            return Publication(PublicationState.EXPIRED, self.due)
        is_scheduled = self.due is not None and self.due > now
        return Publication(PublicationState.SCHEDULED if is_scheduled else PublicationState.LIVE, self.due)


def publication_dates(post: Post, settings: Settings) -> PublicationDates:
    """Return what `post` says about its publication, whatever the time is."""
    values = post.front_matter.values
    due = _first(values, of_any("publication.from_"), settings) or dates.post_date(post, settings)
    expires = _first(values, of_any("publication.until"), settings)
    return PublicationDates(_is_draft(post), _in_utc(due), _in_utc(expires))


def _is_draft(post: Post) -> bool:
    """Return whether any generator takes `post` for a draft: sites change their generator and keep their keys."""
    switches = [switch for profile in profiles() for switch in profile.publication.draft.items()]
    is_switched = any(post.front_matter.values.get(key) is value for key, value in switches)
    return is_switched or lies_in(post.path, of_any("publication.draft_folders"))


def _first(values: Mapping[str, object], keys: Iterable[str], settings: Settings) -> datetime | None:
    return next((moment for key in keys if (moment := dates.parse(values.get(key), settings.zone))), None)


def _in_utc(moment: datetime | None) -> datetime | None:
    """Return `moment` in UTC; None for one at the beginning or the end of time, which no clock reaches."""
    try:
        return moment.astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None
