"""Templates, and what they may call. Everything is escaped; no template writes a script or a style."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from content_quality.core.dag_ids import plain_of
from content_quality.core.document.file_names import called
from content_quality.core.gate.answers import name_of
from content_quality.core.i18n.catalogue import marked, plural
from content_quality.dashboard.context import dashboard_of
from content_quality.dashboard.languages import COOKIE, LANGUAGES, Language, language_of

FOLDER = Path(__file__).parent
PLACEHOLDER = re.compile(r"\{[a-z_]+\}")  # of a message template that is shown without its values


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Return `template` as a page in the reader's language."""
    dashboard, language = dashboard_of(request), language_of(request)
    seen = dashboard.last_sign_of_life()
    context = {
        "dashboard": dashboard,
        "language": language,
        "_": language.text,
        "say": language.message,
        "n": language.count,
        "url": urls(request),
        "here": request.url.path,
        "language_urls": _language_urls(request),
        "when": lambda moment: _when(moment, dashboard.zone),
        "ago": lambda moment: ago(language, dashboard.clock(), moment),
        "lasting": lambda moment: lasting(language, dashboard.clock(), moment),
        "now": dashboard.clock(),
        "seen_at": seen,
        "stale": dashboard.is_stale(),
        "section": template.partition(".")[0],
        "bare": False,
        **values,
    }
    response = HTMLResponse(environment().get_template(template).render(context), status_code=status)
    if request.query_params.get("lang") in LANGUAGES:
        response.set_cookie(
            COOKIE,
            request.query_params["lang"],
            max_age=31_536_000,
            path=request.scope.get("root_path") or "/",
            samesite="lax",
            httponly=True,
        )
    return response


def _language_urls(request: Request) -> dict[str, str]:
    others = [(key, value) for key, value in request.query_params.multi_items() if key != "lang"]
    return {code: "?" + urlencode([*others, ("lang", code)]) for code in LANGUAGES}


@cache
def environment() -> Environment:
    """Return the one template environment."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["percent"] = percent
    made.filters["number"] = lambda number: "–" if number is None else f"{number:,}"
    made.filters["blanked"] = lambda template: PLACEHOLDER.sub("…", template)
    made.filters["seconds"] = seconds
    made.filters["plain_dag"] = plain_of
    made.globals["asset"] = asset
    made.globals["name_of"] = name_of
    made.globals["style"] = style
    made.filters["called"] = called
    return made


@cache
def static_files() -> dict[str, bytes]:
    """Return the static files by name; they are few and small, and nothing else can be asked for."""
    return {path.name: path.read_bytes() for path in sorted((FOLDER / "static").iterdir()) if path.is_file()}


@cache
def asset(name: str) -> str:
    """Return the address of a static file below the dashboard; it changes with its content."""
    return f"static/{name}?v={hashlib.sha256(static_files()[name]).hexdigest()[:12]}"


STYLE = "dashboard.css"


@cache
def style() -> Markup:
    """Return the style sheet as a part of a page, for a reader who may not load files."""
    return Markup(static_files()[STYLE].decode("utf-8"))  # noqa: S704 - a file of ours


@cache
def style_hash() -> str:
    """Return what a page's security policy calls the style sheet within it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()


def login_of(request: Request) -> str:
    """Return where a reader without a session logs in, and comes back to this page; empty where that is not known."""
    login = dashboard_of(request).login_url
    here = path_of(request.scope["path"]) + (f"?{request.url.query}" if request.url.query else "")
    return f"{login}?{urlencode({'next': here})}" if login else ""


def path_of(post_id: str) -> str:
    """Return a post id as a path of an address; slashes stay."""
    return quote(post_id, safe="/")


def urls(request: Request) -> Callable[..., str]:
    """Return what makes addresses below the place where the dashboard is mounted."""
    root = request.scope.get("root_path", "").rstrip("/")

    def url(*parts: str, **query: object) -> str:
        if (
            len(parts) == 2 and parts[0] == "posts" and ("\n" in parts[1] or "\r" in parts[1])
        ):  # a mount refuses line ends in paths
            return url("post", id=parts[1], **query)
        asked = urlencode({key: value for key, value in query.items() if value not in (None, "")})
        path = "/".join(path_of(part) if index else part for index, part in enumerate(parts))
        return f"{root}/{path}" + (f"?{asked}" if asked else "")

    return url


def percent(share: float | None) -> str:
    """Return a share as a percentage, with a decimal where it is small."""
    if share is None:
        return "–"
    return f"{share:.0%}" if share >= 0.1 or share == 0 else f"{share:.1%}"


def seconds(duration: float | None) -> str:
    """Return a duration in the largest two units that fit, such as 48 s, 3 min 20 s or 2 h 5 min."""
    if duration is None:
        return "–"
    if duration < 60:
        return f"{duration:.1f} s" if duration < 10 else f"{duration:.0f} s"
    whole = round(duration)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _when(moment: datetime | None, zone: Any) -> str:
    if moment is None:
        return "–"
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


UNITS = (
    (timedelta(days=1), *plural("{n} day ago", "{n} days ago")),
    (timedelta(hours=1), *plural("{n} hour ago", "{n} hours ago")),
    (timedelta(minutes=1), *plural("{n} minute ago", "{n} minutes ago")),
)


HELD_FOR = (
    (timedelta(days=1), *plural("held for {n} day", "held for {n} days")),
    (timedelta(hours=1), *plural("held for {n} hour", "held for {n} hours")),
    (timedelta(minutes=1), *plural("held for {n} minute", "held for {n} minutes")),
)


def lasting(language: Language, now: datetime, since: datetime) -> str:
    """Return how long a post has been held, in the largest whole unit."""
    for unit, one, many in HELD_FOR:
        if now - since >= unit:
            return language.count((now - since) // unit, one, many)
    return language.text(marked("held just now"))


def ago(language: Language, now: datetime, moment: datetime | None) -> str:
    """Return how long ago `moment` was, in the largest whole unit."""
    if moment is None:
        return language.text(marked("never"))
    age = now - moment
    for unit, one, many in UNITS:
        if age >= unit:
            return language.count(age // unit, one, many)
    return language.text(marked("just now"))
