"""Which alerts about posts are due: values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from content_quality.core.alerts.alert import Alert, AlertKind, HeldPost, Mention, MentionRole, Notice, digest
from content_quality.core.alerts.delivery_history import DeliveryHistory, moment_before
from content_quality.core.alerts.making import Addressee, about_posts, fixed_mentions, new_mentions, review_mentions
from content_quality.core.records import dataclass
from content_quality.core.settings import Alerts

# Posts with an alert each, which mail programs thread by post; more urgent posts at once share one alert.
SEPARATE_ALERTS = 3


@dataclass(frozen=True, slots=True)
class Occasion:
    """What planning rests on: whom for and when, what they have received, and the site's rules."""

    to: Addressee
    history: DeliveryHistory
    alerts: Alerts
    zone: ZoneInfo

    def was_today(self, moment: datetime | None) -> bool:
        """Return whether `moment` lies on the site's present day."""
        return moment is not None and moment.astimezone(self.zone).date() == self.to.now.astimezone(self.zone).date()


@dataclass(frozen=True, slots=True)
class News:
    """What a recipient has not been told: posts newly held, posts fixed, and posts to review."""

    new: tuple[Notice, ...]
    fixed: tuple[Notice, ...]
    review: tuple[Notice, ...] = ()


def plan(occasion: Occasion, pending: Sequence[Notice], held: Mapping[str, HeldPost]) -> list[Alert]:
    """Return the alerts about posts that a recipient should get now.

    `pending` and `held` are the posts the recipient answers for.
    """
    news = _news(occasion.history, pending, held)
    if occasion.alerts.when == "batch":
        return _per_batch(occasion, news, held)
    planned = _urgent(occasion, news, held)
    digest_alert = _digest(occasion, news, held, planned)
    return [*planned, digest_alert] if digest_alert else planned


def _news(history: DeliveryHistory, pending: Sequence[Notice], held: Mapping[str, HeldPost]) -> News:
    told = history.told()
    about_holds = [notice for notice in pending if notice.kind != "review"]
    in_order = sorted(about_holds, key=lambda notice: (notice.queued_at, notice.kind == "held"))
    newest = {notice.post_id: notice for notice in in_order}.values()
    known = {notice.post_id for notice in newest if history.knows_held(notice.post_id)}
    # A post that goes back to earlier held bytes is reported again: the last alert called it fixed.
    new = [
        notice
        for notice in newest
        if notice.kind == "held"
        and notice.post_id in held
        and not (notice.notice_id in told and notice.post_id in known)
    ]
    fixed = [
        notice for notice in newest if notice.kind == "fixed" and notice.post_id not in held and notice.post_id in known
    ]
    said = {notice.post_id for notice in fixed}.union(held)
    review = {
        notice.notice_id: notice
        for notice in pending
        if notice.kind == "review" and notice.notice_id not in told and notice.post_id not in said
    }
    return News(tuple(new), tuple(fixed), tuple(review.values()))


def _per_batch(occasion: Occasion, news: News, held: Mapping[str, HeldPost]) -> list[Alert]:
    if news.new or news.fixed:
        mentions = [*new_mentions(news.new, held), *fixed_mentions(news.fixed)]
        return [about_posts(AlertKind.BATCH, occasion.to, mentions)]
    late = _reminders(occasion, held.values(), occasion.to.now)
    return [about_posts(AlertKind.REMINDER, occasion.to, late)] if late else []


def _urgent(occasion: Occasion, news: News, held: Mapping[str, HeldPost]) -> list[Alert]:
    history = occasion.history
    urgent = [
        notice
        for notice in news.new
        if held[notice.post_id].urgent and not occasion.was_today(history.last(AlertKind.URGENT, notice.post_id))
    ]
    groups = [[notice] for notice in urgent] if len(urgent) <= SEPARATE_ALERTS else [urgent]
    return [about_posts(AlertKind.URGENT, occasion.to, list(new_mentions(group, held))) for group in groups]


def _digest(occasion: Occasion, news: News, held: Mapping[str, HeldPost], planned: Sequence[Alert]) -> Alert | None:
    history = occasion.history
    mentioned = [mention for alert in planned for mention in alert.mentions]
    told_now = {mention.notice_id for mention in mentioned}
    moment = moment_before(occasion.to.now, occasion.alerts.digest_at, occasion.zone)
    new, fixed, review = (
        [notice for notice in part if notice.notice_id not in told_now and notice.queued_at <= moment]
        for part in (news.new, news.fixed, news.review)
    )
    digested = history.last(AlertKind.DIGEST)
    late = _reminders(occasion, held.values(), moment) if digested is None or digested < moment else []
    if not (new or fixed or review or late):
        return None
    lines = [*new_mentions(new, held), *fixed_mentions(fixed), *review_mentions(review), *late]
    shown = {mention.post_id for mention in (*lines, *mentioned)}
    still = [
        Mention(MentionRole.STILL, "", post.post_id, post.batch_id, post.since.isoformat())
        for post in held.values()
        if post.post_id not in shown and history.knows_held(post.post_id)
    ]
    return about_posts(AlertKind.DIGEST, occasion.to, [*lines, *still])


def _reminders(occasion: Occasion, held: Iterable[HeldPost], now: datetime) -> list[Mention]:
    """Return posts that were reported and stayed as they are; the pause doubles with each reminder."""
    told, days = occasion.history.told(), occasion.alerts.remind_days
    due = []
    for post in held:
        names = [digest(post.post_id, post.sha256, post.policy, "held")]
        while names[-1] in told:
            names.append(digest(post.post_id, post.sha256, post.policy, f"reminder-{len(names)}"))
        sent = len(names) - 1
        if not days or not sent or not occasion.history.knows_held(post.post_id):
            continue
        if now >= told[names[-2]] + timedelta(days=days * 2 ** (sent - 1)):
            due.append(Mention(MentionRole.STILL, names[-1], post.post_id, post.batch_id, post.since.isoformat()))
    return due


def weekly_due(occasion: Occasion, first_decision: datetime | None) -> bool:
    """Return whether the weekly sign of life is due.

    Its moment has passed, the site was at work before that moment, and no weekly alert was sent since.
    """
    if not occasion.alerts.weekly_on or first_decision is None:
        return False
    alerts = occasion.alerts
    moment = moment_before(occasion.to.now, alerts.digest_at, occasion.zone, alerts.weekly_on)
    last = occasion.history.last(AlertKind.WEEKLY)
    return first_decision < moment and (last is None or last < moment)
