"""A letter as Slack blocks. Words of posts are escaped and stand in plain text where they can; nothing in them mentions anybody.

Slack reads `<…>` as links and mentions, and with mrkdwn also `*`, `_`, `~` and backquotes. All of it is taken apart, and
links are not unfurled.
"""

from __future__ import annotations

import re
from typing import Any

from content_quality.adapters.channels import Endpoint, NotDelivered
from content_quality.adapters.channels.post import post
from content_quality.adapters.files import dump
from content_quality.core.catalogue import Catalogue, catalogue
from content_quality.core.letter import FindingLine, Letter, PostLine

BLOCKS = 45  # Slack refuses messages of more than 50
CHARACTERS = 2_800  # of one text; Slack refuses more than 3,000
FINDINGS = 3  # of one post; the page has all of them
MARKS = re.compile(r"([*_~`])")
MENTION = re.compile(r"@(?=\w)")
TOKEN = "xox"  # noqa: S105 - how a bot's token starts; anything else in the password belongs to an incoming webhook


def escaped(text: str) -> str:
    """Return text of a post that Slack shows as it is: no markup, no link, no mention."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MENTION.sub("@\u2060", MARKS.sub("\u2060\\1\u2060", plain))


def payload(letter: Letter) -> dict[str, Any]:
    """Return the message of `letter`: a text for notifications, and blocks."""
    words = catalogue(letter.language)
    _, n = words.text, words.count
    blocks: list[dict[str, Any]] = [{"type": "header", "text": {"type": "plain_text", "text": letter.subject[:150], "emoji": False}}]
    if letter.about:
        blocks.append(_section(escaped(letter.about)))
    blocks += [_section(f"{escaped(cause.message)}\n{n(cause.count, '{n} post', '{n} posts')}") for cause in letter.causes]
    blocks += [_section(_post(post_line, words)) for post_line in letter.new]
    for title, lines in ((_("Fixed"), letter.fixed), (_("Still held"), letter.still)):
        if lines:
            blocks.append(_section(f"*{title}*\n" + "\n".join(_linked(line) for line in lines)))
    if letter.noisiest:
        blocks.append(_section("\n".join(f"{escaped(check)}: {number}" for check, number in letter.noisiest)))
    if len(blocks) > BLOCKS:
        blocks = blocks[:BLOCKS]
    page, title = (letter.batch_page, _("The whole batch")) if letter.batch_page else (letter.desk, _("The desk"))
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": f"<{_url(page)}|{title}>"}]})
    return {"text": escaped(letter.subject), "blocks": blocks, "unfurl_links": False, "unfurl_media": False, "parse": "none", "link_names": False}


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text[:CHARACTERS], "verbatim": True}}


def _url(url: str) -> str:
    return url.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")


def _linked(line: PostLine) -> str:
    return f"<{_url(line.page)}|{escaped(line.path)[:300].replace('|', '¦')}>"


def _post(line: PostLine, words: Catalogue) -> str:
    said = [_linked(line), *(_finding(finding, words) for finding in line.findings[:FINDINGS])]
    return "\n".join(said)


def _finding(finding: FindingLine, words: Catalogue) -> str:
    text = f"• {words.text('Line {line}', line=finding.line)}: {escaped(finding.message)}"
    return f"{text} → {escaped(finding.suggestion)}" if finding.suggestion else text


def send(endpoint: Endpoint, to: str, letter: Letter) -> None:
    """Hand `letter` to Slack: to the channel or member `to` with a bot's token, or to an incoming webhook."""
    message = payload(letter)
    headers = {"Content-Type": "application/json; charset=utf-8"}
    if not endpoint.secret.startswith(TOKEN):
        url = f"{endpoint.url.rstrip('/')}/{endpoint.secret.lstrip('/')}" if endpoint.secret else endpoint.url
        post(url, dump(message), headers, endpoint.timeout_seconds)
        return
    answer = post(
        f"{endpoint.url.rstrip('/')}/chat.postMessage",
        dump({"channel": to, **message}),
        {**headers, "Authorization": f"Bearer {endpoint.secret}"},
        endpoint.timeout_seconds,
    )
    try:
        said = answer.json()
    except ValueError as error:
        raise NotDelivered("Slack's answer is no JSON") from error
    if not (isinstance(said, dict) and said.get("ok")):
        reason = str(said.get("error", "no reason"))[:80] if isinstance(said, dict) else "no reason"
        raise NotDelivered(f"Slack: {reason}", refused=reason in ("channel_not_found", "invalid_auth", "not_in_channel", "is_archived", "account_inactive"))
