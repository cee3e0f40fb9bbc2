"""`content-quality doctor`: what would stop a check or the pipeline here, and what to do about it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from content_quality.core.text.printable import one_line

EXIT_DONE, EXIT_FAILED = 0, 1


def add_to(commands: Any) -> None:
    """Add the command to the parser's `commands`."""
    doctor = commands.add_parser(
        "doctor", help="look at versions, settings, folders, store and Airflow, and say what to do"
    )
    doctor.add_argument(
        "--config", type=Path, metavar="FILE", help="the site's content-quality.toml; that of this folder by default"
    )
    doctor.set_defaults(run=_doctor)


def _doctor(arguments: argparse.Namespace) -> int:
    from content_quality.core.diagnosis import DiagnosisLevel, ok
    from content_quality.pipeline.local.diagnose import diagnose, has_package

    found, settings = diagnose(arguments.config)
    if has_package("airflow"):
        from content_quality.orchestration.diagnosis import diagnose_airflow

        found += diagnose_airflow(settings)
    else:
        found.append(ok("Airflow is not installed: this is the command line alone"))
    for one in found:
        print(f"{one.level.value:5} {one_line(one.text)}")
        if one.advice:
            print(f"      → {one_line(one.advice)}")
    return EXIT_FAILED if any(one.level is DiagnosisLevel.FAIL for one in found) else EXIT_DONE
