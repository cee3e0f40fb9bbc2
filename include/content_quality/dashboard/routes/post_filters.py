"""Which posts an address of the list asks for, and in which order."""

from __future__ import annotations

from dataclasses import asdict, replace

from fastapi import Request

from content_quality.adapters.store import listing
from content_quality.core.gate.decide import Verdict
from content_quality.core.i18n.catalogue import marked
from content_quality.dashboard.refusal import Refusal

VERDICTS = (*(verdict.label for verdict in sorted(Verdict, reverse=True)), "approved", "undecided")
WAIVED = {"yes": True, "no": False}


def narrowed(request: Request) -> listing.Filter:
    """Return the filter an address asks for; refuse a value that is none, for a list that ignores it misleads."""
    asked = {key: value.strip()[:200] or None for key, value in request.query_params.items()}
    verdict, days, waived = asked.get("verdict"), asked.get("days"), asked.get("waived")
    wrong = [
        name
        for name, is_known in (
            ("verdict", verdict is None or verdict in VERDICTS),
            ("waived", waived is None or waived in WAIVED),
            ("days", days is None or _is_count(days)),
            ("sort", asked.get("sort") is None or asked["sort"] in listing.ORDERS),
        )
        if not is_known
    ]
    if wrong:
        raise Refusal(
            400, marked("Not understood"), marked("A part of this address cannot be understood."), parameters=wrong
        )
    return listing.Filter(
        search=asked.get("q"),
        verdict=verdict,
        check=asked.get("check"),
        author=asked.get("author"),
        section=asked.get("section"),
        language=asked.get("language"),
        source=asked.get("source"),
        batch=asked.get("batch"),
        waived=WAIVED.get(waived or ""),
        days=int(days) if days else None,
    )


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6 and int(text) > 0


def order_of(request: Request) -> str:
    """Return the order an address asks for."""
    asked = request.query_params.get("sort", "").strip()
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
