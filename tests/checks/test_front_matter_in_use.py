"""Front matter as generators document it, and as sites of no known generator have it, brings no finding."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from content_quality.checks import CHECKS
from content_quality.core.document import profiles
from content_quality.core.document.post import Post
from content_quality.core.findings import Category, Severity
from content_quality.core.inspection import run
from content_quality.core.settings import Settings, Site

FILE = Path(__file__).parents[1] / "fixtures" / "front-matter-in-use.txt"
BODY = "\n\nThe harbour wall was built in three summers, and it has stood since. People walk on it in the evening.\n"
MARK = "\n%%% "
ABOUT_FRONT_MATTER = [check for check in CHECKS if check.category in (Category.FRONT_MATTER, Category.READING_TIME)]
TIMES = "yaml-surprise"  # 10:30 is a number for YAML 1.1, and information


@dataclass(frozen=True)
class Shape:
    generator: str
    path: str
    text: str


def shapes() -> list[Shape]:
    parts = FILE.read_text("utf-8").split(MARK)[1:]
    read = []
    for part in parts:
        head, _, text = part.partition("\n")
        generator, _, path = head.partition(" ")
        read.append(Shape(generator, path, text.rstrip("\n")))
    return read


@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_front_matter_in_use_is_left_alone(line_end: str) -> None:
    said = []
    for shape in shapes():
        post = Post.read((shape.text + BODY).replace("\n", line_end).encode(), shape.path)
        found = [finding for check in ABOUT_FRONT_MATTER for finding in run(check, post, Settings()).findings]
        said += [
            f"{shape.generator} {shape.path}: {finding.span.line}: {finding.message}\n{shape.text}"
            for finding in found
            if finding.severity > Severity.INFO or finding.check != TIMES
        ]
    assert said == []


def test_the_generator_is_told_by_keys_and_path() -> None:
    told = [(shape, profiles.recognise(Post.read((shape.text + BODY).encode(), shape.path))) for shape in shapes()]
    assert len(told) >= 80
    assert [(shape, generator) for shape, generator in told if generator != shape.generator] == []


@pytest.mark.parametrize(
    ("generator", "front_matter", "severity"),
    [
        *(
            (name, "---\ntitle: One\ntitle: Two\n---", Severity.WARNING if name == "jekyll" else Severity.BLOCKER)
            for name in profiles.generators()
        ),
        *((name, '+++\ntitle = "One"\ntitle = "Two"\n+++', Severity.BLOCKER) for name in ("hugo", "zola", "astro")),
        *((name, '{\n  "title": "One",\n  "title": "Two"\n}', Severity.WARNING) for name in ("hugo", "eleventy")),
    ],
)
def test_a_key_that_stands_twice_holds_where_the_generator_stops(
    generator: str, front_matter: str, severity: Severity
) -> None:
    (check,) = [check for check in CHECKS if check.name == "repeated-key"]
    settings = Settings(site=Site(generator=generator))
    (finding,) = run(check, Post.read((front_matter + BODY).encode(), "post.md"), settings).findings
    assert (finding.severity, finding.span.line) == (severity, 3)
