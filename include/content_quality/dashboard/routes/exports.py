"""Exports of a list: its posts, and every finding of these posts, for a spreadsheet and for a program."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from content_quality.adapters.store import listing
from content_quality.adapters.store.every_finding import every_finding
from content_quality.dashboard import export
from content_quality.dashboard.context import reading
from content_quality.dashboard.languages import language_of
from content_quality.dashboard.routes.post_filters import narrowed, order_of

router = APIRouter(include_in_schema=False)
EXPORTED = 100_000  # posts


def _posts(request: Request) -> Iterator[export.Row]:
    language = language_of(request)
    with reading(request) as session:
        for post in listing.every(session, narrowed(request), order_of(request), at_most=EXPORTED):
            yield export.row(post, language)


def _findings(request: Request) -> Iterator[export.Row]:
    language = language_of(request)
    with reading(request) as session:
        for found in every_finding(session, narrowed(request)):
            yield export.finding_row(found, language)


def _download(lines: Iterator[str], kind: str, name: str) -> Response:
    first = next(lines)  # a snapshot that cannot be read is refused before the answer starts

    def all_lines() -> Iterator[str]:
        yield first
        yield from lines

    return StreamingResponse(
        all_lines(), media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/posts.csv")
def posts_csv(request: Request) -> Response:
    """Export the list for a spreadsheet."""
    narrowed(request)  # refuses before the answer starts
    with reading(request):
        return _download(export.as_csv(_posts(request)), "text/csv; charset=utf-8", "posts.csv")


@router.get("/posts.json")
def posts_json(request: Request) -> Response:
    """Export the list for a program."""
    narrowed(request)
    with reading(request):
        return _download(export.as_json(_posts(request)), "application/json", "posts.json")


@router.get("/findings.csv")
def findings_csv(request: Request) -> Response:
    """Export every finding of the list's posts for a spreadsheet."""
    narrowed(request)
    with reading(request):
        lines = export.as_csv(_findings(request), export.FINDING_COLUMNS)
        return _download(lines, "text/csv; charset=utf-8", "findings.csv")


@router.get("/findings.json")
def findings_json(request: Request) -> Response:
    """Export every finding of the list's posts for a program."""
    narrowed(request)
    with reading(request):
        return _download(export.as_json(_findings(request)), "application/json", "findings.json")
