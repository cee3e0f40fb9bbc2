"""Render the alert about a batch. All text of posts is hostile: it never reaches a header, and HTML escapes it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from content_quality.adapters.outbox import Alert
from content_quality.core.findings import Finding, Severity
from content_quality.core.gate import Decision, Verdict
from content_quality.core.settings import Settings

FINDINGS_SHOWN = 5  # of one post; the page has all of them
POSTS_SHOWN = 40  # of one batch; a first run over an archive would fill a mailbox
LINE_CHARACTERS = 400  # of any text of a post


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as the mail says it."""

    line: int
    severity: str
    message: str
    words: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class PostBlock:
    """One held post as the mail shows it."""

    path: str
    page: str
    findings: tuple[FindingLine, ...]
    more: int


def alert_message(alert: Alert, decisions: Sequence[Decision], settings: Settings) -> EmailMessage:
    """Return the e-mail of `alert` about `decisions`."""
    held = [decision for decision in decisions if decision.verdict is Verdict.HOLD]
    review = [decision for decision in decisions if decision.verdict is Verdict.REVIEW]
    base = settings.alerts.dashboard_url.rstrip("/")
    words = {
        "site": settings.site.name,
        "held": [_block(decision, base) for decision in held[:POSTS_SHOWN]],
        "unshown": max(0, len(held) - POSTS_SHOWN),
        "review": [_block(decision, base) for decision in review[:POSTS_SHOWN]],
        "batch_page": f"{base}/batches/{quote(alert.batch_id)}",
        "checked": len(decisions),
    }
    message = EmailMessage()
    message["Subject"] = alert.subject
    message["From"] = settings.alerts.sender
    message["To"] = _address(alert.recipient)
    message["Message-ID"] = f"<{alert.alert_id}@content-quality>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Content-Quality-Batch"] = alert.batch_id
    message.set_content(_template("alert.txt").render(words))
    message.add_alternative(_template("alert.html").render(words), subtype="html")
    return message


def _address(text: str) -> Address:
    return Address(addr_spec=text)


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("content_quality.adapters.mail"),
        autoescape=name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)


def _block(decision: Decision, base: str) -> PostBlock:
    counted = sorted((finding for finding in decision.findings if finding.waived is None), key=lambda finding: -finding.severity)
    loud = [finding for finding in counted if finding.severity > Severity.INFO]
    lines = tuple(_line(finding) for finding in loud[:FINDINGS_SHOWN])
    return PostBlock(_visible(decision.path), f"{base}/posts/{quote(decision.post_id)}", lines, len(loud) - len(lines))


def _line(finding: Finding) -> FindingLine:
    suggestion = str(finding.suggestion) if finding.suggestion else ""
    return FindingLine(finding.span.line, finding.severity.label, _visible(str(finding.message)), _visible(finding.excerpt), _visible(suggestion))


def _visible(text: str) -> str:
    """Return `text` on one line, shortened, without characters that hide, reorder or control what is read."""
    line = " ".join(text.split())[:LINE_CHARACTERS]
    return "".join(character for character in line if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co"))
