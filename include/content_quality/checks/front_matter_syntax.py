"""See `front_matter_syntax`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from content_quality.core.document.generators import lies_in, of_any
from content_quality.core.document.key_findings import bound, first_place, passage_of
from content_quality.core.document.pages import is_page
from content_quality.core.document.post import Post
from content_quality.core.document.profiles import profile_of
from content_quality.core.findings import Category, DraftFinding, Finding, Severity, excerpt, message
from content_quality.core.settings import Settings

NAME = "front-matter-syntax"
REFUSED = frozenset({"too-deep", "too-long", "alias"})  # limits of ours, not mistakes of the editor


def front_matter_syntax(post: Post, settings: Settings) -> Iterator[DraftFinding | Finding]:
    """Flag front matter that cannot be read, because of a missing fence, a tab, a quotation mark or a full-width colon.

    Why it matters: the generator stops, or prints the front matter as the article's first paragraph.
    Example: `title: "He said "stop" and left"`.
    Instead: `title: 'He said "stop" and left'`.
    Certain fix: a byte order mark, and blank lines or invisible characters before the first fence, are deleted; a fence
    that is mistyped or missing is typed; quotation marks, escapes, colons and tabs of a value are typed so that the
    whole text of the value is read. There is a fix only where the fixed front matter can be read.
    Known false positives: a page that begins with a horizontal rule; aliases of YAML that repeat more than front matter
    may hold, which are refused because a few of them can fill the memory.
    """
    profile = profile_of(post, settings)
    is_unfenced = lies_in(post.path, set(of_any("unfenced_folders")).difference(profile.post_folders))
    for problem in post.front_matter.problems:
        severity = profile.problem(problem.kind)
        if problem.kind == "repeated-key" or severity is None or (problem.kind == "missing-fence" and is_unfenced):
            continue
        draft = post.finding(
            problem.start,
            problem.end,
            problem.message,
            suggestion=problem.suggestion,
            severity=severity,
            related=first_place(post, problem.other),
            passage=passage_of(problem.message, problem.kind),
            fix=problem.fix,
        )
        if problem.kind == "text-before":
            fence = post.source.offset(post.source.position(problem.end - 1)[0])
            draft = replace(draft, excerpt=excerpt(post.text[problem.start : fence]) or draft.excerpt)
        yield bound(NAME, draft, Category.INSPECTION) if problem.kind in REFUSED else draft
    if (
        post.front_matter.format == "none"
        and not post.front_matter.problems
        and not is_page(post)
        and lies_in(post.path, profile.post_folders)
    ):
        text = message(
            "This post has no front matter; {generator} publishes the post without a title and a layout.",
            generator=profile.title,
        )
        hint = message("Begin the file with three lines: ---, title: …, and ---.")
        yield post.finding(0, 1, text, suggestion=hint, severity=Severity.WARNING, passage=passage_of(text, "none"))
