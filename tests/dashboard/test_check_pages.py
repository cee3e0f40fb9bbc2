"""What a check's page says of the check, in the reader's language."""

from __future__ import annotations

import html

import pytest

from content_quality.checks import CHECKS
from content_quality.core.report.explanation import Explanation
from content_quality.dashboard.languages import language

WHOLE = [
    check for check in CHECKS if "`" not in check.documentation
]  # what stands in backticks is marked up on the page


@pytest.mark.parametrize("check", WHOLE, ids=lambda check: check.name)
def test_a_check_is_explained_in_japanese_to_the_last_example(filled, client, check):
    shown = html.unescape(
        client(documentation={check.name: check.documentation}).get(f"/checks/{check.name}?lang=ja").text
    )
    explained = Explanation.of(check.documentation)
    for english in (explained.brief, *filter(None, [explained.rest]), *(text for _, text in explained.panels)):
        assert language("ja").text(english) in shown
        assert english not in shown
