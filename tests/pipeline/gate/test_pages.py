"""A page, such as `_index.md`, is decided, released and named like a post, and not asked for what a post needs."""

from __future__ import annotations

from content_quality.core.gate.decide import Verdict
from content_quality.pipeline.gate.verify_release import PostPlace, verify_release
from content_quality.pipeline.project import Project
from tests.conftest import write_post
from tests.pipeline.steps import gate

PAGES = {
    "_index.md": "---\ntitle: All ferries\n---\n",
    "_index.ja.md": "",
    "README.md": "Ask Jana before you rename a post.\n",
    "LICENSE.md": "Copyright the harbour office.\n",
}


def test_pages_are_clear_without_a_date_a_title_or_a_text(project: Project):
    for name, text in PAGES.items():
        write_post(project, name, text)
    decided = gate(project)
    assert {one.path.rpartition("/")[2]: (one.verdict, one.findings) for one in decided.values()} == dict.fromkeys(
        PAGES, (Verdict.CLEAR, ())
    )


def test_a_post_with_the_same_text_is_asked(project: Project):
    write_post(project, "2026-11-02-ferries.md", PAGES["_index.md"])
    (decision,) = gate(project).values()
    assert decision.findings


def test_damage_in_a_page_holds_it(project: Project):
    write_post(project, "_index.md", "---\ntitle: Ferries\n---\n\n<<<<<<< HEAD\nOne\n=======\nTwo\n>>>>>>> other\n")
    (decision,) = gate(project).values()
    assert decision.verdict is Verdict.HOLD
    assert decision.reasons == ("conflict-marker",)


def test_the_gate_of_the_sites_ci_passes_the_pages_bytes_and_no_other_readme(project: Project):
    for name, text in PAGES.items():
        write_post(project, name, text)
    gate(project)
    folder, manifest = project.root / "_posts", project.workspace.release / "manifest.jsonl"

    def refused() -> list[str]:
        found = verify_release([folder], manifest, None, PostPlace(project.root)).refused
        return [path.rpartition("/")[2] for path, _ in found]

    assert refused() == []
    (folder / "README.md").write_text("An article that nobody has checked.\n")
    (folder / "deep").mkdir()
    (folder / "deep" / "_index.md").write_text("Another one.\n")
    assert refused() == ["README.md", "_index.md"]
