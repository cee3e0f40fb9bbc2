"""Make the pictures of the letters from the samples: python -m scripts.dev.mail_pictures.

The posts come in as they would have, batch by batch over three months. What an editor then finds in the mailbox, in
English
and in Japanese, on a dashboard and on a phone, is looked at with Debian's Chromium. With a folder behind it the mails
themselves
are kept there, as files that mail programs open.
"""

from __future__ import annotations

import base64
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from content_quality.adapters.channels.mail.render import email
from content_quality.adapters.site import settings_file
from content_quality.adapters.state.workspace import Workspace
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.alerts.message import AlertMessage
from content_quality.core.settings import Recipient
from content_quality.pipeline.alerts.deliver_alerts import deliver_alerts
from content_quality.pipeline.project import Project
from scripts.dev.screenshots import IMAGES, LARGEST, ROOT, decide
from tests.dashboard.browser import Browser, browser

LANGUAGES = ("en", "ja")
BATCH_AT = datetime(2026, 11, 13, 21, 0, tzinfo=UTC)  # six on a Saturday morning in the samples' time zone
REPAIRED = "2026-08-07-a-quieter-inbox.md"
COPY = 39  # the line of the repaired post that tells an earlier one again
ARRIVALS = (3, 5, 2, 4, 1, 6, 3, 2, 4)  # posts on each of the days before the weekly letter


@dataclass(frozen=True, slots=True)
class MailPicture:
    """One picture: which letter, in which window and colours."""

    name: str
    kind: AlertKind
    width: int = 760
    height: int = 1000
    dark: bool = False
    languages: tuple[str, ...] = LANGUAGES


PICTURES = (
    MailPicture("mail", AlertKind.URGENT),
    MailPicture("mail-dark", AlertKind.URGENT, dark=True, languages=("en",)),
    MailPicture("mail-phone", AlertKind.URGENT, 390, 844, languages=("ja",)),
    MailPicture("mail-digest", AlertKind.DIGEST, height=700),
    MailPicture("mail-weekly", AlertKind.WEEKLY, height=760),
)


class Mailbox:
    """Keeps the letters that it is handed."""

    def __init__(self) -> None:
        self.letters: list[AlertMessage] = []

    def send(self, recipient: Recipient, alert_message: AlertMessage) -> None:  # noqa: ARG002 - the interface of channels
        """Keep `letter`."""
        self.letters.append(alert_message)


def letters(folder: Path) -> list[AlertMessage]:
    """Return the alert messages about the samples.

    They are one batch of all, a post repaired on the same day, and a week's arrivals.
    """
    mailbox = Mailbox()
    one = site(folder / "batch")
    posts = one.root / "_posts"
    decide(one, BATCH_AT)
    deliver_alerts(one, mailbox, BATCH_AT + timedelta(minutes=5))
    lines = (posts / REPAIRED).read_text("utf-8").splitlines(keepends=True)
    (posts / REPAIRED).write_text("".join([*lines[: COPY - 1], *lines[COPY + 1 :]]), "utf-8")
    os.utime(posts / REPAIRED, (BATCH_AT.timestamp(),) * 2)
    decide(one, BATCH_AT + timedelta(hours=7))
    deliver_alerts(one, mailbox, BATCH_AT + timedelta(hours=27))
    week = site(folder / "week")
    waiting = [
        (week.root / "_posts" / name).rename(folder / name)
        for name in sorted(path.name for path in (week.root / "_posts").iterdir())
    ]
    for day, count in enumerate(ARRIVALS):
        for path in waiting[:count]:
            path.rename(week.root / "_posts" / path.name)
        waiting = waiting[count:]
        decide(week, BATCH_AT + timedelta(days=day))
    deliver_alerts(week, mailbox, BATCH_AT + timedelta(days=len(ARRIVALS), hours=3))
    return mailbox.letters


def site(folder: Path) -> Project:
    """Return a copy of the sample site whose two readers hear of everything, each in one language."""
    shutil.copytree(ROOT / "samples" / "site" / "_posts", folder / "_posts")
    config = folder / "content-quality.toml"
    config.write_text(
        (ROOT / "content-quality.toml").read_text("utf-8").replace("samples/site/_posts", "_posts"), "utf-8"
    )
    settings = settings_file.load(config)
    people = tuple(Recipient(to=f"{code}@small-hours.example", role="desk", language=code) for code in LANGUAGES)
    alerts = replace(settings.alerts, editors=(), recipients=people, decided_by="")
    return Project(
        folder, replace(settings, alerts=alerts), Workspace(folder / "var"), ROOT / "expectations", BATCH_AT.date()
    )


def page(alert_message: AlertMessage) -> str:
    """Return the HTML of `letter` as a mail program shows it: with the attached picture in its place."""
    message = email(alert_message, "desk@small-hours.example", "content-quality@small-hours.example")
    html: str = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    for part in message.walk():
        if part.get_content_maintype() == "image":
            kind, content = part.get_content_type(), base64.b64encode(part.get_content()).decode()
            html = html.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:{kind};base64,{content}")
    return html


def take(tab: Browser, alert_message: AlertMessage, picture: MailPicture, path: Path) -> None:
    """Write one picture of `letter`."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as file:
        file.write(page(alert_message))
        file.flush()
        tab.look(width=picture.width, height=picture.height, dark=picture.dark)
        tab.open(f"file://{file.name}")
        tab.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame)).then(() => true)")
        tab.screenshot(path)


def main() -> int:
    """Write every picture; return 1 when one is too large."""
    with tempfile.TemporaryDirectory(prefix="mails-") as folder:
        found = letters(Path(folder))
    if len(sys.argv) > 1:
        keep = Path(sys.argv[1])
        keep.mkdir(parents=True, exist_ok=True)
        for number, alert_message in enumerate(found):
            message = email(
                alert_message, f"{alert_message.language}@small-hours.example", "content-quality@small-hours.example"
            )
            (keep / f"{number:02d}-{alert_message.kind.value}-{alert_message.language}.eml").write_bytes(bytes(message))
    written = []
    with browser() as tab:
        for picture in PICTURES:
            for language in picture.languages:
                alert_message = next(one for one in found if one.kind is picture.kind and one.language == language)
                written.append(IMAGES / f"{picture.name}-{language}.png")
                take(tab, alert_message, picture, written[-1])
    print("\n".join(f"{path.stat().st_size / 1024:6.0f} KiB  {path.relative_to(ROOT)}" for path in written))
    return int(any(path.stat().st_size > LARGEST for path in written))


if __name__ == "__main__":
    sys.exit(main())
