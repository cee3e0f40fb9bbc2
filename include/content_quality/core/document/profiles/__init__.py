"""What each site generator requires of front matter: one JSON Schema per generator, and how to tell the generator.

`x-absent` names keys that readers miss when they are absent or empty, with a severity; `x-severity` the severity of a
wrong value where it is not a blocker, `x-repeated` that of a key that stands twice, `x-extensions` how the names of its
Markdown files end. They are annotations of ours; other validators pass over them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import PurePosixPath
from typing import Any

from content_quality.core.document import dates
from content_quality.core.document.post import Post, once_per_post
from content_quality.core.findings import Severity
from content_quality.core.settings import Settings

GENERATORS = ("jekyll", "hugo", "zola", "astro", "docusaurus", "eleventy", "zenn", "generic")
# Keys that only one generator reads. Of the commoner ones (draft, slug, weight) several have it.
TELLING_KEYS = {
    "zenn": frozenset({"emoji", "topics", "publication_name"}),
    "eleventy": frozenset(
        {"eleventyNavigation", "eleventyExcludeFromCollections", "eleventyComputed", "templateEngineOverride"}
    ),
    "docusaurus": frozenset(
        {
            "sidebar_label",
            "sidebar_position",
            "hide_table_of_contents",
            "toc_min_heading_level",
            "toc_max_heading_level",
        }
    ),
    "hugo": frozenset(
        {
            "lastmod",
            "publishDate",
            "expiryDate",
            "linkTitle",
            "isCJKLanguage",
            "cascade",
            "headless",
            "outputs",
            "markup",
        }
    ),
    "zola": frozenset({"in_search_index", "taxonomies", "extra", "insert_anchor_links"}),
    "astro": frozenset({"pubDate", "pubDatetime", "heroImage", "updatedDate"}),
}
HEXO = frozenset(
    {("source", "_posts"), ("source", "_drafts")}
)  # its folders are named after Jekyll's, its rules are others
YAML_1_1 = frozenset({"jekyll", "generic"})  # generators that take `no` for false, and sites of which we do not know


@dataclass(frozen=True)
class Profile:
    """One generator's schema with the severities it carries."""

    name: str
    schema: dict[str, Any]

    def severity(self, key: str, rule: str = "") -> Severity:
        """Return how much a value of `key` weighs that breaks `rule`, a keyword of the schema."""
        labels = self.schema.get("x-severity", {})
        return Severity.from_label(labels.get(f"{key}:{rule}", labels.get(key, "blocker")))

    @property
    def repeated(self) -> Severity:
        """How much a key that stands twice weighs.

        A blocker, unless the generator is known to keep one of the values.
        """
        return Severity.from_label(self.schema.get("x-repeated", "blocker"))

    @property
    def absent(self) -> dict[str, Severity]:
        """The keys that must not be absent, with the weight of their absence."""
        required = dict.fromkeys(self.schema.get("required", ()), "blocker")
        return {
            key: Severity.from_label(label) for key, label in {**required, **self.schema.get("x-absent", {})}.items()
        }


@cache
def load(name: str) -> Profile:
    """Return the profile `name`, one of `GENERATORS`."""
    return Profile(name, json.loads(resources.files(__name__).joinpath(f"{name}.json").read_text("utf-8")))


READ_BY_ALL = (".md", ".mdx", ".markdown")  # whatever the generator: what was read once stays read


def extensions(generator: str) -> tuple[str, ...]:
    """Return how the names of files end that `generator` renders from Markdown.

    Of any generator when it is not known.
    """
    named = load(generator if generator in GENERATORS else "generic").schema["x-extensions"]
    return tuple(dict.fromkeys((*READ_BY_ALL, *(f".{extension}" for extension in named))))


@once_per_post
def profile_of(post: Post, settings: Settings) -> Profile:
    """Return the profile the site names, else the one its keys and path tell, else `generic`."""
    chosen = settings.site.generator
    return load(chosen if chosen in GENERATORS else recognise(post))


def recognise(post: Post) -> str:
    """Return the generator `post` is written for, `generic` when nothing tells."""
    keys, path = post.front_matter.values.keys(), PurePosixPath(post.path)
    if {"_posts", "_drafts"} & set(path.parts):
        return "generic" if HEXO & set(zip(path.parts, path.parts[1:], strict=False)) else "jekyll"
    if len(TELLING_KEYS["zenn"] & keys) >= 2 or ({"emoji", "type"} <= keys and "articles" in path.parts):
        return "zenn"
    if post.front_matter.format == "toml":
        return _toml(keys)
    for name in ("eleventy", "docusaurus", "astro", "hugo"):
        if TELLING_KEYS[name] & keys:
            return name
    if ("src", "content") in zip(path.parts, path.parts[1:], strict=False):
        return "astro"
    layout = post.front_matter.values.get("layout")
    if isinstance(layout, str) and layout.endswith((".njk", ".liquid", ".11ty.js", ".hbs", ".webc")):
        return "eleventy"
    if "layout" in keys and post.front_matter.format == "yaml" and dates.file_date(post.path):
        return "jekyll"
    return "hugo" if "content" in path.parts and "draft" in keys else "generic"


def _toml(keys: Any) -> str:
    """Return which of the two generators of TOML front matter has these keys.

    Jekyll and the JavaScript ones have none.
    """
    if TELLING_KEYS["zola"] & keys or ("path" in keys and "url" not in keys):
        return "zola"
    return "hugo"
