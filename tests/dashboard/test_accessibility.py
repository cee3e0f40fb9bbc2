"""Every page can be read by everybody: axe, the accessibility checker, finds nothing in light or dark, on a dashboard or a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from content_quality.adapters.state.looks import FAILED_LOOKS, note_look
from content_quality.core.alerts.faults import PipelineFault
from tests.dashboard.browser import CHROMIUM, Browser
from tests.dashboard.conftest import NOW, Shelf
from tests.dashboard.test_browser import PAGES, served, tab  # noqa: F401 - fixtures
from tests.dashboard.test_every_route import HELD

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")  # 4.14.1, Mozilla Public License 2.0
EVERY_PAGE = (
    *PAGES,
    f"{HELD}?batch=b0",
    f"{HELD}?since=b0",
    "/posts?q=nothing-like-this",
    "/nowhere",
    "/runs?run_id=none",
    "/try-again?dag_id=gate_posts&run_id=none",
)
VIOLATIONS = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations.map(rule => `${rule.id}: ${rule.nodes[0].html.slice(0, 160)}`))"


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1360])
def test_axe_finds_nothing_on_any_page(
    charted: Shelf,
    served: str,  # noqa: F811 - a fixture
    tab: Browser,  # noqa: F811 - a fixture
    width: int,
    dark: bool,
    language: str,
):
    for _ in range(FAILED_LOOKS):  # the overview begins with a banner
        note_look(charted.workspace, PipelineFault("sources", "The source posts cannot be listed."), NOW)
    tab.look(width=width, dark=dark)
    found = {}
    for path in EVERY_PAGE:
        tab.open(f"{served}{path}{'&' if '?' in path else '?'}lang={language}")
        tab.evaluate(AXE + "; true")
        if violations := tab.evaluate(VIOLATIONS):
            found[path] = violations
    assert found == {}
