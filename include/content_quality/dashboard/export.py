"""Exports of posts and of findings. A spreadsheet must never run what stands in a post's title."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from content_quality.adapters.store.every_finding import FoundInPost
from content_quality.adapters.store.listing import Listed
from content_quality.dashboard.languages import Language

COLUMNS = (
    "post_id", "path", "verdict", "released", "decided_at", "title", "author", "section", "language", "date",
    "repeated_share", "blockers", "warnings", "infos", "waived", "first_check", "first_line", "first_message",
)  # fmt: skip
FINDING_COLUMNS = (
    "post_id", "path", "title", "author", "verdict", "check", "category", "severity", "line", "column", "end_line",
    "end_column", "message", "suggestion", "excerpt", "fingerprint", "waived_by", "waived_until", "waived_reason",
)  # fmt: skip
FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # full-width signs start a formula in Japanese spreadsheets
# A program that takes another separator than the comma begins a cell behind it; one that takes a line end, a row.
SEPARATED = re.compile(rf"([;|\t\r\n][ \u3000\u00a0\u200b\ufeff]*)(?=[{re.escape(''.join(FORMULA))}])")
ROWS_AT_ONCE = 1_000  # each piece of an answer costs a change of threads
BOM = "\ufeff"  # spreadsheets otherwise take UTF-8 for a local encoding

Row = dict[str, str | int | float | bool | None]


def row(post: Listed, language: Language) -> Row:
    """Return one post as an export shows it."""
    first = post.foremost
    finding = first.finding
    return {
        "post_id": post.post_id,
        "path": post.path,
        "verdict": post.verdict or "undecided",
        "released": bool(post.released),
        "decided_at": post.decided_at.isoformat() if post.decided_at else None,
        "title": post.title,
        "author": post.author,
        "section": post.section,
        "language": post.language,
        "date": post.date,
        "repeated_share": post.repeated_share,
        "blockers": first.blockers,
        "warnings": first.warnings,
        "infos": first.infos,
        "waived": first.waived,
        "first_check": finding.check if finding else None,
        "first_line": finding.span.line if finding else None,
        "first_message": language.message(finding.message) if finding else None,
    }


def finding_row(found: FoundInPost, language: Language) -> Row:
    """Return one finding as an export shows it."""
    finding, waived = found.finding, found.finding.waived
    return {
        "post_id": found.post_id,
        "path": found.path,
        "title": found.title,
        "author": found.author,
        "verdict": found.verdict or "undecided",
        "check": finding.check,
        "category": finding.category.value,
        "severity": finding.severity.label,
        "line": finding.span.line,
        "column": finding.span.column,
        "end_line": finding.span.end_line,
        "end_column": finding.span.end_column,
        "message": language.message(finding.message),
        "suggestion": language.message(finding.suggestion) or None,
        "excerpt": finding.excerpt,
        "fingerprint": finding.fingerprint,
        "waived_by": waived.by if waived else None,
        "waived_until": waived.until if waived else None,
        "waived_reason": waived.reason if waived else None,
    }


def as_csv(rows: Iterable[Row], columns: Sequence[str] = COLUMNS) -> Iterator[str]:
    """Yield the lines of a CSV file that no spreadsheet takes for formulas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    yield BOM
    for number, exported in enumerate(rows, start=1):
        writer.writerow([cell(exported[column]) for column in columns])
        if number % ROWS_AT_ONCE == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def cell(value: str | float | bool | None) -> str | float | None:
    """Return `value` so that a spreadsheet shows it as text.

    A leading sign of a formula gets an apostrophe before it.
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        inner = SEPARATED.sub(r"\1'", value)
        return f"'{inner}" if value.lstrip(" \u3000\u00a0\u200b\ufeff").startswith(FORMULA) else inner
    return value


def as_json(rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON list, one post or finding a line."""
    yield "["
    written = iter(json.dumps(exported, ensure_ascii=False) for exported in rows)
    separator = "\n"
    while lines := list(islice(written, ROWS_AT_ONCE)):
        yield separator + ",\n".join(lines)
        separator = ",\n"
    yield "\n]\n"
