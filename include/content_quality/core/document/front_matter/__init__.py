"""Front matter: values by python-frontmatter, places and problems by our own scan, which runs first.

What goes wrong is data, not an exception: a `Problem` says what, where and what to type instead. Whatever the text is,
`read` returns: depth, aliases and size are refused before a parser sees them.
"""

from __future__ import annotations

from types import MappingProxyType

from content_quality.core.document.front_matter import bounds as fence_bounds
from content_quality.core.document.front_matter import (
    certain,
    json_reader,
    second_block,
    toml_reader,
    unread,
    yaml_reader,
)
from content_quality.core.document.front_matter.model import (
    HARMLESS,
    MAX_CHARACTERS,
    MAX_DEPTH,
    FrontMatter,
    FrontMatterReading,
    KeyPlace,
    Problem,
)
from content_quality.core.document.source_text import SourceText
from content_quality.core.findings import Fix, message

__all__ = ["HARMLESS", "MAX_CHARACTERS", "MAX_DEPTH", "FrontMatter", "KeyPlace", "Problem", "read"]

READERS = {"yaml": yaml_reader.read, "toml": toml_reader.read, "json": json_reader.read}


def read(source: SourceText) -> FrontMatter:
    """Return the front matter of `source`; never raises for any text."""
    return certain.read_with_fixes(source, _read)


def _read(source: SourceText) -> FrontMatter:
    text = source.text
    bounds = fence_bounds.find(text)
    if bounds is None:
        missing = unread.at_start(text)
        return FrontMatter(problems=(missing,)) if missing else FrontMatter()
    before = (_bom(bounds.inner_start),) if source.has_bom else ()
    if bounds.problem and bounds.problem.kind not in HARMLESS:
        return FrontMatter(bounds.format, problems=(*before, bounds.problem), start=bounds.start, end=bounds.end)
    reading = _read_between(text, bounds)
    if not reading.readable and (unclosed := fence_bounds.unclosed(text, bounds)) and unclosed.problem:
        return FrontMatter(bounds.format, problems=(*before, unclosed.problem), start=bounds.start, end=unclosed.end)
    if bounds.problem:
        before = (*before, bounds.problem)
    if odd := unread.odd_line_end(text, bounds.inner_start, bounds.inner_end):
        before = (*before, odd)
    second = None
    if reading.readable:
        second = second_block.again(text, bounds.end) or (
            None if reading.values else second_block.emptied(text, bounds.end)
        )
    after = (second,) if second else ()
    values, places = MappingProxyType(dict(reading.values)), MappingProxyType(dict(reading.places))
    return FrontMatter(bounds.format, values, places, (*before, *reading.problems, *after), bounds.start, bounds.end)


def _read_between(text: str, bounds: fence_bounds.Bounds) -> FrontMatterReading:
    reader = READERS.get(bounds.format)
    if reader is None:
        return FrontMatterReading()
    size = bounds.inner_end - bounds.inner_start
    if size > MAX_CHARACTERS:
        problem = Problem(
            "too-long",
            bounds.inner_start,
            bounds.inner_start + 1,
            message(
                "The front matter has {size} characters; the limit is {limit}.",
                size=size,
                limit=MAX_CHARACTERS,
            ),
            message("Move text that readers should see below the front matter."),
        )
        return FrontMatterReading(problems=(problem,))
    return reader(text, bounds.inner_start, bounds.inner_end)


def _bom(end: int) -> Problem:
    return Problem(
        "byte-order-mark",
        0,
        end,
        message(
            "The file starts with a byte order mark, an invisible character before the front matter; some generators then print the front matter as text."  # noqa: E501 - words in a table
        ),
        message("Save the file as UTF-8 without BOM."),
        fix=Fix(drops_bom=True),
    )
