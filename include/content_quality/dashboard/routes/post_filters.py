"""Which posts an address of the list asks for, and in which order."""

from __future__ import annotations

from dataclasses import asdict, replace

from fastapi import Request

from content_quality.adapters.store import listing
from content_quality.core.gate.decide import Verdict

VERDICTS = (*(verdict.label for verdict in sorted(Verdict, reverse=True)), "approved", "undecided")


def narrowed(request: Request) -> listing.Filter:
    """Return the filter an address asks for; a value that is none narrows nothing."""
    asked = {key: value.strip()[:200] or None for key, value in request.query_params.items()}
    verdict, days, waived = asked.get("verdict"), asked.get("days") or "", asked.get("waived")
    return listing.Filter(
        search=asked.get("q"),
        verdict=verdict if verdict in VERDICTS else None,
        check=asked.get("check"),
        author=asked.get("author"),
        section=asked.get("section"),
        language=asked.get("language"),
        source=asked.get("source"),
        batch=asked.get("batch"),
        waived={"yes": True, "no": False}.get(waived or ""),
        days=int(days) if days.isascii() and days.isdigit() and 0 < int(days[:6]) < 100_000 else None,
    )


def order_of(request: Request) -> str:
    """Return the order an address asks for."""
    asked = request.query_params.get("sort", "")
    return asked if asked in listing.ORDERS else "urgency"


def address_of(wanted: listing.Filter, order: str) -> dict[str, str]:
    """Return the query that asks for this list."""
    query = {
        "q": wanted.search,
        **{key: value for key, value in asdict(wanted).items() if key not in ("search", "waived")},
    }
    query["waived"] = None if wanted.waived is None else "yes" if wanted.waived else "no"
    query["sort"] = order if order != "urgency" else None
    return {key: str(value) for key, value in query.items() if value is not None}


def queue_of(request: Request, verdict: str | None) -> tuple[listing.Filter, str]:
    """Return the list that a post's page walks through: the one its address names, or that of posts of its state."""
    wanted = replace(narrowed(request), batch=None)  # in a post's address, a batch names a version
    if wanted == listing.Filter():
        wanted = listing.Filter(verdict=verdict)
    return wanted, order_of(request)
