"""What a mail says of a proposed repair: how much it mends, where it is shown, and the diff as an attachment."""

from __future__ import annotations

import json
from dataclasses import replace

from content_quality.adapters.channels import webhook
from content_quality.adapters.channels.mail.render import email
from content_quality.core.alerts.message import AlertMessage, RepairLine
from tests.adapters.channels.test_mail import bodies
from tests.adapters.letters import alert_message

DIFF = "--- the post\n+++ the repair\n@@ -1 +1 @@\n-二度<script>\n"
REPAIR = RepairLine(48, 9, 10, "medium", "http://desk/repair?post=posts%2Fa.md", DIFF)


def with_repair(repair: RepairLine | None) -> AlertMessage:
    one = alert_message()
    return replace(one, new=tuple(replace(post, repair=repair) for post in one.new))


def test_a_proposed_repair_is_named_with_its_link_in_both_parts():
    text, html = bodies(email(with_repair(REPAIR), "desk@example.org", "content-quality@example.org"))
    for part in (text, html):
        assert "A repair is proposed: 48 % shorter, 9 of 10 findings gone." in part
        assert "http://desk/repair?post=posts%2Fa.md" in part


def test_the_diff_is_attached_under_a_name_that_holds_no_words_of_the_post():
    mail = email(with_repair(REPAIR), "desk@example.org", "content-quality@example.org")
    (attached,) = mail.iter_attachments()
    assert attached.get_filename() == "repair-1.diff"
    assert attached.get_content_type() == "text/x-diff"
    assert attached.get_content() == DIFF
    assert mail["Content-Language"] == "en"


def test_without_a_repair_or_with_a_long_one_nothing_is_attached():
    for repair in (None, replace(REPAIR, diff="")):
        mail = email(with_repair(repair), "desk@example.org", "content-quality@example.org")
        assert list(mail.iter_attachments()) == []
    assert "repair is proposed" not in bodies(email(with_repair(None), "a@example.org", "b@example.org"))[0]


def test_a_program_gets_the_figures_and_not_the_diff():
    row = json.loads(webhook.body(with_repair(REPAIR)))
    assert row["new"][0]["repair"] == {
        "shorter": 48, "gone": 9, "before": 10, "confidence": "medium", "page": REPAIR.page,
    }  # fmt: skip
