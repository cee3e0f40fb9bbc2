"""Renderers: the report of `content-quality check` in one format each. One module, and one line in `RENDERERS`.

A renderer is a function from the report and the options to text. It reads no disk, no clock and no network.
"""

from __future__ import annotations

from collections.abc import Callable

from content_quality.core.report.shape import Report
from content_quality.renderers.github import github
from content_quality.renderers.gitlab import gitlab
from content_quality.renderers.html import html
from content_quality.renderers.json import json
from content_quality.renderers.jsonl import jsonl
from content_quality.renderers.junit import junit
from content_quality.renderers.markdown import markdown
from content_quality.renderers.options import RenderOptions
from content_quality.renderers.rdjson import rdjson
from content_quality.renderers.sarif import sarif
from content_quality.renderers.text import text

Renderer = Callable[[Report, RenderOptions], str]

RENDERERS: dict[str, Renderer] = {
    "text": text,
    "json": json,
    "jsonl": jsonl,
    "sarif": sarif,
    "junit": junit,
    "github": github,
    "gitlab": gitlab,
    "rdjson": rdjson,
    "markdown": markdown,
    "html": html,
}
