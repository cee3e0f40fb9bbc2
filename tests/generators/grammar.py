"""A grammar of the mistakes that people and machines make in front matter; every case follows from the seed."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.generators import unusual
from tests.generators.dialects import COMMON, TITLES, ZENN, Dialect

SEED = 20_260_302
SLIPS = 260  # cases with one or two slips of the keyboard, for each generator

BODY = """The town library opened its new reading room on Monday, and forty people came on the first day.

## Why it took so long

The roof had to be mended before the shelves could be moved. Two firms were asked, and the second one had time in March.
"""


@dataclass(frozen=True)
class Case:
    """One post with a mistake, and what its author meant: `meant` has the keys that were typed, as text."""

    name: str
    text: str
    meant: dict[str, str] = field(default_factory=dict)
    file_name: str = "2026-03-02-reading-room.md"

    @property
    def digest(self) -> str:
        """A short digest of what the generator gets to read."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:8]


def post(block: str, opening: str = "---\n", closing: str = "---\n", before: str = "", body: str = BODY) -> str:
    """Return a post with `block` between its fences."""
    return f"{before}{opening}{block}{closing}\n{body}"


INVISIBLE = {"bom-twice": "\ufeff\ufeff", "zero-width-space": "\u200b", "word-joiner": "\u2060", "left-to-right-mark": "\u200e", "no-break-space": "\xa0", "ideographic-space": "\u3000", "soft-hyphen": "\xad", "zero-width-joiner": "\u200d", "nul": "\x00"}  # fmt: skip
BEFORE = {
    "comment": "<!-- SPDX-License-Identifier: CC0-1.0 -->\n",
    "comment-and-blank": "<!-- markdownlint-disable MD013 -->\n\n",
    "comment-of-lines": "<!--\nCopyright the library\n-->\n\n",
    "mdx-comment": "{/* written in spring */}\n\n",
    "liquid-comment": "{% comment %} old {% endcomment %}\n",
    "heading": "# The new room\n\n",
    "word": "markdown\n",
    "word-yaml": "yaml\n",
    "file-name": "filename: new-room.md\n\n",
    "sentence": "Here is the blog post:\n\n",
    "sentence-glued": "Here is the blog post:\n",
    "import": "import Chart from '../components/Chart.astro';\n\n",
    "tag": '<p align="center">\n\n',
    "conflict": "<<<<<<< HEAD\n",
    "hash-comment": "# layout of posts\n",
    "rule": "***\n\n",
    "image": "![a room](room.jpg)\n\n",
    "full-stop": ".\n",
    "rule-of-hyphens": "---\n\n",
    "block-empty": "---\n---\n\n",
    **INVISIBLE,
    "invisible-line": "\u200b\n",
}
HARMLESS_BEFORE = {"blank-line": "\n", "blank-lines": "\n\n\n", "space": " ", "spaces": "    ", "tab": "\t", "blank-of-spaces": "   \n", "bom": "\ufeff"}  # fmt: skip
OPENINGS = {"four": "----\n", "five": "-----\n", "two": "--\n", "em-dash": "—\n", "en-dashes": "–––\n", "em-dash-hyphen": "—-\n", "spaced": "- - -\n", "stars": "***\n", "underscores": "___\n", "escaped": "\\---\n", "wide": "－－－\n", "equals": "===\n", "plus-two": "++\n", "semicolons": ";;;\n", "bold": "**---**\n", "code": "`---`\n", "comment": "--- # the front matter\n", "yaml-word": "---yaml\n", "word-after": "--- yaml\n", "toml-fence": "+++\n", "quote": "> ---\n", "zero-width-after": "---\u200b\n", "ideographic-after": "---\u3000\n", "no-break-after": "---\xa0\n", "none": "", "key-glued": "---", "key-after-space": "--- ", "hyphens-no-break": "\u2011\u2011\u2011\n", "minus": "−−−\n", "tilde": "~~~\n"}  # fmt: skip
HARMLESS_FENCES = {"trailing-space": "--- \n", "trailing-tab": "---\t\n", "crlf": "---\r\n"}
CLOSINGS = {**{name: text for name, text in OPENINGS.items() if name not in ("yaml-word", "key-glued", "key-after-space")}, "dots": "...\n", "indented": " ---\n", "indented-four": "    ---\n", "tab-indented": "\t---\n", "glued-text": "---The room has forty chairs.\n", "spaced-text": "--- The room has forty chairs.\n", "no-line-end-before": "\x7f", "backticks": "```\n", "dots-two": "..\n", "ellipsis": "…\n"}  # fmt: skip


def fences(d: Dialect) -> Iterator[Case]:
    """Yield what goes wrong at and around the fences of YAML front matter."""
    block = d.block()
    for name, before in {**BEFORE, **HARMLESS_BEFORE}.items():
        yield Case(f"before/{name}", post(block, before=before), d.meant)
    for name, opening in {**OPENINGS, **HARMLESS_FENCES}.items():
        yield Case(f"opening/{name}", post(block, opening=opening), d.meant)
        if name in CLOSINGS and name != "none":
            yield Case(f"both/{name}", post(block, opening=opening, closing=opening), d.meant)
    for name, closing in {**CLOSINGS, **HARMLESS_FENCES}.items():
        if closing != "\x7f":
            yield Case(f"closing/{name}", post(block, closing=closing), d.meant)
    glued = block.rstrip("\n")
    yield Case("closing/on-the-last-key", post(glued, closing=" ---\n"), d.meant)
    yield Case("closing/glued-to-the-last-key", post(glued, closing="---\n"), d.meant)
    fenced = {"yaml": "yaml", "markdown": "markdown", "md": "md", "none": "", "frontmatter": "frontmatter"}
    for name, language in fenced.items():
        yield Case(f"code/block-{name}", f"```{language}\n---\n{block}---\n```\n\n{BODY}", d.meant)
        yield Case(f"code/keys-{name}", f"```{language}\n{block}```\n\n{BODY}", d.meant)
        yield Case(f"code/post-{name}", f"```{language}\n---\n{block}---\n\n{BODY}```\n", d.meant)
        yield Case(f"code/inside-{name}", f"---\n```{language}\n{block}```\n---\n\n{BODY}", d.meant)
    yield Case("code/tildes", f"~~~\n---\n{block}---\n~~~\n\n{BODY}", d.meant)
    yield Case(
        "code/quote", "".join(f"> {line}\n" for line in f"---\n{block}---\n".splitlines()) + f"\n{BODY}", d.meant
    )
    yield Case(
        "code/indented", "".join(f"    {line}\n" for line in f"---\n{block}---\n".splitlines()) + f"\n{BODY}", d.meant
    )
    yield Case(
        "code/one-space", "".join(f" {line}\n" for line in f"---\n{block}---\n".splitlines()) + f"\n{BODY}", d.meant
    )
    yield Case("twice/the-same", post(block, body=f"---\n{block}---\n\n{BODY}"), d.meant)
    yield Case("twice/glued", f"---\n{block}---\n---\n{block}---\n\n{BODY}", d.meant)
    yield Case("twice/others", post(block, body=f"---\nlayout: post\nauthor: Ana\n---\n\n{BODY}"), d.meant)
    yield Case("twice/toml", post(block, body=f'+++\ntitle = "{TITLES[0]}"\n+++\n\n{BODY}'), d.meant)
    yield Case(
        "twice/post",
        post(block) + "\n" + post(d.block("A second post"), body=BODY.replace("library", "school")),
        d.meant,
    )
    yield Case("bare/blank-line", f"{block}\n{BODY}", d.meant)
    yield Case("bare/closing", f"{block}---\n\n{BODY}", d.meant)
    yield Case("bare/rule", f"{block}\n---\n\n{BODY}", d.meant)
    yield Case("bare/heading", f"## title: {TITLES[0]} date: 2026-03-02\n\n{BODY}", d.meant)
    yield Case("bare/one-line", f"title: {TITLES[0]} date: 2026-03-02 draft: false\n\n{BODY}", d.meant)
    yield Case("bare/one-line-fenced", f"--- title: {TITLES[0]} date: 2026-03-02 ---\n\n{BODY}", d.meant)
    yield Case("bare/bold", f"**title:** {TITLES[0]}\n**date:** 2026-03-02\n\n{BODY}", d.meant)
    yield Case("bare/list", f"- title: {TITLES[0]}\n- date: 2026-03-02\n\n{BODY}", d.meant)
    yield Case("bare/capitals", f"Title: {TITLES[0]}\nDate: 2026-03-02\nTags: library, rooms\n\n{BODY}", d.meant)
    yield Case("ends/cr", post(block).replace("\n", "\r"), d.meant)
    yield Case("ends/crlf", post(block).replace("\n", "\r\n"), d.meant)
    yield Case("ends/mixed", post(block.replace("\n", "\r\n")), d.meant)
    yield Case("ends/next-line", post(block.replace("\n", "\x85")), d.meant)
    yield Case("ends/line-separator", post(block.replace("\n", "\u2028")), d.meant)
    yield Case("ends/literal", post(block.replace("\n", "\\n") + "\n"), d.meant)
    yield Case("ends/one-line", post(block.replace("\n", " ") + "\n"), d.meant)
    yield Case("inner/blank-first", post("\n" + block), d.meant)
    yield Case("inner/blank-between", post(block.replace(f"\n{d.about}", f"\n\n\n{d.about}")), d.meant)
    yield Case("inner/comment", post("# of the town\n" + block), d.meant)
    yield Case("inner/html-comment", post("<!-- of the town -->\n" + block), d.meant)
    yield Case("inner/heading-of-text", post(block + "\nThe room is bright.\n"), d.meant)
    yield Case("inner/empty", post(""), {})
    yield Case("inner/comment-only", post("# nothing yet\n"), {})
    yield Case("inner/document-end", post(block.replace(f"\n{d.about}", f"\n...\n{d.about}")), d.meant)
    yield Case("inner/conflict", post(block.replace(f"{d.date}:", f"<<<<<<< HEAD\n{d.date}:").replace(d.about, f"=======\n{d.date}: 2026-03-03\n>>>>>>> other\n{d.about}")), d.meant)  # fmt: skip


SCALARS = {  # what stands after `title:`, and what was meant
    "colon": (" Rooms: a history", "Rooms: a history"),
    "colon-end": (" The rooms:", "The rooms:"),
    "colon-tight": (" Rooms:a history", "Rooms:a history"),
    "url": (" https://example.org/rooms", "https://example.org/rooms"),
    "hash": (" Why #rooms win", "Why #rooms win"),
    "hash-first": (" #rooms", "#rooms"),
    "hash-tight": (" The C#rooms", "The C#rooms"),
    "quote-first-word": (' "Rooms" of the town', '"Rooms" of the town'),
    "quote-last-word": (' Our "rooms"', 'Our "rooms"'),
    "quotes-inside": (' "The "new" room"', 'The "new" room'),
    "apostrophe-inside": (" 'The town's room'", "The town's room"),
    "apostrophe": (" The town's room", "The town's room"),
    "quote-open": (' "The new room', "The new room"),
    "quote-open-single": (" 'The new room", "The new room"),
    "quote-close": (' The new room"', 'The new room"'),
    "quotes-smart": (" “The new room”", "“The new room”"),
    "quotes-mixed": (" \"The new room'", "The new room"),
    "at": (" @library opens", "@library opens"),
    "backtick": (" `ls` in rooms", "`ls` in rooms"),
    "percent": (" %rooms of towns", "%rooms of towns"),
    "star": (" *New* rooms", "*New* rooms"),
    "stars": (" **New** rooms", "**New** rooms"),
    "ampersand": (" &rooms and more", "&rooms and more"),
    "ampersand-alone": (" & more rooms", "& more rooms"),
    "exclamation": (" !important rooms", "!important rooms"),
    "exclamation-alone": (" ! rooms", "! rooms"),
    "pipe": (" | rooms", "| rooms"),
    "greater": (" > rooms", "> rooms"),
    "bracket": (" [New] rooms", "[New] rooms"),
    "bracket-whole": (" [New rooms]", "[New rooms]"),
    "bracket-open": (" [New rooms", "[New rooms"),
    "brace": (" {New} rooms", "{New} rooms"),
    "template": (" {{ page.title }}", "{{ page.title }}"),
    "comma": (" , rooms", ", rooms"),
    "question": (" ? rooms", "? rooms"),
    "hyphen": (" - rooms", "- rooms"),
    "hyphens": (" --- rooms", "--- rooms"),
    "escape-theta": (' "The \\theta of rooms"', "The \\theta of rooms"),
    "escape-beta": (' "The \\beta rooms"', "The \\beta rooms"),
    "escape-snake": (' "snake\\_case rooms"', "snake\\_case rooms"),
    "escape-path": (' "C:\\Users\\new"', "C:\\Users\\new"),
    "escape-temp": (' "C:\\temp"', "C:\\temp"),
    "escape-n": (' "The room\\nof books"', "The room\\nof books"),
    "escape-digit": (' "a\\d+ room"', "a\\d+ room"),
    "escape-star": (' "The \\*new\\* room"', "The \\*new\\* room"),
    "escape-end": (' "The room\\"', "The room\\"),
    "escape-u": (' "caf\\u00e9 rooms"', "café rooms"),
    "escape-x": (' "rooms\\x"', "rooms\\x"),
    "escape-0": (' "rooms\\0"', "rooms\\0"),
    "escape-single": (" 'The \\theta of rooms'", "The \\theta of rooms"),
    "escape-plain": (" The \\theta of rooms", "The \\theta of rooms"),
    "wide-colon-in": (" Rooms：a history", "Rooms：a history"),
    "no-space": ("Rooms", "Rooms"),
    "no-space-quoted": ('"Rooms"', "Rooms"),
    "no-space-wide": ("図書館", "図書館"),
    "no-break-space": ("\xa0Rooms", "Rooms"),
    "ideographic-space": ("\u3000Rooms", "Rooms"),
    "zero-width": ("\u200bRooms", "Rooms"),
    "tab": ("\tRooms", "Rooms"),
    "tab-inside": (" The\troom", "The\troom"),
    "spaces": ("    Rooms", "Rooms"),
    "two-colons": (": Rooms", "Rooms"),
    "empty": ("", ""),
    "empty-quotes": (' ""', ""),
    "null": (" null", "null"),
    "tilde": (" ~", "~"),
    "true": (" true", "true"),
    "yes": (" Yes", "Yes"),
    "no": (" no", "no"),
    "on": (" On", "On"),
    "number": (" 2026", "2026"),
    "float": (" 1.10", "1.10"),
    "octal": (" 0123", "0123"),
    "exponent": (" 1e3", "1e3"),
    "clock": (" 12:30", "12:30"),
    "underscore": (" 1_000", "1_000"),
    "date": (" 2026-03-02", "2026-03-02"),
    "list": ("\n  - The new room", "The new room"),
    "map": ("\n  en: The new room", "The new room"),
    "folded": (" >\n  The new\n  room", "The new room\n"),
    "literal": (" |\n  The new room", "The new room\n"),
    "folded-not-indented": (" >\nThe new room", "The new room"),
    "next-line": ("\n  The new room", "The new room"),
    "next-line-not-indented": ("\nThe new room", "The new room"),
    "goes-on": (" The new\n  reading room", "The new reading room"),
    "goes-on-not-indented": (" The new\nreading room", "The new reading room"),
    "quoted-goes-on": (' "The new\n  reading room"', "The new reading room"),
    "quoted-goes-on-colon": (" The new\n  reading: room", "The new reading: room"),
    "entity": (" Books &amp; rooms", "Books &amp; rooms"),
    "emoji": (" 📚 Rooms", "📚 Rooms"),
    "control": (" The\x08 room", "The room"),
    "nul": (" The\x00 room", "The room"),
    "delete": (" The\x7f room", "The room"),
    "lone-cr": (" The\rroom", "The room"),
    "double-quoted-twice": (' ""The room""', "The room"),
    "single-quoted-twice": (" ''The room''", "The room"),
    "quote-then-comment": (' "The room" # in town', "The room"),
    "quote-then-text": (' "The room", in town', '"The room", in town'),
    "comma-after-quote": (' "The room",', "The room"),
    "semicolon-after": (' "The room";', "The room"),
    "merge": (" <<: rooms", "<<: rooms"),
    "alias": (" *rooms", "*rooms"),
    "tag-str": (" !!str 2026", "2026"),
    "less": (" <b>Rooms</b>", "<b>Rooms</b>"),
    "equals": (" = Rooms", "= Rooms"),
    "long": (" " + "Rooms of towns and " * 30 + "books", ("Rooms of towns and " * 30) + "books"),
}

DATES = {  # what stands after `date:`, and the day that was meant
    "quoted": (' "2026-03-02"', "2026-03-02"),
    "minutes": (" 2026-03-02 10:30", "2026-03-02"),
    "seconds": (" 2026-03-02 10:30:00", "2026-03-02"),
    "t": (" 2026-03-02T10:30:00", "2026-03-02"),
    "t-minutes": (" 2026-03-02T10:30", "2026-03-02"),
    "z": (" 2026-03-02T10:30:00Z", "2026-03-02"),
    "offset": (" 2026-03-02T10:30:00+09:00", "2026-03-02"),
    "offset-spaced": (" 2026-03-02 10:30:00 +0900", "2026-03-02"),
    "offset-short": (" 2026-03-02T10:30:00+0900", "2026-03-02"),
    "offset-hour": (" 2026-03-02T10:30:00+9", "2026-03-02"),
    "zone-name": (" 2026-03-02 10:30:00 JST", "2026-03-02"),
    "zone-utc": (" 2026-03-02 10:30:00 UTC", "2026-03-02"),
    "zone-est": (" 2026-03-02 10:30:00 EST", "2026-03-02"),
    "zone-city": (" 2026-03-02 10:30:00 Asia/Tokyo", "2026-03-02"),
    "millis": (" 2026-03-02T10:30:00.000Z", "2026-03-02"),
    "slashes": (" 2026/03/02", "2026-03-02"),
    "slashes-time": (" 2026/03/02 10:30:00", "2026-03-02"),
    "dots": (" 2026.03.02", "2026-03-02"),
    "one-digit": (" 2026-3-2", "2026-03-02"),
    "one-digit-time": (" 2026-3-2 10:30:00", "2026-03-02"),
    "hour-one-digit": (" 2026-03-02 9:30:00", "2026-03-02"),
    "compact": (" 20260302", "2026-03-02"),
    "english": (" March 2, 2026", "2026-03-02"),
    "english-short": (" Mar 2, 2026", "2026-03-02"),
    "english-dot": (" Mar. 2, 2026", "2026-03-02"),
    "english-day-first": (" 2 March 2026", "2026-03-02"),
    "english-short-day-first": (" 02 Mar 2026", "2026-03-02"),
    "english-th": (" March 2nd, 2026", "2026-03-02"),
    "english-weekday": (" Monday, March 2, 2026", "2026-03-02"),
    "mail": (" Mon, 02 Mar 2026 10:30:00 +0000", "2026-03-02"),
    "mail-gmt": (" Mon, 02 Mar 2026 10:30:00 GMT", "2026-03-02"),
    "javascript": (" Mon Mar 02 2026 10:30:00 GMT+0900 (Japan Standard Time)", "2026-03-02"),
    "unix": (" Mon Mar  2 10:30:00 JST 2026", "2026-03-02"),
    "half-day": (" 2026-03-02 10:30 PM", "2026-03-02"),
    "half-day-glued": (" 2026-03-02 10:30PM", "2026-03-02"),
    "month-first": (" 03/02/2026", "2026-03-02"),
    "month-first-clear": (" 03/22/2026", "2026-03-22"),
    "day-first": (" 22/03/2026", "2026-03-22"),
    "day-first-dots": (" 22.03.2026", "2026-03-22"),
    "day-first-hyphens": (" 22-03-2026", "2026-03-22"),
    "year-short": (" 26-03-02", "2026-03-02"),
    "month-only": (" 2026-03", "2026-03-01"),
    "year-only": (" 2026", "2026-01-01"),
    "japanese": (" 2026年3月2日", "2026-03-02"),
    "korean": (" 2026년 3월 2일", "2026-03-02"),
    "wide-digits": (" ２０２６-０３-０２", "2026-03-02"),
    "wide-hyphens": (" 2026－03－02", "2026-03-02"),
    "en-dashes": (" 2026–03–02", "2026-03-02"),
    "no-break-hyphens": (" 2026‑03‑02", "2026-03-02"),
    "german": (" 2. März 2026", "2026-03-02"),
    "french": (" 2 mars 2026", "2026-03-02"),
    "timestamp": (" 1772409600", "2026-03-02"),
    "timestamp-ms": (" 1772409600000", "2026-03-02"),
    "no-such-day": (" 2026-02-30", "2026-02-30"),
    "no-such-day-time": (" 2026-02-30 10:30:00", "2026-02-30"),
    "no-such-month": (" 2026-13-02", "2026-13-02"),
    "swapped": (" 2026-22-03", "2026-03-22"),
    "no-such-hour": (" 2026-03-02 25:00:00", "2026-03-02"),
    "no-such-minute": (" 2026-03-02 10:75:00", "2026-03-02"),
    "hour-24": (" 2026-03-02 24:00:00", "2026-03-02"),
    "day-zero": (" 2026-03-00", "2026-03-00"),
    "no-leap": (" 2025-02-29", "2025-02-29"),
    "year-five": (" 20226-03-02", "2026-03-02"),
    "year-zero": (" 0026-03-02", "2026-03-02"),
    "word": (" today", "today"),
    "tbd": (" TBD", "TBD"),
    "empty": ("", ""),
    "empty-quotes": (' ""', ""),
    "null": (" null", ""),
    "true": (" true", "true"),
    "list": (" [2026-03-02]", "2026-03-02"),
    "map": ("\n  created: 2026-03-02", "2026-03-02"),
    "template": (" {{ date }}", "2026-03-02"),
    "template-quoted": (' "{{ date }}"', "2026-03-02"),
    "smart-quotes": (" “2026-03-02”", "2026-03-02"),
    "trailing-z-space": (" 2026-03-02 10:30:00 Z", "2026-03-02"),
    "trailing-comma": (" 2026-03-02,", "2026-03-02"),
    "trailing-word": (" 2026-03-02 draft", "2026-03-02"),
    "comment": (" 2026-03-02 # a Monday", "2026-03-02"),
    "space-inside": (" 2026 -03-02", "2026-03-02"),
    "letter-o": (" 2026-O3-02", "2026-03-02"),
    "quarter": (" 2026-Q1", "2026-01-01"),
    "week": (" 2026-W10", "2026-03-02"),
    "ordinal": (" 2026-061", "2026-03-02"),
    "seconds-60": (" 2026-03-02 10:30:60", "2026-03-02"),
    "t-space": (" 2026-03-02 T10:30:00", "2026-03-02"),
    "lower-t": (" 2026-03-02t10:30:00z", "2026-03-02"),
    "dash-time": (" 2026-03-02-10:30", "2026-03-02"),
    "underscore": (" 2026_03_02", "2026-03-02"),
}


def values(d: Dialect) -> Iterator[Case]:
    """Yield what goes wrong in values of YAML front matter."""
    for name, (typed, meant) in SCALARS.items():
        yield Case(f"title/{name}", post(d.block().replace(f"title: {TITLES[0]}", f"title:{typed}")), {**d.meant, "title": meant})  # fmt: skip
    for name, (typed, meant) in DATES.items():
        yield Case(f"date/{name}", post(d.block(**{d.date: typed})), {**d.meant, "date": meant})
    for name, (key, typed, meant) in d.others.items():
        yield Case(f"key/{name}", post(d.block(**{key: typed})), {**d.meant, key: meant})


def lines(d: Dialect) -> Iterator[Case]:
    """Yield what goes wrong with whole lines of YAML front matter."""
    block = d.block()
    first, *rest = block.splitlines(keepends=True)
    for name, space in {"space": " ", "spaces": "  ", "tab": "\t", "ideographic": "\u3000", "no-break": "\xa0", "zero-width": "\u200b"}.items():  # fmt: skip
        yield Case(f"line/first-{name}", post(space + block), d.meant)
        yield Case(f"line/second-{name}", post(first + space + "".join(rest)), d.meant)
        yield Case(f"line/last-{name}", post(first + "".join(rest[:-1]) + space + rest[-1]), d.meant)
        yield Case(f"line/all-{name}", post("".join(space + line for line in [first, *rest])), d.meant)
    yield Case("line/title-twice", post(block + f"title: {TITLES[0]}\n"), d.meant)
    yield Case("line/title-twice-other", post(block + "title: Another room\n"), d.meant)
    yield Case("line/tags-twice", post(block + f"{d.tags}: [books]\n"), d.meant)
    yield Case("line/no-title", post(block.removeprefix(first)), {**d.meant, "title": ""})
    yield Case(
        "line/no-date", post(d.block(**{d.date: None})), {key: value for key, value in d.meant.items() if key != "date"}
    )
    yield Case(
        "line/no-tags", post(d.block(**{d.tags: None})), {key: value for key, value in d.meant.items() if key != d.tags}
    )
    yield Case("line/plain", post(block), d.meant)
    for index, title in enumerate(TITLES):
        yield Case(f"line/plain-{index}", post(d.block(title)), {**d.meant, "title": title})
        yield Case(f"line/quoted-{index}", post(d.block(f'"{title}"')), {**d.meant, "title": title})
    yield Case("line/equals", post(block.replace("title:", "title =")), d.meant)
    yield Case("line/toml", post(f'title = "{TITLES[0]}"\ndate = 2026-03-02\n'), d.meant)
    yield Case("line/toml-first", post(block.replace(first, f'title = "{TITLES[0]}"\n')), d.meant)
    yield Case(
        "line/json",
        post('"title": "The new reading room",\n"date": "2026-03-02"\n'),
        {"title": TITLES[0], "date": "2026-03-02"},
    )
    yield Case(
        "line/json-braces",
        post('{"title": "The new reading room", "date": "2026-03-02"}\n'),
        {"title": TITLES[0], "date": "2026-03-02"},
    )
    yield Case("line/wide-colon", post(block.replace("title:", "title：")), d.meant)
    yield Case("line/wide-colon-date", post(block.replace(f"{d.date}:", f"{d.date}：")), d.meant)
    yield Case("line/space-colon", post(block.replace("title:", "title :")), d.meant)
    yield Case("line/no-colon", post(block.replace("title:", "title")), d.meant)
    yield Case("line/no-colon-date", post(block.replace(f"{d.date}:", d.date)), d.meant)
    yield Case("line/prose", post(block + "This post tells of a room\n"), d.meant)
    yield Case("line/prose-colon", post(block + "Note: this post is new\n"), d.meant)
    yield Case(
        "line/upper", post(block.replace("title:", "Title:").replace(f"{d.date}:", f"{d.date.capitalize()}:")), d.meant
    )
    yield Case("line/capitals", post(block.replace("title:", "TITLE:")), d.meant)
    yield Case("line/list-of-keys", post("".join(f"- {line}" for line in [first, *rest])), d.meant)
    yield Case("line/list-of-stars", post("".join(f"* {line}" for line in [first, *rest])), d.meant)
    yield Case("line/bold-keys", post(block.replace("title:", "**title**:")), d.meant)
    yield Case("line/nested", post("post:\n" + "".join(f"  {line}" for line in [first, *rest])), d.meant)
    yield Case("line/anchor", post(block.replace("title: ", "title: &t ") + "seo: *t\n"), d.meant)
    yield Case("line/anchor-unknown", post(block + "seo: *nowhere\n"), d.meant)
    yield Case("line/two-on-one", post(block.replace(f"\n{d.date}", f" {d.date}")), d.meant)
    yield Case("line/semicolon", post(block.replace(f"\n{d.date}", f";\n{d.date}")), d.meant)
    yield Case("line/comma-ends", post(block.replace("\n", ",\n")), d.meant)
    yield Case("line/quoted-keys", post(block.replace("title:", '"title":')), d.meant)
    yield Case("line/smart-keys", post(block.replace("title:", "“title”:")), d.meant)
    yield Case("line/version", post("%YAML 1.2\n" + block), d.meant)
    yield Case("line/escaped-key", post(block + "published\\_at: 2026-03-02\n"), d.meant)
    yield Case("line/key-at", post(block + "@type: Article\n"), d.meant)
    yield Case("line/trailing-spaces", post(block.replace("\n", "  \n")), d.meant)
    yield Case("line/trailing-tab", post(block.replace("\n", "\t\n")), d.meant)
    yield Case("line/emoji-key", post(block + "📚: books\n"), d.meant)
    yield Case("line/key-only", post(block + "author\n"), d.meant)
    yield Case("line/question-key", post(block + "? author\n: Ana\n"), d.meant)


TOML = '''title = "The new reading room"
date = 2026-03-02
description = "Forty people came."
tags = ["library", "rooms"]
draft = false
'''  # fmt: skip
JSON = '{\n  "title": "The new reading room",\n  "date": "2026-03-02",\n  "description": "Forty people came.",\n  "tags": ["library", "rooms"],\n  "draft": false\n}\n'
TOML_CHANGES = {  # what is replaced, and by what
    "plain": ("", ""), "no-quotes": ('"The new reading room"', "The new reading room"), "single": ('"The new reading room"', "'The new reading room'"),
    "colon": ("title =", "title:"), "wide-equals": ("title =", "title ＝"), "no-space": ("title = ", "title="), "no-equals": ("title =", "title"),
    "smart": ('"The new reading room"', "“The new reading room”"), "open": ('room"', "room"), "inner": ("new reading", 'new "reading"'), "apostrophe": ('"The new reading room"', "'The town's room'"),
    "escape": ("new reading", "\\theta"), "escape-bad": ("new reading", "\\dnew"), "path": ("The new reading room", "C:\\Users\\new"),
    "date-one-digit": ("2026-03-02", "2026-3-2"), "date-slashes": ("2026-03-02", "2026/03/02"), "date-quoted": ("2026-03-02", '"2026-03-02"'), "date-words": ("2026-03-02", '"March 2, 2026"'),
    "date-time": ("2026-03-02", "2026-03-02T10:30:00Z"), "date-space": ("2026-03-02", "2026-03-02 10:30:00"), "date-minutes": ("2026-03-02", "2026-03-02T10:30"), "date-no-day": ("2026-03-02", "2026-02-30"), "date-empty": ("2026-03-02", ""), "date-empty-text": ("2026-03-02", '""'), "date-offset-short": ("2026-03-02", "2026-03-02T10:30:00+0900"), "date-slashes-quoted": ("2026-03-02", '"2026/03/02"'),
    "true-capital": ("false", "False"), "yes": ("false", "yes"), "quoted-bool": ("false", '"false"'), "draft-text": ("false", '"maybe"'), "no-value": ('"The new reading room"', ""), "empty-title": ("The new reading room", ""),
    "tags-open": ('"rooms"]', '"rooms"'), "tags-no-quotes": ('["library", "rooms"]', "[library, rooms]"), "tags-no-comma": ('"library", ', '"library" '), "tags-trailing": ('"rooms"]', '"rooms",]'), "tags-text": ('["library", "rooms"]', '"library"'), "tags-mixed": ('"rooms"]', "5]"), "tags-lines": ('["library", "rooms"]', '[\n  "library",\n  "rooms",\n]'),
    "twice": ("draft", 'title = "Another"\ndraft'), "comma": ("02\n", "02,\n"), "two-on-one": ("\ndate", " date"), "table-open": ("draft", "[extra\ndraft"), "table": ("draft = false", "draft = false\n[params]\na = 1"), "table-twice": ("draft = false", "draft = false\n[params]\na = 1\n[params]\nb = 2"), "title-number": ('"The new reading room"', "5"), "title-list": ('"The new reading room"', '["The new reading room"]'), "title-bool": ('"The new reading room"', "true"), "title-date": ('"The new reading room"', "2026-03-02"), "octal": ('"The new reading room"', "0123"),
    "indent": ("date", "  date"), "tab": ("date", "\tdate"), "comment": ("date", "# of the town\ndate"), "comment-slashes": ("date", "// of the town\ndate"), "multi-line": ("The new reading room", "The new\nreading room"), "triple": ('"The new reading room"', '"""The new reading room"""'), "triple-open": ('"The new reading room"', '"""The new reading room"'), "nul": ("new", "n\x00ew"), "control": ("new", "n\x08ew"), "delete": ("new", "n\x7few"), "ideographic": ("title = ", "title =\u3000"), "no-break": ("title = ", "title =\xa0"), "dotted": ("draft", 'author.name = "Ana"\ndraft'), "spaced-key": ("draft", 'reading time = 5\ndraft'), "quoted-key": ("draft", '"reading time" = 5\ndraft'), "key-again-dotted": ("draft", 'title.en = "Room"\ndraft'), "weight": ("draft", 'weight = "heavy"\ndraft'), "infinity": ("draft", "weight = inf\ndraft"), "underscore": ("draft", "weight = 1_0\ndraft"), "plus": ("draft", "weight = +5\ndraft"), "leading-zero": ("draft", "weight = 05\ndraft"), "empty-key": ("draft", ' = "Ana"\ndraft'),
}  # fmt: skip
JSON_CHANGES = {
    "plain": ("", ""), "trailing-comma": ("false\n", "false,\n"), "no-comma": ("room\",", "room\""), "single": ('"The new reading room"', "'The new reading room'"), "no-quotes-key": ('"title"', "title"), "comment": ("{\n", "{\n  // of the town\n"), "smart": ('"title"', "“title”"), "open": ("\n}", "\n"), "inner": ("new reading", 'new "reading"'), "escape": ("new reading", "\\theta"), "escape-bad": ("new reading", "\\dnew"), "true-capital": ("false", "False"), "wide-colon": ('"title":', '"title"："'), "equals": ('"title":', '"title" ='), "line-break": ("new reading", "new\nreading"), "none": ("false", "None"), "nan": ("false", "NaN"), "list-open": ('"rooms"]', '"rooms"'), "twice": ('"draft"', '"title": "Another",\n  "draft"'), "date-slashes": ("2026-03-02", "2026/03/02"), "date-number": ('"2026-03-02"', "20260302"), "null-title": ('"The new reading room"', "null"), "title-list": ('"The new reading room"', '["The new reading room"]'), "tab": ("new reading", "new\treading"), "double-brace": ("{\n", "{{\n"),
}  # fmt: skip


OTHERWISE_MEANT = {
    "toml/tags-text": {"tags": "library"}, "toml/tags-mixed": {"tags": "library, 5"}, "toml/title-number": {"title": "5"},
    "toml/title-bool": {"title": "true"}, "toml/title-date": {"title": "2026-03-02"}, "toml/apostrophe": {"title": "The town's room"},
    "toml/escape": {"title": "The \\theta room"}, "json/escape": {"title": "The \\theta room"},
}  # fmt: skip


def other_formats() -> Iterator[Case]:
    """Yield what goes wrong in TOML and JSON front matter, which Hugo reads."""
    for form, sound, changes, fence in (("toml", TOML, TOML_CHANGES, "+++\n"), ("json", JSON, JSON_CHANGES, "")):
        for name, (old, new) in changes.items():
            block = sound.replace(old, new, 1) if old else sound
            meant = {**COMMON.meant, **OTHERWISE_MEANT.get(f"{form}/{name}", {})}
            yield Case(f"{form}/{name}", post(block, fence, fence), meant)
    for name, opening in {"four": "++++\n", "two": "++\n", "hyphens": "---\n", "wide": "＋＋＋\n", "spaced": "+ + +\n", "trailing-space": "+++ \n", "toml-word": "+++toml\n", "none": ""}.items():  # fmt: skip
        yield Case(f"toml-opening/{name}", post(TOML, opening, "+++\n"), COMMON.meant)
        yield Case(f"toml-closing/{name}", post(TOML, "+++\n", opening), COMMON.meant)
    for name, before in {**BEFORE, **HARMLESS_BEFORE}.items():
        if name not in ("rule-of-hyphens", "block-empty"):
            yield Case(f"toml-before/{name}", post(TOML, "+++\n", "+++\n", before), COMMON.meant)
    for name in ("comment", "word", "sentence", "zero-width-space", "bom-twice"):
        yield Case(f"json-before/{name}", post(JSON, "", "", BEFORE[name]), COMMON.meant)


def sound_ones(d: Dialect) -> Iterator[Case]:
    """Yield front matter that is unusual, and right."""
    for name, (typed, title) in unusual.TYPED_TITLES.items():
        yield Case(f"sound/title-{name}", post(d.block().replace(f"title: {TITLES[0]}", f"title:{typed}")), {**d.meant, "title": title})  # fmt: skip
    for name, (typed, tags) in unusual.TAGS.items():
        yield Case(f"sound/tags-{name}", post(d.block(**{d.tags: typed})), {**d.meant, d.tags: tags})
    for name, added in unusual.LINES.items():
        yield Case(f"sound/line-{name}", post(d.block() + added), d.meant)
        if name in ("comment", "group", "list-flush", "block-text"):
            yield Case(f"sound/first-line-{name}", post(added + d.block()), d.meant)
    yield Case("sound/no-blank-line", post(d.block()).replace("---\n\n", "---\n"), d.meant)
    yield Case("sound/blank-lines", post(d.block()).replace("---\n\n", "---\n\n\n\n"), d.meant)
    yield Case("sound/keys-backwards", post("".join(reversed(d.block().splitlines(keepends=True)))), d.meant)


STRUCTURE = ":\"'[],-#\n "
WIDE = {
    ":": "：",
    '"': "“",
    "'": "’",
    "[": "［",
    "]": "］",
    ",": "、",
    "-": "－",
    "#": "＃",
    " ": "\u3000",
    "\n": "\x85",
}
KINDS = ("drop", "double", "wide", "insert", "indent", "outdent", "join", "repeat")


def slips(d: Dialect) -> Iterator[Case]:
    """Yield sound front matter with one or two slips of the keyboard at structural characters."""
    randomly = random.Random(SEED)
    seen: set[str] = set(d.slip_bases)
    count = 0
    while count < SLIPS:
        which = randomly.randrange(len(d.slip_bases))
        head, names = d.slip_bases[which], []
        for _ in range(1 if randomly.random() < 0.7 else 2):
            kind = randomly.choice(KINDS)
            head = _slip(kind, head, randomly)
            names.append(kind)
        if head in seen or "\n  #- " in head:  # an entry made a comment is sound, and often meant
            continue
        seen.add(head)
        count += 1
        yield Case(f"slip/{count:03}-{'-'.join(names)}", f"{head}\n{BODY}", d.slip_meant[which])


def _slip(kind: str, head: str, randomly: random.Random) -> str:
    places = [
        at
        for at, character in enumerate(head)
        if character in STRUCTURE and at < len(head) - 1 and not _in_words(head, at)
    ]
    at = randomly.choice(places)
    if kind == "drop" and head[at] != ",":
        return head[:at] + head[at + 1 :]
    if kind == "double":
        return head[:at] + head[at] + head[at:]
    if kind == "wide":
        return head[:at] + WIDE[head[at]] + head[at + 1 :]
    if kind == "insert":
        after_word = head[at - 1 : at].isalnum() or head[at - 1 : at] == "."
        return head[:at] + randomly.choice(":\"'" if after_word else STRUCTURE + "\t&*{}`@%|>!") + head[at:]
    rows = head.splitlines(keepends=True)
    row = randomly.randrange(1, len(rows) - 1)
    if kind == "indent":
        rows[row] = randomly.choice([" ", "  ", "\t", "\u3000", "\xa0"]) + rows[row]
    elif kind == "outdent":
        rows[row] = rows[row].lstrip()
    elif kind == "join":
        rows[row] = rows[row].rstrip("\n") + " "
    elif kind == "swap":
        rows[row], rows[row - 1] = rows[row - 1], rows[row]
    elif kind == "repeat":
        rows.insert(row, rows[row])
    return "".join(rows)


def _in_words(head: str, at: int) -> bool:
    """Return whether the character stands between two letters or in a sentence, where a slip makes other words, not a mistake."""
    return at > 0 and head[at] == " " and head[at - 1].isalpha() and head[at + 1].isalpha()


def cases(generator: str) -> list[Case]:
    """Return the cases for `generator`, in a fixed order, no text twice."""
    dialect = ZENN if generator == "zenn" else COMMON
    found = [*fences(dialect), *lines(dialect), *values(dialect), *slips(dialect)]
    if generator == "hugo":
        found += other_formats()
    found += sound_ones(dialect)
    unique = {case.text: case for case in reversed(found)}
    return [case for case in found if unique[case.text] is case]
