"""Images and related posts that front matter names: looked for on the site, from the gate's side and from the command line's."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from content_quality.core.findings import Severity
from content_quality.pipeline.project import Project
from tests.conftest import NOW, write_post
from tests.pipeline.steps import gate
from tests.test_report import check

BODY = "The harbour office keeps its tide tables in a drawer that sticks, and whoever wants to read them has to lift the dashboard.\n"


def post(title: str, keys: str) -> str:
    return (
        f'---\ntitle: "{title}"\ndate: 2026-11-02 09:00:00 +0900\n{keys}\n---\n\n{title} is what this is about. {BODY}'
    )


def add_images(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"")


def missing(decisions, name: str) -> list[tuple[str, int]]:
    found = decisions[f"posts/{name}"].findings
    return [(finding.check, finding.span.line) for finding in found if finding.check.startswith("missing-")]


def test_an_image_is_missing_where_its_folder_holds_others(project: Project):
    add_images(project.root, "assets/img/quay.png", "static/boats/Ferry.JPG")
    write_post(project, "2026-11-02-a.md", post("The quay", "image: /assets/img/quay.png\ncover: /boats/ferry.jpg"))
    write_post(
        project,
        "2026-11-02-b.md",
        post("The ferry", "image: /assets/img/fery.png\nbanner: https://images.example/x.png"),
    )
    write_post(
        project,
        "2026-11-02-c.md",
        post("The light", "image: /generated/light.png\nthumbnail: light.png\nteaser: '{{ site.logo }}.png'"),
    )
    decisions = gate(project)
    assert missing(decisions, "2026-11-02-a.md") == []
    assert missing(decisions, "2026-11-02-b.md") == [("missing-image", 4)]
    assert missing(decisions, "2026-11-02-c.md") == []
    assert all(
        finding.severity is Severity.WARNING
        for finding in decisions["posts/2026-11-02-b.md"].findings
        if finding.check == "missing-image"
    )


def test_a_related_post_is_missing_when_most_others_are_found(project: Project):
    write_post(project, "2026-11-02-quay.md", post("The quay", "slug: the-quay"))
    write_post(project, "2026-11-02-ferry.md", post("The ferry", "permalink: /boats/ferry/"))
    write_post(
        project,
        "2026-11-02-light.md",
        post("The light", "related:\n  - the-quay\n  - /boats/ferry/\n  - 2026-11-02-ferry\n  - the-lihgt"),
    )
    decisions = gate(project)
    assert missing(decisions, "2026-11-02-light.md") == [("missing-post", 8)]


def test_a_related_post_is_looked_for_in_the_whole_archive_by_every_name_it_has(project: Project):
    write_post(project, "2026-11-02-Quay.md", post("The quay", "slug: the-quay"))
    write_post(project, "2026-11-2-ferry.md", post("The ferry", "permalink: /boats/old-ferry/"))
    write_post(project, "tower/index.md", post("The tower", "slug: ''"))
    gate(project)
    names = [
        "the-quay",
        "quay",
        "2026-11-02-quay",
        "ferry",
        "/2026/11/2/2026-11-2-ferry.html",
        "/boats/old-ferry/",
        "/tower/",
        "tower/index.md",
        "the-lihgt",
    ]
    write_post(project, "2026-11-03-light.md", post("The light", f"related: {json.dumps(names)}"))
    (finding,) = [
        finding
        for finding in gate(project, NOW + timedelta(hours=1))["posts/2026-11-03-light.md"].findings
        if finding.check == "missing-post"
    ]
    assert "the-lihgt" in str(finding.message)


def test_names_of_a_form_that_nobody_understands_are_left_alone(project: Project):
    write_post(project, "2026-11-02-quay.md", post("The quay", "related: [tides/17, tides/18, 19]"))
    write_post(
        project,
        "2026-11-02-light.md",
        post("The light", "related:\n  - The quay\n  - '[[Quay]]'\n  - https://example.org/x"),
    )
    assert [missing(gate(project), name) for name in ("2026-11-02-quay.md",)] == [[]]


def test_the_command_line_looks_below_the_root_of_the_site(tmp_path: Path):
    add_images(tmp_path, "public/img/quay.png")
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "a.md").write_text(post("The quay", "image: /img/quai.png"))
    (report,) = json.loads(check("--format", "json", "posts", cwd=tmp_path).stdout)["posts"]
    assert [(found["check"], found["line"], found["severity"]) for found in report["findings"]] == [
        ("missing-image", 4, "warning")
    ]
    assert report["verdict"] == "review"
    (tmp_path / "package.json").unlink()
    (report,) = json.loads(check("--format", "json", "posts", cwd=tmp_path).stdout)["posts"]
    assert report["findings"] == []
