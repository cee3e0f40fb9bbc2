"""Kinds of texts that are no posts: documentation, instructions for programs that write, templates for other files."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from content_quality.core.document.blocks import Kind, Text
from content_quality.core.document.dates import post_date
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.settings import Settings

AUTHORS = ("author", "authors", "by", "byline")
ADDRESSES = ("path", "permalink", "url", "slug", "aliases")
DAY_IN_ADDRESS = re.compile(r"(?:^|[/'\"\[ ])(?:19|20)\d\d/(?:0?[1-9]|1[0-2])/")
OF_CODE = 0.2  # share of the paragraphs, list items and examples that are code or name some
# Files that programs which write read before they begin, and folders of such files.
INSTRUCTIONS = re.compile(
    r"(?:skill|agents?|claude|gemini|copilot-instructions)\.md|.+\.(?:prompt|instructions|chatmode|agent)\.md|.+\.mdc",
    re.IGNORECASE,
)
INSTRUCTION_FOLDERS = frozenset(("agents", "skills", "prompts", "commands", ".claude", ".cursor"))
TEMPLATES = re.compile(r"(?:^|[._-])templates?(?:[._-]|$)", re.IGNORECASE)
TEMPLATE_FOLDERS = frozenset(("templates", "template", "_templates", "archetypes", "scaffolds", "issue_template"))


@once_per_post
def is_dated_or_signed(post: Post, settings: Settings) -> bool:
    """Return whether somebody wrote the text on a day, or signed it: a post, and not a page to look things up in."""
    values = post.front_matter.values
    if post_date(post, settings) is not None or any(values.get(key) for key in AUTHORS):
        return True
    return any(DAY_IN_ADDRESS.search(str(values.get(key) or "")) for key in ADDRESSES) or bool(
        DAY_IN_ADDRESS.search(post.path)
    )


@once_per_post
def is_documentation(post: Post, settings: Settings) -> bool:
    """Return whether the page has neither a day nor an author, and names code or has no front matter at all."""
    if is_dated_or_signed(post, settings):
        return False
    prose = [block for block in post.blocks if block.is_prose]
    named = sum(any(run.kind is Text.CODE for run in block.runs) for block in prose)
    examples = sum(block.kind is Kind.CODE for block in post.blocks)
    return not post.front_matter.values or named + examples >= OF_CODE * (len(prose) + examples)


@once_per_post
def instructs_a_program(post: Post, settings: Settings) -> bool:
    """Return whether the text is an instruction for a program that writes: a prompt is what such a file consists of."""
    path = PurePosixPath(post.path)
    if INSTRUCTIONS.fullmatch(path.name):
        return True
    folders = {part.casefold() for part in path.parent.parts}
    has_title = bool(post.front_matter.values.get("title"))
    return not (folders.isdisjoint(INSTRUCTION_FOLDERS) or has_title or is_dated_or_signed(post, settings))


@once_per_post
def is_template(post: Post, settings: Settings) -> bool:
    """Return whether the file is there to be copied and filled in, as its name or its folder says."""
    path = PurePosixPath(post.path)
    named = TEMPLATES.search(path.stem) is not None
    kept = not TEMPLATE_FOLDERS.isdisjoint(part.casefold() for part in path.parent.parts)
    return (named or kept) and not is_dated_or_signed(post, settings)
