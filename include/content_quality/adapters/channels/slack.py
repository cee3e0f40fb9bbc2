"""An alert message as Slack blocks. Words of posts are escaped; nothing in them is a link, markup, or mentions anybody.

Slack reads `<…>` as links and mentions, and with mrkdwn also `*`, `_`, `~` and backquotes. All of it is taken apart,
and
links are not unfurled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.post import post
from content_quality.adapters.state.files import dump
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.alerts.message import AlertMessage, FindingLine, FoundArchive, PostLine, shortened
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.records import dataclass

BLOCKS = 45  # Slack refuses messages of more than 50
CHARACTERS = 2_800  # of one text; Slack refuses more than 3,000
HEADER_CHARACTERS = 150  # Slack refuses longer ones
LINK_CHARACTERS = 1_000  # of an address; a longer one is left out, so that text stays around it
FINDINGS = 3  # of one post; the page has all of them
MARKS = re.compile(r"([*_~`])")
MENTION = re.compile(r"@(?=\w)")
NEVER_WORDS = (
    "channel_not_found", "not_in_channel", "is_archived", "user_not_found", "invalid_auth", "account_inactive",
    "token_revoked", "token_expired",
    "not_authed", "missing_scope", "restricted_action", "no_permission", "invalid_blocks", "invalid_arguments",
    "msg_too_long", "no_text",
)  # fmt: skip
JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Way:
    """How a request gets to Slack. Slack's own client is not used: it follows redirects, and takes the token along."""

    timeout_seconds: float
    proxy: str | None = None


def escaped(text: str) -> str:
    """Return text of a post that Slack shows as it is: no markup, no link, no mention."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MENTION.sub("@\u2060", MARKS.sub("\u2060\\1\u2060", plain))


def payload(alert_message: AlertMessage) -> dict[str, Any]:
    """Return the message of `alert_message`: a text for notifications, and blocks."""
    header = {
        "type": "header",
        "text": {"type": "plain_text", "text": shortened(alert_message.subject, HEADER_CHARACTERS), "emoji": False},
    }
    blocks = [header, *_packed(_opening(alert_message))]
    for post_line in alert_message.new:
        blocks += [{"type": "divider"}, *_packed(_post(post_line, catalogue(alert_message.language)))]
    blocks += _packed(_lists(alert_message))
    footer = {"type": "context", "elements": [{"type": "mrkdwn", "text": _footer(alert_message)}]}
    return {
        "text": escaped(alert_message.subject),
        "blocks": [*blocks[:BLOCKS], footer],
        "unfurl_links": False,
        "unfurl_media": False,
        "parse": "none",
        "link_names": False,
    }


def _opening(alert_message: AlertMessage) -> Iterator[str]:
    """Yield what the whole alert message is about."""
    words = catalogue(alert_message.language)
    _, n = words.text, words.count
    if alert_message.kind is AlertKind.TEST:
        yield _(
            "This is a test. If you can read this message, alerts from {site} reach you.",
            site=escaped(alert_message.site),
        )
    if alert_message.archive:
        yield from _archive(alert_message.archive, words)
    if alert_message.kind is AlertKind.WEEKLY:
        yield _("{site}: the checks are running.", site=escaped(alert_message.site))
        yield n(alert_message.held_now, "{n} post is held back now.", "{n} posts are held back now.")
        if alert_message.debt_now:
            yield n(
                alert_message.debt_now,
                "{n} post is published with debt: old findings that a person accepted.",
                "{n} posts are published with debt: old findings that a person accepted.",
            )
        yield from (f"{day.day.isoformat()}  {day.hold} / {day.review} / {day.clear}" for day in alert_message.trend)
        yield from (
            f"• {escaped(check)}: {n(number, '{n} post', '{n} posts')}" for check, number in alert_message.noisiest
        )
    if alert_message.asked:
        yield _("{who} asks you about this post:", who=escaped(alert_message.asked.who))
        yield f"> {escaped(alert_message.asked.question)}"
    yield from _faults(alert_message, words)
    if alert_message.about:
        yield from (escaped(line) for line in alert_message.about.splitlines())
        yield _("No post is published unchecked: a post without a decision is held.")
    for cause in alert_message.causes:
        yield f"*{n(cause.count, '{n} post', '{n} posts')}*: {escaped(cause.message)}"


def _faults(alert_message: AlertMessage, words: Catalogue) -> Iterator[str]:
    """Yield why something failed, what to do, and where."""
    for fault in alert_message.faults:
        yield f"*{escaped(fault.sentence)}*"
        yield f"{words.text('Next step:')} {escaped(fault.step)}"
        pages = ((fault.retry, words.text("Try again")), (fault.log, words.text("Open the log")))
        if links := [_link(page, title) for page, title in pages if page]:
            yield " · ".join(links)


def _archive(found: FoundArchive, words: Catalogue) -> Iterator[str]:
    """Yield what the first look at an archive found, and the next step."""
    _, n = words.text, words.count
    numbers = {"held": found.held, "posts": found.posts, "review": found.review, "clear": found.clear}
    yield _(
        "{held} of {posts} published posts have blockers, {review} have warnings, {clear} are clear. Readers see these "
        "posts already; nothing was changed or unpublished.",
        **{name: f"{number:,}" for name, number in numbers.items()},
    )
    yield f"*{_link(found.page, _('Accept the present state'))}*"
    for cause in found.causes:
        yield f"• {_(cause.severity)} · {n(cause.posts, '{n} post', '{n} posts')} · {escaped(cause.message)}"
    if found.unshown:
        yield n(found.unshown, "{n} more cause is on the page.", "{n} more causes are on the page.")


def _lists(alert_message: AlertMessage) -> Iterator[str]:
    words = catalogue(alert_message.language)
    _, n = words.text, words.count
    if alert_message.unshown:
        yield n(
            alert_message.unshown,
            "{n} more held post is on the batch's page.",
            "{n} more held posts are on the batch's page.",
        )
    for title, lines in (
        (_("Fixed"), alert_message.fixed),
        (_("Still held"), alert_message.still),
        (_("Released; please review"), alert_message.review),
    ):
        if lines:
            yield f"*{title}*"
        for line in lines:
            yield f"• {_link(line.page, line.name)}{_held_for(line, words)}"


def _footer(alert_message: AlertMessage) -> str:
    _ = catalogue(alert_message.language).text
    pages = (
        (alert_message.batch_page, _("The whole batch")),
        (alert_message.run_page, _("The task that made the decision")),
        (alert_message.inbox, _("Questions that wait for an answer")),
        (alert_message.dashboard_url, _("The dashboard")),
    )
    return " · ".join(_link(page, title) for page, title in pages if page)


def _post(line: PostLine, words: Catalogue) -> Iterator[str]:
    yield f"*{_link(line.page, line.name)}*{_held_for(line, words)}"
    for finding in line.findings[:FINDINGS]:
        yield from _finding(finding, words)
    more = line.more + len(line.findings[FINDINGS:])
    if more:
        yield words.count(more, "and {n} more on the post's page.", "and {n} more on the post's page.")
    if line.repair:
        figures = {"share": line.repair.shorter, "gone": line.repair.gone, "all": line.repair.before}
        said = words.text("A repair is proposed: {share} % shorter, {gone} of {all} findings gone.", **figures)
        yield f"{said} {_link(line.repair.page, words.text('Show the repair'))}"
    shown = _link(line.page, words.text("Show in the text"))
    yield f"{shown} · {_link(f'{line.page}#findings', words.text('Accept with a waiver'))}"


def _finding(finding: FindingLine, words: Catalogue) -> Iterator[str]:
    section = f" · {escaped(finding.section)}" if finding.section else ""
    place, severity = words.text("Line {line}", line=finding.line), words.text(finding.severity)
    yield f"• *{place}*{section} ({severity}): {escaped(finding.message)}"
    if finding.lines:
        yield from (f"> {escaped(line)}" for line in finding.quote)
    elif finding.words:
        before, marked, after = map(escaped, (finding.words.before, finding.words.marked, finding.words.after))
        yield f"> {before}[{marked}]{after}" if before or after else f"> {marked}"
    if finding.suggestion:
        yield f"→ {escaped(finding.suggestion)}"
    if finding.why:
        yield f"{words.text('Why it matters:')} {escaped(finding.why)}"


def _held_for(line: PostLine, words: Catalogue) -> str:
    return f" ({words.count(line.days, 'held for {n} day', 'held for {n} days')})" if line.days else ""


def _link(page: str, title: str) -> str:
    address = page.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")
    shown = escaped(title).replace("|", "¦")
    return f"<{address}|{shown}>" if len(address) <= LINK_CHARACTERS else shown


def _packed(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Return sections that hold `lines`, each whole: a cut would open a link or an entity."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line) < CHARACTERS:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}} for text in texts]


def send_by_webhook(url: str, message: Mapping[str, Any], way: Way) -> None:
    """Hand a message to an incoming webhook; raise `NotDelivered` unless Slack took it."""
    post(url, dump(message), JSON, way.timeout_seconds, way.proxy)


def send_by_bot(base_url: str, token: str, message: Mapping[str, Any], way: Way) -> None:
    """Hand a message to Slack's API with a bot's token; raise `NotDelivered` unless Slack took it."""
    headers = {**JSON, "Authorization": f"Bearer {token}"}
    answer = post(f"{base_url}chat.postMessage", dump(message), headers, way.timeout_seconds, way.proxy)
    try:
        row = json.loads(answer)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or row.get("ok") is not True:
        said = row.get("error") if isinstance(row, dict) else None
        words = str(said or "an answer that cannot be read")[:80]
        raise NotDelivered(f"Slack: {words}", refused=said in NEVER_WORDS)
