"""Which alerts are due: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from content_quality.core.alerts.alert import (
    Alert,
    AlertKind,
    DeliveryState,
    HeldPost,
    Mention,
    MentionRole,
    Notice,
    digest,
)
from content_quality.core.alerts.delivery_history import DeliveryHistory
from content_quality.core.alerts.making import Addressee
from content_quality.core.alerts.merging import merged
from content_quality.core.alerts.planning import Occasion, plan
from content_quality.core.alerts.routing import maintainers, owners, recipients
from content_quality.core.settings import Alerts, Recipient

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TOKYO = ZoneInfo("Asia/Tokyo")
EDITORS = Recipient(to="desk@example.org", role="desk", language="en")


def held_post(sha256: str = "1", *, urgent: bool = True, at: datetime = NOW) -> tuple[Notice, HeldPost]:
    name = digest("posts/a.md", sha256, "policy", "held")
    return Notice(name, "b", "posts/a.md", sha256, "policy", "held", at), HeldPost(
        "posts/a.md", "b", sha256, "policy", at, urgent=urgent
    )


def round_at(
    moment: datetime, notices: list[Notice], post: HeldPost, journal: list[Alert], alerts: Alerts
) -> list[Alert]:
    occasion = Occasion(Addressee(EDITORS, "Site", moment), DeliveryHistory.of(journal, EDITORS), alerts, TOKYO)
    return plan(occasion, notices, {post.post_id: post})


def test_a_live_post_that_is_edited_all_day_and_stays_held_is_told_at_once_only_once_a_day():
    alerts, journal, notices = Alerts(digest_at="23:59"), [], []
    for number in range(20):
        moment = NOW + number * timedelta(minutes=20)  # from six in the evening to half past midnight in Tokyo
        notice, post = held_post(str(number), at=moment)
        notices.append(notice)
        journal += [alert.sent(moment) for alert in round_at(moment, notices, post, journal, alerts)]
    urgent = [
        alert.queued_at.astimezone(TOKYO).date().isoformat() for alert in journal if alert.kind is AlertKind.URGENT
    ]
    assert urgent == ["2026-11-20", "2026-11-21"]


def test_what_nobody_reads_yet_waits_for_the_sites_hour():
    notice, post = held_post(urgent=False)
    alerts = Alerts(digest_at="08:00")
    assert round_at(NOW, [notice], post, [], alerts) == []
    morning = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)  # eight in Tokyo
    assert round_at(morning - timedelta(minutes=1), [notice], post, [], alerts) == []
    (told,) = round_at(morning, [notice], post, [], alerts)
    assert (told.kind, told.subject) == (AlertKind.DIGEST, "[Site] 1 post held back")


def test_the_pause_between_reminders_doubles():
    notice, post = held_post()
    alerts, journal = Alerts(remind_days=3, digest_at="18:00"), []
    days = []
    for day in range(60):
        for alert in round_at(NOW + timedelta(days=day), [notice], post, journal, alerts):
            journal.append(alert.sent(alert.queued_at))
            days.append(day)
    assert days == [0, 3, 9, 21, 45]


mentions = st.lists(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(list(MentionRole)[:3])), min_size=1, max_size=4
)


@given(st.lists(mentions, min_size=2, max_size=5))
def test_merging_forgets_no_notice_and_tells_of_each_post_once(told: list[list[tuple[str, MentionRole]]]):
    waiting = []
    for number, pairs in enumerate(told):
        lines = tuple(
            Mention(role, f"{number}-{index}", post, "b", NOW.isoformat()) for index, (post, role) in enumerate(pairs)
        )
        moment = NOW + timedelta(minutes=number)
        waiting.append(
            Alert(
                f"{number}",
                AlertKind.BATCH,
                "email",
                EDITORS.to,
                "en",
                "",
                "b",
                lines,
                moment,
                DeliveryState.FAILED,
                1,
            )
        )
    together, gone = merged(waiting, Addressee(EDITORS, "Site", NOW))
    assert [alert.state for alert in gone] == [DeliveryState.MERGED] * len(waiting)
    shown = [mention for mention in together.mentions if mention.post_id] if together else []
    assert len({mention.post_id for mention in shown}) == len(shown)
    for post in {mention.post_id for alert in waiting for mention in alert.mentions}:
        roles = [mention.role for alert in waiting for mention in alert.mentions if mention.post_id == post]
        found = [mention.role for mention in shown if mention.post_id == post]
        if not found:  # only what was held and fixed meanwhile is passed over
            assert MentionRole.NEW in roles
            assert roles[-1] is MentionRole.FIXED
        elif roles[-1] is MentionRole.STILL and MentionRole.NEW in roles and MentionRole.FIXED not in roles:
            assert found == [MentionRole.NEW]


@given(st.permutations(["author", "section", "desk"]))
def test_a_post_goes_to_its_author_else_to_its_section_else_to_the_desk(order: list[str]):
    people = {
        "author": Recipient(to="mika@example.org", authors=("Mika Sato",)),
        "section": Recipient(to="science@example.org", sections=("Science",)),
        "desk": Recipient(to="desk@example.org", role="desk"),
    }
    everyone = recipients(Alerts(editors=(), recipients=tuple(people[name] for name in order)))
    cases = (
        ("ＭＩＫＡ  sato", "science", "mika@example.org"),
        ("Somebody", " SCIENCE ", "science@example.org"),
        (None, "Sport", "desk@example.org"),
        (None, None, "desk@example.org"),
    )
    for author, section, expected in cases:
        assert [one.to for one in owners(author, section, everyone)] == [expected]


def test_a_maintainer_answers_for_no_post_and_an_editor_for_no_failure():
    alerts = Alerts(recipients=(Recipient(to="ops@example.org", role="maintainer", authors=("Mika",)),))
    assert [one.to for one in owners("Mika", None, recipients(alerts))] == ["editors@example.org"]
    assert [one.to for one in maintainers(alerts)] == ["ops@example.org"]
    assert [one.channel for one in maintainers(replace(alerts, recipients=()))] == ["dashboard"]
