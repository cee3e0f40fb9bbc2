"""Every letter as it was last looked at by a person, in both languages: UPDATE_GOLDEN=1 writes them anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from content_quality.adapters.channels.mail.render import email, plain
from content_quality.core.alerts.alert import AlertKind
from content_quality.core.i18n import catalogue as catalogues
from content_quality.core.i18n.catalogue import catalogue
from content_quality.core.i18n.languages import languages
from tests.adapters.letters import sample

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "mails"
LETTERS = [(kind, language) for kind in AlertKind for language in ("en", "ja")]
EMPTY = {"meta", "img", "br"}


def parts(kind: AlertKind, language: str) -> dict[str, str]:
    message = email(sample(kind, language), "desk@example.org", "content-quality@example.org")
    headers = "".join(
        f"{name}: {value}\n" for name, value in message.items() if name not in ("Content-Type", "MIME-Version")
    )
    html = message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    return {"txt": f"{headers}\n{plain(sample(kind, language))}", "html": html[html.index("<body>") :]}


@pytest.mark.parametrize(("kind", "language"), LETTERS)
def test_a_letter_is_what_a_person_last_looked_at(kind: AlertKind, language: str):
    for suffix, text in parts(kind, language).items():
        path = GOLDEN / f"{kind.value}-{language}.{suffix}"
        if os.environ.get("UPDATE_GOLDEN"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert text.splitlines() == path.read_text("utf-8").splitlines(), (
            f"{path.name}: look at it, then write it anew with UPDATE_GOLDEN=1"
        )


class Nesting(HTMLParser):
    """Raises when an element is closed that was not the last one opened."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attributes: object) -> None:
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(("kind", "language"), LETTERS)
def test_every_element_of_a_letter_is_closed(kind: AlertKind, language: str):
    reader = Nesting()
    reader.feed(parts(kind, language)["html"].replace("</html>", ""))
    assert reader.open == []


@pytest.fixture
def third_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package whose folder of catalogues holds one file more."""
    (tmp_path / "locales").mkdir()
    (tmp_path / "locales" / "eo.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "{n} post held back"\nmsgid_plural "{n} posts held back"\n'
        'msgstr[0] "{n} artikolo haltigita"\nmsgstr[1] "{n} artikoloj haltigitaj"\n\n'
        'msgid "What to do:"\nmsgstr "Farendaĵo:"\n\nmsgid "Delete lines {lines}."\nmsgstr "Forigu liniojn {lines}."\n',
        "utf-8",
    )
    monkeypatch.setattr(catalogues.resources, "files", lambda package: tmp_path)
    for cached in (languages, catalogue):
        cached.cache_clear()
    yield
    monkeypatch.undo()
    for cached in (languages, catalogue):
        cached.cache_clear()


@pytest.mark.usefixtures("third_language")
def test_adding_a_language_is_adding_one_file():
    assert languages() == ("en", "eo")
    alert_message = sample(AlertKind.URGENT, "eo")
    assert sample(AlertKind.BATCH, "eo").subject == "[The Small Hours] 1 artikolo haltigita, 1 post fixed"
    text = plain(alert_message)
    assert "Farendaĵo: Forigu liniojn 40–44." in text
    assert "Open the post" in email(alert_message, "a@example.org", "b@example.org").get_body(("html",)).get_content()  # type: ignore[union-attr] # not translated yet
