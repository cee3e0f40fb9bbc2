"""See `front_matter_syntax`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from content_quality.core.document.key_findings import bound, first_place, passage_of
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import GENERATORS, profile_of
from content_quality.core.findings import Category, DraftFinding, Finding, Severity, message
from content_quality.core.settings import Settings

NAME = "front-matter-syntax"
REFUSED = frozenset({"too-deep", "too-long", "alias"})  # limits of ours, not mistakes of the editor
# What single generators take for front matter all the same, as their builds showed; Hexo needs no opening fence.
QUIET = {
    "byte-order-mark": {"hugo", "zola"},
    "fence-language": {"eleventy", "docusaurus", "generic", "zenn"},
    "fence-tab": {"jekyll", "eleventy", "docusaurus", "generic", "astro", "zenn", "zola"},
    "odd-line-end": {"jekyll"},
    "dots": {"jekyll", "generic"},
    "capital-keys": {"generic"},  # Pelican's front matter has no fences
}
WARNED = {
    "closing-space": {"docusaurus", "astro"},
    "byte-order-mark": set(GENERATORS),
    "late-fence": {"hugo", "astro"},
    "indented-fence": {"hugo"},
    "fence-comment": {"hugo", "astro"},
}


def front_matter_syntax(post: Post, settings: Settings) -> Iterator[DraftFinding | Finding]:
    """Flag front matter that cannot be read, because of a missing fence, a tab, a quotation mark or a full-width colon.

    Why it matters: the generator stops, or prints the front matter as the article's first paragraph.
    Example: `title: "He said "stop" and left"`.
    Instead: `title: 'He said "stop" and left'`.
    Known false positives: a page that begins with a horizontal rule; aliases of whole lists, which are valid YAML but
    are refused because a few of them can fill the memory.
    """
    generator = profile_of(post, settings).name
    jekyll = generator == "jekyll"
    for problem in post.front_matter.problems:
        if problem.kind == "repeated-key" or generator in QUIET.get(problem.kind, ()):
            continue
        if problem.kind == "missing-fence" and not jekyll and "_posts" in PurePosixPath(post.path).parts:
            continue
        severity = Severity.WARNING if generator in WARNED.get(problem.kind, ()) else Severity.BLOCKER
        draft = post.finding(
            problem.start,
            problem.end,
            problem.message,
            suggestion=problem.suggestion,
            severity=severity,
            related=first_place(post, problem.other),
            passage=passage_of(problem.message, problem.kind),
        )
        yield bound(NAME, draft, Category.INSPECTION) if problem.kind in REFUSED else draft
    if (
        post.front_matter.format == "none"
        and not post.front_matter.problems
        and "_posts" in PurePosixPath(post.path).parts
        and jekyll
    ):
        text = message("This post has no front matter; Jekyll publishes the post without a title and a layout.")
        hint = message("Begin the file with three lines: ---, title: …, and ---.")
        yield post.finding(0, 1, text, suggestion=hint, severity=Severity.WARNING, passage=passage_of(text, "none"))
