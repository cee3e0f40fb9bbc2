"""The dashboard in the real Airflow, in a real browser: every role, a held post, its ribbon, filters, a release by a person."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import urllib.parse
from collections.abc import Iterator

import pytest

from content_quality.adapters.release.folder import ReleaseFolder
from tests.dashboard.browser import CHROMIUM, Browser, browser
from tests.dashboard.test_accessibility import AXE, VIOLATIONS
from tests.e2e.site import Rest, Site
from tests.e2e.test_review import CLEAR
from tests.patience import PATIENCE, ask, until

pytestmark = pytest.mark.slow
in_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

REPEATED = "2026-08-07-a-quieter-inbox.md"  # held: a paragraph is told twice
DASHBOARD = "/content-quality"
HELD = f"{DASHBOARD}/posts/posts/{REPEATED}"
PAGES = (
    f"{DASHBOARD}/",
    f"{DASHBOARD}/posts",
    HELD,
    f"{HELD}?compare=1-0",
    f"{DASHBOARD}/batches",
    f"{DASHBOARD}/checks",
    f"{DASHBOARD}/checks/repeated-passage",
)
READS = (
    *PAGES,
    f"{DASHBOARD}/posts.csv",
    f"{DASHBOARD}/openapi.json",
    f"{DASHBOARD}/static/dashboard.css",
    f"{DASHBOARD}/api/v1/overview",
    f"{DASHBOARD}/api/v1/posts/posts/{REPEATED}",
)
COMMANDS = ((f"{DASHBOARD}/recheck", CLEAR), (f"{DASHBOARD}/answer", REPEATED))

# Who may do what: what a page answers, what a command answers.
ROLES = {None: (401, 401), "viewer": (200, 403), "editor": (200, 303), "admin": (200, 303)}


def sha256_of(site: Site, post: str) -> str:
    return hashlib.sha256((site.posts / post).read_bytes()).hexdigest()


LOG_IN = """(() => {
    const [name, password] = document.querySelectorAll('input');
    if (!password) return false;
    const fill = (field, text) => {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text);
        field.dispatchEvent(new Event('input', {bubbles: true}));
    };
    fill(name, %s);
    fill(password, %s);
    return true;
})()"""
SIGN_IN = (
    "(button => button && !button.disabled && (button.click(), true))(document.querySelector('button[type=submit]'))"
)
FRAME = "document.querySelector('iframe')?.contentDocument"
# Airflow loads the frame anew when it has put the frame's address into its own: a click before that leads nowhere.
FOLLOW = f"""(frame => {{
    if (frame?.querySelector('.source')) return true;
    if (Date.now() - (window.clicked ?? 0) > 5000) {{
        window.clicked = Date.now();
        frame?.querySelector('.cards a')?.click();
    }}
    return false;
}})({FRAME})"""


def answer(
    site: Site, path: str, token: str | None, form: dict[str, str] | None = None, **headers: str
) -> tuple[int, str]:
    """Return status and target of an answer, as a browser with the login's cookie would get it."""
    cookie = {"Cookie": f"_token={token}"} if token else {}
    said = ask(
        f"http://localhost:{site.ports[0]}{path}",
        method="POST" if form else "GET",
        data=form,
        # A page without a session leads to the login: see `test_a_link_survives_login`.
        headers={"Accept": "text/html" if token else "application/json", **cookie, **headers},
    )
    return said.status_code, said.headers.get("location", "")


@pytest.fixture(scope="module")
def attended(site: Site, running: subprocess.Popen[bytes]) -> Site:
    """The site while it runs."""
    return site


@pytest.fixture
def tab() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def log_in(tab: Browser, site: Site, name: str) -> None:
    """Log in with the form, as a person does."""
    password = json.loads((site.home / "passwords.json").read_text())[name]
    tab.open(f"http://localhost:{site.ports[0]}/auth/login?next={DASHBOARD}/")
    tab.wait(LOG_IN % (json.dumps(name), json.dumps(password)), PATIENCE)
    tab.wait(SIGN_IN, PATIENCE)
    tab.wait(f"location.pathname === '{DASHBOARD}/'", PATIENCE)


@pytest.mark.parametrize("role", ROLES, ids=str)
def test_every_role_may_do_what_it_may_and_no_more(attended: Site, role: str | None):
    reads, commands = ROLES[role]
    token = attended.token(role) if role else None
    assert {path: answer(attended, path, token)[0] for path in READS} == dict.fromkeys(READS, reads)
    for path, post in COMMANDS:
        form = {
            "post": f"posts/{post}",
            "sha256": sha256_of(attended, post),
            "outcome": "author-asked",
            "reason": f"asked as {role}",
        }
        assert answer(attended, path, token, form, **{"Sec-Fetch-Site": "same-origin"})[0] == commands, path
        assert answer(attended, path, token, form, **{"Sec-Fetch-Site": "cross-site"})[0] == (
            401 if token is None else 403
        ), path


def test_a_run_says_in_its_note_and_its_events_what_came_of_it_and_leads_to_its_batch(attended: Site):
    rest = Rest(attended, "viewer")
    gate = "/api/v2/dags/gate_posts/dagRuns"
    runs = until(lambda: rest.call("GET", f"{gate}?order_by=run_after&state=success")[1]["dag_runs"])
    assert re.fullmatch(r"30 checked, \d+ held, \d+ to review, \d+ clear", runs[0]["note"])
    run_id = urllib.parse.quote(runs[0]["dag_run_id"], safe="")
    events = rest.call("GET", f"/api/v2/assets/events?source_dag_id=gate_posts&source_run_id={run_id}")[1][
        "asset_events"
    ]
    assert any(event["extra"]["summary"] == runs[0]["note"] for event in events)
    (batch_id,) = {event["extra"]["batch_id"] for event in events}
    links = rest.call("GET", f"/api/v2/dags/gate_posts/dagRuns/{run_id}/taskInstances/publish/links")[1]["extra_links"]
    token = attended.token("viewer")
    assert answer(attended, links["Content quality"], token) == (303, f"{DASHBOARD}/batches/{batch_id}")
    (cause,) = rest.call("GET", f"{gate}/{run_id}/upstreamAssetEvents")[1]["asset_events"]
    made = urllib.parse.urlencode({"dag_id": cause["source_dag_id"], "run_id": cause["source_run_id"]})
    assert answer(attended, f"{DASHBOARD}/runs?{made}", token) == (303, f"{DASHBOARD}/batches/{batch_id}")


def test_a_question_leads_to_its_post(attended: Site):
    rest = Rest(attended, "viewer")
    asked = until(lambda: rest.questions().get(REPEATED))["task_instance"]
    run_id = urllib.parse.quote(asked["dag_run_id"], safe="")
    path = f"/api/v2/dags/review_held_posts/dagRuns/{run_id}/taskInstances/each_post.review/links?map_index={asked['map_index']}"
    link = rest.call("GET", path)[1]["extra_links"]["Post"]
    assert answer(attended, link, attended.token("viewer")) == (303, HELD)


@in_a_browser
def test_no_page_in_the_real_airflow_complains_or_is_hard_to_read(attended: Site, tab: Browser):
    log_in(tab, attended, "editor")
    found = {}
    for width, dark in ((390, False), (1360, True)):
        tab.look(width=width, dark=dark)
        for path in PAGES:
            tab.events.clear()
            tab.open(f"http://localhost:{attended.ports[0]}{path}")
            troubles = tab.troubles()
            tab.evaluate(AXE + "; true")
            if wrong := [*troubles, *tab.evaluate(VIOLATIONS)]:
                found[path, width] = wrong
            assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
                path,
                width,
            )
    assert found == {}


@in_a_browser
def test_inside_airflow_the_desk_follows_its_theme_and_offers_addresses_to_copy(attended: Site, tab: Browser):
    log_in(tab, attended, "viewer")
    address = f"http://localhost:{attended.ports[0]}"
    tab.look(width=1360)
    tab.open(f"{address}/plugin/content-quality")
    tab.wait(f"!!{FRAME}?.querySelector('h1')", PATIENCE)
    assert tab.evaluate(f"{FRAME}.documentElement.classList.contains('framed')")
    for theme in ("dark", "light"):
        tab.evaluate(f"document.documentElement.className = '{theme}'")
        assert tab.wait(f"{FRAME}.documentElement.dataset.theme === '{theme}'")
    tab.wait(FOLLOW, PATIENCE)
    shown = "getComputedStyle({}).display !== 'none'"
    assert tab.evaluate(shown.format(f"{FRAME}.querySelector('.own-address').parentElement"))
    assert tab.evaluate(f"{FRAME}.querySelector('.own-address').textContent").startswith(f"{address}{DASHBOARD}/posts/")
    assert tab.evaluate(
        f"[...{FRAME}.querySelectorAll('a.own-only')].every(link => getComputedStyle(link).display === 'none')"
    )
    links = f"[...{FRAME}.querySelectorAll('a[href]')].filter(link => getComputedStyle(link).display !== 'none').map(link => link.getAttribute('href'))"
    assert [link for link in tab.evaluate(links) if not link.startswith(("#", "?", f"{DASHBOARD}/"))] == []


@in_a_browser
def test_an_editor_filters_follows_a_ribbon_and_publishes_a_post_as_it_is(attended: Site, tab: Browser):
    log_in(tab, attended, "editor")
    address = f"http://localhost:{attended.ports[0]}"
    tab.look(width=1360, height=500)
    tab.open(f"{address}{DASHBOARD}/posts")
    tab.evaluate(
        "(select => { select.value = 'repeated-passage'; select.dispatchEvent(new Event('change')); })(document.getElementById('check'))"
    )
    link = f"document.querySelector('a[href^=\"{HELD}?\"]')"
    few = "document.querySelectorAll('table.posts tbody tr').length < 30"
    tab.wait(
        f"location.search.includes('check=repeated-passage') && document.readyState === 'complete' && {few} && !!{link}",
        PATIENCE,
    )
    tab.evaluate(f"{link}.click()")
    tab.wait("!!document.querySelector('.ribbon')", PATIENCE)
    tab.evaluate("document.querySelector('.ribbon').dispatchEvent(new PointerEvent('pointerover', {bubbles: true}))")
    assert tab.evaluate("document.querySelectorAll('mark.lit').length") == 2
    tab.evaluate(
        "document.querySelector('.ribbon').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))"
    )
    tab.wait("scrollY > 100", PATIENCE)
    tab.evaluate(
        "(form => { form.reason.value = 'Printed this way on purpose'; form.querySelector('[value=approved]').click(); })"
        "(document.querySelector('form[action$=\"/answer\"]'))"
    )
    tab.wait("document.querySelector('.given')?.innerText.includes('Printed this way on purpose')", PATIENCE)
    until(lambda: f"posts/{REPEATED}" in ReleaseFolder(attended.folder / "var" / "release").newest())
    tab.open(f"{address}{HELD}")
    assert "Printed this way on purpose" in tab.evaluate("document.body.innerText")
    assert tab.evaluate("document.querySelector('form[action$=\"/answer\"]') === null"), "nothing is kept back any more"
    assert tab.evaluate("document.querySelector('.lead .verdict').classList.contains('approved')")


@in_a_browser
def test_an_editor_answers_inside_airflows_frame(attended: Site, tab: Browser):
    log_in(tab, attended, "editor")
    tab.look(width=1360)
    tab.open(f"http://localhost:{attended.ports[0]}/plugin/content-quality")
    tab.wait(f"!!{FRAME}?.querySelector('h1')", PATIENCE)
    tab.wait(FOLLOW, PATIENCE)
    tab.wait(f"!!{FRAME}?.querySelector('form[action$=\"/answer\"]')", PATIENCE)
    tab.evaluate(
        "(form => { form.reason.value = 'The author must see this'; form.querySelector('[value=author-asked]').click(); })"
        "(document.querySelector('iframe').contentDocument.querySelector('form[action$=\"/answer\"]'))"
    )
    tab.wait(f"{FRAME}?.querySelector('.given')?.innerText.includes('The author must see this')", PATIENCE)


@in_a_browser
def test_a_link_survives_login(attended: Site, tab: Browser):
    address = f"http://localhost:{attended.ports[0]}"
    password = json.loads((attended.home / "passwords.json").read_text())["viewer"]
    tab.open(f"{address}{HELD}?lang=ja")
    tab.wait(LOG_IN % (json.dumps("viewer"), json.dumps(password)), PATIENCE)
    tab.wait(SIGN_IN, PATIENCE)
    tab.wait(f"location.pathname + location.search === '{HELD}?lang=ja'", PATIENCE)
