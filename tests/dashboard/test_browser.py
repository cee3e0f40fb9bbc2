"""The dashboard in a real browser: no script of a post runs, pairs light up, filters apply, nothing is wider than a phone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import uvicorn

from content_quality.dashboard.app import create_app
from content_quality.dashboard.context import DashboardContext
from tests.dashboard.browser import CHROMIUM, Browser, browser
from tests.dashboard.conftest import NOW, Shelf
from tests.dashboard.test_hostile_text import SCRIPT, hostile, hostile_address  # noqa: F401 - a fixture
from tests.dashboard.test_pages import HELD
from tests.patience import ANSWER, until

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]

LATER = NOW + timedelta(days=2)  # long enough for the warning that nothing was checked
PAGES = ("/", "/posts", HELD, f"{HELD}?compare=1-0", "/batches", "/batches/b1", "/checks", "/checks/repeated-passage")


@pytest.fixture(scope="module")
def tab() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture
def served(workspace) -> Iterator[str]:
    """Serve the dashboard of this test's workspace on a free port."""
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(DashboardContext(workspace, "Test", clock=lambda: LATER), login=[]),
            host="127.0.0.1",
            port=0,
            log_level="error",
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(ANSWER)


def test_no_script_of_a_post_runs(hostile: Shelf, served: str, tab: Browser):  # noqa: F811 - the fixture
    tab.command("Page.addScriptToEvaluateOnNewDocument", source="window.alert = () => { window.attacked = true; };")
    for path in (
        "/",
        "/posts",
        "/batches/b1",
        "/checks",
        "/checks/x",
        f"/posts/{hostile_address()}",
        "/posts?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ):
        tab.events.clear()
        tab.open(served + path)
        assert tab.evaluate("window.attacked || document.querySelectorAll('script:not([src]), img').length") == 0, path
        assert [trouble for trouble in tab.troubles() if "404" not in trouble] == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [390, 1360])
def test_nothing_is_wider_than_the_window_and_the_console_is_quiet(
    charted: Shelf, served: str, tab: Browser, width: int, dark: bool
):
    tab.look(width=width, dark=dark)
    for path in PAGES:
        tab.events.clear()
        tab.open(served + path)
        assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), path
        assert tab.troubles() == [], path
    background = tab.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == ("rgb(20, 22, 26)" if dark else "rgb(247, 246, 243)")


def test_a_ribbon_lights_up_its_pair_and_leads_to_its_ends(filled: Shelf, served: str, tab: Browser):
    tab.look(width=1360, height=300)
    tab.open(served + HELD)
    tab.evaluate("document.querySelector('.ribbon').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))")
    assert tab.evaluate("[...document.querySelectorAll('mark.lit')].map(mark => mark.textContent).length") == 2
    assert tab.evaluate("document.getElementById('n1').classList.contains('lit')")
    tab.evaluate(
        "window.scrollTo(0, 0); document.querySelector('.ribbon').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    assert tab.wait(
        "Math.abs(document.getElementById('f1-0').getBoundingClientRect().top - innerHeight / 2) < 120 || scrollY > 0"
    )


def test_a_chart_is_read_with_the_pointer_and_with_the_keyboard(charted: Shelf, served: str, tab: Browser):
    tab.look(width=1360, height=900)
    tab.open(served + "/?lang=en")
    held = "document.querySelector('figure.chart')"
    assert tab.evaluate("document.querySelectorAll('figure.chart canvas').length") == 4
    assert tab.evaluate(f"{held}.querySelector('.key').innerText.split(/\\s+/)") == ["Held", "3"], (
        "without a pointer the sum of all"
    )
    place = f"{held}.querySelector('.plot')"
    tab.evaluate(
        f"{place}.focus(), {place}.dispatchEvent(new KeyboardEvent('keydown', {{key: 'ArrowLeft', bubbles: true}}))"
    )
    assert tab.wait(f"{held}.querySelector('.said-only').textContent") == "2026-11-22, Held: 0, To review: 0"
    assert tab.evaluate(f"{held}.querySelector('.period').textContent") == "2026-11-22"


def test_a_line_of_a_chart_can_be_put_away_and_a_period_leads_to_its_batches(charted: Shelf, served: str, tab: Browser):
    tab.look(width=1360, height=900)
    tab.open(served + "/?lang=en")
    tab.evaluate("document.querySelector('.keys .key').click()")
    assert tab.evaluate("document.querySelector('.keys .key').getAttribute('aria-pressed')") == "false"
    tab.evaluate("document.getElementById('over-time').scrollIntoView()")
    box = tab.evaluate(
        "(box => [box.left, box.top, box.height])(document.querySelector('.u-over').getBoundingClientRect())"
    )
    for kind in ("mouseMoved", "mousePressed", "mouseReleased"):
        pressed = {"button": "left", "clickCount": 1} if kind != "mouseMoved" else {}
        tab.command("Input.dispatchMouseEvent", type=kind, x=box[0] + 5, y=box[1] + box[2] / 2, **pressed)
    assert tab.wait("location.pathname === '/batches' && location.search") == "?since=2026-11-17&until=2026-11-18"


def test_a_chart_takes_the_colours_of_the_theme(charted: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(served + "/")
    pixels = "(c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data].reduce((sum, value) => (sum * 31 + value) % 1e9, 7))"
    light = tab.evaluate(f"{pixels}(document.querySelector('canvas'))")
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert tab.wait(f"{pixels}(document.querySelector('canvas')) !== {light}")


def test_choosing_a_filter_shows_its_posts_at_once(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(served + "/posts")
    tab.evaluate(
        "(select => { select.value = 'en'; select.dispatchEvent(new Event('change')); })(document.getElementById('language'))"
    )
    assert tab.wait(
        "location.search === '?language=en&sort=urgency' && document.querySelectorAll('table.posts tbody tr').length === 2"
    )


def test_every_page_can_be_walked_with_the_keyboard(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(served + "/")
    for kind in ("keyDown", "keyUp"):
        tab.command("Input.dispatchKeyEvent", type=kind, key="Tab", code="Tab", windowsVirtualKeyCode=9)
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("document.activeElement.getBoundingClientRect().left") > 0, "the first stop can be seen"


def press(tab: Browser, key: str) -> None:
    text = {"text": key} if len(key) == 1 else {}
    tab.command("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, **text)
    tab.command("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)


def test_keys_walk_through_a_list_and_through_the_findings_of_a_post(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(served + "/posts")
    titles = []
    for key in ("j", "j", "k"):
        press(tab, key)
        titles.append(tab.evaluate("document.activeElement.textContent"))
    assert titles == ["朝の通信", "A quieter inbox", "朝の通信"]
    tab.open(served + HELD)
    press(tab, "n")
    assert tab.wait("location.hash") == "#f1"


def test_keys_lead_from_post_to_post_and_leave_a_field_alone(charted: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(f"{served}/posts/posts/early.md?sort=path")
    tab.evaluate("document.body.insertAdjacentHTML('beforeend', '<textarea id=own></textarea>')")
    tab.evaluate("document.getElementById('own').focus()")
    press(tab, "k")
    assert tab.evaluate("document.getElementById('own').value") == "k"
    tab.evaluate("document.activeElement.blur()")
    press(tab, "k")
    assert tab.wait("location.pathname.includes('%E6%9C%9D')"), "the post before in the same list"


def test_an_arrow_key_changes_a_filter_and_submits_nothing(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(served + "/posts")
    tab.evaluate("document.getElementById('language').focus()")
    press(tab, "ArrowDown")
    tab.evaluate(
        "(select => { select.value = 'en'; select.dispatchEvent(new Event('change')); })(document.getElementById('language'))"
    )
    assert tab.evaluate("new Promise(done => setTimeout(() => done(location.search), 300))") == ""
    press(tab, "Enter")
    assert tab.wait("location.search.includes('language=en')")


def test_the_page_of_a_post_shows_a_new_result_by_itself(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(f"{served}{HELD}?asked=recheck")
    assert tab.evaluate("document.querySelector('.lead .verdict').className") == "verdict hold"
    for table, row in filled.rows:
        if table == "decisions" and row["batch_id"] == "b1" and row["verdict"] == "hold":
            row.update(verdict="review", released=True)
    filled.publish()
    assert tab.wait("document.querySelector('.lead .verdict')?.className === 'verdict review'")
    assert tab.evaluate("location.search") == ""


def test_a_new_result_takes_no_words_away_from_a_reader_who_writes(filled: Shelf, served: str, tab: Browser):
    tab.look()
    tab.open(f"{served}{HELD}?asked=recheck")
    tab.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<textarea id=own>half a</textarea>')")
    for table, row in filled.rows:
        if table == "decisions" and row["batch_id"] == "b1" and row["verdict"] == "hold":
            row.update(verdict="review", released=True)
    filled.publish()
    assert tab.wait("!!document.querySelector('.changed-meanwhile a')")
    assert tab.evaluate("document.getElementById('own').value") == "half a"
