"""What the product says about the cases."""

from __future__ import annotations

import json

from content_quality.checks import CHECKS
from content_quality.core.inspection import Inspection, inspect
from content_quality.core.settings import FrontMatterRules, Settings, Site
from tests.generators.grammar import Case

# Astro has no rules of its own: a site has a schema. This is the one in judges/astro.mjs, as JSON Schema.
ASTRO = json.dumps(
    {
        "type": "object",
        "required": ["title", "description", "date"],
        "properties": {
            "title": {"type": "string"},
            "description": {"type": "string"},
            "date": {"type": ["string", "number", "boolean", "array"]},
            "tags": {"type": "array", "items": {"type": "string"}},
            "draft": {"type": "boolean"},
        },
    }
)
FOLDERS = {"jekyll": "_posts", "hugo": "content/posts", "eleventy": "posts", "astro": "src/content/blog", "docusaurus": "blog", "zenn": "articles"}  # fmt: skip


def inspected(case: Case, generator: str) -> Inspection:
    """Return the inspection of `case` on a site of `generator`."""
    schema = ASTRO if generator == "astro" else ""
    settings = Settings(site=Site(generator=generator), front_matter=FrontMatterRules(schema_json=schema))
    return inspect(case.text.encode(), f"{FOLDERS[generator]}/{case.file_name}", CHECKS, settings)


def verdict(inspection: Inspection) -> str:
    """Return `hold`, `review` or `clear`."""
    worst = max((finding.severity for finding in inspection.findings), default=0)
    return "hold" if worst == 3 else "review" if worst == 2 else "clear"
