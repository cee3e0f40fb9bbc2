"""Files of waivers that cannot be read."""

from __future__ import annotations

import pytest

from content_quality.core.gate.waivers import WaiversUnreadable, parse
from content_quality.core.settings import WaiverRules


@pytest.mark.parametrize("rows", ["waivers = [3]", 'waivers = ["first"]', "waivers = 3"])
def test_a_waiver_that_is_not_a_table_makes_the_file_unreadable(rows):
    with pytest.raises(WaiversUnreadable, match="table"):
        parse(rows, WaiverRules())
