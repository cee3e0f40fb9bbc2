"""Cuts: what a block is comes first, then the signs and their weights; the settings say what they come to."""

from __future__ import annotations

import dataclasses

import pytest

from content_quality.checks.truncated_section import truncated_section
from content_quality.core.document.article import article
from content_quality.core.document.post import Post
from content_quality.core.findings import DraftFinding, Severity
from content_quality.core.settings import Settings, Truncation
from content_quality.core.truncation.block_place import BlockPlace
from content_quality.core.truncation.cut import Form
from content_quality.core.truncation.cut_signs import CutSign
from content_quality.core.truncation.cuts import cuts
from content_quality.core.truncation.shapes import SHAPES, Need, shape_of

SETTINGS = Settings()
SOUND = (
    "The ferry leaves every hour from the small pier. In winter it waits until the fog has gone.\n\n"
    "Tickets are sold on board, and children travel for nothing. Bring coins for the machine.\n\n"
)


def post_of(body: str) -> Post:
    return Post.read(f"---\ntitle: The small pier\nlang: en\n---\n\n{body}\n".encode(), "post.md")


def found_in(body: str, settings: Settings = SETTINGS) -> list[DraftFinding]:
    return list(truncated_section(post_of(body), settings))


def shape_in(body: str, number: int = -1) -> str:
    post = post_of(body)
    page = article(post, SETTINGS)
    return shape_of(BlockPlace(post, page, page.paragraphs[number])).name


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("footnote", "A boat.[^1]\n\n[^1]: A list of the boats of the"),
        ("code", "lamp.on(); clock.wait(60); lamp.off();"),
        ("code", "--lamp                    switch the lamp on"),
        ("heading-line", "**The boats of the island**"),
        ("remark", "(the boats of the island are not shown)"),
        ("verse", "The fog has gone\nThe boats lie still\nThe lamp is on\nThe night is long"),
        ("member", "the boats of the island,"),
        ("aside", "*taken by the harbour office in the summer*"),
        ("byline", "Anna Berg, Harbour Office"),
        ("byline", "Photo: the harbour office in the summer of last year"),
        ("title", "A small pier"),
        ("row", "first the pier → then the lamps → then the boats"),
        ("code", "#ferry #pier #island"),
        ("label", "lamps: eight in the order of the old plan\nboats: two in the order of the new plan"),
        ("prose", "The boats of the island are painted in the summer by the families of"),
    ],
)
def test_a_block_has_the_shape_that_it_looks_like(shape: str, body: str) -> None:
    prefix = "" if shape == "title" else SOUND
    assert shape_in(prefix + body) == shape


def test_every_shape_has_a_name_of_its_own_and_the_last_one_fits_everything() -> None:
    assert len({shape.name for shape in SHAPES}) == len(SHAPES)
    assert SHAPES[-1].need is Need.STOP


def test_a_missing_stop_alone_never_blocks_whatever_its_weight() -> None:
    eager = dataclasses.replace(SETTINGS, truncation=Truncation(blocker_evidence=0.1))
    (finding,) = found_in(f"{SOUND}The museum shows old boats of the families of the island", eager)
    assert finding.severity is Severity.WARNING
    assert str(finding.message).startswith("The last sentence, in line 10, lacks its final punctuation mark")


def test_in_the_middle_of_a_sentence_is_said_only_when_it_is() -> None:
    (cut,) = found_in(f"{SOUND}The museum shows old boats that were given by the")
    (lacking,) = found_in(f"{SOUND}The museum shows old boats that were given by families")
    assert "in the middle of a sentence" in str(cut.message)
    assert "in the middle of a sentence" not in str(lacking.message)


def test_the_thresholds_of_a_severity_are_settings() -> None:
    body = f"{SOUND}The museum shows old boats that were given by the"
    lenient = dataclasses.replace(SETTINGS, truncation=Truncation(blocker_evidence=9, warning_evidence=9))
    assert [finding.severity for finding in found_in(body)] == [Severity.BLOCKER]
    assert [finding.severity for finding in found_in(body, lenient)] == [Severity.INFO]


def test_a_finding_names_its_evidence() -> None:
    (finding,) = found_in(f"{SOUND}The museum shows old boats that were given by the")
    assert finding.evidence == (CutSign.LAST_WORD_CANNOT_END.evidence, CutSign.ENDS_ARTICLE.evidence)


def test_a_stop_that_the_post_leaves_out_elsewhere_too_is_information_at_most() -> None:
    careless = "The ferry leaves every hour. It waits for the fog\n\nTickets are sold on board. Bring coins for the machine\n\n"
    findings = found_in(f"{careless}The museum shows old boats. Most of them were given by families")
    assert all(finding.severity is Severity.INFO for finding in findings)


def test_a_post_that_sets_its_clauses_as_paragraphs_is_left_alone() -> None:
    clauses = "\n\n".join(f"When the fog has gone from pier {number} of the small harbour," for number in range(6))
    assert found_in(f"{clauses}\n\nthe ferry leaves.") == []


def test_an_empty_item_in_the_middle_of_a_list_is_left_to_its_author() -> None:
    assert found_in(f"{SOUND}- one lamp for the pier.\n-\n- one lamp for the harbour.") == []


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        ("code", "old_lamps.txt new_lamps.txt"),
        ("code", "lamp switch pier -v"),
        ("note", "… and the small pier"),
    ],
)
def test_a_line_of_a_terminal_or_one_that_takes_up_the_title_lacks_no_stop(shape: str, body: str) -> None:
    assert shape_in(SOUND + body) == shape


def test_a_clause_that_begins_again_is_found_behind_a_note_and_a_picture() -> None:
    post = post_of(
        "![](lamp.png)The lamp[^1] is old. The boats of the island are painted by The boats of the island are painted by "
        "the families.\n\n[^1]: It is red."
    )
    (cut,) = [cut for cut in cuts(post, SETTINGS) if cut.form is Form.RESTART]
    assert cut.continuation is not None
    assert post.text[cut.continuation :].startswith("The boats of the island are painted by the families.")


def test_a_cut_goes_on_behind_a_picture_and_a_rule() -> None:
    post = post_of(
        f"{SOUND}The museum shows old boats that were given by the families\n\n---\n\n"
        "![](boat.png) that were given by the families of the island in the summer of last year."
    )
    found = [cut for cut in cuts(post, SETTINGS) if cut.continuation is not None]
    assert [post.text[cut.continuation :].strip() for cut in found] == ["of the island in the summer of last year."]
