"""How many clicks the two ways take that editors go most: into an archive's first hour, and from a mail to an answer."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from tests.dashboard.browser import CHROMIUM, Browser, browser
from tests.e2e.site import Rest, Site
from tests.e2e.test_dashboard import DASHBOARD, log_in
from tests.patience import PATIENCE, until
from tests.pipeline.archive.test_first_look import cut

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
DAMAGED = 200
REASON = "Published before the checks were there."
FIRST_WORDS = "First look at your archive"
ANSWER_LINK = re.compile(r"Approve, reject or ask: (\S+)")


class Person:
    """Somebody at the mouse: counts clicks, and the seconds since the first of them."""

    def __init__(self, tab: Browser) -> None:
        self.tab, self.clicks, self.began = tab, 0, time.monotonic()

    def opens(self, link: str) -> None:
        """Click a link outside of the browser, as in a mail."""
        self.clicks += 1
        self.tab.open(link)

    def clicks_on(self, selector: str) -> None:
        self.clicks += 1
        self.tab.click(selector)

    def seconds(self) -> float:
        return time.monotonic() - self.began


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, new_database: Path) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("archive"))
    shutil.rmtree(site.posts)
    site.posts.mkdir()
    for number in range(DAMAGED):
        (site.posts / f"2026-01-02-{number}.md").write_text(cut(number).replace("2026-11-02", "2026-01-02"))
    site.home.mkdir()
    shutil.copy(new_database, site.home / "airflow.db")
    process: subprocess.Popen[bytes] = site.start()
    yield site
    site.stop(process)


def letters(site: Site) -> list[bytes]:
    return [path.read_bytes() for path in sorted((site.folder / "var" / "mail").glob("*.eml"))]


def words(letter: bytes) -> str:
    part = message_from_bytes(letter, policy=policy.default).get_body(("plain",))
    return str(part.get_content()) if part else ""


def test_an_archive_is_accepted_in_three_clicks_and_a_mail_answered_in_two(archive: Site) -> None:
    address = f"http://localhost:{archive.ports[0]}"
    with browser() as tab:
        log_in(tab, archive, "editor")
        tab.look()
        (first,) = until(lambda: [letter for letter in letters(archive) if FIRST_WORDS in words(letter)])
        assert len(first) < 100_000

        editor = Rest(archive, "editor")
        tab.open(f"{address}{DASHBOARD}/")
        person = Person(tab)
        person.clicks_on(".callout.loud a")
        tab.wait("document.activeElement?.id === 'reason'", PATIENCE)
        tab.type(REASON)
        person.clicks_on(".accepting button")
        tab.wait("document.querySelector('.callout.clear')?.role === 'status' || location.search !== ''", PATIENCE)
        asked = person.seconds()

        def held() -> bool:
            return bool(editor.call("GET", f"{DASHBOARD}/api/v1/posts?verdict=hold")[1]["total"])

        until(lambda: not held(), PATIENCE)
        tab.open(f"{address}{DASHBOARD}/")
        assert not tab.evaluate("!!document.querySelector('.callout.loud')")
        archive_clicks, archive_seconds = person.clicks, person.seconds()

        (archive.posts / "2026-11-02-new.md").write_text(cut(999))
        link = until(
            lambda: [found[1] for letter in letters(archive) if (found := ANSWER_LINK.search(words(letter)))], PATIENCE
        )[0]
        person = Person(tab)
        person.opens(link.replace("127.0.0.1", "localhost"))
        tab.wait("document.activeElement?.id === 'reason'", PATIENCE)
        tab.type("The author has seen this")
        person.clicks_on(".answering button[value=rejected]")
        tab.wait("document.querySelector('.given')?.innerText.includes('The author has seen this')", PATIENCE)
        answer_seconds = person.seconds()

    print(f"\nfirst mail about {DAMAGED} posts: {len(first):,} bytes")
    print("way                                        clicks  seconds")
    print(f"archive: to the request                    {archive_clicks:6}  {asked:7.1f}")
    print(f"archive: to only new faults hold           {archive_clicks:6}  {archive_seconds:7.1f}")
    print(f"mail: to an answered question              {person.clicks:6}  {answer_seconds:7.1f}")
    assert archive_clicks <= 3
    assert person.clicks <= 2
