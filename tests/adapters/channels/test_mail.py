"""Alert messages as e-mail, against a real SMTP server."""

from __future__ import annotations

import re
import socket
from dataclasses import replace
from datetime import date
from email.message import EmailMessage

import pytest

from content_quality.adapters.channels import NotDelivered
from content_quality.adapters.channels.mail.render import email, plain
from content_quality.adapters.channels.mail.smtp import SmtpServer
from content_quality.core.alerts.alert import AlertKind, MentionRole
from content_quality.core.alerts.making import subject_about
from content_quality.core.alerts.message import AlertMessage, Day, between_words, visible
from tests.adapters.letters import HOSTILE, alert_message, sample
from tests.adapters.servers import Inbox, inbox
from tests.patience import ANSWER
from tests.ports import free_port

__all__ = ["inbox"]


def bodies(mail: EmailMessage) -> tuple[str, str]:
    return tuple(mail.get_body((kind,)).get_content() for kind in ("plain", "html"))  # type: ignore[return-value, union-attr]


def send(server: SmtpServer, one: AlertMessage, to: str = "desk@example.org") -> None:
    server.send(email(one, to, "content-quality@example.org"))


def test_the_mail_says_what_where_the_words_why_and_what_to_do(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    send(server, alert_message())
    (mail,) = handler.messages
    assert mail["Subject"] == "[Site] 1 post held back"
    text, html = bodies(mail)
    for words in (
        "The hall",
        "_posts/the lamp in the hall.md",
        "blocker · Line 40 · the lamp in the hall",
        "Lines 40–44 repeat the lamp in the hall.",
        "> so the lamp in the hall and",
        "Why it matters: Readers see it.",
        "What to do: Delete the lamp in the hall.",
        "http://desk/posts/a",
        "http://air/runs/r",
        "Released; please review",
        "Still held",
        "Fixed",
        "held for 3 days",
    ):
        assert words in text
    assert "Lines 40–44 repeat the lamp in the hall." in html
    assert ">the lamp in the hall</mark>" in html


def test_mails_about_one_post_form_a_thread_and_all_belong_to_one_list(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    send(server, alert_message())
    send(server, replace(alert_message(), alert_id="a2"))
    first, second = handler.messages
    assert first["References"] == second["References"] == "<post-t1@example.org>"
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Date"].datetime.isoformat() == "2026-11-20T18:00:00+09:00"
    assert first["List-Id"] == "Site <content-quality.site.example.org>"
    assert first["Auto-Submitted"] == "auto-generated"


def test_hostile_text_reaches_no_header_no_tag_and_no_template(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    send(server, alert_message(HOSTILE))
    (mail,) = handler.messages
    assert mail["Bcc"] is None
    assert not any("alert(1)" in str(value) for value in mail.values())
    text, html = bodies(mail)
    assert "<script" not in html
    assert "{{ 7*7 }} {x}" in text
    assert "\u202e" not in text + html


def test_a_subject_that_breaks_a_line_breaks_no_header():
    mail = email(
        replace(alert_message(), subject="[Site]\r\nBcc: x@example.org 1"), "desk@example.org", "c@example.org"
    )
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]


def test_a_title_of_ten_thousand_characters_stays_a_line():
    shown = visible("長" * 10_000)
    assert len(shown) == 400
    assert max(map(len, plain(alert_message("長" * 10_000)).splitlines())) < 1_000


def test_the_weekly_letter_shows_the_trend_as_a_picture_and_in_numbers(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    days = tuple(Day(date(2026, 11, day), day % 4, 1, 20 + day) for day in range(1, 15))
    weekly = replace(
        alert_message(),
        kind=AlertKind.WEEKLY,
        new=(),
        review=(),
        fixed=(),
        still=(),
        trend=days,
        noisiest=(("repeated-passage", 9),),
    )
    send(server, weekly)
    (mail,) = handler.messages
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content().startswith(b"\x89PNG")
    text, html = bodies(mail)
    assert f"cid:{str(picture['Content-ID']).strip('<>')}" in html
    assert "2026-11-03  3 / 1 / 23" in text


def test_japanese_mails_are_japanese(inbox: tuple[Inbox, SmtpServer]):
    handler, server = inbox
    send(server, alert_message("言葉", "ja"))
    text, html = bodies(handler.messages[0])
    for words in ("重大 · 40行目 · 言葉", "【対処】", "公開済み・要確認", "公開停止から3日"):
        assert words in text
    assert '<html lang="ja">' in html


def test_a_refused_recipient_is_refused_for_good_and_the_rest_only_for_now(inbox: tuple[Inbox, SmtpServer]):
    _, server = inbox
    with pytest.raises(NotDelivered, match="550") as never:
        send(server, alert_message(), "refused@example.org")
    assert never.value.refused
    with pytest.raises(NotDelivered, match="450") as later:
        send(server, alert_message(), "later@example.org")
    assert not later.value.refused
    with pytest.raises(NotDelivered, match="refused") as closed:
        send(SmtpServer("127.0.0.1", free_port(), timeout_seconds=ANSWER), alert_message())
    assert not closed.value.refused
    # takes the connection and never says a word
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(NotDelivered, match="timed out"):
        send(SmtpServer("127.0.0.1", silent.getsockname()[1], timeout_seconds=0.3), alert_message())


def test_each_post_has_one_button_to_open_one_to_fix_and_one_to_answer():
    one = sample(AlertKind.URGENT, "en")
    html = bodies(email(one, "desk@example.org", "c@example.org"))[1]
    buttons = re.findall(r'<a class="button" href="([^"]*)">([^<]*)</a>', html)
    assert buttons == [
        ("http://desk/posts/lamp.md", "Open the post"),
        ("https://git.example/edit/_posts/2026-11-02-lamp.md", "Fix at the source"),
        ("http://desk/posts/lamp.md#reason", "Approve, reject or ask"),
    ]


def test_a_question_is_a_letter_of_its_own_that_is_replied_to_whoever_asks():
    one = sample(AlertKind.QUESTION, "en")
    mail = email(one, "author@example.org", "c@example.org")
    assert mail["Reply-To"] == "mika@example.org"
    assert mail["Subject"] == "[The Small Hours] Question: The lamp in the hall"
    assert mail["References"] == "<post-t1@example.org>"
    text, _ = bodies(mail)
    assert "mika asks you about this post:" in text
    assert "Which of the two passages is meant?" in text
    assert "The post is held until then." in text
    released = replace(one, asked=replace(one.asked, is_held=False))
    assert "held until" not in bodies(email(released, "author@example.org", "c@example.org"))[0]


def test_a_failure_says_why_what_to_do_and_where():
    text, html = bodies(email(sample(AlertKind.FAILURE, "en"), "ops@example.org", "c@example.org"))
    for words in ("The disk is full.", "Next step: Make room on the disk", "/try-again?dag_id=gate_posts&run_id=r"):
        assert words in text
    assert ">Try again</a>" in html
    assert ">Open the log</a>" in html


def test_a_title_in_a_subject_is_one_line_without_hidden_characters():
    said = subject_about(MentionRole.NEW, "Site", visible(HOSTILE, 80), "en")
    mail = email(replace(alert_message(), subject=said), "desk@example.org", "c@example.org")
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    assert b"\nBcc:" not in bytes(mail).replace(b"\r", b"").partition(b"\n\n")[0]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("…alf of a word and then", "… of a word and then"),
        ("and then the wo…", "and then the…"),
        ("He waited for the tr…", "He waited for the…"),
        ("…途中で切れた文は", "…途中で切れた文は"),
        ("all words", "all words"),
    ],
)
def test_what_was_cut_is_shown_in_whole_words(text: str, shown: str):
    assert between_words(text).replace("the …", "the…") == shown.replace("the …", "the…")


def test_a_long_text_is_cut_between_words():
    assert visible("one two three four", 12) == "one two …"
