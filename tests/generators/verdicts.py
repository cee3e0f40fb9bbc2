"""What the product says about the cases."""

from __future__ import annotations

from content_quality.checks import CHECKS
from content_quality.core.inspection import Inspection, inspect
from content_quality.core.settings import Settings, Site
from tests.generators.grammar import Case

FOLDERS = {"jekyll": "_posts", "hugo": "content/posts", "eleventy": "posts", "astro": "src/content/blog", "docusaurus": "blog", "zenn": "articles"}  # fmt: skip


def inspected(case: Case, generator: str) -> Inspection:
    """Return the inspection of `case` on a site of `generator`."""
    settings = Settings(site=Site(generator=generator))
    return inspect(case.text.encode(), f"{FOLDERS[generator]}/{case.file_name}", CHECKS, settings)


def verdict(inspection: Inspection) -> str:
    """Return `hold`, `review` or `clear`."""
    worst = max((finding.severity for finding in inspection.findings), default=0)
    return "hold" if worst == 3 else "review" if worst == 2 else "clear"
