"""What posts of WordPress are called here, and where WordPress lets people edit them."""

from __future__ import annotations

import re

from content_quality.core.settings import Source

NAME = re.compile(r"(?:post|page)/(?P<id>\d{1,20})(?:-[^/]*)?\.md", re.ASCII)


def edit_page(source: Source, path: str) -> str:
    """Return the page of WordPress on which the post `path` is edited; empty where its front page is not known."""
    found = NAME.fullmatch(path)
    if found is None or not source.url.startswith(("https://", "http://")):
        return ""
    return f"{source.url.rstrip('/')}/wp-admin/post.php?post={found['id']}&action=edit"
