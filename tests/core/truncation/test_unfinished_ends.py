"""Lists, labels and colons with which a post breaks off."""

from __future__ import annotations

import pytest

from content_quality.core.document.post import Post
from content_quality.core.settings import Settings
from content_quality.core.truncation.cut_signs import CutSign
from content_quality.core.truncation.unfinished_ends import unfinished_ends

SOUND = "The ferry leaves every hour from the small pier. In winter it waits until the fog has gone.\n\n"


def signs_in(body: str) -> list[CutSign]:
    post = Post.read(f"---\ntitle: The pier\nlang: en\n---\n{body}\n".encode(), "post.md")
    return [end.sign for end in unfinished_ends(post, Settings())]


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        (f"{SOUND}- one lamp for the pier.\n-", CutSign.EMPTY_ITEM),
        (f"{SOUND}1. one lamp for the pier.\n2)", CutSign.EMPTY_ITEM),
        (f"{SOUND}- one lamp for the pier,\n  which is new.\n-", CutSign.EMPTY_ITEM),
        (f"{SOUND}- Lamp: one for the pier.\n- Boat:", CutSign.LABEL_ALONE),
        (f"{SOUND}Bring these things with you:", CutSign.COLON_LAST),
    ],
)
def test_an_end_that_opens_what_does_not_follow_is_unfinished(body, sign):
    assert signs_in(body) == [sign]


@pytest.mark.parametrize(
    "body",
    [
        "\n-\n\nThe ferry leaves every hour.",  # no list stands above
        f"{SOUND}-",
        f"{SOUND}- one lamp for the pier.\n-\n- one lamp for the harbour.",
        f"{SOUND}- one lamp for the pier.\n-\n  which is new.",
        f"{SOUND}```\n- one lamp\n-\n```",
        f"{SOUND}* one lamp for the pier.\n\n-",  # another list
        f"{SOUND}- Lamp: one for the pier.\n- Boat:\n\nTwo boats lie there.",
        f"{SOUND}- Boat:",
        f"{SOUND}- one lamp for the pier\n- Boat:",
        f"{SOUND}- Boat:\n\n## The pier\n\n{SOUND}",
    ],
)
def test_a_list_that_ends_well_or_goes_on_is_finished(body):
    assert signs_in(body) == []
