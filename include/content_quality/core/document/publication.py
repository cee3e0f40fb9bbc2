"""Whether readers see a post now: draft, scheduled, expired or live. The clock is passed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.post import Post
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


PUBLISH_KEYS = ("publishDate", "published_at", "publishedAt", "date")
EXPIRY_KEYS = ("expiryDate", "unpublishdate", "expires")


def publication(post: Post, settings: Settings, now: datetime) -> Publication:
    """Return what readers see of `post` at `now`."""
    values = post.front_matter.values
    due = next(
        (moment for key in PUBLISH_KEYS if (moment := dates.parse(values.get(key), settings.zone))), None
    ) or dates.post_date(post, settings)
    if values.get("draft") is True or values.get("published") is False or "_drafts" in PurePosixPath(post.path).parts:
        return Publication(PublicationState.DRAFT, due)
    expiry = next((moment for key in EXPIRY_KEYS if (moment := dates.parse(values.get(key), settings.zone))), None)
    if expiry and expiry <= now:
        return Publication(PublicationState.EXPIRED, due)
    return Publication(PublicationState.SCHEDULED if due and due > now else PublicationState.LIVE, due)
