"""Who gets alerts, when and in which language, and the links that lead from the dashboard."""

from __future__ import annotations

from content_quality.core.records import dataclass


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who hears of which posts, how, and in which language: `[[alerts.recipients]]`."""

    to: str = ""  # e-mail address, Slack channel or member id; for webhook and apprise any name
    channel: str = "email"  # email, slack, webhook, apprise
    connection: str = ""  # Airflow connection; empty: the one of the channel, such as slack_default
    language: str = ""  # en, ja, or another catalogue in locales/; empty: that of [alerts]
    authors: tuple[str, ...] = ()  # as the front matter names them; their posts go here instead of to the dashboard
    sections: tuple[str, ...] = ()  # sections or categories, for posts whose author is not named
    # desk: also every post without another recipient; maintainer: failures of the pipeline, never posts
    role: str = "writer"
    # users of Airflow who are asked about these posts, by their ids, or as id=name where a user has another name (FAB:
    # 7=nora). Only they, and those of the recipients with the role desk, may answer then; empty: whoever may answer
    airflow_users: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alerts:
    """Who hears of held posts, when, and in which language."""

    editors: tuple[str, ...] = ("editors@example.org",)  # the editors' e-mail addresses
    # e-mail addresses for alerts about a broken pipeline; without an address, only the dashboard shows these alerts
    maintainers: tuple[str, ...] = ()
    recipients: tuple[Recipient, ...] = ()  # authors, sections and other channels
    sender: str = "content-quality@example.org"
    connection: str = "smtp_default"
    dashboard_url: str = "http://localhost:8080/content-quality"
    # of each step; a server that says nothing is given up on, and so is one that takes three times as long in all
    timeout_seconds: int = 10
    language: str = "en"  # of recipients that name none
    # digest: at once for posts that readers see or will within a day, the rest daily; batch: one letter per batch
    when: str = "digest"
    digest_at: str = "08:00"  # in the site's time zone; nothing new, nothing sent
    # monday … sunday, at digest_at: a sign of life with the trend and the noisiest checks; empty: none
    weekly_on: str = "monday"
    remind_days: int = 3  # until a post that stays held is told of again, then twice as long each time; 0: never
    # when today's posts have not been read or decided by this hour, maintainers hear of it; empty: never
    decided_by: str = "09:00"
    retry_seconds: int = 60  # until the second attempt, then twice as long each time, at most two hours
    attempts: int = 24  # after these an alert is given up and maintainers are told; 36 hours with the pauses above


@dataclass(frozen=True, slots=True)
class DeskLinks:
    """Where the dashboard leads to."""

    # where a post's source is edited: an address with {path}, such as https://git.example.org/site/edit/main/{path};
    # empty: no link
    source_url: str = ""
