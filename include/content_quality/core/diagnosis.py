"""What `content-quality doctor` says about one thing of an installation."""

from __future__ import annotations

from enum import StrEnum

from content_quality.core.records import dataclass


class DiagnosisLevel(StrEnum):
    """How one thing is: a warning may be meant, a failure stops something that the settings ask for."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing, how it is, and what to do about it; the advice is empty where all is well."""

    level: DiagnosisLevel
    text: str
    advice: str = ""


def ok(text: str) -> Diagnosis:
    """Return that all is well."""
    return Diagnosis(DiagnosisLevel.OK, text)


def warn(text: str, advice: str) -> Diagnosis:
    """Return what may be meant, and what to do if it is not."""
    return Diagnosis(DiagnosisLevel.WARN, text, advice)


def fail(text: str, advice: str) -> Diagnosis:
    """Return what does not work, and what to do."""
    return Diagnosis(DiagnosisLevel.FAIL, text, advice)
