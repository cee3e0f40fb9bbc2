"""Names of posts: the source, then the path of the file in it. No two files have the same name.

Bytes that are not UTF-8 are written as `%FF`, so a percent sign of the file's own that could be read as such is written
as `%25`. All other characters stay as they are.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote

ESCAPE = re.compile("%(?=[0-9A-Fa-f]{2})")
ESCAPED = re.compile("%25(?=[0-9A-Fa-f]{2})")
UNESCAPED = re.compile("%(?!25[0-9A-Fa-f]{2})(?=[0-9A-Fa-f]{2})")


def post_id_of(source: str, path: str) -> str:
    """Return the name of the post in the file `path`, as the system lists it, of `source`."""
    if is_utf8(path):
        return f"{source}/{ESCAPE.sub('%25', path)}"
    return f"{source}/{quote(os.fsencode(path), safe='/')}"


def is_utf8(path: str) -> bool:
    """Return whether the file's name is text; bytes that are not are listed as lone surrogates."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return True


def file_of(post_id: str) -> str:
    """Return source and path of the file that `post_id` names, when its name is UTF-8."""
    return ESCAPED.sub("%", post_id)


def present_id(post_id: str) -> str:
    """Return the name that `post_id` has now: earlier names had no escaped percent signs.

    Waivers, baselines, approvals and questions of that time still count. An earlier name that holds `%FF` is not the
    present name of any post that can be read, so none is taken for another.
    """
    return ESCAPE.sub("%25", post_id) if UNESCAPED.search(post_id) else post_id
