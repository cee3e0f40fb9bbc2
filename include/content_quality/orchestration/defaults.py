"""What all DAGs share: retries, limits of time, the site's clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, AssetOrTimeSchedule, CronTriggerTimetable

from content_quality.core.settings import Settings
from content_quality.orchestration.airflow_site import OWNER
from content_quality.orchestration.failures import tell_maintainers

DEFAULT_ARGS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 2,
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=5),
    "execution_timeout": timedelta(minutes=30),
    "on_failure_callback": tell_maintainers,
}
RETRIES_OF_CLUSTER = 4  # after 10, 20, 40 and 80 seconds: a network that is away for two minutes needs no person


def default_args(settings: Settings) -> dict[str, Any]:
    """Return what all tasks of a site share; they work with the state folder, so its worker takes them."""
    cluster = settings.cluster
    retries = {"retries": RETRIES_OF_CLUSTER} if cluster.exchange else {}
    return {**DEFAULT_ARGS, **retries, **_given(queue=cluster.queue)}


def heavy(settings: Settings, stage: str) -> dict[str, Any]:
    """Return what the tasks of `stage` have besides, so that any worker may take them; nothing where they may not."""
    cluster = settings.cluster
    return _given(queue=cluster.heavy_queue, executor=cluster.heavy_executor) if cluster.carries(stage) else {}


def _given(**chosen: str) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if value}


def source_names(settings: Settings) -> dict[str, str]:
    """Return each source as the form of a manual run shows it, by its name."""
    return {one.name: f"{one.name} ({one.kind}: {one.url or one.path})" for one in settings.sources}


def daily(settings: Settings) -> CronTriggerTimetable:
    """Return the timetable of the daily run: the site's hour in the site's time zone."""
    hour, minute = settings.schedule.daily_at.split(":")
    return CronTriggerTimetable(f"{int(minute)} {int(hour)} * * *", timezone=settings.site.timezone)


def daily_or_changed(settings: Settings | None, source: Asset) -> AssetOrTimeSchedule | list[Asset]:
    """Return when posts are read: at the site's hour and when a source changes.

    Without settings the hour is not known: then only when a source changes.
    """
    return AssetOrTimeSchedule(timetable=daily(settings), assets=[source]) if settings else [source]


def review_schedule(settings: Settings, decisions: Asset) -> list[Asset] | None:
    """Return when people are asked about held posts: after every decided batch, or only when somebody starts it."""
    return [decisions] if settings.review.automatic else None


def every_ten_minutes() -> CronTriggerTimetable:
    """Return the timetable of alerts that have their hour."""
    return CronTriggerTimetable("*/10 * * * *", timezone="UTC")


def weekly(settings: Settings) -> CronTriggerTimetable:
    """Return the timetable of the look at the archive, in the site's time zone."""
    return CronTriggerTimetable(settings.archive.cron, timezone=settings.site.timezone)
