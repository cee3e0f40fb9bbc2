"""Several alerts that wait for one recipient become one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from content_quality.core.alerts.alert import (
    ABOUT_POSTS,
    ABOUT_THE_PIPELINE,
    Alert,
    AlertKind,
    DeliveryState,
    Mention,
    MentionRole,
)
from content_quality.core.alerts.making import Addressee, about_posts, for_maintainers


def merged(open_alerts: Sequence[Alert], to: Addressee) -> tuple[Alert | None, list[Alert]]:
    """Return one digest instead of several alerts about posts that wait for a recipient, and those alerts as merged.

    A post that was held and fixed while nothing could be sent is left out. A post not reported before stays new.
    """
    waiting = sorted((alert for alert in open_alerts if alert.kind in ABOUT_POSTS), key=lambda alert: alert.queued_at)
    if len(waiting) < 2:
        return None, []
    latest: dict[str, Mention] = {}
    silent: list[Mention] = []  # remembered, and not shown: a newer line says more
    for mention in (mention for alert in waiting for mention in alert.mentions):
        before = latest.pop(mention.post_id, None)
        if before and before.role is MentionRole.NEW and mention.role is MentionRole.FIXED:
            continue
        if before and before.role is MentionRole.NEW and mention.role is MentionRole.STILL:
            before, mention = replace(mention, post_id=""), before  # noqa: PLW2901 - the one that says more
        if before:
            silent.append(replace(before, role=MentionRole.STILL, post_id=""))
        latest[mention.post_id] = mention
    gone = [replace(alert, state=DeliveryState.MERGED, next_at=None) for alert in waiting]
    shown = [mention for mention in latest.values() if mention.post_id]
    if not shown:
        return None, gone
    mentions = [*shown, *(mention for mention in silent if mention.notice_id)]
    return about_posts(AlertKind.DIGEST, to, mentions), gone


def merged_failures(open_alerts: Sequence[Alert], to: Addressee) -> tuple[Alert | None, list[Alert]]:
    """Return one alert instead of several about the pipeline that wait for a maintainer, and those as merged."""
    waiting = sorted(
        (alert for alert in open_alerts if alert.kind in ABOUT_THE_PIPELINE), key=lambda alert: alert.queued_at
    )
    if len(waiting) < 2:
        return None, []
    about = "\n".join(dict.fromkeys(line for alert in waiting for line in alert.about.splitlines()))
    kinds = {alert.kind for alert in waiting}
    kind = next(kind for kind in ABOUT_THE_PIPELINE if kind in kinds)
    faults = list(dict.fromkeys(fault for alert in waiting for fault in alert.faults))
    fresh = for_maintainers(kind, to, about, " ".join(alert.alert_id for alert in waiting), faults=faults)
    return fresh, [replace(alert, state=DeliveryState.MERGED, next_at=None) for alert in waiting]
