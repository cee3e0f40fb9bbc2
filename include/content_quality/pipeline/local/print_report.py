"""The report of `content-quality check` as text for people."""

from __future__ import annotations

from typing import TextIO, cast

from content_quality.core.report.json_report import Json, PostReport


def print_report(whole: Json, stream: TextIO) -> None:
    """Write the report `whole` to `stream` as text."""
    posts: list[PostReport] = whole["posts"]  # type: ignore[assignment] # built by report() three lines up
    for post in posts:
        if not post["findings"] and not post["error"]:
            continue
        stream.write(f"{one_line(post['path'])}: {post['verdict']}\n")
        for finding in post["findings"]:
            accepted = (
                f" (accepted: {one_line(str(finding['waived']['reason']))})"
                if isinstance(finding["waived"], dict)
                else ""
            )
            place = f"{finding['line']}:{finding['column']}"
            stream.write(
                f"  {place} {finding['severity']} {one_line(str(finding['message']))} [{finding['check']}]{accepted}\n"
            )
            if finding["suggestion"]:
                stream.write(f"      → {one_line(str(finding['suggestion']))}\n")
        if post["error"]:
            stream.write(f"  not decided: {printable(post['error'])}\n")
    patterns = cast("list[Json]", whole["site_findings"])
    stream.writelines(
        f"The site: {pattern['severity']} {one_line(str(pattern['message']))} [{pattern['check']}]\n"
        for pattern in patterns
    )
    summary = whole["summary"]
    assert isinstance(summary, dict)
    stream.write(
        f"{summary['posts']} {'post' if summary['posts'] == 1 else 'posts'}: {summary['hold']} hold, {summary['review']} review, {summary['clear']} clear.\n"
    )
    stream.write("This is the checks' own verdict; in the pipeline the gate adds the site's suites.\n")


def one_line(text: str) -> str:
    """Return `text` as part of one line: the name of a file may hold a line end, and must not write a line of its own."""
    return printable(text).replace("\n", "�")


def printable(text: str) -> str:
    """Return `text` without control characters, which a terminal would obey."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)
