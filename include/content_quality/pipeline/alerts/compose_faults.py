"""Use case: say in an alert message why something failed, what to do, and where to look."""

from __future__ import annotations

from content_quality.core.alerts.addresses import Addresses
from content_quality.core.alerts.alert import Alert
from content_quality.core.alerts.message import FaultLine, visible
from content_quality.core.i18n.catalogue import Catalogue

FAULTS_SHOWN = 10  # of one alert message


def fault_lines(alert: Alert, words: Catalogue, addresses: Addresses) -> tuple[FaultLine, ...]:
    """Return what the alert's faults say in the recipient's language."""
    return tuple(
        FaultLine(
            visible(fault.sentence(words), 600),
            fault.step(words),
            addresses.airflow(fault.log) if fault.log else "",
            addresses.retry(fault.run) if fault.run else "",
        )
        for fault in alert.faults[:FAULTS_SHOWN]
    )
