"""The report for people at a terminal: grouped by post, with the source line and the place underlined."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len, chop_cells

from content_quality.core.report.shape import CheckedPost, FindingReport, Report
from content_quality.core.text.printable import one_line
from content_quality.renderers.options import RenderOptions, totals

COLOURS = {"blocker": "31", "warning": "33", "info": "36", "hold": "31", "review": "33", "debt": "35", "clear": "32"}
MARGIN = 24  # columns shown before the place when a line is too long to be shown whole
SIGNS = 4  # that may share one column, such as a letter and its accents; more of them are cut off
NOTE = "This is the checks' own verdict; in the pipeline the gate adds the site's suites."


def text(report: Report, options: RenderOptions) -> str:
    """Return the report as lines for people."""
    return "".join(f"{line}\n" for line in _lines(report, options))


def _lines(report: Report, options: RenderOptions) -> Iterator[str]:
    for post in report["posts"]:
        if post["findings"] or post["error"]:
            yield from _post(post, options)
    for pattern in report["site_findings"]:
        severity = _coloured(pattern["severity"], options)
        yield f"The site: {severity} {one_line(pattern['message'])} [{pattern['check']}]"
    yield totals(report)
    yield NOTE


def _post(post: CheckedPost, options: RenderOptions) -> Iterator[str]:
    yield f"{one_line(post['path'])}: {_coloured(post['verdict'], options)}"
    source = options.source(post["path"])
    for finding in post["findings"]:
        yield from _finding(finding, options)
        if 0 < finding["line"] <= len(source):
            yield from _excerpt(source[finding["line"] - 1], finding, options)
        if finding["suggestion"]:
            yield f"      → {one_line(finding['suggestion'])}"
    if post["error"]:
        yield f"  not decided: {one_line(post['error'])}"


def _finding(finding: FindingReport, options: RenderOptions) -> Iterator[str]:
    waived = finding["waived"]
    accepted = f" (accepted: {one_line(waived['reason'])})" if waived else ""
    severity = _coloured(finding["severity"], options)
    place = f"{finding['line']}:{finding['column']}"
    yield f"  {place} {severity} {one_line(finding['message'])} [{finding['check']}]{accepted}"


def _excerpt(line: str, finding: FindingReport, options: RenderOptions) -> Iterator[str]:
    """Yield the source line and a line of carets; columns are those of the terminal, where some signs take two."""
    first = finding["column"] - 1
    last = finding["end_column"] if finding["end_line"] == finding["line"] else len(line)
    room = max(20, options.width - 8)
    near = SIGNS * room  # a line of some posts has thousands of signs, and is shown for each of its findings
    parts = line[max(0, first - near) : first], line[first : min(last, first + near)], line[last : last + near]
    before, marked, after = map(one_line, parts)
    if _cells(before, MARGIN + 1) > MARGIN:
        before = "…" + _last_cells(before, MARGIN)
    indent = cell_len(before)
    shown = _first_cells(before + marked + after, room)
    carets = max(1, min(_cells(marked, room), cell_len(shown) - indent))
    yield f"      {shown}"
    yield f"      {' ' * indent}{_coloured('^' * carets, options, finding['severity'])}"


def _cells(words: str, enough: int) -> int:
    """Return how many columns `words` take, or some number from `enough` on."""
    begin = cell_len(words[:enough])
    return begin if begin >= enough or len(words) <= enough else cell_len(words)


def _first_cells(words: str, room: int) -> str:
    near = words[: room + SIGNS]  # enough where each sign takes a column or two
    near = near if cell_len(near) > room else words[: SIGNS * room]
    return words if near == words and cell_len(words) <= room else chop_cells(near, room - 1)[0] + "…"


def _last_cells(words: str, room: int) -> str:
    kept = words[-room:]
    while (over := cell_len(kept) - room) > 0:
        kept = kept[max(1, over // 2) :]  # no sign takes more than two columns
    return kept


def _coloured(word: str, options: RenderOptions, tone: str | None = None) -> str:
    colour = COLOURS.get(tone or word)
    return f"\x1b[{colour}m{word}\x1b[0m" if options.colour and colour else word
