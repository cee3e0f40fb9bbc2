"""What a generator made of a case, in one word, and what the product owes an editor then."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from tests.generators.grammar import BODY, Case

STOPS, TEXT, MISSING, ELSE, MEANT = "stops", "text", "missing", "else", "meant"
# What the product must answer at least, and at most.
OWED = {STOPS: ("hold", "hold"), TEXT: ("hold", "hold"), MISSING: ("review", "hold"), ELSE: ("review", "hold"), MEANT: ("clear", "review")}  # fmt: skip
BLOCKS = (2, 1, 0, 0, 0, 0)  # of BODY
ONE_TEXT = frozenset({"title", "description"})  # keys whose value is printed as it is
NO_DAYS = ("0001-01-01", "1970-01-01")  # what stands for no date


# Keys that these generators read; others are the templates' own, and Hugo casts all it knows.
# What a post has that is left out of the site.
LEFT_OUT = {"jekyll": ("published", "false"), "hugo": ("published", "false"), "docusaurus": ("draft", "true")}
READ = {
    "jekyll": frozenset(
        "title date tags categories category description slug layout excerpt published permalink".split()
    ),
    "eleventy": frozenset("title date tags description layout permalink".split()),
    "docusaurus": frozenset("title date tags description slug draft keywords image authors author unlisted".split()),
    "astro": frozenset("title date tags description draft".split()),
    "zenn": frozenset("title date topics emoji type published publication_name".split()),
}


def outcome(case: Case, made: Mapping[str, Any], generator: str) -> str:
    """Return in one word what `made` says of `case`."""
    if "stops" in made:
        return STOPS
    pages = made["pages"]
    if LEFT_OUT.get(generator) in case.meant.items() and (not pages or pages[0].get("draft") is True):
        return MEANT
    if not pages:
        return MISSING
    page = pages[0]
    whole = "raw" in page  # a loader that renders nothing hands the text below the front matter over
    shown, written = (page["raw"].strip(), BODY.strip()) if whole else (_plain(page["body"]), _plain(BODY))
    if shown.replace("\r", "") != written or not (whole or _blocks(page["body"]) == BLOCKS):
        return TEXT if len(shown) >= len(written) else ELSE
    return (
        MEANT
        if all(
            _as_meant(key, meant, page, generator)
            for key, meant in case.meant.items()
            if key in READ.get(generator, case.meant)
        )
        else ELSE
    )


def _as_meant(key: str, meant: str, page: Mapping[str, Any], generator: str) -> bool:
    data = generator == "eleventy"  # a group of keys is data for the templates
    params = {name.lower(): value for name, value in (page.get("params") or {}).items()}
    if key == "title":
        return (
            bool(meant)
            and not isinstance(page["title"], list if data else list | dict)
            and _text(page["title"]) == meant.strip()
        )
    if key == "date":
        return str(page["date"])[:10] == meant if meant else str(page["date"])[:10] not in NO_DAYS
    if LEFT_OUT.get(generator, ("",))[0] == key == "published":
        return meant != "false"
    if key in page:
        value = page[key]
    elif key.lower() in params:
        value = params[key.lower()]
    else:
        return True  # nothing that the judge can see
    if key == "layout" and not isinstance(value, str | None | bool):
        return False
    if key in ONE_TEXT and isinstance(value, list if data else list | dict):
        return False
    if key == "tags" and isinstance(value, list) and any(isinstance(tag, list | dict) for tag in value):
        return False
    if key == "categories" and isinstance(value, list):  # Jekyll has numbers twice, as numbers and as text
        value = list(dict.fromkeys(map(_text, value)))
    if key == "slug" and not meant:
        return True  # the generator's own
    return _text(value) == meant.strip() or (
        re.match(r"\d{4}-\d\d-\d\d", meant) is not None and _text(value).startswith(meant)
    )


def _blocks(body: str) -> tuple[int, ...]:
    """Count the blocks of each kind: a fence may leave an empty paragraph or entry of a list."""
    return tuple(len(re.findall(rf"<{name}\b", body)) for name in ("p", "h\\d", "li", "hr", "pre", "blockquote"))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(_text(entry) for entry in value)
    if isinstance(value, dict):
        return ", ".join(_text(entry) for entry in value.values())
    return str(value).strip()


def _plain(body: str) -> str:
    return re.sub(r"[\s#]+", "", html.unescape(re.sub(r"<[^>]*>", "", body)))
