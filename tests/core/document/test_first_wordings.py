"""A reworded message keeps the name by which waivers and the baseline know its kind."""

from __future__ import annotations

from content_quality.core.document.first_wordings import first_wording, first_wordings
from content_quality.core.document.key_findings import passage_of
from content_quality.core.findings import message
from scripts.dev.extract_messages import entries


def test_a_reworded_message_is_named_by_its_first_wording() -> None:
    now = message("The year {year} was typed.", year=1901)
    assert passage_of(now, "date") == "The year {year} was typed.\0date"
    reworded = message("{key} repeats the title.", key="excerpt")
    assert passage_of(reworded, "excerpt") == "{key} says the title again.\0excerpt"


def test_every_wording_of_the_file_is_a_message_of_today() -> None:
    sentences = {sentence for _, sentence in entries()}
    assert [template for template in first_wordings() if template not in sentences] == []


def test_no_two_kinds_share_a_first_wording() -> None:
    named = [first_wording(sentence) for context, sentence in entries() if not context and isinstance(sentence, str)]
    assert len(set(named)) == len(named)
