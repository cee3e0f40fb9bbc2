"""Other settings for some posts of a site, as the table `[[overrides]]` writes them."""

from __future__ import annotations

from content_quality.core.records import dataclass
from content_quality.core.settings.check_rules import CheckLevel

TABLES = ("repeats", "truncation", "front_matter", "reading_time", "residue")  # that an override may change


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """One setting that has another value for some posts."""

    table: str
    key: str
    value: object


@dataclass(frozen=True, slots=True)
class Override:
    """What is different for the posts that `match` names; of two overrides with the same key, the later one counts."""

    match: tuple[str, ...] = ()  # patterns as in .gitignore
    changes: tuple[ChangedSetting, ...] = ()
    checks: tuple[CheckLevel, ...] = ()
    owner: str = ""  # the recipient who answers for these posts; part of no digest

    @property
    def judges(self) -> bool:
        """Whether the override can change a finding."""
        return bool(self.changes or self.checks)
