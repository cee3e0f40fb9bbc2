"""Where the missing closing fence of front matter belongs, when its lines leave no doubt."""

from __future__ import annotations

from content_quality.core.document.front_matter.key_runs import HEAD, typed_lines
from content_quality.core.document.source_text import line_end_of
from content_quality.core.findings import Fix, replaced
from content_quality.core.text.patterns import lazy_re

# A key in lower case, an entry, an indented line, or the end of a collection: no sentence begins like this.
OWN_LINE = lazy_re(r"[a-z_][\w-]{0,40}[ \t]*[:=](?:[ \t]|$)|-[ \t]|[ \t]+\S|[\]}]")
HEADING = lazy_re(r"#{1,6}[ \t]+\S")
KEY = lazy_re(r"[A-Za-z_][\w-]{0,40}[ \t]*[:：=]")


def fix(text: str, start: int, fence: str) -> Fix | None:
    """Return the fix that closes front matter whose first key stands at `start`; None when its end is not certain.

    Certain is the end of lines that can only be front matter, above a blank line and a line that can only be text.
    """
    lines = typed_lines(text[start : start + HEAD])
    last = next((number for number, line in enumerate(lines) if not line.text.strip()), len(lines))
    if not last or last == len(lines) or not all(OWN_LINE.match(line.text) for line in lines[:last]):
        return None
    below = [line.text for line in lines[last:] if line.text.strip()]
    if below and HEADING.match(below[0]):  # a heading, unless keys follow: then a comment
        below = below[1:]
    if not below or OWN_LINE.match(below[0]) or KEY.match(below[0]) or below[0].startswith(("#", "---", "+++")):
        return None
    end = start + lines[last - 1].end
    return replaced(end, end, f"{line_end_of(text)}{fence}")
