"""Make an alert: its name, its subject line, its mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from content_quality.core.alerts.alert import Alert, AlertKind, HeldPost, Mention, MentionRole, Notice, digest
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.i18n.catalogue import catalogue
from content_quality.core.records import dataclass
from content_quality.core.settings import Recipient


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an alert is made for, about which site, and when."""

    recipient: Recipient
    site: str
    now: datetime


def about_posts(kind: AlertKind, to: Addressee, mentions: Sequence[Mention]) -> Alert:
    """Return an alert about the posts in `mentions`."""
    recipient = to.recipient
    notice_ids = sorted(mention.notice_id for mention in mentions)
    name = digest(kind, recipient.channel, recipient.to, to.now.isoformat(), *notice_ids)
    newest = max((mention.batch_id for mention in mentions), default="")
    line = subject(kind, to.site, mentions, recipient.language)
    return Alert(name, kind, recipient.channel, recipient.to, recipient.language, line, newest, tuple(mentions), to.now)


def for_maintainers(
    kind: AlertKind, to: Addressee, about: str, key: str, cause: str = "", faults: Sequence[PipelineFault] = ()
) -> Alert:
    """Return an alert about the pipeline itself; `key` names its occasion, so that the same one is sent once."""
    recipient = to.recipient
    name = digest(kind, recipient.channel, recipient.to, key)
    line = subject(kind, to.site, (), recipient.language)
    return Alert(
        name,
        kind,
        recipient.channel,
        recipient.to,
        recipient.language,
        line,
        "",
        (),
        to.now,
        about=about,
        cause=cause,
        faults=tuple(faults),
    )


def about_first_look(to: Addressee, look: FirstLook) -> Alert:
    """Return the one alert about a first look at an archive; the same look is told of once to each recipient."""
    recipient, words = to.recipient, catalogue(to.recipient.language)
    _, n = words.text, words.count
    result = n(look.held, "{n} published post has blockers", "{n} published posts have blockers")
    line = f"[{' '.join(to.site.split())}] {_('First look at your archive: {result}', result=result)}"
    name = digest(AlertKind.FIRST_LOOK, recipient.channel, recipient.to, look.batch_id)
    return Alert(
        name, AlertKind.FIRST_LOOK, recipient.channel, recipient.to, recipient.language, line, look.batch_id, (), to.now
    )


def about_question(to: Addressee, mention: Mention) -> Alert:
    """Return the letter that hands an editor's question to whoever answers for the post; once for each recipient."""
    recipient, words = to.recipient, catalogue(to.recipient.language)
    name = digest(AlertKind.QUESTION, recipient.channel, recipient.to, mention.notice_id)
    line = f"[{' '.join(to.site.split())}] {words.text('A question about a post')}"
    kind, at = AlertKind.QUESTION, mention.batch_id
    return Alert(name, kind, recipient.channel, recipient.to, recipient.language, line, at, (mention,), to.now)


def subject_about(role: MentionRole, site: str, title: str, language: str) -> str:
    """Return the subject of an alert message about one post: the site, what happened, the title on one line."""
    _ = catalogue(language).text
    said = {
        MentionRole.NEW: _("Held back: {title}", title=title),
        MentionRole.FIXED: _("Fixed: {title}", title=title),
        MentionRole.STILL: _("Still held: {title}", title=title),
        MentionRole.ASKED: _("Question: {title}", title=title),
        MentionRole.REVIEW: _("To review: {title}", title=title),
    }
    return f"[{' '.join(site.split())}] {said[role]}"


def new_mentions(fresh: Iterable[Notice], held: Mapping[str, HeldPost]) -> Iterator[Mention]:
    """Yield a mention for each notice of a post that is held now."""
    for notice in fresh:
        since = held[notice.post_id].since.isoformat()
        yield Mention(MentionRole.NEW, notice.notice_id, notice.post_id, notice.batch_id, since)


def fixed_mentions(fresh: Iterable[Notice]) -> Iterator[Mention]:
    """Yield a mention for each notice of a post that is fixed."""
    for notice in fresh:
        yield Mention(MentionRole.FIXED, notice.notice_id, notice.post_id, notice.batch_id)


def review_mentions(fresh: Iterable[Notice]) -> Iterator[Mention]:
    """Yield a mention for each notice of a post that a person should look at."""
    for notice in fresh:
        yield Mention(MentionRole.REVIEW, notice.notice_id, notice.post_id, notice.batch_id)


def subject(kind: AlertKind, site: str, mentions: Sequence[Mention], language: str) -> str:
    """Return the subject: the site and counts. Words of posts never stand in a header."""
    words = catalogue(language)
    _, n = words.text, words.count
    held, fixed, still, review = (
        sum(mention.role is role and bool(mention.post_id) for mention in mentions)
        for role in (MentionRole.NEW, MentionRole.FIXED, MentionRole.STILL, MentionRole.REVIEW)
    )
    parts = []
    if held:
        parts.append(n(held, "{n} post held back", "{n} posts held back"))
    if fixed:
        parts.append(n(fixed, "{n} post fixed", "{n} posts fixed"))
    if still:
        parts.append(n(still, "{n} post still held", "{n} posts still held"))
    if review:
        parts.append(n(review, "{n} post to review", "{n} posts to review"))
    said = {
        AlertKind.WEEKLY: _("The week in review"),
        AlertKind.FAILURE: _("A task of the pipeline failed"),
        AlertKind.LATE: _("Today's posts were not decided in time"),
        AlertKind.UNDELIVERED: _("An alert could not be delivered"),
        AlertKind.REPAIRED: _("A damaged file was rebuilt"),
        AlertKind.TEST: _("A test of the alerts"),
    }
    return f"[{' '.join(site.split())}] {said.get(kind) or _(', ').join(parts)}"
