"""What one rule of residue must flag, and what it must leave alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """What one rule must flag, and what it must leave alone: pairs of a language and a text."""

    check: str
    flagged: tuple[tuple[str, str], ...]
    silent: tuple[tuple[str, str], ...]
