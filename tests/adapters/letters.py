"""Alert messages that many tests share."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from content_quality.core.alerts.alert import AlertKind, Mention, MentionRole
from content_quality.core.alerts.faults import PipelineFault
from content_quality.core.alerts.making import Addressee, about_first_look, subject, subject_about
from content_quality.core.alerts.message import (
    AlertMessage,
    AskedLine,
    Cause,
    Day,
    FaultLine,
    FindingLine,
    FoundArchive,
    FoundCause,
    PostLine,
    QuotedLine,
    Words,
    visible,
)
from content_quality.core.findings import message
from content_quality.core.gate.first_look import FirstLook
from content_quality.core.i18n.catalogue import Catalogue, catalogue
from content_quality.core.report.causes import blanked
from content_quality.core.settings import Recipient

HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: all@example.org\r\n\u202e{{ 7*7 }} {x} %s @channel <!here> <@U123> [a](javascript:b) "
    "*bold* _it_ `code` &amp; <http://evil|ok> =cmd() \u2066\u200b\x1b[31m"
)


def alert_message(text: str = "the lamp in the hall", language: str = "en") -> AlertMessage:
    """A letter in which `text` stands in every place where words of posts can."""
    finding = FindingLine(
        "repeated-passage", 40, visible(text, 80), "blocker", visible(f"Lines 40–44 repeat {text}."),
        Words("so ", visible(text), " and"), "Readers see it.", visible(f"Delete {text}."),
    )  # fmt: skip
    post = PostLine(
        visible(f"_posts/{text}.md"),
        "http://desk/posts/a",
        (finding,),
        2,
        3,
        "The hall" if text == "the lamp in the hall" else visible(text, 120),
    )
    return AlertMessage(
        "a1", AlertKind.BATCH, language, "Site", "[Site] 1 post held back", checked=3, held=1, new=(post,), review=(post,), fixed=(post,), still=(post,),
        dashboard_url="http://desk/", batch_page="http://desk/batches/b", run_page="http://air/runs/r", thread="t1", batch_id="b", posts=("posts/a.md",),
        written_at="2026-11-20T18:00:00+09:00",
    )  # fmt: skip


def found_archive(words: Catalogue) -> FoundArchive:
    """What a first look found on a site of 2,513 posts."""
    repeats = blanked(words.text("Lines {lines} repeat lines {kept}."))
    bracket = blanked(words.text("The title contains an unmatched bracket: {bracket}"))
    causes = (
        FoundCause("repeated-passage", "blocker", repeats, 1_204, "http://desk/checks/repeated-passage"),
        FoundCause("title-text", "warning", bracket, 1, "http://desk/checks/title-text"),
    )
    return FoundArchive(2_513, 1_782, 402, 329, 14, causes, 3, "http://desk/debt")


def sample(kind: AlertKind, language: str) -> AlertMessage:
    """A letter of `kind` as the pipeline writes it, in `language`."""
    words = catalogue(language)
    repeats = message("Lines {lines} repeat lines {kept}.", lines="40–44", kept="12–16")
    findings = (
        FindingLine(
            "repeated-passage", 40, "The lamp", "blocker", words.render(repeats), Words("…and then ", "the lamp in the hall", " went out."),
            words.text("A repeated passage makes the page look broken, to readers and to search engines."),
            words.render(message("Delete lines {lines}.", lines="40–44")),
            (
                QuotedLine(12, "The lamp in the hall was lit at six."),
                QuotedLine(0),
                QuotedLine(40, "The stairs were dark, and then ", "the lamp in the hall", " went out."),
                QuotedLine(41),
                QuotedLine(42, "  Nobody had touched the lamp."),
            ),
        ),
        FindingLine("title-text", 2, "", "warning", words.render(message("The title contains an unmatched bracket: {bracket}", bracket="「")), None, "",
                    words.render(message("Close or delete the bracket."))),
    )  # fmt: skip
    new = (
        PostLine(
            "_posts/2026-11-02-lamp.md",
            "http://desk/posts/lamp.md",
            findings,
            3,
            None,
            "The lamp in the hall",
            source="https://git.example/edit/_posts/2026-11-02-lamp.md",
        ),
        PostLine("_posts/2026-11-03-no-title.md", "http://desk/posts/no-title.md", findings[:1]),
    )
    fixed = (PostLine("_posts/2026-11-04-door.md", "http://desk/posts/door.md", title="The door"),)
    still = (PostLine("_posts/2026-11-05-stairs.md", "http://desk/posts/stairs.md", days=9, title="Twelve stairs"),)
    cause = Cause(
        "accidental-heading",
        words.render(message("Put a blank line before the “---”.")),
        1_204,
        ("_posts/a.md", "_posts/b.md"),
        "http://desk/checks/x",
    )
    days = tuple(Day(date(2026, 11, day), day % 4, 1, 12 + day) for day in range(14, 21))
    mention = [Mention(role, role.value, role.value, "b") for role in MentionRole]
    parts: dict[AlertKind, dict[str, Any]] = {
        AlertKind.BATCH: {"new": new, "fixed": fixed, "review": new[:1], "checked": 30, "held": 2},
        AlertKind.URGENT: {"new": new[:1], "held": 1, "thread": "t1"},
        AlertKind.DIGEST: {"new": new, "fixed": fixed, "still": still, "causes": (cause,), "held": 1_206, "unshown": 3},
        AlertKind.REMINDER: {"still": still, "thread": "t1"},
        AlertKind.WEEKLY: {
            "trend": days,
            "noisiest": (("repeated-passage", 9), ("truncated-section", 1)),
            "held_now": 4,
            "debt_now": 1_782,
        },
        AlertKind.FAILURE: {
            "about": "gate_posts.judge.decide, run scheduled__2026-11-20: StoreDamaged\ningest_posts.read, run manual: SourceVanished",
            "faults": (
                FaultLine(
                    words.text("The disk is full."),
                    words.text("Make room on the disk of the state folder, then try again."),
                    "http://air/dags/gate_posts/runs/r/tasks/judge.decide",
                    "http://desk/try-again?dag_id=gate_posts&run_id=r",
                ),
            ),
        },
        AlertKind.LATE: {
            "about": "2026-11-20 09:00 · ingest_posts",
            "faults": _faults("late-unread", "ingest_posts", words),
        },
        AlertKind.UNDELIVERED: {
            "about": "email desk@example.org (24 ×) · content-quality alerts retry a1",
            "faults": _faults("undelivered", "email desk@example.org (24 ×)", words),
        },
        AlertKind.REPAIRED: {"about": "fingerprints.duckdb.damaged", "faults": _faults("index", "", words)},
        AlertKind.TEST: {},
        AlertKind.QUESTION: {
            "new": new[:1],
            "thread": "t1",
            "asked": AskedLine("mika", "Which of the two passages is meant?", ("mika@example.org",), True),
        },
        AlertKind.FIRST_LOOK: {"archive": found_archive(words), "batch_page": "http://desk/batches/b", "batch_id": "b"},
    }
    said = {
        AlertKind.BATCH: mention[:2],
        AlertKind.URGENT: mention[:1],
        AlertKind.DIGEST: mention[:3],
        AlertKind.REMINDER: mention[2:3],
    }.get(kind, [])
    about_posts = (
        {
            "batch_page": "http://desk/batches/b",
            "run_page": "http://air/dags/gate_posts/runs/r/tasks/judge.decide",
            "batch_id": "b",
        }
        if said
        else {}
    )
    line = subject(kind, "The Small Hours", said, language)
    if kind in (AlertKind.URGENT, AlertKind.QUESTION):
        role = MentionRole.NEW if kind is AlertKind.URGENT else MentionRole.ASKED
        line = subject_about(role, "The Small Hours", "The lamp in the hall", language)
    if kind is AlertKind.FIRST_LOOK:
        to = Addressee(Recipient(language=language), "The Small Hours", datetime(2026, 11, 20, tzinfo=UTC))
        line = about_first_look(to, FirstLook("b", to.now, 1_782)).subject
    return AlertMessage(
        "a1", kind, language, "The Small Hours", line, dashboard_url="http://desk/",
        written_at="2026-11-20T18:00:00+09:00", **about_posts, **parts[kind],
    )  # fmt: skip


def _faults(what: str, detail: str, words: Catalogue) -> tuple[FaultLine, ...]:
    fault = PipelineFault(what, detail)
    return (FaultLine(fault.sentence(words), fault.step(words), "", ""),)
