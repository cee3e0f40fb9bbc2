"""What the editor's user sets under `contentQuality`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from content_quality.core.i18n.languages import ENGLISH
from content_quality.core.records import dataclass

SECTION = "contentQuality"


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The settings of one editor, or of one of its folders."""

    use_settings: bool = True  # whether the nearest content-quality.toml counts
    language: str = ENGLISH  # of messages
    asks_reason: bool = False  # whether the client can ask its user for the reason of a waiver

    @classmethod
    def of(cls, given: Any) -> ClientSettings:
        """Return the settings in `given`, with or without the section's name; the default replaces a wrong value."""
        table = given.get(SECTION, given) if isinstance(given, Mapping) else {}
        table = table if isinstance(table, Mapping) else {}
        use, language = table.get("useSettings"), table.get("language")
        return cls(
            use if isinstance(use, bool) else True,
            language if isinstance(language, str) and language else ENGLISH,
            table.get("asksReason") is True,
        )
