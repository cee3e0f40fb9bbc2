"""Alert messages over Airflow's connections, each channel against a real local server that keeps what it is sent."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
from dataclasses import replace
from typing import Any

import pytest

from content_quality.adapters.channels import NotDelivered, slack
from content_quality.core.alerts.alert import ABOUT_POSTS, ABOUT_THE_PIPELINE, AlertKind
from content_quality.core.alerts.message import Cause, RepairLine, visible
from content_quality.core.settings import Alerts, Recipient
from tests.adapters.letters import HOSTILE, alert_message, sample
from tests.adapters.servers import Inbox, WebServer, inbox, web
from tests.conftest import ROOT
from tests.patience import ANSWER

__all__ = ["inbox", "web"]
CHANNEL = {"slack": "#desk", "webhook": "cms", "apprise": "desk", "email": "desk@example.org"}


def connect(monkeypatch: pytest.MonkeyPatch, name: str, **connection: object) -> None:
    monkeypatch.setenv(f"AIRFLOW_CONN_{name.upper()}", json.dumps(connection))


@pytest.fixture
def bot(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    connect(
        monkeypatch, "slack_default", conn_type="slack", password="xoxb-secret", extra={"base_url": f"{web.url}/api/"}
    )
    return web


@pytest.fixture
def incoming(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    connect(monkeypatch, "slack_default", conn_type="slackwebhook", host=f"{web.url}/services", password="T0/B0/secret")
    return web


@pytest.fixture
def hook(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    connect(monkeypatch, "webhook_default", conn_type="http", password="secret", extra={"url": f"{web.url}/alerts"})
    return web


@pytest.fixture
def services(web: WebServer, monkeypatch: pytest.MonkeyPatch) -> WebServer:
    address = web.url.removeprefix("http://")
    config = [{"path": f"json://{address}/desk", "tag": "desk"}, {"path": f"json://{address}/others", "tag": "others"}]
    connect(monkeypatch, "apprise_default", conn_type="apprise", extra={"config": json.dumps(config)})
    return web


@pytest.fixture
def mail(inbox: tuple[Inbox, Any], monkeypatch: pytest.MonkeyPatch) -> Inbox:
    handler, server = inbox
    connect(
        monkeypatch,
        "smtp_default",
        conn_type="smtp",
        host="127.0.0.1",
        port=server.port,
        extra={"disable_ssl": True, "disable_tls": True},
    )
    return handler


def send(channel: str, one: Any, seconds: int = ANSWER) -> None:
    from content_quality.orchestration.channels import AirflowChannels

    AirflowChannels(Alerts(timeout_seconds=seconds)).send(Recipient(to=CHANNEL[channel], channel=channel), one)


def texts(message: dict[str, Any]) -> list[str]:
    """Every text of a Slack message, wherever it stands."""
    found = [message["text"]]
    for block in message["blocks"]:
        found += (
            [block["text"]["text"]] if "text" in block else [element["text"] for element in block.get("elements", [])]
        )
    return found


def test_slack_gets_blocks_with_a_bots_token(bot: WebServer):
    send("slack", alert_message())
    ((path, headers, body),) = bot.requests
    assert path == "/api/chat.postMessage"
    assert headers["Authorization"] == "Bearer xoxb-secret"
    message = json.loads(body)
    assert message["channel"] == "#desk"
    assert [block["type"] for block in message["blocks"]] == ["header", "divider", "section", "section", "context"]
    said = "\n".join(texts(message))
    for words in (
        "<http://desk/posts/a|", "Line 40", "(blocker): Lines 40–44 repeat the lamp in the hall.", "> so [the lamp in the hall] and",
        "Why it matters: Readers see it.", "→ Delete the lamp in the hall.", "and 2 more on the post's page.", "<http://desk/posts/a#findings|Accept with a waiver>",
        "*Still held*", "<http://air/runs/r|The task that made the decision>",
    ):  # fmt: skip
        assert words in said, words


def test_slack_names_a_proposed_repair_with_its_figures_and_its_page():
    repair = RepairLine(48, 9, 10, "medium", "http://desk/repair?post=a&b", "--- secret diff")
    one = alert_message()
    message = slack.payload(replace(one, new=tuple(replace(post, repair=repair) for post in one.new)))
    said = "\n".join(texts(message))
    assert "A repair is proposed: 48 % shorter, 9 of 10 findings gone. <http://desk/repair?post=a&amp;b|Show" in said
    assert "secret diff" not in json.dumps(message)
    assert "A repair is proposed" not in "\n".join(texts(slack.payload(one)))


def test_slack_gets_blocks_by_an_incoming_webhook(incoming: WebServer):
    incoming.answer = (200, "ok")
    send("slack", alert_message())
    ((path, _, body),) = incoming.requests
    assert path == "/services/T0/B0/secret"
    assert "channel" not in json.loads(body)


@pytest.mark.parametrize(
    "one",
    [alert_message(HOSTILE), alert_message("\u202e" + "長" * 10_000), alert_message("&<>|*_~`@" * 1_000)],
    ids=["hostile", "long", "marks"],
)
def test_words_of_posts_mention_nobody_link_nowhere_and_keep_to_slacks_sizes(bot: WebServer, one: Any):
    send("slack", replace(one, subject=one.subject * 40, new=one.new * 60, still=one.still * 300))
    message = json.loads(bot.requests[0][2])
    assert len(message["blocks"]) <= 50
    assert message["link_names"] is False
    assert message["parse"] == "none"
    for block, limit in (
        (block, 150 if block["type"] == "header" else 3_000) for block in message["blocks"] if "text" in block
    ):
        assert 0 < len(block["text"]["text"]) <= limit
    for text in texts(message):
        assert "\u202e" not in text
        assert "<!" not in text
        assert "<@" not in text
        assert "@channel" not in text
        for link in text.split("<")[1:]:
            assert link.startswith("http://"), link[:40]  # the only links are ours
        for entity in text.split("&")[1:]:
            assert entity.startswith(("amp;", "lt;", "gt;")), entity[:10]  # none is cut in two


def test_one_cause_in_many_posts_is_one_line_in_slack():
    cause = Cause(
        "reading-time", "2,000 of 2,500 posts say 20 min.", 2_000, ("a.md",), "http://desk/checks/reading-time"
    )
    assert (
        "*2,000 posts*: 2,000 of 2,500 posts say 20 min."
        in texts(slack.payload(replace(alert_message(), new=(), causes=(cause,))))[2]
    )


@pytest.mark.parametrize(
    ("answer", "refused", "unreachable"),
    [
        ((200, {"ok": False, "error": "channel_not_found"}), True, False),
        ((200, {"ok": False, "error": "internal_error"}), False, False),
        ((429, {"ok": False, "error": "ratelimited"}), False, False),
        ((503, {"ok": False, "error": "service_unavailable"}), False, False),
        (None, False, True),
    ],
)
def test_what_slack_says_decides_whether_it_is_tried_again(
    bot: WebServer, answer: Any, refused: bool, unreachable: bool
):
    bot.answer = answer
    with pytest.raises(NotDelivered) as error:
        send("slack", alert_message(), seconds=ANSWER if answer else 1)
    assert (error.value.refused, error.value.unreachable) == (refused, unreachable)
    assert "xoxb" not in str(error.value)


@pytest.mark.parametrize(("status", "refused"), [(404, True), (403, True), (429, False), (500, False)])
def test_what_an_incoming_webhook_says_decides_too(incoming: WebServer, status: int, refused: bool):
    incoming.answer = (status, "no_service")
    with pytest.raises(NotDelivered, match=f"HTTP {status}") as error:
        send("slack", alert_message())
    assert error.value.refused is refused


def test_a_webhook_gets_json_that_its_secret_signs(hook: WebServer):
    send("webhook", alert_message(HOSTILE))
    ((path, headers, body),) = hook.requests
    assert path == "/alerts"
    expected = hmac.new(
        b"secret", headers["X-Content-Quality-Timestamp"].encode() + b"." + body, hashlib.sha256
    ).hexdigest()
    assert headers["X-Content-Quality-Signature"] == f"sha256={expected}"
    assert headers["Idempotency-Key"] == "a1"
    said = json.loads(body)
    assert (said["schema"], said["kind"], said["posts"]) == ("content-quality/alert/1", "batch", ["posts/a.md"])
    assert said["new"][0]["findings"][0]["words"]["marked"] == visible(HOSTILE)
    assert "\u202e" not in body.decode()


@pytest.mark.parametrize(
    ("answer", "refused", "unreachable"),
    [
        ((400, ""), True, False),
        ((302, ""), True, False),
        ((429, ""), False, False),
        ((500, ""), False, False),
        (None, False, True),
    ],
)
def test_what_a_webhook_answers_decides_whether_it_is_tried_again(
    hook: WebServer, answer: Any, refused: bool, unreachable: bool
):
    hook.answer = answer
    with pytest.raises(NotDelivered) as error:
        send("webhook", alert_message(), seconds=ANSWER if answer else 1)
    assert (error.value.refused, error.value.unreachable) == (refused, unreachable)


def test_apprise_hands_plain_text_to_the_services_of_the_recipients_tag(services: WebServer):
    send("apprise", alert_message(HOSTILE))
    ((path, _, body),) = services.requests
    assert path == "/desk"
    said = json.loads(body)
    assert said["title"] == "[Site] 1 post held back"
    assert "{{ 7*7 }}" in said["message"]
    assert "\u202e" not in said["message"]


def test_what_apprise_could_not_deliver_is_not_taken_for_delivered(services: WebServer):
    services.answer = (500, "")
    with pytest.raises(NotDelivered, match="could not deliver"):
        send("apprise", alert_message())


def test_an_address_that_apprise_does_not_know_is_refused(monkeypatch: pytest.MonkeyPatch):
    connect(monkeypatch, "apprise_default", conn_type="apprise", extra={"config": {"path": "nonsense"}})
    with pytest.raises(NotDelivered) as error:
        send("apprise", alert_message())
    assert error.value.refused


def test_a_mail_goes_over_the_sites_connection(mail: Inbox):
    send("email", alert_message())
    assert mail.messages[0]["To"] == "desk@example.org"


def test_a_connection_that_is_missing_is_a_reason_and_no_crash():
    with pytest.raises(
        NotDelivered, match=r"no connection slack_default\. Make the connection under Admin, Connections"
    ):
        send("slack", alert_message())


def test_a_connection_of_another_type_is_refused(monkeypatch: pytest.MonkeyPatch):
    connect(monkeypatch, "slack_default", conn_type="http", password="x")
    with pytest.raises(NotDelivered, match="slack or slackwebhook is needed"):
        send("slack", alert_message())


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        connect(
            monkeypatch,
            "smtp_default",
            conn_type="smtp",
            host="127.0.0.1",
            port=listener.getsockname()[1],
            extra={"disable_ssl": True, "disable_tls": True, "timeout": 0.2},
        )
        with pytest.raises(NotDelivered) as error:
            send("email", alert_message())
    assert error.value.unreachable


def test_the_documentations_example_verifies_a_letter_and_refuses_a_changed_one(hook: WebServer):
    page = (ROOT / "docs" / "alerts.md").read_text("utf-8")
    example: dict[str, Any] = {}
    exec(page.partition("```python\n")[2].partition("```")[0], example)
    send("webhook", alert_message())
    ((_, headers, body),) = hook.requests
    assert example["is_genuine"]("secret", headers, body)
    assert not example["is_genuine"]("secret", headers, body + b" ")
    assert not example["is_genuine"]("another", headers, body)


@pytest.mark.parametrize("kind", AlertKind)
def test_every_kind_of_letter_has_something_to_say_in_slack(kind: AlertKind):
    bare = replace(alert_message(), kind=kind, new=(), still=(), fixed=(), review=())
    parts = (
        {"new": alert_message().new}
        if kind in ABOUT_POSTS
        else {"about": "gate_posts failed"}
        if kind in ABOUT_THE_PIPELINE
        else {"archive": sample(kind, "en").archive, "asked": sample(kind, "en").asked}
    )
    assert len(slack.payload(replace(bare, **parts))["blocks"]) > 2  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("channel", "receiver", "secrets"),
    [
        ("slack", "bot", ["xoxb-secret"]),
        ("slack", "incoming", ["T0/B0/secret"]),
        ("webhook", "hook", ["signing-secret", "path-with-a-token"]),
        ("apprise", "services", ["basic-secret"]),
    ],
)
def test_a_server_that_repeats_a_secret_puts_it_into_no_log(
    channel: str, receiver: str, secrets: list[str], request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
):
    web: WebServer = request.getfixturevalue(receiver)
    if channel == "webhook":
        url = f"{web.url}/path-with-a-token?key=path-with-a-token"
        connect(monkeypatch, "webhook_default", conn_type="http", password="signing-secret", extra={"url": url})
    if channel == "apprise":
        address = web.url.removeprefix("http://")
        config = [{"path": f"json://mika:basic-secret@{address}/basic-secret", "tag": "desk"}]
        connect(monkeypatch, "apprise_default", conn_type="apprise", extra={"config": json.dumps(config)})
    web.answer = (500, " ".join(["no:", *secrets]))
    with pytest.raises(NotDelivered) as raised:
        send(channel, alert_message())
    assert [secret for secret in secrets if secret in str(raised.value)] == []
    assert raised.value.__cause__ is None
