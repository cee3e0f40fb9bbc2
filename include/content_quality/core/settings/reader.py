"""Read `content-quality.toml`: a key that is unknown.

Or a value that cannot be meant, is an error that says what to write instead.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from content_quality.core.i18n.languages import languages
from content_quality.core.settings import (
    REPORT_ONLY,
    Alerts,
    CheckLevel,
    Override,
    ReadingTime,
    Settings,
    SettingsError,
    Source,
    cluster,
)
from content_quality.core.settings.generator_names import generators
from content_quality.core.settings.override_reader import read_overrides
from content_quality.core.settings.path_patterns import PatternError, check_patterns
from content_quality.core.settings.post_settings import applied_alone
from content_quality.core.settings.ranges import out_of_range
from content_quality.core.settings.toml_tables import build


def loads(text: str) -> Settings:
    """Return the settings in the TOML document `text`; raise `SettingsError` that names the first thing wrong."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"The settings are not valid TOML: {error}.") from error
    if isinstance(checks := document.get("checks"), dict):  # [checks] repeated-passage = "warning"
        document["checks"] = _levels(checks)
    if isinstance(profiles := document.get("profiles"), dict):  # [profiles.ci] repeated-passage = "blocker"
        document["profiles"] = [
            {"name": name, "checks": _levels(checks) if isinstance(checks, dict) else checks}
            for name, checks in profiles.items()
        ]
    _list_rates(document)
    for table in document.get("overrides", ()) if isinstance(document.get("overrides"), list) else ():
        _list_rates(table if isinstance(table, dict) else {})
    overrides = read_overrides(document.pop("overrides", []))
    settings = replace(build(Settings, document, ""), overrides=overrides)
    _refuse_impossible(settings)
    return settings


def _list_rates(document: dict[str, Any]) -> None:
    """Write the table `rates` of a document or override as the list that settings hold."""
    if isinstance(reading_time := document.get("reading_time"), dict) and isinstance(
        rates := reading_time.get("rates"), dict
    ):
        reading_time["rates"] = [list(rate) for rate in rates.items()]


def _levels(checks: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"check": name, "severity": severity} for name, severity in checks.items()]


CHANNELS = (  # the keys of `orchestration.channels.CHANNELS`, which imports Airflow
    "email",
    "slack",
    "webhook",
    "apprise",
)
SENT_AS = ("draft", "git", "pull-request")  # the keys of `pipeline.repair.send_repair.SENDING`
FORGES = ("github", "gitlab")  # the keys of `adapters.forge.FORGES`
CHOICES = {
    "when": ("batch", "digest"),
    "weekly_on": ("", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    "channel": CHANNELS,
    "role": ("writer", "desk", "maintainer"),
}


def _refuse_unknown_alerts(alerts: Alerts) -> None:
    tables = {"alerts": alerts, **{f"alerts.recipients[{index}]": one for index, one in enumerate(alerts.recipients)}}
    for where, table in tables.items():
        spoken = (
            languages() if table is alerts else ("", *languages())
        )  # a recipient without one reads that of [alerts]
        for name, choices in {**CHOICES, "language": spoken}.items():
            if (chosen := getattr(table, name, choices[0])) not in choices:
                raise SettingsError(
                    f"{where}.{name} must be one of {', '.join(filter(None, choices))}, not {chosen!r}."
                )
    for name in ("digest_at", "decided_by"):
        clock = getattr(alerts, name)
        if (clock or name == "digest_at") and not CLOCK.fullmatch(clock):
            raise SettingsError(f"alerts.{name} must be a time such as 08:00, not {clock!r}.")
    addresses = (
        alerts.sender,
        *alerts.editors,
        *alerts.maintainers,
        *(one.to for one in alerts.recipients if one.channel == "email" and one.to),
    )
    for address in addresses:
        if not ADDRESS.fullmatch(address):
            raise SettingsError(f"{address!r} in [alerts] is not a valid e-mail address.")
    if any(not recipient.to for recipient in alerts.recipients):
        raise SettingsError("Each of alerts.recipients needs `to`: an e-mail address, a Slack id, or a name.")


ADDRESS = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
CRON = re.compile(r"\s*[0-9A-Za-z*,/#-]+(\s+[0-9A-Za-z*,/#-]+){4}\s*")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}([-_][0-9A-Za-z]{2,8})*")
SOURCE_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]*")
DEBT_AFTER_EDIT = ("near", "all")
LEVELS = ("off", "info", "warning", "blocker", REPORT_ONLY, "default")


def _refuse_impossible(settings: Settings) -> None:
    _refuse_unknown_site(settings)
    if not CLOCK.fullmatch(settings.schedule.daily_at):
        raise SettingsError(f"schedule.daily_at must be a time such as 06:30, not {settings.schedule.daily_at!r}.")
    if not CRON.fullmatch(settings.archive.cron):
        raise SettingsError(f"archive.cron must be five fields such as '30 3 * * 1', not {settings.archive.cron!r}.")
    if settings.waivers.debt_after_edit not in DEBT_AFTER_EDIT:
        chosen = settings.waivers.debt_after_edit
        raise SettingsError(f"waivers.debt_after_edit must be one of {', '.join(DEBT_AFTER_EDIT)}, not {chosen!r}.")
    _refuse_impossible_numbers(settings)
    _refuse_unknown_alerts(settings.alerts)
    _refuse_unusable_sources(settings.sources)
    if settings.repairs.send_as not in SENT_AS:
        raise SettingsError(f"repairs.send_as must be one of {', '.join(SENT_AS)}, not {settings.repairs.send_as!r}.")
    if settings.repairs.forge not in FORGES:
        raise SettingsError(f"repairs.forge must be one of {', '.join(FORGES)}, not {settings.repairs.forge!r}.")
    if reason := cluster.refused(settings.cluster):
        raise SettingsError(reason)
    for place, override in enumerate(settings.overrides):
        _refuse_impossible_override(settings, place, override)


def _refuse_impossible_numbers(settings: Settings) -> None:
    for sentence in out_of_range(settings):
        raise SettingsError(sentence)
    _refuse_impossible_rates(settings.reading_time)


def _refuse_impossible_override(settings: Settings, place: int, override: Override) -> None:
    """Refuse an override with which the settings of a post would be refused, or whose owner gets no alerts."""
    try:
        _refuse_unknown_site(applied_alone(settings, place))
        _refuse_impossible_numbers(applied_alone(settings, place))
    except SettingsError as error:
        raise SettingsError(f"overrides[{place}]: {error}") from error
    known = [*settings.alerts.editors, *(one.to for one in settings.alerts.recipients)]
    if override.owner and override.owner not in known:
        raise SettingsError(
            f"overrides[{place}].owner {override.owner!r} gets no alerts. Write one of {', '.join(known)}, "
            "or add a table [[alerts.recipients]] for it."
        )


def _refuse_unknown_site(settings: Settings) -> None:
    try:
        ZoneInfo(settings.site.timezone)
    except (KeyError, ValueError, OSError) as error:
        raise SettingsError(
            f"site.timezone {settings.site.timezone!r} is not an IANA time zone such as Asia/Tokyo."
        ) from error
    if settings.site.language and not LANGUAGE.fullmatch(settings.site.language):
        raise SettingsError(f"site.language must be a code such as en or ja, not {settings.site.language!r}.")
    known = ("auto", *generators())
    if settings.site.generator not in known:
        raise SettingsError(f"site.generator must be one of {', '.join(known)}, not {settings.site.generator!r}.")
    for where, level in levels_of(settings):
        if level.severity not in LEVELS:
            raise SettingsError(f"{where}.{level.check} must be one of {', '.join(LEVELS)}, not {level.severity!r}.")


def levels_of(settings: Settings) -> Iterator[tuple[str, CheckLevel]]:
    """Yield each severity that the settings name for a check, after the name of its table."""
    for level in settings.checks:
        yield "checks", level
    for profile in settings.profiles:
        for level in profile.checks:
            yield f"profiles.{profile.name}", level
    for place, override in enumerate(settings.overrides):
        for level in override.checks:
            yield f"overrides[{place}].checks", level


def _refuse_impossible_rates(rules: ReadingTime) -> None:
    for language, rate in (tuple(pair) if len(pair) == 2 else (pair, 0) for pair in rules.rates):
        is_rate = isinstance(rate, int | float) and not isinstance(rate, bool) and 1 <= rate < 100_000
        if not (isinstance(language, str) and is_rate):
            raise SettingsError(
                "reading_time.rates must hold units a minute by language, such as en = 238, "
                f"not {language!r} = {rate!r}."
            )


def _refuse_unusable_sources(sources: Sequence[Source]) -> None:
    if not sources:
        raise SettingsError("The settings name no source. Add a [[sources]] table with a name and a path.")
    names = [source.name for source in sources]
    for name in names:
        if not SOURCE_NAME.fullmatch(name):
            raise SettingsError(
                f"sources.name must be letters, digits, - and _, not {name!r}: posts and folders are named after it."
            )
    for source in sources:
        for key in ("include", "exclude"):
            try:
                check_patterns(getattr(source, key))
            except PatternError as error:
                raise SettingsError(
                    f"sources.{key} of {source.name}: {error}. Write a pattern as in .gitignore."
                ) from error
    if len(set(names)) != len(names):
        raise SettingsError("Two sources have the same name. Give each source its own name.")
