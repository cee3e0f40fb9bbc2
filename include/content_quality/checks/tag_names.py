"""See `tag_names`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from content_quality.core.document.key_findings import about_key
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import Profile, profile_of
from content_quality.core.findings import DraftFinding, Severity, message
from content_quality.core.settings import Settings
from content_quality.core.text.inline_markup import folded_name

NAME = "tag-names"
KEYS = ("tags", "categories", "topics", "keywords")
SEPARATORS = ",、，;；"
QUOTES = frozenset("\"'“”„‘’＂")
APOSTROPHES = frozenset("'’")
WIDE_SEPARATORS = "、，"


def tag_names(post: Post, settings: Settings) -> Iterator[DraftFinding]:
    """Flag a tag or category that appears twice in the list, is empty, or contains several tags in one.

    Why it matters: each spelling gets its own page, and readers of one page miss the posts of the other.
    Example: `tags: [AI, ai]`, or `tags: AI, robots` where the generator splits at spaces.
    Instead: `tags: [AI, robots]`.
    Known false positives: categories that contain a comma, such as “Arts, music”.
    """
    for key in KEYS:
        value = post.front_matter.values.get(key)
        if isinstance(value, list):
            yield from _list(post, key, value)
        elif isinstance(value, str) and key != "keywords":
            yield from _text(post, key, value, profile_of(post, settings))


def _text(post: Post, key: str, value: str, profile: Profile) -> Iterator[DraftFinding]:
    """Look at tags that are typed as one text."""
    if (bracket := value.strip()[:1] in "[［" or value.strip()[-1:] in "]］") or value.strip()[:1] in QUOTES:
        parts = [part.strip(f" [］［]{''.join(QUOTES)}") for part in _split(value)]
        text = message("{key} is one text, not a list: {value}", key=key, value=value.strip()[:60])
        line = f"{key}: [{', '.join(part for part in parts if part)}]" if bracket else f"{key}: {value}"
        yield about_key(post, key, Severity.WARNING, text, message("Type: {line}", line=line))
    elif profile.tags_split_at_spaces and any(mark in value for mark in SEPARATORS):
        parts = [part for part in (part.strip() for part in _split(value)) if part]
        if len(parts) > 1:
            text = message(
                "{key} is one text with commas; the generator splits it at spaces and keeps the commas.", key=key
            )
            hint = message("Type: {line}", line=f"{key}: [{', '.join(parts)}]")
            yield about_key(post, key, Severity.WARNING, text, hint)


def _quoted(tag: str, *, mixed: bool) -> str | None:
    """Return the quotation mark at an end of `tag` that YAML did not take for one; sailors' and ’90s have an apostrophe.

    `mixed`: the list stands in brackets, where quotation marks are common, and one mark has no partner.
    """  # noqa: E501 - a table or an example
    tag = tag.strip()
    first, last = tag[:1], tag[-1:]
    if (first in QUOTES and last in QUOTES) or first in QUOTES - APOSTROPHES:
        return first
    return last if last in (QUOTES if mixed else QUOTES - APOSTROPHES) and not QUOTES & set(tag[:-1]) else None


def _is_mixed(post: Post, key: str) -> bool:
    place = post.front_matter.places.get(key)
    typed = post.text[place.value_start : place.value_end] if place and _in_brackets(post, key) else ""
    return typed.count("'") % 2 == 1


def _split(value: str) -> list[str]:
    for mark in SEPARATORS[1:]:
        value = value.replace(mark, SEPARATORS[0])
    return value.split(SEPARATORS[0])


def _list(post: Post, key: str, tags: list[object]) -> Iterator[DraftFinding]:
    seen: dict[str, str] = {}
    mixed = _is_mixed(post, key)
    for index, tag in enumerate(tags):
        if tag is None or (isinstance(tag, str) and not folded_name(tag)):
            yield about_key(
                post,
                f"{key}.{index}",
                Severity.WARNING,
                message("{key} has an empty entry.", key=key),
                message("Delete it."),
            )
        elif isinstance(tag, str) and (mark := _quoted(tag, mixed=mixed)):
            text = message("“{tag}” contains the quotation mark {mark}, which readers see.", tag=tag, mark=mark)
            yield about_key(
                post, f"{key}.{index}", Severity.WARNING, text, message("Type straight quotation marks, or none.")
            )
        elif isinstance(tag, str):
            name = folded_name(tag)
            if name in seen:
                text = message(
                    "“{tag}” appears twice in {key}; the first entry is “{first}”.", tag=tag, key=key, first=seen[name]
                )
                yield about_key(post, f"{key}.{index}", Severity.WARNING, text, message("Keep one of the two."))
            seen.setdefault(name, tag)
    if (
        len(tags) == 1
        and isinstance(tags[0], str)
        and any(mark in tags[0] for mark in WIDE_SEPARATORS)
        and _in_brackets(post, key)
    ):
        parts = [part.strip() for part in re.split(f"[{WIDE_SEPARATORS}]", tags[0]) if part.strip()]
        text = message("{key} is one entry; generators do not split it at commas of this kind.", key=key)
        yield about_key(
            post, f"{key}.0", Severity.WARNING, text, message("Type: {line}", line=f"{key}: [{', '.join(parts)}]")
        )


def _in_brackets(post: Post, key: str) -> bool:
    """Return whether the list of `key` is typed on one line, where commas separate."""
    place = post.front_matter.places.get(key)
    return place is not None and post.text[place.value_start : place.value_start + 1] == "["
