"""`alerts`: try the channels out, list alerts, send failed alerts again, repair the journal."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from content_quality.pipeline.project import Project

EXIT_DONE, EXIT_NOTHING, EXIT_UNDECIDED = 0, 1, 2


def add_to(commands: Any) -> None:
    """Add the subcommands to the parser's `commands`."""
    actions = commands.add_parser("alerts", help="the alerts to editors and maintainers").add_subparsers(
        dest="action", required=True, metavar="ACTION"
    )
    test = actions.add_parser(
        "test",
        help="send a test alert over the same connections; exit status 1 when an alert is not accepted",
    )
    test.add_argument(
        "--to",
        metavar="ADDRESS",
        help="an e-mail address, or any recipient in the settings; by default every recipient in the settings",
    )
    test.add_argument(
        "--channel",
        choices=("email", "slack", "webhook", "apprise"),
        help="the channel for an address that is not in the settings; email by default",
    )
    test.add_argument(
        "--connection",
        default="",
        metavar="ID",
        help="the Airflow connection; by default the channel's connection, such as slack_default",
    )
    test.add_argument(
        "--language", default="", metavar="CODE", help="the language, such as ja; by default the recipient's language"
    )
    test.set_defaults(run=_test)
    listing = actions.add_parser("list", help="list every alert and its delivery state, newest first")
    listing.add_argument("--open", action="store_true", help="only alerts that are not delivered")
    listing.set_defaults(run=_list)
    retry = actions.add_parser(
        "retry",
        help="send failed alerts again; the next delivery round, within ten minutes, sends them",
    )
    retry.add_argument(
        "alert", nargs="?", metavar="ID", help="the id shown by `alerts list`; without ID, all failed alerts"
    )
    retry.set_defaults(run=_retry)
    repair = actions.add_parser("repair", help="write a damaged alert journal anew from the lines that can be read")
    repair.set_defaults(run=_repair)
    for parser in (test, listing, retry, repair):
        parser.add_argument("--config", type=Path, metavar="FILE", help="the site's content-quality.toml")


def _test(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError

    try:
        project = _project(arguments)
        recipients = _asked(project, arguments)
    except SettingsError as error:
        return _refuse(error)
    from content_quality.orchestration.channels import AirflowChannels
    from content_quality.orchestration.connections import from_a_terminal
    from content_quality.pipeline.alerts.deliver_alerts import NotDelivered, send_test

    from_a_terminal()
    channels, refused = AirflowChannels(project.settings.alerts), 0
    for recipient in recipients:
        try:
            send_test(project, channels, recipient, datetime.now(UTC))
        except (NotDelivered, ValueError) as error:
            refused += 1
            print(f"{recipient.channel} {recipient.to}: not delivered: {error}")
        else:
            print(f"{recipient.channel} {recipient.to}: delivered")
    return EXIT_NOTHING if refused or not recipients else EXIT_DONE


def _asked(project: Project, arguments: argparse.Namespace) -> list[Any]:
    """Return the recipients that the command line means, as the settings have them."""
    from dataclasses import replace

    from content_quality.core.alerts.routing import DASHBOARD, maintainers, recipients
    from content_quality.core.settings import Recipient

    alerts = project.settings.alerts
    known = [one for one in (*recipients(alerts), *maintainers(alerts)) if one.channel != DASHBOARD]
    found = [one for one in known if arguments.to in (None, one.to) and arguments.channel in (None, one.channel)]
    if arguments.to and not found:
        found = [Recipient(to=arguments.to, channel=arguments.channel or "email")]
    return [
        replace(one, connection=arguments.connection or one.connection, language=arguments.language or one.language)
        for one in found
    ]


def _list(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.alerts.deliver_alerts import listed

    try:
        lines = listed(_project(arguments), only_open=arguments.open)
    except SettingsError as error:
        return _refuse(error)
    print("\n".join(lines) or "No alerts.")
    return EXIT_DONE


def _retry(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.alerts.deliver_alerts import Busy, retry

    try:
        again = retry(_project(arguments), arguments.alert)
    except (SettingsError, Busy) as error:
        return _refuse(error)
    print(f"{again} alerts are due again.")
    return EXIT_DONE if again else EXIT_NOTHING


def _repair(arguments: argparse.Namespace) -> int:
    from content_quality.core.settings import SettingsError
    from content_quality.pipeline.alerts.deliver_alerts import Busy, repair

    try:
        aside = repair(_project(arguments))
    except (SettingsError, Busy) as error:
        return _refuse(error)
    print(f"The journal is written anew; the damaged journal is kept as {aside}." if aside else "The journal is sound.")
    return EXIT_DONE if aside else EXIT_NOTHING


def _project(arguments: argparse.Namespace) -> Project:
    from content_quality.pipeline.project import load_project, project_of

    return project_of(arguments.config) if arguments.config else load_project()


def _refuse(error: Exception) -> int:
    print(f"content-quality: {error}", file=sys.stderr)
    return EXIT_UNDECIDED
