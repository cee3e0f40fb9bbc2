"""The names by which fingerprints know the kinds of mistakes in front matter: the first wording of each message.

Waivers and the baseline store fingerprints, so the name of a kind stays when its message is reworded. The file
`first_wordings.json` maps the present template of a message to the template that names the kind.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = "first_wordings.json"


@cache
def first_wordings() -> Mapping[str, str]:
    """Return the first template of each reworded message, by its present template."""
    loaded: dict[str, str] = json.loads(Path(__file__).with_name(FILE).read_text("utf-8"))
    return loaded


def first_wording(template: str) -> str:
    """Return the template that names the kind of mistake which `template` describes."""
    return first_wordings().get(template, template)
