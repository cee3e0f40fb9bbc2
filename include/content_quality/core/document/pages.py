"""Files in a folder of posts that are not posts: the list page of a section, and what people write about the folder.

Such a file is a page. It is read, decided and released like a post, so that the gate knows its bytes, and no check or
suite asks it for what only posts have. What the generator does with it makes no difference: Hugo and Zola publish
`_index.md` as the head of a list; a README is a page of its own in Hugo, Docusaurus and Eleventy, and Jekyll passes it
over in `_posts`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from content_quality.core.document import dates
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.text.patterns import lazy_re

LANGUAGE = r"(?:[._-][a-z]{2,3}(?:[_-][a-z]{2,4})?)?"  # `_index.ja`, `README_zh-CN`
LIST = re.compile(f"_index{LANGUAGE}", re.IGNORECASE)
README = lazy_re(f"readme{LANGUAGE}", re.IGNORECASE)
# In capitals, as these files are written: `security.md` may be an article.
NOTES = frozenset(
    "AUTHORS CHANGELOG CHANGES CODEOWNERS CODE_OF_CONDUCT CONTRIBUTING CONTRIBUTORS COPYING GOVERNANCE HISTORY INSTALL "
    "LICENCE LICENSE MAINTAINERS NOTICE PULL_REQUEST_TEMPLATE SECURITY SUPPORT".split()
)


def is_page_named(path: str, *, has_date: bool) -> bool:
    """Return whether the file at `path` is a page by its name.

    One with a date is a post, but for the head of a list.
    """
    stem = PurePosixPath(path).stem
    return bool(LIST.fullmatch(stem)) or (not has_date and (stem in NOTES or bool(README.fullmatch(stem))))


@once_per_post
def is_page(post: Post) -> bool:
    """Return whether `post` is a page, and not a post."""
    has_date = not post.front_matter.values.keys().isdisjoint(dates.date_keys())
    return is_page_named(post.path, has_date=has_date)
