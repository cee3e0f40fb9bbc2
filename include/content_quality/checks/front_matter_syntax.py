"""See `front_matter_syntax`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from content_quality.core.document.key_findings import KeyFindings
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import Category, Finding, Severity, message
from content_quality.core.settings import Settings

NAME = "front-matter-syntax"
REFUSED = frozenset({"too-deep", "too-long", "alias"})  # limits of ours, not mistakes of the editor
SKIP_A_BOM = frozenset({"hugo", "zola"})


def front_matter_syntax(post: Post, settings: Settings) -> Iterator[Finding]:
    """Flag front matter that cannot be read, for want of a fence, or for a tab, a quotation mark or a full-width colon.

    Why it matters: the generator stops, or prints the front matter as the article's first paragraph.
    Example: `title: "He said "stop" and left"`.
    Instead: `title: 'He said "stop" and left'`.
    Known false positives: a page that begins with a horizontal rule; aliases of whole lists, which are valid YAML and
    refused because a few of them can fill the memory.
    """
    findings = KeyFindings(NAME, post)
    jekyll = profile_of(post, settings).name == "jekyll"
    for problem in post.front_matter.problems:
        if problem.kind == "repeated-key" or (
            problem.kind == "missing-fence" and not jekyll and "_posts" in PurePosixPath(post.path).parts
        ):
            continue  # Hexo needs no opening fence
        severity = Severity.BLOCKER
        if problem.kind == "byte-order-mark":
            if profile_of(post, settings).name in SKIP_A_BOM:
                continue
            severity = Severity.WARNING
        category = Category.INSPECTION if problem.kind in REFUSED else Category.FRONT_MATTER
        mint = KeyFindings(NAME, post, category)
        yield mint.between(
            problem.start,
            problem.end,
            severity,
            problem.message,
            problem.suggestion,
            passage=problem.kind,
            other=problem.other,
        )
    if (
        post.front_matter.format == "none"
        and not post.front_matter.problems
        and "_posts" in PurePosixPath(post.path).parts
        and jekyll
    ):
        text = message("This post has no front matter; Jekyll publishes it without a title and a layout.")
        yield findings.between(
            0,
            1,
            Severity.WARNING,
            text,
            message("Begin the file with ---, title: …, and --- on lines of their own."),
            passage="none",
        )
