"""Tags of generators are masked, character for character; what a reader sees stays."""

from __future__ import annotations

import pytest

from content_quality.core.document.template_tags import MASK, mask_templates


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("The {{ site.boat }} waits.", "The  waits."),
        ("{% raw %}Type {{ boat }} here.{% endraw %}", "Type  here."),
        ("{% raw %}Open it with {{ and say: no. Then wait. Close it with }} again.{% endraw %}", None),
        ("{% raw %}It is never closed.", "It is never closed."),
        ("{% comment %}The old boat.{% endcomment %}The boat.", "The boat."),
        ("{/* an old boat */}The boat.", "The boat."),
        ("{/* an old boat", "{/* an old boat"),
        ("Type `{{ boat }}` here.", "Type `{{ boat }}` here."),
        ("```\n{{ boat }}\n```\n\nThe {{ boat }}.", "```\n{{ boat }}\n```\n\nThe ."),
        ("~~~\n```\n{{ boat }}\n~~~\nThe {{ boat }}.", "~~~\n```\n{{ boat }}\n~~~\nThe ."),
        ("```\n{{ boat }}", "```\n{{ boat }}"),
    ],
)
def test_a_tag_outside_of_code_is_masked(text, seen):
    masked = mask_templates(text)
    assert len(masked) == len(text)
    assert seen is None or masked.replace(MASK, "") == seen
    assert seen is not None or "and say: no." in masked
