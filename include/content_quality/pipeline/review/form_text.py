"""Text of posts in a form of Airflow: Markdown in which nothing of a post is a link, an image or HTML."""

from __future__ import annotations

import re
from urllib.parse import quote

from content_quality.core.findings import Message
from content_quality.core.text.printable import one_line
from content_quality.pipeline.project import Project
from content_quality.pipeline.review.held_patterns import Row

MOST_CHARACTERS = 200  # of one value: about two lines of the form
RUNS = re.compile("`+")
NUMBERS = re.compile(r"[\d.,:–%+-]+")  # they need no fence: they hold no Markdown


def words(text: Message) -> str:
    """Return a message in Markdown: our template and numbers as they are, other values as code."""
    return str(Message(text.template, {name: _value(value) for name, value in text.values.items()}))


def _value(value: str | float) -> str | float:
    return value if isinstance(value, int | float) or NUMBERS.fullmatch(value) else code(value)


def code(text: str) -> str:
    """Return hostile text as a Markdown code span, in which nothing is a link, an image or HTML."""
    line = plain(text)
    longest = max((len(run) for run in RUNS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{padding}{line}{padding}{fence}" if line else "(empty)"


def plain(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return `text` on one line, cut, without characters that don't print."""
    line = " ".join(one_line(text, " ").split())
    return line if len(line) <= most else f"{line[:most]}…"


def page_of(project: Project, post_id: str) -> str:
    """Return the page of a post on the dashboard, as the target of a link."""
    quoted = quote(post_id, errors="replace").replace("(", "%28").replace(")", "%29")
    return f"{project.settings.alerts.dashboard_url.rstrip('/')}/posts/{quoted}"


def untold(project: Project, row: Row) -> list[str]:
    """Return the lines about posts of the batch that no question is about; none where all are asked about."""
    left = int(row.get("untold", 0))
    if not left:
        return []
    page = f"{project.settings.alerts.dashboard_url.rstrip('/')}/batches/{quote(str(row['batch_id']))}"
    held = "1 more post of this batch is held" if left == 1 else f"{left} more posts of this batch are held"
    return [f"{held}, and no question is about it: [all of them]({page})", ""]
